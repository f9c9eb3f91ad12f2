//! Security schemes, and what a requirement makes of a method.

use crate::frontend::codes;
use crate::frontend::options::ApiKind;
use crate::ir::{
    Authorization, AuthorizationType, Authorizer, AuthorizerType, DocumentationLocation,
    DocumentationType, Hint, SecurityRequirement, SecurityScheme,
};
use crate::source::{Node, Origin, Spanned, SpannedMap};

use super::context::{Context, Findings};
use super::describe::{API, Describer};
use super::dropped;
use super::extensions::authorizer::{self, Scheme};
use super::extensions::{self, Place, authtype};
use super::read::{self, Field};

/// All schemes of a document with the authorizers in them.
#[derive(Debug, Default)]
pub(super) struct Security {
    /// The schemes.
    pub(super) schemes: SpannedMap<SecurityScheme>,
    /// The authorizers by the names of their schemes, used or not.
    pub(super) authorizers: SpannedMap<Authorizer>,
    /// Every scheme that is named by a requirement.
    pub(super) requirements: Vec<SecurityRequirement>,
}

/// What the requirements of one operation come to.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Who may call.
    pub(super) authorization: Authorization,
    /// Where an API key is asked for.
    pub(super) api_key: Option<Spanned<bool>>,
}

const FIELDS: &[&str] = &[
    "type",
    "name",
    "in",
    "description",
    "flow",
    "flows",
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "scopes",
    "scheme",
    "bearerFormat",
    "openIdConnectUrl",
];

/// Reads the schemes.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    field: Option<Field<'t>>,
    f: &mut Findings<'_>,
) -> Security {
    let mut security = Security::default();
    let Some(map) = field.and_then(|field| read::map(field, f)) else { return security };
    for field in read::fields(map) {
        let Some(reached) = cx.follow(field.value) else { continue };
        let scheme = Field { value: reached.node, ..field };
        lower_scheme(cx, scheme, &mut security, f);
    }
    security
}

/// Adds a documentation part for each described authorizer.
pub(super) fn describe<'t>(
    cx: &Context<'t>,
    describer: &mut Describer,
    field: Field<'t>,
    security: &Security,
) {
    for scheme in read::fields(field.value) {
        let Some(reached) = cx.follow(scheme.value) else { continue };
        let Some(description) = read::field(reached.node, "description") else { continue };
        if security.authorizers.contains_key(scheme.name) {
            let place = DocumentationLocation {
                location_type: DocumentationType::Authorizer,
                name: Some(scheme.name.to_owned()),
                ..API
            };
            describer.add(cx, place, [description], scheme.span());
        }
    }
}

fn lower_scheme<'t>(
    cx: &Context<'t>,
    scheme: Field<'t>,
    security: &mut Security,
    f: &mut Findings<'_>,
) {
    let Some(map) = read::map(scheme, f) else { return };
    let mut scheme_type = None;
    let mut http_scheme = Hint::none();
    let mut location = None;
    let mut authorizer = None;
    let mut around =
        Scheme { field: scheme, parameter_name: None, authtype: None, discovery_url: None };
    for field in read::fields(map) {
        match field.name {
            "type" => scheme_type = read::text(field, f),
            "name" => around.parameter_name = read::text(field, f),
            "in" => location = read::text(field, f),
            "openIdConnectUrl" => around.discovery_url = read::text(field, f),
            "description" => {}
            // What only a client needs.
            "scheme" => http_scheme = Hint(field.value.as_str().map(str::to_ascii_lowercase)),
            "flow" | "flows" | "authorizationUrl" | "tokenUrl" | "refreshUrl" | "scopes"
            | "bearerFormat" => f.count(&dropped::SCHEME_DETAILS, field.key.span()),
            _ => {
                let place = Place::SecurityScheme;
                match extensions::other_field(cx, field, place, "a security scheme", FIELDS, f) {
                    Some(known) if known.name == "authtype" => {
                        around.authtype = read::text(field, f);
                    }
                    Some(_) => authorizer = Some(field),
                    None => {}
                }
            }
        }
    }
    if let Some(field) = authorizer
        && let Some(lowered) = authorizer::lower(cx, &around, field, f)
    {
        security.authorizers.insert(scheme.spanned_name(), lowered);
    }
    if map.get("type").is_none() {
        read::missing_field(
            "type",
            &format!("the security scheme `{}`", scheme.name),
            scheme.key.span(),
            f,
        );
    }
    let scheme_type = scheme_type.unwrap_or_else(|| Spanned::new(String::new(), map.span()));
    let lowered = SecurityScheme {
        scheme_type,
        http_scheme,
        parameter_name: around.parameter_name,
        location,
        authtype: around.authtype,
        has_authorizer: authorizer.is_some(),
        origin: Origin(scheme.span()),
    };
    security.schemes.insert(scheme.spanned_name(), lowered);
}

