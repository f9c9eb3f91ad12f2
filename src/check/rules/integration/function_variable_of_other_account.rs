//! `function-variable-of-other-account`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::mapping::{IntegrationTarget, UriTemplate, arn_fields};

rule! {
    /// A stage variable chooses a function of another account.
    ///
    /// ## Why
    /// A function that a stage variable names has to be in the account of the API (AWS docs, "Use stage variables
    /// for a REST API in API Gateway"). One of another account is called by its full ARN in the definition.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:${stageVariables.pets}/invocations
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { variables: { pets: pets } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:${stageVariables.pets}/invocations
    /// ---
    /// account: "123456789012"
    /// stages: { prod: { variables: { pets: pets } } }
    /// ```
    "function-variable-of-other-account", Warning, Integration => check
}

fn check(cx: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let (Some(account), Some(uri)) = (&cx.definition().account, &at.uri) else { return };
    if !uri.contains("stageVariables.") {
        return;
    }
    let parsed = UriTemplate::parse(uri);
    let IntegrationTarget::Lambda { function, .. } = parsed.target() else { return };
    let fields = arn_fields(function);
    let [_, _, _, _, other, ..] = fields.as_slice() else { return };
    let is_account = other.len() == 12 && other.bytes().all(|byte| byte.is_ascii_digit());
    if is_account && *other != account.as_str() && function.contains("${stageVariables.") {
        let message = format!("the function of `{}` is in the account `{other}`", at.owner);
        sink.report(&RULE, uri.span(), message)
            .label("a stage variable cannot name it there")
            .related(account.span(), "the account of the API")
            .help("write its ARN without a variable, or use a function of the API's account");
    }
}
