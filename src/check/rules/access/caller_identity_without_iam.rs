//! `caller-identity-without-iam`

use crate::check::Context;
use crate::check::context_uses::report_vain;
use crate::diag::Sink;
use crate::ir::{AuthorizationType, Definition};

rule! {
    /// A mapping takes the identity of a caller who has not signed.
    ///
    /// ## Why
    /// `context.identity.caller`, `user`, `userArn`, `accountId`, `accessKey`, `principalOrgId` and those that
    /// begin with `cognito` are known of signed requests, to methods of the type `AWS_IAM`. On all others they
    /// are empty, and a backend that trusts them trusts nobody, or everybody.
    ///
    /// Templates that print many parts of the context for the record, as the one that the console offers, are
    /// left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.x-user: context.identity.userArn }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: { "200": { description: ok } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         requestParameters: { integration.request.header.x-user: context.identity.userArn }
    ///         responses: { default: { statusCode: "200" } }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "caller-identity-without-iam", Warning, Definition => check
}

const OF_SIGNER: [&str; 6] =
    ["caller", "user", "userArn", "accountId", "accessKey", "principalOrgId"];

fn check(cx: &Context<'_>, _: &Definition, sink: &mut Sink) {
    report_vain(cx, &RULE, sink, |found| {
        let [first, second] = found.path.as_slice() else { return None };
        let is_of_signer = OF_SIGNER.contains(&second.as_str()) || second.starts_with("cognito");
        let is_signed = found.authorization.authorization_type == AuthorizationType::AwsIam;
        let is_vain = first == "identity" && is_of_signer && !is_signed && !found.is_one_of_many;
        is_vain.then_some("only a signed request says who calls")
    });
}
