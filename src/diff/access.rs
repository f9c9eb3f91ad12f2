//! What a method asks of its callers.

use super::change::{Change, Class};
use super::kinds::Kind;
use super::operation::Pair;
use super::words::listed;

/// The type of methods that ask for nothing.
const OPEN: &str = "NONE";

/// Compares authorization and the need of an API key.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Change>) {
    authorization(pair, found);
    match (pair.old.api_key_required, pair.new.api_key_required) {
        (false, true) => {
            let message = "needs an API key".to_owned();
            found.push(pair.change(Kind::ApiKeyRequired, Class::NarrowedAccess, message));
        }
        (true, false) => {
            let message = "no longer needs an API key".to_owned();
            found.push(pair.change(Kind::ApiKeyRequired, Class::WidenedAccess, message));
        }
        _ => {}
    }
}

fn authorization(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.authorization, &pair.new.authorization);
    let asked = |kind: &str| if kind.is_empty() { OPEN.to_owned() } else { kind.to_owned() };
    let (before, after) = (asked(&old.kind), asked(&new.kind));
    if before != after {
        let class = match (before.as_str(), after.as_str()) {
            (OPEN, _) => Class::NarrowedAccess,
            (_, OPEN) => Class::WidenedAccess,
            // Whoever had what was asked for does not have what is asked for now.
            _ => Class::Breaking,
        };
        let message = format!("the authorization is `{after}` instead of `{before}`");
        found.push(pair.change(Kind::Authorization, class, message));
        return;
    }
    if old.authorizer != new.authorizer {
        let name = |own: &Option<String>| {
            own.as_ref().map_or_else(|| "nothing".to_owned(), |own| format!("`{own}`"))
        };
        let message = format!(
            "the authorizer is {} instead of {}",
            name(&new.authorizer),
            name(&old.authorizer)
        );
        let class = if is_same_authorizer(pair) { Class::Compatible } else { Class::Behaviour };
        found.push(pair.change(Kind::Authorization, class, message));
    }
    scopes(pair, found);
}

/// Whether both methods name authorizers that ask for the same.
fn is_same_authorizer(pair: &Pair<'_>) -> bool {
    use super::change::Subject;
    let (before, after) = pair.editions;
    let get = |edition: &super::edition::Edition, name: &Option<String>| {
        let part = edition.parts.get(&Subject::Authorizer(name.clone()?))?;
        Some(part.value.clone())
    };
    let old = get(before, &pair.old.authorization.authorizer);
    old.is_some() && old == get(after, &pair.new.authorization.authorizer)
}

/// A token needs one of the scopes.
fn scopes(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.authorization.scopes, &pair.new.authorization.scopes);
    if old == new {
        return;
    }
    let text = |own: &std::collections::BTreeSet<String>| listed(own.iter().map(String::as_str));
    let is_of_pool = pair.new.authorization.kind == "COGNITO_USER_POOLS";
    let (class, message) = if old.is_empty() {
        // Without scopes a user pool's authorizer takes identity tokens, and with scopes access tokens
        // (reference `access-control`, section 10).
        let class = if is_of_pool { Class::Breaking } else { Class::NarrowedAccess };
        (class, format!("a token needs one of the scopes {}", text(new)))
    } else if new.is_empty() {
        let class = if is_of_pool { Class::Breaking } else { Class::WidenedAccess };
        (class, format!("a token no longer needs a scope of {}", text(old)))
    } else {
        let class = match (new.is_superset(old), new.is_subset(old)) {
            (true, _) => Class::WidenedAccess,
            (_, true) => Class::NarrowedAccess,
            _ => Class::Breaking,
        };
        (class, format!("a token needs one of the scopes {} instead of {}", text(new), text(old)))
    };
    found.push(pair.change(Kind::Scopes, class, message));
}
