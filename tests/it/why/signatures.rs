//! Requests with their signatures: a signature that does not fit explains itself, and no secret is printed.

use std::time::Duration;

use portcullis::sigv4::{Credentials, Dialect, Request, Signer};
use serde_json::json;
use tempfile::TempDir;

use super::{MANIFEST, ask, openapi, policy, project, told};
use crate::cli::{portcullis, stdout};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST: &str = "api.example.com";

/// 2026-03-02T10:00:00Z.
const NOW: Duration = Duration::from_hours(492_346);

fn signed_project() -> TempDir {
    let manifest = format!(
        "{MANIFEST}local:
  identities:
    george: {{ arn: 'arn:aws:iam::123456789012:user/George', accessKeyId: AKIAGEORGE, secretAccessKey: '{SECRET}', policies: [own.json] }}
"
    );
    let method = "      security: [{ signed: [] }]
components:
  securitySchemes:
    signed: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }";
    let own = json!([{ "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*" }]);
    project(&[
        ("openapi.yaml", &openapi(method, "")),
        ("portcullis.yaml", &manifest),
        ("own.json", &policy(&own)),
    ])
}

/// The arguments of a request whose signature is made for the path `signed` with `secret`.
fn arguments(line: &str, signed: &str, secret: &str) -> Vec<String> {
    let credentials = Credentials {
        access_key_id: "AKIAGEORGE".to_owned(),
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    let signer = Signer {
        credentials: &credentials,
        region: "eu-central-1",
        service: "execute-api",
        dialect: Dialect::USUAL,
    };
    let own = [("host", HOST), ("x-api-key", "my-api-key")];
    let headers: Vec<_> = own.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    let request = Request { method: "GET", path: signed, query: "", headers: &headers, body: b"" };
    let added = signer.sign(&request, NOW).headers;
    let all = own.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(added);
    let headers = all.flat_map(|(name, value)| ["-H".to_owned(), format!("{name}: {value}")]);
    [line, "--time", "2026-03-02T10:00:00Z"].map(str::to_owned).into_iter().chain(headers).collect()
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn a_signature_says_who_calls() {
    let folder = signed_project();
    let own = arguments("GET /pets/1", "/prod/pets/1", SECRET);
    assert_eq!(
        told(folder.path(), &words(&own)),
        "allowed: statement 1 of the policies of the caller allows it"
    );
}

#[test]
fn a_signature_that_does_not_fit_is_explained_line_by_line() {
    let folder = signed_project();
    let own = arguments("GET /pets/1", "/pets/1", SECRET);
    let (exit, answer) = ask(folder.path(), &words(&own));
    assert_eq!((exit, &answer["response"]["responseType"]), (1, &json!("INVALID_SIGNATURE")));
    let step = answer["steps"].as_array().unwrap().iter().find(|own| own["result"] == "refused");
    let details: Vec<&str> = step.unwrap()["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap())
        .collect();
    assert!(details[0].contains("the path was signed without the stage"), "{details:?}");
    for line in ["- /prod/pets/1", "+ /pets/1", "  host:api.example.com", "  x-api-key:****"] {
        assert!(details.contains(&line), "{line}: {details:#?}");
    }
    let shown = stdout(&portcullis(folder.path(), &[&["why-denied"], &words(&own)[..]].concat()));
    for line in ["- /prod/pets/1", "+ /pets/1"] {
        assert!(shown.contains(line), "{shown}");
    }
}

#[test]
fn another_secret_shows_what_should_have_been_signed() {
    let folder = signed_project();
    let own = arguments("GET /pets/1", "/prod/pets/1", "another");
    let shown = stdout(&portcullis(folder.path(), &[&["why-denied"], &words(&own)[..]].concat()));
    assert!(shown.contains("most likely the secret access key is another one"), "{shown}");
    assert!(
        shown.contains("/prod/pets/1") && shown.contains("host;x-amz-date;x-api-key"),
        "{shown}"
    );
}

#[test]
fn nothing_that_lets_somebody_in_is_printed() {
    let folder = signed_project();
    let mut signed = arguments("GET /pets/1", "/pets/1", SECRET);
    let authorization = signed.iter().find(|own| own.starts_with("authorization: ")).unwrap();
    let signature = authorization.rsplit_once('=').unwrap().1.to_owned();
    signed.extend(["-H", "Cookie: my-cookie"].map(str::to_owned));
    let bearer =
        ["GET /pets/1", "-H", "Authorization: Bearer my-token"].map(str::to_owned).to_vec();
    let basic =
        ["GET /nowhere", "-H", "Authorization: Basic bXktdG9rZW4="].map(str::to_owned).to_vec();
    for own in [signed, bearer, basic] {
        for format in ["human", "json"] {
            let all = [&["why-denied", "--format", format], &words(&own)[..]].concat();
            let output = portcullis(folder.path(), &all);
            let shown = format!("{}{}", stdout(&output), String::from_utf8_lossy(&output.stderr));
            for secret in
                [SECRET, "my-api-key", "my-token", "my-cookie", "bXktdG9rZW4=", &signature]
            {
                assert!(!shown.contains(secret), "{secret} in {shown}");
            }
        }
    }
}
