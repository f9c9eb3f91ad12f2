//! `same-answer-for-throttle-and-quota`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{ResponseType, RestApi};

rule! {
    /// Callers that are too fast and callers whose quota is used up get the same answer.
    ///
    /// ## Why
    /// The first should try again in a moment, the second not before the next period. Both are 429; only the body tells them
    /// apart.
    ///
    /// ```yaml,fails
    /// paths: {}
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: '{"error": "too many"}' } }
    ///   QUOTA_EXCEEDED: { responseTemplates: { application/json: '{"error": "too many"}' } }
    /// ```
    /// ```yaml,passes
    /// paths: {}
    /// x-amazon-apigateway-gateway-responses:
    ///   THROTTLED: { responseTemplates: { application/json: '{"error": "slow down"}' } }
    ///   QUOTA_EXCEEDED: { responseTemplates: { application/json: '{"error": "quota used up"}' } }
    /// ```
    "same-answer-for-throttle-and-quota", Info, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let get = |kind: ResponseType| api.gateway_responses.get(&kind);
    let (Some(throttled), Some(exceeded)) =
        (get(ResponseType::Throttled), get(ResponseType::QuotaExceeded))
    else {
        return;
    };
    // A body that says which of the two it is differs, though its template does not.
    let tells = throttled.response_templates.values().any(|own| own.contains("$context.error."));
    if !throttled.response_templates.is_empty()
        && throttled.response_templates == exceeded.response_templates
        && !tells
    {
        let message = "a used-up quota is answered as a throttled request is";
        sink.report(&RULE, exceeded.origin.span(), message)
            .related(throttled.origin.span(), "the same answer");
    }
}
