//! A request taken through the phases up to its integration, which is not called: what `why-denied` asks for whatever
//! stands behind the authorization. The phases are those of every request.

use std::sync::Arc;

use http::HeaderMap;

use crate::access::{Answer, LimitInForce, Refusal, Rehearsal, RuntimePhase, Shown};
use crate::sigv4::is_signature;

use super::exchange::{Exchange, text};
use super::fault::Fault;
use super::handles::Handles;
use super::mask::is_secret;
use super::phases::{authorize, respond, route, throttle, validate};
use super::{Body, Engine, MemoryState, Moment, Request, Response};

impl Engine {
    /// What becomes of `request` up to its integration, which is not called. Who may call is decided already: with a
    /// refusal it ends there. Nothing is counted, and nothing has happened before: limits are full.
    pub fn rehearse(&self, request: Request, refusal: Option<&Refusal>, now: Moment) -> Rehearsal {
        let (mut exchange, readable) = self.receive(request, now);
        exchange.handles = Arc::new(Handles::new(&exchange.plan, Arc::new(MemoryState::new())));
        let mut limits = Vec::new();
        let mut phase = RuntimePhase::Payload;
        let ended = readable.and_then(|()| phases(&mut exchange, refusal, &mut limits, &mut phase));
        let answer = ended.err().map(|mut fault| {
            fault.message = fault.message.map(|text| concealed(&exchange, &text).into());
            let response = respond::refuse(&mut exchange, &fault);
            answer(phase, &fault, response)
        });
        Rehearsal { answer, limits }
    }

    /// Who the caller of `request` shows to be, by a signature or a token that is verified as that of every request.
    pub fn who(&self, request: Request, now: Moment) -> Shown {
        let (mut exchange, readable) = self.receive(request, now);
        let shown = readable.and_then(|()| {
            let routed = route::route(&mut exchange)?;
            authorize::shown(&mut exchange, routed)
        });
        shown.unwrap_or_else(|fault| {
            let lines = fault.cause.iter().chain(&fault.detail).flat_map(|own| own.lines());
            let why = lines.map(str::to_owned).collect();
            let message = fault.message.as_deref().map(|text| concealed(&exchange, text));
            let Fault { response_type, status, error_type, .. } = fault;
            Shown::Refused(Refusal { response_type, status, error_type, message }, why)
        })
    }
}

/// What a caller is told, without what it has shown: the service repeats it, and this is for others to read.
fn concealed(exchange: &Exchange, text: &str) -> String {
    let mut text = text.to_owned();
    let headers = exchange.headers.iter().filter(|(name, _)| is_secret(name));
    let values = headers.filter_map(|(_, value)| value.to_str().ok());
    let query = exchange.target.query().unwrap_or("").split('&');
    let token = query.filter_map(|pair| pair.strip_prefix("X-Amz-Security-Token="));
    for secret in values.flat_map(secrets).chain(token).filter(|own| !own.is_empty()) {
        text = text.replace(secret, "****");
    }
    text
}

/// What of a header lets somebody in: of a signature only the signature, else everything.
fn secrets(value: &str) -> Vec<&str> {
    if is_signature(value) {
        return value.split_once("Signature=").into_iter().map(|(_, own)| own).collect();
    }
    let token = value.split_once(' ').map(|(_, own)| own.trim());
    std::iter::once(value).chain(token).collect()
}

/// Goes through the phases; `phase` is the one that was begun last.
fn phases(
    exchange: &mut Exchange,
    refusal: Option<&Refusal>,
    limits: &mut Vec<LimitInForce>,
    phase: &mut RuntimePhase,
) -> Result<(), Fault> {
    *phase = RuntimePhase::Route;
    let routed = route::route(exchange)?;
    *phase = RuntimePhase::Authorize;
    if let Some(refusal) = refusal {
        return Err(Fault::refused(refusal.clone(), String::new()));
    }
    let authorized = authorize::rehearsed(routed);
    *phase = RuntimePhase::Admit;
    let route = exchange.route.clone();
    let admitted = throttle::admit(exchange, authorized);
    if let Some(route) = route {
        let key = exchange.api_key.as_ref().and_then(|(_, value)| route.stage.api_keys.get(value));
        let gates = route.limits.gates(key.map(|own| &own.limits));
        limits.extend(gates.map(|own| LimitInForce { layer: own.layer, throttle: own.throttle }));
    }
    let admitted = admitted?;
    *phase = RuntimePhase::Validate;
    validate::validate(exchange, admitted)?;
    Ok(())
}

fn answer(phase: RuntimePhase, fault: &Fault, response: Response) -> Answer {
    let body = match &response.body {
        Body::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Upstream => String::new(),
    };
    Answer {
        phase,
        status: response.status.as_u16(),
        response_type: fault.response_type,
        headers: pairs(&response.headers),
        body,
        cause: response.cause.or_else(|| fault.validation_error.clone()),
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value).into_owned()))
        .collect()
}
