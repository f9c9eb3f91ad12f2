//! Keys that an issuer publishes: asked for when they are needed, kept, and asked for again when they change.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use portcullis::gateway::{
    Body, Step, Suspended, UpstreamCall, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome,
    UpstreamResponse,
};
use portcullis::jwt::Algorithm;
use ring::rand::SystemRandom;
use serde_json::json;

use super::api::{Answer, Api, answered, key, key_set};
use super::user_pools::{document, id, manifest, with};

const ISSUER: &str = "http://127.0.0.1:9229/eu-central-1_abc";

fn api(jwks: &str) -> Api {
    let files = [("portcullis.yaml", manifest(jwks)), ("api.yaml", document(""))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    Api::new(&files, &[])
}

/// A token of the issuer, signed under the id `kid`.
fn token(kid: &str) -> String {
    let claims = with(id(), "iss", json!(ISSUER));
    key().sign(Algorithm::Rs256, kid, claims.as_object().unwrap(), &SystemRandom::new()).unwrap()
}

fn step(api: &Api, kid: &str) -> Step {
    api.step("GET /dev/id", &[("authorization", &token(kid))], "")
}

/// The call for keys that the step is.
fn asked(step: Step) -> (Box<UpstreamCall>, Suspended) {
    match step {
        Step::Call(call, suspended) => (call, suspended),
        step => panic!("{step:?}"),
    }
}

fn response(status: u16, body: &str) -> UpstreamOutcome {
    UpstreamOutcome::Response(UpstreamResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Body::Whole(body.to_owned().into()),
    })
}

fn refused() -> UpstreamOutcome {
    let kind = UpstreamFailureKind::Refused;
    UpstreamOutcome::Failure(UpstreamFailure { kind, detail: "nothing listens there".to_owned() })
}

/// The answer once the issuer has answered.
fn with_keys(api: &Api, kid: &str, outcome: UpstreamOutcome) -> Answer {
    let (_, suspended) = asked(step(api, kid));
    answered(suspended.resume(outcome, api.moment()))
}

#[test]
fn keys_are_asked_for_once() {
    let mut api = api(ISSUER);
    let (call, suspended) = asked(step(&api, "k1"));
    assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 9229));
    assert_eq!(call.target, "/eu-central-1_abc/.well-known/jwks.json");
    assert_eq!(call.headers["host"], "127.0.0.1:9229");
    assert_eq!(call.timeout, Duration::from_millis(1500));
    let answer = answered(suspended.resume(response(200, &key_set()), api.moment()));
    assert_eq!(answer.status, 200, "{}", answer.log);
    assert_eq!(answered(step(&api, "k1")).status, 200);
    // They are asked for again when they are old.
    api.now = Duration::from_hours(2);
    asked(step(&api, "k1"));
}

#[test]
fn an_address_of_keys_is_taken_as_it_is() {
    let api = api(&format!("{ISSUER}/.well-known/jwks.json"));
    let (call, suspended) = asked(step(&api, "k1"));
    assert_eq!(call.target, "/eu-central-1_abc/.well-known/jwks.json");
    assert_eq!(answered(suspended.resume(response(200, &key_set()), api.moment())).status, 200);
}

#[test]
fn keys_that_cannot_be_had_deny() {
    for (outcome, why) in [
        (refused(), "cannot be reached: nothing listens there"),
        (response(404, "not found"), "answers with status 404"),
        (response(302, ""), "answers with status 302"),
        (response(200, "<html>"), "is no JSON object with a list `keys`"),
        (response(200, "{\"keys\": []}"), "none of its keys can verify a token"),
        (
            response(200, &format!("{{\"keys\": [{}]}}", " ".repeat(200_000))),
            "larger than 150000 bytes",
        ),
    ] {
        let mut api = api(ISSUER);
        let answer = with_keys(&api, "k1", outcome);
        assert_eq!(answer.short(), (401, "{\"message\":\"Unauthorized\"}"));
        assert!(answer.cause.contains(why), "{why}: {}", answer.cause);
        // That is remembered for a short time.
        api.now = Duration::from_secs(4);
        assert_eq!(answered(step(&api, "k1")).status, 401);
        api.now = Duration::from_secs(5);
        assert_eq!(with_keys(&api, "k1", response(200, &key_set())).status, 200);
    }
}

#[test]
fn a_new_key_is_found_and_nobody_can_ask_for_it_with_every_request() {
    let mut api = api(ISSUER);
    assert_eq!(with_keys(&api, "k1", response(200, &key_set())).status, 200);
    // The keys were asked for just now.
    let answer = answered(step(&api, "k2"));
    assert_eq!(answer.status, 401);
    assert!(answer.cause.contains("no key of the key set has the id `k2`"), "{}", answer.cause);
    api.now = Duration::from_secs(30);
    let rotated = key_set().replace("\"k1\"", "\"k2\"");
    assert_eq!(with_keys(&api, "k2", response(200, &rotated)).status, 200);
    // The old one is gone.
    assert_eq!(answered(step(&api, "k1")).status, 401);
    assert_eq!(answered(step(&api, "k2")).status, 200);
}

#[test]
fn keys_stay_when_the_issuer_is_away() {
    let mut api = api(ISSUER);
    assert_eq!(with_keys(&api, "k1", response(200, &key_set())).status, 200);
    api.now = Duration::from_mins(1);
    assert_eq!(with_keys(&api, "k3", refused()).status, 401);
    assert_eq!(answered(step(&api, "k1")).status, 200);
    // Not asked again at once.
    assert_eq!(answered(step(&api, "k3")).status, 401);
    // The time of what was there is not longer for that.
    api.now = Duration::from_hours(2);
    asked(step(&api, "k1"));
}

#[test]
fn nothing_is_asked_for_a_token_of_another_issuer() {
    let api = api(ISSUER);
    let other = super::api::token(&id());
    for text in [other.as_str(), "a.b.c", ""] {
        let answer = answered(api.step("GET /dev/id", &[("authorization", text)], ""));
        assert_eq!(answer.status, 401);
    }
}
