//! `CUSTOM`: a Lambda authorizer (reference `access-control`, section 9). The function says what the caller may do;
//! whether that lets it in is decided by `access`, of which this is told before and after the function is asked.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::access::{
    AuthorizerAnswer, AuthorizerCall, AuthorizerOutcome, Credentials, Fact, IdentitySource,
};
use crate::gateway::admission;
use crate::gateway::context;
use crate::gateway::event;
use crate::gateway::exchange::{Caller, Exchange};
use crate::gateway::fault::Fault;
use crate::gateway::lambda_authorizer::{LambdaAuthorizer, LambdaAuthorizerKind};
use crate::gateway::method_plan::Route;
use crate::gateway::seen::SeenCall;
use crate::gateway::{
    AuthorizerResult, FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome,
    InvocationType, Moment,
};
use crate::mapping::Expression;
use crate::vtl::Variables;

/// The most that a function may take (AWS docs, "Amazon API Gateway quotas and important notes").
const TIMEOUT: Duration = Duration::from_secs(29);

/// A request that waits for what a function says of its caller.
#[derive(Debug)]
pub(in crate::gateway) struct AskingAuthorizer {
    pub(super) route: Arc<Route>,
    authorizer: Arc<LambdaAuthorizer>,
    /// What the request has for the identity sources.
    identity: Vec<Option<String>>,
    since: Moment,
}

/// What could not be decided, with the words of the log.
struct NoAnswer {
    outcome: AuthorizerOutcome<'static>,
    cause: String,
}

/// Decides by an answer that was kept, or gives the call of the function.
pub(super) fn verify(
    exchange: &mut Exchange,
    route: &Arc<Route>,
    authorizer: &Arc<LambdaAuthorizer>,
) -> Result<Option<(Box<FunctionCall>, AskingAuthorizer)>, Fault> {
    let identity = identity(exchange, route, authorizer);
    // The first phase: what keeps a request out before the function is asked.
    let unknown = AuthorizerOutcome::Unknown("the function was not asked yet");
    let entering =
        with_credentials(authorizer, &identity, unknown, |own| admission::enter(exchange, own));
    super::entered(exchange, entering)?;
    if let Some(kept) = kept(exchange, route, authorizer, &identity) {
        exchange.log(|_| {
            format!(
                "Using valid authorizer policy for principal: {}",
                masked(&kept.answer.principal_id)
            )
        });
        note(exchange, None, 200, None);
        admit(exchange, authorizer, &identity, &kept, Duration::ZERO)?;
        return Ok(None);
    }
    let Some(function) = authorizer.function(&route.stage.name) else {
        let none = misconfigured("the URI of the authorizer is not that of a function");
        return Err(refuse(exchange, authorizer, &identity, none));
    };
    let request = admission::request(exchange);
    let arn = exchange.plan.access.method_arn(request.stage, request.verb, request.path);
    let payload = match authorizer.kind {
        LambdaAuthorizerKind::Token => {
            let token = identity.first().and_then(Option::as_deref).unwrap_or("");
            event::token(token, &arn)
        }
        LambdaAuthorizerKind::Request => event::request(exchange, route, &arn),
    };
    let call = FunctionCall {
        function: Arc::clone(function),
        request_id: exchange.ids.of_call(2),
        payload,
        invocation_type: InvocationType::RequestResponse,
        timeout: TIMEOUT,
        trace_id: exchange.trace_header(2),
    };
    log_call(exchange, authorizer, &call);
    let (route, authorizer) = (Arc::clone(route), Arc::clone(authorizer));
    let asking = AskingAuthorizer { route, authorizer, identity, since: exchange.now };
    Ok(Some((Box::new(call), asking)))
}

/// Decides by what the function has answered, and keeps it where answers are kept.
pub(super) fn answered(
    exchange: &mut Exchange,
    asking: &AskingAuthorizer,
    outcome: FunctionOutcome,
) -> Result<(), Fault> {
    let AskingAuthorizer { route, authorizer, identity, since } = asking;
    let latency = exchange.now.monotonic.saturating_sub(since.monotonic);
    let (answer, size) = match read(exchange, outcome) {
        Ok(read) => read,
        Err(none) => {
            let fault = refuse(exchange, authorizer, identity, none);
            note(exchange, Some(exchange.seen.calling), fault.status, fault.message.as_deref());
            return Err(fault);
        }
    };
    note(exchange, Some(exchange.seen.calling), 200, None);
    exchange.log(|_| {
        format!("Using valid authorizer policy for principal: {}", masked(&answer.principal_id))
    });
    let result = keep(exchange, route, authorizer, identity, AuthorizerResult { answer }, size);
    admit(exchange, authorizer, identity, &result, latency)?;
    exchange.log(|_| "Successfully completed authorizer execution".to_owned());
    Ok(())
}

