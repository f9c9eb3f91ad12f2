//! `verb-of-less-specific-path`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::authorizers::{asks_for_nothing, is_protected};
use crate::check::policy::example;
use crate::diag::Sink;
use crate::ir::{HttpMethod, Method, Resource, RestApi};
use crate::mapping::Router;

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

const VERBS: [HttpMethod; 5] =
    [HttpMethod::Get, HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch, HttpMethod::Delete];

/// A path whose missing verb is answered elsewhere.
struct Fall<'a> {
    verb: HttpMethod,
    from: &'a Resource,
    method: &'a Method,
    to: &'a Method,
}

fn check(cx: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    let all = || api.resources.iter().map(|(_, resource)| resource);
    let has_variables = |own: &&Resource| own.path.contains('{') && !own.methods.is_empty();
    if !all().any(|own| has_variables(&own)) {
        return;
    }
    let mut router: Router<&Resource> = Router::new();
    for resource in all() {
        router.insert(&resource.path, resource);
    }
    let mut falls: BTreeMap<&str, Vec<Fall<'_>>> = BTreeMap::new();
    for own in all() {
        let Some((to, fall)) = fall(&router, own) else { continue };
        falls.entry(&to.path).or_default().push(fall);
    }
    for (to, falls) in falls {
        let Some(first) = falls.first() else { continue };
        let more = match falls.len() - 1 {
            0 => String::new(),
            more => format!(", and so are verbs of {more} more paths"),
        };
        let message =
            format!("`{} {}` is answered by `{to}`{more}", first.verb, example(&first.from.path));
        sink.report(&RULE, cx.key(first.method.origin.span()), message)
            .label("this path has other verbs alone")
            .related(cx.key(first.to.origin.span()), "this has another backend")
            .help("answer the other verbs here, by an `x-amazon-apigateway-any-method`, if that is not meant");
    }
}

fn fall<'a>(router: &Router<&'a Resource>, from: &'a Resource) -> Option<(&'a Resource, Fall<'a>)> {
    let mut own = from.methods.values().filter(|own| own.http_method != HttpMethod::Options);
    let method = own.next()?;
    let is_closed =
        is_protected(&method.authorization) && own.all(|own| is_protected(&own.authorization));
    if from.methods.contains_key(&HttpMethod::Any) {
        return None;
    }
    let path = example(&from.path);
    VERBS.into_iter().filter(|verb| !from.methods.contains_key(verb)).find_map(|verb| {
        let found = router.find(&path, |resource| {
            let method = resource.methods.get(&verb).or(resource.methods.get(&HttpMethod::Any));
            method.map(|method| (*resource, method))
        });
        let (resource, to) = found?.value;
        let is_other = resource.path != from.path
            && backend(to) != backend(method)
            // That is told as a loss of authorization.
            && !(is_closed && asks_for_nothing(to));
        is_other.then_some((resource, Fall { verb, from, method, to }))
    })
}

/// What answers a method, without the path that is asked for.
fn backend(method: &Method) -> Option<&str> {
    let uri = method.integration.as_ref()?.uri.as_ref()?.as_str();
    match uri.split_once("://") {
        Some((_, rest)) => rest.split('/').next(),
        None => Some(uri),
    }
}
