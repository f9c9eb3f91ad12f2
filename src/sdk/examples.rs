//! Values as they may be: of what documents give as examples, and otherwise the least that a type and its limits take.

use serde_json::{Map, Number, Value};

use super::notes::Notes;
use super::surface::{Field, Model, Object, Shape, Surface, Type, Union};

/// Values nested deeper than this are not made.
const DEEPEST: usize = 12;

/// So many items are made at most, whatever a list has to have.
const ITEMS: u64 = 3;

/// So many members are made of an object that needs none.
const MEMBERS: usize = 3;

/// A value of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Example {
    /// Any JSON.
    Json(Value),
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A whole number; whether 32 bits are enough.
    Integer {
        /// Whether the schema says `int32`.
        small: bool,
        /// The number.
        number: i64,
    },
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// A day, as `2026-01-31`.
    Day(String),
    /// A moment, as `2026-01-31T12:00:00Z`.
    Moment(String),
    /// Bytes, in base64.
    Bytes(String),
    /// A file in a form.
    File,
    /// A list.
    List {
        /// The type of its items.
        of: Type,
        /// Its items.
        items: Vec<Example>,
    },
    /// A map with any keys.
    Map {
        /// The type of its values.
        of: Type,
        /// Its members.
        entries: Vec<(String, Example)>,
    },
    /// A map with known keys.
    Object {
        /// The model, as an index.
        model: usize,
        /// The members, by the indices of their fields.
        fields: Vec<(usize, Example)>,
    },
    /// A text of an enum.
    Enum {
        /// The model, as an index.
        model: usize,
        /// The text, as an index.
        at: usize,
    },
    /// One of several types.
    Variant {
        /// The model, as an index.
        model: usize,
        /// The type, as an index.
        at: usize,
        /// The value.
        value: Box<Example>,
        /// A member that tells the type, where the value has none by itself.
        tag: Option<(String, String)>,
    },
}

impl Surface {
    /// A value of `kind` that can be sent: what has to be there.
    pub fn example(&self, kind: &Type, notes: &Notes) -> Example {
        self.made(kind, notes, false)
    }

    /// A value of `kind` as it can come back, with all that is known.
    pub fn answer_example(&self, kind: &Type) -> Example {
        self.made(kind, &Notes::default(), true)
    }

    fn made(&self, kind: &Type, notes: &Notes, whole: bool) -> Example {
        let mut maker = Maker { models: &self.models, open: Vec::new(), whole };
        maker.value(kind, notes).unwrap_or(Example::Null)
    }

    /// The example as JSON.
    pub fn json(&self, example: &Example) -> Value {
        json(&self.models, example)
    }
}

struct Maker<'m> {
    models: &'m [Model],
    /// The models that the value is a part of.
    open: Vec<usize>,
    /// Whether all members are made, and not only those that have to be there.
    whole: bool,
}

impl Maker<'_> {
    /// A value; none where it would have no end.
    fn value(&mut self, kind: &Type, notes: &Notes) -> Option<Example> {
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
    fn tagged(
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

    /// A value that a document gives, as one of `kind`; none where it is no such value.
    fn typed(&self, kind: &Type, given: &Value, depth: usize) -> Option<Example> {
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

fn json(models: &[Model], example: &Example) -> Value {
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

/// A whole number within the limits.
fn whole(notes: &Notes) -> i64 {
    let step = notes.limit("multipleOf").and_then(Value::as_i64).filter(|step| *step > 0);
    let is_open = |key: &str| notes.limit(key).and_then(Value::as_bool) == Some(true);
    let own = |key: &str| notes.limit(key).and_then(Value::as_i64);
    let least = own("exclusiveMinimum")
        .map(|least| least.saturating_add(1))
        .or_else(|| Some(own("minimum")?.saturating_add(i64::from(is_open("exclusiveMinimum")))));
    let most = own("exclusiveMaximum")
        .map(|most| most.saturating_sub(1))
        .or_else(|| Some(own("maximum")?.saturating_sub(i64::from(is_open("exclusiveMaximum")))));
    let number = 1.max(least.unwrap_or(1));
    let number = if least.is_some_and(|least| least <= 1) { 1 } else { number };
    let number = most.map_or(number, |most| number.min(most));
    step.map_or(number, |step| {
        let over = number.rem_euclid(step);
        if over == 0 { number } else { number.saturating_add(step - over) }
    })
}

/// A number within the limits.
fn number(notes: &Notes) -> Number {
    let own = |key: &str| notes.limit(key).and_then(Value::as_f64);
    let least = own("minimum").or_else(|| own("exclusiveMinimum"));
    let most = own("maximum").or_else(|| own("exclusiveMaximum"));
    let number = match (least, most) {
        (Some(least), Some(most)) if least >= 1.0 || most <= 1.0 => f64::midpoint(least, most),
        (Some(least), None) if least >= 1.0 => least + 1.0,
        (None, Some(most)) if most <= 1.0 => most - 1.0,
        _ => 1.5,
    };
    let step = own("multipleOf").filter(|step| *step > 0.0);
    let number = step.map_or(number, |step| (number / step).ceil() * step);
    Number::from_f64(number).unwrap_or_else(|| Number::from(1))
}

/// A text within the limits, as its format wants it.
fn text(notes: &Notes) -> String {
    let own = match notes.format.as_deref() {
        Some("uuid") => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        Some("email" | "idn-email") => "ann@example.com",
        Some("uri" | "url" | "iri" | "uri-reference") => "https://example.com/",
        Some("hostname" | "idn-hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("time") => "12:00:00Z",
        Some("password") => "secret",
        _ => "text",
    };
    let length = |key: &str| {
        let own = notes.limit(key).and_then(Value::as_u64);
        own.map(|own| usize::try_from(own.min(200)).unwrap_or(200))
    };
    let mut made: String = own.to_owned();
    if let Some(least) = length("minLength") {
        while made.chars().count() < least {
            made.push('x');
        }
    }
    match length("maxLength") {
        Some(most) => made.chars().take(most).collect(),
        None => made,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Notes, number, text, whole};

    fn notes(limits: &[(&'static str, serde_json::Value)]) -> Notes {
        Notes { limits: limits.to_vec(), ..Notes::default() }
    }

    #[test]
    fn numbers_keep_to_their_limits() {
        assert_eq!(whole(&notes(&[])), 1);
        assert_eq!(whole(&notes(&[("minimum", json!(18))])), 18);
        assert_eq!(whole(&notes(&[("minimum", json!(0)), ("maximum", json!(0))])), 0);
        assert_eq!(whole(&notes(&[("minimum", json!(5)), ("exclusiveMinimum", json!(true))])), 6);
        assert_eq!(whole(&notes(&[("maximum", json!(-3))])), -3);
        assert_eq!(whole(&notes(&[("multipleOf", json!(5))])), 5);
        let own = |limits: &[(&'static str, serde_json::Value)]| {
            number(&notes(limits)).as_f64().unwrap_or_default()
        };
        assert!((own(&[("minimum", json!(2)), ("maximum", json!(4))]) - 3.0).abs() < 1e-9);
        assert!(own(&[("maximum", json!(0.5))]) <= 0.5);
    }

    #[test]
    fn texts_keep_to_their_limits() {
        assert_eq!(text(&notes(&[("minLength", json!(6))])), "textxx");
        assert_eq!(text(&notes(&[("maxLength", json!(2))])), "te");
        let own = Notes { format: Some("email".to_owned()), ..Notes::default() };
        assert_eq!(text(&own), "ann@example.com");
    }
}
