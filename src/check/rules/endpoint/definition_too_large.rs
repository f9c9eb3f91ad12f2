//! `definition-too-large`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;
use crate::quota::API_DEFINITION_BYTES;
use crate::source::{FileId, Span};

rule! {
    /// The document is larger than API Gateway imports.
    ///
    /// ## Why
    /// An imported document has at most 6 MB (AWS docs, "Amazon API Gateway quotas and important notes").
    ///
    /// The example that would fail is too long to be shown.
    ///
    /// ```yaml,passes
    /// paths: {}
    /// ```
    "definition-too-large", Error, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let file: FileId = definition.origin.span().file();
    let length = cx.sources().get(file).map_or(0, |file| file.text().len() as u64);
    if length > API_DEFINITION_BYTES.max {
        let message =
            format!("the document has {length} bytes, {} are imported", API_DEFINITION_BYTES.max);
        sink.report(&RULE, Span::new(file, 0, 1), message)
            .help("remove examples and descriptions, or split the API");
    }
}
