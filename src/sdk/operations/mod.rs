//! From methods to operations.

mod bodies;
mod media;
mod parameters;
mod responses;

use std::collections::HashMap;

use crate::ir::{
    CallerFacts, Definition, DocumentationLocation, DocumentationType, HttpMethod, RequestParameter,
};
use crate::source::Fragment;

use super::auth::Tokens;
use super::calls::{Call, Messages};
use super::naming::{Name, Scope};
use super::notes::Notes;
use super::schemas::Schemas;
use super::surface::Operation;
use super::words::{Words, place};

/// Reads the operations of one definition.
pub(super) struct Reader<'a> {
    pub(super) schemas: Schemas<'a>,
    pub(super) tokens: Tokens<'a>,
    words: Words<'a>,
}

/// One operation while it is read.
#[derive(Clone, Copy)]
struct Reading<'r, 'a> {
    call: &'r Call<'a>,
    name: &'r Name,
    facts: Option<&'a CallerFacts>,
}

/// The names of all operations: those that are stated first, then those that are made of verb and path.
pub(super) fn names(calls: &[Call<'_>]) -> Vec<Name> {
    let mut scope = Scope::default();
    let mut names: HashMap<usize, Name> = HashMap::new();
    for stated in [true, false] {
        for (index, call) in calls.iter().enumerate() {
            let own = call.operation_name.map(|own| own.trim()).filter(|own| !own.is_empty());
            if own.is_some() == stated {
                let made = || format!("{} {}", call.verb.name().to_ascii_lowercase(), call.path);
                let text = own.map_or_else(made, str::to_owned);
                names.insert(index, scope.claim(Name::of(&text, "operation")));
            }
        }
    }
    (0..calls.len()).filter_map(|index| names.remove(&index)).collect()
}

impl<'a> Reader<'a> {
    pub(super) fn new(definition: &'a Definition, messages: Messages<'a>, client: &Name) -> Self {
        let words = Words::of(messages.documentation);
        let mut schemas = Schemas::new(messages.models, client);
        for (name, text) in words.models() {
            schemas.describe(&name, &text);
        }
        Self { schemas, tokens: Tokens::new(definition), words }
    }

    /// What the document says about each of its tags.
    pub(super) fn tags(&self) -> HashMap<String, String> {
        self.words.tags()
    }

    /// The first tag of `call`.
    pub(super) fn tag(&self, call: &Call<'a>) -> Option<String> {
        self.words.list(&at(call, DocumentationType::Method), "tags").into_iter().next()
    }

    /// The operation that `call` is.
    pub(super) fn operation(&mut self, call: &Call<'a>, name: Name) -> Operation {
        let facts = call.method.and_then(|method| method.callers.get()).map(Box::as_ref);
        let reading = Reading { call, name: &name, facts };
        let auth = self.tokens.of(call, facts);
        let body = self.body(reading);
        let (parameters, idempotency_header) = self.parameters(reading, &auth, body.is_some());
        let responses = self.responses(reading);
        let method_place = at(call, DocumentationType::Method);
        Operation {
            input: self.schemas.claim(name.and("input")),
            output: self.schemas.claim(name.and("output")),
            error: self.schemas.claim(name.and("error")),
            method: (call.verb != HttpMethod::Any).then(|| call.verb.name()),
            path: call.path.to_owned(),
            summary: self.words.text(&method_place, "summary"),
            description: self.words.text(&method_place, "description"),
            deprecated: facts.is_some_and(|facts| facts.deprecated),
            parameters,
            body,
            responses,
            auth,
            idempotent: !matches!(
                call.verb,
                HttpMethod::Post | HttpMethod::Patch | HttpMethod::Any
            ),
            idempotency_header,
            paging: None,
            name,
        }
    }
}

/// The place of something of an operation.
fn at(call: &Call<'_>, location_type: DocumentationType) -> DocumentationLocation {
    let method = match call.verb {
        HttpMethod::Any => "*",
        other => other.name(),
    };
    let mut location = place(location_type);
    location.path = Some(call.path.to_owned());
    location.method = Some(method.to_owned());
    location
}

/// What the schema of a parameter says beyond its type.
fn notes(parameter: Option<&RequestParameter>) -> Notes {
    let schema: Option<&Fragment> = parameter.and_then(|own| own.schema.get());
    schema.map(|schema| Notes::of(schema.node())).unwrap_or_default()
}
