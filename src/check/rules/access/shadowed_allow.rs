//! `shadowed-allow`

use crate::check::Context;
use crate::check::policy;
use crate::diag::Sink;
use crate::iam::Effect;
use crate::ir::RestApi;

rule! {
    /// A statement allows what another one denies in every case.
    ///
    /// ## Why
    /// An explicit `Deny` counts whatever allows, wherever the statements stand. A statement that allows only
    /// what is denied anyway does nothing; whoever reads it believes otherwise.
    ///
    /// That one statement is about everything that the other is about is reported only where it is certain:
    /// what a deployment fills in may be anything.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*/GET/pets
    ///     - Effect: Deny
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*/GET/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///       Resource: execute-api:/*/GET/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "shadowed-allow", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let Some(document) = policy::readable(cx) else { return };
    let with = |effect| move |own: &&_| policy::has_effect(own, effect);
    for allow in document.statements().iter().filter(with(Effect::Allow)) {
        let mut denies = document.statements().iter().filter(with(Effect::Deny));
        let Some(deny) = denies.find(|own| own.covers(allow, document.version())) else { continue };
        let message = "the statement allows nothing: another denies all of it";
        sink.report(&RULE, policy::head(cx, allow), message)
            .related(policy::head(cx, deny), "this statement denies it")
            .help("remove the statement, or narrow the one that denies");
    }
}
