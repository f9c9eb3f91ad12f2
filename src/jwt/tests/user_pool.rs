//! Tokens of user pools.

use std::time::Duration;

use serde_json::{Value, json};

use super::{NOW, SECOND, issuer_keys, object, p256, random, rsa, token};
use crate::jwt::{
    Algorithm, Claims, Fault, KeySet, TokenUse, UserPool, UserPoolArn, claim_text, verify_user_pool,
};

const ISSUER: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc";

/// The claims of an id token.
fn id() -> Value {
    json!({
        "sub": "s-1", "iss": ISSUER, "aud": "client-1", "token_use": "id", "email": "a@example.com",
        "exp": 1_700_003_600, "iat": 1_700_000_000, "cognito:groups": ["admin", "user"], "email_verified": true,
    })
}

/// The claims of an access token.
fn access(scope: &str) -> Value {
    json!({
        "sub": "s-1", "iss": ISSUER, "client_id": "client-1", "token_use": "access", "scope": scope,
        "exp": 1_700_003_600, "iat": 1_700_000_000,
    })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn check(text: &str, scopes: &[&str]) -> Result<Claims, Fault> {
    check_at(text, scopes, NOW)
}

fn check_at(text: &str, scopes: &[&str], now: Duration) -> Result<Claims, Fault> {
    let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let keys = issuer_keys();
    let other = KeySet::default();
    let pools = [
        UserPool {
            issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other",
            keys: Ok(&other),
        },
        UserPool { issuer: ISSUER, keys: Ok(&keys) },
    ];
    verify_user_pool(text, &pools, &scopes, None, now)
}

#[test]
fn an_id_token_is_for_methods_without_scopes() {
    let claims = check(&token(id()), &[]).unwrap();
    assert_eq!(claims.get("sub"), Some(&json!("s-1")));
    assert_eq!(
        check(&token(access("pets/read")), &[]).unwrap_err().to_string(),
        "the token is an access token where an id token is needed: the method has no scopes"
    );
    let wrong = Fault::WrongUse { wanted: TokenUse::Id, given: None };
    assert_eq!(check(&token(with(id(), "token_use", json!("refresh"))), &[]), Err(wrong));
    let missing = Err(Fault::MissingClaim("token_use"));
    assert_eq!(check(&token(with(id(), "token_use", Value::Null)), &[]), missing);
}

#[test]
fn an_access_token_is_for_methods_with_scopes() {
    let text = token(access("openid pets/read"));
    check(&text, &["pets/write", "pets/read"]).unwrap();
    let wanted = vec!["pets/write".to_owned()];
    assert_eq!(check(&text, &["pets/write"]), Err(Fault::MissingScope(wanted)));
    let given = Some(TokenUse::Id);
    let wrong = Fault::WrongUse { wanted: TokenUse::Access, given };
    assert_eq!(check(&token(id()), &["pets/read"]), Err(wrong));
    // A scope is a word, and not a part of one.
    assert!(check(&token(access("pets/readonly xpets/read")), &["pets/read"]).is_err());
    assert!(check(&token(access("")), &["pets/read"]).is_err());
}

#[test]
fn times_are_kept_to_the_second() {
    let text = token(id());
    let end = Duration::from_secs(1_700_003_600);
    check_at(&text, &[], end.saturating_sub(SECOND)).unwrap();
    assert_eq!(check_at(&text, &[], end), Err(Fault::Expired { since: 0 }));
    let later = check_at(&text, &[], end + SECOND * 90).unwrap_err();
    assert_eq!(later.to_string(), "the token expired 90 seconds ago");
    for (value, fault) in [
        (Value::Null, Fault::MissingClaim("exp")),
        (json!("1700003600"), Fault::WrongClaimType("exp")),
        (json!(-1), Fault::WrongClaimType("exp")),
        (json!(1e300), Fault::WrongClaimType("exp")),
        (json!([1_700_003_600]), Fault::WrongClaimType("exp")),
    ] {
        assert_eq!(check(&token(with(id(), "exp", value)), &[]), Err(fault));
    }
    check(&token(with(id(), "exp", json!(1_700_003_600.5))), &[]).unwrap();
    let text = token(with(id(), "nbf", json!(1_700_000_010)));
    assert_eq!(
        check(&text, &[]).unwrap_err().to_string(),
        "the token is not valid yet: its `nbf` is 10 seconds from now"
    );
}

#[test]
fn the_issuer_is_one_of_the_pools_to_the_letter() {
    let slash = check(&token(with(id(), "iss", json!(format!("{ISSUER}/")))), &[]).unwrap_err();
    assert!(slash.to_string().ends_with(": a slash at the end counts"), "{slash}");
    for issuer in [
        "",
        "https://evil.example.com/",
        "http://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc",
    ] {
        let found = check(&token(with(id(), "iss", json!(issuer))), &[]);
        assert!(matches!(found, Err(Fault::WrongIssuer { .. })), "{found:?}");
    }
    // The issuer is another pool of the authorizer, whose keys did not sign it.
    let other = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other";
    let found = check(&token(with(id(), "iss", json!(other))), &[]);
    assert_eq!(found, Err(Fault::UnknownKey("k1".to_owned())));
}

#[test]
fn user_pools_sign_with_one_algorithm() {
    let claims = object(id());
    for algorithm in [Algorithm::Rs384, Algorithm::Rs512, Algorithm::Ps256] {
        let text = rsa().sign(algorithm, "k1", &claims, &random()).unwrap();
        assert_eq!(check(&text, &[]), Err(Fault::AlgorithmNotAllowed(algorithm)));
    }
    let text = p256().sign(Algorithm::Es256, "k1", &claims, &random()).unwrap();
    assert_eq!(check(&text, &[]), Err(Fault::AlgorithmNotAllowed(Algorithm::Es256)));
}

#[test]
fn keys_that_are_not_there_deny() {
    let pools = [UserPool { issuer: ISSUER, keys: Err("the connection was refused") }];
    let found = verify_user_pool(&token(id()), &pools, &[], None, NOW).unwrap_err();
    assert_eq!(found.to_string(), "the key set is not there: the connection was refused");
    let found = verify_user_pool(&token(id()), &[], &[], None, NOW);
    assert!(matches!(found, Err(Fault::WrongIssuer { .. })));
}

#[test]
fn an_expression_is_matched_against_the_audience() {
    let keys = issuer_keys();
    let pools = [UserPool { issuer: ISSUER, keys: Ok(&keys) }];
    let is_first = |text: &str| text == "client-1";
    let run = |claims: Value, scopes: &[String]| {
        verify_user_pool(&token(claims), &pools, scopes, Some(&is_first), NOW)
    };
    run(id(), &[]).unwrap();
    assert_eq!(run(with(id(), "aud", json!("client-2")), &[]), Err(Fault::ExpressionMismatch));
    // Access tokens have a `client_id`, and no audience, so an expression refuses all of them.
    let scopes = ["pets/read".to_owned()];
    assert_eq!(run(access("pets/read"), &scopes), Err(Fault::ExpressionMismatch));
}

#[test]
fn claims_are_texts_for_templates() {
    let claims = check(&token(id()), &[]).unwrap();
    let text = |name: &str| claim_text(name, claims.get(name).unwrap()).unwrap();
    assert_eq!(text("exp"), "Tue Nov 14 23:13:20 UTC 2023");
    assert_eq!(text("iat"), "Tue Nov 14 22:13:20 UTC 2023");
    assert_eq!(text("cognito:groups"), "admin,user");
    assert_eq!(text("email_verified"), "true");
    assert_eq!(claim_text("auth_time", &json!(1_700_000_000)).unwrap(), "1700000000");
    assert_eq!(claim_text("exp", &json!(u64::MAX)).unwrap(), u64::MAX.to_string());
    assert_eq!(claim_text("x", &json!({"a": 1})).unwrap(), "{\"a\":1}");
    assert_eq!(claim_text("x", &Value::Null), None);
}

#[test]
fn an_arn_names_the_issuer() {
    let arn = UserPoolArn::parse(
        "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_abc",
    );
    assert_eq!(arn.unwrap().issuer(), ISSUER);
    for text in [
        "",
        "arn:aws:cognito-idp:eu-central-1:1:userpool/",
        "arn:aws:s3:eu-central-1:1:userpool/x",
        "arn:aws:cognito-idp::1:userpool/x",
    ] {
        assert_eq!(UserPoolArn::parse(text), None);
    }
}
