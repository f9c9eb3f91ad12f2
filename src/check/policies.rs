//! The policies of the identities that a manifest names: what is wrong with them, as far as they speak of calls.

use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::iam::{Document, PolicyKind, Statement};
use crate::ir::Definition;
use crate::source::{SourceFile, Sources, Span};

/// How the actions and resources begin that are about APIs.
const OWN: &str = "execute-api";

/// Reports what is wrong with the policies, each once. A policy of an identity speaks of other services as well, whose
/// actions and conditions nobody here knows: of it only statements about APIs are looked at.
pub(super) fn check(definition: &Definition, sources: &Sources, sink: &mut Sink) {
    // Each identity has read its files for itself.
    let mut read: BTreeSet<&str> = BTreeSet::new();
    let name = |span: Span| sources.get(span.file()).map_or("", SourceFile::name);
    let all = definition.local.identities.values().flat_map(|own| &own.documents);
    for fragment in all.filter(|own| read.insert(name(own.span()))) {
        let mut own = Sink::default();
        let document = Document::read(fragment.node(), PolicyKind::Identity, &mut own);
        let spans = document.statements().iter().filter_map(Statement::span);
        let others: Vec<Span> = spans.filter(|span| !sources.text(*span).contains(OWN)).collect();
        let found = own.into_diagnostics().into_iter();
        sink.extend(found.filter(|found| {
            !others.iter().any(|statement| statement.contains(found.primary.span))
        }));
    }
}
