//! An API with a manifest, run without sockets and with a clock that only the test moves.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::HeaderValue;
use portcullis::bundle::Config;
use portcullis::check::{CacheInForce, Checked, Context, LimitsInForce, Settings};
use portcullis::emit;
use portcullis::frontend::ImportOptions;
use portcullis::gateway::{
    Body, Engine, ExecutionLog, MemoryState, Moment, Plan, PlanOptions, Request, RequestBody,
    RequestHeaders, Response, State, Step,
};

use crate::frontends::compile::{Files, compile_files};

/// 2026-11-26, a Thursday, at noon.
pub(crate) const NOON: Duration = Duration::from_hours(498_804);

/// A running API.
pub(crate) struct Api {
    pub(crate) engine: Engine,
    pub(crate) limits: Vec<LimitsInForce>,
    pub(crate) caches: Vec<CacheInForce>,
    pub(crate) config: Config,
    pub(crate) state: Arc<dyn State>,
    /// The time since the test began.
    pub(crate) now: Duration,
}

/// An answer, as far as tests look at it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) log: String,
}

impl Api {
    /// The API of `document` under the rest of a manifest.
    pub(crate) fn new(document: &str, manifest: &str) -> Self {
        Self::over(document, manifest, Arc::new(MemoryState::new()))
    }

    /// The API over a state that something happened in before.
    pub(crate) fn over(document: &str, manifest: &str, state: Arc<dyn State>) -> Self {
        let manifest = format!("portcullis: 1\napi: api.yaml\n{manifest}");
        let files = Files::new(&[("portcullis.yaml", &manifest), ("api.yaml", document)]);
        let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
        let definition =
            outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
        let (limits, caches) = {
            let cx = Context::new(&definition, &outcome.sources);
            (cx.in_force().limits(&cx), cx.in_force().caches(&cx))
        };
        let settings = Settings::default();
        let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink)
            .unwrap_or_else(|| panic!("the check found errors"));
        let config = emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap();
        let plan = Plan::new(&config, &PlanOptions::default()).unwrap();
        let engine = Engine::with_state(plan, Arc::clone(&state));
        Self { engine, limits, caches, config, state, now: Duration::ZERO }
    }

    /// The same API in which nothing has happened.
    pub(crate) fn fresh(&self) -> Self {
        let plan = Plan::new(&self.config, &PlanOptions::default()).unwrap();
        let state: Arc<dyn State> = Arc::new(MemoryState::new());
        Self {
            engine: Engine::with_state(plan, Arc::clone(&state)),
            limits: self.limits.clone(),
            caches: self.caches.clone(),
            config: self.config.clone(),
            state,
            now: Duration::ZERO,
        }
    }

    /// The time.
    pub(crate) fn moment(&self) -> Moment {
        Moment { wall: NOON + self.now, monotonic: self.now }
    }

    /// The first step of a request such as `GET /prod/pets`.
    pub(crate) fn step(&self, request: &str, headers: &[(&str, &str)], log: bool) -> Step {
        let (method, target) = request.split_once(' ').unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), HeaderValue::from_str(value).unwrap()));
        let request = Request {
            method: method.parse().unwrap(),
            target: target.parse().unwrap(),
            authority: None,
            headers: RequestHeaders::List(headers.collect()),
            body: RequestBody::Whole(Bytes::new()),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            vpc_endpoint: None,
            domain: None,
            id: *b"0123456789abcdef",
            log: log.then(|| Box::new(ExecutionLog::new())),
        };
        self.engine.start(request, self.moment())
    }

    /// The response to a request that no backend is called for.
    pub(crate) fn response(&self, request: &str, headers: &[(&str, &str)]) -> Response {
        match self.step(request, headers, false) {
            Step::Respond(response) => response,
            step => panic!("{step:?}"),
        }
    }

    /// The status of that response.
    pub(crate) fn status(&self, request: &str, key: Option<&str>) -> u16 {
        let headers: Vec<_> = key.iter().map(|key| ("x-api-key", *key)).collect();
        self.response(request, &headers).status.as_u16()
    }

    /// The response with its log.
    pub(crate) fn answer(&self, request: &str, headers: &[(&str, &str)]) -> Answer {
        match self.step(request, headers, true) {
            Step::Respond(response) => Answer {
                status: response.status.as_u16(),
                body: body(&response),
                log: response.log.map_or(String::new(), |log| log.to_string()),
            },
            step => panic!("{step:?}"),
        }
    }

    /// How many of `count` requests at this moment are answered 200; the others must be answered 429.
    pub(crate) fn admitted(&self, request: &str, key: Option<&str>, count: usize) -> usize {
        let statuses: Vec<u16> = (0..count).map(|_| self.status(request, key)).collect();
        assert!(statuses.iter().all(|status| matches!(status, 200 | 429)), "{statuses:?}");
        statuses.iter().filter(|status| **status == 200).count()
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, time: Duration) {
        self.now += time;
    }
}

/// The text of a response.
pub(crate) fn body(response: &Response) -> String {
    match &response.body {
        Body::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        Body::Upstream => panic!("streamed"),
    }
}

/// A document whose methods answer by themselves. A method is `GET /pets`, or `GET /pets !` where it needs a key.
pub(crate) fn document(methods: &[&str]) -> String {
    let mut paths: indexmap::IndexMap<&str, Vec<String>> = indexmap::IndexMap::new();
    for method in methods {
        let mut words = method.split(' ');
        let (verb, path) = (words.next().unwrap(), words.next().unwrap());
        let security =
            if words.next() == Some("!") { "\n      security: [{ key: [] }]" } else { "" };
        let verb = if verb == "ANY" {
            "x-amazon-apigateway-any-method".to_owned()
        } else {
            verb.to_ascii_lowercase()
        };
        paths.entry(path).or_default().push(format!(
            "    {verb}:{security}
      responses: {{ \"200\": {{ description: fine }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        passthroughBehavior: never
        responses: {{ default: {{ statusCode: \"200\", responseTemplates: {{ application/json: '{{\"id\":\"$context.requestId\"}}' }} }} }}\n"
        ));
    }
    let mut text = "openapi: 3.0.1\ninfo: { title: limits, version: '1' }\ncomponents:\n  securitySchemes:\n    key: { type: apiKey, name: x-api-key, in: header }\npaths:\n".to_owned();
    for (path, methods) in paths {
        writeln!(text, "  {path}:\n{}", methods.concat()).unwrap();
    }
    text
}

/// The value of the key `name` in these tests: keys have at least twenty characters.
pub(crate) fn key(name: &str) -> String {
    format!("{name:-<24}")
}
