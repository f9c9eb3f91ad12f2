//! What several rules ask about authorizers and the methods that use them.

use std::time::Duration;

use crate::ir::{Authorization, AuthorizationType, Authorizer, Method};

use super::{Context, MethodAt};

/// Whether the answers of the authorizer are kept. A REST API keeps them unless it is told not to, an HTTP API does not
/// unless it is told to.
pub(super) fn keeps_answers(cx: &Context<'_>, authorizer: &Authorizer) -> bool {
    match &authorizer.result_ttl {
        Some(ttl) => **ttl > Duration::ZERO,
        None => cx.definition().rest().is_some(),
    }
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
