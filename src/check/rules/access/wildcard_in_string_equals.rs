//! `wildcard-in-string-equals`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::GlobalKey;
use crate::ir::RestApi;

rule! {
    /// A text with a wildcard is compared letter by letter.
    ///
    /// ## Why
    /// `StringEquals` knows no wildcards: `vpce-*` is a text of six letters, and no request carries it.
    /// `StringLike` reads `*` and `?` as wildcards.
    ///
    /// In `aws:Referer` a `?` may be meant, and counts as a letter.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:UserAgent": "pets/*" } }
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
    ///       Condition: { StringLike: { "aws:UserAgent": "pets/*" } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "wildcard-in-string-equals", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (_, condition) in policy::conditions(cx) {
        let like = match condition.base_operator() {
            "StringEquals" | "StringEqualsIgnoreCase" => "StringLike",
            "StringNotEquals" | "StringNotEqualsIgnoreCase" => "StringNotLike",
            _ => continue,
        };
        let is_referer = condition.global_key() == Some(GlobalKey::Referer);
        for value in condition.values() {
            // `${*}` is how a star is written that is none.
            let text = value.replace("${*}", "").replace("${?}", "");
            if !text.contains('*') && (is_referer || !text.contains('?')) {
                continue;
            }
            let operator = condition.base_operator();
            let message = format!("`{operator}` does not know the wildcard in `{}`", **value);
            sink.report(&RULE, policy::place(cx, value.span()), message)
                .help(format!("write `{like}`"));
        }
    }
}
