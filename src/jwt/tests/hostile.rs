//! Tokens that somebody made to get in.

use serde_json::json;

use super::{issuer_keys, keys, p256, rsa, token, token_with};
use crate::jwt::encoding::{decode, encode};
use crate::jwt::{Algorithm, Fault, MAX_TOKEN, Token};

/// Why a token is refused whoever verifies it, with every algorithm allowed.
fn fault(text: &str) -> Fault {
    let refused = Token::parse(text)
        .and_then(|token| token.is_signed_by(&issuer_keys(), &Algorithm::ALL).map(|()| token));
    let fault = refused.map(|_| ()).unwrap_err();
    let shown = format!("{fault} {fault:?}");
    for part in text.split('.').filter(|part| part.len() > 8) {
        assert!(!shown.contains(part), "{shown}");
    }
    fault
}

const CLAIMS: &str = "{\"sub\":\"admin\"}";

#[test]
fn unsigned_tokens_are_refused() {
    for name in ["none", "None", "NONE", "nOnE"] {
        let header = encode(format!("{{\"alg\":\"{name}\",\"kid\":\"k1\"}}").as_bytes());
        let claims = encode(CLAIMS.as_bytes());
        assert_eq!(fault(&format!("{header}.{claims}.")), Fault::NotSigned);
        assert_eq!(
            fault(&token_with(&format!("{{\"alg\":\"{name}\",\"kid\":\"k1\"}}"), CLAIMS)),
            Fault::NotSigned
        );
    }
    for name in ["", "RS255", "rs256", "RS256 ", "ES512", "HS256\\u0000"] {
        let text = token_with(&format!("{{\"alg\":\"{name}\",\"kid\":\"k1\"}}"), CLAIMS);
        assert_eq!(fault(&text), Fault::UnknownAlgorithm, "{name}");
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    let public = rsa().public_jwk(Some("k1"), Algorithm::Rs256);
    let modulus = decode(public["n"].as_str().unwrap()).unwrap();
    for (secret, name) in [
        (modulus, "HS256"),
        (public.to_string().into_bytes(), "HS256"),
        (public["n"].as_str().unwrap().as_bytes().to_vec(), "HS512"),
    ] {
        let how = Algorithm::parse(name).unwrap();
        let header = format!("{{\"alg\":\"{name}\",\"kid\":\"k1\"}}");
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(CLAIMS.as_bytes()));
        let key = ring::hmac::Key::new(how.secret().unwrap(), &secret);
        let text =
            format!("{signed}.{}", encode(ring::hmac::sign(&key, signed.as_bytes()).as_ref()));
        assert_eq!(fault(&text), Fault::WrongKey { kid: "k1".to_owned(), algorithm: how });
    }
}

#[test]
fn a_key_of_another_kind_does_not_verify() {
    let text = token_with("{\"alg\":\"ES256\",\"kid\":\"k1\"}", CLAIMS);
    let wrong = Fault::WrongKey { kid: "k1".to_owned(), algorithm: Algorithm::Es256 };
    assert_eq!(fault(&text), wrong);
    // The key says that it is for RS256, and the token is signed with PS256.
    let text = token_with("{\"alg\":\"PS256\",\"kid\":\"k1\"}", CLAIMS);
    let wrong = Fault::WrongKey { kid: "k1".to_owned(), algorithm: Algorithm::Ps256 };
    assert_eq!(fault(&text), wrong);
    // Two keys have one id, of which one fits.
    let set = keys(&[
        p256().public_jwk(Some("k1"), Algorithm::Es256),
        rsa().public_jwk(Some("k1"), Algorithm::Rs256),
    ]);
    let text = token(json!({}));
    assert_eq!(Token::parse(&text).unwrap().is_signed_by(&set, &Algorithm::ALL), Ok(()));
}

