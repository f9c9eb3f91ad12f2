//! The manifest, `portcullis.yaml`: what the definition of an API cannot say. It is read strictly.

mod grammar;
mod local;
mod lower;
mod ranges;

use std::path::Path;
use std::sync::Arc;

use crate::diag::{Sink, closest};
use crate::ir::{Api, Definition, ResourcePolicy};
use crate::source::{
    DecodeFault, FaultKind, Fragment, Kind, Loader, Node, Origin, Sources, Span, Spanned, Tree,
    decode,
};

use super::detect::{InputKind, detect};
use super::options::ImportOptions;
use super::words::{kind_name, one_of};
use super::{codes, openapi, reading};

/// The version of the format.
const VERSION: u64 = 1;

/// The documents that a manifest without `api` belongs to, in this order.
const NAMES: &[&str] =
    &["openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json"];

/// The JSON Schema of a manifest.
pub fn manifest_schema() -> serde_json::Value {
    schemars::schema_for!(grammar::Manifest).to_value()
}

/// Compiles the manifest `tree`, which was read from `path`, with the document that it names.
pub(super) fn compile(
    loader: &dyn Loader,
    path: &Path,
    tree: &Arc<Tree>,
    options: &ImportOptions,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Definition> {
    conceal(tree.root(), sources);
    let decoded = decode::<grammar::Manifest>(tree.root());
    for fault in &decoded.faults {
        report(fault, sink);
    }
    let mut manifest = decoded.value?;
    if *manifest.portcullis != VERSION {
        let message = format!("version {} of the manifest is not known", *manifest.portcullis);
        sink.report(&codes::UNSUPPORTED_VERSION, manifest.portcullis.span(), message)
            .help(format!("write `portcullis: {VERSION}`"));
    }
    if let Some(asserted) = &manifest.assert {
        sink.report(
            &codes::UNDECIDED_ASSERTIONS,
            asserted.span(),
            "the properties under `assert` are not decided by this version",
        );
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let place = tree.root().span();
    let mut definition = api(loader, folder, manifest.api.as_ref(), place, options, sources, sink)?;
    let policy = manifest.policy.take();
    let ignored = match (&definition.api, &policy, &manifest.endpoint) {
        (Api::Http(_), Some(policy), _) => Some(("a resource policy is", policy.span())),
        (Api::Http(_), None, Some(_)) => {
            let key = tree.root().get_entry("endpoint").map(|(key, _)| key.span());
            key.map(|key| ("the endpoint configuration of a manifest is", key))
        }
        _ => None,
    };
    if let Some((what, place)) = ignored {
        let message = format!("{what} ignored by HTTP APIs");
        sink.report(&codes::IGNORED_BY_HTTP_API, place, message);
    }
    if let Some(policy) = policy {
        let document = match &*policy {
            serde_json::Value::String(name) => {
                reading::read_file(loader, &folder.join(name), Some(policy.span()), sources, sink)
                    .map(|tree| Fragment::new(&tree, tree.root()))
            }
            _ => tree.root().get("policy").map(|node| Fragment::new(tree, node)),
        };
        if let (Api::Rest(api), Some(document)) = (&mut definition.api, document) {
            api.policy = Some(ResourcePolicy { document, origin: Origin(policy.span()) });
        }
    }
    ranges::check(&manifest, sink);
    lower::lower(manifest, &mut definition);
    local::read(loader, folder, &mut definition.local, sources, sink);
    Some(definition)
}

/// Notes where secrets stand, whatever else is wrong with the manifest. A reference like `${env:NAME}` is none.
fn conceal(root: Node<'_>, sources: &mut Sources) {
    let below = |way: &[&str]| way.iter().try_fold(root, |node, key| node.get(key));
    let places =
        [(below(&["apiKeys"]), "value"), (below(&["local", "identities"]), "secretAccessKey")];
    for (map, key) in places {
        let owners = map.into_iter().flat_map(Node::entries);
        for secret in owners.filter_map(|(_, owner)| owner.get(key)) {
            if secret.scalar_text().is_some_and(|text| !text.contains("${")) {
                sources.conceal(secret.span());
            }
        }
    }
}

/// The definition that the manifest names; without a name, one of the usual ones beside the manifest.
fn api(
    loader: &dyn Loader,
    folder: &Path,
    name: Option<&Spanned<String>>,
    manifest: Span,
    options: &ImportOptions,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Definition> {
    let there = |name: &&&str| loader.load(&folder.join(name)).is_ok();
    let Some(file) = name.map(|name| name.as_str()).or_else(|| NAMES.iter().find(there).copied())
    else {
        sink.report(&codes::MISSING_FIELD, manifest, "the manifest has no `api`").help(
            "name the OpenAPI document there, or call it `openapi.yaml` and put it beside the manifest",
        );
        return None;
    };
    let path = folder.join(file);
    let tree = reading::read_file(loader, &path, name.map(Spanned::span), sources, sink)?;
    let detected = detect(tree.root());
    match detected.kind {
        InputKind::OpenApi | InputKind::Swagger => {
            openapi::compile(loader, &path, tree, options, sources, sink)
        }
        InputKind::Manifest | InputKind::CloudFormation | InputKind::GatewayConfig => {
            super::refuse_kind(detected, sink);
            None
        }
        InputKind::Unknown => {
            super::refuse_unknown(&tree, sink);
            None
        }
    }
}

fn report(fault: &DecodeFault, sink: &mut Sink) {
    let place: Span = fault.span;
    let field = fault.field.as_deref().map(|own| format!("`{own}`"));
    let field = field.as_deref().unwrap_or("the manifest");
    match &fault.kind {
        FaultKind::UnknownField { name, known } => {
            let message = format!("a manifest has no `{name}` here");
            let found = sink.report(&codes::UNKNOWN_MANIFEST_KEY, place, message);
            match closest(name, known.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help(format!("write {}", one_of(known.iter().copied()))),
            };
        }
        FaultKind::MissingField { name } => {
            let message = format!("{field} has no `{name}`");
            sink.report(&codes::MISSING_FIELD, place, message).help(format!("add `{name}`"));
        }
        FaultKind::WrongType { expected, found } => {
            let message = format!("{field} is {}, not {expected}", kind_name(*found));
            let found_kind = *found;
            let found = sink.report(&codes::WRONG_TYPE, place, message);
            if *expected == "text" && matches!(found_kind, Kind::Int | Kind::Float | Kind::Bool) {
                found.help("put it in quotes");
            }
        }
        FaultKind::UnknownValue { value, known } => {
            let message = format!("`{value}` is no value of {field}");
            let found = sink.report(&codes::UNKNOWN_VALUE, place, message);
            match closest(value, known.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help(format!("write {}", one_of(known.iter().copied()))),
            };
        }
        FaultKind::Refused { reason } => {
            // serde names the type that it wanted.
            let message = if reason.ends_with("expected u64") {
                format!("{field} is not a whole number from 0 on")
            } else {
                format!("{field}: {reason}")
            };
            sink.report(&codes::VALUE_OUT_OF_RANGE, place, message);
        }
    }
}
