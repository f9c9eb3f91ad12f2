//! What an import is asked for, beside the document.

use crate::ir::EndpointType;

/// Parameters of an import; the defaults are the service's.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The kind of API, when the document's traits shall not decide.
    pub api_kind: Option<ApiKind>,
    /// What becomes of the document's base path.
    pub base_path: BasePathMode,
    /// Whether descriptions and documentation parts are left out (`ignore=documentation`).
    pub ignore_documentation: bool,
    /// The endpoint type, which no document can say (`endpointConfigurationTypes`).
    pub endpoint_type: Option<EndpointType>,
}

/// The kinds of APIs that a document can define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKind {
    /// A REST API (version 1).
    Rest,
    /// An HTTP API (version 2).
    Http,
}

impl ApiKind {
    /// The words for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rest => "REST API",
            Self::Http => "HTTP API",
        }
    }
}

/// What becomes of the base path of a document (reference `openapi-extensions`, section 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasePathMode {
    /// It is left out.
    #[default]
    Ignore,
    /// It stands before every path.
    Prepend,
    /// Its first segment is left out, the rest stands before every path.
    Split,
}

/// How a document changes an API that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// What the document says is added or replaced; the rest stays.
    Merge,
    /// Only what the document says remains.
    Overwrite,
}