#[test]
fn keys_in_the_token_itself_are_not_looked_at() {
    let own = p256().public_jwk(Some("mine"), Algorithm::Es256);
    let header = format!(
        "{{\"alg\":\"RS256\",\"kid\":\"mine\",\"jwk\":{own},\"jku\":\"http://127.0.0.1/\",\"x5u\":\"http://127.0.0.1/\",\"x5c\":[\"MIIC\"]}}"
    );
    assert_eq!(fault(&token_with(&header, CLAIMS)), Fault::UnknownKey("mine".to_owned()));
    for kid in ["../../etc/passwd", "k1' OR '1'='1", "", "K1"] {
        let header = json!({"alg": "RS256", "kid": kid}).to_string();
        assert_eq!(fault(&token_with(&header, CLAIMS)), Fault::UnknownKey(kid.to_owned()));
    }
    assert_eq!(fault(&token_with("{\"alg\":\"RS256\"}", CLAIMS)), Fault::NoKeyId);
    assert_eq!(fault(&token_with("{\"alg\":\"RS256\",\"kid\":null}", CLAIMS)), Fault::NoKeyId);
}

#[test]
fn what_is_not_understood_is_refused() {
    for crit in ["[\"b64\"]", "[]", "1"] {
        let header = format!("{{\"alg\":\"RS256\",\"kid\":\"k1\",\"b64\":false,\"crit\":{crit}}}");
        assert_eq!(fault(&token_with(&header, CLAIMS)), Fault::Critical);
    }
    // One reader takes the first of two members and another the last.
    let twice = "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"k1\"}";
    assert!(matches!(fault(&token_with(twice, CLAIMS)), Fault::Unreadable("header", _)));
}

#[test]
fn broken_tokens_are_refused() {
    let good = token(json!({"sub": "x"}));
    let (header, rest) = good.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    for text in [".", "a.b", "a.b.c.d", "a.b.c.d.e", "no dots at all", header] {
        assert_eq!(fault(text), Fault::NotThreeParts, "{text}");
    }
    assert_eq!(Token::parse("").map(|_| ()), Err(Fault::Missing));
    for (text, part) in [
        ("..".to_owned(), "header"),
        (format!("{header}=.{claims}.{signature}"), "header"),
        (format!("{}.{claims}.{signature}", encode(b"[]")), "header"),
        (format!("{}.{claims}.{signature}", encode(b"{\"alg\":1}")), "header"),
        (format!("{}.{claims}.{signature}", encode(b"{\"alg\":\"RS256\",\"kid\":1}")), "header"),
        (format!("{header}.{}.{signature}", encode(b"\"text\"")), "claims"),
        (format!("{header}.{}.{signature}", encode(b"{\"a\":1} x")), "claims"),
        (format!("{header}.{}.{signature}", encode(b"{\"a\":\xff}")), "claims"),
        (format!("{header}.{}.{signature}", encode("[".repeat(4000).as_bytes())), "claims"),
        (format!("{header}.{claims}.{signature}="), "signature"),
        (format!("{header}.{claims}.{signature} "), "signature"),
        (format!("{header}.{claims}.é"), "signature"),
    ] {
        let found = fault(&text);
        assert!(matches!(found, Fault::Unreadable(own, _) if own == part), "{found}: {text}");
    }
    // The last character has bits that are not used; only one spelling is taken.
    let last = signature.chars().next_back().unwrap();
    let other = if last == 'B' { 'C' } else { 'B' };
    let changed = format!("{header}.{claims}.{}{other}", signature.strip_suffix(last).unwrap());
    assert!(matches!(fault(&changed), Fault::Unreadable("signature", _) | Fault::WrongSignature));
    assert_eq!(
        fault(&format!("{header}.{}.{signature}", encode(b"{\"sub\":\"y\"}"))),
        Fault::WrongSignature
    );
    assert_eq!(fault(&"a".repeat(MAX_TOKEN + 1)), Fault::TooLong);
}

#[test]
fn messages_are_short_and_on_one_line() {
    let kid = format!("a\nb\u{1b}[31m{}", "x".repeat(5000));
    let header = json!({"alg": "RS256", "kid": kid}).to_string();
    let shown = Token::parse(&token_with(&header, CLAIMS))
        .unwrap()
        .is_signed_by(&issuer_keys(), &Algorithm::ALL)
        .unwrap_err()
        .to_string();
    assert!(shown.len() < 300 && !shown.contains('\n') && !shown.contains('\u{1b}'), "{shown}");
}
