//! `caller-credentials-without-iam`

use crate::check::{Context, IntegrationAt, Owner};
use crate::diag::Sink;
use crate::ir::AuthorizationType;

rule! {
    /// A backend is to be called with the credentials of a caller who has none.
    ///
    /// ## Why
    /// `credentials: arn:aws:iam::*:user/*` calls the backend in the name of whoever signed the request. A
    /// method that does not ask for signatures has no such caller, and every call of it is answered with `500`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    ///         credentials: arn:aws:iam::*:user/*
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    ///         credentials: arn:aws:iam::*:user/*
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "caller-credentials-without-iam", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let authorization = match at.owner {
        Owner::Method(method) => &method.method.authorization,
        Owner::Route(route) => &route.route.authorization,
    };
    let Some(credentials) = &at.integration.credentials else { return };
    let is_of_caller =
        credentials.starts_with("arn:aws") && credentials.ends_with(":iam::*:user/*");
    if is_of_caller && authorization.authorization_type != AuthorizationType::AwsIam {
        let message = format!("no caller of `{}` has credentials", at.owner);
        sink.report(&RULE, credentials.span(), message)
            .label("these are those of whoever signed the request")
            .related(authorization.origin.span(), "no signature is asked for")
            .help("make the method `AWS_IAM`, or name a role");
    }
}
