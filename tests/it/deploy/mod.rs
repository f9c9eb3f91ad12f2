//! Stages, deployments and canaries.

mod canary;
mod commands;
mod domains;
mod history;
mod served;

use std::sync::Arc;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::HeaderMap;
use portcullis::bundle::Config;
use portcullis::check::{Checked, Settings};
use portcullis::emit;
use portcullis::frontend::ImportOptions;
use portcullis::gateway::{
    Body, Engine, MemoryState, Moment, Plan, PlanOptions, Request, RequestBody, RequestHeaders,
    Response, State, Step,
};

use crate::frontends::compile::{Files, compile_files};

/// An API whose method answers `word`, the stage variable `who` and whether it is a canary.
fn document(word: &str) -> String {
    let template =
        format!("{word} $stageVariables.who $stageVariables.more $context.isCanaryRequest");
    format!(
        "openapi: 3.0.1\ninfo: {{ title: pets, version: '1' }}\npaths:\n  /pets:\n    get:\n      \
         responses: {{ '200': {{ description: ok }} }}\n      x-amazon-apigateway-integration:\n        \
         type: mock\n        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}\n        \
         responses: {{ default: {{ statusCode: '200', responseTemplates: {{ application/json: '{template}' }} }} }}\n"
    )
}

/// What a manifest with these stages makes of `document`.
fn config(document: &str, manifest: &str) -> Config {
    let manifest = format!("portcullis: 1\nname: pets\napi: api.yaml\n{manifest}");
    let files = Files::new(&[("portcullis.yaml", &manifest), ("api.yaml", document)]);
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let definition = outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
    let settings = Settings { select: vec!["reserved-path".to_owned()], ..Settings::default() };
    let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink);
    let checked = checked.unwrap_or_else(|| panic!("the check found errors"));
    emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap()
}

fn engine(config: &Config, canary_seed: u64) -> Engine {
    let options = PlanOptions { canary_seed, ..PlanOptions::default() };
    let state: Arc<dyn State> = Arc::new(MemoryState::new());
    Engine::with_state(Plan::new(config, &options).unwrap(), state)
}

fn response(engine: &Engine, path: &str) -> Response {
    response_of(engine, "127.0.0.1:8080", path)
}

/// The response to a request for `path` of `host`.
fn response_of(engine: &Engine, host: &str, path: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert("host", host.parse().unwrap());
    let request = Request {
        method: http::Method::GET,
        target: path.parse().unwrap(),
        authority: None,
        headers: RequestHeaders::from(headers),
        body: RequestBody::Whole(Bytes::new()),
        source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        vpc_endpoint: None,
        domain: None,
        id: *b"0123456789abcdef",
        log: None,
    };
    match engine.start(request, Moment::default()) {
        Step::Respond(response) => response,
        step => panic!("{step:?}"),
    }
}

/// The words of an answer.
fn said(engine: &Engine, path: &str) -> String {
    words(response(engine, path))
}

fn words(response: Response) -> String {
    match response.body {
        Body::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap().trim().to_owned(),
        Body::Upstream => panic!("a MOCK does not stream"),
    }
}
