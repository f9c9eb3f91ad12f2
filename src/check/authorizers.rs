//! What several rules ask about authorizers and the methods that use them.

use std::time::Duration;

use crate::ir::{
    ApiKeySource, Authorization, AuthorizationType, Authorizer, AuthorizerType, Method,
};

use super::values::is_open;
use super::{Context, MethodAt, RouteAt};

/// How long a REST API keeps the answers of an authorizer that says nothing about it.
const USUAL_TTL: Duration = Duration::from_mins(5);

/// How long the answers of the authorizer are kept; nothing where they are not. A REST API keeps them unless it is told
/// not to, an HTTP API does not unless it is told to, and tokens are verified each time (reference `access-control`,
/// section 9.1).
pub(super) fn answers_kept(authorizer: &Authorizer, is_rest: bool) -> Option<Duration> {
    let usual = if is_rest { USUAL_TTL } else { Duration::ZERO };
    let kept = authorizer.result_ttl.as_deref().copied().unwrap_or(usual);
    (*authorizer.authorizer_type != AuthorizerType::Jwt && !kept.is_zero()).then_some(kept)
}

/// Whether the answers of the authorizer are kept.
pub(super) fn keeps_answers(cx: &Context<'_>, authorizer: &Authorizer) -> bool {
    answers_kept(authorizer, cx.definition().rest().is_some()).is_some()
}

/// The methods that ask the authorizer of that name.
pub(super) fn methods_of<'c, 'a>(
    cx: &'c Context<'a>,
    name: &'c str,
) -> impl Iterator<Item = MethodAt<'a>> + 'c {
    let asks = move |at: &&MethodAt<'_>| {
        at.authorization.authorizer.as_ref().is_some_and(|own| own.as_str() == name)
    };
    cx.methods().iter().filter(asks).copied()
}

/// Whether somebody looks at who calls.
pub(super) fn is_protected(authorization: &Authorization) -> bool {
    authorization.authorization_type != AuthorizationType::None
}

/// Whether everybody may call the method, as far as the method says.
pub(super) fn asks_for_nothing(method: &Method) -> bool {
    !is_protected(&method.authorization) && !*method.api_key_required
}

/// Headers that browsers send of themselves, and those that a page may send without asking.
const ALLOWED_HEADERS: &[&str] = &[
    "accept",
    "accept-language",
    "content-language",
    "cookie",
    "host",
    "origin",
    "referer",
    "user-agent",
];

/// The headers that calls of the method carry credentials in, and that a page has to ask for.
pub(super) fn credential_headers(at: MethodAt<'_>) -> Vec<String> {
    let named = at.authorization.authorizer.as_ref();
    let authorizer = named.and_then(|name| at.api.authorizers.get(name.as_str()));
    let mut headers = of_authorization(&at.authorization, authorizer, "method.request.header.");
    let is_in_header = at.api.api_key_source.as_deref() != Some(&ApiKeySource::Authorizer);
    if *at.api_key_required && is_in_header {
        headers.push("X-Api-Key".to_owned());
    }
    headers
}

/// The same of a route.
pub(super) fn route_credential_headers(at: RouteAt<'_>) -> Vec<String> {
    let named = at.authorization.authorizer.as_ref();
    let authorizer = named.and_then(|name| at.api.authorizers.get(name.as_str()));
    of_authorization(&at.authorization, authorizer, "$request.header.")
}

fn of_authorization(
    authorization: &Authorization,
    authorizer: Option<&Authorizer>,
    start: &str,
) -> Vec<String> {
    match authorization.authorization_type {
        AuthorizationType::None => Vec::new(),
        AuthorizationType::AwsIam => vec!["Authorization".to_owned(), "X-Amz-Date".to_owned()],
        AuthorizationType::Custom
        | AuthorizationType::CognitoUserPools
        | AuthorizationType::Jwt => {
            let sources = authorizer.into_iter().flat_map(|own| &own.identity_sources);
            let headers = sources.filter_map(|source| source.strip_prefix(start));
            headers
                .filter(|name| {
                    let lower = name.to_ascii_lowercase();
                    let is_of_browser = lower.starts_with("sec-") || lower.starts_with("proxy-");
                    !is_of_browser && !ALLOWED_HEADERS.contains(&lower.as_str()) && !is_open(name)
                })
                .map(str::to_owned)
                .collect()
        }
    }
}
