//! `malformed-user-pool-arn`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// A user pool is not named by its ARN.
    ///
    /// ## Why
    /// `providerARNs` are ARNs like `arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12`,
    /// and the id of a pool starts with its region. API Gateway refuses anything else.
    ///
    /// An ARN of which a part is filled in later is left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       security: [{ pool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     pool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/Ab12"]
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ pool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
    ///       security: [{ pool: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     pool:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: cognito_user_pools
    ///       x-amazon-apigateway-authorizer:
    ///         type: cognito_user_pools
    ///         providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12"]
    /// ```
    "malformed-user-pool-arn", Error, Authorizer => check
}

fn check(_: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    if *authorizer.authorizer_type != AuthorizerType::CognitoUserPools {
        return;
    }
    for arn in authorizer.provider_arns.iter().filter(|arn| !is_open(arn)) {
        if let Some(why) = fault(arn) {
            let message = format!("`{}` is not the ARN of a user pool", **arn);
            sink.report(&RULE, arn.span(), message)
                .label(why)
                .help("write `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/REGION_ID`");
        }
    }
}

fn fault(arn: &str) -> Option<&'static str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, region, account, pool] = parts.as_slice() else {
        return Some("it does not have six parts");
    };
    let Some(id) = pool.strip_prefix("userpool/") else {
        return Some("it does not end with `userpool/` and an id");
    };
    if *service != "cognito-idp" {
        return Some("it is of another service than `cognito-idp`");
    }
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("its account does not have twelve digits");
    }
    match id.split_once('_') {
        Some((own, rest)) if own == *region && !rest.is_empty() => None,
        _ => Some("the id of the pool does not start with its region"),
    }
}
