//! The methods of values and of the service's objects: one file per kind of receiver, one line here for each.

mod boolean;
mod encoding;
mod entry;
mod input;
mod list;
mod map;
mod number;
mod text;
mod util;

pub(super) use input::write_json;

use super::ast::Prepared;
use super::evaluate::Evaluator;
use super::fault::Outcome;
use super::value::{Text, Tool, Value};

/// The kinds of receivers with their methods, in the order of [`Family`].
static FAMILIES: [(&str, &[Function]); 8] = [
    ("text", text::FUNCTIONS),
    ("list", list::FUNCTIONS),
    ("map", map::FUNCTIONS),
    ("number", number::FUNCTIONS),
    ("boolean", boolean::FUNCTIONS),
    ("entry", entry::FUNCTIONS),
    ("$input", input::FUNCTIONS),
    ("$util", util::FUNCTIONS),
];

/// Declares the functions of a file: documentation, name, number of arguments, what is compiled in advance, body.
macro_rules! register {
    ($($(#[doc = $doc:literal])+ $name:literal ($least:literal, $most:literal) $prepares:ident => $run:path;)+) => {
        pub(super) static FUNCTIONS: &[super::Function] = &[$(super::Function {
            name: $name,
            arity: ($least, $most),
            prepares: super::Prepares::$prepares,
            doc: concat!($($doc),+),
            run: $run,
        }),+];
    };
}
use register;

/// A method.
#[derive(Debug)]
pub(super) struct Function {
    name: &'static str,
    /// The least and the most arguments.
    arity: (usize, usize),
    prepares: Prepares,
    doc: &'static str,
    pub(super) run: for<'r, 'a> fn(&mut Invocation<'r, 'a>) -> Outcome<Value<'a>>,
}

/// What a literal first argument is compiled to when the template is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prepares {
    Nothing,
    Path,
    Pattern,
}

/// A call that is being made.
pub(super) struct Invocation<'r, 'a> {
    pub(super) cx: &'r mut Evaluator<'a>,
    pub(super) receiver: &'r Value<'a>,
    pub(super) arguments: &'r [Value<'a>],
    pub(super) prepared: &'r Prepared,
}

impl<'a> Invocation<'_, 'a> {
    /// The argument at `index`; null where there is none.
    fn argument(&self, index: usize) -> Value<'a> {
        self.arguments.get(index).cloned().unwrap_or(Value::Null)
    }

    /// The argument at `index` as a text.
    fn text(&mut self, index: usize) -> Outcome<Text<'a>> {
        let value = self.argument(index);
        self.cx.text_of(&value)
    }

    /// The argument at `index`, if it is an integer.
    fn integer(&self, index: usize) -> Option<i64> {
        if let Some(Value::Int(number)) = self.arguments.get(index) { Some(*number) } else { None }
    }

    /// A text that the function has made.
    fn made(&mut self, text: String) -> Outcome<Value<'a>> {
        self.cx.spend_on(&text)?;
        self.cx.occupy(text.len())?;
        Ok(Value::text(text))
    }
}

/// The kind of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Text,
    List,
    Map,
    Number,
    Boolean,
    Entry,
    Input,
    Util,
}

impl Family {
    fn of(value: &Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Text(_) => Self::Text,
            Value::List(_) => Self::List,
            Value::Map(_) | Value::Pairs(_) => Self::Map,
            Value::Int(_) | Value::Big(_) | Value::Double(_) => Self::Number,
            Value::Bool(_) => Self::Boolean,
            Value::Entry(_) => Self::Entry,
            Value::Tool(Tool::Input) => Self::Input,
            Value::Tool(Tool::Util) => Self::Util,
            Value::Null
            | Value::Tool(Tool::Context | Tool::Params | Tool::Loop(_))
            | Value::Block(_) => return None,
        })
    }
}

/// What a method name means for each kind of receiver, looked up once when the template is parsed.
#[derive(Debug)]
pub(super) struct Dispatch([Option<&'static Function>; FAMILIES.len()]);

impl Dispatch {
    pub(super) fn of(name: &str) -> Self {
        Self(FAMILIES.map(|(_, functions)| functions.iter().find(|known| known.name == name)))
    }

    /// The function for `receiver`, if it takes so many arguments.
    pub(super) fn function(
        &self,
        receiver: &Value<'_>,
        arguments: usize,
    ) -> Option<&'static Function> {
        let function = (*self.0.get(Family::of(receiver)? as usize)?)?;
        let (least, most) = function.arity;
        (least..=most).contains(&arguments).then_some(function)
    }

    pub(super) fn takes_path(&self) -> bool {
        self.prepares(Prepares::Path)
    }

    pub(super) fn takes_pattern(&self) -> bool {
        self.prepares(Prepares::Pattern)
    }

    fn prepares(&self, what: Prepares) -> bool {
        self.0.iter().flatten().any(|function| function.prepares == what)
    }

    /// Whether `$util` has the function.
    pub(super) fn is_util(&self) -> bool {
        self.0.get(Family::Util as usize).is_some_and(Option::is_some)
    }

    /// Whether `$input` has the function.
    pub(super) fn is_input(&self) -> bool {
        self.0.get(Family::Input as usize).is_some_and(Option::is_some)
    }
}

/// One function of the language, for the reference pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionDoc {
    /// What has the function: `text`, `list`, `$util` and so on.
    pub receiver: &'static str,
    /// The name of the function.
    pub name: &'static str,
    /// The least and the most arguments.
    pub arity: (usize, usize),
    /// What it does.
    pub doc: &'static str,
}

/// All functions of the language, in the order of their registration.
pub fn functions() -> impl Iterator<Item = FunctionDoc> {
    FAMILIES.iter().flat_map(|(receiver, functions)| {
        functions.iter().map(|function| FunctionDoc {
            receiver,
            name: function.name,
            arity: function.arity,
            doc: function.doc.trim(),
        })
    })
}
