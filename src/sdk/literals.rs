//! Calls as a program would write them: examples as literals of a language.

use serde_json::{Number, Value};

use super::examples::Example;
use super::layout::Layout;
use super::naming::Name;
use super::notes::Notes;
use super::surface::{Body, Content, Field, Operation, Surface, Type};

/// How a program calls an API: what it does once, and each operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// How a client is made.
    pub setup: String,
    /// Calls by the indices of operations.
    pub calls: Vec<String>,
}

/// How a language writes calls, and values as literals.
pub(super) trait Literals {
    /// How calls are laid out.
    const LAYOUT: Layout;

    /// What a program does once.
    fn setup(&self) -> String;
    /// A call of `operation` with what it is given.
    fn call(&self, operation: &Operation, given: Vec<String>) -> String;
    /// Something that a call is given, by its name.
    fn given(&self, name: &Name, value: &str) -> String;

    /// The literal of a text by itself.
    fn quoted(&self, text: &str) -> String;
    /// A value that is a text.
    fn text(&self, text: &str) -> String {
        self.quoted(text)
    }
    /// A boolean.
    fn boolean(&self, own: bool) -> String {
        own.to_string()
    }
    /// A whole number; whether 32 bits are enough.
    fn integer(&self, number: i64, _small: bool) -> String {
        number.to_string()
    }
    /// A number.
    fn number(&self, number: &Number) -> String {
        number.to_string()
    }
    /// A day, as `2026-01-31`.
    fn day(&self, text: &str) -> String;
    /// A moment, as `2026-01-31T12:00:00Z`.
    fn moment(&self, text: &str) -> String;
    /// Bytes, in base64.
    fn bytes(&self, text: &str) -> String;
    /// A file in a form.
    fn file(&self) -> String;
    /// What a body of bytes is made of.
    fn upload(&self) -> String {
        self.file()
    }
    /// Null.
    fn null(&self) -> &'static str;
    /// A list of values of one type, or of any JSON.
    fn list(&self, of: &Type, items: &[String]) -> String;
    /// One member of a map.
    fn entry(&self, key: &str, value: &str) -> String;
    /// A map of values of one type, or of any JSON.
    fn map(&self, of: &Type, entries: &[String]) -> String;
    /// Whether a map can hold null.
    const NULL_IN_MAPS: bool = true;
    /// A member of a model.
    fn member(&self, model: usize, field: &Field, value: &str) -> String;
    /// A value of a model with these members.
    fn object(&self, model: usize, members: Vec<String>) -> String;
    /// A value of an enum.
    fn enumeration(&self, model: usize, at: usize) -> String;
    /// A value of a union.
    fn variant(
        &self,
        model: usize,
        at: usize,
        value: Written,
        tag: Option<&(String, String)>,
    ) -> String;
    /// A value as that of a member, which may be one that can be left out.
    fn placed(&self, _kind: &Type, _required: bool, value: Written) -> String {
        value.text
    }
    /// Any JSON.
    fn json(&self, value: &Value) -> String {
        match value {
            Value::Null => self.null().to_owned(),
            Value::Bool(own) => self.boolean(*own),
            Value::Number(own) => own.to_string(),
            Value::String(text) => self.quoted(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                self.list(&Type::Any, &items)
            }
            Value::Object(members) => {
                let known = members.iter().filter(|(_, own)| Self::NULL_IN_MAPS || !own.is_null());
                let entries: Vec<String> =
                    known.map(|(key, value)| self.entry(key, &self.json(value))).collect();
                self.map(&Type::Any, &entries)
            }
        }
    }
}

/// A value that is written.
pub(super) struct Written {
    /// The literal.
    pub(super) text: String,
    /// Whether it is null.
    pub(super) is_null: bool,
}

/// What a program does once, and each operation.
pub(super) fn show<L: Literals>(literals: &L, surface: &Surface) -> Shown {
    let call = |operation: &Operation| {
        let given = given(literals, surface, operation);
        L::LAYOUT.resolve(&literals.call(operation, given))
    };
    Shown { setup: literals.setup(), calls: surface.operations.iter().map(call).collect() }
}

/// What a call of `operation` gives: all that it has to, and a body that says something.
fn given<L: Literals>(literals: &L, surface: &Surface, operation: &Operation) -> Vec<String> {
    let mut all = Vec::new();
    if operation.method.is_none() {
        all.push(literals.given(&Name::of("method", "method"), &literals.text("GET")));
    }
    for parameter in operation.parameters.iter().filter(|own| own.required) {
        let example = surface.example(&parameter.kind, &parameter.notes);
        let value = written(literals, surface, &example);
        let text = literals.placed(&parameter.kind, true, value);
        all.push(literals.given(&parameter.name, &text));
    }
    let body = operation.body.as_ref().and_then(|body| sent(literals, surface, body));
    all.extend(body.map(|text| literals.given(&Name::of("body", "body"), &text)));
    all
}

/// A body that says something.
fn sent<L: Literals>(literals: &L, surface: &Surface, body: &Body) -> Option<String> {
    match &body.content {
        Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
            (body.required || *kind != Type::Any).then(|| {
                let value = written(literals, surface, &surface.example(kind, &Notes::default()));
                literals.placed(kind, body.required, value)
            })
        }
        Content::Text => body.required.then(|| literals.text("text")),
        Content::Binary => body.required.then(|| literals.upload()),
    }
}

/// An example as a literal.
fn written<L: Literals>(literals: &L, surface: &Surface, example: &Example) -> Written {
    let inner = |example: &Example| written(literals, surface, example);
    let text = match example {
        Example::Json(value) => literals.json(value),
        Example::Null => literals.null().to_owned(),
        Example::Boolean(own) => literals.boolean(*own),
        Example::Integer { small, number } => literals.integer(*number, *small),
        Example::Number(number) => literals.number(number),
        Example::Text(text) => literals.text(text),
        Example::Day(text) => literals.day(text),
        Example::Moment(text) => literals.moment(text),
        Example::Bytes(text) => literals.bytes(text),
        Example::File => literals.file(),
        Example::List { of, items } => {
            let items = items.iter().map(|item| literals.placed(of, true, inner(item)));
            literals.list(of, &items.collect::<Vec<String>>())
        }
        Example::Map { of, entries } => {
            let entry = |(key, value): &(String, Example)| {
                literals.entry(key, &literals.placed(of, true, inner(value)))
            };
            literals.map(of, &entries.iter().map(entry).collect::<Vec<String>>())
        }
        Example::Object { model, fields } => {
            let known = surface.object(*model).map_or(&[][..], |object| &object.fields);
            let member = |(at, value): &(usize, Example)| {
                let field = known.get(*at)?;
                let value = literals.placed(&field.kind, field.required, inner(value));
                Some(literals.member(*model, field, &value))
            };
            literals.object(*model, fields.iter().filter_map(member).collect())
        }
        Example::Enum { model, at } => literals.enumeration(*model, *at),
        Example::Variant { model, at, value, tag } => {
            literals.variant(*model, *at, inner(value), tag.as_ref())
        }
    };
    Written { text, is_null: *example == Example::Null }
}

/// A number that is no whole one, whatever it looks like.
pub(super) fn fraction(number: &Number) -> String {
    let text = number.to_string();
    if text.contains(['.', 'e', 'E']) { text } else { text + ".0" }
}