/// What the request has for each identity source.
fn identity(
    exchange: &Exchange,
    route: &Route,
    authorizer: &LambdaAuthorizer,
) -> Vec<Option<String>> {
    let sources = &authorizer.sources;
    let needs_context = sources.iter().any(|own| matches!(own.expression, Expression::Context(_)));
    let variables =
        if needs_context { context::variables(exchange, Some(route)) } else { Variables::new() };
    let values = sources.iter().map(|source| match &source.expression {
        // Clients may write the names of headers as they like.
        Expression::Header(name) | Expression::MultiValueHeader(name) => {
            exchange.http_header(name).map(std::borrow::Cow::into_owned)
        }
        Expression::QueryString(name) | Expression::MultiValueQueryString(name) => {
            exchange.query_parameter(name).map(str::to_owned)
        }
        Expression::StageVariable(name) => route.stage.variable(name).map(str::to_owned),
        Expression::Context(path) => context::lookup(&variables, path),
        // Nothing else tells callers apart; it is missing from every request.
        Expression::Static(_)
        | Expression::Path(_)
        | Expression::Body
        | Expression::BodyPath(_)
        | Expression::ResponseHeader(_)
        | Expression::ResponseMultiValueHeader(_)
        | Expression::ResponseBody
        | Expression::ResponseBodyPath(_) => None,
    });
    values.collect()
}

