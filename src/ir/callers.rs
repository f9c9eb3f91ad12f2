//! What a document tells callers, beyond what the service keeps of it.

use crate::source::{Fragment, Origin, SpannedMap};

use super::{Documentation, Model, RequestParameter, ResourceTree};

/// How a parameter with several values is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// Each value with the name before it: `a=1&a=2`. A map becomes one parameter for each key.
    Repeated,
    /// `1,2`
    Commas,
    /// `1 2`
    Spaces,
    /// Tabs between values.
    Tabs,
    /// `1|2`
    Pipes,
    /// A map as `a[x]=1&a[y]=2`.
    Brackets,
    /// JSON text.
    Json,
}

/// What a document tells the callers of one operation.
#[derive(Clone, Debug, Default)]
pub struct CallerFacts {
    /// Whether it is `deprecated`.
    pub deprecated: bool,
    /// Whether a body must be sent, where that is said.
    pub body_required: Option<bool>,
    /// The security schemes that it names; none when it leaves them to the document.
    pub security: Option<Vec<String>>,
    /// Cookies by name.
    pub cookies: SpannedMap<RequestParameter>,
    /// Form fields of a Swagger document by name.
    pub form: SpannedMap<RequestParameter>,
    /// The media types of the form, as written; empty where nothing is said.
    pub form_media_types: Vec<String>,
    /// Responses for more than one status: `default`, `4XX`.
    pub other_responses: SpannedMap<CallerResponse>,
}

impl CallerFacts {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        !self.deprecated
            && self.security.is_none()
            && self.body_required.is_none()
            && self.cookies.is_empty()
            && self.form.is_empty()
            && self.other_responses.is_empty()
    }
}

/// A response that becomes no method response.
#[derive(Clone, Debug)]
pub struct CallerResponse {
    /// Its description.
    pub description: Option<String>,
    /// Schemas by media type. A reference in them ends in `/NAME`, the name of a model.
    pub schemas: SpannedMap<Fragment>,
    /// The whole response.
    pub origin: Origin,
}

/// What the document of an HTTP API tells callers. The service keeps none of it.
#[derive(Clone, Debug)]
pub struct Contract {
    /// The resources, with methods that say what is sent and what comes back; they have no integrations.
    pub resources: ResourceTree,
    /// Models by name.
    pub models: SpannedMap<Model>,
    /// What is said about the parts.
    pub documentation: Documentation,
}
