//! What callers of an operation are promised: parameters, bodies, responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::access;
use super::change::{Change, Class, Place, Subject};
use super::edition::{Edition, Operation, Parameter, ParameterName, Response};
use super::integration;
use super::kinds::Kind;
use super::schema::{Difference, Direction, Found, Schemas, reference};
use super::words::listed;

/// Two models by their old and new names, for payloads of one direction.
pub(super) type Use = (String, String, Direction);

/// The operations that use models.
pub(super) type Uses = BTreeMap<Use, BTreeSet<String>>;

/// One operation in both editions.
pub(super) struct Pair<'e> {
    pub(super) old: &'e Operation,
    pub(super) new: &'e Operation,
    pub(super) editions: (&'e Edition, &'e Edition),
}

impl Pair<'_> {
    /// A change of this operation.
    pub(super) fn change(&self, kind: Kind, class: Class, message: String) -> Change {
        self.change_at(kind, class, message, (None, None))
    }

    /// A change of a part of it.
    pub(super) fn change_at(
        &self,
        kind: Kind,
        class: Class,
        message: String,
        (old, new): (Option<&Place>, Option<&Place>),
    ) -> Change {
        let subject = Subject::Operation(self.new.name.clone());
        let old = old.or(self.old.place.as_ref());
        let new = new.or(self.new.place.as_ref());
        Change::new(kind, class, subject, message).at(old, new)
    }
}

/// Compares an operation of both editions. `uses` learns which models it has.
pub(super) fn compare(pair: &Pair<'_>, uses: &mut Uses, found: &mut Vec<Change>) {
    names(pair, found);
    access::compare(pair, found);
    parameters(pair, found);
    bodies(pair, uses, found);
    validation(pair, found);
    responses(pair, uses, found);
    integration::compare(pair, found);
}

fn names(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (pair.old, pair.new);
    if old.path != new.path {
        let message = format!("the path is `{}` instead of `{}`", new.path, old.path);
        found.push(pair.change(Kind::PathVariableRenamed, Class::Compatible, message));
    }
    if old.id != new.id {
        let name = |own: &Option<String>| {
            own.as_ref().map_or("nothing".to_owned(), |own| format!("`{own}`"))
        };
        let message = format!("`operationId` is {} instead of {}", name(&new.id), name(&old.id));
        found.push(pair.change(Kind::OperationRenamed, Class::Behaviour, message));
    }
    match (old.deprecated, new.deprecated) {
        (Some(false), Some(true)) => {
            found.push(pair.change(
                Kind::Deprecation,
                Class::Compatible,
                "is deprecated".to_owned(),
            ));
        }
        (Some(true), Some(false)) => {
            let message = "is no longer deprecated".to_owned();
            found.push(pair.change(Kind::Deprecation, Class::Compatible, message));
        }
        _ => {}
    }
}

fn parameters(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.parameters, &pair.new.parameters);
    let names: BTreeSet<&ParameterName> = old.keys().chain(new.keys()).collect();
    for name in names {
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => parameter(pair, name, (old, new), found),
            // Names of variables are part of the path.
            (Some(_), None) | (None, Some(_)) if name.location == "path" => {}
            (Some(old), None) => {
                let message = format!("the {} is no longer declared", called(name, old));
                let places = (old.place.as_ref(), None);
                found.push(pair.change_at(
                    Kind::ParameterRemoved,
                    Class::Behaviour,
                    message,
                    places,
                ));
            }
            (None, Some(new)) => {
                let (class, more) = if new.required {
                    (Class::Breaking, " and has to be there")
                } else {
                    (Class::Compatible, "")
                };
                let message = format!("the {} is new{more}", called(name, new));
                let places = (None, new.place.as_ref());
                found.push(pair.change_at(Kind::ParameterAdded, class, message, places));
            }
            (None, None) => {}
        }
    }
}

