//! The root: one API with its stages, plans and local stand-ins.

use crate::source::{Origin, Spanned, SpannedMap};

use super::{
    ApiKey, CheckSettings, DomainName, EndpointConfiguration, Hint, HttpApi, Local, RestApi, Stage,
    Throttle, UsagePlan,
};

/// One API as one compilation sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The language of the document that says what the API is.
    pub dialect: Hint<Dialect>,
    /// The API.
    pub api: Api,
    /// The name in the manifest; the API's own name is in `api`.
    pub name: Option<Spanned<String>>,
    /// The AWS region, as in `eu-central-1`.
    pub region: Option<Spanned<String>>,
    /// The AWS account, twelve digits.
    pub account: Option<Spanned<String>>,
    /// The account's own limits in the region, where AWS has granted it others than everybody has.
    pub account_throttle: Throttle,
    /// Stages by name. A definition without a manifest has none; `serve` then makes one.
    pub stages: SpannedMap<Stage>,
    /// Usage plans by name.
    pub usage_plans: SpannedMap<UsagePlan>,
    /// API keys by name.
    pub api_keys: SpannedMap<ApiKey>,
    /// Custom domain names.
    pub domains: SpannedMap<DomainName>,
    /// How `serve` stands in for what is not on this machine.
    pub local: Local,
    /// The linter's settings of the manifest.
    pub check: Hint<CheckSettings>,
    /// Security schemes as the document declares them, used or not.
    pub security_schemes: Hint<SpannedMap<SecurityScheme>>,
    /// Addresses of the API in the document, of which the first is the usual one. Their paths are the base path,
    /// unless the import made it a part of all paths.
    pub servers: Hint<Vec<Spanned<String>>>,
    /// All security requirements that name a scheme, in document order.
    pub security_requirements: Hint<Vec<SecurityRequirement>>,
    /// The whole document.
    pub origin: Origin,
}

/// The kinds of APIs.
#[derive(Clone, Debug, PartialEq)]
pub enum Api {
    /// A REST API (version 1).
    Rest(Box<RestApi>),
    /// An HTTP API (version 2).
    Http(Box<HttpApi>),
}

impl Definition {
    /// How the API is reached.
    pub const fn endpoint(&self) -> &EndpointConfiguration {
        match &self.api {
            Api::Rest(api) => &api.endpoint,
            Api::Http(api) => &api.endpoint,
        }
    }

    /// The REST API, if it is one.
    pub const fn rest(&self) -> Option<&RestApi> {
        match &self.api {
            Api::Rest(api) => Some(api),
            Api::Http(_) => None,
        }
    }

    /// The HTTP API, if it is one.
    pub const fn http(&self) -> Option<&HttpApi> {
        match &self.api {
            Api::Rest(_) => None,
            Api::Http(api) => Some(api),
        }
    }
}

/// The languages that define APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0.x.
    OpenApi30,
    /// OpenAPI 3.1.x, which the service itself does not take.
    OpenApi31,
}

/// A security scheme as the document declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// `apiKey`, `oauth2`, `openIdConnect`, `http`, `basic`.
    pub scheme_type: Spanned<String>,
    /// `bearer` or `basic`, of an `http` scheme.
    pub http_scheme: Hint<String>,
    /// The header or query parameter of an `apiKey` scheme.
    pub parameter_name: Option<Spanned<String>>,
    /// `header`, `query` or `cookie`.
    pub location: Option<Spanned<String>>,
    /// `x-amazon-apigateway-authtype`.
    pub authtype: Option<Spanned<String>>,
    /// Whether it carries `x-amazon-apigateway-authorizer`.
    pub has_authorizer: bool,
    /// The whole scheme.
    pub origin: Origin,
}

/// One name in one security requirement.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityRequirement {
    /// The scheme that is asked for.
    pub scheme: Spanned<String>,
    /// The operation that asks, as `GET /pets`; none for the document's root.
    pub operation: Option<String>,
}
