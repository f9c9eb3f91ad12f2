//! What the service takes is no error here, however odd it is, and nothing of it is lost without a word.

use portcullis::ir::{DocumentationType, HttpMethod, Integration, RestApi};

use super::compile::{Outcome, compile_text};

const HEAD: &str = "openapi: 3.0.1\ninfo: { title: t }\n";

fn integration(api: &RestApi) -> &Integration {
    api.resources.methods().find_map(|(_, method)| method.integration.as_ref()).unwrap()
}

fn compile_integration(integration: &str) -> Outcome {
    compile_text(&format!(
        "{HEAD}paths:\n  /a:\n    get:\n      x-amazon-apigateway-integration:\n{integration}"
    ))
}

#[test]
fn every_api_has_the_models_empty_and_error() {
    for (head, at) in [
        ("swagger: '2.0'\ninfo: { title: t }\n", "schema: { $ref: '#/definitions/Empty' }"),
        (HEAD, "content: { application/json: { schema: { $ref: '#/components/schemas/Empty' } } }"),
    ] {
        let outcome = compile_text(&format!(
            "{head}paths: {{ /a: {{ get: {{ responses: {{ '200': {{ {at} }} }} }} }} }}\n"
        ));
        assert_eq!(outcome.concise(), "", "{head}");
        let api = outcome.rest();
        let (_, method) = api.resources.methods().next().unwrap();
        assert_eq!(method.responses["200"].models["application/json"].as_str(), "Empty");
        assert!(api.models.is_empty());
    }
    // Nothing else is there without being defined.
    let outcome = compile_text(&format!(
        "{HEAD}paths: {{ /a: {{ get: {{ responses: {{ '200': {{ $ref: '#/components/responses/Empty' }} }} }} }} }}\n"
    ));
    assert!(outcome.concise().contains("error[unresolved-reference]"), "{}", outcome.concise());
}

#[test]
fn a_name_alone_refers_to_a_schema_of_the_document() {
    let outcome = compile_text(
        "swagger: '2.0'
info: { title: t }
paths:
  /a: { get: { responses: { '200': { schema: { $ref: Pet } } } } }
definitions:
  Pet: { type: object, properties: { owner: { $ref: Owner } } }
  Owner: { type: object }
",
    );
    assert_eq!(
        outcome.concise(),
        "api.yaml:4:54: warning[bare-reference]: `Pet` is read as `#/definitions/Pet`\n\
         api.yaml:6:53: warning[bare-reference]: `Owner` is read as `#/definitions/Owner`\n"
    );
    let (_, method) = outcome.rest().resources.methods().next().unwrap();
    assert_eq!(method.responses["200"].models["application/json"].as_str(), "Pet");
}

