//! Calls as a program would write them: examples as literals of a language.

use serde_json::{Number, Value};

use super::examples::Example;
use super::layout::marked;
use super::notes::Notes;
use super::surface::{Content, Field, Operation, Parameter, Surface, Type};

/// How a program calls an API: what it does once, and each operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// How a client is made.
    pub setup: String,
    /// Calls by the indices of operations.
    pub calls: Vec<String>,
}

/// How a language writes values.
pub(super) trait Literals {
    /// A text.
    fn text(&self, text: &str) -> String;
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
    fn upload(&self) -> String;
    /// Null.
    fn null(&self) -> &'static str;
    /// Any JSON.
    fn json(&self, value: &Value) -> String;
    /// A list of values of one type.
    fn list(&self, of: &Type, items: Vec<String>) -> String;
    /// A map of values of one type.
    fn map(&self, of: &Type, entries: Vec<(String, String)>) -> String;
    /// A value of a model with these members.
    fn object(&self, model: usize, members: Vec<(&Field, String)>) -> String;
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
}

/// A value that is written.
pub(super) struct Written {
    /// The literal.
    pub(super) text: String,
    /// Whether it is null.
    pub(super) is_null: bool,
}

/// What a call gives to an operation.
pub(super) enum Given<'o> {
    /// The verb, where the caller chooses it.
    Method(&'static str),
    /// A parameter.
    Parameter(&'o Parameter, String),
    /// The body.
    Body(String),
}

/// What a call of `operation` gives: all that it has to, and a body that says something.
pub(super) fn given<'o, L: Literals>(
    literals: &L,
    surface: &Surface,
    operation: &'o Operation,
) -> Vec<Given<'o>> {
    let mut all = Vec::new();
    if operation.method.is_none() {
        all.push(Given::Method("GET"));
    }
    for parameter in operation.parameters.iter().filter(|own| own.required) {
        let example = surface.example(&parameter.kind, &parameter.notes);
        let value = written(literals, surface, &example);
        let text = literals.placed(&parameter.kind, true, value);
        all.push(Given::Parameter(parameter, text));
    }
    let Some(body) = &operation.body else { return all };
    match &body.content {
        Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
            if !body.required && *kind == Type::Any {
                return all;
            }
            let value = written(literals, surface, &surface.example(kind, &Notes::default()));
            all.push(Given::Body(literals.placed(kind, body.required, value)));
        }
        Content::Text | Content::Binary if !body.required => {}
        Content::Text => all.push(Given::Body(literals.text("text"))),
        Content::Binary => all.push(Given::Body(literals.upload())),
    }
    all
}

/// An example as a literal.
pub(super) fn written<L: Literals>(literals: &L, surface: &Surface, example: &Example) -> Written {
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
            literals.list(of, items.collect())
        }
        Example::Map { of, entries } => {
            let placed =
                |(key, value): &(String, _)| (key.clone(), literals.placed(of, true, inner(value)));
            literals.map(of, entries.iter().map(placed).collect())
        }
        Example::Object { model, fields } => {
            let known = surface.object(*model).map_or(&[][..], |object| &object.fields);
            let member = |(at, value): &(usize, Example)| {
                let field = known.get(*at)?;
                Some((field, literals.placed(&field.kind, field.required, inner(value))))
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

/// Several things between signs, in one line where they fit, and otherwise one on each line.
pub(super) fn group(open: &str, items: &[String], close: &str, comma: bool) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let last = if comma { marked("⸨,⸩") } else { String::new() };
    let (between, begin, end) = (marked(",⏎"), marked("⟦·"), marked("⟧"));
    format!("{open}{begin}{}{last}{end}{close}", items.join(&between))
}

/// The same with blanks inside of the signs.
pub(super) fn spaced_group(open: &str, items: &[String], close: &str, comma: bool) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let last = if comma { marked("⸨,⸩") } else { String::new() };
    let (between, begin, end) = (marked(",⏎"), marked("⟦⏎"), marked("⟫"));
    format!("{open}{begin}{}{last}{end}{close}", items.join(&between))
}
