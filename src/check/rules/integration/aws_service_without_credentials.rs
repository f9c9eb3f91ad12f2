//! `aws-service-without-credentials`

use crate::check::values::{Target, target};
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// An AWS service is called without credentials.
    ///
    /// ## Why
    /// API Gateway signs calls to a service with a role that it assumes. Only Lambda functions can allow the API itself,
    /// with a permission of their own. Other services answer `403` or API Gateway answers `500`.
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
    "aws-service-without-credentials", Warning, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let needs = match *at.integration_type {
        IntegrationType::Aws | IntegrationType::AwsProxy => true,
        IntegrationType::Http | IntegrationType::HttpProxy | IntegrationType::Mock => false,
    };
    if !needs || at.credentials.is_some() {
        return;
    }
    if let Some(subtype) = &at.integration_subtype {
        let message = format!("`{}` calls {} without credentials", at.owner, **subtype);
        sink.report(&RULE, subtype.span(), message).help("add the ARN of a role as `credentials`");
    } else if let Some(uri) = &at.uri
        && let Target::Service(service) = target(uri)
    {
        let message = format!("`{}` calls the service `{service}` without credentials", at.owner);
        sink.report(&RULE, uri.span(), message).help("add the ARN of a role as `credentials`");
    }
}
