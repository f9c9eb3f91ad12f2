//! `overlapping-selection-patterns`

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::check::selection::{in_words, is_by_status};
use crate::check::{Context, IntegrationAt};
use crate::diag::{Severity, Sink};
use crate::java_regex::JavaRegex;
use crate::source::Spanned;

rule! {
    /// Two integration responses are for the same status code, or for the same error of a function.
    ///
    /// ## Why
    /// The first pattern that matches is taken, and what is first is the order of the document, which tools that read it
    /// do not always keep. A response of which all status codes are taken by others before it is never chosen at all;
    /// where some are left, the finding is information. Patterns for the error messages of a function are tried with the
    /// shortest message that each of them is made for; where a pattern before it matches that one, it is reported.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "400": { description: Bad }, "404": { description: None } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" }, "4\\d{2}": { statusCode: "400" }, "404": { statusCode: "404" } }
    /// ```
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "404": { description: None }, "410": { description: Gone } }
    ///       x-amazon-apigateway-integration:
    ///         type: aws
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:pets/invocations
    ///         responses: { default: { statusCode: "200" }, ".*pet.*": { statusCode: "404" }, ".*old pet.*": { statusCode: "410" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: All pets }, "400": { description: Bad }, "404": { description: None } }
    ///       x-amazon-apigateway-integration:
    ///         type: http
    ///         httpMethod: GET
    ///         uri: https://pets.example.com
    ///         responses: { default: { statusCode: "200" }, "40[0-3]": { statusCode: "400" }, "404": { statusCode: "404" } }
    /// ```
    "overlapping-selection-patterns", Warning, Integration => check
}

fn check(cx: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    if !is_by_status(at.integration) {
        return messages(at, sink);
    }
    let patterns = at.responses.iter().filter_map(|response| response.selection_pattern.as_ref());
    let all: Vec<(&Spanned<String>, Rc<BTreeSet<u16>>)> = patterns
        // One that matches everything is the matter of another rule, and so is one that matches nothing.
        .filter_map(|pattern| Some((pattern, cx.statuses(pattern)?)))
        .filter(|(_, statuses)| !statuses.is_empty() && statuses.len() < 500)
        .collect();
    for (place, (pattern, own)) in all.iter().enumerate() {
        let before = all.iter().take(place);
        let taken: BTreeSet<u16> =
            before.clone().flat_map(|(_, other)| other.intersection(own).copied()).collect();
        let first = before.clone().find(|(_, other)| !other.is_disjoint(own));
        let Some((first, _)) = first else { continue };
        let message = if taken.len() == own.len() {
            format!("`{}` of `{}` is never chosen", **pattern, at.owner)
        } else {
            format!("{} of `{}` is chosen by `{}`", in_words(&taken), at.owner, **first)
        };
        let found = sink.report(&RULE, pattern.span(), message);
        if taken.len() == own.len() {
            found.label("all of its status codes are taken before it");
        } else {
            found.severity = Severity::Info;
            found.label("this pattern matches it as well");
        }
        found
            .related(first.span(), "this stands before it")
            .help("write patterns that have no status code in common");
    }
}

/// Patterns for error messages of a function.
fn messages(at: IntegrationAt<'_>, sink: &mut Sink) {
    let patterns = at.responses.iter().filter_map(|response| response.selection_pattern.as_ref());
    let all: Vec<(&Spanned<String>, JavaRegex)> = patterns
        // One that matches everything is the matter of another rule.
        .filter(|pattern| {
            !pattern.is_empty() && !matches!(pattern.as_str(), ".*" | ".+" | "(.|\\n)+")
        })
        .filter_map(|pattern| Some((pattern, JavaRegex::new(pattern).ok()?)))
        .collect();
    for (place, (pattern, own)) in all.iter().enumerate() {
        let Some(message) = shortest(pattern) else { continue };
        let matches = |regex: &JavaRegex| regex.is_full_match(&message).unwrap_or(false);
        let first = all.iter().take(place).find(|(_, other)| matches(other));
        let Some((first, _)) = first.filter(|_| matches(own)) else { continue };
        let text = format!(
            "the error `{message}` of `{}` is chosen by `{}` and not by `{}`",
            at.owner, **first, **pattern
        );
        sink.report(&RULE, pattern.span(), text)
            .label("this pattern is made for it")
            .related(first.span(), "this stands before it and matches it as well")
            .help("write the narrower pattern first, and patterns that have no message in common where you can");
    }
}

/// The shortest message that a pattern of plain text and dots is made for; nothing for one that says more.
fn shortest(pattern: &str) -> Option<String> {
    let mut message = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_many = letters.next_if(|next| matches!(next, '*' | '+' | '?'));
        match (letter, is_many) {
            ('.', Some('*' | '?')) => {}
            ('.', _) => message.push('x'),
            ('\\', None) => message.push(letters.next_if(|next| !next.is_alphanumeric())?),
            (letter, None) if !"[](){}^$|*+?\\".contains(letter) => message.push(letter),
            _ => return None,
        }
    }
    (!message.is_empty()).then_some(message)
}
