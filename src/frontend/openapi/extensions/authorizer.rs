//! `x-amazon-apigateway-authorizer`: who decides whether a request gets in.

use std::time::Duration;

use super::{Extension, Place};
use crate::frontend::codes;
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::options::ApiKind;
use crate::ir::{Authorizer, AuthorizerType, JwtConfiguration};
use crate::source::{Node, Origin, Spanned};

/// An object in a security scheme.
pub(super) static EXTENSION: Extension = Extension {
    name: "authorizer",
    places: &[Place::SecurityScheme],
    rest: true,
    http: true,
    root: None,
};

const FIELDS: &[&str] = &[
    "authorizerCredentials",
    "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds",
    "authorizerUri",
    "enableSimpleResponses",
    "identitySource",
    "identityValidationExpression",
    "jwtConfiguration",
    "providerARNs",
    "type",
];

const REST_TYPES: &[(&str, AuthorizerType)] = &[
    ("token", AuthorizerType::Token),
    ("request", AuthorizerType::Request),
    ("cognito_user_pools", AuthorizerType::CognitoUserPools),
];

const HTTP_TYPES: &[(&str, AuthorizerType)] =
    &[("request", AuthorizerType::Request), ("jwt", AuthorizerType::Jwt)];

/// What the security scheme around an authorizer adds to it.
#[derive(Clone, Debug)]
pub(in crate::frontend::openapi) struct Scheme<'t> {
    /// The whole scheme.
    pub(in crate::frontend::openapi) field: Field<'t>,
    /// The header or query parameter.
    pub(in crate::frontend::openapi) parameter_name: Option<Spanned<String>>,
    /// `x-amazon-apigateway-authtype`.
    pub(in crate::frontend::openapi) authtype: Option<Spanned<String>>,
    /// `openIdConnectUrl`.
    pub(in crate::frontend::openapi) discovery_url: Option<Spanned<String>>,
}

/// Reads the authorizer in `scheme`.
pub(in crate::frontend::openapi) fn lower(
    cx: &Context<'_>,
    scheme: &Scheme<'_>,
    field: Field<'_>,
    f: &mut Findings<'_>,
) -> Option<Authorizer> {
    let map = read::map(field, f)?;
    let Some(type_field) = read::field(map, "type") else {
        read::missing_field("type", "the authorizer", field.key.span(), f);
        return None;
    };
    let types = match cx.api_kind {
        ApiKind::Rest => REST_TYPES,
        ApiKind::Http => HTTP_TYPES,
    };
    let mut authorizer = empty(read::choice(type_field, types, f)?, scheme);
    for field in read::fields(map) {
        lower_field(cx, field, &mut authorizer, f);
    }
    complete(scheme, map, &mut authorizer, f);
    Some(authorizer)
}

fn empty(authorizer_type: Spanned<AuthorizerType>, scheme: &Scheme<'_>) -> Authorizer {
    Authorizer {
        authorizer_type,
        authorizer_uri: None,
        authorizer_credentials: None,
        payload_format_version: None,
        enable_simple_responses: None,
        identity_sources: Vec::new(),
        identity_validation_expression: None,
        result_ttl: None,
        provider_arns: Vec::new(),
        jwt_configuration: None,
        auth_type: scheme.authtype.clone(),
        origin: Origin(scheme.field.span()),
    }
}

fn lower_field(
    cx: &Context<'_>,
    field: Field<'_>,
    authorizer: &mut Authorizer,
    f: &mut Findings<'_>,
) {
    match field.name {
        "type" => {}
        "authorizerUri" => authorizer.authorizer_uri = read::text(field, f),
        "authorizerCredentials" => authorizer.authorizer_credentials = read::text(field, f),
        "authorizerPayloadFormatVersion" => {
            authorizer.payload_format_version = read::format_version(field, f);
        }
        "enableSimpleResponses" => authorizer.enable_simple_responses = read::boolean(field, f),
        "identitySource" => authorizer.identity_sources = identity_sources(field, f),
        "identityValidationExpression" => {
            authorizer.identity_validation_expression = read::text(field, f);
        }
        "authorizerResultTtlInSeconds" => {
            authorizer.result_ttl =
                read::unsigned(field, f).map(|seconds| seconds.map(Duration::from_secs));
        }
        "providerARNs" => authorizer.provider_arns = read::texts(field, f),
        "jwtConfiguration" => authorizer.jwt_configuration = jwt_configuration(field, f),
        _ => {
            super::other_field(cx, field, Place::Elsewhere, "an authorizer", FIELDS, f);
        }
    }
}