/// As people call it, with its place.
fn called(name: &ParameterName, own: &Parameter) -> String {
    let place = match name.location {
        "querystring" => "query parameter",
        "header" => "header",
        "cookie" => "cookie",
        "form" => "form field",
        _ => "path variable",
    };
    format!("{place} `{}`", own.name)
}

fn parameter(
    pair: &Pair<'_>,
    name: &ParameterName,
    (old, new): (&Parameter, &Parameter),
    found: &mut Vec<Change>,
) {
    let called = called(name, new);
    let places = (old.place.as_ref(), new.place.as_ref());
    match (old.required, new.required) {
        (false, true) => {
            let message = format!("the {called} has to be there");
            found.push(pair.change_at(Kind::ParameterRequired, Class::Breaking, message, places));
        }
        (true, false) => {
            let message = format!("the {called} can be missing");
            found.push(pair.change_at(Kind::ParameterRequired, Class::Compatible, message, places));
        }
        _ => {}
    }
    let (Some(one), Some(two)) = (&old.schema, &new.schema) else { return };
    for own in inline(pair, one, two, Direction::Request) {
        let message = format!("the {called}{} {}", below(&own.path), own.message);
        found.push(pair.change_at(Kind::ParameterSchema, own.class, message, places));
    }
}

/// The differences of two schemas, with those of the models that they refer to.
fn inline(pair: &Pair<'_>, old: &Value, new: &Value, direction: Direction) -> Vec<Difference> {
    let (before, after) = pair.editions;
    let schemas = Schemas { old: &before.models, new: &after.models };
    let Found { mut differences, models } = schemas.compare(old, new, direction);
    // Models of parameters are values of an enumeration; they have no models of their own.
    for (one, two) in models {
        if let (Some(one), Some(two)) = (before.models.get(&one), after.models.get(&two)) {
            differences.extend(schemas.compare(&one.schema, &two.schema, direction).differences);
        }
    }
    differences
}

/// The place in a payload, in a sentence.
pub(super) fn below(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at `{}`", path.trim_start_matches('.')) }
}

fn bodies(pair: &Pair<'_>, uses: &mut Uses, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.bodies, &pair.new.bodies);
    for (media, one) in old {
        if let Some(two) = new.get(media) {
            let what = format!("the body `{media}`");
            let part = Payload { what, kind: Kind::RequestSchema, direction: Direction::Request };
            payload(pair, &part, (one, two), uses, found);
        } else {
            let message = format!("bodies of the type `{media}` are no longer described");
            let class = if new.is_empty() { Class::Behaviour } else { Class::Breaking };
            found.push(pair.change(Kind::BodyMediaType, class, message));
        }
    }
    for media in new.keys().filter(|media| !old.contains_key(*media)) {
        // Where none was described before, everything was taken.
        let class = if old.is_empty() && pair.new.validates.body {
            Class::Breaking
        } else {
            Class::Compatible
        };
        let message = format!("bodies of the type `{media}` are described");
        found.push(pair.change(Kind::BodyMediaType, class, message));
    }
    if let (Some(one), Some(two)) = (pair.old.body_required, pair.new.body_required)
        && one != two
    {
        let (class, message) = if two {
            (Class::Breaking, "a body has to be sent")
        } else {
            (Class::Compatible, "the body can be missing")
        };
        found.push(pair.change(Kind::BodyRequired, class, message.to_owned()));
    }
}

/// A payload of an operation.
struct Payload {
    what: String,
    kind: Kind,
    direction: Direction,
}

fn payload(
    pair: &Pair<'_>,
    part: &Payload,
    (old, new): (&Value, &Value),
    uses: &mut Uses,
    found: &mut Vec<Change>,
) {
    let (before, after) = pair.editions;
    let schemas = Schemas { old: &before.models, new: &after.models };
    let Found { differences, models } = schemas.compare(old, new, part.direction);
    if let Some(message) = renamed(pair, part, old, new) {
        found.push(pair.change(Kind::ModelWording, Class::Compatible, message));
    }
    for own in differences {
        let message = format!("{}{} {}", part.what, below(&own.path), own.message);
        found.push(pair.change(part.kind, own.class, message));
    }
    for (one, two) in models {
        let operations = uses.entry((one, two, part.direction)).or_default();
        operations.insert(pair.new.name.clone());
    }
}

