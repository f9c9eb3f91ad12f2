//! An API with a manifest, run without sockets and with a clock that only the test moves.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::bundle::Config;
use portcullis::check::{Checked, Settings};
use portcullis::emit;
use portcullis::frontend::ImportOptions;
use portcullis::gateway::{
    Body, DomainConnection, Engine, ExecutionLog, Moment, Plan, PlanOptions, Request, RequestBody,
    RequestHeaders, Response, Step,
};
use portcullis::jwt::{Algorithm, PrivateKey};
use ring::rand::SystemRandom;
use serde_json::Value;

use crate::frontends::compile::{Files, compile_files};

/// A key that was made for tests.
const KEY: &[u8] = include_bytes!("../../cases/jwt/rsa.pem");

/// 2023-11-14T22:13:20Z.
pub(crate) const NOW: Duration = Duration::from_secs(1_700_000_000);

/// A running API.
pub(crate) struct Api {
    engine: Engine,
    pub(crate) config: Config,
    /// The time since the test began.
    pub(crate) now: Duration,
}

/// An answer, as far as tests look at it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) log: String,
    pub(crate) cause: String,
}

impl Answer {
    /// The status and the body.
    pub(crate) fn short(&self) -> (u16, &str) {
        (self.status, &self.body)
    }

    /// The value of `x-amzn-ErrorType`.
    pub(crate) fn error_type(&self) -> &str {
        self.headers.get("x-amzn-errortype").map_or("", |own| own.to_str().unwrap())
    }
}

impl Api {
    /// The API of these files, the manifest among them, with these variables of the environment.
    pub(crate) fn new(files: &[(&str, &str)], environment: &[(&str, &str)]) -> Self {
        Self::allowing(&[], files, environment)
    }

    /// The same without these controls.
    pub(crate) fn allowing(
        allow: &[&str],
        files: &[(&str, &str)],
        environment: &[(&str, &str)],
    ) -> Self {
        let files = Files::new(files);
        let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
        let definition =
            outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
        // What is an error for whoever deploys it is served here all the same.
        let ignore = ["access", "cached-method-without-identity-in-key", "forbidden-mapped-header"];
        let ignore = ignore.map(str::to_owned).to_vec();
        let settings = Settings { ignore, ..Settings::default() };
        let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink)
            .unwrap_or_else(|| panic!("{}", outcome.concise()));
        let config = emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap();
        let environment: BTreeMap<String, String> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let allow = allow.iter().map(|name| (*name).to_owned()).collect();
        let options = PlanOptions { environment, allow, ..PlanOptions::default() };
        let engine = Engine::new(Plan::new(&config, &options).unwrap());
        Self { engine, config, now: Duration::ZERO }
    }

    /// The plan.
    pub(crate) fn plan(&self) -> &Plan {
        self.engine.plan()
    }

    /// Forgets what the authorizers of a stage have answered.
    pub(crate) fn flush_authorizers(&self, stage: &str) -> bool {
        self.engine.flush_authorizer_results(stage)
    }

    /// The time.
    pub(crate) fn moment(&self) -> Moment {
        Moment { wall: NOW + self.now, monotonic: self.now }
    }

    /// The first step of a request such as `GET /dev/pets`.
    pub(crate) fn step(&self, request: &str, headers: &[(&str, &str)], body: &str) -> Step {
        self.step_of(request, headers, Bytes::from(body.to_owned()))
    }

    /// The same with a payload of bytes.
    pub(crate) fn step_of(&self, request: &str, headers: &[(&str, &str)], body: Bytes) -> Step {
        self.step_over(None, request, headers, body)
    }

    /// The same over a connection to a custom domain name.
    pub(crate) fn step_over(
        &self,
        domain: Option<DomainConnection>,
        request: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Step {
        let (method, target) = request.split_once(' ').unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        let request = Request {
            method: method.parse().unwrap(),
            target: target.parse().unwrap(),
            authority: None,
            headers: RequestHeaders::from(map),
            body: RequestBody::Whole(body),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            vpc_endpoint: None,
            domain: domain.map(Arc::new),
            id: *b"0123456789abcdef",
            log: Some(Box::new(ExecutionLog::new())),
        };
        self.engine.start(request, self.moment())
    }

    /// The answer to a request that nobody else is called for.
    pub(crate) fn answer(&self, request: &str, headers: &[(&str, &str)]) -> Answer {
        answered(self.step(request, headers, ""))
    }
}

/// The answer that a step is.
pub(crate) fn answered(step: Step) -> Answer {
    match step {
        Step::Respond(response) => answer(response),
        step => panic!("{step:?}"),
    }
}

fn answer(response: Response) -> Answer {
    let Body::Whole(body) = response.body else { panic!("streamed") };
    Answer {
        status: response.status.as_u16(),
        headers: response.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        log: response.log.map_or(String::new(), |log| log.to_string()),
        cause: response.cause.unwrap_or_default(),
    }
}

/// The private key of these tests.
pub(crate) fn key() -> PrivateKey {
    PrivateKey::parse(KEY, &SystemRandom::new()).unwrap()
}

/// The key set with its public half, under the id `k1`.
pub(crate) fn key_set() -> String {
    let jwk = key().public_jwk(Some("k1"), Algorithm::Rs256);
    serde_json::json!({ "keys": [jwk] }).to_string()
}

/// A token with these claims.
pub(crate) fn token(claims: &Value) -> String {
    let claims = claims.as_object().unwrap();
    key().sign(Algorithm::Rs256, "k1", claims, &SystemRandom::new()).unwrap()
}
