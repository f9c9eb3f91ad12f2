//! `malformed-vpc-id`

use crate::check::Context;
use crate::check::policy;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::iam::{Condition, GlobalKey};
use crate::ir::RestApi;
use crate::source::Span;

rule! {
    /// A condition compares a VPC or a VPC endpoint with something that is no such id.
    ///
    /// ## Why
    /// `aws:SourceVpc` holds ids like `vpc-0a1b2c3d`, `aws:SourceVpce` ids like `vpce-0a1b2c3d`. With anything
    /// else the condition never holds; the id of a VPC under `aws:SourceVpce` is the usual slip.
    ///
    /// A value with a part that is filled in later is left alone, and of one with wildcards only what stands
    /// before them is looked at.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpce": vpc-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    ///       Condition: { StringEquals: { "aws:SourceVpc": vpc-0123456789abcdef0 } }
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    "malformed-vpc-id", Warning, RestApi => check
}

/// A value that is no id, with all its places.
struct Malformed<'c> {
    condition: &'c Condition,
    value: &'c str,
    places: Vec<Span>,
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let mut all: Vec<Malformed<'_>> = Vec::new();
    for (_, condition) in policy::conditions(cx).filter(|(_, own)| !own.is_null()) {
        let Some((start, ..)) = kind(condition) else { continue };
        for own in condition.values().iter().filter(|own| !is_id(condition, own, start)) {
            let (value, place) = (own.as_str(), policy::place(cx, own.span()));
            let is_same = |other: &&mut Malformed<'_>| {
                other.value == value && other.condition.global_key() == condition.global_key()
            };
            match all.iter_mut().find(is_same) {
                Some(known) => known.places.push(place),
                None => all.push(Malformed { condition, value, places: vec![place] }),
            }
        }
    }
    for Malformed { condition, value, places } in all {
        let (Some((start, other, other_key)), [place, others @ ..]) =
            (kind(condition), places.as_slice())
        else {
            continue;
        };
        let message = format!("`{value}` is no value of `{}`", **condition.key());
        let found = sink.report(&RULE, *place, message);
        for other in others {
            found.related(*other, "and here");
        }
        if value.starts_with(other) {
            found.help(format!("this is a value of `{other_key}`"));
        } else {
            found.help(format!("write an id like `{start}0123456789abcdef0`"));
        }
    }
}

/// How the values of the key start, and those of the other key, with its name.
fn kind(condition: &Condition) -> Option<(&'static str, &'static str, &'static str)> {
    match condition.global_key()? {
        GlobalKey::SourceVpc => Some(("vpc-", "vpce-", "aws:SourceVpce")),
        GlobalKey::SourceVpce => Some(("vpce-", "vpc-", "aws:SourceVpc")),
        _ => None,
    }
}

fn is_id(condition: &Condition, value: &str, start: &str) -> bool {
    if is_open(value) || value.contains("${") {
        return true;
    }
    let has_wildcards = matches!(condition.base_operator(), "StringLike" | "StringNotLike");
    let at = value.find(['*', '?']).filter(|_| has_wildcards);
    let Some(letters) = at.and_then(|at| value.get(..at)) else {
        return value.strip_prefix(start).is_some_and(|id| {
            matches!(id.len(), 8..=17) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
    };
    letters.starts_with(start) || start.starts_with(letters)
}
