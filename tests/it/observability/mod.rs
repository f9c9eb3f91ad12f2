//! What is told of requests: access logs, execution logs, metrics and traces.

mod access_logs;
mod execution_logs;
mod metrics;
mod traces;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core::net::IpAddr;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use portcullis::check::{Checked, Settings};
use portcullis::emit;
use portcullis::frontend::ImportOptions;
use portcullis::gateway::{
    Body, Engine, FunctionOutcome, MemoryState, Moment, Outcome, Plan, PlanOptions, Request,
    RequestBody, RequestHeaders, State, Step, Transcript, UpstreamOutcome, UpstreamResponse,
};

use crate::frontends::compile::{Files, compile_files};

/// 2023-11-14T22:13:20Z.
const NOW: Duration = Duration::from_secs(1_700_000_000);

/// An API with a MOCK behind a key, an HTTP proxy, a function behind an authorizer, and a method with a validator.
const DOCUMENT: &str = include_str!("../../cases/observability/api.yaml");

/// An API that is run without sockets.
struct Api {
    engine: Engine,
    state: Arc<dyn State>,
}

/// A request.
struct Asked<'a> {
    request: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a str,
}

fn asked(request: &str) -> Asked<'_> {
    Asked { request, headers: &[], body: "" }
}

impl Api {
    /// The API with a stage `prod` of which `stage` is written.
    fn new(stage: &str) -> Self {
        Self::over(stage, Arc::new(MemoryState::new()))
    }

    fn over(stage: &str, state: Arc<dyn State>) -> Self {
        let manifest = format!(
            "portcullis: 1\nname: pets\napi: api.yaml\nregion: eu-central-1\naccount: '111122223333'\n\
             stages:\n  prod:\n    variables: {{ empty: x }}\n{stage}\
             apiKeys: {{ app: {{ value: '${{env:KEY}}' }} }}\n\
             usagePlans: {{ all: {{ stages: [prod], keys: [app] }} }}\n"
        );
        let files = Files::new(&[("portcullis.yaml", &manifest), ("api.yaml", DOCUMENT)]);
        let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
        let definition =
            outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
        let settings = Settings::default();
        let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink)
            .unwrap_or_else(|| panic!("the check found errors"));
        let config = emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap();
        let environment = [("KEY".to_owned(), "abcdefghijklmnopqrstuvwxyz".to_owned())];
        let options = PlanOptions {
            environment: environment.into_iter().collect(),
            ..PlanOptions::default()
        };
        let plan = Plan::new(&config, &options).unwrap();
        Self { engine: Engine::with_state(plan, Arc::clone(&state)), state }
    }

    /// What is told of a request whose calls are answered by `outcomes`, each 40 ms after it began. The call begins
    /// 1 ms after the step before, and the answer goes out 2 ms after the last.
    fn transcript(&self, asked: &Asked<'_>, outcomes: Vec<Outcome>) -> Transcript {
        let (mut transcript, status, length, now) = self.unclosed(asked, outcomes);
        transcript.close(status, length, (now + Duration::from_millis(2)).moment());
        transcript
    }

    fn unclosed(
        &self,
        asked: &Asked<'_>,
        outcomes: Vec<Outcome>,
    ) -> (Transcript, StatusCode, u64, After) {
        let (mut now, mut outcomes) = (After(Duration::ZERO), outcomes.into_iter());
        let mut step = self.engine.start(request(asked), now.moment());
        let response = loop {
            let (mut suspended, outcome) = match step {
                Step::Respond(response) => break response,
                Step::Call(_, suspended) | Step::Invoke(_, suspended) => {
                    (suspended, outcomes.next().unwrap())
                }
            };
            now = now + Duration::from_millis(1);
            suspended.called(now.moment());
            now = now + Duration::from_millis(40);
            step = suspended.resume(outcome, now.moment());
        };
        assert!(outcomes.next().is_none(), "more outcomes than calls");
        let length = match &response.body {
            Body::Whole(bytes) => u64::try_from(bytes.len()).unwrap(),
            Body::Upstream => 0,
        };
        (response.transcript.unwrap(), response.status, length, now)
    }

    /// The entry of the access log.
    fn entry(&self, asked: &Asked<'_>, outcomes: Vec<Outcome>) -> String {
        let mut line = String::new();
        self.transcript(asked, outcomes).write_access_log(&mut line);
        line
    }

    /// The execution log.
    fn log(&self, asked: &Asked<'_>, outcomes: Vec<Outcome>) -> String {
        let mut lines = String::new();
        self.transcript(asked, outcomes).write_execution_log(&mut lines);
        lines
    }
}

/// The time since the request came.
#[derive(Clone, Copy)]
struct After(Duration);

impl After {
    fn moment(self) -> Moment {
        Moment { wall: NOW + self.0, monotonic: self.0 }
    }
}

impl std::ops::Add<Duration> for After {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0 + time)
    }
}

fn request(asked: &Asked<'_>) -> Request {
    let (method, target) = asked.request.split_once(' ').unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in asked.headers {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    Request {
        method: method.parse().unwrap(),
        target: target.parse().unwrap(),
        authority: Some("abc.execute-api.test:8080".parse().unwrap()),
        headers: RequestHeaders::from(headers),
        body: RequestBody::Whole(Bytes::from(asked.body.to_owned())),
        source_ip: IpAddr::from([192, 0, 2, 7]),
        vpc_endpoint: None,
        domain: None,
        id: *b"0123456789abcdef",
        log: None,
    }
}

/// A backend that answers with `status`.
fn backend(status: u16, headers: &[(&str, &str)], body: &str) -> Outcome {
    let headers = headers.iter().map(|(name, value)| {
        (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
    });
    UpstreamOutcome::Response(UpstreamResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: headers.collect(),
        body: Body::Whole(Bytes::from(body.to_owned())),
    })
    .into()
}

/// A function that returns `payload`.
fn returned(payload: &str) -> Outcome {
    FunctionOutcome::Payload(Bytes::from(payload.to_owned())).into()
}

/// What an authorizer says that lets everybody in or keeps everybody out.
fn policy(effect: &str) -> Outcome {
    returned(&format!(
        r#"{{"principalId":"joe","context":{{"team":"a\"b"}},"policyDocument":{{"Version":"2012-10-17","Statement":[
            {{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":"*"}}]}}}}"#
    ))
}
