//! An operation as a method of a REST API.

use crate::ir::{Authorization, DocumentationType, Hint, Method};
use crate::source::{Node, Origin, Spanned, SpannedMap};

use super::bodies;
use super::context::{Context, Findings};
use super::describe::of_method;
use super::dropped;
use super::extensions::integration::Owner;
use super::extensions::{self, Place, auth, integration};
use super::lowering::{Lowering, OperationContext};
use super::parameters;
use super::read::{self, Field};
use super::responses;
use super::security;

/// The fields of an operation.
pub(super) const FIELDS: &[&str] = &[
    "operationId",
    "summary",
    "description",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "deprecated",
    "callbacks",
    "servers",
    "externalDocs",
    "consumes",
    "produces",
    "schemes",
    "x-amazon-apigateway-integration",
    "x-amazon-apigateway-request-validator",
    "x-amazon-apigateway-auth",
];

/// The parts of an operation that are read when all of them are known.
#[derive(Debug, Default)]
struct Parts<'t> {
    parameters: Option<Field<'t>>,
    request_body: Option<Field<'t>>,
    responses: Option<Field<'t>>,
    security: Option<Field<'t>>,
    consumes: Option<Field<'t>>,
    produces: Option<Field<'t>>,
    auth: Option<Field<'t>>,
    descriptions: Vec<Field<'t>>,
    deprecated: bool,
}

/// Lowers the operation `field`.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    f: &mut Findings<'_>,
) -> Method {
    let mut method = Method {
        http_method: operation.method,
        operation_name: None,
        authorization: no_authorization(Origin(field.key.span())),
        api_key_required: Spanned::new(false, field.key.span()),
        request_parameters: indexmap::IndexMap::new(),
        request_models: SpannedMap::default(),
        request_validator: None,
        responses: SpannedMap::default(),
        callers: Hint::none(),
        integration: None,
        origin: Origin(field.span()),
    };
    let mut parts = Parts::default();
    for field in read::fields(field.value) {
        read_field(cx, operation, field, &mut method, &mut parts, f);
    }
    let place = of_method(DocumentationType::Method, operation.path, operation.method);
    lowering.describer.add(cx, place, parts.descriptions.iter().copied(), field.span());
    lower_messages(cx, lowering, operation, &parts, &mut method, f);
    authorize(cx, lowering, operation, field, &parts, &mut method, f);
    let callers = std::mem::take(&mut lowering.callers);
    method.callers = Hint((!callers.is_empty()).then(|| Box::new(callers)));
    method.shrink_to_fit();
    method
}

const fn no_authorization(origin: Origin) -> Authorization {
    Authorization {
        authorization_type: crate::ir::AuthorizationType::None,
        authorizer: None,
        scopes: Vec::new(),
        origin,
    }
}

fn read_field<'t>(
    cx: &Context<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    method: &mut Method,
    parts: &mut Parts<'t>,
    f: &mut Findings<'_>,
) {
    match field.name {
        "operationId" => method.operation_name = read::text(field, f),
        "summary" | "description" | "tags" => parts.descriptions.push(field),
        "parameters" => parts.parameters = Some(field),
        "requestBody" => parts.request_body = Some(field),
        "responses" => parts.responses = Some(field),
        "security" => parts.security = Some(field),
        "consumes" => parts.consumes = Some(field),
        "produces" => parts.produces = Some(field),
        "deprecated" => {
            f.count(&dropped::DEPRECATED, field.key.span());
            parts.deprecated = field.value.as_bool() == Some(true);
        }
        "callbacks" => f.count(&dropped::CALLBACKS, field.key.span()),
        "servers" | "schemes" => f.count(&dropped::SERVERS, field.key.span()),
        "externalDocs" => f.count(&dropped::EXTERNAL_DOCS, field.key.span()),
        // Of HTTP APIs; a REST API has no route for everything.
        "isDefaultRoute" => {}
        _ => {
            let place = Place::Operation;
            let known = extensions::other_field(cx, field, place, "an operation", FIELDS, f);
            match known.map(|extension| extension.name) {
                Some("auth") => parts.auth = Some(field),
                Some("request-validator") => method.request_validator = read::text(field, f),
                Some("integration") => {
                    let owner = Owner { path: operation.path, method: operation.method.name() };
                    method.integration = integration::lower(cx, field, owner, f);
                }
                _ => {}
            }
        }
    }
}

fn lower_messages<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    parts: &Parts<'t>,
    method: &mut Method,
    f: &mut Findings<'_>,
) {
    let parameters = parameters::lower(cx, lowering, operation, parts.parameters, f);
    lowering.callers.deprecated = parts.deprecated;
    lowering.callers.cookies = parameters.cookies;
    lowering.callers.form = parameters.form;
    lowering.callers.form_media_types = form_media_types(lowering, parts);
    method.request_parameters = parameters.declared;
    if let Some(field) = parts.request_body {
        method.request_models = bodies::lower(cx, lowering, operation, field, f);
    }
    if let Some(body) = parameters.body {
        method.request_models =
            bodies::lower_swagger(cx, lowering, operation, parts.consumes, body, f);
    }
    if let Some(field) = parts.responses {
        method.responses = responses::lower(cx, lowering, operation, field, parts.produces, f);
    }
}

/// The media types that the operation, or the document, consumes.
fn form_media_types(lowering: &Lowering<'_>, parts: &Parts<'_>) -> Vec<String> {
    if lowering.callers.form.is_empty() {
        return Vec::new();
    }
    let list = parts.consumes.or(lowering.consumes).map(|field| field.value);
    let texts = list.into_iter().flat_map(Node::items).filter_map(Node::as_str);
    texts.map(str::to_owned).collect()
}

fn authorize<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    parts: &Parts<'t>,
    method: &mut Method,
    f: &mut Findings<'_>,
) {
    if let Some(own) = parts.security {
        let name = format!("{} {}", operation.method, operation.path);
        lowering.callers.security = Some(security::note(&mut lowering.security, own, Some(&name)));
    }
    let asked = parts.security.or(lowering.default_security);
    let resolved = security::resolve(cx, &lowering.security, asked, field, f);
    method.authorization = resolved.authorization;
    if let Some(required) = resolved.api_key {
        method.api_key_required = required;
    }
    if let Some(field) = parts.auth
        && let Some(stated) = auth::lower(field, f)
    {
        method.authorization =
            Authorization { authorization_type: *stated, ..no_authorization(Origin(field.span())) };
    }
}
