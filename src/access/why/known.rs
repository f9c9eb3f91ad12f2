//! What callers are told, and for what. One entry each; where it is possible is asked of the definition.

use crate::iam::Effect;
use crate::ir::ResponseType;

use super::causes::{Known, Place, Scope, anywhere};

/// All that is known.
pub(super) static KNOWN: &[Known] = &[
    Known {
        name: "no-such-route",
        status: 403,
        response_type: Some(ResponseType::MissingAuthenticationToken),
        says: |text| {
            text.contains("missing authentication token")
                || text.contains("not a valid key=value pair")
        },
        rank: 10,
        what: "no method is for that verb and that path, which the service tells in these words",
        look: "ask `why-denied 'VERB /path'`, which names the nearest routes; the path begins behind the stage, and case counts",
        suspects: |scope| match &scope.question {
            Some(question) if scope.case.found(question).is_some() => Vec::new(),
            _ => anywhere("the routes of the API"),
        },
    },
    Known {
        name: "request-not-signed",
        status: 403,
        response_type: Some(ResponseType::MissingAuthenticationToken),
        says: |text| text.contains("missing authentication token"),
        rank: 20,
        what: "the method wants a signature of AWS (Signature Version 4), and the request has none",
        look: "sign it for the service `execute-api`, or take `AWS_IAM` from the method",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "stage-twice-in-path",
        status: 403,
        response_type: Some(ResponseType::MissingAuthenticationToken),
        says: |text| text.contains("missing authentication token"),
        rank: 30,
        what: "a custom domain was asked with the stage in the path, which the domain's mapping has already put there",
        look: "leave the stage out of the path behind a custom domain",
        suspects: domains,
    },
    Known {
        name: "other-authorization-header",
        status: 403,
        response_type: Some(ResponseType::InvalidSignature),
        says: |text| {
            text.contains("key=value pair") || text.contains("authorization header requires")
        },
        rank: 11,
        what: "the `Authorization` header is no signature of AWS, and the method wants one",
        look: "sign the request, or send the token to a method whose authorizer takes it",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "signature-mismatch",
        status: 403,
        response_type: Some(ResponseType::InvalidSignature),
        says: |text| text.contains("signature we calculated does not match"),
        rank: 10,
        what: "another request was signed than the one that arrived, or with another secret",
        look: "compare the canonical request in the message with the signer's, line by line: path encoding, host, query, payload hash; then the secret access key",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "signed-for-other-scope",
        status: 403,
        response_type: Some(ResponseType::InvalidSignature),
        says: |text| {
            text.contains("credential should be scoped")
                || text.contains("credential must have exactly")
        },
        rank: 10,
        what: "the request was signed for another region or another service",
        look: "sign it for the region of the API and for the service `execute-api`",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "clock-differs",
        status: 403,
        response_type: Some(ResponseType::InvalidSignature),
        says: |text| {
            text.contains("signature expired") || text.contains("signature not yet current")
        },
        rank: 10,
        what: "the clock of the caller is more than five minutes off, or the request was held up that long",
        look: "compare the clock of the caller with the `Date` of the answer",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "unknown-access-key",
        status: 403,
        response_type: None,
        says: |text| text.contains("security token included in the request is invalid"),
        rank: 10,
        what: "nobody has that access key, it is not active, or its session token is missing or another one",
        look: "look at the access key id and, for temporary keys, at `X-Amz-Security-Token`",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "session-expired",
        status: 403,
        response_type: Some(ResponseType::ExpiredToken),
        says: |text| text.contains("security token included in the request is expired"),
        rank: 10,
        what: "the session of the temporary credentials is over",
        look: "get new credentials",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "resource-policy-denies",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user: ") && is_explicit(text),
        rank: 10,
        what: "a statement of the resource policy denies the call",
        look: "look at the conditions of the statement: it applies to this caller",
        suspects: |scope| scope.statements(Effect::Deny),
    },
    Known {
        name: "identity-policy-denies",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user: arn:") && is_explicit(text),
        rank: 15,
        what: "a policy of the caller, its permissions boundary or its organization denies the call",
        look: "look at the policies of the identity that the message names",
        suspects: |scope| scope.methods_of("AWS_IAM", |_| true),
    },
    Known {
        name: "resource-policy-silent",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| {
            text.contains("user: anonymous") && !is_explicit(text) && !text.contains("vpc endpoint")
        },
        rank: 10,
        what: "no statement of the resource policy allows the call, and a policy that is there has to allow it",
        look: "ask `why-denied` with `--from`, which names the statement that comes closest; a statement that names AWS principals never allows a caller who does not sign",
        suspects: |scope| scope.resource_policy(),
    },
    Known {
        name: "private-without-policy",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user: anonymous") && !is_explicit(text),
        rank: 5,
        what: "the API is private and has no resource policy, so that nobody is let in",
        look: "give it a resource policy that allows the VPC endpoint",
        suspects: |scope| {
            let api = &scope.subject().api;
            if api.is_private() && api.policy().is_none() {
                anywhere("the API")
            } else {
                Vec::new()
            }
        },
    },
    Known {
        name: "endpoint-policy-silent",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("vpc endpoint"),
        rank: 10,
        what: "the policy of the VPC endpoint does not allow the call",
        look: "look at the policy of the endpoint that the request came through: it has to name this API by its ARN",
        suspects: private,
    },
    Known {
        name: "other-account-needs-both",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user: arn:") && !is_explicit(text),
        rank: 10,
        what: "the caller is of another account, so that its own policies and the resource policy both have to allow the call",
        look: "look at both; `why-denied --as ARN --identity-policy FILE` tells which of them is silent",
        suspects: |scope| match scope.is_own_account() {
            Some(true) => Vec::new(),
            Some(false) | None => scope.methods_of("AWS_IAM", |_| true),
        },
    },
    Known {
        name: "identity-not-allowed",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user: arn:") && !is_explicit(text),
        rank: 11,
        what: "neither a policy of the caller nor the resource policy allows `execute-api:Invoke` on the ARN of the call",
        look: "compare the ARN in the message with the resources that the policies name: stage, verb and path have to match",
        suspects: |scope| match scope.is_own_account() {
            Some(false) => Vec::new(),
            Some(true) | None => scope.methods_of("AWS_IAM", |_| true),
        },
    },
    Known {
        name: "cached-answer-of-other-method",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user is not authorized") && !is_explicit(text),
        rank: 10,
        what: "the authorizer's answer is kept and used for all methods, and its policy was made for the method that was called first",
        look: "let the function answer with a policy for the whole stage (`arn:…/STAGE/*`), or set `authorizerResultTtlInSeconds` to 0",
        suspects: |scope| {
            scope.authorizers("CUSTOM", |own, methods| {
                methods > 1 && own.authorizer_result_ttl_in_seconds.unwrap_or(300) > 0
            })
        },
    },
    Known {
        name: "authorizer-silent",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user is not authorized") && !is_explicit(text),
        rank: 20,
        what: "the policy in the authorizer's answer does not name the method that was called, and no resource policy allows it",
        look: "compare the resources in the answer with the method's ARN; `why-denied --authorizer-policy FILE` does it",
        suspects: |scope| scope.authorizers("CUSTOM", |_, _| true),
    },
    Known {
        name: "authorizer-denies",
        status: 403,
        response_type: Some(ResponseType::AccessDenied),
        says: |text| text.contains("user is not authorized") && is_explicit(text),
        rank: 10,
        what: "the authorizer answered with a policy that denies the call",
        look: "look at what the function decides about this token; an answer that denies is kept as well",
        suspects: |scope| scope.authorizers("CUSTOM", |_, _| true),
    },
    Known {
        name: "no-usage-plan-for-stage",
        status: 403,
        response_type: Some(ResponseType::InvalidApiKey),
        says: is_forbidden,
        rank: 5,
        what: "the method wants an API key, and no usage plan is for the stage, so that no key at all is let in",
        look: "name the stage in a usage plan that has the key",
        suspects: |scope| {
            let config = scope.subject().config;
            let covered = |stage: &str| {
                config.usage_plans.values().any(|plan| plan.stages.iter().any(|own| own == stage))
            };
            let stages = match &scope.question {
                Some(question) => vec![question.stage.as_str()],
                None => config.stages.keys().map(String::as_str).collect(),
            };
            if scope.methods_with(|own| own.method.api_key_required).is_empty() {
                return Vec::new();
            }
            let stages = stages.into_iter().filter(|own| !covered(own));
            stages.map(|own| (format!("stage `{own}`"), None)).collect()
        },
    },
    Known {
        name: "api-key-refused",
        status: 403,
        response_type: Some(ResponseType::InvalidApiKey),
        says: is_forbidden,
        rank: 10,
        what: "the method wants an API key, and the request has none, or one that is unknown, disabled or in no usage plan of the stage",
        look: "`why-denied --api-key NAME` tells which of key, plan, stage and key source is missing",
        suspects: |scope| scope.methods_with(|own| own.method.api_key_required),
    },
    Known {
        name: "default-endpoint-off",
        status: 403,
        response_type: None,
        says: is_forbidden,
        rank: 12,
        what: "the default host name of the API is off, and it was asked instead of the custom domain",
        look: "ask the custom domain",
        suspects: |scope| {
            let is_off = scope.subject().config.rest_api.endpoint.disable_execute_api_endpoint;
            if is_off { anywhere("the endpoint configuration") } else { Vec::new() }
        },
    },
    Known {
        name: "outside-of-vpc",
        status: 403,
        response_type: None,
        says: is_forbidden,
        rank: 12,
        what: "the API is private, and the request came through no VPC endpoint",
        look: "ask from the VPC, by the host name of the endpoint or with private DNS",
        suspects: private,
    },
    Known {
        name: "unmapped-base-path",
        status: 403,
        response_type: None,
        says: is_forbidden,
        rank: 14,
        what: "the custom domain has no mapping for the first part of the path",
        look: "compare the path with the domain's mappings",
        suspects: domains,
    },
    Known {
        name: "unknown-stage",
        status: 403,
        response_type: None,
        says: is_forbidden,
        rank: 20,
        what: "there is no such stage",
        look: "compare the first part of the path with the stages, where case counts",
        suspects: |scope| {
            let stages: Vec<&str> = scope.subject().stages().collect();
            match &scope.question {
                Some(question) if stages.contains(&question.stage.as_str()) => Vec::new(),
                _ => stages.into_iter().map(|own| (format!("stage `{own}`"), None)).collect(),
            }
        },
    },
    Known {
        name: "identity-source-missing",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 10,
        what: "an identity source of the authorizer is missing or empty, so that its function was not even called",
        look: "send everything that the authorizer is told to look at; the function's log has nothing of such a request",
        suspects: |scope| {
            let is_asked = |own: &crate::bundle::AuthorizerConfig, _| {
                super::case::source_names(own).next().is_some()
            };
            let mut all = scope.authorizers("CUSTOM", is_asked);
            all.extend(scope.authorizers("COGNITO_USER_POOLS", |_, _| true));
            all
        },
    },
    Known {
        name: "validation-expression",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 15,
        what: "the token does not match the authorizer's validation expression as a whole, so that its function was not called",
        look: "compare the whole header, with its `Bearer`, with the expression",
        suspects: |scope| {
            scope.authorizers("CUSTOM", |own, _| {
                own.authorizer_type == "TOKEN" && own.identity_validation_expression.is_some()
            })
        },
    },
    Known {
        name: "wrong-token-kind",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 12,
        what: "an id token was sent where the method's scopes want an access token",
        look: "look at the claim `token_use`: a method with scopes takes access tokens alone",
        suspects: |scope| {
            scope
                .methods_of("COGNITO_USER_POOLS", |own| !own.method.authorization_scopes.is_empty())
        },
    },
    Known {
        name: "access-token-without-scopes",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 13,
        what: "an access token was sent where the method has no scopes and wants an id token",
        look: "look at the claim `token_use`: a method without scopes takes id tokens alone",
        suspects: |scope| {
            scope.methods_of("COGNITO_USER_POOLS", |own| own.method.authorization_scopes.is_empty())
        },
    },
    Known {
        name: "scope-missing",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 16,
        what: "the access token has none of the scopes that the method wants",
        look: "compare the claim `scope` with the method's scopes",
        suspects: |scope| {
            scope
                .methods_of("COGNITO_USER_POOLS", |own| !own.method.authorization_scopes.is_empty())
        },
    },
    Known {
        name: "token-refused",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 18,
        what: "the token is not of the user pool: another issuer, another key, or changed on its way",
        look: "compare the claim `iss` with the pools of the authorizer",
        suspects: |scope| scope.authorizers("COGNITO_USER_POOLS", |_, _| true),
    },
    Known {
        name: "audience-expression",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 17,
        what: "the audience of the token does not match the authorizer's validation expression; access tokens have none",
        look: "look at the claim `aud`",
        suspects: |scope| {
            scope.authorizers("COGNITO_USER_POOLS", |own, _| {
                own.identity_validation_expression.is_some()
            })
        },
    },
    Known {
        name: "authorizer-says-unauthorized",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: is_unauthorized,
        rank: 20,
        what: "the function of the authorizer answered with the error `Unauthorized`",
        look: "look at the log of the function",
        suspects: |scope| scope.authorizers("CUSTOM", |_, _| true),
    },
    Known {
        name: "token-expired",
        status: 401,
        response_type: Some(ResponseType::Unauthorized),
        says: |text| text.contains("incoming token has expired"),
        rank: 10,
        what: "the token of the user pool has expired",
        look: "refresh it; the claim `exp` says until when it is good",
        suspects: |scope| scope.methods_of("COGNITO_USER_POOLS", |_| true),
    },
    Known {
        name: "authorizer-misconfigured",
        status: 500,
        response_type: Some(ResponseType::AuthorizerConfigurationError),
        says: is_null,
        rank: 10,
        what: "the function of the authorizer failed, answered with what is no policy, or the API may not call it",
        look: "look at the log of the function; without any line there, at its permission for `…/authorizers/ID`",
        suspects: |scope| scope.authorizers("CUSTOM", |_, _| true),
    },
    Known {
        name: "authorizer-failure",
        status: 500,
        response_type: Some(ResponseType::AuthorizerFailure),
        says: is_null,
        rank: 15,
        what: "the function of the authorizer could not be reached or took too long",
        look: "look at the duration of the function",
        suspects: |scope| scope.authorizers("CUSTOM", |_, _| true),
    },
    Known {
        name: "key-limit",
        status: 429,
        response_type: Some(ResponseType::Throttled),
        says: |text| text.contains("too many requests"),
        rank: 10,
        what: "the API key is over the rate or the burst of its usage plan",
        look: "`check --show limits` lists which limit is in force for which key and method",
        suspects: |scope| plans(scope, |plan| plan.throttle.is_some() || !plan.methods.is_empty()),
    },
    Known {
        name: "method-limit",
        status: 429,
        response_type: Some(ResponseType::Throttled),
        says: |text| text.contains("too many requests"),
        rank: 12,
        what: "all callers together are over the limit that the stage sets for the method",
        look: "`check --show limits` lists which limit is in force for which method",
        suspects: |scope| {
            let stages = scope.subject().config.stages.iter();
            let limited = stages.filter(|(_, own)| {
                own.throttling_rate_limit.is_some()
                    || own.throttling_burst_limit.is_some()
                    || own.method_settings.values().any(|own| {
                        own.throttling_rate_limit.is_some() || own.throttling_burst_limit.is_some()
                    })
            });
            limited.map(|(name, _)| (format!("stage `{name}`"), None)).collect()
        },
    },
    Known {
        name: "account-limit",
        status: 429,
        response_type: Some(ResponseType::Throttled),
        says: |text| text.contains("too many requests"),
        rank: 30,
        what: "all APIs of the account in its region together are over the account's limit",
        look: "look at the traffic of the other APIs of the account",
        suspects: |_| anywhere("the account"),
    },
    Known {
        name: "quota-exceeded",
        status: 429,
        response_type: Some(ResponseType::QuotaExceeded),
        says: |text| text.contains("limit exceeded"),
        rank: 10,
        what: "the API key has used up the quota of its usage plan",
        look: "`portcullis usage` tells what each key has used, and when the next period begins",
        suspects: |scope| plans(scope, |plan| plan.quota.is_some()),
    },
    Known {
        name: "parameter-missing",
        status: 400,
        response_type: Some(ResponseType::BadRequestParameters),
        says: |text| text.contains("missing required request parameters"),
        rank: 10,
        what: "a parameter that the method requires is missing or empty, and its validator checks parameters",
        look: "the message names the parameters; names count as they are written",
        suspects: |scope| scope.methods_with(|own| validates(scope, own, false)),
    },
    Known {
        name: "body-invalid",
        status: 400,
        response_type: Some(ResponseType::BadRequestBody),
        says: |text| text.contains("invalid request body"),
        rank: 10,
        what: "the payload is not as the model of the method says",
        look: "`why-denied -d @FILE` tells which part is wrong; the service tells it in `$context.error.validationErrorString` alone",
        suspects: |scope| scope.methods_with(|own| validates(scope, own, true)),
    },
    Known {
        name: "unsupported-media-type",
        status: 415,
        response_type: Some(ResponseType::UnsupportedMediaType),
        says: |text| text.contains("unsupported media type"),
        rank: 10,
        what: "the method has no template for the media type of the payload, and passes nothing through",
        look: "look at `Content-Type`, and at `passthroughBehavior` of the integration",
        suspects: |scope| {
            scope.methods_with(|own| own.method.integration.passthrough_behavior != "WHEN_NO_MATCH")
        },
    },
    Known {
        name: "payload-too-large",
        status: 413,
        response_type: None,
        says: |text| text.contains("request too long"),
        rank: 10,
        what: "the payload has more than 10 MB",
        look: "upload large payloads elsewhere, as to a signed URL of S3",
        suspects: |_| anywhere("the API"),
    },
    Known {
        name: "integration-timeout",
        status: 504,
        response_type: Some(ResponseType::IntegrationTimeout),
        says: |text| text.contains("endpoint request timed out"),
        rank: 10,
        what: "the integration took longer than it may",
        look: "look at `timeoutInMillis` of the integration, and at how long the backend takes",
        suspects: |scope| {
            scope.methods_with(|own| own.method.integration.integration_type != "MOCK")
        },
    },
];

