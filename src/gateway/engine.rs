//! The engine: takes requests and gives steps. It holds no future and no socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::uri::{Authority, PathAndQuery};

use crate::vtl::Overrides;

use super::base_paths::Led;
use super::compression::{self, UnpackError};
use super::exchange::{Exchange, Wire};
use super::fault::Fault;
use super::handles::Handles;
use super::ids::Ids;
use super::method_plan::StagePlan;
use super::phases::authorize::{AskingAuthorizer, AskingForKeys, Authorized, Authorizing};
use super::phases::cache::LookedUp;
use super::phases::integrate::{self, Assuming, Calling, Integrated};
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
    /// Those of the other plans of the plan, in their order.
    others: Arc<[Arc<Handles>]>,
    /// How many requests have come to stages with canaries.
    asked: Arc<AtomicU64>,
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
    /// The role that an integration calls its service with.
    Role(Assuming),
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
        let others = plan.others.iter();
        let others = others.map(|own| Arc::new(Handles::new(&own.plan, Arc::clone(&state))));
        let others = others.collect();
        let handles = Arc::new(Handles::new(&plan, state));
        Self { plan: Arc::new(plan), handles, others, asked: Arc::default() }
    }

    /// What a stage runs, and what of the state belongs to it.
    fn of_stage(&self, stage: &str) -> (&Arc<Plan>, &Arc<Handles>) {
        let mut others = self.plan.others.iter().zip(&*self.others);
        let own = others.find(|(own, _)| own.stage == stage && own.percent.is_none());
        own.map_or((&self.plan, &self.handles), |(own, handles)| (&own.plan, handles))
    }

    /// Where a request leads by its host and its path.
    fn lead(&self, request: &Request) -> Led {
        if self.plan.base_paths.is_empty() {
            return Led::Default;
        }
        let named = request.headers.get("host").and_then(|value| value.to_str().ok());
        let host = named.or(request.authority.as_ref().map(Authority::as_str)).unwrap_or("");
        let connection = request.domain.as_deref();
        let has_shown = connection.is_some_and(|own| own.client_certificate.is_some());
        self.plan.base_paths.lead(host, request.target.path(), has_shown)
    }

    /// What answers a request for `path`: the stage, or its canary where the request is one of those that it gets.
    fn choose(&self, led: &Led, path: &str) -> (&Arc<Plan>, &Arc<Handles>) {
        if self.plan.others.is_empty() {
            return (&self.plan, &self.handles);
        }
        let stage = match led {
            Led::Mapped { stage, .. } => stage,
            Led::Default | Led::Nowhere => {
                path.trim_start_matches('/').split('/').next().unwrap_or("")
            }
        };
        let mut others = self.plan.others.iter().zip(&*self.others);
        let canary = others.find_map(|(own, handles)| {
            Some((own, handles, own.percent?)).filter(|_| own.stage == stage)
        });
        if let Some((own, handles, percent)) = canary {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            if is_for_canary(self.plan.canary_seed, number, percent) {
                return (&own.plan, handles);
            }
        }
        self.of_stage(stage)
    }

    /// All plans, each with what of the state belongs to it.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Plan, &Handles)> {
        let others = self.plan.others.iter().zip(&*self.others);
        let own = std::iter::once((&*self.plan, &*self.handles));
        own.chain(others.map(|(own, handles)| (&*own.plan, &**handles)))
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The count of that number.
    pub(super) fn counter(&self, number: usize) -> Option<&Counter> {
        self.handles.counter(number)
    }

    /// Forgets what the authorizers of a stage have answered, as the service's `FlushStageAuthorizersCache` does.
    /// Says whether there is such a stage.
    pub fn flush_authorizer_results(&self, stage: &str) -> bool {
        let mut is_there = false;
        for (plan, handles) in self.all() {
            let Some(stage) = plan.stage(stage) else { continue };
            is_there = true;
            if let Some(results) = handles.authorizer_results(stage) {
                results.clear();
            }
        }
        is_there
    }

    /// Forgets the cached responses of a stage, as the service's `FlushStageCache` does. Says whether there is such a
    /// stage.
    pub fn flush_responses(&self, stage: &str) -> bool {
        let mut is_there = false;
        for (plan, handles) in self.all() {
            let Some(stage) = plan.stage(stage) else { continue };
            is_there = true;
            handles.flush_responses(stage);
        }
        is_there
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
        let led = self.lead(&request);
        let (body, is_too_large) = match request.body {
            RequestBody::Whole(bytes) => (bytes, false),
            RequestBody::TooLarge => (Bytes::new(), true),
        };
        let wire =
            Wire { method: request.method.clone(), body: body.clone(), content_encoding: None };
        let (plan, handles) = self.choose(&led, request.target.path());
        let mut exchange = Box::new(Exchange {
            plan: Arc::clone(plan),
            handles: Arc::clone(handles),
            verb: request.method,
            target: request.target,
            authority: request.authority,
            headers: request.headers,
            body,
            source_ip: request.source_ip,
            vpc_endpoint: request.vpc_endpoint,
            domain: request.domain,
            ids,
            wire,
            received: now,
            now,
            log: request.log,
            is_log_of_stage: false,
            is_test: false,
            led,
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
        if exchange.led != Led::Nowhere {
            exchange.stage = exchange.plan.stage_named(exchange.place().0).cloned();
        }
        let has_log = |stage: &Arc<StagePlan>| stage.observers.execution_log.is_some();
        if exchange.log.is_none() && exchange.stage.as_ref().is_some_and(has_log) {
            exchange.log = Some(Box::new(ExecutionLog::new()));
            exchange.is_log_of_stage = true;
        }
        begin(&mut exchange);
        let entered = exchange.plan.entrances.enter(exchange.domain.as_deref(), exchange.host());
        let header_values = exchange.headers.iter().map(|(_, value)| value.len()).sum::<usize>();
        let readable = if entered.is_err() {
            entered
        } else if exchange.target.as_str().len() > exchange.plan.longest_target {
            Err(Fault::uri_too_long())
        } else if header_values > MAX_HEADER_VALUES {
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
        let (plan, handles) = self.of_stage(&invocation.stage);
        let mut exchange = Box::new(Exchange {
            plan: Arc::clone(plan),
            handles: Arc::clone(handles),
            verb: invocation.method,
            target: target.unwrap_or_else(|| PathAndQuery::from_static("/")),
            authority: None,
            ids: Ids::new(invocation.id, None),
            wire: Wire::default(),
            headers,
            body: invocation.body,
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            vpc_endpoint: None,
            domain: None,
            received: now,
            now,
            log: Some(Box::new(ExecutionLog::new())),
            is_log_of_stage: false,
            is_test: true,
            led: Led::Default,
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

/// Whether the request of that number is one of the share that a canary gets. The numbers are spread evenly by the
/// finalizer of splitmix64, so the shares come out even in the short run as well, and the same for the same seed.
fn is_for_canary(seed: u64, number: u64, percent: f64) -> bool {
    // One part in a million is finer than anybody asks for.
    const PARTS: u32 = 1_000_000;
    let mut bits = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    let drawn = u32::try_from(bits % u64::from(PARTS)).unwrap_or(0);
    f64::from(drawn) < percent * f64::from(PARTS / 100)
}

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
        (Waiting::Role(assuming), Outcome::Upstream(outcome)) => {
            exchange.seen.role = Some(SeenCall::new(exchange.seen.calling, exchange.now));
            let integrated = integrate::assumed(exchange, assuming, outcome)?;
            return ready(exchange, integrated);
        }
        (Waiting::Keys(asking), Outcome::Upstream(outcome)) => {
            let authorized = authorize::keys_answered(exchange, asking, outcome)?;
            return authorized_phases(exchange, authorized);
        }
        (Waiting::Authorizer(asking), Outcome::Function(outcome)) => {
            let authorized = authorize::authorizer_answered(exchange, asking, outcome)?;
            return authorized_phases(exchange, authorized);
        }
        (Waiting::Backend(_) | Waiting::Role(_) | Waiting::Keys(_), Outcome::Function(_))
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
    let integrated = integrate::integrate(exchange, mapped)?;
    ready(exchange, integrated)
}

/// What an integration leads to.
fn ready(exchange: &mut Exchange, integrated: Integrated) -> Result<Ready, Fault> {
    match integrated {
        Integrated::Answered(answered) => respond::respond(exchange, answered).map(Ready::Respond),
        Integrated::Calling(call, calling) => Ok(Ready::Call(call, Waiting::Backend(calling))),
        Integrated::Assuming(call, assuming) => Ok(Ready::Call(call, Waiting::Role(assuming))),
        Integrated::Invoking(call, calling) => Ok(Ready::Invoke(call, Waiting::Function(calling))),
    }
}
