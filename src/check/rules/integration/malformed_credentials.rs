//! `malformed-credentials`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::arn_fields;

rule! {
    /// The credentials of an integration are not the ARN of a role.
    ///
    /// ## Why
    /// `credentials` is the role that API Gateway assumes to call the backend, or `arn:aws:iam::*:user/*` to call it as
    /// the caller. API Gateway refuses anything else: `Invalid ARN specified in the request`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /queue:
    ///     post:
    ///       responses: { "200": { description: Queued } }
    ///       x-amazon-apigateway-integration:
    ///         type: aws
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:sqs:path/123456789012/pets
    ///         credentials: api-role
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /queue:
    ///     post:
    ///       responses: { "200": { description: Queued } }
    ///       x-amazon-apigateway-integration:
    ///         type: aws
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:sqs:path/123456789012/pets
    ///         credentials: arn:aws:iam::123456789012:role/api-role
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "malformed-credentials", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(credentials) = &at.credentials else { return };
    if credentials.starts_with('$') || credentials.starts_with("{{") || credentials.is_empty() {
        return;
    }
    let parts = arn_fields(credentials);
    let part = |at: usize| parts.get(at).copied().unwrap_or("");
    let fits = |text: &str, wanted: &str| text == wanted || is_open(text);
    let resource = part(5);
    let good = part(0) == "arn"
        && fits(part(2), "iam")
        && (resource.starts_with("role/")
            || resource == "user/*"
            || is_open(resource)
            || resource.starts_with("${"));
    if !good {
        let message = format!("the credentials of `{}` are not the ARN of a role", at.owner);
        sink.report(&RULE, credentials.span(), message)
            .help("write `arn:aws:iam::ACCOUNT:role/NAME`, or `arn:aws:iam::*:user/*` for the caller's own");
    }
}
