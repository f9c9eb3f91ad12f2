//! `manage-connections-of-rest-api`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::TextElement;
use crate::ir::RestApi;

rule! {
    /// The policy of a REST API speaks of connections, which only WebSocket APIs have.
    ///
    /// ## Why
    /// `execute-api:ManageConnections` is for sending to the clients of a WebSocket API, and such APIs have no
    /// resource policy. Here the action is never asked for.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: [execute-api:Invoke, execute-api:ManageConnections]
    ///       Resource: execute-api:/*
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
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "manage-connections-of-rest-api", Info, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    for statement in policy::statements(cx) {
        for value in statement.action().map_or(&[][..], TextElement::values) {
            if value.eq_ignore_ascii_case("execute-api:ManageConnections") {
                let message = "a REST API has no connections to manage";
                sink.report(&RULE, policy::place(cx, value.span()), message)
                    .label("no call of this API is asked about under this action")
                    .help("take it out; calls are `execute-api:Invoke`");
            }
        }
    }
}
