//! A document as an HTTP API (reference `openapi-extensions`, section 4).

use crate::frontend::codes;
use crate::ir::{Authorization, Hint, HttpApi, HttpMethod, Integration, Route};
use crate::source::{Origin, Spanned, SpannedMap};

use super::base_path;
use super::context::{Context, Findings};
use super::dropped;
use super::extensions::integration::Owner;
use super::extensions::{self, Place, any_method, auth, integration};
use super::method;
use super::paths::{self, Operation, PathItem};
use super::read::{self, Field};
use super::rest_api::{self, endpoint, untitled};
use super::root::Root;
use super::security::{self, Security};

/// Lowers the document; also returns its schemes and requirements.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    mut root: Root<'t>,
    f: &mut Findings<'_>,
) -> (HttpApi, Security) {
    let prefix = base_path::prefix(cx, &root, f);
    let mut security = security::lower(cx, root.security_schemes, f);
    if let Some(field) = root.security {
        security::note(&mut security, field, None);
    }
    if let Some(schemas) = root.schemas {
        f.count(&dropped::HTTP_SCHEMAS, schemas.key.span());
    }
    let contract = rest_api::contract(cx, &root, &prefix);
    let mut routes = SpannedMap::default();
    for item in paths::lower(cx, root.paths, f) {
        if !item.parameters.is_empty() {
            f.count(&dropped::HTTP_PARAMETERS, item.path.span());
        }
        for operation in &item.operations {
            let key = route_key(&prefix, &item, operation, f);
            let route = route(cx, &mut security, root.security, operation.field, &key, f);
            add(key, route, &mut routes, f);
        }
    }
    let api = HttpApi {
        name: root.info.title.take().unwrap_or_else(|| untitled(cx)),
        version: root.info.version.take(),
        description: root.info.description.take(),
        endpoint: endpoint(cx, &mut root.extensions),
        cors: root.extensions.cors.take(),
        routes,
        authorizers: security.authorizers.clone(),
        contract: Hint(Some(Box::new(contract))),
        tags: root.tags,
        origin: Origin(cx.root.span()),
    };
    (api, security)
}

/// `GET /pets`, or `$default` for the route that takes everything else.
fn route_key(
    prefix: &str,
    item: &PathItem<'_>,
    operation: &Operation<'_>,
    f: &mut Findings<'_>,
) -> Spanned<String> {
    let default = item.path.as_str() == "/$default"
        && operation.method == HttpMethod::Any
        && any_method::is_default_route(operation.field.value, f);
    let key = if default {
        "$default".to_owned()
    } else {
        format!("{} {prefix}{}", operation.method, *item.path)
    };
    Spanned::new(key, operation.field.key.span())
}

fn add(key: Spanned<String>, route: Route, routes: &mut SpannedMap<Route>, f: &mut Findings<'_>) {
    let span = key.span();
    let message = format!("`{key}` is defined twice");
    if let Some(earlier) = routes.insert(key, route) {
        f.report(&codes::DUPLICATE_METHOD, span, message)
            .related(earlier.origin.span(), "the other one, which is lost");
    }
}

fn route<'t>(
    cx: &Context<'t>,
    security: &mut Security,
    default_security: Option<Field<'t>>,
    operation: Field<'t>,
    key: &Spanned<String>,
    f: &mut Findings<'_>,
) -> Route {
    let mut operation_name = None;
    let mut found_integration = None;
    let mut own_security = None;
    let mut stated = None;
    for field in read::fields(operation.value) {
        match field.name {
            "operationId" => operation_name = read::text(field, f),
            "security" => own_security = Some(field),
            "requestBody" => f.count(&dropped::HTTP_BODIES, field.key.span()),
            "responses" => f.count(&dropped::HTTP_RESPONSES, field.key.span()),
            "parameters" => f.count(&dropped::HTTP_PARAMETERS, field.key.span()),
            "summary" | "description" | "tags" => {
                f.count(&dropped::HTTP_DESCRIPTIONS, field.key.span());
            }
            "deprecated" => f.count(&dropped::DEPRECATED, field.key.span()),
            "callbacks" => f.count(&dropped::CALLBACKS, field.key.span()),
            "servers" => f.count(&dropped::SERVERS, field.key.span()),
            "externalDocs" => f.count(&dropped::EXTERNAL_DOCS, field.key.span()),
            "isDefaultRoute" => {}
            _ => {
                let place = Place::Operation;
                let fields = method::FIELDS;
                let known = extensions::other_field(cx, field, place, "an operation", fields, f);
                match known.map(|extension| extension.name) {
                    Some("auth") => stated = auth::lower(field, f).map(|kind| (kind, field)),
                    Some("integration") => found_integration = integration(cx, field, key, f),
                    _ => {}
                }
            }
        }
    }
    if let Some(field) = own_security {
        security::note(security, field, Some(key));
    }
    let asked = own_security.or(default_security);
    let mut authorization = security::resolve(cx, security, asked, operation, f).authorization;
    if let Some((kind, field)) = stated {
        authorization = Authorization {
            authorization_type: *kind,
            authorizer: None,
            scopes: Vec::new(),
            origin: Origin(field.span()),
        };
    }
    Route {
        operation_name,
        authorization,
        integration: found_integration,
        origin: Origin(operation.span()),
    }
}

/// The integration, unless it is of a type that HTTP APIs do not have; the service leaves those out with a warning.
fn integration<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    key: &Spanned<String>,
    f: &mut Findings<'_>,
) -> Option<Integration> {
    let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
    let lowered = integration::lower(cx, field, Owner { path, method }, f)?;
    let kind = lowered.integration_type;
    if integration::fits(*kind, cx.api_kind) {
        return Some(lowered);
    }
    let message = format!("an HTTP API has no `{}` integrations", kind.name());
    f.report(&codes::INTEGRATION_NOT_FOR_HTTP_API, kind.span(), message)
        .help("the service leaves it out; use `aws_proxy` or `http_proxy`");
    None
}
