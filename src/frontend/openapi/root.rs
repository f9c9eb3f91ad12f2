//! The top of a document: what it says about the API as a whole.

use indexmap::IndexMap;

use crate::frontend::codes;
use crate::ir::{
    ApiKeySource, CorsConfiguration, Dialect, Documentation, EndpointConfiguration,
    GatewayResponse, RequestValidator, ResourcePolicy, ResponseType,
};
use crate::source::{Node, Spanned, SpannedMap};

use super::context::{Context, Findings};
use super::dropped;
use super::extensions::{self, Place};
use super::read::{self, Field};

/// What the extensions at the root say.
#[derive(Debug, Default)]
pub(super) struct RootExtensions {
    pub(super) api_key_source: Option<Spanned<ApiKeySource>>,
    pub(super) binary_media_types: Vec<Spanned<String>>,
    pub(super) cors: Option<CorsConfiguration>,
    pub(super) documentation: Documentation,
    pub(super) endpoint: EndpointConfiguration,
    pub(super) gateway_responses: IndexMap<ResponseType, GatewayResponse>,
    pub(super) minimum_compression_size: Option<Spanned<u64>>,
    pub(super) policy: Option<ResourcePolicy>,
    pub(super) request_validator: Option<Spanned<String>>,
    pub(super) request_validators: SpannedMap<RequestValidator>,
}

/// `info`.
#[derive(Debug, Default)]
pub(super) struct Info {
    pub(super) title: Option<Spanned<String>>,
    pub(super) version: Option<Spanned<String>>,
    pub(super) description: Option<Spanned<String>>,
}

/// The parts of the root that are lowered by others.
#[derive(Debug, Default)]
pub(super) struct Root<'t> {
    pub(super) info: Info,
    pub(super) extensions: RootExtensions,
    pub(super) tags: SpannedMap<Spanned<String>>,
    pub(super) paths: Option<Field<'t>>,
    pub(super) schemas: Option<Field<'t>>,
    pub(super) security_schemes: Option<Field<'t>>,
    pub(super) security: Option<Field<'t>>,
    pub(super) consumes: Option<Field<'t>>,
    pub(super) produces: Option<Field<'t>>,
    pub(super) servers: Option<Field<'t>>,
    pub(super) base_path: Option<Field<'t>>,
}

const FIELDS: &[&str] = &[
    "openapi",
    "swagger",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "tags",
    "externalDocs",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "webhooks",
    "jsonSchemaDialect",
];

const COMPONENT_FIELDS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
];

/// Reads the root.
pub(super) fn lower<'t>(cx: &Context<'t>, f: &mut Findings<'_>) -> Root<'t> {
    let mut root = Root::default();
    for field in read::fields(cx.root) {
        lower_field(cx, field, &mut root, f);
    }
    if root.info.title.is_none() {
        let place =
            read::field(cx.root, "info").map_or_else(|| cx.root.span(), |info| info.key.span());
        f.report(&codes::MISSING_TITLE, place, "the API has no name: `info.title` is missing")
            .help("the service names the API after it");
    }
    root
}

fn lower_field<'t>(cx: &Context<'t>, field: Field<'t>, root: &mut Root<'t>, f: &mut Findings<'_>) {
    let swagger = cx.dialect == Dialect::Swagger2;
    match field.name {
        "openapi" | "swagger" => {}
        "info" => root.info = info(cx, field, f),
        "paths" => root.paths = Some(field),
        "security" => root.security = Some(field),
        "tags" => root.tags = tags(cx, field, f),
        "servers" if !swagger => {
            root.servers = Some(field);
            servers(cx, field, &mut root.extensions, f);
        }
        "components" if !swagger => components(cx, field, root, f),
        "definitions" if swagger => root.schemas = Some(field),
        "securityDefinitions" if swagger => root.security_schemes = Some(field),
        "basePath" if swagger => root.base_path = Some(field),
        "consumes" if swagger => root.consumes = Some(field),
        "produces" if swagger => root.produces = Some(field),
        // Reached through references.
        "parameters" | "responses" if swagger => {}
        // The service has host names and schemes of its own.
        "host" | "schemes" if swagger => f.count(&dropped::HOST, field.key.span()),
        "externalDocs" => f.count(&dropped::EXTERNAL_DOCS, field.key.span()),
        "webhooks" if !swagger => f.count(&dropped::WEBHOOKS, field.key.span()),
        "jsonSchemaDialect" if !swagger => f.count(&dropped::SCHEMA_DIALECT, field.key.span()),
        _ => {
            let extension =
                extensions::other_field(cx, field, Place::Root, "the document", FIELDS, f);
            if let Some(lower) = extension.and_then(|extension| extension.root) {
                lower(cx, field, &mut root.extensions, f);
            }
        }
    }
}

