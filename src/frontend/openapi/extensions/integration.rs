//! `x-amazon-apigateway-integration`: what answers an operation.

use std::time::Duration;

use super::{Extension, Place};
use crate::frontend::codes;
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::integration_responses;
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::options::ApiKind;
use crate::ir::{
    ConnectionType, ContentHandling, Integration, IntegrationType, MappingTemplate,
    PassthroughBehavior, ResponseTransferMode, TlsConfig,
};
use crate::source::{Node, Origin, Spanned, SpannedMap};

/// An object in an operation, or a reference to one of `components.x-amazon-apigateway-integrations`.
pub(super) static EXTENSION: Extension = Extension {
    name: "integration",
    places: &[Place::Operation],
    rest: true,
    http: true,
    root: None,
};

const FIELDS: &[&str] = &[
    "cacheKeyParameters",
    "cacheNamespace",
    "connectionId",
    "connectionType",
    "contentHandling",
    "credentials",
    "httpMethod",
    "integrationSubtype",
    "integrationTarget",
    "passthroughBehavior",
    "payloadFormatVersion",
    "requestParameters",
    "requestTemplates",
    "responseParameters",
    "responseTransferMode",
    "responses",
    "timeoutInMillis",
    "tlsConfig",
    "type",
    "uri",
];

const CONNECTION_TYPES: &[(&str, ConnectionType)] =
    &[("INTERNET", ConnectionType::Internet), ("VPC_LINK", ConnectionType::VpcLink)];

const PASSTHROUGH: &[(&str, PassthroughBehavior)] = &[
    ("when_no_match", PassthroughBehavior::WhenNoMatch),
    ("when_no_templates", PassthroughBehavior::WhenNoTemplates),
    ("never", PassthroughBehavior::Never),
];

const TRANSFER_MODES: &[(&str, ResponseTransferMode)] =
    &[("BUFFERED", ResponseTransferMode::Buffered), ("STREAM", ResponseTransferMode::Stream)];

/// The values of `contentHandling`.
pub(in crate::frontend::openapi) const CONTENT_HANDLING: &[(&str, ContentHandling)] = &[
    ("CONVERT_TO_TEXT", ContentHandling::ConvertToText),
    ("CONVERT_TO_BINARY", ContentHandling::ConvertToBinary),
];

/// What the operation around an integration is called in messages.
#[derive(Clone, Copy, Debug)]
pub(in crate::frontend::openapi) struct Owner<'a> {
    /// The path of the resource.
    pub(in crate::frontend::openapi) path: &'a str,
    /// The verb.
    pub(in crate::frontend::openapi) method: &'a str,
}

/// Reads the integration of `owner`.
pub(in crate::frontend::openapi) fn lower<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    owner: Owner<'_>,
    f: &mut Findings<'_>,
) -> Option<Integration> {
    let value = cx.follow(field.value)?.node;
    let map = read::map(Field { value, ..field }, f)?;
    let kind = integration_type(map, field, f)?;
    let mut integration = empty(kind, Origin(field.span()));
    for field in read::fields(map) {
        lower_field(cx, field, owner, &mut integration, f);
    }
    // The service forgets the verb of a MOCK integration (reference `openapi-extensions`, section 1.11).
    let kind = *integration.integration_type;
    if kind == IntegrationType::Mock {
        integration.http_method = None;
    }
    // It notes `INTERNET` for HTTP backends even where nothing is written.
    let http = matches!(kind, IntegrationType::Http | IntegrationType::HttpProxy);
    if http && integration.connection_type.is_none() && map.get("connectionType").is_none() {
        let span = integration.integration_type.span();
        integration.connection_type = Some(Spanned::new(ConnectionType::Internet, span));
    }
    Some(integration)
}

fn integration_type(
    map: Node<'_>,
    integration: Field<'_>,
    f: &mut Findings<'_>,
) -> Option<Spanned<IntegrationType>> {
    let Some(field) = read::field(map, "type") else {
        read::missing_field("type", "the integration", integration.key.span(), f);
        return None;
    };
    let types = IntegrationType::ALL.map(|kind| (kind.name(), kind));
    read::choice(field, &types, f)
}

fn empty(integration_type: Spanned<IntegrationType>, origin: Origin) -> Integration {
    Integration {
        integration_type,
        http_method: None,
        uri: None,
        connection_type: None,
        connection_id: None,
        integration_target: None,
        credentials: None,
        passthrough_behavior: None,
        content_handling: None,
        timeout: None,
        request_parameters: SpannedMap::default(),
        request_templates: SpannedMap::default(),
        responses: Vec::new(),
        cache_namespace: None,
        cache_key_parameters: Vec::new(),
        tls_config: None,
        payload_format_version: None,
        integration_subtype: None,
        response_parameters: SpannedMap::default(),
        response_transfer_mode: None,
        origin,
    }
}

