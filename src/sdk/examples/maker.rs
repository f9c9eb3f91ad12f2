//! Values that are made.

use serde_json::{Map, Value};

use super::limits::{number, text, whole};
use super::{DEEPEST, Example};
use crate::sdk::notes::Notes;
use crate::sdk::surface::{Field, Model, Object, Shape, Type, Union};

/// So many items are made at most, whatever a list has to have.
const ITEMS: u64 = 3;

/// So many members are made of an object that needs none.
const MEMBERS: usize = 3;

/// What makes values.
pub(super) struct Maker<'m> {
    pub(super) models: &'m [Model],
    /// The models that the value is a part of.
    open: Vec<usize>,
    /// Whether all members are made, and not only those that have to be there.
    pub(super) whole: bool,
}

impl<'m> Maker<'m> {
    pub(super) const fn new(models: &'m [Model], whole: bool) -> Self {
        Self { models, open: Vec::new(), whole }
    }

    /// A value; none where it would have no end.
    pub(super) fn value(&mut self, kind: &Type, notes: &Notes) -> Option<Example> {
        let given = notes.example.as_ref().or(notes.default.as_ref());
        if let Some(own) = given.and_then(|given| self.typed(kind, given, 0)) {
            return Some(own);
        }
        Some(match kind {
            Type::Any => Example::Json(Value::Object(Map::new())),
            Type::Boolean => Example::Boolean(true),
            Type::Integer { small } => Example::Integer { small: *small, number: whole(notes) },
            Type::Number => Example::Number(number(notes)),
            Type::String => Example::Text(text(notes)),
            Type::Date => Example::Day("2026-01-31".to_owned()),
            Type::DateTime => Example::Moment("2026-01-31T12:00:00Z".to_owned()),
            Type::Bytes => Example::Bytes("aGVsbG8=".to_owned()),
            Type::File => Example::File,
            Type::List(of) => self.list(of, notes),
            Type::Map(of) => self.map(of),
            Type::Nullable(inner) => self.value(inner, notes)?,
            Type::Model(index) => self.model(*index)?,
        })
    }

    fn list(&mut self, of: &Type, notes: &Notes) -> Example {
        let wanted = notes.limit("minItems").and_then(Value::as_u64).unwrap_or(1).clamp(1, ITEMS);
        let item = self.value(of, &Notes::default());
        let items = item.map_or_else(Vec::new, |item| (0..wanted).map(|_| item.clone()).collect());
        Example::List { of: of.clone(), items }
    }

    fn map(&mut self, of: &Type) -> Example {
        let value = self.value(of, &Notes::default());
        let entries = value.map(|value| ("key".to_owned(), value));
        Example::Map { of: of.clone(), entries: entries.into_iter().collect() }
    }

    fn model(&mut self, index: usize) -> Option<Example> {
        if self.open.contains(&index) || self.open.len() > DEEPEST {
            return None;
        }
        let model = self.models.get(index)?;
        if let Some(given) = &model.notes.example
            && let Some(own) = self.typed(&Type::Model(index), given, 0)
        {
            return Some(own);
        }
        self.open.push(index);
        let made = match &model.shape {
            Shape::Object(object) => self.object(index, object),
            Shape::Enum(_) => Some(Example::Enum { model: index, at: 0 }),
            Shape::Union(union) => self.union(index, union),
            Shape::Alias(kind) => self.value(kind, &model.notes),
        };
        self.open.pop();
        made
    }

    fn object(&mut self, model: usize, object: &Object) -> Option<Example> {
        let is_sent = |field: &Field| !field.read_only;
        let needs_any = object.fields.iter().any(|field| field.required && is_sent(field));
        let mut fields = Vec::new();
        for (at, field) in object.fields.iter().enumerate() {
            let wanted = if self.whole {
                !field.write_only && !field.deprecated
            } else if needs_any {
                field.required && is_sent(field)
            } else {
                is_sent(field) && !field.deprecated && fields.len() < MEMBERS
            };
            if !wanted {
                continue;
            }
            match self.value(&field.kind, &field.notes) {
                Some(value) => fields.push((at, value)),
                None if matches!(field.kind, Type::Nullable(_)) && field.required => {
                    fields.push((at, Example::Null));
                }
                None if field.required => return None,
                None => {}
            }
        }
        Some(Example::Object { model, fields })
    }

    fn union(&mut self, model: usize, union: &Union) -> Option<Example> {
        union.variants.iter().enumerate().find_map(|(at, variant)| {
            let value = self.value(&variant.kind, &Notes::default())?;
            let tag = union.discriminator.clone().zip(variant.tags.first().cloned());
            Some(self.tagged(model, at, value, tag))
        })
    }

    /// A variant whose member that tells the type has the value that means it.
    pub(super) fn tagged(
        &self,
        model: usize,
        at: usize,
        mut value: Example,
        tag: Option<(String, String)>,
    ) -> Example {
        let Some((key, text)) = tag else {
            return Example::Variant { model, at, value: Box::new(value), tag: None };
        };
        let mut is_there = false;
        if let Example::Object { model: own, fields } = &mut value
            && let Some(Shape::Object(object)) = self.models.get(*own).map(|model| &model.shape)
            && let Some(place) = object.fields.iter().position(|field| field.wire == key)
            && let Some(field) = object.fields.get(place)
            && let Some(stated) = self.typed(&field.kind, &Value::from(text.as_str()), 0)
        {
            is_there = true;
            fields.retain(|(other, _)| *other != place);
            fields.push((place, stated));
            fields.sort_by_key(|(place, _)| *place);
        }
        let tag = (!is_there).then_some((key, text));
        Example::Variant { model, at, value: Box::new(value), tag }
    }
}
