//! What elements of statements ask and find, as sentences: what the request has, what the policy wants, and how they
//! relate, in this order.

use std::fmt::Write;

use crate::iam::{Actual, Because, Element, ElementTrace, Principal, State, Strength, ValueTrace};

/// More values of a list than these are not written out.
const SHOWN: usize = 4;

/// The name of an element, as a policy writes it.
pub(super) fn element_name(own: &ElementTrace<'_>) -> String {
    let base = match own.element {
        Element::Principal => "Principal",
        Element::Action => "Action",
        Element::Resource => "Resource",
        Element::Condition { .. } => return "Condition".to_owned(),
        Element::Open(name) => return name.to_owned(),
    };
    if own.negated { format!("Not{base}") } else { base.to_owned() }
}

/// What the request has, as a text; nothing where it has nothing or nobody knows.
pub(super) fn actual(own: &ElementTrace<'_>, api_arn: &str) -> Option<String> {
    match own.actual {
        Actual::Principal(principal) => Some(principal_name(principal)),
        Actual::Text(text) => Some(shortened(text, api_arn)),
        Actual::Key(State::One(value)) => Some(value.to_string()),
        Actual::Key(State::Many(values)) => Some(values.join(", ")),
        Actual::Key(State::Absent(_) | State::Unknown(_)) | Actual::Nothing => None,
    }
}

/// Who calls.
pub(super) fn principal_name(principal: Principal<'_>) -> String {
    match principal {
        Principal::Anonymous => "anonymous".to_owned(),
        Principal::Identity(identity) => identity.arn().to_owned(),
        Principal::Service(name) => name.to_owned(),
        Principal::Unknown => "somebody who signed".to_owned(),
    }
}

/// The ARN of a call as policies of the API can write it: `execute-api:/prod/GET/pets`.
pub(super) fn shortened(text: &str, api_arn: &str) -> String {
    match text.strip_prefix(api_arn) {
        Some(rest) if rest.starts_with('/') => format!("execute-api:{rest}"),
        _ => text.to_owned(),
    }
}

