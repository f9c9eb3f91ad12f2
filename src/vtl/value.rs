//! The values of a rendering: cheap to clone, texts borrowed from the template and the input where possible.
//!
//! Lists and maps are shared and changeable, as Java's are: `#set($b = $a)` gives a second name to one list.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use crate::json_path::{Json, Shape};

use super::ast::Block;
use super::entries::Entries;
use super::input::Pair;

/// A text, borrowed or shared.
#[derive(Clone, Debug)]
pub(super) enum Text<'a> {
    Borrowed(&'a str),
    Shared(Rc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Shared(text.into())
    }
}

#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// What is undefined or null, which behaves as the empty text.
    Null,
    Bool(bool),
    Int(i64),
    /// The digits of a number that 64 bits do not hold.
    Big(Rc<str>),
    Double(f64),
    Text(Text<'a>),
    List(Rc<List<'a>>),
    Map(Rc<Map<'a>>),
    /// Parameters or stage variables, which a template only reads.
    Pairs(&'a [Pair<'a>]),
    /// An entry of a map.
    Entry(Rc<(Text<'a>, Value<'a>)>),
    Tool(Tool),
    /// What `#define` names.
    Block(&'a Block),
}

/// An object that the service provides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Input,
    Context,
    Util,
    /// `$input.params()`
    Params,
    /// `$foreach` of the loop at this depth
    Loop(usize),
}

/// How a list prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As JSON, when it comes from JSON.
    Json,
    /// As `java.util.ArrayList` does: `[a, b]`.
    Java,
}

#[derive(Debug)]
pub(super) struct List<'a> {
    pub(super) style: Style,
    items: RefCell<Vec<Value<'a>>>,
}

#[derive(Debug)]
pub(super) struct Map<'a> {
    /// Whether the map prints as nothing, as the maps of `$context` do.
    pub(super) silent: bool,
    entries: RefCell<Entries<'a>>,
}

impl<'a> List<'a> {
    pub(super) fn new(style: Style, items: Vec<Value<'a>>) -> Rc<Self> {
        Rc::new(Self { style, items: RefCell::new(items) })
    }

    pub(super) fn len(&self) -> usize {
        self.items.borrow().len()
    }

    pub(super) fn get(&self, index: usize) -> Option<Value<'a>> {
        self.items.borrow().get(index).cloned()
    }

    /// A copy of the elements, so that nothing is borrowed while they are looked at.
    pub(super) fn to_vec(&self) -> Vec<Value<'a>> {
        self.items.borrow().clone()
    }

    /// Looks at the elements; `look` must not change any list.
    pub(super) fn read<T>(&self, look: impl FnOnce(&[Value<'a>]) -> T) -> T {
        look(&self.items.borrow())
    }

    /// Changes the elements; `change` must not look at any list.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut Vec<Value<'a>>) -> T) -> T {
        change(&mut self.items.borrow_mut())
    }
}

impl<'a> Map<'a> {
    pub(super) fn new(entries: Entries<'a>) -> Rc<Self> {
        Rc::new(Self { silent: false, entries: RefCell::new(entries) })
    }

    pub(super) fn silent(entries: Entries<'a>) -> Rc<Self> {
        Rc::new(Self { silent: true, entries: RefCell::new(entries) })
    }

    pub(super) fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.entries.borrow().get(key).cloned()
    }

    /// Puts `value` at `key` and returns what was there.
    pub(super) fn put(&self, key: Text<'a>, value: Value<'a>) -> Option<Value<'a>> {
        self.entries.borrow_mut().put(key, value)
    }

    /// Looks at the entries; `look` must not change any map.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Entries<'a>) -> T) -> T {
        look(&self.entries.borrow())
    }

    /// Changes the entries; `change` must not look at any map.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut Entries<'a>) -> T) -> T {
        change(&mut self.entries.borrow_mut())
    }
}

impl<'a> Value<'a> {
    pub(super) fn text(text: String) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn borrowed(text: &'a str) -> Self {
        Self::Text(Text::Borrowed(text))
    }

    /// A length or position as Java has it.
    pub(super) fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// In Velocity only `false` is false, since null has become the empty text (`vtl`, "The null rule").
    pub(super) fn is_true(&self) -> bool {
        !matches!(self, Self::Bool(false))
    }

    pub(super) fn is_container(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Entry(_))
    }
}

/// The value of the last pair with this name: as in the service, the last one wins.
pub(super) fn last_pair<'a>(pairs: &'a [Pair<'a>], name: &str) -> Option<&'a str> {
    pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| &**value)
}

impl Json for Value<'_> {
    fn shape(&self) -> Shape {
        match self {
            Self::Bool(value) => Shape::Bool(*value),
            #[expect(clippy::cast_precision_loss, reason = "a filter compares as doubles")]
            Self::Int(number) => Shape::Number(*number as f64),
            Self::Double(number) => Shape::Number(*number),
            Self::Big(digits) => Shape::Number(digits.parse().unwrap_or(f64::NAN)),
            Self::Text(_) => Shape::Text,
            Self::List(list) => Shape::List(list.len()),
            Self::Map(map) => Shape::Map(map.len()),
            Self::Null | Self::Pairs(_) | Self::Entry(_) | Self::Tool(_) | Self::Block(_) => {
                Shape::Null
            }
        }
    }

    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn member(&self, name: &str) -> Option<Self> {
        if let Self::Map(map) = self { map.get(name) } else { None }
    }

    fn element(&self, index: usize) -> Option<Self> {
        if let Self::List(list) = self { list.get(index) } else { None }
    }

    fn children(&self, out: &mut Vec<Self>) {
        match self {
            Self::List(list) => list.read(|items| out.extend_from_slice(items)),
            Self::Map(map) => map.read(|entries| out.extend(entries.values().cloned())),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Big(_)
            | Self::Double(_)
            | Self::Text(_)
            | Self::Pairs(_)
            | Self::Entry(_)
            | Self::Tool(_)
            | Self::Block(_) => {}
        }
    }
}
