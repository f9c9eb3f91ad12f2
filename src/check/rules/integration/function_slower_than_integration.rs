//! `function-slower-than-integration`

use std::time::Duration;

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::{IntegrationTarget, UriTemplate};
use crate::quota::{HTTP_INTEGRATION_TIMEOUT_MILLIS, REST_INTEGRATION_TIMEOUT_MILLIS};

rule! {
    /// A function may work for longer than its integration waits.
    ///
    /// ## Why
    /// The caller gets `504 Endpoint request timed out`, while the function goes on, does what it was asked for, and is paid for. A
    /// caller that tries again has it done twice. Told of functions whose `timeout` the manifest says; an event that is only
    /// taken (`X-Amz-Invocation-Type: Event`) waits for nothing.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:pets/invocations"
    /// ---
    /// local: { functions: { pets: { handler: pets.handler, runtime: python3.12, timeout: 60 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:pets/invocations"
    /// ---
    /// local: { functions: { pets: { handler: pets.handler, runtime: python3.12, timeout: 20 } } }
    /// ```
    "function-slower-than-integration", Warning, Integration => check
}

fn check(cx: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(uri) = &at.uri else { return };
    let template = UriTemplate::parse(uri);
    let IntegrationTarget::Lambda { function, .. } = template.target() else { return };
    let functions = &cx.definition().local.functions;
    let named = function.rsplit_once("function:").map_or(function, |(_, own)| own);
    let bare = named.split(':').next().unwrap_or(named);
    let find = |name: &str| functions.iter().find(|(own, _)| own.as_str() == name);
    let Some((name, own)) = find(named).or_else(|| find(bare)) else { return };
    let is_event = at.request_parameters.iter().any(|(key, value)| {
        key.to_ascii_lowercase().ends_with(".x-amz-invocation-type")
            && value.eq_ignore_ascii_case("'event'")
    });
    let Some(timeout) = own.timeout.as_ref().filter(|_| !is_event) else { return };
    let limit = match at.method() {
        Some(_) => REST_INTEGRATION_TIMEOUT_MILLIS.max,
        None => HTTP_INTEGRATION_TIMEOUT_MILLIS.max,
    };
    let waits = at.timeout.as_ref().map_or(Duration::from_millis(limit), |own| **own);
    if **timeout <= waits {
        return;
    }
    let message = format!(
        "the function `{}` may take {} s, and `{}` waits for {} s",
        **name,
        timeout.as_secs_f64(),
        at.owner,
        waits.as_secs_f64()
    );
    let found = sink.report(&RULE, timeout.span(), message);
    match &at.timeout {
        Some(own) => found.related(own.span(), "the integration waits for that long"),
        None => found.related(uri.span(), "the integration waits for as long as it may"),
    };
    found.help("give the function less time, or take the event and answer at once");
}
