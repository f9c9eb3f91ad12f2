//! `cached-set-cookie`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;

rule! {
    /// A cached answer sets a cookie.
    ///
    /// ## Why
    /// Headers are kept with the answer. The cookie of the first caller, and with it the session, is given to everybody who asks
    /// after.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine, headers: { Set-Cookie: { schema: { type: string } } } } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters: { method.response.header.Set-Cookie: integration.response.header.Set-Cookie }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5 } } }
    /// ```
    "cached-set-cookie", Error, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    for response in &at.integration.responses {
        let own = response
            .response_parameters
            .keys()
            .find(|key| key.eq_ignore_ascii_case("method.response.header.Set-Cookie"));
        if let Some(key) = own {
            let message = format!("`{}` gives everybody the cookie of one caller", at.method);
            sink.report(&RULE, key.span(), message)
                .related(at.turned_on, "its answers are kept with their headers");
        }
    }
}
