//! From text to the IR: OpenAPI and Swagger documents with the extensions of API Gateway, and manifests.
//!
//! A frontend never stops at the first fault. It returns the definition as far as the text says one, and every
//! fault, every guess and everything that is left out is in the sink.

mod codes;
mod detect;
mod library;
mod manifest;
mod openapi;
mod options;
mod problems;
mod reading;
mod references;
mod scan;
mod words;

use std::path::Path;
use std::sync::Arc;

use crate::diag::Sink;
use crate::ir::Definition;
use crate::source::{Loader, Sources, Tree};

pub use codes::CODES;
pub use detect::{Detected, InputKind, detect};
pub use manifest::manifest_schema;
pub use openapi::import_over;
pub use options::{ApiKind, BasePathMode, ImportMode, ImportOptions};

/// Compiles the file at `path`, which is relative to the loader's root, with all files that it refers to.
///
/// `None` when nothing could be made of it. Otherwise the definition is as complete as the text allows; whether
/// it may be used is in `sink`.
pub fn compile(
    loader: &dyn Loader,
    path: &Path,
    options: &ImportOptions,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Definition> {
    let tree = reading::read_file(loader, path, None, sources, sink)?;
    let detected = detect(tree.root());
    match detected.kind {
        InputKind::OpenApi | InputKind::Swagger => {
            openapi::compile(loader, path, tree, options, sources, sink)
        }
        InputKind::Manifest => manifest::compile(loader, path, &tree, options, sources, sink),
        InputKind::CloudFormation | InputKind::GatewayConfig => {
            refuse_kind(detected, sink);
            None
        }
        InputKind::Unknown => {
            refuse_unknown(&tree, sink);
            None
        }
    }
}

fn refuse_kind(detected: Detected, sink: &mut Sink) {
    let (message, help) = match detected.kind {
        InputKind::CloudFormation => (
            "SAM and CloudFormation templates are not read by this version",
            "name the OpenAPI document that the template includes",
        ),
        InputKind::GatewayConfig => (
            "this is a compiled configuration, and a definition is wanted",
            "`serve` runs it; name the document that it was made from to compile it again",
        ),
        InputKind::Manifest | InputKind::OpenApi | InputKind::Swagger | InputKind::Unknown => (
            "a manifest cannot be the definition of an API",
            "name the document that its `api` names",
        ),
    };
    sink.report(&codes::UNSUPPORTED_INPUT, detected.evidence, message).help(help);
}

fn refuse_unknown(tree: &Arc<Tree>, sink: &mut Sink) {
    let root = tree.root();
    let part = ["paths", "components", "definitions", "x-amazon-apigateway-integration"]
        .into_iter()
        .find(|key| root.get(key).is_some());
    let found = sink.report(
        &codes::UNKNOWN_INPUT,
        root.entries().next().map_or_else(|| root.span(), |(key, _)| key.span()),
        "this is no definition: nothing at its top says what it is",
    );
    match part {
        Some(key) => found.help(format!(
            "it has `{key}` and looks like a part of an OpenAPI document: add `openapi: 3.0.1` and `info`, or refer to it from the whole document"
        )),
        None => found.help(
            "an OpenAPI document has `openapi` at its top, a Swagger document `swagger`, a manifest `portcullis`",
        ),
    };
}