/// The word for a reason in machine-readable reports.
pub(super) const fn because_name(because: Because<'_>) -> &'static str {
    match because {
        Because::ValueMatches => "value-matches",
        Because::NoValueMatches => "no-value-matches",
        Because::Named(_) => "named",
        Because::KeyAbsent => "key-absent",
        Because::KeyPresent => "key-present",
        Because::SeveralValues => "several-values",
        Because::VariableMissing(_) => "variable-missing",
        Because::Unknown => "unknown",
    }
}

/// What an element asks and finds.
pub(super) fn sentence(own: &ElementTrace<'_>, api_arn: &str) -> String {
    match own.element {
        Element::Principal => of_principal(own),
        Element::Action | Element::Resource => of_text(own, api_arn),
        Element::Condition { operator, key } => of_condition(own, operator, key),
        Element::Open(name) => format!("`{name}` is filled in by another tool"),
    }
}

fn of_principal(own: &ElementTrace<'_>) -> String {
    let Actual::Principal(principal) = own.actual else { return String::new() };
    let caller = match principal {
        Principal::Anonymous => "the caller is anonymous".to_owned(),
        Principal::Unknown => return "who signed is not known".to_owned(),
        Principal::Identity(_) | Principal::Service(_) => {
            format!("the caller is {}", principal_name(principal))
        }
    };
    let excepted = if own.negated { "is excepted by" } else { "is named by" };
    match own.because {
        Because::Named(Strength::Everyone) => format!("{caller}, and `*` is everybody"),
        Because::Named(Strength::Account) => {
            format!("{caller}, whose account {excepted} {}", list(own))
        }
        Because::Named(Strength::Role) => format!("{caller}, whose role {excepted} {}", list(own)),
        Because::Named(Strength::Exact) => format!("{caller}, who {excepted} {}", list(own)),
        Because::ValueMatches
        | Because::NoValueMatches
        | Because::KeyAbsent
        | Because::KeyPresent
        | Because::SeveralValues
        | Because::VariableMissing(_)
        | Because::Unknown => format!("{caller}, who is none of {}", list(own)),
    }
}

fn of_text(own: &ElementTrace<'_>, api_arn: &str) -> String {
    let text = actual(own, api_arn).unwrap_or_default();
    match own.because {
        Because::NoValueMatches => format!("`{text}` is not matched by {}", list(own)),
        Because::VariableMissing(name) => {
            format!("`{text}` is not matched, since `{name}` in it has no value")
        }
        Because::Unknown => format!("whether `{text}` is matched by {} is not known", list(own)),
        Because::ValueMatches
        | Because::Named(_)
        | Because::KeyAbsent
        | Because::KeyPresent
        | Because::SeveralValues => format!("`{text}` is matched by {}", matching(own)),
    }
}

fn of_condition(own: &ElementTrace<'_>, operator: &str, key: &str) -> String {
    let base = operator.rsplit(':').next().unwrap_or(operator);
    let base = base.strip_suffix("IfExists").unwrap_or(base);
    let value = match own.actual {
        Actual::Key(State::Absent(why)) => {
            return format!("the request does not carry `{key}`, because {why}");
        }
        Actual::Key(State::Unknown(why)) => return format!("`{key}` is not known: {why}"),
        Actual::Key(_) | Actual::Principal(_) | Actual::Text(_) | Actual::Nothing => {
            actual(own, "").unwrap_or_default()
        }
    };
    let (is_in, is_not_in) = relation(base);
    match own.because {
        Because::ValueMatches => format!("`{key}` is {value}, which {is_in} {}", matching(own)),
        Because::NoValueMatches => format!("`{key}` is {value}, which {is_not_in} {}", list(own)),
        Because::SeveralValues => {
            format!("`{key}` has several values, and `{operator}` is for one alone")
        }
        Because::VariableMissing(name) => {
            format!("`{key}` is {value}, and `{name}` in the policy has no value")
        }
        Because::KeyPresent => format!("the request carries `{key}`"),
        Because::KeyAbsent | Because::Named(_) | Because::Unknown => {
            format!("whether `{key}` {is_in} {} is not known", list(own))
        }
    }
}

/// How a value that matches relates to those that are wanted, and one that does not.
fn relation(operator: &str) -> (&'static str, &'static str) {
    let base = operator.replacen("Not", "", 1);
    match base.as_str() {
        "IpAddress" => ("is in", "is outside of"),
        "StringLike" | "ArnLike" | "ArnEquals" => ("is like", "is not like"),
        "NumericLessThan" => ("is less than", "is not less than"),
        "NumericLessThanEquals" => ("is at most", "is more than"),
        "NumericGreaterThan" => ("is more than", "is not more than"),
        "NumericGreaterThanEquals" => ("is at least", "is less than"),
        "DateLessThan" => ("is before", "is not before"),
        "DateLessThanEquals" => ("is not after", "is after"),
        "DateGreaterThan" => ("is after", "is not after"),
        "DateGreaterThanEquals" => ("is not before", "is before"),
        _ => ("is", "is not"),
    }
}

/// The values that are wanted.
pub(super) fn list(own: &ElementTrace<'_>) -> String {
    joined(own.values.iter().map(|value| value.written))
}

/// The first value that matches.
fn matching(own: &ElementTrace<'_>) -> String {
    let found = own.values.iter().find(|value| value.matches == crate::iam::Truth::True);
    found.map_or_else(|| list(own), |value: &ValueTrace<'_>| format!("`{}`", value.written))
}

/// A list of names in backticks, of which the first few are written out.
pub(super) fn joined<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let mut text = String::new();
    for (place, name) in names.take(SHOWN).enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    if more > 0 {
        // Writing to a string does not fail.
        let _ = write!(text, " and {more} more");
    }
    text
}
