//! Values that documents give.

use serde_json::Value;

use super::maker::Maker;
use super::{DEEPEST, Example};
use crate::sdk::surface::{Shape, Type};

impl Maker<'_> {
    /// A value that a document gives, as one of `kind`; none where it is no such value.
    pub(super) fn typed(&self, kind: &Type, given: &Value, depth: usize) -> Option<Example> {
        if depth > DEEPEST {
            return None;
        }
        Some(match kind {
            Type::Any => Example::Json(given.clone()),
            Type::Nullable(_) if given.is_null() => Example::Null,
            Type::Nullable(inner) => self.typed(inner, given, depth)?,
            Type::Boolean => Example::Boolean(given.as_bool()?),
            Type::Integer { small } => Example::Integer { small: *small, number: given.as_i64()? },
            Type::Number => Example::Number(given.as_number()?.clone()),
            Type::String => Example::Text(given.as_str()?.to_owned()),
            Type::Date => Example::Day(day(given.as_str()?)?.to_owned()),
            Type::DateTime => Example::Moment(moment(given.as_str()?)?.to_owned()),
            Type::Bytes | Type::File => return None,
            Type::List(of) => {
                let items = given.as_array()?.iter();
                let items: Option<_> = items.map(|item| self.typed(of, item, depth + 1)).collect();
                Example::List { of: of.as_ref().clone(), items: items? }
            }
            Type::Map(of) => {
                let entries = given.as_object()?.iter();
                let own = |(key, value): (&String, &Value)| {
                    Some((key.clone(), self.typed(of, value, depth + 1)?))
                };
                let entries: Option<_> = entries.map(own).collect();
                Example::Map { of: of.as_ref().clone(), entries: entries? }
            }
            Type::Model(index) => self.typed_model(*index, given, depth + 1)?,
        })
    }

    fn typed_model(&self, index: usize, given: &Value, depth: usize) -> Option<Example> {
        match &self.models.get(index)?.shape {
            Shape::Enum(values) => {
                let text = given.as_str()?;
                let at = values.iter().position(|value| value.wire == text)?;
                Some(Example::Enum { model: index, at })
            }
            Shape::Alias(kind) => self.typed(kind, given, depth),
            Shape::Object(object) => {
                let given = given.as_object()?;
                let mut fields = Vec::new();
                for (at, field) in object.fields.iter().enumerate() {
                    let left_out = if self.whole { field.write_only } else { field.read_only };
                    match given.get(&field.wire) {
                        Some(_) if left_out => {}
                        Some(value) => fields.push((at, self.typed(&field.kind, value, depth)?)),
                        None if field.required && !left_out => return None,
                        None => {}
                    }
                }
                Some(Example::Object { model: index, fields })
            }
            Shape::Union(union) => union.variants.iter().enumerate().find_map(|(at, variant)| {
                let key = union.discriminator.as_ref();
                let stated = key.and_then(|key| given.get(key)?.as_str());
                let fits = |stated: &str| variant.tags.iter().any(|tag| tag == stated);
                if key.is_some() && !stated.is_some_and(fits) {
                    return None;
                }
                let value = self.typed(&variant.kind, given, depth)?;
                let tag = key.cloned().zip(stated.map(str::to_owned));
                Some(self.tagged(index, at, value, tag))
            }),
        }
    }
}

/// A day, where the text is one. YAML reads some as moments.
fn day(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let parts: Vec<&str> = day.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(is_number)).then_some(day)
}

/// A moment, where the text is one in UTC.
fn moment(text: &str) -> Option<&str> {
    day(text)?;
    let rest = text.get(10..)?;
    (rest.starts_with('T') && rest.ends_with('Z') && (10..=14).contains(&rest.len()))
        .then_some(text)
}
