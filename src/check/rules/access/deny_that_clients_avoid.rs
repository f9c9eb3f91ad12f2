//! `deny-that-clients-avoid`

use crate::check::Context;
use crate::check::condition_keys::is_of_the_client;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement denies calls by a header that the client may leave out.
    ///
    /// ## Why
    /// `aws:UserAgent` and `aws:Referer` are headers, and the client writes them. Whoever is denied by one sends another
    /// value, or none: the condition then does not hold, and the statement denies nothing. Against clients that say who
    /// they are that may be enough; against others ask for an address, a signature or a token.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringLike: { "aws:UserAgent": "*sqlmap*" } }
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
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { NotIpAddress: { "aws:SourceIp": 203.0.113.0/24 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "deny-that-clients-avoid", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for (statement, condition) in policy::conditions(cx) {
        if statement.effect() != Some(Effect::Deny)
            || !is_of_the_client(condition)
            || condition.is_negated()
            || condition.is_null()
            || condition.if_exists()
        {
            continue;
        }
        let key = condition.key().as_str();
        let message = format!("whoever leaves `{key}` out, or writes another value, is not denied");
        sink.report(&RULE, policy::place(cx, condition.span()), message)
            .label("the client writes this header")
            .help("deny by the address of the caller, or ask for a signature or a token");
    }
}
