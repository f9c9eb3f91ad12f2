//! `lambda-invoked-without-post`

use crate::check::values::{Target, target};
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A function is invoked with another verb than `POST`.
    ///
    /// ## Why
    /// `httpMethod` of an integration is the verb of the call to Lambda, not that of the caller, and Lambda's API
    /// takes nothing but `POST`. API Gateway accepts the definition; then every request is answered with
    /// `500 Internal server error`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: GET
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ```
    "lambda-invoked-without-post", Error, Integration => check
}

fn check(cx: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let lambda = match *at.integration_type {
        IntegrationType::AwsProxy | IntegrationType::Aws => {
            at.uri.as_ref().is_some_and(|uri| target(uri) == Target::Lambda)
        }
        IntegrationType::Http | IntegrationType::HttpProxy | IntegrationType::Mock => false,
    };
    let Some(verb) = at.http_method.as_ref().filter(|_| lambda) else { return };
    if at.method().is_none() || verb.eq_ignore_ascii_case("POST") || verb.contains('$') {
        return;
    }
    sink.report(&RULE, verb.span(), format!("`{}` invokes its function with {}", at.owner, **verb))
        .label("Lambda takes nothing but POST")
        .help("write `httpMethod: POST`, whatever verb the method has")
        .fix("invoke with POST", true, vec![cx.replace(verb.span(), "POST")]);
}
