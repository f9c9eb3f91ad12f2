//! Tells the kinds of input apart by the keys at the top of the document.

use crate::source::{Node, Span};

/// The kinds of files that Portcullis knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// The manifest, by its key `portcullis`.
    Manifest,
    /// OpenAPI 3, by its key `openapi`.
    OpenApi,
    /// Swagger 2.0, by its key `swagger`.
    Swagger,
    /// A SAM or CloudFormation template, by `Resources` or `AWSTemplateFormatVersion`.
    CloudFormation,
    /// A compiled configuration, by `portcullisGateway`.
    GatewayConfig,
    /// Nothing of these.
    Unknown,
}

/// What a document is, with the key that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The kind.
    pub kind: InputKind,
    /// The key that decides; the whole document when nothing does.
    pub evidence: Span,
}

const KEYS: &[(&str, InputKind)] = &[
    ("portcullis", InputKind::Manifest),
    ("openapi", InputKind::OpenApi),
    ("swagger", InputKind::Swagger),
    ("portcullisGateway", InputKind::GatewayConfig),
    ("AWSTemplateFormatVersion", InputKind::CloudFormation),
    ("Resources", InputKind::CloudFormation),
];

/// Decides what the document with this root is.
pub fn detect(root: Node<'_>) -> Detected {
    let found = KEYS.iter().find_map(|(name, kind)| Some((root.get_entry(name)?.0, *kind)));
    match found {
        Some((key, kind)) => Detected { kind, evidence: key.span() },
        None => Detected { kind: InputKind::Unknown, evidence: root.span() },
    }
}