/// What `access` is told of the caller, for as long as `ask` takes.
fn with_credentials<T>(
    authorizer: &LambdaAuthorizer,
    identity: &[Option<String>],
    outcome: AuthorizerOutcome<'_>,
    ask: impl FnOnce(Credentials<'_>) -> T,
) -> T {
    let named = authorizer.sources.iter().zip(identity);
    let sources: Vec<IdentitySource<'_>> = named
        .map(|(source, value)| IdentitySource {
            name: &source.text,
            value: Fact::from(value.as_deref()),
        })
        .collect();
    let validation = authorizer.validation.as_ref();
    ask(Credentials::Custom(AuthorizerCall { sources: &sources, validation, outcome }))
}

/// The second phase: whether what the function says lets the caller in.
fn admit(
    exchange: &mut Exchange,
    authorizer: &LambdaAuthorizer,
    identity: &[Option<String>],
    result: &Arc<AuthorizerResult>,
    latency: Duration,
) -> Result<(), Fault> {
    // Gateway responses can tell what the function said of a caller that is not let in.
    exchange.caller = Some(Caller::Authorizer { result: Arc::clone(result), latency });
    let outcome = AuthorizerOutcome::Policy(&result.answer.policy);
    let admitted =
        with_credentials(authorizer, identity, outcome, |own| admission::admit(exchange, own));
    super::decided(exchange, admitted)
}

/// Notes what came of the authorizer, which was asked at `since`, or whose answer was kept.
fn note(exchange: &mut Exchange, since: Option<Moment>, status: u16, error: Option<&str>) {
    let mut call = SeenCall::new(since.unwrap_or(exchange.now), exchange.now);
    call.status = Some(status);
    call.error = error.map(str::to_owned);
    if since.is_some() {
        call.service_status = Some(200);
        call.request_id = Some(exchange.ids.of_call(2));
    }
    exchange.seen.authorizer = Some(call);
}

/// The fault of a request whose caller the function has not told of.
fn refuse(
    exchange: &Exchange,
    authorizer: &LambdaAuthorizer,
    identity: &[Option<String>],
    none: NoAnswer,
) -> Fault {
    let refused =
        with_credentials(authorizer, identity, none.outcome, |own| admission::admit(exchange, own));
    // A function that has told nothing lets nobody in.
    let fault = refused.err().unwrap_or_else(|| Fault::internal(""));
    Fault { cause: Some(none.cause), ..fault }
}

fn misconfigured(detail: &str) -> NoAnswer {
    NoAnswer {
        outcome: AuthorizerOutcome::Misconfigured("the authorizer gave no answer that is one"),
        cause: format!("Execution failed due to configuration error: {detail}"),
    }
}

/// What the function says, and how much that is (reference `access-control`, sections 9.3 and 9.6).
fn read(
    exchange: &mut Exchange,
    outcome: FunctionOutcome,
) -> Result<(AuthorizerAnswer, usize), NoAnswer> {
    let payload = match outcome {
        FunctionOutcome::Payload(payload) => payload,
        FunctionOutcome::Error(document) => return Err(failed(&document)),
        FunctionOutcome::Failure(failure) => return Err(not_run(failure)),
    };
    let answer: Value = serde_json::from_slice(&payload)
        .map_err(|_| misconfigured("Invalid JSON in response of the authorizer"))?;
    exchange.trace(|_| format!("Authorizer result body before parsing: {}", without_key(&answer)));
    let read = AuthorizerAnswer::read(&answer, &exchange.plan.access)
        .map_err(|fault| misconfigured(&format!("Invalid authorizer response: {fault}")))?;
    Ok((read, payload.len()))
}

/// An error with just that message is the way of functions to say that they do not know the caller.
fn failed(document: &[u8]) -> NoAnswer {
    let document: Value = serde_json::from_slice(document).unwrap_or_default();
    let message = document.get("errorMessage").and_then(Value::as_str).unwrap_or("");
    if message == "Unauthorized" {
        let cause = "Unauthorized request: the authorizer says so".to_owned();
        return NoAnswer { outcome: AuthorizerOutcome::Unauthorized, cause };
    }
    misconfigured(&format!("Authorizer error: {message}"))
}

fn not_run(failure: FunctionFailure) -> NoAnswer {
    let detail = failure.detail;
    let outcome = match failure.kind {
        FunctionFailureKind::UnknownFunction => return misconfigured(&detail),
        FunctionFailureKind::Timeout => AuthorizerOutcome::Failed("it did not answer in time"),
        FunctionFailureKind::TooLarge
        | FunctionFailureKind::Throttled
        | FunctionFailureKind::Unreachable => AuthorizerOutcome::Failed("it could not be called"),
    };
    NoAnswer { outcome, cause: format!("Execution failed due to an authorizer failure: {detail}") }
}

/// The answer that was kept for a caller.
fn kept(
    exchange: &Exchange,
    route: &Route,
    authorizer: &LambdaAuthorizer,
    identity: &[Option<String>],
) -> Option<Arc<AuthorizerResult>> {
    authorizer.ttl?;
    let results = exchange.handles.authorizer_results(&route.stage)?;
    let key = key(route, authorizer, identity);
    results.get(&key, exchange.now.monotonic).map(|(result, _)| result)
}

/// Keeps an answer, whatever it lets the caller do.
fn keep(
    exchange: &Exchange,
    route: &Route,
    authorizer: &LambdaAuthorizer,
    identity: &[Option<String>],
    result: AuthorizerResult,
    size: usize,
) -> Arc<AuthorizerResult> {
    let result = Arc::new(result);
    if let (Some(ttl), Some(results)) =
        (authorizer.ttl, exchange.handles.authorizer_results(&route.stage))
    {
        let (key, now) = (key(route, authorizer, identity), exchange.now.monotonic);
        // A policy that is ready to be asked takes more than its text.
        results.put_shared(&key, Arc::clone(&result), size.saturating_mul(4), now + ttl, now);
    }
    result
}

/// The authorizer, its function, and what the caller has for the identity sources, each with its length. Neither the
/// method nor the path is a part of it: what is kept is asked again for each (reference `access-control`, section 9.5).
fn key(route: &Route, authorizer: &LambdaAuthorizer, identity: &[Option<String>]) -> Vec<u8> {
    let function = authorizer.function(&route.stage.name).map_or("", |own| own.arn.as_str());
    let own = [authorizer.name.as_str(), function];
    let values = own.into_iter().chain(identity.iter().map(|own| own.as_deref().unwrap_or("")));
    let mut key = Vec::with_capacity(256);
    for value in values {
        key.extend_from_slice(&value.len().to_le_bytes());
        key.extend_from_slice(value.as_bytes());
    }
    key
}

/// The lines of a call (reference `observability`, section 3). The event has the caller's secrets, and is left out.
fn log_call(exchange: &mut Exchange, authorizer: &LambdaAuthorizer, call: &FunctionCall) {
    exchange.log(|own| {
        format!("Starting authorizer: {} for request: {}", authorizer.name, own.ids.request)
    });
    exchange.log(|_| {
        let region = call.function.arn.split(':').nth(3).unwrap_or("");
        let arn = &call.function.arn;
        format!("Sending request to https://lambda.{region}.amazonaws.com/2015-03-31/functions/{arn}/invocations")
    });
}

/// What a function said, without the API key in it.
fn without_key(answer: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(key) = answer.get_mut("usageIdentifierKey") {
        *key = Value::from("****");
    }
    answer
}

/// The service shows the last letters of a principal.
fn masked(principal: &str) -> String {
    let length = principal.chars().count();
    let shown = length.min(6) / 2;
    let tail = principal.chars().skip(length - shown);
    "*".repeat(6).chars().chain(tail).collect()
}
