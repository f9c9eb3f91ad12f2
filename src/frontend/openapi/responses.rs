//! The responses that an operation declares.

use crate::frontend::codes;
use crate::ir::{DocumentationType, Hint, MethodResponse};
use crate::source::{Fragment, Node, Origin, SpannedMap};

use super::bodies;
use super::callers;
use super::context::{Context, Findings};
use super::describe::of_method;
use super::dropped;
use super::extensions::{self, Place};
use super::lowering::{Lowering, OperationContext};
use super::read::{self, Field};
use super::root::media_types;

const FIELDS: &[&str] = &["description", "headers", "content", "schema", "links", "examples"];

/// Reads the responses by status code.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    produces: Option<Field<'t>>,
    f: &mut Findings<'_>,
) -> SpannedMap<MethodResponse> {
    let mut responses = SpannedMap::default();
    let Some(map) = read::map(field, f) else { return responses };
    for field in read::fields(map) {
        if field.name.starts_with("x-") {
            extensions::other_field(cx, field, Place::Elsewhere, "the responses", &[], f);
            continue;
        }
        if callers::is_range(field.name) {
            range(cx, lowering, field, produces, f);
        }
        if !is_status(field.name) {
            report_no_status(field, f);
            continue;
        }
        let origin = Origin(field.span());
        let Some(reached) = cx.follow(field.value) else {
            // That was reported. The status code is declared all the same, so that nothing else is said to lack it.
            responses.insert(field.spanned_name(), empty(origin));
            continue;
        };
        let target = Field { value: reached.node, ..field };
        if let Some(response) = response(cx, lowering, operation, target, produces, origin, f) {
            responses.insert(field.spanned_name(), response);
        }
    }
    responses
}

/// Keeps a response for more than one status for callers.
fn range<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    field: Field<'t>,
    produces: Option<Field<'t>>,
    f: &mut Findings<'_>,
) {
    let types = media_types(produces, lowering.produces, field.value, f);
    if let Some(response) = callers::response(cx, field, &types) {
        lowering.callers.other_responses.insert(field.spanned_name(), response);
    }
}

/// Three digits, the first of them 1 to 5 (reference `openapi-extensions`, section 2).
fn is_status(name: &str) -> bool {
    name.len() == 3
        && name.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(name.as_bytes().first(), Some(b'1'..=b'5'))
}

fn report_no_status(field: Field<'_>, f: &mut Findings<'_>) {
    let message = match field.name {
        "default" => "`default` makes no method response: a response is made for one status code",
        _ => "a method response is made for one status code of three digits",
    };
    f.count_message(&codes::RESPONSE_WITHOUT_STATUS, message, field.key.span());
}

fn response<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    produces: Option<Field<'t>>,
    origin: Origin,
    f: &mut Findings<'_>,
) -> Option<MethodResponse> {
    let status = field.name;
    let role = format!("{status}Response");
    let mut response = empty(origin);
    for field in read::fields(read::map(field, f)?) {
        match field.name {
            "description" => describe(cx, lowering, operation, status, field),
            "headers" => headers(cx, lowering, operation, status, field, &mut response, f),
            "content" => {
                response.models = bodies::content(cx, lowering, operation, &role, field, f);
            }
            "schema" => {
                let types = media_types(produces, lowering.produces, field.value, f);
                response.models =
                    bodies::of_media_types(cx, lowering, operation, &role, types, field, f);
            }
            "links" => f.count(&dropped::LINKS, field.key.span()),
            "examples" => f.count(&dropped::EXAMPLES, field.key.span()),
            _ => {
                extensions::other_field(cx, field, Place::Elsewhere, "a response", FIELDS, f);
            }
        }
    }
    Some(response)
}

fn empty(origin: Origin) -> MethodResponse {
    MethodResponse {
        models: SpannedMap::default(),
        headers: SpannedMap::default(),
        header_schemas: Hint::none(),
        origin,
    }
}

/// The service writes `200 response` into its exports where nothing is said, so that says nothing.
fn describe<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    status: &str,
    field: Field<'t>,
) {
    let text = field.value.as_str().unwrap_or("");
    if text.is_empty() || text.strip_suffix(" response") == Some(status) {
        return;
    }
    let mut place = of_method(DocumentationType::Response, operation.path, operation.method);
    place.status_code = Some(status.to_owned());
    lowering.describer.add(cx, place, [field], field.span());
}

fn headers<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    status: &str,
    field: Field<'t>,
    response: &mut MethodResponse,
    f: &mut Findings<'_>,
) {
    let Some(map) = read::map(field, f) else { return };
    let mut schemas: SpannedMap<Fragment> = SpannedMap::default();
    for field in read::fields(map) {
        response.headers.insert(field.spanned_name(), false);
        let Some(reached) = cx.follow(field.value) else { continue };
        let header = reached.node;
        if !header.is_mapping() {
            read::wrong_type(Field { value: header, ..field }, "a map", f);
            continue;
        }
        if let Some(description) = read::field(header, "description") {
            let mut place =
                of_method(DocumentationType::ResponseHeader, operation.path, operation.method);
            place.status_code = Some(status.to_owned());
            place.name = Some(field.name.to_owned());
            lowering.describer.add(cx, place, [description], field.span());
        }
        if let Some(schema) = header_schema(header).and_then(|schema| cx.fragment(schema)) {
            schemas.insert(field.spanned_name(), schema);
        }
    }
    if !schemas.is_empty() {
        response.header_schemas = Hint(Some(schemas));
    }
}

/// A Swagger header is its own schema.
fn header_schema(header: Node<'_>) -> Option<Node<'_>> {
    header.get("schema").or_else(|| header.get("type").map(|_| header))
}
