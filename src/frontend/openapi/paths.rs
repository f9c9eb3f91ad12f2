//! `paths`: which operations there are, whatever is made of them.

use crate::frontend::codes;
use crate::ir::HttpMethod;
use crate::source::{Node, Spanned};

use super::context::{Context, Findings};
use super::dropped;
use super::extensions::{self, Place};
use super::read::{self, Field};

/// One path of the document.
#[derive(Debug)]
pub(super) struct PathItem<'t> {
    /// The path as the document has it, with a leading slash.
    pub(super) path: Spanned<String>,
    /// The path with its value.
    pub(super) field: Field<'t>,
    /// The operations in document order.
    pub(super) operations: Vec<Operation<'t>>,
    /// The path's own parameters.
    pub(super) parameters: Vec<Node<'t>>,
    /// `summary` and `description`.
    pub(super) descriptions: Vec<Field<'t>>,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation<'t> {
    /// The verb.
    pub(super) method: HttpMethod,
    /// The verb's key with the operation.
    pub(super) field: Field<'t>,
}

const FIELDS: &[&str] = &[
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "parameters",
    "servers",
    "summary",
    "description",
    "$ref",
    "x-amazon-apigateway-any-method",
];

/// All paths in document order.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    paths: Option<Field<'t>>,
    f: &mut Findings<'_>,
) -> Vec<PathItem<'t>> {
    let Some(field) = paths else {
        f.report(&codes::MISSING_PATHS, cx.root.span(), "the document has no `paths`");
        return Vec::new();
    };
    let Some(reached) = cx.follow(field.value) else { return Vec::new() };
    let Some(map) = read::map(Field { value: reached.node, ..field }, f) else { return Vec::new() };
    let mut items = Vec::new();
    for field in read::fields(map) {
        if field.name.starts_with('/') || !field.name.starts_with("x-") {
            items.extend(path_item(cx, field, f));
        } else {
            extensions::other_field(cx, field, Place::Elsewhere, "`paths`", &[], f);
        }
    }
    items
}

fn path_item<'t>(cx: &Context<'t>, field: Field<'t>, f: &mut Findings<'_>) -> Option<PathItem<'t>> {
    let mut path = field.name.to_owned();
    if !path.starts_with('/') {
        f.report(
            &codes::PATH_WITHOUT_SLASH,
            field.key.span(),
            format!("`{path}` does not start with a slash"),
        )
        .help(format!("write `/{path}`"));
        path.insert(0, '/');
    }
    let mut item = PathItem {
        path: Spanned::new(path, field.key.span()),
        field,
        operations: Vec::new(),
        parameters: Vec::new(),
        descriptions: Vec::new(),
    };
    let own = read::map(field, f)?;
    add_fields(cx, own, &mut item, f);
    if own.get("$ref").is_some() {
        let target = cx.follow(own)?.node;
        if !target.is_mapping() {
            read::wrong_type(Field { value: target, ..field }, "a map", f);
            return Some(item);
        }
        add_fields(cx, target, &mut item, f);
    }
    Some(item)
}

/// Adds what `map` says. What stands beside a `$ref` wins over what it leads to.
fn add_fields<'t>(cx: &Context<'t>, map: Node<'t>, item: &mut PathItem<'t>, f: &mut Findings<'_>) {
    for field in read::fields(map) {
        match field.name {
            "$ref" => {}
            "parameters" => {
                f.count(&dropped::PATH_PARAMETERS, field.key.span());
                item.parameters.extend(read::list(field, f).into_iter().flat_map(Node::items));
            }
            "servers" => f.count(&dropped::SERVERS, field.key.span()),
            "summary" | "description" => item.descriptions.push(field),
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" => {
                if let Some(method) = HttpMethod::parse(field.name) {
                    add_operation(method, field, item, f);
                }
            }
            "trace" | "query" => {
                let message = format!("API Gateway has no method for `{}`", field.name);
                f.report(&codes::UNSUPPORTED_VERB, field.key.span(), message)
                    .help("`x-amazon-apigateway-any-method` catches the verbs that a path does not name, `TRACE` not among them");
            }
            _ => other_field(cx, field, item, f),
        }
    }
}

fn other_field<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    item: &mut PathItem<'t>,
    f: &mut Findings<'_>,
) {
    if field.name.eq_ignore_ascii_case("any") || HttpMethod::parse(field.name).is_some() {
        let right = match HttpMethod::parse(field.name) {
            Some(HttpMethod::Any) | None => "x-amazon-apigateway-any-method".to_owned(),
            Some(_) => field.name.to_lowercase(),
        };
        let message = format!("`{}` is no field of a path", field.name);
        f.report(&codes::UNKNOWN_FIELD, field.key.span(), message)
            .help(format!("did you mean `{right}`?"));
        return;
    }
    if extensions::other_field(cx, field, Place::PathItem, "a path", FIELDS, f).is_some() {
        add_operation(HttpMethod::Any, field, item, f);
    }
}

fn add_operation<'t>(
    method: HttpMethod,
    field: Field<'t>,
    item: &mut PathItem<'t>,
    f: &mut Findings<'_>,
) {
    if item.operations.iter().any(|known| known.method == method) {
        return;
    }
    if read::map(field, f).is_some() {
        item.operations.push(Operation { method, field });
    }
}

/// The names of the placeholders in a path, in order; a greedy one has a `+` at its end.
pub(super) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}
