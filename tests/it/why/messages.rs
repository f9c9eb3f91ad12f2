//! From a message to the causes that are possible in this API.

use std::path::Path;

use super::{MANIFEST, ask, openapi, project};
use crate::cli::example;

/// The names of the causes, the likeliest first.
fn causes(folder: &Path, message: &str) -> Vec<String> {
    let (exit, answer) = ask(folder, &["--message", message]);
    let causes = answer["causes"].as_array().unwrap();
    assert_eq!(exit, if causes.is_empty() { 3 } else { 0 });
    causes.iter().map(|own| own["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_what_is_possible_is_named() {
    let open = project(&[("openapi.yaml", &openapi("", "")), ("portcullis.yaml", MANIFEST)]);
    assert_eq!(causes(open.path(), "Missing Authentication Token"), ["no-such-route"]);
    assert_eq!(causes(open.path(), "{\"message\": \"Forbidden\"}"), ["unknown-stage"]);
    for message in [
        "Unauthorized",
        "User is not authorized to access this resource",
        "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:x",
        "Limit Exceeded",
        "The incoming token has expired",
        "The security token included in the request is invalid.",
        "nothing that the service says",
    ] {
        assert!(causes(open.path(), message).is_empty(), "{message}");
    }
    let blocked = example("blocked-caller");
    let message = "User: anonymous is not authorized to perform: execute-api:Invoke on resource: \
                   arn:aws:execute-api:eu-central-1:********9012:abc/prod/GET/pets/1";
    assert_eq!(causes(&blocked, message), ["resource-policy-silent"]);
    let explicit = format!("{message} with an explicit deny");
    assert_eq!(causes(&blocked, &explicit), ["resource-policy-denies"]);
}

const TWO_METHODS: &str = "      security: [{ tokens: [] }]
    delete:
      security: [{ tokens: [] }]
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration: { type: mock }
    put:
      x-amazon-apigateway-auth: { type: AWS_IAM }
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration: { type: mock }
components:
  securitySchemes:
    tokens:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer:
        type: token
        authorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations
        identityValidationExpression: '^Bearer .+$'";

#[test]
fn a_kept_answer_is_likelier_than_a_silent_one() {
    let folder =
        project(&[("openapi.yaml", &openapi(TWO_METHODS, "")), ("portcullis.yaml", MANIFEST)]);
    let implicit = "User is not authorized to access this resource";
    assert_eq!(
        causes(folder.path(), implicit),
        ["cached-answer-of-other-method", "authorizer-silent"]
    );
    assert_eq!(
        causes(folder.path(), &format!("{implicit} with an explicit deny")),
        ["authorizer-denies"]
    );
    assert_eq!(
        causes(folder.path(), "Unauthorized"),
        ["identity-source-missing", "validation-expression", "authorizer-says-unauthorized"]
    );
    assert_eq!(causes(folder.path(), "null"), ["authorizer-misconfigured", "authorizer-failure"]);
    assert_eq!(
        causes(folder.path(), "Missing Authentication Token"),
        ["no-such-route", "request-not-signed"]
    );
    let message = "User: arn:aws:iam::111122223333:user/George is not authorized to perform: execute-api:Invoke on \
                   resource: arn:aws:execute-api:eu-central-1:********9012:abc/prod/PUT/pets/1";
    assert_eq!(causes(folder.path(), message), ["other-account-needs-both"]);
    let (_, answer) = ask(folder.path(), &["--message", implicit]);
    let suspect = &answer["causes"][0]["suspects"][0];
    assert!(suspect["name"].as_str().unwrap().contains("2 methods"), "{answer:#}");
    assert!(suspect["place"].as_str().unwrap().starts_with("openapi.yaml:"), "{answer:#}");
    // A request narrows the causes to those of its method.
    let (_, answer) =
        ask(folder.path(), &["PUT /pets/1", "--message", "Missing Authentication Token"]);
    let names: Vec<&str> = answer["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["request-not-signed"]);
}
