//! `open-method-that-writes`

use std::collections::BTreeSet;

use crate::check::authorizers::{asks_for_nothing, is_protected};
use crate::check::policy::Several;
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::ir::{Authorization, Definition, HttpMethod, Integration, IntegrationType};

rule! {
    /// Everybody may call a method that changes something, and nothing says that this is meant.
    ///
    /// ## Why
    /// `POST`, `PUT`, `PATCH` and `DELETE` without `security`, an API key or a resource policy are open to whoever
    /// knows the address. Where it is meant, `security: []` on the operation says so. It is told once for a
    /// definition; a method beside a protected one of the same path is the matter of
    /// `open-method-beside-authorized`, and mocks are left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     post:
    ///       security: []
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: "https://pets.example.com" }
    /// ```
    "open-method-that-writes", Info, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    if definition.rest().is_some_and(|api| api.policy.is_some()) {
        return;
    }
    let protected: BTreeSet<&str> = cx
        .methods()
        .iter()
        .filter(|at| is_protected(&at.authorization))
        .map(|at| at.resource.path.as_str())
        .collect();
    let is_open = |at: &&MethodAt<'_>| {
        writes(at.http_method.name())
            && asks_for_nothing(at.method)
            && answers(at.integration.as_ref())
            && says_nothing(cx, &at.authorization)
            && !protected.contains(at.resource.path.as_str())
    };
    let open: Vec<MethodAt<'_>> = cx.methods().iter().filter(is_open).copied().collect();
    let help =
        "add `security` with what protects it, or `security: []` where it is meant to be open";
    if let Some(first) = open.first() {
        let message = format!("everybody may call {}", Several(&open));
        let found = sink.report(&RULE, cx.key(first.origin.span()), message);
        found.help(help);
        for other in open.iter().skip(1) {
            found.related(cx.key(other.origin.span()), "");
        }
    }
    let is_open_route = |key: &str, own: &Authorization| {
        let verb = key.split_once(' ').map_or("", |(verb, _)| verb);
        writes(verb) && !is_protected(own) && says_nothing(cx, own)
    };
    let mut routes = cx.routes().filter(|at| {
        is_open_route(at.key, &at.route.authorization) && answers(at.route.integration.as_ref())
    });
    let Some(first) = routes.next() else { return };
    let others: Vec<_> = routes.collect();
    let more =
        if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
    let message = format!("everybody may call `{first}`{more}");
    let found = sink.report(&RULE, cx.key(first.origin.span()), message);
    found.help(help);
    for other in others {
        found.related(cx.key(other.origin.span()), "");
    }
}

fn writes(verb: &str) -> bool {
    [HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete]
        .iter()
        .any(|own| own.name() == verb)
}

/// Whether a backend answers. A document without integrations is no definition of an API yet.
fn answers(integration: Option<&Integration>) -> bool {
    integration.is_some_and(|own| *own.integration_type != IntegrationType::Mock)
}

/// Whether no requirement is written: the origin is then the operation's key.
fn says_nothing(cx: &Context<'_>, own: &Authorization) -> bool {
    let said = cx.sources().text(own.origin.span());
    !said.contains("security") && !said.contains("apigateway-auth")
}
