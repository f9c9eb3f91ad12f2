//! `vtl-in-gateway-response`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::GatewayResponse;

rule! {
    /// The body of a gateway response is written like a mapping template.
    ///
    /// ## Why
    /// Gateway responses put in the values of variables and nothing else. `#set`, `#if`, `$input` and `$util` are sent to
    /// the caller as they stand (AWS docs, "Gateway responses in API Gateway").
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: "{\"message\": \"$util.escapeJavaScript($context.error.message)\"}" } }
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: "{\"message\": $context.error.messageString}" } }
    /// paths: {}
    /// ```
    "vtl-in-gateway-response", Warning, GatewayResponse => check
}

const WORDS: [&str; 8] =
    ["#set(", "#set (", "#if(", "#if (", "#foreach", "#end", "$input.", "$util."];

fn check(_: &Context<'_>, response: &GatewayResponse, sink: &mut Sink) {
    for template in response.response_templates.values() {
        let Some(word) = WORDS.iter().find(|word| template.contains(**word)) else { continue };
        let word = word.trim_end_matches(['(', ' ', '.']);
        let message = format!("`{word}` means nothing in a gateway response");
        sink.report(&RULE, template.span(), message)
            .label("the caller gets it as it stands")
            .help("use `$context.error.messageString` and other variables alone");
    }
}
