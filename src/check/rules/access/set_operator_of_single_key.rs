//! `set-operator-of-single-key`

use crate::check::Context;
use crate::check::condition_keys::is_guarded;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::{Effect, GlobalKey, Quantifier};
use crate::ir::RestApi;

rule! {
    /// A condition on a key with one value has an operator for several.
    ///
    /// ## Why
    /// `ForAnyValue` and `ForAllValues` are for keys that a request can carry several values of, of which calls
    /// of an API have one, `aws:PrincipalOrgPaths`. With other keys they ask for nothing more; but
    /// `ForAllValues` holds where the key is absent.
    ///
    /// Statements that allow by `ForAllValues` are the matter of `for-all-values-without-key`.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { "ForAnyValue:StringEquals": { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpce-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "set-operator-of-single-key", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        let Some(quantifier) = condition.quantifier() else { continue };
        let is_open_door = statement.effect() == Some(Effect::Allow)
            && quantifier == Quantifier::All
            && !is_guarded(statement, condition);
        if is_open_door || condition.global_key().is_none_or(GlobalKey::has_several) {
            continue;
        }
        let (key, operator) = (condition.key().as_str(), condition.operator().as_str());
        let plain = operator.split_once(':').map_or(operator, |(_, plain)| plain);
        let message = format!("a request carries one `{key}` at most");
        sink.report(&RULE, policy::place(cx, condition.operator().span()), message)
            .help(format!("write `{plain}`"));
    }
}
