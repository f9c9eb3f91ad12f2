//! `preflight-omits-header`

use crate::check::Context;
use crate::check::authorizers::{credential_headers, route_credential_headers};
use crate::check::cors::{Mapped, header, mapped};
use crate::diag::{Severity, Sink};
use crate::ir::{Api, Definition, HttpMethod, IntegrationType};
use crate::source::Span;

rule! {
    /// A preflight does not allow the header that carries the caller's credentials.
    ///
    /// ## Why
    /// A page may send `Authorization`, `X-Api-Key` and other headers only when the preflight's
    /// `Access-Control-Allow-Headers` names them. Where it does not, the browser never sends the call, and the page sees
    /// a CORS error. `*` stands for every header but `Authorization` (WHATWG, "Fetch Standard", section 3.3.4); browsers
    /// that do not keep to that yet warn of it, so that such a finding is information.
    ///
    /// Only a list that is written out can be read: what a template or a backend answers is left alone.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     options:
    ///       responses:
    ///         "200":
    ///           description: Preflight
    ///           headers:
    ///             Access-Control-Allow-Headers: { schema: { type: string } }
    ///             Access-Control-Allow-Origin: { schema: { type: string } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters:
    ///               method.response.header.Access-Control-Allow-Headers: "'Content-Type'"
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     options:
    ///       responses:
    ///         "200":
    ///           description: Preflight
    ///           headers:
    ///             Access-Control-Allow-Headers: { schema: { type: string } }
    ///             Access-Control-Allow-Origin: { schema: { type: string } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses:
    ///           default:
    ///             statusCode: "200"
    ///             responseParameters:
    ///               method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Amz-Date'"
    ///               method.response.header.Access-Control-Allow-Origin: "'*'"
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "preflight-omits-header", Warning, Definition => check
}

const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";

/// The headers that a preflight allows, and where that is said.
struct Allowed<'a> {
    names: Vec<&'a str>,
    place: Span,
    /// Whose preflight it is.
    subject: String,
}

/// A header that calls need, and the method or route that needs it.
struct Needed {
    name: String,
    by: Span,
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    match &definition.api {
        Api::Rest(_) => rest(cx, sink),
        Api::Http(api) => {
            let Some(cors) = &api.cors else { return };
            let needed = cx.routes().flat_map(|at| {
                let by = cx.key(at.origin.span());
                route_credential_headers(at).into_iter().map(move |name| Needed { name, by })
            });
            let names: Vec<&str> = cors.allow_headers.iter().map(|own| own.as_str()).collect();
            let place = match (cors.allow_headers.first(), cors.allow_headers.last()) {
                (Some(first), Some(last)) => first.span().to(last.span()),
                _ => cx.key(cors.origin.span()),
            };
            let allowed = Allowed { names, place, subject: "the CORS configuration".to_owned() };
            report(&allowed, needed.collect(), sink);
        }
    }
}

fn rest(cx: &Context<'_>, sink: &mut Sink) {
    for at in cx.resources() {
        let Some(preflight) = at.methods.get(&HttpMethod::Options) else { continue };
        let Some(integration) = &preflight.integration else { continue };
        let sends = |name| integration.responses.iter().any(|own| header(integration, own, name));
        // One that allows no origin is the matter of another rule.
        if *integration.integration_type != IntegrationType::Mock
            || !sends("Access-Control-Allow-Origin")
        {
            continue;
        }
        let subject = format!("the preflight of `{}`", at.path);
        let allowed = match mapped(integration, ALLOW_HEADERS) {
            Mapped::Fixed(value, place) => {
                let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
                Allowed { names: names.collect(), place, subject }
            }
            Mapped::Computed => continue,
            // A template may set it.
            Mapped::Nothing if sends(ALLOW_HEADERS) => continue,
            Mapped::Nothing => {
                let place = cx.key(preflight.origin.span());
                Allowed { names: Vec::new(), place, subject }
            }
        };
        let own = cx.methods().iter().filter(|method| {
            std::ptr::eq(method.resource, at.resource) && method.http_method != HttpMethod::Options
        });
        let needed = own.flat_map(|method| {
            let by = cx.key(method.origin.span());
            credential_headers(*method).into_iter().map(move |name| Needed { name, by })
        });
        report(&allowed, needed.collect(), sink);
    }
}

fn report(allowed: &Allowed<'_>, needed: Vec<Needed>, sink: &mut Sink) {
    let named = |own: &str| allowed.names.iter().any(|name| name.eq_ignore_ascii_case(own));
    let is_wild = named("*");
    let is_needed = |own: &Needed| {
        let is_wild = is_wild && !own.name.eq_ignore_ascii_case("Authorization");
        !is_wild && !named(&own.name)
    };
    let mut missing: Vec<Needed> = Vec::new();
    for own in needed.into_iter().filter(is_needed) {
        if !missing.iter().any(|known| known.name.eq_ignore_ascii_case(&own.name)) {
            missing.push(own);
        }
    }
    let Some(first) = missing.first() else { return };
    let names: Vec<&str> = missing.iter().map(|own| own.name.as_str()).collect();
    let list = names.join("` and `");
    let subject = &allowed.subject;
    let found = sink.report(&RULE, allowed.place, format!("{subject} does not allow `{list}`"));
    let bare = |own: &Needed| {
        allowed.names.iter().any(|name| name.trim_matches('\'').eq_ignore_ascii_case(&own.name))
    };
    if missing.iter().all(bare) {
        found.label("the apostrophes between the first and the last one are sent with the names");
    } else if is_wild {
        found.severity = Severity::Info;
        found.label("`*` does not stand for `Authorization`");
    }
    found
        .related(first.by, "browsers do not send this call")
        .help(format!("add `{}` to `{ALLOW_HEADERS}`", names.join(",")));
}
