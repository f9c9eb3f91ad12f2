//! Reads whom a statement is about.

use crate::diag::closest;
use crate::source::{Node, intrinsic_call, intrinsic_text};

use super::codes;
use super::document::{PolicyKind, PrincipalElement, Written};
use super::principal::{PrincipalFault, PrincipalMatcher};
use super::read::{Elements, Reader};

const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// `Principal` or `NotPrincipal` of a statement; nothing in policies that name no principals.
pub(super) fn element(
    cx: &mut Reader<'_>,
    statement: Node<'_>,
    elements: &Elements<'_>,
    open: &mut Option<Written<String>>,
) -> Option<PrincipalElement> {
    if !cx.kind.names_principals() {
        let found = elements.get("Principal").or_else(|| elements.get("NotPrincipal"));
        if let Some((key, _)) = found.filter(|_| cx.kind == PolicyKind::Identity) {
            let message = "the policy of an identity names no principals";
            cx.report(&codes::UNEXPECTED_PRINCIPAL, key.span(), message)
                .help("take the element out, or make this the policy of the API");
        }
        return None;
    }
    let (negated, key, node) = cx.one_of(statement, elements, "Principal")?;
    let span = cx.place(key).map(|from| from.to(node.span()));
    let mut own = PrincipalElement { negated, span, values: Vec::new(), matchers: Vec::new() };
    if node.is_mapping() && intrinsic_call(node).is_none() {
        by_kind(cx, node, open, &mut own);
    } else {
        everyone(cx, node, &mut own);
    }
    Some(own)
}

/// `{"AWS": …}`
fn by_kind(
    cx: &mut Reader<'_>,
    node: Node<'_>,
    open: &mut Option<Written<String>>,
    own: &mut PrincipalElement,
) {
    if node.is_empty() {
        cx.report(&codes::MALFORMED_PRINCIPAL, node.span(), "the principal names nobody");
    }
    for (kind, values) in node.entries() {
        let name = kind.scalar_text().unwrap_or("");
        if !KINDS.contains(&name) {
            let message = format!("`{name}` is no kind of principals");
            let found = cx.report(&codes::MALFORMED_PRINCIPAL, kind.span(), message);
            match closest(name, KINDS) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help("the kinds are `AWS`, `Service`, `Federated`, `CanonicalUser`"),
            };
            continue;
        }
        for value in cx.values(kind, values, open) {
            match PrincipalMatcher::parse(name, &value) {
                Ok(matcher) => {
                    own.matchers.push(matcher);
                    own.values.push(value);
                }
                Err(fault) => report(cx, fault, &value),
            }
        }
    }
}

/// `"*"`
fn everyone(cx: &mut Reader<'_>, node: Node<'_>, own: &mut PrincipalElement) {
    let text = intrinsic_text(node);
    match text.as_deref() {
        Some("*") => {
            own.values.push(Written::new("*".to_owned(), cx.place(node)));
            own.matchers.push(PrincipalMatcher::Everyone);
        }
        Some(text) if text.contains("${") => {
            own.matchers.push(PrincipalMatcher::open(text));
            let name = text.to_owned();
            own.values.push(cx.open(node, name));
        }
        found => {
            let message = match found {
                Some(text) => format!("`{text}` is no principal"),
                None => "a principal is `*` or an object".to_owned(),
            };
            cx.report(&codes::MALFORMED_PRINCIPAL, node.span(), message)
                .help("write `\"*\"` or `{\"AWS\": \"arn:aws:iam::111122223333:user/Name\"}`");
        }
    }
}

fn report(cx: &mut Reader<'_>, fault: PrincipalFault, value: &Written<String>) {
    let text = value.as_str();
    let (message, help) = match fault {
        PrincipalFault::Wildcard => (
            format!("a wildcard in the principal `{text}`"),
            "name the account, and add a condition on `aws:PrincipalArn` with `ArnLike`",
        ),
        PrincipalFault::Service => (
            format!("`{text}` is no service"),
            "services are named like `apigateway.amazonaws.com`",
        ),
        PrincipalFault::NotAnArn | PrincipalFault::UnknownType => (
            format!("`{text}` is neither an account nor the ARN of an identity"),
            "write `111122223333` or `arn:aws:iam::111122223333:user/Name`",
        ),
    };
    cx.report(&codes::MALFORMED_PRINCIPAL, value.place(), message).help(help);
}
