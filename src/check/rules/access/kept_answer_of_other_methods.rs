//! `kept-answer-of-other-methods`

use crate::check::authorizer_answers::{Answer, answer};
use crate::check::authorizers::{answers_kept, methods_of};
use crate::check::policy::Several;
use crate::check::{Context, MethodAt, Named};
use crate::diag::Sink;
use crate::iam::{Document, Effect, PolicyKind, ResourcePattern, Statement, TextElement, Written};
use crate::ir::Authorizer;
use crate::source::Span;

rule! {
    /// The kept answer of an authorizer allows some of its methods and says nothing about the others.
    ///
    /// ## Why
    /// The policy that an authorizer answers is kept under its identity sources, and methods are not a part of them. The
    /// first call of a caller decides for all: a policy for the method that was called, made of `methodArn`, refuses the
    /// next method that the same caller calls, with `403`, until the answer is forgotten. It works for one method and
    /// fails for two, and it fails at random where several are called (AWS docs, "Use API Gateway Lambda authorizers").
    ///
    /// Looked at is the file that the manifest names as the `response` of the function. Authorizers whose identity
    /// sources tell methods apart are left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///     "Statement": [{
    ///       "Effect": "Allow",
    ///       "Action": "execute-api:Invoke",
    ///       "Resource": "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/GET/pets"
    ///     }]
    ///   }
    /// }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ auth: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///     post:
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
    ///     "Statement": [{
    ///       "Effect": "Allow",
    ///       "Action": "execute-api:Invoke",
    ///       "Resource": "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/prod/*"
    ///     }]
    ///   }
    /// }
    /// ```
    "kept-answer-of-other-methods", Warning, Authorizer => check
}

fn check(cx: &Context<'_>, authorizer: Named<'_, Authorizer>, sink: &mut Sink) {
    let Some(kept) = answers_kept(&authorizer, cx.definition().rest().is_some()) else { return };
    if authorizer.identity_sources.iter().any(|source| tells_methods_apart(source)) {
        return;
    }
    let Some(Answer { fragment, place }) = answer(cx.definition(), &authorizer) else { return };
    let Some(policy) = fragment.node().get("policyDocument") else { return };
    let document = Document::read(policy, PolicyKind::Authorizer, &mut Sink::default());
    let Some(allowed) = Allowed::of(&document) else { return };
    let (of, others): (Vec<MethodAt<'_>>, Vec<MethodAt<'_>>) =
        methods_of(cx, authorizer.name).partition(|at| allowed.meets(cx, *at));
    if of.is_empty() || others.is_empty() {
        return;
    }
    let name = authorizer.name;
    let message = format!(
        "the answer of `{name}` allows {}, is kept for {} s, and refuses {}",
        Several(&of),
        kept.as_secs(),
        Several(&others)
    );
    let found = sink.report(&RULE, allowed.place.unwrap_or(place), message);
    found.label("this is about some of the methods alone");
    for at in others.iter().take(1) {
        found.related(at.authorization.origin.span(), "the same answer is taken here");
    }
    found.help("allow all methods that the caller may call, as in `…/prod/*`, or set `authorizerResultTtlInSeconds: 0`");
}

/// Whether calls of two methods differ in the value.
fn tells_methods_apart(source: &str) -> bool {
    let names = [
        "resourcePath",
        "resourceId",
        "httpMethod",
        "path",
        "routeKey",
        "http.method",
        "http.path",
    ];
    let name = source.trim_start_matches('$');
    name.strip_prefix("context.").is_some_and(|name| names.contains(&name))
}

/// The resources that a policy allows.
struct Allowed {
    patterns: Vec<ResourcePattern>,
    place: Option<Span>,
}

impl Allowed {
    /// Nothing where a statement allows all but some, or the policy cannot be read.
    fn of(document: &Document) -> Option<Self> {
        if document.is_broken() {
            return None;
        }
        let allows = |own: &&Statement| own.effect() == Some(Effect::Allow);
        let elements: Vec<&TextElement> =
            document.statements().iter().filter(allows).filter_map(Statement::resource).collect();
        if elements.iter().any(|own| own.is_negated()) {
            return None;
        }
        let values = elements.iter().flat_map(|own| own.values());
        let patterns = values.filter_map(|value| ResourcePattern::of(value, document.version()));
        let place = elements.first().and_then(|own| own.values().first()).and_then(Written::span);
        Some(Self { patterns: patterns.collect(), place })
    }

    fn meets(&self, cx: &Context<'_>, at: MethodAt<'_>) -> bool {
        let own = cx.calls().iter().find(|own| std::ptr::eq(own.at.method, at.method));
        own.is_some_and(|own| self.patterns.iter().any(|pattern| own.meets(pattern)))
    }
}
