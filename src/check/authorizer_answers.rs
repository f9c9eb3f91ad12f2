//! What the functions of authorizers answer, where the manifest gives an answer for them.

use crate::ir::{Authorizer, AuthorizerType, Definition, LocalFunction};
use crate::mapping::{IntegrationTarget, UriTemplate};
use crate::source::{Fragment, Span};

/// The answer of a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'a> {
    /// The answer.
    pub(super) fragment: &'a Fragment,
    /// Where the manifest names its file.
    pub(super) place: Span,
}

/// The answer of the authorizer's function, where a file of the manifest says it.
pub(super) fn answer<'a>(
    definition: &'a Definition,
    authorizer: &Authorizer,
) -> Option<Answer<'a>> {
    match *authorizer.authorizer_type {
        AuthorizerType::Token | AuthorizerType::Request => {}
        AuthorizerType::CognitoUserPools | AuthorizerType::Jwt => return None,
    }
    let uri = UriTemplate::parse(authorizer.authorizer_uri.as_ref()?);
    let IntegrationTarget::Lambda { function, .. } = uri.target() else { return None };
    let local = function_of(definition, function)?;
    let (fragment, response) = (local.answer.as_ref()?, local.response.as_ref()?);
    Some(Answer { fragment, place: response.span() })
}

/// The stand-in of the function with this ARN: it has the name of the function, with or without its alias.
fn function_of<'a>(definition: &'a Definition, arn: &str) -> Option<&'a LocalFunction> {
    let named = arn.split(':').skip(6).collect::<Vec<_>>().join(":");
    let name = named.split(':').next().unwrap_or("");
    let functions = &definition.local.functions;
    functions.get(named.as_str()).or_else(|| functions.get(name))
}
