//! `text-longer-than-payload`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Model;
use crate::source::Node;

rule! {
    /// A model allows a text that is longer than any payload.
    ///
    /// ## Why
    /// A payload has at most 10 MB (AWS docs, "Amazon API Gateway important notes"); a longer one is answered with
    /// `413`. A file that may be larger is put into S3, at an address that the API gives out.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Picture: { type: object, properties: { data: { type: string, maxLength: 52428800 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Picture: { type: object, properties: { data: { type: string, maxLength: 5242880 } } }
    /// ```
    "text-longer-than-payload", Info, Model => check
}

/// So many bytes a payload has.
const MOST: i64 = 10_485_760;

fn check(_: &Context<'_>, model: Named<'_, Model>, sink: &mut Sink) {
    let mut left = vec![model.schema.node()];
    while let Some(node) = left.pop() {
        left.extend(node.items());
        left.extend(node.entries().map(|(_, value)| value));
        let is_text = node.get("type").and_then(Node::as_str) == Some("string");
        let Some(length) = node.get("maxLength").filter(|_| is_text) else { continue };
        // A number at the end of a range says that nobody has thought of one.
        if length.as_i64().is_some_and(|own| (MOST + 1..i64::from(i32::MAX)).contains(&own)) {
            let message = format!("a text of `{}` may be longer than a payload", **model.name);
            sink.report(&RULE, length.span(), message)
                .help("give out an address of S3 that the file is put to");
            return;
        }
    }
}
