//! The entries of a map, in the order in which their keys came.

use std::collections::BTreeMap;

use super::value::{Text, Value};

/// Up to so many entries are searched one after another.
const FEW: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Entries<'a> {
    list: Vec<(Text<'a>, Value<'a>)>,
    /// Where the key stands in the list, once there are many.
    index: Option<BTreeMap<Box<str>, usize>>,
}

impl<'a> Entries<'a> {
    /// The entries of a document. Of equal keys the last value counts, at the place of the first.
    pub(super) fn from_list(list: Vec<(Text<'a>, Value<'a>)>) -> Self {
        if list.len() <= FEW && !has_duplicates(&list) {
            return Self { list, index: None };
        }
        let mut entries = Self::default();
        for (key, value) in list {
            entries.put(key, value);
        }
        entries
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.list.iter().position(|(known, _)| **known == *key),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.list.get(self.position(key)?).map(|(_, value)| value)
    }

    /// Puts `value` at `key` and returns what was there.
    pub(super) fn put(&mut self, key: Text<'a>, value: Value<'a>) -> Option<Value<'a>> {
        if let Some((_, old)) = self.position(&key).and_then(|at| self.list.get_mut(at)) {
            return Some(std::mem::replace(old, value));
        }
        if let Some(index) = &mut self.index {
            index.insert(Box::from(&*key), self.list.len());
        }
        self.list.push((key, value));
        if self.index.is_none() && self.list.len() > FEW {
            self.build_index();
        }
        None
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Value<'a>> {
        let at = self.position(key)?;
        let (_, value) = self.list.remove(at);
        if self.index.is_some() {
            self.build_index();
        }
        Some(value)
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.index = None;
    }

    pub(super) fn at(&self, position: usize) -> Option<&(Text<'a>, Value<'a>)> {
        self.list.get(position)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, (Text<'a>, Value<'a>)> {
        self.list.iter()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value<'a>> {
        self.list.iter().map(|(_, value)| value)
    }

    fn build_index(&mut self) {
        let keys = self.list.iter().enumerate();
        let index = keys.map(|(at, (key, _))| (Box::from(&**key), at)).collect();
        self.index = Some(index);
    }
}

fn has_duplicates(list: &[(Text<'_>, Value<'_>)]) -> bool {
    let mut rest = list;
    while let Some(((key, _), after)) = rest.split_first() {
        if after.iter().any(|(other, _)| **key == **other) {
            return true;
        }
        rest = after;
    }
    false
}
