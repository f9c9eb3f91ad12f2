//! `unused-authorizer`

use crate::check::values::has_parts_of_choice;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, Entity};

rule! {
    /// An authorizer that nothing uses.
    ///
    /// ## Why
    /// Defining an authorizer protects nothing: each method must name it in `security`. API Gateway creates it all the
    /// same, and it counts towards the ten authorizers of an API.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     userPool: &userPool
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ userPool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     userPool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "unused-authorizer", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let name = authorizer.name;
    if !cx.graph().is_used(Entity::Authorizer(name)) && !has_parts_of_choice(cx) {
        sink.report(&RULE, name.span(), format!("nothing uses the authorizer `{}`", **name)).help(
            format!("add `security: [{{ {}: [] }}]` where it shall decide, or remove it", **name),
        );
    }
}
