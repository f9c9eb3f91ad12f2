//! `throttled-response-with-other-status`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{ResponseType, RestApi};

rule! {
    /// A gateway response gives throttled callers another status than 429.
    ///
    /// ## Why
    /// Clients know from 429 that they are to slow down, and SDKs try again later by themselves. With a 2xx they take the refusal
    /// for an answer; with a 5xx they report a broken API.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { statusCode: "503" }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { statusCode: "429" }
    /// ```
    "throttled-response-with-other-status", Warning, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let kinds = [
        (ResponseType::Throttled, "callers that are too fast"),
        (ResponseType::QuotaExceeded, "callers whose quota is used up"),
    ];
    for (kind, who) in kinds {
        let response = api.gateway_responses.get(&kind);
        let status = response.and_then(|response| response.status_code.as_ref());
        if let Some(status) = status.filter(|status| status.as_str() != "429") {
            sink.report(&RULE, status.span(), format!("{who} are answered {status}"))
                .help("leave the status out; it is 429");
        }
    }
}
