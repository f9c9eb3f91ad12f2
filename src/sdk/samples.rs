//! What a README shows: the operations that can be shown in a line, and what a client needs to be made.

use serde::Serialize;

use super::surface::{Operation, Parameter, Surface, Type};

/// The operations that a README shows.
pub(super) struct Samples<'s> {
    /// One that can be called in one line.
    pub(super) call: Option<&'s Operation>,
    /// One that names an error.
    pub(super) failing: Option<&'s Operation>,
    /// One with pages.
    pub(super) paged: Option<&'s Operation>,
    wants_address: bool,
    wants_key: bool,
    wants_token: bool,
}

/// What a README shows of a client, as the language writes it.
#[derive(Serialize)]
pub(super) struct Sample {
    /// What a new client is told.
    pub(super) options: Vec<String>,
    /// A call.
    pub(super) call: Option<String>,
    /// An error that the definition names.
    pub(super) error: Option<String>,
    /// A walk through all pages.
    pub(super) items: Option<String>,
}

/// How a language tells a new client something.
pub(super) struct Told<'t> {
    /// Where the API is.
    pub(super) address: &'t str,
    /// The API key.
    pub(super) key: &'t str,
    /// Where tokens are from.
    pub(super) token: &'t str,
}

impl<'s> Samples<'s> {
    pub(super) fn of(surface: &'s Surface) -> Self {
        let mut operations = surface.operations.iter();
        let first = |wanted: &dyn Fn(&Operation) -> bool| {
            surface.operations.iter().find(|operation| wanted(operation))
        };
        Self {
            call: first(&|own| {
                own.method.is_some()
                    && own.body.as_ref().is_none_or(|body| !body.required)
                    && required(own).count() < 3
            }),
            failing: first(&|own| own.responses.iter().any(|one| !one.status.is_success())),
            paged: first(&|own| own.body.is_none() && own.paging.is_some()),
            wants_address: surface.server.is_none()
                && surface.stages.iter().all(|stage| stage.url.is_none()),
            wants_key: operations.any(|own| own.auth.api_key),
            wants_token: !surface.schemes.is_empty(),
        }
    }

    /// What a client of this API has to be told.
    pub(super) fn options(&self, told: &Told<'_>) -> Vec<String> {
        let all = [
            (self.wants_address, told.address),
            (self.wants_key, told.key),
            (self.wants_token, told.token),
        ];
        all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, text)| text.to_owned()).collect()
    }
}

/// The parameters that a call has to have.
pub(super) fn required(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.required)
}

/// A value for a parameter, where `yes` is how the language writes the boolean.
pub(super) fn value(parameter: &Parameter, yes: &'static str) -> &'static str {
    match parameter.kind {
        Type::Integer { .. } | Type::Number => "1",
        Type::Boolean => yes,
        _ => "\"a\"",
    }
}