#[test]
fn a_reference_to_an_example_that_is_not_there_is_a_warning() {
    let outcome = compile_text(&format!(
        "{HEAD}paths:
  /a:
    get:
      responses:
        '200': {{ content: {{ application/json: {{ examples: {{ one: {{ $ref: '#/components/examples/One' }} }} }} }} }}
"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:7:49: info[dropped-construct]: examples are dropped: API Gateway keeps none\n\
         api.yaml:7:74: warning[unresolved-dropped-reference]: `#/components/examples/One` leads to nothing in this document\n"
    );
}

#[test]
fn a_template_that_is_a_map_is_left_out() {
    let outcome = compile_integration(
        "        type: aws_proxy
        requestTemplates: { application/json: { statusCode: 200 }, text/plain: { Fn::Sub: 'a ${B}' } }
",
    );
    assert_eq!(
        outcome.concise(),
        "api.yaml:8:47: warning[template-not-text]: the template of `application/json` is not text\n"
    );
    let api = outcome.rest();
    let templates = &integration(api).request_templates;
    assert_eq!(templates.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["text/plain"]);
}

#[test]
fn one_server_may_stand_for_the_list() {
    let outcome = compile_text(&format!(
        "{HEAD}servers: {{ variables: {{ basePath: {{ default: /v1 }} }} }}\npaths: {{}}\n"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:3:10: warning[loose-type]: `servers` is a map where a list is expected\n"
    );
}

#[test]
fn a_payload_format_version_may_be_a_number() {
    for (written, read) in
        [("1", "1.0"), ("2", "2.0"), ("1.0", "1.0"), ("'2.0'", "2.0"), ("'1'", "1")]
    {
        let outcome = compile_text(&format!(
            "{HEAD}x-amazon-apigateway-importexport-version: '1.0'
paths: {{ /a: {{ get: {{ x-amazon-apigateway-integration: {{ type: aws_proxy, payloadFormatVersion: {written} }} }} }} }}
"
        ));
        let route = outcome.http().routes.get("GET /a").unwrap();
        let version = route.integration.as_ref().unwrap().payload_format_version.as_ref().unwrap();
        assert_eq!(version.as_str(), read, "{written}");
    }
}

#[test]
fn api_keys_speak_for_a_rest_api() {
    let outcome = compile_text(&format!(
        "{HEAD}x-amazon-apigateway-cors: {{ allowOrigins: ['*'] }}
paths: {{ /a: {{ get: {{ security: [ {{ key: [] }} ], x-amazon-apigateway-integration: {{ type: aws_proxy }} }} }} }}
components: {{ securitySchemes: {{ key: {{ type: apiKey, name: X-API-Key, in: header }} }} }}
"
    ));
    let (_, method) = outcome.rest().resources.methods().next().unwrap();
    assert!(*method.api_key_required);
}

#[test]
fn the_target_behind_a_vpc_link_is_kept() {
    let outcome = compile_integration(
        "        { type: http_proxy, httpMethod: GET, uri: 'https://a', connectionType: VPC_LINK, connectionId: v,
          integrationTarget: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/1' }
",
    );
    assert_eq!(outcome.concise(), "");
    assert!(integration(outcome.rest()).integration_target.is_some());
}

#[test]
fn the_description_of_an_authorizer_is_a_documentation_part() {
    let outcome = compile_text(&format!(
        "{HEAD}paths: {{}}
components:
  securitySchemes:
    auth:
      {{ type: apiKey, name: Authorization, in: header, description: asks Bob,
        x-amazon-apigateway-authorizer: {{ type: token, authorizerUri: a }} }}
    other: {{ type: oauth2, description: asks Eve, flows: {{ implicit: {{}} }} }}
"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:9:51: info[dropped-construct]: what a security scheme tells its clients is dropped: \
         API Gateway keeps the authorizer alone\n"
    );
    let parts = &outcome.rest().documentation.parts;
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].location.location_type, DocumentationType::Authorizer);
    assert_eq!(parts[0].location.name.as_deref(), Some("auth"));
}

#[test]
fn what_is_left_out_of_parameters_and_addresses_is_said() {
    let outcome = compile_text(&format!(
        "{HEAD}servers: [ {{ url: 'https://api.example.com/v1' }} ]
paths:
  /a:
    get:
      parameters:
        - {{ name: page, in: query, schema: {{ type: integer, minimum: 1 }} }}
        - {{ name: t, in: query, schema: {{ type: string, description: any }} }}
"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:3:1: info[dropped-construct]: the base path `/v1` is dropped: `--base-path prepend` keeps it in every path\n\
         api.yaml:3:14: info[dropped-construct]: the host is dropped: an API has a host of its own\n\
         api.yaml:8:44: info[dropped-construct]: the schema of a parameter is dropped: API Gateway checks only that a required one is there\n"
    );
    let (_, method) = outcome.rest().resources.methods().next().unwrap();
    assert_eq!(method.http_method, HttpMethod::Get);
    assert_eq!(method.request_parameters.len(), 2);
}

#[test]
fn what_only_http_apis_have_is_dropped_from_a_rest_api() {
    let outcome = compile_integration(
        "        { type: mock, payloadFormatVersion: '1.0', responseParameters: { '200': {} } }\n",
    );
    assert_eq!(
        outcome.concise(),
        "api.yaml:7:11: info[ambiguous-api-kind]: this is read as a REST API, and parts of it are of the other kind\n\
         api.yaml:7:23: info[dropped-construct]: `payloadFormatVersion` of an integration is dropped: only HTTP APIs have it\n\
         api.yaml:7:52: info[dropped-construct]: `responseParameters` of an integration is dropped: only HTTP APIs have it\n"
    );
    assert_eq!(integration(outcome.rest()).payload_format_version, None);
}
