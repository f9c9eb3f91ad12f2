//! Test tokens, and the files of their keys.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use portcullis::jwt::{Algorithm, KeySet, Token};
use serde_json::{Value, json};

use super::{portcullis, stderr, stdout};

const KEY: &[u8] = include_bytes!("../../cases/jwt/rsa.pem");

const DOCUMENT: &str = r#"
openapi: 3.0.1
info: { title: pets, version: "1" }
components:
  securitySchemes:
    users:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_abc"]
paths:
  /pets:
    get:
      security: [{ users: [] }]
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration: { type: mock }
    post:
      security: [{ users: [pets/write] }]
      responses: { "200": { description: ok } }
      x-amazon-apigateway-integration: { type: mock }
"#;

const MANIFEST: &str = "portcullis: 1
name: pets
api: openapi.yaml
stages: { dev: {} }
local: { userPools: { eu-central-1_abc: { jwks: keys/jwks.json } } }
";

/// A project, with the private key if `has_key`.
fn project(has_key: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("openapi.yaml"), DOCUMENT).unwrap();
    fs::write(folder.path().join("portcullis.yaml"), MANIFEST).unwrap();
    if has_key {
        fs::create_dir(folder.path().join("keys")).unwrap();
        fs::write(folder.path().join("keys/private-key.pem"), KEY).unwrap();
    }
    folder
}

/// Runs the command, which must succeed: the token and the notes.
fn minted(folder: &Path, words: &[&str]) -> (String, String) {
    let out = portcullis(folder, &[&["token"], words].concat());
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    (stdout(&out).trim_end().to_owned(), stderr(&out))
}

fn refused(out: &Output) -> String {
    assert_eq!(out.status.code(), Some(2), "{}", stdout(out));
    assert_eq!(stdout(out), "");
    stderr(out)
}

/// What the token says, as the key set of the project confirms.
fn claims(folder: &Path, token: &str) -> Value {
    let set = fs::read(folder.join("keys/jwks.json")).unwrap();
    let set = KeySet::parse(&set).unwrap();
    let token = Token::parse(token).unwrap();
    token.is_signed_by(&set, &[Algorithm::Rs256]).unwrap();
    token.into_claims().iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

#[expect(clippy::disallowed_methods, reason = "the command reads the time as well")]
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

#[test]
fn a_token_is_for_the_user_pool_of_the_authorizer() {
    let folder = project(true);
    let (token, notes) = minted(folder.path(), &["--create"]);
    assert!(notes.starts_with("put its public half into keys/jwks.json\n"), "{notes}");
    let call = format!("curl -H 'Authorization: {token}' 'http://127.0.0.1:8080/dev/pets'\n");
    assert!(notes.ends_with(&call), "{notes}");
    let claims = claims(folder.path(), &token);
    assert_eq!(claims["iss"], "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc");
    assert_eq!((&claims["token_use"], &claims["aud"]), (&json!("id"), &json!("local-client")));
    let (issued, end) = (claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap());
    assert_eq!(end - issued, 3_600);
    assert!(now().as_secs().abs_diff(issued) < 60);
    // A second one needs nothing made, and says nothing more than asked.
    let (other, notes) = minted(folder.path(), &["--quiet", "--claim", "sub=other"]);
    assert_eq!(notes, "");
    assert_eq!(self::claims(folder.path(), &other)["sub"], "other");
}

#[test]
fn a_scope_makes_it_an_access_token() {
    let folder = project(true);
    let words = ["--create", "--scope", "pets/write", "--scope", "openid", "--expires", "5m"];
    let (token, notes) = minted(folder.path(), &words);
    let claims = claims(folder.path(), &token);
    assert_eq!(claims["token_use"], "access");
    assert_eq!(claims["scope"], "pets/write openid");
    assert_eq!(claims["client_id"], "local-client");
    assert_eq!(claims.get("aud"), None);
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 300);
    assert!(notes.contains("curl -X POST -H "), "{notes}");
}

#[test]
fn claims_are_chosen_as_json_or_text() {
    let folder = project(true);
    let words = [
        "--create",
        "--use",
        "id",
        "--claim",
        "email=a@example.com",
        "--claim",
        "cognito:groups=[\"admin\"]",
        "--claim",
        "n=5",
        "--claim",
        "code=\"5\"",
        "--claim",
        "exp=null",
        "--claim",
        "aud=x=y",
    ];
    let claims = claims(folder.path(), &minted(folder.path(), &words).0);
    assert_eq!(claims["email"], "a@example.com");
    assert_eq!(claims["cognito:groups"], json!(["admin"]));
    assert_eq!((&claims["n"], &claims["code"]), (&json!(5), &json!("5")));
    assert_eq!((claims.get("exp"), &claims["aud"]), (None, &json!("x=y")));
}