fn info(cx: &Context<'_>, field: Field<'_>, f: &mut Findings<'_>) -> Info {
    const FIELDS: &[&str] =
        &["title", "version", "description", "termsOfService", "contact", "license", "summary"];
    let mut info = Info::default();
    let Some(map) = read::map(field, f) else { return info };
    for field in read::fields(map) {
        match field.name {
            "title" => info.title = read::text(field, f),
            "version" => info.version = read::text_or_number(field, f),
            "description" => info.description = read::text(field, f),
            "termsOfService" | "contact" | "license" | "summary" => {
                f.count(&dropped::INFO, field.key.span());
            }
            _ => {
                extensions::other_field(cx, field, Place::Elsewhere, "`info`", FIELDS, f);
            }
        }
    }
    info
}

fn components<'t>(cx: &Context<'t>, field: Field<'t>, root: &mut Root<'t>, f: &mut Findings<'_>) {
    let Some(map) = read::map(field, f) else { return };
    for field in read::fields(map) {
        match field.name {
            "schemas" => root.schemas = Some(field),
            "securitySchemes" => root.security_schemes = Some(field),
            // Reached through references.
            "responses" | "parameters" | "requestBodies" | "headers" | "pathItems" => {}
            "examples" => f.count(&dropped::EXAMPLES, field.key.span()),
            "links" => f.count(&dropped::LINKS, field.key.span()),
            "callbacks" => f.count(&dropped::CALLBACKS, field.key.span()),
            _ => {
                extensions::other_field(
                    cx,
                    field,
                    Place::Components,
                    "`components`",
                    COMPONENT_FIELDS,
                    f,
                );
            }
        }
    }
}

fn servers<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    root: &mut RootExtensions,
    f: &mut Findings<'_>,
) {
    // The service reads no more of the servers than their base path, and imports a document with one server in
    // place of the list.
    if field.value.is_mapping() && !read::is_intrinsic(field) {
        read::loose_type(field, "a list", f);
        return;
    }
    let Some(list) = read::list(field, f) else { return };
    for server in list.items() {
        for field in read::fields(server) {
            if field.name == "url" && field.value.as_str().is_some_and(|url| url.contains("://")) {
                f.count(&dropped::HOST, field.key.span());
            }
            if matches!(field.name, "url" | "description" | "variables") {
                continue;
            }
            let known = &["url", "description", "variables"];
            let extension = extensions::other_field(cx, field, Place::Server, "a server", known, f);
            if let Some(lower) = extension.and_then(|extension| extension.root) {
                lower(cx, field, root, f);
            }
        }
    }
}

/// The AWS tags that root `tags` with a value make (reference `openapi-extensions`, section 1.14).
fn tags(cx: &Context<'_>, field: Field<'_>, f: &mut Findings<'_>) -> SpannedMap<Spanned<String>> {
    let Some(list) = read::list(field, f) else { return SpannedMap::default() };
    let mut tags = SpannedMap::default();
    for tag in list.items() {
        let mut name = None;
        let mut value = None;
        for field in read::fields(tag) {
            match field.name {
                "name" => name = read::text(field, f),
                "description" => {}
                "externalDocs" => f.count(&dropped::EXTERNAL_DOCS, field.key.span()),
                _ => {
                    let known = &["name", "description", "externalDocs"];
                    if extensions::other_field(cx, field, Place::Tag, "a tag", known, f).is_some() {
                        value = read::text(field, f);
                    }
                }
            }
        }
        if let Some(name) = name {
            let empty = Spanned::new(String::new(), name.span());
            tags.insert(name, value.unwrap_or(empty));
        }
    }
    tags
}

/// The default media types of a Swagger document or operation.
pub(super) fn media_types(
    own: Option<Field<'_>>,
    default: Option<Field<'_>>,
    node: Node<'_>,
    f: &mut Findings<'_>,
) -> Vec<Spanned<String>> {
    let types = own.or(default).map(|field| read::texts(field, f)).unwrap_or_default();
    if types.is_empty() {
        return vec![Spanned::new("application/json".to_owned(), node.span())];
    }
    types
}
