//! JWT authorizers of HTTP APIs.

use std::time::Duration;

use serde_json::{Value, json};

use super::{NOW, SECOND, issuer_keys, object, p256, random, rsa, token};
use crate::jwt::{Algorithm, Claims, Fault, JwtAuthorizer, JwtRefusal, verify_jwt};

const ISSUER: &str = "https://issuer.example.com";

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "api", "sub": "s-1", "scope": "read write",
        "exp": 1_700_000_060, "nbf": 1_700_000_000, "iat": 1_700_000_000,
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn check(value: &str, scopes: &[&str]) -> Result<Claims, JwtRefusal> {
    check_at(value, scopes, NOW)
}

fn check_at(value: &str, scopes: &[&str], now: Duration) -> Result<Claims, JwtRefusal> {
    let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let audience = ["api".to_owned(), "other".to_owned()];
    let keys = issuer_keys();
    let authorizer =
        JwtAuthorizer { issuer: ISSUER, audience: &audience, scopes: &scopes, keys: Ok(&keys) };
    verify_jwt(Some(value), &authorizer, now)
}

/// The refusal of a token with these claims: the fault.
fn fault(claims: Value) -> Fault {
    let refusal = check(&token(claims), &[]).unwrap_err();
    assert_eq!((refusal.status, refusal.message), (401, "Unauthorized"));
    refusal.fault
}

#[test]
fn a_token_is_taken_with_and_without_its_scheme() {
    let text = token(claims());
    for value in [text.clone(), format!("Bearer {text}"), format!("bearer  {text} ")] {
        assert_eq!(check(&value, &[]).unwrap().get("sub"), Some(&json!("s-1")));
    }
    let basic = check(&format!("Basic {text}"), &[]).unwrap_err();
    assert!(matches!(basic.fault, Fault::Unreadable("header", _)), "{}", basic.fault);
}

#[test]
fn a_missing_token_and_missing_keys_are_told_apart() {
    let keys = issuer_keys();
    let mut authorizer =
        JwtAuthorizer { issuer: ISSUER, audience: &[], scopes: &[], keys: Ok(&keys) };
    let missing = verify_jwt(None, &authorizer, NOW).unwrap_err();
    assert_eq!((missing.status, missing.www_authenticate.as_str()), (401, "Bearer"));
    authorizer.keys = Err("a timeout");
    let refusal = verify_jwt(Some(&token(claims())), &authorizer, NOW).unwrap_err();
    assert_eq!(
        (refusal.status, refusal.fault),
        (401, Fault::KeysUnavailable("a timeout".to_owned()))
    );
}

#[test]
fn a_token_is_for_this_issuer_and_one_of_these_audiences() {
    assert!(matches!(fault(with("iss", json!(format!("{ISSUER}/")))), Fault::WrongIssuer { .. }));
    assert_eq!(fault(with("iss", Value::Null)), Fault::MissingClaim("iss"));
    for audience in [json!("nobody"), json!([]), json!(["a", "b"]), Value::Null] {
        assert!(matches!(fault(with("aud", audience)), Fault::WrongAudience { .. }));
    }
    assert_eq!(fault(with("aud", json!([1]))), Fault::WrongClaimType("aud"));
    check(&token(with("aud", json!(["x", "other"]))), &[]).unwrap();
    // A client id counts only where there is no audience.
    let mut own = with("aud", Value::Null);
    own["client_id"] = json!("api");
    check(&token(own.clone()), &[]).unwrap();
    own["aud"] = json!("nobody");
    assert!(matches!(fault(own), Fault::WrongAudience { .. }));
    let refusal = check(&token(with("aud", json!("x"))), &[]).unwrap_err();
    assert_eq!(
        refusal.www_authenticate,
        "Bearer scope=\"\" error=\"invalid_token\" error_description=\"the token does not have a valid audience\""
    );
}

#[test]
fn a_token_has_its_time() {
    let text = token(claims());
    check_at(&text, &[], NOW + SECOND * 59).unwrap();
    let late = check_at(&text, &[], NOW + SECOND * 60).unwrap_err();
    assert_eq!(late.fault, Fault::Expired { since: 0 });
    let early = check_at(&text, &[], NOW.saturating_sub(SECOND)).unwrap_err();
    assert_eq!(early.fault, Fault::NotYetValid { claim: "nbf", starts: 1 });
    let found = fault(with("iat", json!(1_700_000_005)));
    assert_eq!(found, Fault::NotYetValid { claim: "iat", starts: 5 });
    assert_eq!(fault(with("exp", Value::Null)), Fault::MissingClaim("exp"));
}

#[test]
fn scopes_are_asked_for_last_and_answered_otherwise() {
    for value in [json!("read"), json!("x read y")] {
        check(&token(with("scope", value)), &["admin", "read"]).unwrap();
    }
    let mut own = with("scope", Value::Null);
    own["scp"] = json!(["read"]);
    check(&token(own.clone()), &["read"]).unwrap();
    own["scp"] = json!("a read");
    check(&token(own), &["read"]).unwrap();
    let refusal = check(&token(claims()), &["admin"]).unwrap_err();
    assert_eq!((refusal.status, refusal.message), (403, "Forbidden"));
    assert!(refusal.www_authenticate.contains("error=\"insufficient_scope\""));
    assert!(refusal.www_authenticate.starts_with("Bearer scope=\"admin\""));
}

#[test]
fn only_the_older_algorithms_of_rsa_are_taken() {
    let own = object(claims());
    for algorithm in Algorithm::RSA {
        let text = rsa().sign(algorithm, "k1", &own, &random()).unwrap();
        // The key of the set says that it is for RS256.
        assert_eq!(check(&text, &[]).is_ok(), algorithm == Algorithm::Rs256);
    }
    let text = p256().sign(Algorithm::Es256, "k1", &own, &random()).unwrap();
    let refusal = check(&text, &[]).unwrap_err();
    assert_eq!(refusal.fault, Fault::AlgorithmNotAllowed(Algorithm::Es256));
}
