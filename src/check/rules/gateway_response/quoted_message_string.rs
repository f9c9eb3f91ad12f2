//! `quoted-message-string`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::GatewayResponse;

rule! {
    /// The message of a gateway response has two pairs of quotes.
    ///
    /// ## Why
    /// `$context.error.messageString` comes with its quotes. Inside of quotes it makes `""Forbidden""`, which is no JSON,
    /// so clients cannot read the answer. `$context.error.message` is the one without quotes.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: '{"message": "$context.error.messageString"}' } }
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: '{"message": $context.error.messageString}' } }
    /// paths: {}
    /// ```
    "quoted-message-string", Warning, GatewayResponse => check
}

fn check(_: &Context<'_>, response: &GatewayResponse, sink: &mut Sink) {
    for template in response.response_templates.values() {
        let quoted = ["\"$context.error.messageString\"", "\"${context.error.messageString}\""];
        if quoted.iter().any(|text| template.contains(text)) {
            sink.report(&RULE, template.span(), "the message is quoted twice")
                .label("`$context.error.messageString` has its own quotes")
                .help("remove the quotes around it");
        }
    }
}
