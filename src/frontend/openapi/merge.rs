//! An import over an API that exists.

use indexmap::IndexMap;

use crate::frontend::options::ImportMode;
use crate::ir::{Api, Definition, HttpApi, ResourceTree, RestApi};
use crate::source::Spanned;

/// What `before` becomes when `document` is imported over it (reference `openapi-extensions`, section 0).
///
/// Neither mode changes the endpoint, stages, plans or keys; the name is always the document's. An import of the
/// other kind of API replaces the API.
pub fn import_over(before: Definition, document: Definition, mode: ImportMode) -> Definition {
    let api = match (before.api, document.api) {
        (Api::Rest(before), Api::Rest(new)) => Api::Rest(Box::new(rest(*before, *new, mode))),
        (Api::Http(before), Api::Http(new)) => Api::Http(Box::new(http(*before, *new, mode))),
        (Api::Rest(_) | Api::Http(_), new) => new,
    };
    Definition {
        dialect: document.dialect,
        api,
        name: before.name,
        region: before.region,
        account: before.account,
        account_throttle: before.account_throttle,
        stages: before.stages,
        usage_plans: before.usage_plans,
        api_keys: before.api_keys,
        domains: before.domains,
        local: before.local,
        check: before.check,
        security_schemes: document.security_schemes,
        servers: document.servers,
        security_requirements: document.security_requirements,
        origin: document.origin,
    }
}

fn rest(before: RestApi, document: RestApi, mode: ImportMode) -> RestApi {
    let endpoint = before.endpoint.clone();
    match mode {
        ImportMode::Overwrite => RestApi { endpoint, tags: before.tags, ..document },
        ImportMode::Merge => {
            let mut documentation = before.documentation;
            let new = document.documentation;
            documentation
                .parts
                .retain(|part| new.parts.iter().all(|other| other.location != part.location));
            documentation.parts.extend(new.parts);
            documentation.version = new.version.or(documentation.version);
            RestApi {
                name: document.name,
                version: document.version.or(before.version),
                description: document.description.or(before.description),
                api_key_source: document.api_key_source.or(before.api_key_source),
                binary_media_types: appended(
                    before.binary_media_types,
                    document.binary_media_types,
                ),
                minimum_compression_size: document
                    .minimum_compression_size
                    .or(before.minimum_compression_size),
                endpoint,
                policy: document.policy.or(before.policy),
                resources: merged_resources(before.resources, &document.resources),
                models: merged(before.models, document.models),
                request_validators: merged(before.request_validators, document.request_validators),
                authorizers: merged(before.authorizers, document.authorizers),
                gateway_responses: merged(before.gateway_responses, document.gateway_responses),
                documentation,
                tags: merged(before.tags, document.tags),
                origin: document.origin,
            }
        }
    }
}

fn http(before: HttpApi, document: HttpApi, mode: ImportMode) -> HttpApi {
    let endpoint = before.endpoint.clone();
    match mode {
        ImportMode::Overwrite => HttpApi { endpoint, ..document },
        ImportMode::Merge => HttpApi {
            name: document.name,
            version: document.version.or(before.version),
            description: document.description.or(before.description),
            endpoint,
            cors: document.cors.or(before.cors),
            routes: merged(before.routes, document.routes),
            authorizers: merged(before.authorizers, document.authorizers),
            contract: document.contract,
            tags: merged(before.tags, document.tags),
            origin: document.origin,
        },
    }
}

/// The earlier entries, replaced by new ones of the same name, then the others.
fn merged<K: std::hash::Hash + Eq, V>(
    mut before: IndexMap<K, V>,
    new: IndexMap<K, V>,
) -> IndexMap<K, V> {
    before.extend(new);
    before
}

/// Media types are appended, each once.
fn appended(mut before: Vec<Spanned<String>>, new: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
    for value in new {
        if !before.contains(&value) {
            before.push(value);
        }
    }
    before
}

/// A method of the document replaces the whole method at the same place; the others stay.
fn merged_resources(mut before: ResourceTree, document: &ResourceTree) -> ResourceTree {
    for (_, resource) in document.iter() {
        let id = before.insert(&resource.path, resource.origin);
        if let Some(known) = before.get_mut(id) {
            known.methods.extend(resource.methods.clone());
        }
    }
    before
}
