//! `route-behind-base-path`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::Definition;

rule! {
    /// A path of the API is the base path of another stage.
    ///
    /// ## Why
    /// The longest base path that a request begins with decides which stage gets it, whatever the APIs behind have. A path that
    /// begins as a longer base path does is never reached by the shorter one (AWS docs, "Use API mappings to connect API stages to
    /// a custom domain name for REST APIs").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /v2/pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, next: {} }
    /// domains: { api.example.com: { mappings: { (none): prod, v2: next } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /v2/pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {}, next: {} }
    /// domains: { api.example.com: { mappings: { (none): prod, next: next } } }
    /// ```
    "route-behind-base-path", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(api) = definition.rest() else { return };
    for (name, domain) in &definition.domains {
        for (short, stage) in &domain.mappings {
            for (long, other) in &domain.mappings {
                let Some(rest) = below(&segments(short), &segments(long)) else { continue };
                let mut paths = api.resources.iter().map(|(_, own)| own);
                let found = paths
                    .find(|own| !own.methods.is_empty() && segments(&own.path).starts_with(&rest));
                let Some(resource) = found else { continue };
                let message = format!(
                    "`{}` of the stage `{}` cannot be called at `{}`",
                    resource.path, **stage, **name
                );
                sink.report(&RULE, long.span(), message)
                    .label(format!("such requests go to the stage `{}`", **other))
                    .related(resource.origin.span(), "this path begins as the base path does")
                    .help("choose a base path that no path begins with");
            }
        }
    }
}

/// The segments of a path; `(none)` has none.
fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|own| !own.is_empty() && *own != "(none)").collect()
}

/// What a longer base path has beyond a shorter one that it begins with.
fn below<'p>(short: &[&'p str], long: &[&'p str]) -> Option<Vec<&'p str>> {
    let rest = long.strip_prefix(short)?;
    (!rest.is_empty()).then(|| rest.to_vec())
}