fn is_explicit(text: &str) -> bool {
    text.contains("explicit deny")
}

fn is_forbidden(text: &str) -> bool {
    text == "forbidden"
}

fn is_unauthorized(text: &str) -> bool {
    text == "unauthorized"
}

fn is_null(text: &str) -> bool {
    text == "null"
}

fn domains(scope: &Scope<'_>) -> Vec<Place> {
    let Some(definition) = scope.subject().definition else { return Vec::new() };
    let domains = definition.domains.iter();
    domains.map(|(name, _)| (format!("domain `{name}`"), Some(name.span()))).collect()
}

fn private(scope: &Scope<'_>) -> Vec<Place> {
    if scope.subject().api.is_private() {
        anywhere("the API, which is private")
    } else {
        Vec::new()
    }
}

/// The usage plans with some property that meter a method of the scope.
fn plans(scope: &Scope<'_>, fits: impl Fn(&crate::bundle::UsagePlanConfig) -> bool) -> Vec<Place> {
    if scope.methods_with(|own| own.method.api_key_required).is_empty() {
        return Vec::new();
    }
    let plans = scope.subject().config.usage_plans.iter();
    let of_stage = |plan: &crate::bundle::UsagePlanConfig| {
        scope.question.as_ref().is_none_or(|own| plan.stages.contains(&own.stage))
    };
    let named = plans.filter(|(_, plan)| of_stage(plan) && fits(plan));
    named
        .map(|(name, _)| (format!("usage plan `{name}`"), scope.subject().place_of_plan(name)))
        .collect()
}

/// Whether the validator of a method checks its payload, or its parameters.
fn validates(scope: &Scope<'_>, own: &super::subject::Found<'_>, body: bool) -> bool {
    let name = own.method.request_validator.as_deref();
    let validators = &scope.subject().config.rest_api.request_validators;
    let validator = name.and_then(|name| validators.get(name));
    validator.is_some_and(|own| {
        if body { own.validate_request_body } else { own.validate_request_parameters }
    })
}
