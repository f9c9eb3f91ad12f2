//! `check --show access`.

use std::path::Path;

use serde_json::Value;

use crate::cli::{portcullis, stdout};

fn shown(words: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/access");
    let output = portcullis(&folder, &[&["check", "--show", "access"], words].concat());
    assert_eq!(output.status.code(), Some(0));
    stdout(&output)
}

#[test]
fn who_gets_in_is_shown_for_each_method() {
    assert_eq!(
        shown(&[]),
        "\
stage  method             type                authorizer        scopes                key     policy        endpoint  who gets in
dev    GET /pets          NONE                -                 -                     -       allows        REGIONAL  everybody
dev    POST /pets         NONE                -                 -                     HEADER  allows        REGIONAL  everybody with an API key
dev    ANY /pets/{id}     COGNITO_USER_POOLS  pool              pets.read pets.write  -       denies some   REGIONAL  holders of a token with a scope, by `aws:UserAgent`
dev    GET /office        NONE                -                 -                     -       denies some   REGIONAL  everybody, by `aws:SourceIp`
dev    GET /forgotten     NONE                -                 -                     -       says nothing  REGIONAL  nobody: the resource policy does not allow it
dev    POST /forgotten    CUSTOM              auth, kept 300 s  -                     -       says nothing  REGIONAL  whom `auth` allows
dev    GET /reports       AWS_IAM             -                 -                     -       says nothing  REGIONAL  signers of the account
prod   GET /pets          NONE                -                 -                     -       allows        REGIONAL  everybody
prod   POST /pets         NONE                -                 -                     HEADER  allows        REGIONAL  nobody: no usage plan covers the stage
prod   DELETE /pets/{id}  COGNITO_USER_POOLS  pool              pets.read pets.write  -       denies        REGIONAL  nobody: the resource policy denies it
prod   ANY /pets/{id}     COGNITO_USER_POOLS  pool              pets.read pets.write  -       denies some   REGIONAL  holders of a token with a scope, by `aws:UserAgent`
prod   GET /office        NONE                -                 -                     -       denies some   REGIONAL  everybody, by `aws:SourceIp`
prod   GET /forgotten     NONE                -                 -                     -       says nothing  REGIONAL  nobody: the resource policy does not allow it
prod   POST /forgotten    CUSTOM              auth, kept 300 s  -                     -       says nothing  REGIONAL  whom `auth` allows
prod   GET /reports       AWS_IAM             -                 -                     -       says nothing  REGIONAL  signers of the account
"
    );
}

#[test]
fn who_gets_in_is_given_to_programs() {
    let json: Value = serde_json::from_str(&shown(&["--format", "json"])).unwrap();
    assert_eq!(json[1]["apiKeySource"], "HEADER");
    assert_eq!(json[2]["authorizationType"], "COGNITO_USER_POOLS");
    assert_eq!(json[2]["authorizer"]["keptInSeconds"], 0);
    assert_eq!(json[2]["scopes"][1], "pets.write");
    assert_eq!(json[3]["conditionKeys"], serde_json::json!(["aws:SourceIp"]));
    assert_eq!(json[4]["verdict"], "nobody");
    assert_eq!(json[4]["because"], "the resource policy does not allow it");
    assert_eq!(json[5]["authorizer"]["keptInSeconds"], 300);
}
