//! Languages in which a question mark behind a type says that null is a value of it: C#, Kotlin and Swift.

use crate::sdk::surface::{Body, Content, Type};

use super::dialect::Dialect;

/// What follows from the question mark for the types of what goes out and comes back.
pub(in crate::sdk) trait Questioned: Dialect {
    /// The type of texts.
    const TEXT: &'static str;

    /// The type of a value.
    fn plain(&self, kind: &Type) -> String;
    /// The type without null, and whether null is a value of it.
    fn split_nullable<'t>(&'t self, kind: &'t Type) -> (&'t Type, bool);

    /// The type of what may be left out, and is null then.
    fn optional(&self, kind: &Type) -> String {
        self.plain(self.split_nullable(kind).0) + "?"
    }

    /// The type of a parameter: one that is null is not sent.
    fn parameter_type(&self, kind: &Type, required: bool) -> String {
        if required { self.plain(kind) } else { self.optional(kind) }
    }

    /// The type of what is sent.
    fn sent_type(&self, body: &Body) -> String {
        let own = match &body.content {
            Content::Json(kind) => return self.written(kind, body.required, false),
            Content::Text => Self::TEXT.to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Form(kind) | Content::Multipart(kind) => {
                self.plain(self.split_nullable(kind).0)
            }
        };
        if body.required { own } else { own + "?" }
    }

    /// The type of what comes back, which is always there when it is the `only` one.
    fn received_type(&self, content: Option<&Content>, only: bool) -> String {
        match content {
            None => String::new(),
            Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
                self.parameter_type(kind, only)
            }
            Some(content) => {
                let is_text = matches!(content, Content::Text);
                let own = if is_text { Self::TEXT } else { "Download" };
                if only { own.to_owned() } else { format!("{own}?") }
            }
        }
    }
}
