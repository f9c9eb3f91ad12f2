//! The engine: takes requests and gives steps. It holds no future and no socket.

use std::sync::Arc;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::uri::PathAndQuery;

use crate::vtl::Overrides;

use super::compression::{self, UnpackError};
use super::exchange::{Exchange, Wire};
use super::fault::Fault;
use super::handles::Handles;
use super::ids::Ids;
use super::method_plan::StagePlan;
use super::phases::authorize::{AskingAuthorizer, AskingForKeys, Authorized, Authorizing};
use super::phases::cache::LookedUp;
use super::phases::integrate::{self, Calling, Integrated};
use super::phases::route::Routed;
use super::phases::{authorize, cache, map, respond, route, throttle, validate};
use super::seen::{Seen, SeenCall};
use super::{
    Counter, ExecutionLog, FunctionCall, MemoryState, Moment, Outcome, Plan, Request, RequestBody,
    RequestHeaders, Response, State, Step, TestInvocation, Transcript, UpstreamCall,
};

/// Answers requests by one plan. It can be shared between threads; a request keeps the plan that it began with.
#[derive(Clone, Debug)]
pub struct Engine {
    plan: Arc<Plan>,
    handles: Arc<Handles>,
}

/// A request that waits for what a step asked for.
#[derive(Debug)]
pub struct Suspended {
    exchange: Box<Exchange>,
    waiting: Waiting,
}

/// What a request waits for, with what is needed to go on.
#[derive(Debug)]
enum Waiting {
    /// The backend of an integration.
    Backend(Calling),
    /// The function of an integration.
    Function(Calling),
    /// The keys of an issuer.
    Keys(AskingForKeys),
    /// The function of an authorizer.
    Authorizer(AskingAuthorizer),
}

impl Engine {
    /// An engine that works by `plan`, and in which nothing has happened yet.
    pub fn new(plan: Plan) -> Self {
        Self::with_state(plan, Arc::new(MemoryState::new()))
    }

