//! One edition of an API, in the form that comparisons look at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::access::Api;

use super::change::{Place, Subject};
use super::told::Told;

/// One edition of an API.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// Operations by what callers can tell them apart by.
    pub(super) operations: BTreeMap<Route, Operation>,
    /// Models by name.
    pub(super) models: BTreeMap<String, Model>,
    /// Everything else in its normal form.
    pub(super) parts: BTreeMap<Subject, Part>,
    /// What stands before all methods; nothing for an HTTP API.
    pub(super) api: Option<Api>,
    /// The names of the stages.
    pub(super) stages: Vec<String>,
    /// What it tells people; nothing where nobody says, as in a configuration.
    pub(super) told: Option<Told>,
}

impl Edition {
    /// How many operations there are.
    pub fn operations(&self) -> usize {
        self.operations.len()
    }

    /// The same edition in the revision of that name, which its places then have before their files: `main:api.yaml`.
    #[must_use]
    pub fn in_revision(mut self, revision: &str) -> Self {
        for place in self.places().flatten() {
            place.file = format!("{revision}:{}", place.file);
        }
        self
    }

    fn places(&mut self) -> impl Iterator<Item = &mut Option<Place>> {
        let operations = self.operations.values_mut().flat_map(|own| {
            let parameters = own.parameters.values_mut().map(|own| &mut own.place);
            let responses = own.responses.values_mut().map(|own| &mut own.place);
            std::iter::once(&mut own.place).chain(parameters).chain(responses)
        });
        let models = self.models.values_mut().map(|own| &mut own.place);
        let parts = self.parts.values_mut().map(|own| &mut own.place);
        let told = self.told.iter_mut().flat_map(Told::places);
        operations.chain(models).chain(parts).chain(told)
    }
}

/// What callers tell operations apart by: names of path variables are not part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    /// The path with `{}` for every variable and `{+}` for a greedy one.
    pub(super) shape: String,
    /// The verb; empty for `$default` of an HTTP API.
    pub(super) verb: String,
}

impl Route {
    pub(super) fn new(verb: &str, path: &str) -> Self {
        let segments = path.split('/').map(|segment| match variable(segment) {
            Some(name) if name.ends_with('+') => "{+}",
            Some(_) => "{}",
            None => segment,
        });
        Self { shape: segments.collect::<Vec<_>>().join("/"), verb: verb.to_owned() }
    }
}

/// The variable that a segment is.
pub(super) fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The names of the variables of a path, in their order.
pub(super) fn variables(path: &str) -> Vec<&str> {
    let all = path.split('/').filter_map(variable);
    all.map(|name| name.trim_end_matches('+')).collect()
}

/// An operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Operation {
    /// As people call it: `GET /pets/{petId}`.
    pub(super) name: String,
    /// The path template.
    pub(super) path: String,
    pub(super) place: Option<Place>,
    /// `operationId`.
    pub(super) id: Option<String>,
    /// Nothing where nobody says, as in a configuration.
    pub(super) deprecated: Option<bool>,
    pub(super) authorization: Authorization,
    pub(super) api_key_required: bool,
    pub(super) parameters: BTreeMap<ParameterName, Parameter>,
    /// Schemas of bodies by media type.
    pub(super) bodies: BTreeMap<String, Value>,
    /// Nothing where nobody says.
    pub(super) body_required: Option<bool>,
    pub(super) validates: Validates,
    pub(super) responses: BTreeMap<String, Response>,
    /// What answers, in its normal form.
    pub(super) integration: Value,
}

/// What a method asks of its callers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Authorization {
    /// `NONE`, `AWS_IAM` and so on.
    pub(super) kind: String,
    pub(super) authorizer: Option<String>,
    pub(super) scopes: BTreeSet<String>,
}

/// What a request validator looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Validates {
    pub(super) body: bool,
    pub(super) parameters: bool,
}

/// The name of a parameter, as callers tell it from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ParameterName {
    /// `path`, `querystring`, `header`, `cookie`, `form`.
    pub(super) location: &'static str,
    /// Its name; in small letters for a header, its number for a variable of the path.
    pub(super) name: String,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    /// As it is written.
    pub(super) name: String,
    pub(super) required: bool,
    /// Nothing where nobody says.
    pub(super) schema: Option<Value>,
    pub(super) place: Option<Place>,
}

/// A response.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    /// Names in small letters.
    pub(super) headers: BTreeSet<String>,
    /// Schemas by media type.
    pub(super) bodies: BTreeMap<String, Value>,
    pub(super) place: Option<Place>,
}

/// A model.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) content_type: String,
    pub(super) schema: Value,
    /// Whether its name was made from its place.
    pub(super) anonymous: bool,
    pub(super) place: Option<Place>,
}

/// Anything else, as JSON with AWS's names.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) value: Value,
    pub(super) place: Option<Place>,
}
