//! Values as they may be: of what documents give as examples, and otherwise the least that a type and its limits take.

mod given;
mod json;
mod limits;
mod maker;

use serde_json::{Number, Value};

use super::notes::Notes;
use super::surface::{Surface, Type};
use json::json;
use maker::Maker;

/// Values nested deeper than this are not made.
const DEEPEST: usize = 12;

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
        Maker::new(&self.models, whole).value(kind, notes).unwrap_or(Example::Null)
    }

    /// The example as JSON.
    pub fn json(&self, example: &Example) -> Value {
        json(&self.models, example)
    }
}
