//! `name-too-long-for-metrics`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;

rule! {
    /// The metrics of a method are lost because its path is long.
    ///
    /// ## Why
    /// With detailed metrics each method has figures of its own, under the names of the API, the stage and the path.
    /// CloudWatch takes names of at most 255 characters together, and what is longer is not counted.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path/a-rather-long-segment-of-a-path:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { metrics: detailed } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: { metrics: detailed } }
    /// ```
    "name-too-long-for-metrics", Info, Stage => check
}

/// So many characters the names have together.
const MOST: usize = 255;

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let Some(metrics) = stage.detailed_metrics.as_ref().filter(|own| ***own) else { return };
    let Some(api) = cx.definition().rest() else { return };
    let others = api.name.chars().count() + stage.name.chars().count();
    let mut long =
        cx.methods().iter().filter(|at| others + at.resource.path.chars().count() > MOST);
    let Some(first) = long.next() else { return };
    let more = match long.count() {
        0 => String::new(),
        more => format!(", nor of {more} more"),
    };
    let message = format!("CloudWatch keeps no metrics of `{first}`{more}");
    sink.report(&RULE, cx.key(first.origin.span()), message)
        .label("with the API and the stage its name is too long")
        .related(metrics.span(), "metrics of each method are asked for")
        .help("shorten the name of the API or the path");
}
