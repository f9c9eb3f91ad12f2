//! `unsupported-number-format`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Model;
use crate::source::{Kind, Node};

rule! {
    /// A number has a format that belongs to integers.
    ///
    /// ## Why
    /// `type: number` with `format: int32` or `int64`, and the format `decimal`, are not supported (AWS docs, "Amazon
    /// API Gateway important notes"): SDKs generated from the model have the wrong type.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { age: { type: number, format: int32 } } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Pet: { type: object, properties: { age: { type: integer, format: int32 } } }
    /// ```
    "unsupported-number-format", Info, Model => check
}

fn check(_: &Context<'_>, model: Named<'_, Model>, sink: &mut Sink) {
    let mut places = Vec::new();
    let mut left = vec![model.schema.node()];
    while let Some(node) = left.pop() {
        match node.kind() {
            Kind::Sequence => left.extend(node.items()),
            Kind::Mapping => {
                left.extend(node.entries().map(|(_, value)| value));
                let text = |key| node.get(key).and_then(Node::as_str);
                if let (Some("number"), Some("int32" | "int64" | "decimal")) =
                    (text("type"), text("format"))
                {
                    places.extend(node.get("format"));
                }
            }
            Kind::Null | Kind::Bool | Kind::Int | Kind::Float | Kind::String => {}
        }
    }
    places.sort_by_key(|node| node.span());
    let [first, others @ ..] = places.as_slice() else { return };
    let format = first.as_str().unwrap_or("");
    let message = format!("a number of `{}` has the format `{format}`", **model.name);
    let found = sink.report(&RULE, first.span(), message);
    found.help("use `type: integer`, or the format `float` or `double`");
    for other in others {
        found.related(other.span(), "also here");
    }
}
