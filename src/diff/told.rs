//! What an edition tells people, and what nothing that runs depends on: its title, its addresses, its documentation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::{Api, Definition, Documentation, DocumentationLocation, DocumentationType};

use super::change::{Change, Class, Effect, Place, Subject};
use super::edition::{Edition, ParameterName, Route};
use super::kinds::Kind;
use super::of_config::parameter_name;
use super::of_definition::Places;
use super::words::{instead, listed};

/// What a document tells people. A configuration says nothing of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// `title`, `version` and `description` of the document.
    info: BTreeMap<&'static str, Value>,
    /// Where they are written.
    place: Option<Place>,
    servers: Vec<String>,
    parts: BTreeMap<About, Part>,
}

/// What a part is about, as it is told from others: names of path variables do not matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    kind: &'static str,
    route: Option<Route>,
    status: Option<String>,
    name: Option<ParameterName>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The thing in a sentence.
    what: String,
    properties: BTreeMap<String, Value>,
    place: Option<Place>,
}

impl Told {
    /// What `definition` tells.
    pub(super) fn of(definition: &Definition, places: Places<'_>) -> Self {
        let (name, version, description, documentation) = match &definition.api {
            Api::Rest(api) => (&api.name, &api.version, &api.description, Some(&api.documentation)),
            Api::Http(api) => {
                let told = api.contract.get().map(|own| &own.documentation);
                (&api.name, &api.version, &api.description, told)
            }
        };
        let text = |own: &str| Value::String(own.to_owned());
        let mut info = BTreeMap::from([("title", text(name))]);
        info.extend(version.as_ref().map(|own| ("version", text(own))));
        info.extend(description.as_ref().map(|own| ("description", text(own))));
        let servers = definition.servers.get();
        Self {
            place: places.of(name.span()),
            servers: servers.into_iter().flatten().map(ToString::to_string).collect(),
            parts: documentation.map(|own| parts(own, &info, places)).unwrap_or_default(),
            info,
        }
    }

    pub(super) fn places(&mut self) -> impl Iterator<Item = &mut Option<Place>> {
        let parts = self.parts.values_mut().map(|own| &mut own.place);
        std::iter::once(&mut self.place).chain(parts)
    }
}

fn parts(
    documentation: &Documentation,
    info: &BTreeMap<&'static str, Value>,
    places: Places<'_>,
) -> BTreeMap<About, Part> {
    let each = documentation.parts.iter().map(|own| {
        let is_of_api = own.location.location_type == DocumentationType::Api;
        let properties = own.properties.iter();
        let properties = properties
            .map(|(name, value)| (name.clone(), value.node().to_json()))
            // The description of the document is told as that.
            .filter(|(name, value)| !is_of_api || info.get(name.as_str()) != Some(value))
            .collect();
        let part =
            Part { what: what(&own.location), properties, place: places.of(own.origin.span()) };
        (About::of(&own.location), part)
    });
    each.collect()
}

impl About {
    fn of(location: &DocumentationLocation) -> Self {
        let path = location.path.as_deref().unwrap_or("");
        let verb = match location.method.as_deref() {
            Some("*") => "ANY",
            other => other.unwrap_or(""),
        };
        let place = match location.location_type {
            DocumentationType::PathParameter => "path",
            DocumentationType::QueryParameter => "querystring",
            DocumentationType::RequestHeader | DocumentationType::ResponseHeader => "header",
            _ => "",
        };
        Self {
            kind: location.location_type.name(),
            route: location.path.as_ref().map(|_| Route::new(verb, path)),
            status: location.status_code.clone(),
            name: location.name.as_ref().map(|name| parameter_name(path, place, name)),
        }
    }

    /// Whether `edition` has the thing. What comes and goes with it is not told again.
    fn is_in(&self, edition: &Edition) -> bool {
        let Some(route) = &self.route else { return self.is_of_api_in(edition) };
        if route.verb.is_empty() {
            return edition.operations.keys().any(|own| own.shape == route.shape);
        }
        let Some(operation) = edition.operations.get(route) else {
            // A part may be about all methods of a resource.
            return route.verb == "ANY"
                && self.name.is_none()
                && edition.operations.keys().any(|own| own.shape == route.shape);
        };
        match (self.kind, &self.status, &self.name) {
            ("PATH_PARAMETER" | "QUERY_PARAMETER" | "REQUEST_HEADER", _, Some(name)) => {
                operation.parameters.contains_key(name)
            }
            (_, Some(status), name) if status != "*" => {
                operation.responses.get(status).is_some_and(|own| match name {
                    Some(name) => own.headers.contains(&name.name),
                    None => true,
                })
            }
            _ => true,
        }
    }

    fn is_of_api_in(&self, edition: &Edition) -> bool {
        match (self.kind, &self.name) {
            ("MODEL", Some(name)) => edition.models.contains_key(&name.name),
            ("AUTHORIZER", Some(name)) => {
                edition.parts.contains_key(&Subject::Authorizer(name.name.clone()))
            }
            _ => true,
        }
    }

    /// What a change is a change of.
    fn subject(&self, edition: &Edition) -> Subject {
        let operation = self.route.as_ref().and_then(|route| edition.operations.get(route));
        match (operation, self.kind, &self.name) {
            (Some(operation), ..) => Subject::Operation(operation.name.clone()),
            (None, "MODEL", Some(name)) => Subject::Model(name.name.clone()),
            (None, "AUTHORIZER", Some(name)) => Subject::Authorizer(name.name.clone()),
            (None, ..) => Subject::Api,
        }
    }
}

