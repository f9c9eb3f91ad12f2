//! What answers an operation.

use serde_json::Value;

use super::change::{Change, Class};
use super::kinds::Kind;
use super::operation::Pair;
use super::parts::{Leaf, leaves};
use super::words::{instead, listed, seconds, shown};

/// Compares integrations.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (&pair.old.integration, &pair.new.integration);
    match (old.is_null(), new.is_null()) {
        (true, true) => return,
        (true, false) | (false, true) => {
            let message = if new.is_null() { "nothing answers it" } else { "something answers it" };
            let class = if new.is_null() { Class::Breaking } else { Class::Behaviour };
            found.push(pair.change(Kind::Integration, class, message.to_owned()));
            return;
        }
        (false, false) => {}
    }
    let all = leaves(old, new);
    let is_other_set = all
        .iter()
        .any(|leaf| leaf.path.first() == Some(&"integrationResponses") && leaf.path.len() == 2);
    let mut mapped = Vec::new();
    for leaf in &all {
        match leaf.path.as_slice() {
            ["timeoutInMillis"] => timeout(pair, leaf, found),
            ["cacheKeyParameters"] => cache_key(pair, leaf, found),
            ["cacheNamespace"] => {
                let message = format!("the cache's namespace is {}", instead(leaf.old, leaf.new));
                found.push(pair.change(Kind::Cache, Class::Behaviour, message));
            }
            // The order says nothing where the responses are not the same.
            ["order of integrationResponses"] if is_other_set => {}
            [.., "responseParameters", name] if cors_header(name).is_some() => {
                cors(pair, leaf, name, found);
            }
            [
                ..,
                "requestTemplates" | "responseTemplates" | "requestParameters"
                | "responseParameters",
                _,
            ] => {
                mapped.push(leaf.name());
            }
            ["integrationResponses", pattern] => {
                let message = match (leaf.old, leaf.new) {
                    (None, _) => format!("answers are selected by {pattern} too"),
                    (_, None) => format!("answers are no longer selected by {pattern}"),
                    _ => format!("answers that {pattern} selects are mapped otherwise"),
                };
                found.push(pair.change(Kind::Mapping, Class::Behaviour, message));
            }
            _ => {
                let message = format!("`{}` is {}", leaf.name(), instead(leaf.old, leaf.new));
                found.push(pair.change(Kind::Integration, Class::Behaviour, message));
            }
        }
    }
    if !mapped.is_empty() {
        let message =
            format!("the mapping is another: {}", listed(mapped.iter().map(String::as_str)));
        found.push(pair.change(Kind::Mapping, Class::Behaviour, message));
    }
}

fn timeout(pair: &Pair<'_>, leaf: &Leaf<'_>, found: &mut Vec<Change>) {
    let number = |own: Option<&Value>| own.and_then(Value::as_u64);
    let (Some(old), Some(new)) = (number(leaf.old), number(leaf.new)) else { return };
    let class = if new < old { Class::Behaviour } else { Class::Compatible };
    let message = format!("the backend has {} instead of {}", seconds(new), seconds(old));
    found.push(pair.change(Kind::Timeout, class, message));
}

fn cache_key(pair: &Pair<'_>, leaf: &Leaf<'_>, found: &mut Vec<Change>) {
    let (lost, gained) = leaf.lost_and_gained();
    if !lost.is_empty() {
        let message = format!(
            "kept responses are no longer told apart by {}",
            listed(lost.iter().map(String::as_str))
        );
        found.push(pair.change(Kind::CacheKey, Class::Behaviour, message));
    }
    if !gained.is_empty() {
        let message = format!(
            "kept responses are told apart by {} too",
            listed(gained.iter().map(String::as_str))
        );
        found.push(pair.change(Kind::CacheKey, Class::Behaviour, message));
    }
}

/// The header of a mapped CORS answer: `access-control-allow-origin`.
fn cors_header(name: &str) -> Option<String> {
    let header = name.rsplit('.').next()?.to_ascii_lowercase();
    header.starts_with("access-control-").then_some(header)
}

/// A change of a header by which browsers decide.
fn cors(pair: &Pair<'_>, leaf: &Leaf<'_>, name: &str, found: &mut Vec<Change>) {
    let Some(header) = cors_header(name) else { return };
    let (class, message) = judge_cors(&header, leaf.old, leaf.new);
    found.push(pair.change(Kind::Cors, class, message));
}

/// What another value of a CORS header means.
pub(super) fn judge_cors(
    header: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> (Class, String) {
    let list = |own: Option<&Value>| -> Vec<String> {
        let text = own.and_then(Value::as_str).unwrap_or("").trim_matches('\'');
        let all = text.split(',').map(|own| own.trim().to_ascii_lowercase());
        all.filter(|own| !own.is_empty()).collect()
    };
    let (before, after) = (list(old), list(new));
    let is_everything = |all: &[String]| all.iter().any(|own| own == "*");
    let class = if header == "access-control-max-age" {
        Class::Behaviour
    } else if old.is_none() || (is_everything(&after) && !is_everything(&before)) {
        Class::WidenedAccess
    } else if new.is_none()
        || (is_everything(&before) && !is_everything(&after))
        || before.iter().any(|own| !after.contains(own))
    {
        Class::Breaking
    } else if after.iter().any(|own| !before.contains(own)) {
        Class::WidenedAccess
    } else {
        Class::Compatible
    };
    (class, format!("`{header}` is {} instead of {}", shown(new), shown(old)))
}
