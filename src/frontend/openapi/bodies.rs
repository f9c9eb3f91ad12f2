//! The body that an operation takes.

use crate::frontend::codes;
use crate::ir::DocumentationType;
use crate::source::{Spanned, SpannedMap};

use super::context::{Context, Findings};
use super::describe::of_method;
use super::dropped;
use super::extensions::{self, Place};
use super::lowering::{Lowering, OperationContext};
use super::models::anonymous_name;
use super::parameters::Body;
use super::read::{self, Field};
use super::root::media_types;

/// Model names by media type.
pub(super) type ModelNames = SpannedMap<Spanned<String>>;

/// The models of a `requestBody`, for every media type.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
    f: &mut Findings<'_>,
) -> ModelNames {
    let mut models = ModelNames::default();
    let Some(reached) = cx.follow(field.value) else { return models };
    let Some(map) = read::map(Field { value: reached.node, ..field }, f) else { return models };
    for field in read::fields(map) {
        match field.name {
            "content" => models = content(cx, lowering, operation, "Request", field, f),
            // A validator asks for a body when there is a model for it, whatever stands here.
            "required" => lowering.callers.body_required = field.value.as_bool(),
            "description" => describe(cx, lowering, operation, field),
            _ => {
                let known = &["content", "required", "description"];
                extensions::other_field(cx, field, Place::Elsewhere, "a request body", known, f);
            }
        }
    }
    models
}

/// The models of a Swagger body. Its media types are those that the operation or the document consumes.
pub(super) fn lower_swagger<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    consumes: Option<Field<'t>>,
    body: Body<'t>,
    f: &mut Findings<'_>,
) -> ModelNames {
    if let Some(field) = body.description {
        describe(cx, lowering, operation, field);
    }
    lowering.callers.body_required = Some(body.required);
    let Some(schema) = body.schema else { return ModelNames::default() };
    let types = media_types(consumes, lowering.consumes, schema.value, f);
    of_media_types(cx, lowering, operation, "Request", types, schema, f)
}

/// One model for several media types.
pub(super) fn of_media_types<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    role: &str,
    types: Vec<Spanned<String>>,
    schema: Field<'t>,
    f: &mut Findings<'_>,
) -> ModelNames {
    let anonymous =
        || anonymous_name(operation.method.name(), operation.path, role, "application/json");
    let Some(name) = lowering.models.name_of(cx, schema.value, anonymous, f) else {
        report_no_schema(schema, f);
        return ModelNames::default();
    };
    types.into_iter().map(|media_type| (media_type, name.clone())).collect()
}

/// The models of a `content` map.
pub(super) fn content<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    role: &str,
    field: Field<'t>,
    f: &mut Findings<'_>,
) -> ModelNames {
    let mut models = ModelNames::default();
    let Some(map) = read::map(field, f) else { return models };
    for media in read::fields(map) {
        let Some(inner) = read::map(media, f) else { continue };
        for field in read::fields(inner) {
            match field.name {
                "schema" => {
                    let anonymous = || {
                        anonymous_name(operation.method.name(), operation.path, role, media.name)
                    };
                    match lowering.models.name_of(cx, field.value, anonymous, f) {
                        Some(name) => {
                            models.insert(media.spanned_name(), name);
                        }
                        None => report_no_schema(field, f),
                    }
                }
                "example" | "examples" => f.count(&dropped::EXAMPLES, field.key.span()),
                "encoding" => f.count(&dropped::ENCODING, field.key.span()),
                _ => {
                    let known = &["schema", "example", "examples", "encoding"];
                    extensions::other_field(cx, field, Place::Elsewhere, "a media type", known, f);
                }
            }
        }
    }
    models
}

/// A reference that leads nowhere has been reported; anything else is no schema.
fn report_no_schema(field: Field<'_>, f: &mut Findings<'_>) {
    if field.value.is_mapping() {
        return;
    }
    if field.value.kind() == crate::source::Kind::Bool {
        f.report(
            &codes::SCHEMA_OF_3_1,
            field.value.span(),
            "a schema that is a boolean is new in OpenAPI 3.1",
        );
    } else {
        read::wrong_type(field, "a schema", f);
    }
}

fn describe<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    operation: &OperationContext<'_, 't>,
    field: Field<'t>,
) {
    let place = of_method(DocumentationType::RequestBody, operation.path, operation.method);
    lowering.describer.add(cx, place, [field], field.span());
}
