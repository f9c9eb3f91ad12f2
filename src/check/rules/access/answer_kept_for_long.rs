//! `answer-kept-for-long`

use std::time::Duration;

use crate::check::authorizers::answers_kept;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{Authorizer, AuthorizerType};

rule! {
    /// The answer of an authorizer is kept for more than a quarter of an hour.
    ///
    /// ## Why
    /// While an answer is kept, nobody asks again: a caller whose token was revoked, or whose rights were taken
    /// away, still gets in, and tokens that live for less are accepted after their end. Keep answers for no longer
    /// than that may take.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    ///         authorizerResultTtlInSeconds: 3600
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     auth:
    ///       type: apiKey
    ///       name: Authorization
    ///       in: header
    ///       x-amazon-apigateway-authtype: custom
    ///       x-amazon-apigateway-authorizer:
    ///         type: token
    ///         authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
    ///         authorizerResultTtlInSeconds: 300
    /// ```
    "answer-kept-for-long", Info, Authorizer => check
}

/// For so long an answer may be kept without anybody being told.
const BEARABLE: Duration = Duration::from_mins(15);

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let is_function =
        matches!(*authorizer.authorizer_type, AuthorizerType::Token | AuthorizerType::Request);
    let kept = answers_kept(&authorizer, cx.definition().rest().is_some());
    let Some(ttl) = authorizer.result_ttl.as_ref().filter(|_| is_function) else { return };
    if kept.is_some_and(|kept| kept > BEARABLE) {
        let message = format!(
            "whoever `{}` has let in gets in for {} seconds",
            **authorizer.name,
            ttl.as_secs()
        );
        sink.report(&RULE, ttl.span(), message)
            .help("shorten it to what may pass before a revoked token is refused");
    }
}
