//! Which method of which stage a request is for (reference `pipeline`, sections 1 and 2).

use std::fmt::Write;
use std::sync::Arc;

use http::Method;

use super::authorize;
use crate::gateway::base_paths::Led;
use crate::gateway::exchange::{Exchange, text};
use crate::gateway::fault::Fault;
use crate::gateway::headers::is_hidden;
use crate::gateway::mask::{is_secret_parameter, shown_header};
use crate::gateway::method_plan::Route;
use crate::gateway::{RequestHeaders, query};
use crate::ir::LoggingLevel;

/// A request that has a method.
#[derive(Debug)]
pub(in crate::gateway) struct Routed {
    pub(super) route: Arc<Route>,
}

/// Finds the method by the path of the request.
pub(in crate::gateway) fn route(exchange: &mut Exchange) -> Result<Routed, Fault> {
    let overridden = exchange.headers.get("x-http-method-override");
    if let Some(verb) = overridden.and_then(|own| Method::from_bytes(own.as_bytes()).ok()) {
        exchange.verb = verb;
    }
    let (stage, rest) = exchange.place();
    if exchange.led == Led::Nowhere || !exchange.plan.has_stage(stage) {
        begin_log(exchange);
        exchange.log_error(|own| match own.led {
            Led::Nowhere => {
                format!("`{}` has no base path for {}", own.host(), own.target.path())
            }
            Led::Default | Led::Mapped { .. } => {
                format!("There is no stage for {}", own.target.path())
            }
        });
        return Err(Fault::unknown_stage());
    }
    let Some(found) = exchange.plan.route(stage, rest, exchange.verb.as_str()) else {
        begin_log(exchange);
        // The service writes no log for such a request; here it is the one line that helps.
        exchange.log_error(|own| {
            let (_, rest) = own.place();
            format!("There is no method {} /{rest} in this API", own.verb)
        });
        return Err(authorize::malformed(exchange).unwrap_or_else(Fault::no_route));
    };
    let (route, parameters) = (Arc::clone(found.value), owned(&found.parameters));
    begin(exchange, &route, parameters);
    Ok(Routed { route })
}

/// Takes the method `resource` of `stage`, whatever the path is; parameters are taken from a path that fits.
pub(in crate::gateway) fn named(
    exchange: &mut Exchange,
    stage: &str,
    resource: &str,
) -> Result<Routed, Fault> {
    let verb = exchange.verb.as_str().to_owned();
    // A template is a path that it matches itself.
    let found = exchange.plan.route(stage, resource, &verb);
    let found = found.map(|found| Arc::clone(found.value));
    let Some(route) = found.filter(|own| own.method.resource_path == resource) else {
        begin_log(exchange);
        return Err(Fault::no_route());
    };
    let fitting = exchange.plan.route(stage, exchange.target.path(), &verb);
    let parameters = match fitting {
        Some(own) if own.value.method.resource_path == resource => owned(&own.parameters),
        _ => Vec::new(),
    };
    begin(exchange, &route, parameters);
    Ok(Routed { route })
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn begin(exchange: &mut Exchange, route: &Arc<Route>, parameters: Vec<(String, String)>) {
    exchange.path_parameters = parameters;
    if let Some(query) = exchange.target.query().filter(|query| !query.is_empty()) {
        exchange.query = query::parse(query);
    }
    exchange.route = Some(Arc::clone(route));
    if exchange.is_log_of_stage && route.observed.level == LoggingLevel::Off {
        exchange.log = None;
    }
    begin_log(exchange);
}

/// The first lines of an execution log (reference `observability`, section 3).
fn begin_log(exchange: &mut Exchange) {
    if exchange.log.is_none() {
        return;
    }
    exchange.log(|own| format!("Starting execution for request: {}", own.ids.request));
    exchange.log(|own| {
        let path = match &own.route {
            Some(route) if !own.is_test => &route.method.resource_path,
            _ => own.target.path(),
        };
        format!("HTTP Method: {}, Resource Path: {path}", own.verb)
    });
    exchange.trace(|own| format!("Method request path: {}", java_map(&own.path_parameters)));
    exchange.trace(|own| {
        let query = own.query.iter().map(|(name, value)| {
            let value = if is_secret_parameter(name) { "****" } else { value.as_str() };
            (name.clone(), value.to_owned())
        });
        let query: Vec<(String, String)> = query.collect();
        format!("Method request query string: {}", java_map(&joined(&query)))
    });
    exchange.trace(|own| {
        let headers: Vec<(String, String)> = visible(&own.headers)
            .map(|(name, value)| {
                let value = shown_header(&name, value);
                (name, value)
            })
            .collect();
        format!("Method request headers: {}", java_map(&joined(&headers)))
    });
    exchange.trace(|own| {
        let body = String::from_utf8_lossy(&own.body);
        format!("Method request body before transformations: {body}")
    });
}

fn visible(headers: &RequestHeaders) -> impl Iterator<Item = (String, String)> {
    let shown = headers.iter().filter(|(name, _)| !is_hidden(name));
    shown.map(|(name, value)| (name.to_owned(), text(value).into_owned()))
}

/// Pairs with the values of one name joined by commas.
fn joined(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        match all.iter_mut().find(|(own, _)| own == name) {
            Some((_, before)) => {
                before.push(',');
                before.push_str(value);
            }
            None => all.push((name.clone(), value.clone())),
        }
    }
    all
}

/// Pairs as Java prints a map.
pub(super) fn java_map(pairs: &[(String, String)]) -> String {
    let mut out = String::from("{");
    for (at, (name, value)) in pairs.iter().enumerate() {
        let separator = if at == 0 { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(out, "{separator}{name}={value}");
    }
    out.push('}');
    out
}
