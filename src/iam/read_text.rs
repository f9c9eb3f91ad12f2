//! What actions and resources may say.

use crate::diag::closest;

use super::arn::{ArnMatcher, parts};
use super::codes;
use super::document::{PolicyKind, Version, Written};
use super::pattern::Pattern;
use super::read::Reader;
use super::template::{Reading, Template, TemplateFault};

/// What calls of an API are (reference `access-control`, section 3.3).
const ACTIONS: &[&str] =
    &["execute-api:Invoke", "execute-api:InvalidateCache", "execute-api:ManageConnections"];

/// The start of a resource that is written without the API that it belongs to.
pub(super) const SHORT: &str = "execute-api:/";

/// Whether a part of `text` is known only after a deployment.
pub(super) fn has_holes(text: &str, version: Version) -> bool {
    text.contains("${")
        && Template::parse(text, Reading { version, wildcards: false }).0.holes().next().is_some()
}

pub(super) fn check_action(cx: &mut Reader<'_>, value: &Written<String>) {
    let text = value.as_str();
    if text == "*" || has_holes(text, cx.version) {
        return;
    }
    let place = value.place();
    if text.contains("${") {
        let message = format!("the action `{text}` has a policy variable");
        cx.report(&codes::MISPLACED_POLICY_VARIABLE, place, message);
        return;
    }
    let named =
        text.split_once(':').filter(|(service, name)| !service.is_empty() && !name.is_empty());
    let Some((service, _)) = named else {
        let message = format!("`{text}` is no action");
        let near = ACTIONS.iter().find(|own| own.split(':').nth(1) == Some(text));
        let found = cx.report(&codes::MALFORMED_ACTION, place, message);
        match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help("actions are written like `execute-api:Invoke`"),
        };
        return;
    };
    let pattern = Pattern::parse(&text.to_ascii_lowercase());
    if ACTIONS.iter().any(|action| pattern.matches(&action.to_ascii_lowercase())) {
        return;
    }
    // The policy of an identity speaks of other services as well.
    let is_own = service.eq_ignore_ascii_case("execute-api");
    if cx.kind == PolicyKind::Identity && !is_own {
        return;
    }
    let message = format!("no call of an API is `{text}`");
    let near = closest(text, ACTIONS.iter().copied());
    let found = cx.report(&codes::UNKNOWN_ACTION, place, message);
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("calls are `execute-api:Invoke`"),
    };
}

pub(super) fn check_resource(cx: &mut Reader<'_>, value: &Written<String>) {
    let text = value.as_str();
    let place = value.place();
    let (template, faults) =
        Template::parse(text, Reading { version: cx.version, wildcards: true });
    for fault in faults {
        report_variable(cx, &fault, value);
    }
    if text.starts_with(SHORT) {
        if cx.kind != PolicyKind::Resource {
            let message = format!("`{text}` is short for a resource only in the policy of an API");
            cx.report(&codes::MALFORMED_RESOURCE, place, message)
                .help("write `arn:aws:execute-api:region:account:api-id/stage/VERB/path`");
        }
        return;
    }
    let head = template.split_at_colons(6);
    if head.len() == 6 && head.iter().take(5).any(Template::has_variables) {
        let message = "a policy variable stands before the last part of the resource";
        cx.report(&codes::MISPLACED_POLICY_VARIABLE, place, message);
    }
    let is_arn = parts(text).is_none_or(|parts| parts.first().is_some_and(|own| *own == "arn"));
    let has_holes = template.holes().next().is_some();
    if ArnMatcher::new(template).is_some() && (is_arn || has_holes) {
        return;
    }
    let message = format!("`{text}` is no resource");
    let help = match cx.kind {
        PolicyKind::Resource => "write `execute-api:/stage/VERB/path`, or an ARN of six parts",
        PolicyKind::Endpoint | PolicyKind::Identity | PolicyKind::Authorizer => {
            "write `arn:aws:execute-api:region:account:api-id/stage/VERB/path`, or `*`"
        }
    };
    cx.report(&codes::MALFORMED_RESOURCE, place, message).help(help);
}

pub(super) fn report_variable(cx: &mut Reader<'_>, fault: &TemplateFault, value: &Written<String>) {
    let place = value.place();
    let (code, message, help) = match fault {
        TemplateFault::Unclosed => (
            &codes::MALFORMED_POLICY_VARIABLE,
            "a `${` is never closed".to_owned(),
            "close it with `}`, or write `${$}{` where a dollar sign is meant",
        ),
        TemplateFault::UnknownVariable(name) => (
            &codes::MALFORMED_POLICY_VARIABLE,
            format!("calls of an API never carry `{name}`"),
            "a text with this variable matches nothing",
        ),
        TemplateFault::Default(text) => (
            &codes::MALFORMED_POLICY_VARIABLE,
            format!("the default value `{text}` does not stand in single quotes"),
            "write `${aws:PrincipalTag/team, 'none'}`",
        ),
        TemplateFault::OldVersion(name) => (
            &codes::POLICY_VARIABLE_WITHOUT_VERSION,
            format!("`${{{name}}}` is a text and no variable in this version of the language"),
            "write `Version: \"2012-10-17\"` at the top of the policy",
        ),
    };
    cx.report(code, place, message).help(help);
}