/// The thing in a sentence.
fn what(location: &DocumentationLocation) -> String {
    let name = location.name.as_deref().unwrap_or("");
    let status = location.status_code.as_deref().unwrap_or("");
    let path = location.path.as_deref().unwrap_or("");
    match location.location_type {
        DocumentationType::Api => "the API".to_owned(),
        DocumentationType::Authorizer => "the authorizer".to_owned(),
        DocumentationType::Model => "the model".to_owned(),
        DocumentationType::Resource => format!("the resource `{path}`"),
        DocumentationType::Method if location.method.as_deref() == Some("*") => {
            format!("all methods of `{path}`")
        }
        DocumentationType::Method => "the operation".to_owned(),
        DocumentationType::PathParameter => format!("the path parameter `{name}`"),
        DocumentationType::QueryParameter => format!("the query parameter `{name}`"),
        DocumentationType::RequestHeader => format!("the header `{name}`"),
        DocumentationType::RequestBody => "the body".to_owned(),
        DocumentationType::Response => format!("the response {status}"),
        DocumentationType::ResponseHeader => {
            format!("the header `{name}` of the response {status}")
        }
        DocumentationType::ResponseBody => format!("the body of the response {status}"),
    }
}

/// Compares what two editions tell, where both tell something.
pub(super) fn compare(old: &Edition, new: &Edition, found: &mut Vec<Change>) {
    let (Some(one), Some(two)) = (&old.told, &new.told) else { return };
    servers(one, two, found);
    info(one, two, found);
    let all: BTreeSet<&About> = one.parts.keys().chain(two.parts.keys()).collect();
    for about in all {
        let is_there = |edition: &Edition| {
            about.route.as_ref().is_some_and(|route| edition.operations.contains_key(route))
        };
        let is_in_both = is_there(old) == is_there(new) && about.is_in(old) && about.is_in(new);
        if is_in_both && !is_told_with_model(about, old, new) {
            documentation(about, (one, two), new, found);
        }
    }
}

/// A model whose schema is another is told as such, with what is said in it.
fn is_told_with_model(about: &About, old: &Edition, new: &Edition) -> bool {
    let Some(name) = about.name.as_ref().filter(|_| about.kind == "MODEL") else { return false };
    let schema = |edition: &Edition| edition.models.get(&name.name).map(|own| own.schema.clone());
    schema(old) != schema(new)
}

fn servers(one: &Told, two: &Told, found: &mut Vec<Change>) {
    let missing = |all: &[String], other: &[String]| -> Vec<String> {
        all.iter().filter(|own| !other.contains(own)).cloned().collect()
    };
    let gone = missing(&one.servers, &two.servers);
    let fresh = missing(&two.servers, &one.servers);
    let list = |own: &[String]| listed(own.iter().map(String::as_str));
    let (class, message) = match (gone.is_empty(), fresh.is_empty()) {
        (true, true) if one.servers == two.servers => return,
        (true, true) => {
            (Class::Behaviour, format!("the servers come in the order {}", list(&two.servers)))
        }
        (true, false) => (Class::Compatible, format!("has the server {} as well", list(&fresh))),
        (false, true) => (Class::Behaviour, format!("has the server {} no longer", list(&gone))),
        (false, false) => (
            Class::Behaviour,
            format!("has the server {} instead of {}", list(&fresh), list(&gone)),
        ),
    };
    let change = Change::new(Kind::Servers, class, Subject::Api, message);
    // Of servers the service keeps nothing.
    let change = Change { effect: Effect::Immediate, ..change };
    found.push(change.at(one.place.as_ref(), two.place.as_ref()));
}

fn info(one: &Told, two: &Told, found: &mut Vec<Change>) {
    for member in ["title", "version", "description"] {
        let (before, after) = (one.info.get(member), two.info.get(member));
        if before == after {
            continue;
        }
        let message = format!("`{member}` is {}", instead(before, after));
        let change = Change::new(Kind::Information, Class::Compatible, Subject::Api, message);
        // They are members of the API itself, which needs no deployment for them.
        let change = Change { effect: Effect::Immediate, ..change };
        found.push(change.at(one.place.as_ref(), two.place.as_ref()));
    }
}

fn documentation(
    about: &About,
    (one, two): (&Told, &Told),
    edition: &Edition,
    found: &mut Vec<Change>,
) {
    let (before, after) = (one.parts.get(about), two.parts.get(about));
    let property =
        |own: Option<&Part>, name: &str| own.and_then(|own| own.properties.get(name)).cloned();
    let parts = [before, after].into_iter().flatten();
    let names: BTreeSet<&str> =
        parts.flat_map(|own| own.properties.keys()).map(String::as_str).collect();
    let is_other = |name: &&str| property(before, name) != property(after, name);
    let changed: Vec<&str> = names.into_iter().filter(is_other).collect();
    let Some(part) = after.or(before).filter(|_| !changed.is_empty()) else { return };
    let (what, names) = (&part.what, listed(changed.iter().copied()));
    let message = match (before.is_some(), after.is_some(), changed.len()) {
        (false, ..) => format!("{what} has {names} now"),
        (_, false, _) => format!("{what} has {names} no longer"),
        (_, _, 1) => format!("{names} of {what} is another"),
        _ => format!("{names} of {what} are others"),
    };
    let change =
        Change::new(Kind::Documentation, Class::Compatible, about.subject(edition), message);
    let place = |own: Option<&Part>| own.and_then(|own| own.place.clone());
    found.push(change.at(place(before).as_ref(), place(after).as_ref()));
}
