//! The engine: takes requests and gives steps. It holds no future and no socket.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};

use super::{Body, Moment, Plan, Request, Response, Step, TestInvocation, UpstreamOutcome};

/// Answers requests by one plan. It can be shared between threads; a request keeps the plan that it began with.
#[derive(Clone, Debug)]
pub struct Engine {
    plan: Arc<Plan>,
}

/// A request that waits for its backend.
#[derive(Debug)]
pub struct Suspended {
    plan: Arc<Plan>,
}

impl Engine {
    /// An engine that works by `plan`.
    pub fn new(plan: Plan) -> Self {
        Self { plan: Arc::new(plan) }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Takes a request that arrived at `now`.
    pub fn start(&self, request: Request, now: Moment) -> Step {
        refuse(request.log, now)
    }

    /// Calls one method as the service's `TestInvokeMethod` does; the response has the log.
    pub fn test_invoke(&self, _invocation: TestInvocation, now: Moment) -> Step {
        refuse(Some(Box::default()), now)
    }
}

impl Suspended {
    /// Goes on with what came of the call, at `now`.
    pub fn resume(self, _outcome: UpstreamOutcome, now: Moment) -> Step {
        drop(self.plan);
        refuse(None, now)
    }
}

fn refuse(mut log: Option<Box<super::ExecutionLog>>, now: Moment) -> Step {
    if let Some(log) = &mut log {
        log.begin("");
        log.line(now, "Method completed with status: 403");
    }
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Step::Respond(Response {
        status: StatusCode::FORBIDDEN,
        headers,
        body: Body::Whole(Bytes::from_static(b"{\"message\":\"Missing Authentication Token\"}")),
        log,
    })
}
