//! Tells a document of a REST API from one of an HTTP API.
//!
//! Nothing in OpenAPI says which it is, and the same document can be imported as either. What decides is which
//! API's own words the document uses:
//!
//! 1. What the options say.
//! 2. Swagger 2.0 is a REST API: HTTP APIs are imported from OpenAPI 3 alone.
//! 3. A trait that only one kind has: of HTTP APIs `x-amazon-apigateway-importexport-version`, shared integrations
//!    in `components`, JWT authorizers, simple responses, payload format 2.0, the `$default` route and integration
//!    subtypes; of REST APIs validators, gateway responses, resource policies, binary media types, API key sources,
//!    compression, documentation parts, Cognito and token authorizers, API keys, mapping templates, integrations of
//!    the types `aws`, `http` and `mock`, and cached parameters. `x-amazon-apigateway-cors` and payload format 1.0 speak
//!    for an HTTP API more softly, because both are often copied into REST documents, which ignore them.
//! 4. Otherwise a REST API, as every importer that is not told otherwise assumes.
//!
//! Where both kinds of traits occur, the first kind with a strong trait wins, HTTP before REST, and a finding
//! says so.

use crate::frontend::codes;
use crate::frontend::options::{ApiKind, ImportOptions};
use crate::ir::Dialect;
use crate::source::{Node, Span};

use super::context::Findings;
use super::extensions;
use super::read;

/// Where the document speaks for each kind.
#[derive(Debug, Default)]
struct Evidence {
    /// Traits that only HTTP APIs have.
    http: Option<Span>,
    /// Traits of HTTP APIs that also stray into other documents.
    soft_http: Option<Span>,
    /// Traits that only REST APIs have.
    rest: Option<Span>,
}

/// Decides what the document is read as.
pub(super) fn decide(
    root: Node<'_>,
    dialect: Dialect,
    options: &ImportOptions,
    f: &mut Findings<'_>,
) -> ApiKind {
    if let Some(kind) = options.api_kind {
        if kind == ApiKind::Http && dialect == Dialect::Swagger2 {
            let place =
                root.get_entry("swagger").map_or_else(|| root.span(), |(key, _)| key.span());
            f.report(
                &codes::SWAGGER_FOR_HTTP_API,
                place,
                "an HTTP API cannot be made from Swagger 2.0",
            )
            .help("HTTP APIs are imported from OpenAPI 3.0");
        }
        return kind;
    }
    if dialect == Dialect::Swagger2 {
        return ApiKind::Rest;
    }
    let mut evidence = Evidence::default();
    at_root(root, &mut evidence);
    for scheme in entries(root, &["components", "securitySchemes"]) {
        at_scheme(scheme, &mut evidence);
    }
    for (key, item) in root.get("paths").into_iter().flat_map(Node::entries) {
        if matches!(key.scalar_text(), Some("$default" | "/$default")) {
            evidence.http.get_or_insert(key.span());
        }
        for (_, operation) in item.entries() {
            at_operation(operation, &mut evidence);
        }
    }
    weigh(&evidence, f)
}

fn weigh(evidence: &Evidence, f: &mut Findings<'_>) -> ApiKind {
    let (kind, for_it, against) = match (evidence.http, evidence.soft_http, evidence.rest) {
        (Some(http), _, rest) => (ApiKind::Http, http, rest),
        (None, soft, Some(rest)) => (ApiKind::Rest, rest, soft),
        (None, Some(_), None) => return ApiKind::Http,
        (None, None, None) => return ApiKind::Rest,
    };
    if let Some(against) = against {
        let message =
            format!("this is read as an {}, and parts of it are of the other kind", kind.name());
        f.report(&codes::AMBIGUOUS_API_KIND, for_it, message.replace("an REST", "a REST"))
            .label("this speaks for it")
            .related(against, "this speaks against it");
    }
    kind
}

fn entries<'t>(root: Node<'t>, way: &[&str]) -> impl Iterator<Item = Node<'t>> {
    let map = way.iter().try_fold(root, |node, key| node.get(key));
    map.into_iter().flat_map(Node::entries).map(|(_, value)| value)
}

fn at_root(root: Node<'_>, evidence: &mut Evidence) {
    const REST: &[&str] = &[
        "api-key-source",
        "binary-media-types",
        "documentation",
        "gateway-responses",
        "minimum-compression-size",
        "policy",
        "request-validator",
        "request-validators",
    ];
    let has =
        |node: Node<'_>, name: &str| extensions::value(node, name).map(|field| field.key.span());
    evidence.http = has(root, "importexport-version")
        .or_else(|| root.get("components").and_then(|components| has(components, "integrations")));
    evidence.soft_http = has(root, "cors");
    evidence.rest = REST.iter().find_map(|name| has(root, name));
}

fn at_scheme(scheme: Node<'_>, evidence: &mut Evidence) {
    let Some(authorizer) = extensions::value(scheme, "authorizer") else {
        return at_key_scheme(scheme, evidence);
    };
    for field in read::fields(authorizer.value) {
        let word = field.value.as_str().unwrap_or("").to_ascii_lowercase();
        match (field.name, word.as_str()) {
            ("type", "jwt") | ("enableSimpleResponses" | "jwtConfiguration", _) => {
                evidence.http.get_or_insert(field.span());
            }
            ("authorizerPayloadFormatVersion", _) => {
                evidence.soft_http.get_or_insert(field.span());
            }
            ("type", "token" | "cognito_user_pools")
            | ("providerARNs" | "identityValidationExpression", _) => {
                evidence.rest.get_or_insert(field.span());
            }
            _ => {}
        }
    }
}

/// HTTP APIs have no API keys.
fn at_key_scheme(scheme: Node<'_>, evidence: &mut Evidence) {
    let word = |name: &str| scheme.get(name).and_then(Node::as_str).unwrap_or("");
    if word("type") == "apiKey" && word("name").eq_ignore_ascii_case("x-api-key") {
        evidence.rest.get_or_insert(scheme.span());
    }
}

fn at_operation(operation: Node<'_>, evidence: &mut Evidence) {
    if let Some((key, _)) = operation.get_entry("isDefaultRoute") {
        evidence.http.get_or_insert(key.span());
    }
    if let Some(field) = extensions::value(operation, "request-validator") {
        evidence.rest.get_or_insert(field.key.span());
    }
    let Some(integration) = extensions::value(operation, "integration") else { return };
    for field in read::fields(integration.value) {
        let word = field.value.scalar_text().unwrap_or("").to_ascii_lowercase();
        match (field.name, word.as_str()) {
            ("payloadFormatVersion", "2.0" | "2") | ("integrationSubtype", _) => {
                evidence.http.get_or_insert(field.span());
            }
            ("payloadFormatVersion", _) => {
                evidence.soft_http.get_or_insert(field.span());
            }
            ("type", "aws" | "http" | "mock")
            | ("requestTemplates" | "responses" | "cacheKeyParameters" | "cacheNamespace", _) => {
                evidence.rest.get_or_insert(field.span());
            }
            _ => {}
        }
    }
}
