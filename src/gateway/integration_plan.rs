//! An integration with everything prepared that does not depend on the stage.

use std::time::Duration;

use http::{HeaderName, Method};

use crate::bundle::{IntegrationConfig, IntegrationResponseConfig, MethodConfig};
use crate::mapping::{
    Destination, DestinationPlace, DestinationSide, Expression, ExpressionSide, IntegrationTarget,
    Selection, UriTemplate,
};

use super::headers::mapped_response_name;
use super::mapping_template::Templates;
use super::payload::ContentHandling;

/// What answers a method.
#[derive(Debug)]
pub(super) struct IntegrationPlan {
    pub(super) kind: IntegrationKind,
    /// The verb for the backend; the caller's when absent.
    pub(super) verb: Option<Method>,
    pub(super) timeout: Duration,
    pub(super) passthrough: Passthrough,
    pub(super) content_handling: Option<ContentHandling>,
    pub(super) parameters: Vec<RequestMapping>,
    pub(super) templates: Templates,
    pub(super) responses: Vec<ResponsePlan>,
    pub(super) selection: Selection,
    /// Whether the answer is passed on as it comes.
    pub(super) stream: bool,
}

/// The kinds of integrations, as far as this version answers them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum IntegrationKind {
    Mock,
    Http,
    HttpProxy,
    /// `AWS` with a function.
    Function,
    /// `AWS` with any other service.
    Service,
    /// `AWS_PROXY`: a function that gets the whole request.
    FunctionProxy,
    /// It cannot be answered; the reason is for the log and for whoever starts the runtime.
    Unserved(String),
}

/// `passthroughBehavior`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passthrough {
    WhenNoMatch,
    WhenNoTemplates,
    Never,
}

/// One of `requestParameters`.
#[derive(Debug)]
pub(super) struct RequestMapping {
    pub(super) place: DestinationPlace,
    pub(super) name: String,
    pub(super) source: Expression,
}

/// An integration response.
#[derive(Debug)]
pub(super) struct ResponsePlan {
    pub(super) status: u16,
    /// Whether the method declares the status.
    pub(super) is_declared: bool,
    /// Headers with the names under which they are sent.
    pub(super) headers: Vec<(HeaderName, Expression)>,
    pub(super) templates: Templates,
    pub(super) content_handling: Option<ContentHandling>,
}

impl IntegrationKind {
    /// Whether AWS answers, which wants calls to be signed.
    pub(super) const fn is_of_aws(&self) -> bool {
        matches!(self, Self::Function | Self::FunctionProxy | Self::Service)
    }
}

impl IntegrationPlan {
    /// Prepares the integration of `method`, or says what is wrong with it.
    pub(super) fn new(method: &MethodConfig) -> Result<Self, String> {
        let config = &method.integration;
        let unserved = |reason: &str| IntegrationKind::Unserved(reason.to_owned());
        let kind = match (config.integration_type.as_str(), leads_to(config)) {
            ("MOCK", _) => IntegrationKind::Mock,
            ("HTTP", _) => IntegrationKind::Http,
            ("HTTP_PROXY", _) => IntegrationKind::HttpProxy,
            ("AWS", LeadsTo::Function) => IntegrationKind::Function,
            ("AWS", LeadsTo::Service) => IntegrationKind::Service,
            ("AWS_PROXY", LeadsTo::Function) => IntegrationKind::FunctionProxy,
            ("AWS" | "AWS_PROXY", LeadsTo::StreamedFunction) => {
                unserved("answers of functions are not streamed by this version")
            }
            ("AWS", LeadsTo::Nothing) => {
                unserved("its URI is neither that of a function nor that of a service")
            }
            ("AWS_PROXY", _) => unserved("its URI is not that of a function"),
            (other, _) => IntegrationKind::Unserved(format!(
                "integrations of type {other} are not served by this version"
            )),
        };
        let patterns = config.integration_responses.iter();
        let selection = Selection::new(patterns.map(|own| own.selection_pattern.as_deref()))
            .map_err(|(_, error)| error.to_string())?;
        Ok(Self {
            kind,
            verb: verb(config)?,
            timeout: Duration::from_millis(config.timeout_in_millis),
            passthrough: match config.passthrough_behavior.as_str() {
                "WHEN_NO_MATCH" => Passthrough::WhenNoMatch,
                "WHEN_NO_TEMPLATES" => Passthrough::WhenNoTemplates,
                "NEVER" => Passthrough::Never,
                other => return Err(format!("`{other}` is no passthrough behavior")),
            },
            content_handling: handling(config.content_handling.as_deref())?,
            parameters: parameters(config)?,
            templates: Templates::new(&config.request_templates)?,
            responses: config
                .integration_responses
                .iter()
                .map(|response| ResponsePlan::new(response, method))
                .collect::<Result<_, _>>()?,
            selection,
            stream: config.stream,
        })
    }
}

