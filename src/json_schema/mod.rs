//! Models: JSON Schema draft 4 as API Gateway reads it, over the `jsonschema` crate.
//!
//! A model may refer to others by `#/definitions/NAME`, `#/components/schemas/NAME` or the service's own URL, of
//! which the last segment counts. A compiled validator holds all that it can reach and nothing else, so it needs no
//! look-up, file or network when it runs.

mod document;
mod message;

use std::fmt;

use serde_json::Value;

/// How many steps a pattern with look-around may backtrack on one text.
const BACKTRACK_LIMIT: usize = 100_000;
/// The largest compiled pattern, in bytes.
const PATTERN_SIZE: usize = 4 << 20;
/// How many faults of one payload are named.
const MAX_MESSAGES: usize = 20;

/// A model that payloads can be checked against.
pub struct Validator {
    inner: Option<jsonschema::Validator>,
}

/// Why a model is no schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SchemaError {
    /// The model in which the fault is.
    pub model: String,
    /// The place in that model, as a JSON pointer; empty for the whole.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Validator {
    /// Compiles the model `name`. `lookup` gives the schema of a model, by name.
    pub fn compile<'m>(
        name: &str,
        lookup: impl Fn(&str) -> Option<&'m Value>,
    ) -> Result<Self, SchemaError> {
        let document = document::closure(name, &lookup)?;
        if document::accepts_everything(&document, name) {
            return Ok(Self { inner: None });
        }
        let patterns = jsonschema::PatternOptions::fancy_regex()
            .backtrack_limit(BACKTRACK_LIMIT)
            .size_limit(PATTERN_SIZE)
            .dfa_size_limit(PATTERN_SIZE);
        let inner = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .with_pattern_options(patterns)
            .should_ignore_unknown_formats(true)
            .build(&document)
            .map_err(|error| document::place(name, &error))?;
        Ok(Self { inner: Some(inner) })
    }

    /// Whether `payload` is as the model says.
    pub fn is_valid(&self, payload: &Value) -> bool {
        self.inner.as_ref().is_none_or(|inner| inner.is_valid(payload))
    }

    /// What is wrong with `payload`, in the words of the service's validator; nothing when it is valid.
    pub fn faults(&self, payload: &Value) -> Vec<String> {
        let Some(inner) = &self.inner else { return Vec::new() };
        message::messages(inner.iter_errors(payload).take(MAX_MESSAGES * 4), MAX_MESSAGES)
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("trivial", &self.inner.is_none()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
