//! `cached-side-effect`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::IntegrationType;
use crate::mapping::{IntegrationTarget, UriTemplate};
use crate::source::Span;

rule! {
    /// A cached `GET` changes something in its backend.
    ///
    /// ## Why
    /// A request that is answered from the cache does not reach the backend: the message is not sent, the item is
    /// not written, the execution is not started, and the caller is told that it was. Told are actions of services
    /// whose names say it (`SendMessage`, `PutItem`, `StartExecution`), functions that are invoked as an event, and
    /// backends that are called with `PUT`, `PATCH` or `DELETE`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /orders:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: aws
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:dynamodb:action/PutItem
    ///         credentials: arn:aws:iam::123456789012:role/gateway
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /orders:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: aws
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:dynamodb:action/GetItem
    ///         credentials: arn:aws:iam::123456789012:role/gateway
    ///         responses: { default: { statusCode: "200" } }
    /// ---
    /// stages: { prod: { cache: { size: 0.5, ttl: 300 } } }
    /// ```
    "cached-side-effect", Warning, Cached => check
}

/// How the names of actions begin that change something.
const CHANGING: [&str; 13] = [
    "BatchWrite",
    "Create",
    "Delete",
    "Put",
    "Publish",
    "Send",
    "Start",
    "Stop",
    "TransactWrite",
    "Update",
    "Write",
    "Remove",
    "Add",
];

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    // Of other verbs `cached-method-that-writes` is told.
    if !matches!(at.verb, "GET" | "HEAD") {
        return;
    }
    let Some((span, what)) = change(at) else { return };
    let message = format!("a repeated `{}` is answered without being done", at.method);
    sink.report(&RULE, span, message)
        .label(what)
        .related(at.turned_on, "its answers are kept")
        .help(format!("turn it off: `{}: {{ cache: {{ enabled: false }} }}`", at.method));
}

fn change(at: CachedAt<'_>) -> Option<(Span, &'static str)> {
    let integration = at.integration;
    if *integration.integration_type == IntegrationType::Mock {
        return None;
    }
    let uri = integration.uri.as_ref();
    let parsed = uri.map(|uri| UriTemplate::parse(uri));
    if let (Some(uri), Some(IntegrationTarget::ServiceAction { action, .. })) =
        (uri, parsed.as_ref().map(UriTemplate::target))
        // An execution that is waited for is a question more often than not.
        && !action.starts_with("StartSync")
        && CHANGING.iter().any(|own| action.starts_with(own))
    {
        return Some((uri.span(), "this action changes something"));
    }
    let is_event = integration.request_parameters.iter().find(|(header, value)| {
        header.eq_ignore_ascii_case("integration.request.header.X-Amz-Invocation-Type")
            && value.as_str() == "'Event'"
    });
    if let Some((_, value)) = is_event {
        return Some((value.span(), "the function is to do something, and not to answer"));
    }
    let verb = integration.http_method.as_ref()?;
    let writes = ["PUT", "PATCH", "DELETE"].iter().any(|own| own.eq_ignore_ascii_case(verb));
    writes.then(|| (verb.span(), "the backend is called with a verb that writes"))
}