/// What the requirements in `field` come to, for an operation or, when it has none of its own, from the root
/// (reference `openapi-extensions`, section 2: root security is the default of every operation).
pub(super) fn resolve(
    cx: &Context<'_>,
    security: &Security,
    field: Option<Field<'_>>,
    operation: Field<'_>,
    f: &mut Findings<'_>,
) -> Resolved {
    let none = Authorization {
        authorization_type: AuthorizationType::None,
        authorizer: None,
        scopes: Vec::new(),
        origin: Origin(field.map_or(operation.key.span(), Field::span)),
    };
    let mut resolved = Resolved { authorization: none, api_key: None };
    let Some(field) = field else { return resolved };
    let asked = requirements(field, f);
    if cx.api_kind == ApiKind::Http && asked.len() > 1 {
        let message = "a route has exactly one way of authorization, and this is more than one";
        f.report(&codes::SEVERAL_SECURITY_REQUIREMENTS, field.value.span(), message)
            .help("keep one requirement with one scheme");
    }
    for requirement in asked {
        apply(security, requirement, &mut resolved, f);
    }
    resolved
}

/// Every scheme in every alternative, in order.
fn requirements<'t>(field: Field<'t>, f: &mut Findings<'_>) -> Vec<Field<'t>> {
    // A single requirement without its list is understood, as the service does.
    let alternatives: Vec<Node<'t>> = if field.value.is_mapping() {
        let message = "`security` is a map where a list of maps is expected";
        f.report(&codes::LOOSE_TYPE, field.value.span(), message);
        vec![field.value]
    } else {
        read::list(field, f).into_iter().flat_map(Node::items).collect()
    };
    let mut found = Vec::new();
    for alternative in alternatives {
        if let Some(map) = read::map(Field { value: alternative, ..field }, f) {
            found.extend(read::fields(map));
        }
    }
    found
}

fn apply(
    security: &Security,
    requirement: Field<'_>,
    resolved: &mut Resolved,
    f: &mut Findings<'_>,
) {
    let Some(scheme) = security.schemes.get(requirement.name) else { return };
    if let Some(authorizer) = security.authorizers.get(requirement.name) {
        let authorization_type = match *authorizer.authorizer_type {
            AuthorizerType::Token | AuthorizerType::Request => AuthorizationType::Custom,
            AuthorizerType::CognitoUserPools => AuthorizationType::CognitoUserPools,
            AuthorizerType::Jwt => AuthorizationType::Jwt,
        };
        let name = Some(requirement.spanned_name());
        set(resolved, authorization_type, name, requirement, f);
    } else if scheme.authtype.as_ref().is_some_and(|authtype| authtype::is_iam(authtype)) {
        set(resolved, AuthorizationType::AwsIam, None, requirement, f);
    } else if is_api_key(scheme) {
        resolved.api_key = Some(Spanned::new(true, requirement.key.span()));
    }
}

/// An API key is a scheme without authorizer whose header is `X-API-Key`.
fn is_api_key(scheme: &SecurityScheme) -> bool {
    let named = |name: &Spanned<String>| name.eq_ignore_ascii_case("x-api-key");
    scheme.scheme_type.eq_ignore_ascii_case("apiKey")
        && !scheme.has_authorizer
        && scheme.parameter_name.as_ref().is_some_and(named)
}

fn set(
    resolved: &mut Resolved,
    authorization_type: AuthorizationType,
    authorizer: Option<Spanned<String>>,
    requirement: Field<'_>,
    f: &mut Findings<'_>,
) {
    let authorization = &mut resolved.authorization;
    if authorization.authorization_type != AuthorizationType::None {
        if authorization.authorizer != authorizer {
            let message =
                format!("`{}` is left out: a method has one authorizer", requirement.name);
            f.report(&codes::SEVERAL_AUTHORIZERS, requirement.key.span(), message)
                .related(authorization.origin.span(), "this one counts");
        }
        return;
    }
    *authorization = Authorization {
        authorization_type,
        authorizer,
        scopes: read::texts(requirement, f),
        origin: Origin(requirement.span()),
    };
}

/// Notes which schemes `field` names, for rules that look for undefined and unused ones, and returns their names.
pub(super) fn note(
    security: &mut Security,
    field: Field<'_>,
    operation: Option<&str>,
) -> Vec<String> {
    let lists = field.value.items().chain(field.value.is_mapping().then_some(field.value));
    let mut names = Vec::new();
    for named in lists.flat_map(read::fields) {
        names.push(named.name.to_owned());
        security.requirements.push(SecurityRequirement {
            scheme: named.spanned_name(),
            operation: operation.map(str::to_owned),
        });
    }
    names
}
