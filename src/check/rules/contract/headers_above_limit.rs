//! `headers-above-limit`

use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::ParameterLocation;

rule! {
    /// The headers that a method asks for may be longer than API Gateway takes.
    ///
    /// ## Why
    /// The request line and all headers of a request have 10,240 bytes together (AWS docs, "Amazon API Gateway
    /// important notes"). Where the required headers alone may be longer, callers who do what the document says are
    /// refused. Lengths are those of the schemas.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters:
    ///         - { name: X-Profile, in: header, required: true, schema: { type: string, maxLength: 20000 } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       parameters:
    ///         - { name: X-Profile, in: header, required: true, schema: { type: string, maxLength: 2000 } }
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "headers-above-limit", Info, Method => check
}

/// So many bytes the request line and the headers have together.
const MOST: i64 = 10_240;

fn check(_: &Context<'_>, at: MethodAt<'_>, sink: &mut Sink) {
    let headers = at.method.request_parameters.iter().filter_map(|(key, own)| {
        let is_needed = key.location == ParameterLocation::Header && own.required;
        let length = own.schema.get().and_then(|own| own.node().get("maxLength")?.as_i64());
        Some((length.filter(|_| is_needed)?, own))
    });
    let mut longest = None;
    let mut sum: i64 = 0;
    for (length, own) in headers {
        sum = sum.saturating_add(length);
        if longest.is_none_or(|(most, _)| length > most) {
            longest = Some((length, own));
        }
    }
    if let Some((_, own)) = longest.filter(|_| sum > MOST) {
        let message =
            format!("the required headers of `{at}` may have {sum} bytes, {MOST} are possible");
        sink.report(&RULE, own.origin.span(), message)
            .label("the longest one")
            .help("send what is long in the payload");
    }
}
