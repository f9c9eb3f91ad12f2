//! OpenAPI 3.0 and Swagger 2.0, in the shapes of the service's own export
//! (reference `openapi-extensions`, section 6).
//!
//! What a format cannot carry is reported, never dropped: the service itself drops the endpoint configuration, for
//! one, and we write it where the import would read it.

mod extensions;
mod http_api;
mod operation;
mod plain;
mod schemas;
mod security;
mod swagger2;
mod v3;

use serde_json::Value;

use crate::access::ApiIdentity;
use crate::check::Checked;
use crate::diag::Sink;
use crate::ir::{Api, Definition, Documentation, EndpointType, ParameterLocation, RestApi};
use crate::source::Span;

crate::codes! {
    /// What an export can find.
    pub static CODES, each pub(super) static;

    /// A part of the definition that the exported format cannot carry.
    ///
    /// ## Why
    /// Swagger 2.0 has one body and one schema for each response, and neither format can say which endpoint type an
    /// API has. What the export leaves out is named, so that nobody deploys less than was written.
    ///
    /// Export OpenAPI 3.0, or keep the part in the manifest.
    EXPORT_LOSES = Warning "export-loses";

    /// An API that cannot be written in the format that was asked for.
    ///
    /// ## Why
    /// The service exports HTTP APIs as OpenAPI 3.0 alone.
    EXPORT_IMPOSSIBLE = Error "export-impossible";
}

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// OpenAPI 3.0.1.
    OpenApi30,
    /// Swagger 2.0.
    Swagger2,
}

impl ExportFormat {
    /// The service's name for it: `oas30` or `swagger`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenApi30 => "oas30",
            Self::Swagger2 => "swagger",
        }
    }
}

/// Which extensions an export carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportExtensions {
    /// Integrations, and what they need to work: binary media types.
    pub integrations: bool,
    /// The authorizers in the security schemes.
    pub authorizers: bool,
    /// Everything else: validators, gateway responses, the policy, documentation and tags.
    pub apigateway: bool,
}

impl ExportExtensions {
    /// None: a plain document.
    pub const NONE: Self = Self { integrations: false, authorizers: false, apigateway: false };
    /// All: a document that imports as an equal API.
    pub const ALL: Self = Self { integrations: true, authorizers: true, apigateway: true };

    /// Reads the service's parameter: `integrations`, `authorizers`, `apigateway` or `none`, joined by commas.
    /// The error names the word that is none of them, and those that there are.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut all = Self::NONE;
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word {
                "none" => {}
                "integrations" => all.integrations = true,
                "authorizers" => all.authorizers = true,
                "apigateway" => all = Self::ALL,
                other => {
                    return Err(format!(
                        "there is no extension `{other}`: write `none`, or any of `integrations`, `authorizers` and \
                         `apigateway`"
                    ));
                }
            }
        }
        Ok(all)
    }
}

/// What to export.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// The format.
    pub format: ExportFormat,
    /// The extensions.
    pub extensions: ExportExtensions,
    /// The stage whose base path the document names.
    pub stage: String,
    /// The region in the host name.
    pub region: String,
    /// The API's id in the host name.
    pub api_id: String,
    /// Whether descriptions and documentation parts are written. The service writes those of the documentation
    /// version that is deployed with the stage, and none where none is.
    pub documentation: bool,
}

impl ExportOptions {
    /// What is exported where nobody says otherwise: OpenAPI 3.0 without extensions, of the first stage.
    pub fn of(definition: &Checked<Definition>) -> Self {
        let identity = ApiIdentity::of(definition);
        let stage = definition.stages.keys().next().map(ToString::to_string);
        Self {
            format: ExportFormat::OpenApi30,
            extensions: ExportExtensions::NONE,
            stage: stage.unwrap_or_else(|| "dev".to_owned()),
            region: identity.region,
            api_id: identity.id,
            documentation: true,
        }
    }
}

/// An exported document.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The document.
    pub document: Value,
    /// The name that the service gives the file, without its ending: `oas30_1.0.0`.
    pub name: String,
}

impl Exported {
    /// The document as JSON with a line break at the end.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", self.document)
    }

    /// The document as YAML.
    pub fn to_yaml(&self) -> String {
        serde_yaml::to_string(&self.document).unwrap_or_default()
    }
}

/// Exports the API. `None` only when the format cannot hold it at all; the reason is in `sink`.
pub fn export(
    definition: &Checked<Definition>,
    options: &ExportOptions,
    sink: &mut Sink,
) -> Option<Exported> {
    let rest = |api: &RestApi, sink: &mut Sink| {
        let plain = plain::is_plain(options).then(|| plain::plain(api, sink));
        let api = plain.as_ref().unwrap_or(api);
        match options.format {
            ExportFormat::OpenApi30 => v3::document(api, options, sink),
            ExportFormat::Swagger2 => swagger2::document(api, options, sink),
        }
    };
    let document = match (&definition.api, options.format) {
        (Api::Rest(api), _) if options.documentation => rest(api, sink),
        (Api::Rest(api), _) => {
            let documentation = Documentation::default();
            rest(&RestApi { documentation, ..RestApi::clone(api) }, sink)
        }
        (Api::Http(api), ExportFormat::OpenApi30) => http_api::document(api, options, sink),
        (Api::Http(api), ExportFormat::Swagger2) => {
            sink.report(
                &EXPORT_IMPOSSIBLE,
                api.name.span(),
                format!("the HTTP API `{}` cannot be written as Swagger 2.0", api.name),
            )
            .help("export it as OpenAPI 3.0");
            return None;
        }
    };
    let version = match &definition.api {
        Api::Rest(api) => api.version.as_ref(),
        Api::Http(api) => api.version.as_ref(),
    };
    let version = version.map_or(UNVERSIONED, |version| version.as_str());
    let name = format!("{}_{version}", options.format.name());
    Some(Exported { document, name })
}

/// What stands for the version of an API that has none. The service writes the time of the deployment there, which
/// would make two exports of one definition differ.
const UNVERSIONED: &str = "1.0";

/// Reports a part that the format cannot carry.
fn lost(sink: &mut Sink, span: Span, what: impl Into<String>) {
    sink.report(&EXPORT_LOSES, span, what);
}

/// Reports what neither format can say.
fn report_lost(api: &RestApi, sink: &mut Sink) {
    // VPC endpoints, which a document can name, make an API private.
    let implied = !api.endpoint.vpc_endpoint_ids.is_empty();
    if let Some(kind) = &api.endpoint.endpoint_type
        && !(implied && **kind == EndpointType::Private)
    {
        lost(sink, kind.span(), "an OpenAPI document cannot say the endpoint type");
    }
    for (_, method) in api.resources.methods() {
        for (key, parameter) in &method.request_parameters {
            if key.location == ParameterLocation::Path && !parameter.required {
                let what = format!("the path parameter `{}` is exported as required", key.name);
                lost(sink, parameter.origin.span(), what);
            }
        }
    }
}

/// The host name of an API: `abc123.execute-api.eu-central-1.amazonaws.com`.
fn host(options: &ExportOptions) -> String {
    format!("{}.execute-api.{}.amazonaws.com", options.api_id, options.region)
}
