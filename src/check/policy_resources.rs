//! Resources of a policy that are about no call of the API, and what is wrong with them.

use crate::iam::{ResourcePattern, Version, Written};
use crate::ir::HttpMethod;

use super::{Context, policy};

/// Why a resource is about no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ResourceFault {
    /// It is about another service.
    OtherService,
    /// It does not go as far as a path: it has no stage, no verb, or no path.
    Incomplete,
    /// The definition has no such stage.
    Stage(String),
    /// The verb is `ANY`.
    Any,
    /// The verb is not in capitals.
    Verb(String),
    /// A segment is a variable of the path in braces.
    Variable(String),
    /// The API has no such method.
    Method,
}

/// A resource of the policy with a fault.
pub(super) struct FaultyResource<'c> {
    pub(super) value: &'c Written<String>,
    pub(super) fault: ResourceFault,
    /// The resource as it would be about a call.
    pub(super) meant: Option<String>,
}

/// All resources that are about no call of the API. What only a deployment knows may be right.
pub(super) fn faulty<'c>(cx: &'c Context<'_>) -> Vec<FaultyResource<'c>> {
    let mut found = Vec::new();
    // An API that has no methods yet says nothing about its policy.
    let Some(document) = policy::readable(cx).filter(|_| !cx.methods().is_empty()) else {
        return found;
    };
    for statement in document.statements() {
        if !policy::is_about_calls(document, statement) {
            continue;
        }
        for value in policy::resources(statement) {
            found.extend(faults(cx, document.version(), value));
        }
    }
    found
}

fn faults<'c>(
    cx: &Context<'_>,
    version: Version,
    value: &'c Written<String>,
) -> Vec<FaultyResource<'c>> {
    let one = |fault, meant| vec![FaultyResource { value, fault, meant }];
    let Some(pattern) = ResourcePattern::of(value, version) else {
        return one(ResourceFault::OtherService, None);
    };
    let meets = |pattern: &ResourcePattern| cx.calls().iter().any(|own| own.meets(pattern));
    // Braces are letters that no path has: a client writes them as `%7B`.
    let has_variable = pattern.rest().is_some_and(|rest| rest.split('/').any(is_variable));
    if pattern.is_open() || (!has_variable && meets(&pattern)) {
        return Vec::new();
    }
    let Some(rest) = pattern.rest() else { return one(ResourceFault::Method, None) };
    let head = value.strip_suffix(rest).unwrap_or("");
    let reaches = |rest: &str| {
        let text = format!("{head}{rest}");
        let is_right = ResourcePattern::of(&text, version).is_some_and(|own| meets(&own));
        is_right.then_some(text)
    };
    if is_incomplete(rest) {
        let whole = rest.trim_matches('/');
        let meant = [format!("*/{whole}"), format!("{whole}/*"), "*".to_owned()];
        let meant =
            if whole.is_empty() { reaches("*") } else { meant.iter().find_map(|own| reaches(own)) };
        return one(ResourceFault::Incomplete, meant);
    }
    let (mended, faults) = mend(cx, rest);
    match reaches(&mended) {
        Some(meant) if !faults.is_empty() => faults
            .into_iter()
            .map(|fault| FaultyResource { value, fault, meant: Some(meant.clone()) })
            .collect(),
        _ => one(ResourceFault::Method, reaches(rest.trim_end_matches('/'))),
    }
}

/// Whether something that follows the id of an API ends before the path, or starts behind the stage.
fn is_incomplete(rest: &str) -> bool {
    let mut pieces = rest.split('/');
    let (first, second) = (pieces.next().unwrap_or(""), pieces.next());
    let ends = pieces.next().is_none() && !rest.contains('*');
    let is_verb = HttpMethod::ALL.iter().any(|verb| verb.name() == first);
    first.is_empty() || ends || (is_verb && second.is_some())
}

/// What follows the id with all that can be told to be wrong put right.
fn mend(cx: &Context<'_>, rest: &str) -> (String, Vec<ResourceFault>) {
    let mut faults = Vec::new();
    let mut pieces: Vec<String> = rest.split('/').map(str::to_owned).collect();
    let is_plain = |piece: &str| !piece.contains(['*', '?', '$']);
    let stages = &cx.definition().stages;
    if let Some(stage) = pieces.first_mut().filter(|own| is_plain(own))
        && !stages.is_empty()
        && !stages.keys().any(|known| known.as_str() == stage)
    {
        faults.push(ResourceFault::Stage(std::mem::replace(stage, "*".to_owned())));
    }
    if let Some(verb) = pieces.get_mut(1) {
        let upper = verb.to_ascii_uppercase();
        if upper == HttpMethod::Any.name() {
            faults.push(ResourceFault::Any);
            "*".clone_into(verb);
        } else if upper != *verb && HttpMethod::parse(&upper).is_some() {
            faults.push(ResourceFault::Verb(std::mem::replace(verb, upper)));
        }
    }
    for piece in pieces.iter_mut().skip(2) {
        if is_variable(piece) {
            faults.push(ResourceFault::Variable(std::mem::replace(piece, "*".to_owned())));
        }
    }
    (pieces.join("/"), faults)
}

/// Whether a piece of a resource is written like a variable of a path.
fn is_variable(piece: &str) -> bool {
    piece.starts_with('{') && piece.ends_with('}')
}
