//! `resource-policy-too-long`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::RestApi;
use crate::quota::RESOURCE_POLICY_CHARACTERS;

rule! {
    /// The resource policy is longer than API Gateway takes.
    ///
    /// ## Why
    /// A resource policy has at most 8192 characters, counted as JSON without blanks (AWS docs, "Amazon API Gateway
    /// quotas and important notes"). AWS raises the limit on request.
    ///
    /// The example that would fail is too long to be shown.
    ///
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }]
    /// paths: {}
    /// ```
    "resource-policy-too-long", Warning, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let Some(policy) = &api.policy else { return };
    let node = policy.document.node();
    let text = match node.as_str() {
        Some(text) => text.to_owned(),
        None => node.to_json().to_string(),
    };
    let length = text.chars().count() as u64;
    if !RESOURCE_POLICY_CHARACTERS.admits(length) {
        let most = RESOURCE_POLICY_CHARACTERS.max;
        let message = format!("the policy has {length} characters, {most} are possible");
        sink.report(&RULE, policy.origin.span(), message)
            .help("merge statements that differ in one value, or ask AWS for a higher limit");
    }
}