impl ResponsePlan {
    fn new(config: &IntegrationResponseConfig, method: &MethodConfig) -> Result<Self, String> {
        let status = config.status_code.parse().ok().filter(|status| (100..600).contains(status));
        let Some(status) = status else {
            return Err(format!("`{}` is no status code", config.status_code));
        };
        let mut headers = Vec::with_capacity(config.response_parameters.len());
        for (key, source) in &config.response_parameters {
            let to = Destination::parse(key, DestinationSide::MethodResponse)
                .map_err(|fault| fault.message)?;
            let source = Expression::parse(source, ExpressionSide::Response)
                .map_err(|fault| fault.message)?;
            let Some(name) = mapped_response_name(&to.name) else { continue };
            let name = name.parse().map_err(|_| format!("`{name}` is no name of a header"))?;
            headers.push((name, source));
        }
        Ok(Self {
            status,
            is_declared: method.method_responses.contains_key(&config.status_code),
            headers,
            templates: Templates::new(&config.response_templates)?,
            content_handling: handling(config.content_handling.as_deref())?,
        })
    }
}

/// What the URI of an integration leads to, as far as it can be told before a stage is chosen.
enum LeadsTo {
    Function,
    StreamedFunction,
    Service,
    Nothing,
}

fn leads_to(config: &IntegrationConfig) -> LeadsTo {
    let uri = UriTemplate::parse(config.uri.as_deref().unwrap_or(""));
    match uri.target() {
        IntegrationTarget::Lambda { streaming: false, .. } => LeadsTo::Function,
        IntegrationTarget::Lambda { streaming: true, .. } => LeadsTo::StreamedFunction,
        IntegrationTarget::ServiceAction { .. }
        | IntegrationTarget::ServicePath { .. }
        // A stage variable may say what is called, and whether by action or by path.
        | IntegrationTarget::Unknown => LeadsTo::Service,
        IntegrationTarget::Http | IntegrationTarget::Arn | IntegrationTarget::Invalid => {
            LeadsTo::Nothing
        }
    }
}

fn verb(config: &IntegrationConfig) -> Result<Option<Method>, String> {
    let Some(name) = config.http_method.as_deref() else { return Ok(None) };
    if name.eq_ignore_ascii_case("ANY") {
        return Ok(None);
    }
    let verb = Method::from_bytes(name.to_ascii_uppercase().as_bytes());
    verb.map(Some).map_err(|_| format!("`{name}` is no HTTP method"))
}

fn handling(name: Option<&str>) -> Result<Option<ContentHandling>, String> {
    let Some(name) = name else { return Ok(None) };
    match ContentHandling::parse(name) {
        Some(handling) => Ok(Some(handling)),
        None => Err(format!("`{name}` is no content handling")),
    }
}

fn parameters(config: &IntegrationConfig) -> Result<Vec<RequestMapping>, String> {
    let mut mappings = Vec::with_capacity(config.request_parameters.len());
    for (key, source) in &config.request_parameters {
        let to = Destination::parse(key, DestinationSide::IntegrationRequest)
            .map_err(|fault| fault.message)?;
        let source =
            Expression::parse(source, ExpressionSide::Request).map_err(|fault| fault.message)?;
        mappings.push(RequestMapping { place: to.place, name: to.name, source });
    }
    Ok(mappings)
}
