//! Examples as JSON.

use serde_json::Value;

use super::Example;
use crate::sdk::surface::{Model, Shape};

/// The example as JSON.
pub(super) fn json(models: &[Model], example: &Example) -> Value {
    match example {
        Example::Json(value) => value.clone(),
        Example::Null => Value::Null,
        Example::Boolean(own) => Value::from(*own),
        Example::Integer { number, .. } => Value::from(*number),
        Example::Number(own) => Value::Number(own.clone()),
        Example::Text(own) | Example::Day(own) | Example::Moment(own) | Example::Bytes(own) => {
            Value::from(own.as_str())
        }
        Example::File => Value::from("file"),
        Example::List { items, .. } => items.iter().map(|item| json(models, item)).collect(),
        Example::Map { entries, .. } => {
            entries.iter().map(|(key, value)| (key.clone(), json(models, value))).collect()
        }
        Example::Object { model, fields } => {
            let Some(Shape::Object(object)) = models.get(*model).map(|model| &model.shape) else {
                return Value::Null;
            };
            let member = |(at, value): &(usize, Example)| {
                Some((object.fields.get(*at)?.wire.clone(), json(models, value)))
            };
            fields.iter().filter_map(member).collect()
        }
        Example::Enum { model, at } => match models.get(*model).map(|model| &model.shape) {
            Some(Shape::Enum(values)) => {
                values.get(*at).map_or(Value::Null, |value| Value::from(value.wire.as_str()))
            }
            _ => Value::Null,
        },
        Example::Variant { value, tag, .. } => {
            let mut own = json(models, value);
            if let (Some((key, text)), Some(members)) = (tag, own.as_object_mut()) {
                members.insert(key.clone(), Value::from(text.as_str()));
            }
            own
        }
    }
}
