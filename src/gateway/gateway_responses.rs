//! The answers that the gateway itself gives (reference `pipeline`, section 12).

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::bundle::GatewayResponseConfig;
use crate::ir::ResponseType;
use crate::mapping::{
    Destination, DestinationPlace, DestinationSide, Expression, ExpressionSide, GatewayTemplate,
    GatewayVariable, essence,
};
use crate::vtl::Variables;

use super::context;
use super::exchange::Exchange;
use super::fault::Fault;
use super::method_plan::Route;

/// The gateway responses of an API: what it configures, and the service's own for the rest.
#[derive(Debug)]
pub(super) struct GatewayResponses {
    configured: BTreeMap<ResponseType, GatewayResponse>,
    /// What the service says where nothing is configured.
    own: GatewayResponse,
}

/// One gateway response.
#[derive(Debug)]
struct GatewayResponse {
    status: Option<StatusCode>,
    headers: Vec<(HeaderName, Expression)>,
    templates: Vec<(String, GatewayTemplate)>,
}

impl GatewayResponses {
    /// Prepares what an API configures, or says what is wrong with it.
    pub(super) fn new<'c>(
        configured: impl IntoIterator<Item = (&'c String, &'c GatewayResponseConfig)>,
    ) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        for (name, config) in configured {
            let Some(kind) = ResponseType::parse(name) else {
                return Err(format!("`{name}` is no type of gateway responses"));
            };
            let response =
                GatewayResponse::new(config).map_err(|message| format!("{name}: {message}"))?;
            all.insert(kind, response);
        }
        let own = GatewayResponse::new(&GatewayResponseConfig::default())?;
        Ok(Self { configured: all, own })
    }

    /// A type that is configured takes nothing from the defaults; one that is not takes all of them.
    fn of(&self, fault: &Fault) -> &GatewayResponse {
        let Some(kind) = fault.response_type else { return &self.own };
        let class =
            if fault.status < 500 { ResponseType::Default4xx } else { ResponseType::Default5xx };
        let found = self.configured.get(&kind).or_else(|| self.configured.get(&class));
        found.unwrap_or(&self.own)
    }

    /// The status, the headers and the body of the answer to `fault`.
    pub(super) fn answer(
        &self,
        exchange: &Exchange,
        route: Option<&Route>,
        fault: &Fault,
    ) -> (StatusCode, HeaderMap, Bytes) {
        let response = self.of(fault);
        let own = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let variables = context::of_fault(exchange, route, fault);
        let mut headers = HeaderMap::with_capacity(8);
        for (name, source) in &response.headers {
            let value = evaluate(source, exchange, route, &variables);
            if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
                headers.insert(name.clone(), value);
            }
        }
        if let Ok(error) = HeaderValue::from_str(fault.error_type) {
            headers.insert(HeaderName::from_static("x-amzn-errortype"), error);
        }
        let Some((media_type, template)) = response.template(exchange) else {
            return (response.status.unwrap_or(own), headers, Bytes::new());
        };
        if let Ok(value) = HeaderValue::from_str(media_type) {
            headers.entry(CONTENT_TYPE).or_insert(value);
        }
        let mut body =
            template.render(|variable, out| substitute(variable, exchange, route, &variables, out));
        if fault.response_type == Some(ResponseType::AccessDenied)
            && !self.configured.contains_key(&ResponseType::AccessDenied)
        {
            // The service writes this one with a capital letter.
            body = body.replacen("{\"message\":", "{\"Message\":", 1);
        }
        (response.status.unwrap_or(own), headers, Bytes::from(body))
    }
}

impl GatewayResponse {
    fn new(config: &GatewayResponseConfig) -> Result<Self, String> {
        let status = match &config.status_code {
            None => None,
            Some(text) => match text.parse::<StatusCode>() {
                Ok(status) => Some(status),
                Err(_) => return Err(format!("`{text}` is no status code")),
            },
        };
        let mut headers = Vec::new();
        for (key, source) in &config.response_parameters {
            let to = Destination::parse(key, DestinationSide::GatewayResponse)
                .map_err(|fault| fault.message)?;
            let source = Expression::parse(source, ExpressionSide::GatewayResponse)
                .map_err(|fault| fault.message)?;
            // Paths and queries can be written to a gateway response and lead nowhere.
            if to.place != DestinationPlace::Header {
                continue;
            }
            let name =
                to.name.parse().map_err(|_| format!("`{}` is no name of a header", to.name))?;
            headers.push((name, source));
        }
        let mut templates: Vec<(String, GatewayTemplate)> = config
            .response_templates
            .iter()
            .map(|(media_type, text)| (media_type.clone(), GatewayTemplate::parse(text)))
            .collect();
        if templates.is_empty() {
            let own = GatewayTemplate::parse("{\"message\":$context.error.messageString}");
            templates.push(("application/json".to_owned(), own));
        }
        Ok(Self { status, headers, templates })
    }

    /// The template that the caller asked for, else that for JSON, else the first.
    fn template(&self, exchange: &Exchange) -> Option<&(String, GatewayTemplate)> {
        let accept = exchange.http_header("accept");
        let get =
            |wanted: &str| self.templates.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
        accept
            .and_then(|accept| get(essence(&accept)))
            .or_else(|| get("application/json"))
            .or_else(|| self.templates.first())
    }
}

fn substitute(
    variable: &GatewayVariable,
    exchange: &Exchange,
    route: Option<&Route>,
    variables: &Variables<'_>,
    out: &mut String,
) {
    match variable {
        GatewayVariable::Context(path) => {
            out.push_str(&context::lookup(variables, path).unwrap_or_default());
        }
        GatewayVariable::StageVariable(name) => {
            out.push_str(route.and_then(|route| route.stage.variable(name)).unwrap_or(""));
        }
        GatewayVariable::Request(place, name) => {
            let value = match place.as_str() {
                "path" => exchange.path_parameter(name).map(str::to_owned),
                "querystring" => exchange.query_parameter(name).map(str::to_owned),
                "header" => exchange.header(name).map(std::borrow::Cow::into_owned),
                _ => None,
            };
            out.push_str(&value.unwrap_or_default());
        }
    }
}

fn evaluate(
    source: &Expression,
    exchange: &Exchange,
    route: Option<&Route>,
    variables: &Variables<'_>,
) -> Option<String> {
    match source {
        Expression::Static(text) => Some(text.clone()),
        Expression::Context(path) => context::lookup(variables, path),
        Expression::StageVariable(name) => route?.stage.variable(name).map(str::to_owned),
        Expression::Path(name) => exchange.path_parameter(name).map(str::to_owned),
        Expression::QueryString(name) => exchange.query_parameter(name).map(str::to_owned),
        Expression::MultiValueQueryString(name) => {
            let values: Vec<&str> = exchange.query_values(name).collect();
            (!values.is_empty()).then(|| values.join(","))
        }
        Expression::Header(name) => exchange.header(name).map(std::borrow::Cow::into_owned),
        Expression::MultiValueHeader(name) => {
            let values = exchange.header_values(name);
            (!values.is_empty()).then(|| values.join(","))
        }
        Expression::Body
        | Expression::BodyPath(_)
        | Expression::ResponseHeader(_)
        | Expression::ResponseMultiValueHeader(_)
        | Expression::ResponseBody
        | Expression::ResponseBodyPath(_) => None,
    }
}
