//! `x-amazon-apigateway-documentation`: documentation parts.

use super::{Extension, Place};
use crate::frontend::codes;
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::ir::{DocumentationLocation, DocumentationPart, DocumentationType};
use crate::source::{Fragment, Origin, Span, Spanned};

/// An object with `version` and `documentationParts` at the top of the document.
pub(super) static EXTENSION: Extension = Extension {
    name: "documentation",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

const FIELDS: &[&str] = &["version", "documentationParts", "createdDate", "description"];

fn lower<'t>(cx: &Context<'t>, field: Field<'t>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    if cx.options.ignore_documentation {
        return;
    }
    let Some(map) = read::map(field, f) else { return };
    for field in read::fields(map) {
        match field.name {
            "version" => root.documentation.version = read::text_or_number(field, f),
            "documentationParts" => {
                let Some(parts) = read::list(field, f) else { continue };
                for part in parts.items() {
                    root.documentation.parts.extend(lower_part(
                        cx,
                        Field { value: part, ..field },
                        f,
                    ));
                }
            }
            // An export writes these two beside the version; they say nothing about the API.
            "createdDate" | "description" => {}
            _ => read::unknown_field(field, "`x-amazon-apigateway-documentation`", FIELDS, f),
        }
    }
}

fn lower_part<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    f: &mut Findings<'_>,
) -> Option<DocumentationPart> {
    let part = read::map(field, f)?;
    let mut location = None;
    let mut properties = Vec::new();
    for field in read::fields(part) {
        match field.name {
            "location" => location = lower_location(field, f),
            "properties" => properties = lower_properties(cx, field, f),
            _ => read::unknown_field(field, "a documentation part", &["location", "properties"], f),
        }
    }
    if location.is_none() && part.get("location").is_none() {
        read::missing_field("location", "the documentation part", part.span(), f);
    }
    Some(DocumentationPart { location: location?, properties, origin: Origin(part.span()) })
}

/// The properties, which may stand in the document as JSON text as the service stores them.
fn lower_properties<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    f: &mut Findings<'_>,
) -> Vec<(String, Fragment)> {
    let Some(map) = read::map(field, f) else { return Vec::new() };
    read::fields(map)
        .filter_map(|field| Some((field.name.to_owned(), cx.fragment(field.value)?)))
        .collect()
}

fn lower_location(field: Field<'_>, f: &mut Findings<'_>) -> Option<DocumentationLocation> {
    let map = read::map(field, f)?;
    let Some(kind) = read::field(map, "type") else {
        read::missing_field("type", "the location", map.span(), f);
        return None;
    };
    let kinds = DocumentationType::ALL.map(|kind| (kind.name(), kind));
    let location_type = *read::choice(kind, &kinds, f)?;
    let allowed = allowed_fields(location_type);
    let mut location = DocumentationLocation {
        location_type,
        path: None,
        method: None,
        status_code: None,
        name: None,
    };
    for field in read::fields(map).filter(|field| field.name != "type") {
        let target = match field.name {
            "path" => &mut location.path,
            "method" => &mut location.method,
            "statusCode" => &mut location.status_code,
            "name" => &mut location.name,
            _ => {
                read::unknown_field(field, "a documentation location", allowed, f);
                continue;
            }
        };
        if !allowed.contains(&field.name) {
            let message =
                format!("a location of type `{}` has no `{}`", location_type.name(), field.name);
            f.report(&codes::UNKNOWN_VALUE, field.key.span(), message)
                .help("the service refuses the part; remove the field");
            continue;
        }
        *target = read::text_or_number(field, f).map(Spanned::into_value);
    }
    with_defaults(location, allowed, map.span(), f)
}

/// Fills in what the service fills in (reference `openapi-extensions`, section 1.8).
fn with_defaults(
    mut location: DocumentationLocation,
    allowed: &[&str],
    span: Span,
    f: &mut Findings<'_>,
) -> Option<DocumentationLocation> {
    let defaults = [("path", "/"), ("method", "*"), ("statusCode", "*")];
    let fields = [&mut location.path, &mut location.method, &mut location.status_code];
    for ((name, default), value) in defaults.into_iter().zip(fields) {
        if allowed.contains(&name) && value.is_none() {
            *value = Some(default.to_owned());
        }
    }
    if needs_name(location.location_type) && location.name.is_none() {
        read::missing_field("name", "the location", span, f);
        return None;
    }
    Some(location)
}

const fn allowed_fields(kind: DocumentationType) -> &'static [&'static str] {
    match kind {
        DocumentationType::Api => &[],
        DocumentationType::Authorizer | DocumentationType::Model => &["name"],
        DocumentationType::Resource => &["path"],
        DocumentationType::Method | DocumentationType::RequestBody => &["path", "method"],
        DocumentationType::QueryParameter
        | DocumentationType::PathParameter
        | DocumentationType::RequestHeader => &["path", "method", "name"],
        DocumentationType::Response | DocumentationType::ResponseBody => {
            &["path", "method", "statusCode"]
        }
        DocumentationType::ResponseHeader => &["path", "method", "statusCode", "name"],
    }
}

const fn needs_name(kind: DocumentationType) -> bool {
    matches!(
        kind,
        DocumentationType::PathParameter
            | DocumentationType::RequestHeader
            | DocumentationType::ResponseHeader
    )
}