/// The expressions of a comma-separated text or of a list, each with its own place.
fn identity_sources(field: Field<'_>, f: &mut Findings<'_>) -> Vec<Spanned<String>> {
    if field.value.is_sequence() {
        return read::texts(field, f);
    }
    let Some(whole) = read::text(field, f) else { return Vec::new() };
    let text = field.value.embedded();
    if text.text().as_ref() != whole.as_str() {
        return vec![whole];
    }
    let mut sources = Vec::new();
    let mut start = 0;
    for part in whole.split(',') {
        let before = part.len() - part.trim_start().len();
        let source = part.trim();
        let from = u32::try_from(start + before).unwrap_or(u32::MAX);
        let to = from.saturating_add(u32::try_from(source.len()).unwrap_or(u32::MAX));
        if !source.is_empty() {
            sources.push(Spanned::new(source.to_owned(), text.span(from, to)));
        }
        start += part.len() + 1;
    }
    sources
}

fn jwt_configuration(field: Field<'_>, f: &mut Findings<'_>) -> Option<JwtConfiguration> {
    let mut configuration =
        JwtConfiguration { issuer: None, audience: Vec::new(), origin: Origin(field.span()) };
    for field in read::fields(read::map(field, f)?) {
        match field.name {
            "issuer" => configuration.issuer = read::text(field, f),
            "audience" => configuration.audience = read::texts(field, f),
            _ => read::unknown_field(field, "`jwtConfiguration`", &["issuer", "audience"], f),
        }
    }
    Some(configuration)
}

/// Takes from the scheme what the authorizer itself does not say (reference `openapi-extensions`, section 1.4).
fn complete(scheme: &Scheme<'_>, map: Node<'_>, authorizer: &mut Authorizer, f: &mut Findings<'_>) {
    match *authorizer.authorizer_type {
        AuthorizerType::Token | AuthorizerType::CognitoUserPools => {
            take_header(scheme, map, authorizer, f);
        }
        AuthorizerType::Jwt => take_issuer(scheme, authorizer),
        AuthorizerType::Request => {}
    }
}

fn take_header(
    scheme: &Scheme<'_>,
    map: Node<'_>,
    authorizer: &mut Authorizer,
    f: &mut Findings<'_>,
) {
    let Some(name) = &scheme.parameter_name else { return };
    let source = format!("method.request.header.{}", **name);
    let written = map.get_entry("identitySource");
    if let Some((key, value)) = written
        && value.as_str() != Some(source.as_str())
    {
        let message = format!("`identitySource` is ignored: the scheme makes it `{source}`");
        f.report(&codes::IGNORED_IDENTITY_SOURCE, key.span().to(value.span()), message)
            .related(name.span(), "this header carries the token");
    }
    authorizer.identity_sources = vec![Spanned::new(source, name.span())];
}

fn take_issuer(scheme: &Scheme<'_>, authorizer: &mut Authorizer) {
    let Some(url) = &scheme.discovery_url else { return };
    let configuration = authorizer.jwt_configuration.get_or_insert_with(|| JwtConfiguration {
        issuer: None,
        audience: Vec::new(),
        origin: Origin(url.span()),
    });
    if configuration.issuer.is_none() {
        let issuer = url.strip_suffix("/.well-known/openid-configuration").unwrap_or(url);
        configuration.issuer = Some(Spanned::new(issuer.to_owned(), url.span()));
    }
}
