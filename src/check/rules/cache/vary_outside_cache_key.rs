//! `vary-outside-cache-key`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// A cached answer says that it depends on a header, and the key does not have the header.
    ///
    /// ## Why
    /// `Vary` tells caches on the way which headers of the request an answer was made for. The cache of a stage does
    /// not read it: its key is `cacheKeyParameters` alone. Everybody is given the language, or the encoding, that
    /// the first caller asked for.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine, headers: { Vary: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.Vary: "'Accept-Language'" } } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters: [{ name: Accept-Language, in: header, schema: { type: string } }]
    ///       responses: { "200": { description: fine, headers: { Vary: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         cacheKeyParameters: [method.request.header.Accept-Language]
    ///         responses: { default: { statusCode: "200", responseParameters: { method.response.header.Vary: "'Accept-Language'" } } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "vary-outside-cache-key", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    for response in &at.integration.responses {
        let vary = response
            .response_parameters
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("method.response.header.Vary"));
        let Some((_, source)) = vary else { continue };
        let Some(text) = source.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) else {
            continue;
        };
        let mut names = text.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "*"));
        let Some(name) = names.find(|name| !at.has_in_key("header", name)) else { continue };
        let message = format!("`{}` is answered alike for every `{name}`", at.method);
        sink.report(&RULE, source.span(), message)
            .label("the cache of a stage does not read this")
            .related(at.turned_on, "its answers are kept")
            .help(format!("declare the header `{name}`, and add it to `cacheKeyParameters`"));
        return;
    }
}
