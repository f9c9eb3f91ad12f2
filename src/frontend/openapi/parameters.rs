//! The parameters of an operation.

use indexmap::IndexMap;

use crate::frontend::codes;
use crate::frontend::words::kind_name;
use crate::ir::{DocumentationType, Hint, ParameterKey, ParameterLocation, RequestParameter};
use crate::source::{Node, Origin, Spanned, SpannedMap};

use super::callers;
use super::context::{Context, Findings};
use super::describe::of_method;
use super::dropped;
use super::extensions::{self, Place};
use super::lowering::{Lowering, OperationContext};
use super::paths::placeholders;
use super::read::{self, Field};

/// What the parameters of an operation come to.
#[derive(Debug, Default)]
pub(super) struct Parameters<'t> {
    /// The request parameters.
    pub(super) declared: IndexMap<ParameterKey, RequestParameter>,
    /// The body of a Swagger document.
    pub(super) body: Option<Body<'t>>,
    /// Cookies, which only callers need to know.
    pub(super) cookies: SpannedMap<RequestParameter>,
    /// Form fields of a Swagger document, which only callers need to know.
    pub(super) form: SpannedMap<RequestParameter>,
}

/// A parameter with `in: body`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'t> {
    /// Its schema.
    pub(super) schema: Option<Field<'t>>,
    /// Whether it must be sent.
    pub(super) required: bool,
    /// Its description.
    pub(super) description: Option<Field<'t>>,
}

/// One parameter as it is written.
#[derive(Debug)]
struct Written<'t> {
    node: Node<'t>,
    name: Spanned<String>,
    location: Spanned<Location>,
    required: bool,
    schema_field: Option<Field<'t>>,
    description: Option<Field<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Location {
    Request(ParameterLocation),
    Cookie,
    Form,
    Body,
}

const LOCATIONS: &[(&str, Location)] = &[
    ("path", Location::Request(ParameterLocation::Path)),
    ("query", Location::Request(ParameterLocation::QueryString)),
    ("header", Location::Request(ParameterLocation::Header)),
    ("cookie", Location::Cookie),
    ("formData", Location::Form),
    ("body", Location::Body),
];

const FIELDS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "schema",
    "type",
    "format",
    "items",
    "enum",
    "default",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "example",
    "examples",
    "content",
    "collectionFormat",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
];

/// Reads the operation's own parameters and those of its path, of which the operation's own win.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    own: Option<Field<'t>>,
    f: &mut Findings<'_>,
) -> Parameters<'t> {
    let own = own.and_then(|field| read::list(field, f));
    let own: Vec<Node<'t>> = own.into_iter().flat_map(Node::items).collect();
    let mut parameters = Parameters::default();
    for node in operation.path_parameters.iter().copied().chain(own) {
        let Some(reached) = cx.follow(node) else { continue };
        let Some(written) = read_parameter(cx, reached.node, f) else { continue };
        add(cx, lowering, operation, written, &mut parameters, f);
    }
    add_implied(operation, &mut parameters);
    parameters
}

fn add<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    written: Written<'t>,
    parameters: &mut Parameters<'t>,
    f: &mut Findings<'_>,
) {
    let location = match *written.location {
        Location::Request(location) => location,
        Location::Cookie => {
            f.count(&dropped::COOKIE_PARAMETERS, written.name.span());
            let parameter = request_parameter(cx, &written, None);
            parameters.cookies.insert(written.name, parameter);
            return;
        }
        Location::Form => {
            f.count(&dropped::FORM_PARAMETERS, written.name.span());
            let parameter = request_parameter(cx, &written, None);
            parameters.form.insert(written.name, parameter);
            return;
        }
        Location::Body => {
            let Written { schema_field: schema, required, description, .. } = written;
            parameters.body = Some(Body { schema, required, description });
            return;
        }
    };
    let kind = match location {
        ParameterLocation::Path => DocumentationType::PathParameter,
        ParameterLocation::QueryString => DocumentationType::QueryParameter,
        ParameterLocation::Header => DocumentationType::RequestHeader,
    };
    let schema = callers::parameter_schema(written.node);
    if let Some(schema) = schema.filter(|schema| says_more_than_text(cx, *schema)) {
        f.count(&dropped::PARAMETER_SCHEMA, schema.span());
    }
    let mut place = of_method(kind, operation.path, operation.method);
    place.name = Some(written.name.value().clone());
    lowering.describer.add(cx, place, written.description, written.node.span());
    let mut parameter = request_parameter(cx, &written, Some(location));
    // A request without a variable of the path is a request for another path, whatever the document says.
    parameter.required |= location == ParameterLocation::Path
        && placeholders(operation.path)
            .any(|name| name.trim_end_matches('+') == written.name.as_str());
    let key = ParameterKey { location, name: written.name.into_value() };
    parameters.declared.insert(key, parameter);
}

