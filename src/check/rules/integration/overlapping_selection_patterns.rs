//! `overlapping-selection-patterns`

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::check::selection::{in_words, is_by_status};
use crate::check::{Context, IntegrationAt};
use crate::diag::{Severity, Sink};
use crate::source::Spanned;

rule! {
    /// Two integration responses are for the same status code.
    ///
    /// ## Why
    /// The first pattern that matches is taken, and what is first is the order of the document, which tools that read it
    /// do not always keep. A response of which all status codes are taken by others before it is never chosen at all;
    /// where some are left, the finding is information.
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
        return;
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
