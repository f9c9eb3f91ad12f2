//! One operation as both formats see it: what stays of a method when its integration is left out.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{ExportOptions, plain, schemas};
use crate::diag::Sink;
use crate::ir::{
    DocumentationPart, DocumentationType, HttpMethod, Method, ParameterLocation, Resource, RestApi,
};

/// Plain descriptions of one method, from the documentation parts that name it exactly.
pub(super) struct Words<'a> {
    parts: Vec<&'a DocumentationPart>,
}

impl<'a> Words<'a> {
    pub(super) fn of(api: &'a RestApi, resource: &Resource, method: &Method) -> Self {
        let verb = method.http_method.name();
        let names = |part: &&DocumentationPart| {
            let location = &part.location;
            location.path.as_deref().unwrap_or("/") == resource.path
                && location.method.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(verb))
        };
        Self { parts: api.documentation.parts.iter().filter(names).collect() }
    }

    /// The text `property` of the entity.
    pub(super) fn get(
        &self,
        kind: DocumentationType,
        name: Option<&str>,
        status: Option<&str>,
        property: &str,
    ) -> Option<String> {
        let part = self.parts.iter().find(|part| {
            part.location.location_type == kind
                && part.location.name.as_deref() == name
                && part.location.status_code.as_deref() == status
        })?;
        let (_, value) = part.properties.iter().find(|(key, _)| key == property)?;
        value.node().as_str().map(str::to_owned)
    }

    /// The `tags` of the operation.
    pub(super) fn tags(&self) -> Vec<String> {
        let part =
            self.parts.iter().find(|part| part.location.location_type == DocumentationType::Method);
        let tags = part.and_then(|part| part.properties.iter().find(|(key, _)| key == "tags"));
        let texts = tags.map(|(_, tags)| tags.node().items()).into_iter().flatten();
        texts.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
    }

    /// The description of a parameter.
    pub(super) fn parameter(&self, location: ParameterLocation, name: &str) -> Option<String> {
        let kind = match location {
            ParameterLocation::Path => DocumentationType::PathParameter,
            ParameterLocation::QueryString => DocumentationType::QueryParameter,
            ParameterLocation::Header => DocumentationType::RequestHeader,
        };
        self.get(kind, Some(name), None, "description")
    }
}

/// The word for a parameter's place in a document.
pub(super) const fn place(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::QueryString => "query",
        ParameterLocation::Header => "header",
    }
}

/// The resources that a document names, in its order: those with methods, and those that nothing else implies.
pub(super) fn paths(api: &RestApi) -> impl Iterator<Item = &Resource> {
    api.resources.iter().map(|(_, resource)| resource).filter(|resource| {
        let is_leaf = resource.children.is_empty() && resource.parent.is_some();
        is_leaf || !resource.methods.is_empty()
    })
}

/// The key of a method in a path item.
pub(super) fn key(method: HttpMethod) -> String {
    match method {
        HttpMethod::Any => "x-amazon-apigateway-any-method".to_owned(),
        other => other.name().to_ascii_lowercase(),
    }
}

/// The media types of request payloads: those of models, then those of templates.
pub(super) fn consumes(method: &Method) -> Vec<String> {
    let templates = method.integration.iter().flat_map(|call| call.request_templates.keys());
    distinct(method.request_models.keys().chain(templates).map(|key| key.as_str()))
}

/// The media types of response payloads: those of models, then those of templates.
pub(super) fn produces(method: &Method) -> Vec<String> {
    let models = method.responses.values().flat_map(|response| response.models.keys());
    let answers = method.integration.iter().flat_map(|call| &call.responses);
    let templates = answers.flat_map(|answer| answer.response_templates.keys());
    distinct(models.chain(templates).map(|key| key.as_str()))
}

/// A media type is listed once, and `$default` is none.
fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in all.filter(|text| *text != "$default") {
        if !found.iter().any(|known| known == text) {
            found.push(text.to_owned());
        }
    }
    found
}

/// The schema of model `name` as a reference below `base`, as in `#/definitions/`.
pub(super) fn reference(base: &str, name: &str) -> Value {
    let mut map = Map::new();
    map.insert("$ref".to_owned(), Value::String(format!("{base}{name}")));
    Value::Object(map)
}

/// All models, with their references between each other below `base`.
pub(super) fn models(
    api: &RestApi,
    base: &str,
    options: &ExportOptions,
    sink: &mut Sink,
) -> IndexMap<String, Value> {
    let mut all = IndexMap::new();
    for (name, model) in &api.models {
        let mut schema = model.schema.node().to_json();
        rewrite(&mut schema, base, api);
        all.insert(name.to_string(), schema);
    }
    if plain::is_plain(options) {
        schemas::say(&mut all, api, base, options.format, sink);
        plain::add_own_models(&mut all, api, base);
    }
    all
}

/// Points every reference that names a model of the API below `base`.
fn rewrite(value: &mut Value, base: &str, api: &RestApi) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(target) if key == "$ref" => {
                        let name = crate::ir::Model::reference(target);
                        if api.models.contains_key(name) {
                            *target = format!("{base}{name}");
                        }
                    }
                    other => rewrite(other, base, api),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, base, api)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