#[test]
fn a_token_may_have_expired() {
    let folder = project(true);
    let words = ["--create", "--expires", "-90s"];
    let claims = claims(folder.path(), &minted(folder.path(), &words).0);
    let (issued, end) = (claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap());
    assert!(end < now().as_secs() && issued <= end);
    for time in ["soon", "5w", "-", "", "1.5h", "99999999999999999999d"] {
        let out = portcullis(folder.path(), &["token", "--expires", time]);
        assert!(refused(&out).contains("is no time"), "{time}");
    }
}

#[test]
fn the_id_and_the_algorithm_are_chosen() {
    let folder = project(true);
    let words = ["--create", "--kid", "k7", "--algorithm", "PS384"];
    let (text, _) = minted(folder.path(), &words);
    let token = Token::parse(&text).unwrap();
    assert_eq!((token.kid(), token.algorithm()), (Some("k7"), Algorithm::Ps384));
    let set = fs::read(folder.path().join("keys/jwks.json")).unwrap();
    token.is_signed_by(&KeySet::parse(&set).unwrap(), &[Algorithm::Ps384]).unwrap();
    let out =
        portcullis(folder.path(), &["token", "--create", "--kid", "k8", "--algorithm", "ES256"]);
    assert!(refused(&out).contains("the key is not one for ES256"));
}

#[test]
fn nothing_is_made_unasked_and_nothing_is_overwritten() {
    let folder = project(false);
    let at = |name: &str| folder.path().join(name);
    let out = portcullis(folder.path(), &["token"]);
    let text = refused(&out);
    assert!(text.contains("there is no private key `keys/private-key.pem`"), "{text}");
    assert!(text.contains("`--create` makes one"), "{text}");
    assert!(!at("keys").exists());
    let (_, notes) = minted(folder.path(), &["--create"]);
    assert!(notes.starts_with("made the private key keys/private-key.pem"), "{notes}");
    let key = fs::read(at("keys/private-key.pem")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(at("keys/private-key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    minted(folder.path(), &["--create"]);
    assert_eq!(fs::read(at("keys/private-key.pem")).unwrap(), key);
    // Keys of others stay in the set, and one that is not there is not put there unasked.
    let mut set: Value = serde_json::from_slice(&fs::read(at("keys/jwks.json")).unwrap()).unwrap();
    assert_eq!(set["keys"].as_array().unwrap().len(), 1);
    set["keys"][0]["kid"] = json!("of-somebody-else");
    fs::write(at("keys/jwks.json"), set.to_string()).unwrap();
    let out = portcullis(folder.path(), &["token"]);
    assert!(refused(&out).contains("is not in the key set `keys/jwks.json`"));
    minted(folder.path(), &["--create"]);
    let set = KeySet::parse(&fs::read(at("keys/jwks.json")).unwrap()).unwrap();
    assert_eq!(set.ids().count(), 2);
    // What is no key set and no key is left as it is.
    fs::write(at("keys/jwks.json"), "{}").unwrap();
    let out = portcullis(folder.path(), &["token", "--create"]);
    assert!(refused(&out).contains("`keys/jwks.json` is no key set"));
    assert_eq!(fs::read_to_string(at("keys/jwks.json")).unwrap(), "{}");
    fs::remove_file(at("keys/jwks.json")).unwrap();
    fs::write(at("keys/private-key.pem"), "nonsense").unwrap();
    let out = portcullis(folder.path(), &["token", "--create"]);
    assert!(refused(&out).contains("`keys/private-key.pem` cannot be used"));
}

#[test]
fn the_authorizer_must_be_one_that_takes_tokens() {
    let folder = project(true);
    let out = portcullis(folder.path(), &["token", "--authorizer", "nobody"]);
    let text = refused(&out);
    assert!(text.contains("there is no authorizer `nobody`"), "{text}");
    assert!(text.contains("the authorizers are `users`"), "{text}");
    let without = MANIFEST.replace("eu-central-1_abc", "another");
    fs::write(folder.path().join("portcullis.yaml"), without).unwrap();
    let text = refused(&portcullis(folder.path(), &["token"]));
    assert!(
        text.contains("the manifest names no key set for the user pool `eu-central-1_abc`"),
        "{text}"
    );
    let open = DOCUMENT.split("components:").next().unwrap().to_owned() + "paths: {}\n";
    fs::write(folder.path().join("openapi.yaml"), open).unwrap();
    let text = refused(&portcullis(folder.path(), &["token"]));
    assert!(text.contains("no authorizer that takes tokens"), "{text}");
}
