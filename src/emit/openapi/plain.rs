//! A document without extensions is for other tools, and not for another import. The service leaves out what a path says
//! by itself and what a method does not declare; validators of OpenAPI want both written.

use serde_json::{Value, json};

use super::{ExportExtensions, ExportOptions};
use crate::ir::{
    Hint, Method, Model, ParameterKey, ParameterLocation, RequestParameter, ResourceId,
    ResourceTree, RestApi, Segment,
};
use crate::source::Origin;

/// Whether the document is for other tools.
pub(super) fn is_plain(options: &ExportOptions) -> bool {
    options.extensions == ExportExtensions::NONE
}

/// The API with a parameter for every variable of every path. A greedy variable is called as the path writes it,
/// `proxy+`: to other tools that is its name.
pub(super) fn plain(api: &RestApi) -> RestApi {
    let mut api = api.clone();
    let ids: Vec<_> = api.resources.iter().map(|(id, _)| id).collect();
    for id in ids {
        let variables = variables(&api.resources, id);
        let Some(resource) = api.resources.get_mut(id) else { continue };
        let origin = resource.origin;
        for method in resource.methods.values_mut() {
            for name in &variables {
                declare(method, name, origin);
            }
        }
    }
    api
}

/// The variables of a path as it writes them.
fn variables(tree: &ResourceTree, id: ResourceId) -> Vec<String> {
    let mut all = Vec::new();
    let mut at = Some(id);
    while let Some(resource) = at.and_then(|own| tree.get(own)) {
        match &resource.segment {
            Segment::Root | Segment::Literal(_) => {}
            Segment::Variable(name) => all.push(name.clone()),
            Segment::Greedy(name) => all.push(format!("{name}+")),
        }
        at = resource.parent;
    }
    all.reverse();
    all
}

fn declare(method: &mut Method, name: &str, origin: Origin) {
    let all = &mut method.request_parameters;
    let key =
        |name: &str| ParameterKey { location: ParameterLocation::Path, name: name.to_owned() };
    if all.contains_key(&key(name)) {
        return;
    }
    let place = all.get_index_of(&key(name.trim_end_matches('+')));
    let known = place.and_then(|place| all.shift_remove_index(place)).map(|(_, own)| own);
    let parameter = known.unwrap_or_else(|| RequestParameter {
        required: true,
        implied: Hint::none(),
        schema: Hint::none(),
        style: Hint::none(),
        description: Hint::none(),
        origin,
    });
    all.shift_insert(place.unwrap_or(all.len()), key(name), parameter);
}

/// The parameters of a path of an HTTP API, which keeps none.
pub(super) fn parameters(path: &str) -> Vec<Value> {
    let variables = path.split('/').filter_map(|segment| match Segment::parse(segment) {
        Segment::Root | Segment::Literal(_) => None,
        Segment::Variable(name) => Some(name),
        Segment::Greedy(name) => Some(format!("{name}+")),
    });
    let each = variables.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    each.collect()
}

/// The service's own models that methods name and the definition does not define.
pub(super) fn own_models(api: &RestApi) -> impl Iterator<Item = (&'static str, Value)> {
    let methods = || api.resources.methods().map(|(_, method)| method);
    let is_named = move |name: &str| {
        methods().any(|method| {
            let answers = method.responses.values().flat_map(|own| own.models.values());
            method.request_models.values().chain(answers).any(|own| own.as_str() == name)
        })
    };
    let missing = Model::OWN
        .into_iter()
        .filter(move |name| !api.models.contains_key(*name) && is_named(name));
    missing.map(|name| {
        let title = format!("{name} Schema");
        let schema = match name {
            "Error" => json!({
                "title": title, "type": "object", "properties": { "message": { "type": "string" } },
            }),
            _ => json!({ "title": title, "type": "object" }),
        };
        (name, schema)
    })
}

/// What stands for the responses of a method that declares none.
pub(super) fn any_response() -> Value {
    json!({ "description": "Default response" })
}