/// What is said of a payload that has a model of another name. Names that nobody has given say nothing.
fn renamed(pair: &Pair<'_>, part: &Payload, old: &Value, new: &Value) -> Option<String> {
    let (one, two) = (reference(old)?, reference(new)?);
    let is_anonymous =
        |edition: &Edition, name: &str| edition.models.get(name).is_some_and(|own| own.anonymous);
    let (before, after) = pair.editions;
    let is_told = one != two && !is_anonymous(before, one) && !is_anonymous(after, two);
    is_told.then(|| format!("{} has the model `{two}` instead of `{one}`", part.what))
}

fn validation(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (pair.old.validates, pair.new.validates);
    let subjects = [("bodies", old.body, new.body), ("parameters", old.parameters, new.parameters)];
    for (what, before, after) in subjects {
        match (before, after) {
            (false, true) => {
                let message = format!("{what} are validated");
                found.push(pair.change(Kind::Validation, Class::Breaking, message));
            }
            (true, false) => {
                let message = format!("{what} are no longer validated");
                found.push(pair.change(Kind::Validation, Class::Behaviour, message));
            }
            _ => {}
        }
    }
}

fn responses(pair: &Pair<'_>, uses: &mut Uses, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.responses, &pair.new.responses);
    for (status, one) in old {
        if let Some(two) = new.get(status) {
            response(pair, status, (one, two), uses, found);
            continue;
        }
        let class = if status.starts_with('2') { Class::Breaking } else { Class::Behaviour };
        let message = format!("the response `{status}` is gone");
        let places = (one.place.as_ref(), None);
        found.push(pair.change_at(Kind::ResponseStatus, class, message, places));
    }
    for (status, two) in new.iter().filter(|(status, _)| !old.contains_key(*status)) {
        let message = format!("the response `{status}` is new");
        let places = (None, two.place.as_ref());
        found.push(pair.change_at(Kind::ResponseStatus, Class::Compatible, message, places));
    }
}

fn response(
    pair: &Pair<'_>,
    status: &str,
    (old, new): (&Response, &Response),
    uses: &mut Uses,
    found: &mut Vec<Change>,
) {
    let places = (old.place.as_ref(), new.place.as_ref());
    let lost: Vec<_> = old.headers.difference(&new.headers).map(String::as_str).collect();
    let gained: Vec<_> = new.headers.difference(&old.headers).map(String::as_str).collect();
    if !lost.is_empty() {
        let message = format!("the response `{status}` has no longer the headers {}", listed(lost));
        found.push(pair.change_at(Kind::ResponseHeader, Class::Breaking, message, places));
    }
    if !gained.is_empty() {
        let message = format!("the response `{status}` has the headers {} too", listed(gained));
        found.push(pair.change_at(Kind::ResponseHeader, Class::Compatible, message, places));
    }
    for (media, one) in &old.bodies {
        if let Some(two) = new.bodies.get(media) {
            let what = format!("the response `{status}`, `{media}`,");
            let part = Payload { what, kind: Kind::ResponseSchema, direction: Direction::Response };
            payload(pair, &part, (one, two), uses, found);
        } else {
            let message = format!("the response `{status}` is no longer of the type `{media}`");
            found.push(pair.change_at(Kind::ResponseMediaType, Class::Breaking, message, places));
        }
    }
    for media in new.bodies.keys().filter(|media| !old.bodies.contains_key(*media)) {
        let message = format!("the response `{status}` can be of the type `{media}`");
        found.push(pair.change_at(Kind::ResponseMediaType, Class::Compatible, message, places));
    }
}
