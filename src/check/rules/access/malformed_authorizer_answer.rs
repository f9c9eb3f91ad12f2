//! `malformed-authorizer-answer`

use crate::access::{Api, AuthorizerAnswer};
use crate::check::authorizer_answers::{Answer, answer};
use crate::check::authorizers::methods_of;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{ApiKeySource, Authorizer};

rule! {
    /// The answer that stands in for an authorizer's function is none that the gateway takes.
    ///
    /// ## Why
    /// A Lambda authorizer of a REST API answers with `principalId` and a `policyDocument`; what it puts into `context` are
    /// texts, numbers and booleans, and no resource has more than 512 characters. Whatever else it answers, the
    /// caller gets `500` (AWS docs, "Output from an API Gateway Lambda authorizer"). Where the API takes the API key from
    /// its authorizer, an answer without `usageIdentifierKey` is `403` for every method that needs a key.
    ///
    /// Looked at is the file that the manifest names as the `response` of the function.
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
    /// ---
    /// local: { functions: { auth: { response: answer.json } } }
    /// --- answer.json
    /// { "principalId": "ann", "isAuthorized": true }
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
    /// ---
    /// local: { functions: { auth: { response: answer.json } } }
    /// --- answer.json
    /// {
    ///   "principalId": "ann",
    ///   "policyDocument": {
    ///     "Version": "2012-10-17",
    ///     "Statement": [{ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }]
    ///   }
    /// }
    /// ```
    "malformed-authorizer-answer", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    // An HTTP API takes other answers as well.
    let Some(api) = Api::of(cx.definition()) else { return };
    let Some(Answer { fragment, place }) = answer(cx.definition(), &authorizer) else { return };
    let name = authorizer.name;
    let answer = match AuthorizerAnswer::read(&fragment.node().to_json(), &api) {
        Ok(answer) => answer,
        Err(fault) => {
            sink.report(&RULE, place, format!("`{name}` answers what the gateway does not take"))
                .label(fault.to_string())
                .related(name.span(), "every caller of this authorizer gets 500")
                .help("answer with `principalId` and `policyDocument`");
            return;
        }
    };
    let Some(rest) = cx.definition().rest() else { return };
    let takes_key = rest.api_key_source.as_deref() == Some(&ApiKeySource::Authorizer);
    let keyed = methods_of(cx, name).find(|at| *at.api_key_required);
    if let Some(method) = keyed.filter(|_| takes_key && answer.usage_identifier_key.is_none()) {
        let message = format!("the answer of `{name}` has no `usageIdentifierKey`");
        sink.report(&RULE, place, message)
            .related(method.api_key_required.span(), format!("`{method}` needs an API key"))
            .help("answer with the value of the caller's API key in `usageIdentifierKey`");
    }
}