fn request_parameter<'t>(
    cx: &Context<'t>,
    written: &Written<'t>,
    location: Option<ParameterLocation>,
) -> RequestParameter {
    let schema = callers::parameter_schema(written.node);
    let description = written.description.and_then(|field| field.value.as_str());
    RequestParameter {
        required: written.required,
        implied: Hint::none(),
        schema: Hint(schema.and_then(|schema| cx.fragment(schema))),
        style: Hint(Some(callers::style(cx, written.node, location))),
        description: Hint(description.map(str::to_owned)),
        origin: Origin(written.node.span()),
    }
}

fn read_parameter<'t>(
    cx: &Context<'t>,
    node: Node<'t>,
    f: &mut Findings<'_>,
) -> Option<Written<'t>> {
    if !node.is_mapping() {
        let message = format!("a parameter is {} where a map is expected", kind_name(node.kind()));
        f.report(&codes::WRONG_TYPE, node.span(), message);
        return None;
    }
    let (mut name, mut location, mut required) = (None, None, false);
    let (mut schema_field, mut description) = (None, None);
    for field in read::fields(node) {
        match field.name {
            "name" => name = read::text(field, f),
            "in" => location = read::choice(field, LOCATIONS, f),
            "required" => required = read::boolean(field, f).is_some_and(|value| *value),
            "description" => description = Some(field),
            "schema" => schema_field = Some(field),
            "deprecated" => f.count(&dropped::DEPRECATED, field.key.span()),
            "example" | "examples" => f.count(&dropped::EXAMPLES, field.key.span()),
            "style" | "explode" | "allowReserved" | "allowEmptyValue" | "collectionFormat"
            | "content" => f.count(&dropped::PARAMETER_STYLE, field.key.span()),
            // Constraints of a Swagger parameter are a part of its schema, which is kept whole.
            known if FIELDS.contains(&known) => {}
            _ => {
                extensions::other_field(cx, field, Place::Elsewhere, "a parameter", FIELDS, f);
            }
        }
    }
    for missing in ["name", "in"] {
        if node.get(missing).is_none() {
            read::missing_field(missing, "the parameter", node.span(), f);
        }
    }
    Some(Written { node, name: name?, location: location?, required, schema_field, description })
}

/// Whether a schema allows less than any text, which nobody holds a request to.
fn says_more_than_text(cx: &Context<'_>, schema: Node<'_>) -> bool {
    const LIMITS: &[&str] = &[
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "multipleOf",
        "pattern",
        "uniqueItems",
    ];
    let Some(schema) = cx.follow(schema).map(|reached| reached.node) else { return false };
    let other_type = schema.get("type").and_then(Node::as_str).is_some_and(|word| word != "string");
    other_type || LIMITS.iter().any(|word| schema.get(word).is_some())
}

/// Adds the placeholder of the last segment, which the service declares by itself unless it is greedy
/// (reference `openapi-extensions`, section 2).
fn add_implied(operation: &OperationContext<'_, '_>, parameters: &mut Parameters<'_>) {
    let last = operation.path.rsplit('/').next().unwrap_or("");
    for name in placeholders(last).filter(|name| !name.ends_with('+')) {
        let key = ParameterKey { location: ParameterLocation::Path, name: name.to_owned() };
        parameters.declared.entry(key).or_insert_with(|| RequestParameter {
            required: true,
            implied: Hint(Some(())),
            schema: Hint::none(),
            style: Hint::none(),
            description: Hint::none(),
            origin: Origin(operation.path_span),
        });
    }
}