    /// An engine that works by `plan` and goes on from `state`, which other engines may have as well.
    pub fn with_state(plan: Plan, state: Arc<dyn State>) -> Self {
        let handles = Arc::new(Handles::new(&plan, state));
        Self { plan: Arc::new(plan), handles }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the engine holds of the state.
    pub(super) fn handles(&self) -> &Handles {
        &self.handles
    }

    /// The count of that number.
    pub(super) fn counter(&self, number: usize) -> Option<&Counter> {
        self.handles.counter(number)
    }

    /// Forgets what the authorizers of a stage have answered, as the service's `FlushStageAuthorizersCache` does.
    /// Says whether there is such a stage.
    pub fn flush_authorizer_results(&self, stage: &str) -> bool {
        let Some(stage) = self.plan.stage(stage) else { return false };
        if let Some(results) = self.handles.authorizer_results(stage) {
            results.clear();
        }
        true
    }

    /// Forgets the cached responses of a stage, as the service's `FlushStageCache` does. Says whether there is such a
    /// stage.
    pub fn flush_responses(&self, stage: &str) -> bool {
        let Some(stage) = self.plan.stage(stage) else { return false };
        if let Some(responses) = self.handles.responses(stage) {
            responses.clear();
        }
        true
    }

    /// Takes a request that arrived at `now`.
    pub fn start(&self, request: Request, now: Moment) -> Step {
        let (mut exchange, readable) = self.receive(request, now);
        let routed = readable.and_then(|()| route::route(&mut exchange));
        run(exchange, routed)
    }

    /// Takes a request, and says whether its payload can be read.
    pub(super) fn receive(
        &self,
        request: Request,
        now: Moment,
    ) -> (Box<Exchange>, Result<(), Fault>) {
        let ids = Ids::new(request.id, Some(&request.headers));
        let (body, is_too_large) = match request.body {
            RequestBody::Whole(bytes) => (bytes, false),
            RequestBody::TooLarge => (Bytes::new(), true),
        };
        let wire =
            Wire { method: request.method.clone(), body: body.clone(), content_encoding: None };
        let mut exchange = Box::new(Exchange {
            plan: Arc::clone(&self.plan),
            handles: Arc::clone(&self.handles),
            verb: request.method,
            target: request.target,
            authority: request.authority,
            headers: request.headers,
            body,
            source_ip: request.source_ip,
            vpc_endpoint: request.vpc_endpoint,
            ids,
            wire,
            received: now,
            now,
            log: request.log,
            is_log_of_stage: false,
            is_test: false,
            stage: None,
            route: None,
            path_parameters: Vec::new(),
            query: Vec::new(),
            caller: None,
            api_key: None,
            caching: None,
            ticket: None,
            overrides: Overrides::default(),
            seen: Seen::default(),
        });
        exchange.stage = exchange.plan.stage_of(exchange.target.path()).cloned();
        let has_log = |stage: &Arc<StagePlan>| stage.observers.execution_log.is_some();
        if exchange.log.is_none() && exchange.stage.as_ref().is_some_and(has_log) {
            exchange.log = Some(Box::new(ExecutionLog::new()));
            exchange.is_log_of_stage = true;
        }
        begin(&mut exchange);
        let header_values = exchange.headers.iter().map(|(_, value)| value.len()).sum::<usize>();
        let readable = if header_values > MAX_HEADER_VALUES {
            Err(Fault::header_too_large())
        } else if is_too_large {
            Err(Fault::too_large())
        } else {
            unpack(&mut exchange)
        };
        (exchange, readable)
    }

    /// Calls one method as the service's `TestInvokeMethod` does; the response has the log.
    pub fn test_invoke(&self, invocation: TestInvocation, now: Moment) -> Step {
        let headers = RequestHeaders::List(invocation.headers);
        let target = invocation.target.or_else(|| template_target(&invocation.resource));
        let mut exchange = Box::new(Exchange {
            plan: Arc::clone(&self.plan),
            handles: Arc::clone(&self.handles),
            verb: invocation.method,
            target: target.unwrap_or_else(|| PathAndQuery::from_static("/")),
            authority: None,
            ids: Ids::new(invocation.id, None),
            wire: Wire::default(),
            headers,
            body: invocation.body,
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            vpc_endpoint: None,
            received: now,
            now,
            log: Some(Box::new(ExecutionLog::new())),
            is_log_of_stage: false,
            is_test: true,
            stage: None,
            route: None,
            path_parameters: Vec::new(),
            query: Vec::new(),
            caller: None,
            api_key: None,
            caching: None,
            ticket: None,
            overrides: Overrides::default(),
            seen: Seen::default(),
        });
        begin(&mut exchange);
        let routed = route::named(&mut exchange, &invocation.stage, &invocation.resource);
        run(exchange, routed)
    }
}

/// How many bytes all values of headers may have together (AWS docs, "Amazon API Gateway quotas and important notes").
const MAX_HEADER_VALUES: usize = 10_240;

/// A path template as the target of a request; the service takes it as it is.
fn template_target(resource: &str) -> Option<PathAndQuery> {
    resource.parse().ok()
}

impl Suspended {
    /// Notes that the call that the step asks for begins at `now`: what the engine did before is not the backend's.
    pub fn called(&mut self, now: Moment) {
        self.exchange.seen.calling = now;
    }

