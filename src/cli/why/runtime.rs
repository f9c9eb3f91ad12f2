//! The runtime that answers behind the authorization.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::{HeaderName, HeaderValue, Method};

use crate::access::{Question, Refusal, Rehearsal, Shown};
use crate::bundle::Config;
use crate::cli::error::CliError;
use crate::cli::plan;
use crate::gateway::{
    Engine, Moment, Plan, PlanOptions, Request, RequestBody, RequestHeaders, VpcEndpoint,
};

/// What secrets of the configuration are here: what the environment has, and for the variable of an API key that is not
/// set a value that nobody else knows, so that the key can still be asked about by its name.
pub(in crate::cli) fn environment(config: &Config) -> BTreeMap<String, String> {
    let keys = config.api_keys.values().filter_map(|key| key.value.variable());
    let mut all: BTreeMap<String, String> =
        keys.map(|name| (name.to_owned(), format!("the value of ${{env:{name}}}"))).collect();
    all.extend(plan::environment(config));
    all
}

/// The names of API keys by their values.
pub(in crate::cli) fn key_names(
    config: &Config,
    environment: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let keys = config.api_keys.iter().filter_map(|(name, key)| {
        let value = match key.value.variable() {
            Some(variable) => environment.get(variable)?,
            None => key.value.value()?,
        };
        Some((value.to_owned(), name.clone()))
    });
    keys.collect()
}

/// An engine for questions.
pub(in crate::cli) fn prepare(
    config: &Config,
    environment: BTreeMap<String, String>,
) -> Result<Engine, CliError> {
    let plan = Plan::new(config, &PlanOptions { environment, ..PlanOptions::default() })
        .map_err(|error| CliError::Usage { message: error.to_string(), help: None })?;
    Ok(Engine::new(plan))
}

/// Who the caller of a request shows to be.
pub(in crate::cli) fn shown(engine: &Engine, question: &Question) -> Option<Shown> {
    let (request, now) = request(question)?;
    Some(engine.who(request, now))
}

/// Asks the engine about a request. What cannot be sent at all was refused before.
pub(in crate::cli) fn rehearse(
    engine: &Engine,
    question: &Question,
    refusal: Option<&Refusal>,
) -> Rehearsal {
    let asked = request(question);
    asked.map(|(request, now)| engine.rehearse(request, refusal, now)).unwrap_or_default()
}

/// The request as it would be sent, and when.
fn request(question: &Question) -> Option<(Request, Moment)> {
    let headers = question.headers.iter().filter_map(|(name, value)| {
        name.parse::<HeaderName>().ok()?;
        Some((name.clone(), HeaderValue::from_str(value).ok()?))
    });
    let seconds = question.time.known().copied().unwrap_or_default();
    let wall = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let endpoint = question
        .vpc_endpoint
        .known()
        .map(|id| Arc::new(VpcEndpoint { id: id.clone(), vpc: question.vpc.known().cloned() }));
    let request = Request {
        method: Method::from_bytes(question.verb.as_bytes()).ok()?,
        target: format!("/{}{}", question.stage, question.target()).parse().ok()?,
        authority: None,
        headers: RequestHeaders::List(headers.collect()),
        body: RequestBody::Whole(Bytes::from(question.body.clone())),
        source_ip: question.source_ip.known().copied().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        vpc_endpoint: endpoint,
        domain: None,
        id: [0; 16],
        log: None,
    };
    Some((request, Moment { wall, monotonic: Duration::ZERO }))
}
