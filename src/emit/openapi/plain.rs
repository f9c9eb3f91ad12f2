//! A document without extensions is for other tools, and not for another import. The service leaves out what a path says
//! by itself and what a method does not declare; validators of OpenAPI want both written.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{ExportExtensions, ExportOptions, lost, schemas};
use crate::diag::Sink;
use crate::ir::{
    Hint, HttpMethod, Method, Model, ParameterKey, ParameterLocation, RequestParameter, ResourceId,
    ResourceTree, RestApi, Segment,
};
use crate::source::{Origin, Span};

/// Whether the document is for other tools.
pub(super) fn is_plain(options: &ExportOptions) -> bool {
    options.extensions == ExportExtensions::NONE
}

/// The API with a parameter for every variable of every path, and none for others. A greedy variable loses its `+`, which
/// no other tool takes for a part of a name.
pub(super) fn plain(api: &RestApi, sink: &mut Sink) -> RestApi {
    let mut api = api.clone();
    let ids: Vec<_> = api.resources.iter().map(|(id, _)| id).collect();
    for id in ids {
        let variables = variables(&api.resources, id);
        let Some(resource) = api.resources.get_mut(id) else { continue };
        let origin = resource.origin;
        resource.path = path(&resource.path);
        for method in resource.methods.values_mut() {
            for name in &variables {
                declare(method, name, origin);
            }
            forget(method, &variables, &resource.path, sink);
        }
    }
    let every = api.resources.methods().filter(|(_, method)| method.http_method == HttpMethod::Any);
    let every = every.map(|(resource, method)| (resource.path.as_str(), method.origin.span()));
    report_any(&every.collect::<Vec<_>>(), sink);
    for part in &mut api.documentation.parts {
        part.location.path = part.location.path.as_deref().map(path);
    }
    api
}

/// Reports operations for all verbs, which OpenAPI has no word for: they stay as an extension that others pass over.
pub(super) fn report_any(all: &[(&str, Span)], sink: &mut Sink) {
    let Some((path, span)) = all.first() else { return };
    let more = match all.len() {
        1 => String::new(),
        2 => " and another one".to_owned(),
        count => format!(" and {} others", count - 1),
    };
    lost(
        sink,
        *span,
        format!("OpenAPI has no operation for all verbs: other tools pass over `ANY {path}`{more}"),
    );
}

/// A path without the sign of greedy variables.
pub(super) fn path(path: &str) -> String {
    path.replace("+}", "}")
}

/// The variables of a path.
fn variables(tree: &ResourceTree, id: ResourceId) -> Vec<String> {
    let mut all = Vec::new();
    let mut at = Some(id);
    while let Some(resource) = at.and_then(|own| tree.get(own)) {
        match &resource.segment {
            Segment::Root | Segment::Literal(_) => {}
            Segment::Variable(name) | Segment::Greedy(name) => all.push(name.clone()),
        }
        at = resource.parent;
    }
    all.reverse();
    all
}

fn declare(method: &mut Method, name: &str, origin: Origin) {
    let key = ParameterKey { location: ParameterLocation::Path, name: name.to_owned() };
    method.request_parameters.entry(key).or_insert_with(|| RequestParameter {
        required: true,
        implied: Hint::none(),
        schema: Hint::none(),
        style: Hint::none(),
        description: Hint::none(),
        origin,
    });
}

/// Leaves out parameters of the path that it does not have, as the service takes them but nobody else does.
fn forget(method: &mut Method, variables: &[String], path: &str, sink: &mut Sink) {
    method.request_parameters.retain(|key, parameter| {
        let known = key.location != ParameterLocation::Path || variables.contains(&key.name);
        if !known {
            let what = format!("`{path}` has no `{{{}}}`: the parameter is left out", key.name);
            lost(sink, parameter.origin.span(), what);
        }
        known
    });
}

/// The parameters of a path of an HTTP API, which keeps none.
pub(super) fn parameters(path: &str) -> Vec<Value> {
    let variables = path.split('/').filter_map(|segment| match Segment::parse(segment) {
        Segment::Root | Segment::Literal(_) => None,
        Segment::Variable(name) | Segment::Greedy(name) => Some(name),
    });
    let each = variables.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    each.collect()
}

/// Adds the service's own models that methods or other models name and the definition does not define.
pub(super) fn add_own_models(all: &mut IndexMap<String, Value>, api: &RestApi, base: &str) {
    let methods = || api.resources.methods().map(|(_, method)| method);
    for name in Model::OWN {
        let of_a_method = methods().any(|method| {
            let answers = method.responses.values().flat_map(|own| own.models.values());
            method.request_models.values().chain(answers).any(|own| own.as_str() == name)
        });
        let target = format!("{base}{name}");
        let of_a_model = || all.values().any(|schema| schemas::refers_to(schema, &target));
        if all.contains_key(name) || !(of_a_method || of_a_model()) {
            continue;
        }
        let title = format!("{name} Schema");
        let schema = match name {
            "Error" => json!({
                "title": title, "type": "object", "properties": { "message": { "type": "string" } },
            }),
            _ => json!({ "title": title, "type": "object" }),
        };
        all.insert(name.to_owned(), schema);
    }
}

/// What stands for the responses of a method that declares none.
pub(super) fn any_response() -> Value {
    json!({ "description": "Default response" })
}