fn lower_field<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    owner: Owner<'_>,
    integration: &mut Integration,
    f: &mut Findings<'_>,
) {
    match field.name {
        "type" => {}
        name @ ("payloadFormatVersion" | "integrationSubtype" | "responseParameters")
            if cx.api_kind == ApiKind::Rest =>
        {
            let message = format!("`{name}` of an integration is dropped: only HTTP APIs have it");
            f.count_message(&codes::DROPPED_CONSTRUCT, &message, field.key.span());
        }
        "httpMethod" => integration.http_method = read::text(field, f),
        "uri" => integration.uri = read::text(field, f),
        "connectionType" => {
            integration.connection_type = read::choice(field, CONNECTION_TYPES, f);
        }
        "connectionId" => integration.connection_id = read::text(field, f),
        "integrationTarget" => integration.integration_target = read::text(field, f),
        "credentials" => integration.credentials = read::text(field, f),
        "passthroughBehavior" => {
            integration.passthrough_behavior = read::choice(field, PASSTHROUGH, f);
        }
        "contentHandling" => {
            integration.content_handling = read::choice(field, CONTENT_HANDLING, f);
        }
        "timeoutInMillis" => {
            integration.timeout =
                read::unsigned(field, f).map(|millis| millis.map(Duration::from_millis));
        }
        "requestParameters" => {
            integration.request_parameters = request_parameters(field, owner, f);
        }
        "requestTemplates" => integration.request_templates = templates(field, f),
        "responses" => integration.responses = integration_responses::lower(field, f),
        "cacheNamespace" => integration.cache_namespace = read::text(field, f),
        "cacheKeyParameters" => integration.cache_key_parameters = read::texts(field, f),
        "tlsConfig" => integration.tls_config = tls_config(field, f),
        "payloadFormatVersion" => {
            integration.payload_format_version = read::format_version(field, f);
        }
        "integrationSubtype" => integration.integration_subtype = read::text(field, f),
        "responseParameters" => {
            integration.response_parameters = response_parameters(field, f);
        }
        "responseTransferMode" => {
            integration.response_transfer_mode = read::choice(field, TRANSFER_MODES, f);
        }
        _ => unknown(cx, field, f),
    }
}

fn unknown(cx: &Context<'_>, field: Field<'_>, f: &mut Findings<'_>) {
    super::other_field(cx, field, Place::Elsewhere, "an integration", FIELDS, f);
}

/// The parameter mappings. An entry that is not text is left out with the service's own words.
fn request_parameters(
    field: Field<'_>,
    owner: Owner<'_>,
    f: &mut Findings<'_>,
) -> SpannedMap<Spanned<String>> {
    let Some(map) = read::map(field, f) else { return SpannedMap::default() };
    let mut parameters = SpannedMap::default();
    for entry in read::fields(map) {
        let scalar = entry.value.as_str().is_none() && entry.value.scalar_text().is_some();
        if scalar && !entry.value.is_null() {
            // The service's own words (reference `openapi-extensions`, section 1.11).
            let message = format!(
                "Invalid format for 'requestParameters'. Expected type string for property '{}' of resource '{}' and method '{}' but got '{}'",
                entry.name,
                owner.path,
                owner.method,
                entry.value.scalar_text().unwrap_or(""),
            );
            f.report(&codes::REQUEST_PARAMETER_NOT_TEXT, entry.value.span(), message).help(
                "a fixed value is text in single quotes inside the string, as in `\"'true'\"`",
            );
        } else if let Some(value) = read::text(entry, f) {
            parameters.insert(entry.spanned_name(), value);
        }
    }
    parameters
}

/// Templates by media type. One that is a map or a list is left out with a warning: documents with such maps are
/// deployed, so the service does not refuse them.
pub(in crate::frontend::openapi) fn templates(
    field: Field<'_>,
    f: &mut Findings<'_>,
) -> SpannedMap<MappingTemplate> {
    let Some(map) = read::map(field, f) else { return SpannedMap::default() };
    read::fields(map)
        .filter_map(|entry| {
            let container = entry.value.is_mapping() || entry.value.is_sequence();
            if container && !read::is_intrinsic(entry) {
                report_no_template(entry, f);
                return None;
            }
            let text = read::embedded(entry, f)?;
            Some((entry.spanned_name(), MappingTemplate { text }))
        })
        .collect()
}

fn report_no_template(entry: Field<'_>, f: &mut Findings<'_>) {
    let message = format!("the template of `{}` is not text", entry.name);
    let found = f.report(&codes::TEMPLATE_NOT_TEXT, entry.value.span(), message);
    found.label("this is left out");
    found.help("put the template in quotes, or into a block that begins with `|`");
}

fn response_parameters(
    field: Field<'_>,
    f: &mut Findings<'_>,
) -> SpannedMap<SpannedMap<Spanned<String>>> {
    let Some(map) = read::map(field, f) else { return SpannedMap::default() };
    read::fields(map).map(|entry| (entry.spanned_name(), read::text_map(entry, f))).collect()
}

fn tls_config(field: Field<'_>, f: &mut Findings<'_>) -> Option<TlsConfig> {
    let mut config = TlsConfig {
        insecure_skip_verification: false,
        server_name_to_verify: None,
        origin: Origin(field.span()),
    };
    for field in read::fields(read::map(field, f)?) {
        match field.name {
            "insecureSkipVerification" => {
                config.insecure_skip_verification =
                    read::boolean(field, f).is_some_and(|value| *value);
            }
            "serverNameToVerify" => config.server_name_to_verify = read::text(field, f),
            _ => read::unknown_field(
                field,
                "`tlsConfig`",
                &["insecureSkipVerification", "serverNameToVerify"],
                f,
            ),
        }
    }
    Some(config)
}

/// Whether HTTP APIs have integrations of this type.
pub(in crate::frontend::openapi) const fn fits(kind: IntegrationType, api: ApiKind) -> bool {
    match api {
        ApiKind::Rest => true,
        ApiKind::Http => kind.is_proxy(),
    }
}
