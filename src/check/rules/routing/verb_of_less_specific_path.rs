//! `verb-of-less-specific-path`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::authorizers::asks_for_nothing;
use crate::check::missing_verbs::{Elsewhere, MissingVerbs, first_method, is_closed};
use crate::check::policy::example;
use crate::diag::Sink;
use crate::ir::{Method, Resource, RestApi};

rule! {
    /// Requests reach the backend of another path, because their verb is missing here.
    ///
    /// ## Why
    /// A path that is matched best and does not have the verb of a request is passed over, and a less specific path
    /// answers: with `GET` alone on `/pets`, a request `POST /pets` is one to `/{proxy+}`. Its caller does not see
    /// that the verb does not exist, and the backend behind it gets requests that it was not made for. Where
    /// authorization is lost by that, `verb-that-falls-through` is told.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://animals.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     x-amazon-apigateway-any-method:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://animals.example.com" }
    ///   /{proxy+}:
    ///     x-amazon-apigateway-any-method:
    ///       parameters: [{ name: proxy, in: path, required: true, schema: { type: string } }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    /// ```
    "verb-of-less-specific-path", Info, RestApi => check
}

/// A path whose missing verb is answered elsewhere.
struct Fall<'a> {
    from: &'a Resource,
    method: &'a Method,
    to: Elsewhere<'a>,
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let has_variables = |own: &Resource| own.path.contains('{') && !own.methods.is_empty();
    let all = || api.resources.iter().map(|(_, resource)| resource);
    if !all().any(has_variables) {
        return;
    }
    let missing = MissingVerbs::new(api);
    let mut falls: BTreeMap<&str, Vec<Fall<'_>>> = BTreeMap::new();
    for fall in all().filter_map(|own| fall(&missing, own)) {
        falls.entry(&fall.to.resource.path).or_default().push(fall);
    }
    for (to, falls) in falls {
        let Some(first) = falls.first() else { continue };
        let more = match falls.len() - 1 {
            0 => String::new(),
            more => format!(", and so are verbs of {more} more paths"),
        };
        let message = format!(
            "`{} {}` is answered by `{to}`{more}",
            first.to.verb,
            example(&first.from.path)
        );
        sink.report(&RULE, cx.key(first.method.origin.span()), message)
            .label("this path has other verbs alone")
            .related(cx.key(first.to.method.origin.span()), "this has another backend")
            .help("answer the other verbs here, by an `x-amazon-apigateway-any-method`, if that is not meant");
    }
}

fn fall<'a>(missing: &MissingVerbs<'a>, from: &'a Resource) -> Option<Fall<'a>> {
    let method = first_method(from)?;
    let is_closed = is_closed(from);
    let to = missing.of(from).find(|to| {
        // That an open method answers for a closed path is told as a loss of authorization.
        backend(to.method) != backend(method) && !(is_closed && asks_for_nothing(to.method))
    })?;
    Some(Fall { from, method, to })
}

/// What answers a method, without the path that is asked for.
fn backend(method: &Method) -> Option<&str> {
    let uri = method.integration.as_ref()?.uri.as_ref()?.as_str();
    match uri.split_once("://") {
        Some((_, rest)) => rest.split('/').next(),
        None => Some(uri),
    }
}