    /// Goes on with what came of the step, at `now`. An outcome of another kind than the step's is answered as a fault
    /// of the gateway.
    pub fn resume(self, outcome: impl Into<Outcome>, now: Moment) -> Step {
        let Self { mut exchange, waiting } = self;
        exchange.now = now;
        let ready = resumed(&mut exchange, waiting, outcome.into());
        step(exchange, ready)
    }
}

fn resumed(exchange: &mut Exchange, waiting: Waiting, outcome: Outcome) -> Result<Ready, Fault> {
    let answered = match (waiting, outcome) {
        (Waiting::Backend(calling), Outcome::Upstream(outcome)) => {
            exchange.seen.integration = Some(SeenCall::new(exchange.seen.calling, exchange.now));
            integrate::answered(exchange, calling, outcome)?
        }
        (Waiting::Function(calling), Outcome::Function(outcome)) => {
            exchange.seen.integration = Some(SeenCall::new(exchange.seen.calling, exchange.now));
            integrate::returned(exchange, calling, outcome)?
        }
        (Waiting::Keys(asking), Outcome::Upstream(outcome)) => {
            let authorized = authorize::keys_answered(exchange, asking, outcome)?;
            return authorized_phases(exchange, authorized);
        }
        (Waiting::Authorizer(asking), Outcome::Function(outcome)) => {
            let authorized = authorize::authorizer_answered(exchange, asking, outcome)?;
            return authorized_phases(exchange, authorized);
        }
        (Waiting::Backend(_) | Waiting::Keys(_), Outcome::Function(_))
        | (Waiting::Function(_) | Waiting::Authorizer(_), Outcome::Upstream(_)) => {
            return Err(Fault::internal("Execution failed: the runtime answered another call"));
        }
    };
    respond::respond(exchange, answered).map(Ready::Respond)
}

fn begin(exchange: &mut Exchange) {
    if let Some(log) = &mut exchange.log {
        log.begin(&exchange.ids.request);
    }
}

/// Payloads are unpacked before anything looks at them, where the API compresses payloads of that size.
fn unpack(exchange: &mut Exchange) -> Result<(), Fault> {
    let is_packed = exchange.plan.compression.is_some_and(|own| own.is_for(exchange.body.len()));
    if !is_packed || exchange.body.is_empty() {
        return Ok(());
    }
    let Some(encoding) = exchange.http_header("content-encoding") else { return Ok(()) };
    match compression::unpack(&exchange.body, &encoding) {
        Ok(body) => exchange.body = body,
        Err(UnpackError::Unsupported) => return Err(Fault::unsupported_media_type()),
        Err(UnpackError::TooLarge) => return Err(Fault::too_large()),
    }
    exchange.wire.content_encoding = exchange.headers.get("content-encoding").cloned();
    exchange.headers.remove("content-encoding");
    Ok(())
}

/// All phases up to the first that has to wait, or to the answer where none has to.
fn run(mut exchange: Box<Exchange>, routed: Result<Routed, Fault>) -> Step {
    let ready = routed.and_then(|routed| match authorize::authorize(&mut exchange, routed)? {
        Authorizing::Authorized(authorized) => authorized_phases(&mut exchange, authorized),
        Authorizing::AskingForKeys(call, asking) => Ok(Ready::Call(call, Waiting::Keys(asking))),
        Authorizing::AskingAuthorizer(call, asking) => {
            Ok(Ready::Invoke(call, Waiting::Authorizer(asking)))
        }
    });
    step(exchange, ready)
}

/// What phases lead to.
enum Ready {
    Respond(Response),
    Call(Box<UpstreamCall>, Waiting),
    Invoke(Box<FunctionCall>, Waiting),
}

fn step(mut exchange: Box<Exchange>, ready: Result<Ready, Fault>) -> Step {
    exchange.seen.calling = exchange.now;
    match ready {
        Ok(Ready::Respond(response)) => Step::Respond(told(exchange, response)),
        Ok(Ready::Call(call, waiting)) => Step::Call(call, Suspended { exchange, waiting }),
        Ok(Ready::Invoke(call, waiting)) => Step::Invoke(call, Suspended { exchange, waiting }),
        Err(fault) => {
            if let Some(call) = &mut exchange.seen.integration {
                call.error.clone_from(&fault.cause);
            }
            let response = respond::refuse(&mut exchange, &fault);
            Step::Respond(told(exchange, response))
        }
    }
}

/// The answer with what is told of the request. A test invocation is told of nowhere but in its answer.
fn told(exchange: Box<Exchange>, mut response: Response) -> Response {
    if !exchange.is_test {
        let log = if exchange.is_log_of_stage { response.log.take() } else { None };
        let transcript = Transcript::new(exchange, response.status, response.cache, log);
        response.transcript = Some(transcript);
    }
    response
}

/// The phases behind the one that authorizes, which may have waited itself.
fn authorized_phases(exchange: &mut Exchange, authorized: Authorized) -> Result<Ready, Fault> {
    let admitted = throttle::admit(exchange, authorized)?;
    let validated = validate::validate(exchange, admitted)?;
    let missed = match cache::look_up(exchange, validated)? {
        LookedUp::Hit(stored) => return Ok(Ready::Respond(respond::repeat(exchange, &stored))),
        LookedUp::Missed(missed) => missed,
    };
    let mapped = map::map(exchange, missed)?;
    match integrate::integrate(exchange, mapped) {
        Integrated::Answered(answered) => respond::respond(exchange, answered).map(Ready::Respond),
        Integrated::Calling(call, calling) => Ok(Ready::Call(call, Waiting::Backend(calling))),
        Integrated::Invoking(call, calling) => Ok(Ready::Invoke(call, Waiting::Function(calling))),
    }
}
