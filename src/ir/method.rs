//! Methods: what a caller may send and what comes back.

use std::fmt;

use indexmap::IndexMap;

use crate::source::{Fragment, Origin, Spanned, SpannedMap};

use super::{CallerFacts, Hint, Integration, ParameterStyle};

/// The verbs that a method can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HttpMethod {
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `ANY`: every verb that has no method of its own on the resource.
    Any,
}

impl HttpMethod {
    /// All of them, `ANY` last.
    pub const ALL: [Self; 8] = [
        Self::Delete,
        Self::Get,
        Self::Head,
        Self::Options,
        Self::Patch,
        Self::Post,
        Self::Put,
        Self::Any,
    ];

    /// The name in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Any => "ANY",
        }
    }

    /// The verb of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for HttpMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One method of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// The verb.
    pub http_method: HttpMethod,
    /// `operationId`.
    pub operation_name: Option<Spanned<String>>,
    /// Who may call it.
    pub authorization: Authorization,
    /// Whether an API key is needed, and where that is said.
    pub api_key_required: Spanned<bool>,
    /// The declared parameters.
    pub request_parameters: IndexMap<ParameterKey, RequestParameter>,
    /// Model names by media type.
    pub request_models: SpannedMap<Spanned<String>>,
    /// The name of the request validator, its own or the document's default.
    pub request_validator: Option<Spanned<String>>,
    /// The declared responses by status code.
    pub responses: SpannedMap<MethodResponse>,
    /// What the document tells callers beyond that.
    pub callers: Hint<Box<CallerFacts>>,
    /// What answers; a method without one cannot be deployed.
    pub integration: Option<Integration>,
    /// The key of the operation in the document, with the operation.
    pub origin: Origin,
}

impl Method {
    /// Gives back what its maps have room for and do not use. A definition has thousands of methods, whose maps hold
    /// one entry or two.
    pub fn shrink_to_fit(&mut self) {
        self.request_parameters.shrink_to_fit();
        self.request_models.shrink_to_fit();
        self.responses.shrink_to_fit();
        for response in self.responses.values_mut() {
            response.models.shrink_to_fit();
            response.headers.shrink_to_fit();
        }
        let Some(integration) = &mut self.integration else { return };
        integration.request_parameters.shrink_to_fit();
        integration.request_templates.shrink_to_fit();
        integration.responses.shrink_to_fit();
        for response in &mut integration.responses {
            response.response_parameters.shrink_to_fit();
            response.response_templates.shrink_to_fit();
        }
    }
}

/// Who may call a method.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorization {
    /// The type.
    pub authorization_type: AuthorizationType,
    /// The authorizer's name, for `CUSTOM` and `COGNITO_USER_POOLS`.
    pub authorizer: Option<Spanned<String>>,
    /// The OAuth scopes, one of which an access token must have.
    pub scopes: Vec<Spanned<String>>,
    /// The requirement; the operation where none is written.
    pub origin: Origin,
}

/// The authorization types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationType {
    /// `NONE`
    None,
    /// `AWS_IAM`
    AwsIam,
    /// `CUSTOM`: a Lambda authorizer.
    Custom,
    /// `COGNITO_USER_POOLS`
    CognitoUserPools,
    /// `JWT`, of HTTP APIs.
    Jwt,
}

impl AuthorizationType {
    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AwsIam => "AWS_IAM",
            Self::Custom => "CUSTOM",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
            Self::Jwt => "JWT",
        }
    }
}

/// Where a request parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    QueryString,
    /// In a header.
    Header,
}

impl ParameterLocation {
    /// The word in mapping expressions: `path`, `querystring`, `header`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::QueryString => "querystring",
            Self::Header => "header",
        }
    }
}

/// The name of a request parameter; displays as `method.request.querystring.page`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterKey {
    /// Where it is.
    pub location: ParameterLocation,
    /// Its name, as written.
    pub name: String,
}

impl fmt::Display for ParameterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "method.request.{}.{}", self.location.name(), self.name)
    }
}

/// A declared request parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestParameter {
    /// Whether a validator asks for it.
    pub required: bool,
    /// Whether the path implies it and the document does not declare it.
    pub implied: Hint<()>,
    /// Its schema, for SDKs and documentation; the service does not look at it.
    pub schema: Hint<Fragment>,
    /// How several values are written.
    pub style: Hint<ParameterStyle>,
    /// Its description.
    pub description: Hint<String>,
    /// The parameter; for an implied one, the path.
    pub origin: Origin,
}

/// A declared response.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodResponse {
    /// Model names by media type.
    pub models: SpannedMap<Spanned<String>>,
    /// Header names, and whether they are required.
    pub headers: SpannedMap<bool>,
    /// The schemas of the headers.
    pub header_schemas: Hint<SpannedMap<Fragment>>,
    /// The whole response.
    pub origin: Origin,
}
