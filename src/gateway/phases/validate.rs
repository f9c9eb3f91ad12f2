//! What a request validator asks of a request (reference `pipeline`, section 6).

use std::sync::Arc;

use serde_json::Value;

use super::throttle::Admitted;
use crate::gateway::exchange::Exchange;
use crate::gateway::fault::Fault;
use crate::gateway::method_plan::{BodyValidation, ParameterPlace, Route};
use crate::mapping::essence;

/// A request that has what its validator asks for.
#[derive(Debug)]
pub(in crate::gateway) struct Validated {
    pub(super) route: Arc<Route>,
}

/// Checks parameters first, and the payload when none is missing.
pub(in crate::gateway) fn validate(
    exchange: &mut Exchange,
    admitted: Admitted,
) -> Result<Validated, Fault> {
    let route = admitted.route;
    let required = route.method.required_parameters.iter();
    let missing: Vec<&str> = required
        .filter(|parameter| {
            let name = parameter.name.as_str();
            let has_value = match parameter.place {
                ParameterPlace::Header => exchange.header(name).is_some_and(|own| !is_blank(&own)),
                ParameterPlace::Path => {
                    exchange.path_parameter(name).is_some_and(|own| !is_blank(own))
                }
                ParameterPlace::QueryString => {
                    exchange.query_parameter(name).is_some_and(|own| !is_blank(own))
                }
            };
            !has_value
        })
        .map(|parameter| parameter.name.as_str())
        .collect();
    if !missing.is_empty() {
        return Err(Fault::missing_parameters(&missing));
    }
    if let Some(validation) = &route.method.body {
        let content_type = exchange.http_header("content-type");
        let media_type = content_type.as_deref().map_or("application/json", essence).to_owned();
        body(exchange, validation, &media_type)?;
        exchange.log(|_| format!("Request validation succeeded for content type {media_type}"));
    }
    Ok(Validated { route })
}

fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// An empty payload is an empty object.
fn body(exchange: &Exchange, validation: &BodyValidation, media_type: &str) -> Result<(), Fault> {
    let text: &[u8] = if exchange.body.is_empty() { b"{}" } else { &exchange.body };
    let payload: Value = serde_json::from_slice(text)
        .map_err(|error| Fault::invalid_body(media_type, &[error.to_string()]))?;
    let Some(model) = validation.model(media_type) else { return Ok(()) };
    if model.is_valid(&payload) {
        return Ok(());
    }
    Err(Fault::invalid_body(media_type, &model.faults(&payload)))
}
