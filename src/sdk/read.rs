//! From a definition to its surface.

use indexmap::IndexMap;

use crate::ir::{Api, Definition, Documentation};
use crate::source::SpannedMap;

use super::calls::{self, Messages};
use super::gateway_errors;
use super::naming::{Name, Scope};
use super::operations::{self, Reader};
use super::paging;
use super::surface::{Content, Group, Model, Operation, Shape, Stage, Surface, Type};

/// The surface of `definition`.
pub(super) fn read(definition: &Definition) -> Surface {
    let nothing = (SpannedMap::default(), Documentation::default());
    let messages = calls::messages(definition)
        .unwrap_or(Messages { models: &nothing.0, documentation: &nothing.1 });
    let calls = calls::of(definition);
    let names = operations::names(&calls);
    let title = title(definition);
    let client = Name::of(&title, "api").shortened(5).and("client");
    let mut reader = Reader::new(definition, messages, &client);
    let mut tags: IndexMap<Option<String>, Vec<usize>> = IndexMap::new();
    let mut all = Vec::with_capacity(calls.len());
    for (call, name) in calls.iter().zip(names) {
        tags.entry(reader.tag(call)).or_default().push(all.len());
        all.push(reader.operation(call, name));
    }
    let described = reader.tags();
    let Reader { schemas, tokens, .. } = reader;
    let mut models = schemas.finish();
    mark_uses(&all, &mut models);
    let mut scope = Scope::default();
    for operation in &all {
        scope.claim(operation.name.clone());
    }
    for operation in &mut all {
        operation.paging = paging::find(operation, &models);
        if let Some(paging) = &mut operation.paging {
            paging.pages = scope.claim(paging.pages.clone());
            paging.all = scope.claim(paging.all.clone());
        }
    }
    Surface {
        name: Name::of(&title, "api").shortened(5),
        client,
        version: version(definition),
        description: description(definition),
        models,
        operations: all,
        groups: groups(tags, &described),
        stages: stages(definition),
        server: server(definition),
        region: definition.region.as_ref().map(ToString::to_string),
        schemes: tokens.finish(),
        gateway_errors: gateway_errors::of(definition),
        title,
    }
}

fn title(definition: &Definition) -> String {
    let own = match &definition.api {
        Api::Rest(api) => &api.name,
        Api::Http(api) => &api.name,
    };
    definition.name.as_ref().unwrap_or(own).to_string()
}

fn version(definition: &Definition) -> Option<String> {
    let version = match &definition.api {
        Api::Rest(api) => api.version.as_ref(),
        Api::Http(api) => api.version.as_ref(),
    };
    version.map(ToString::to_string)
}

fn description(definition: &Definition) -> Option<String> {
    let description = match &definition.api {
        Api::Rest(api) => api.description.as_ref(),
        Api::Http(api) => api.description.as_ref(),
    };
    description.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn groups(
    tags: IndexMap<Option<String>, Vec<usize>>,
    described: &std::collections::HashMap<String, String>,
) -> Vec<Group> {
    let mut scope = Scope::default();
    tags.into_iter()
        .map(|(tag, operations)| {
            let label = tag.clone().unwrap_or_else(|| "default".to_owned());
            let name = Name::of(&label, "default");
            let description = tag.and_then(|tag| described.get(&tag).cloned());
            Group { name: scope.claim(name), label, description, operations }
        })
        .collect()
}

/// The stages, with the addresses of custom domains that lead to them.
fn stages(definition: &Definition) -> Vec<Stage> {
    let url = |stage: &str| {
        definition.domains.iter().find_map(|(domain, own)| {
            let (base, _) = own.mappings.iter().find(|(_, target)| target.as_str() == stage)?;
            let base = base.trim_matches('/');
            let empty = base.is_empty() || base == "(none)";
            Some(if empty {
                format!("https://{domain}")
            } else {
                format!("https://{domain}/{base}")
            })
        })
    };
    let names = definition.stages.keys();
    names.map(|name| Stage { wire: name.to_string(), url: url(name) }).collect()
}

/// The first address of the document that is one.
fn server(definition: &Definition) -> Option<String> {
    let mut servers = definition.servers.get()?.iter();
    let is_address = |url: &&crate::source::Spanned<String>| {
        let host = url.split_once("://").map(|(scheme, rest)| {
            (matches!(scheme, "http" | "https"), rest.split('/').next().unwrap_or(""))
        });
        host.is_some_and(|(known, host)| known && !host.is_empty())
            && !url.contains(['{', '$', '<', ' '])
    };
    servers.find(is_address).map(|url| url.trim_end_matches('/').to_owned())
}

/// Marks which models are sent and which come back. What only answers have is not asked of requests, and the other
/// way around.
fn mark_uses(operations: &[Operation], models: &mut [Model]) {
    let sent = operations.iter().flat_map(|operation| {
        let body = operation.body.iter().filter_map(|body| body.content.kind());
        body.chain(operation.parameters.iter().map(|parameter| &parameter.kind))
    });
    let received = operations.iter().flat_map(|operation| {
        let contents = operation.responses.iter().filter_map(|response| response.content.as_ref());
        contents.filter_map(Content::kind)
    });
    let (sent, received) = (reached(sent, models), reached(received, models));
    for (index, model) in models.iter_mut().enumerate() {
        model.sent = sent.get(index).copied().unwrap_or(false);
        model.received = received.get(index).copied().unwrap_or(false);
        let Shape::Object(object) = &mut model.shape else { continue };
        for field in &mut object.fields {
            let one_way = (field.read_only && model.sent) || (field.write_only && model.received);
            field.required &= !one_way;
        }
    }
}

/// Which models values of `kinds` hold, over any number of steps.
fn reached<'t>(kinds: impl Iterator<Item = &'t Type>, models: &[Model]) -> Vec<bool> {
    let mut seen = vec![false; models.len()];
    let mut open: Vec<usize> = kinds.flat_map(Type::models).collect();
    while let Some(index) = open.pop() {
        let Some(mark) = seen.get_mut(index) else { continue };
        if std::mem::replace(mark, true) {
            continue;
        }
        open.extend(models.get(index).into_iter().flat_map(|model| model.shape.models()));
    }
    seen
}
