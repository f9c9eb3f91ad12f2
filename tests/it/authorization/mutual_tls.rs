//! Custom domain names that ask for certificates, as the engine sees them; the handshake is tested over sockets.

use bytes::Bytes;
use portcullis::gateway::{ClientCertificate, DomainConnection, FunctionOutcome, Step};
use serde_json::{Value, json};

use super::api::{Answer, Api, answered};

const HOST: &str = "api.example.com";

fn document() -> String {
    let method = |security: &Value| {
        json!({
            "security": security,
            "responses": { "200": { "description": "ok" } },
            "x-amazon-apigateway-integration": {
                "type": "mock",
                "requestTemplates": { "application/json": "{\"statusCode\": 200}" },
                "responses": { "default": {
                    "statusCode": "200",
                    "responseTemplates": { "application/json": "$context.identity.clientCert.subjectDN" },
                } },
            },
        })
    };
    let function = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:guard/invocations";
    json!({
        "openapi": "3.0.1", "info": { "title": "pets", "version": "1" },
        "components": { "securitySchemes": { "guard": {
            "type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
                "type": "request", "authorizerUri": function, "authorizerResultTtlInSeconds": 0,
            },
        } } },
        "paths": {
            "/pets": { "get": method(&json!([])) },
            "/guarded": { "get": method(&json!([{ "guard": [] }])) },
        },
    })
    .to_string()
}

/// A domain that asks for certificates, with files that stand in for it or without.
fn api(is_off: bool, has_files: bool, allow: &[&str]) -> Api {
    let files = "domains: { api.example.com: { certificate: a.pem, privateKey: a.key, truststore: b.pem } }";
    let manifest = format!(
        "portcullis: 1
name: pets
api: api.json
region: eu-central-1
account: '111122223333'
endpoint: {{ type: REGIONAL, disableExecuteApiEndpoint: {is_off} }}
stages: {{ dev: {{}} }}
domains:
  {HOST}: {{ truststore: 's3://bucket/clients.pem' }}
local:
  functions: {{ guard: {{ response: x.json }} }}
  {}
",
        if has_files { files } else { "" }
    );
    let files =
        [("portcullis.yaml", manifest.as_str()), ("api.json", &document()), ("x.json", "{}")];
    Api::allowing(allow, &files, &[])
}

fn connection(domain: &str, has_certificate: bool) -> DomainConnection {
    let certificate = ClientCertificate {
        pem: "-----BEGIN CERTIFICATE-----\n".to_owned(),
        subject_dn: "C=DE,CN=robot".to_owned(),
        issuer_dn: "C=DE,CN=clients".to_owned(),
        serial_number: "1".to_owned(),
        not_before: "Jan  9 00:00:00 2019 GMT".to_owned(),
        not_after: "Dec 31 00:00:00 2199 GMT".to_owned(),
    };
    let client_certificate = has_certificate.then_some(certificate);
    DomainConnection { domain: domain.to_owned(), client_certificate }
}

fn ask(api: &Api, connection: Option<DomainConnection>, host: &str) -> Answer {
    answered(api.step_over(connection, "GET /dev/pets", &[("host", host)], Bytes::new()))
}

fn told(api: &Api) -> Vec<String> {
    api.plan().unenforced().iter().map(ToString::to_string).collect()
}

#[test]
fn only_a_connection_with_a_certificate_leads_to_the_api() {
    let api = api(true, true, &[]);
    assert_eq!(told(&api), [""; 0]);
    let answer = ask(&api, Some(connection(HOST, true)), HOST);
    assert_eq!(answer.short(), (200, "C=DE,CN=robot"), "{}", answer.log);
    for (connection, host, why) in [
        (None, "a1b2c3.execute-api.eu-central-1.amazonaws.com", "the default endpoint is off"),
        (Some(connection(HOST, false)), HOST, "the caller has shown none"),
        (
            Some(connection("b.example.com", true)),
            "b.example.com",
            "no custom domain `b.example.com`",
        ),
        (Some(connection(HOST, true)), "b.example.com", "the host that was asked is another"),
    ] {
        let answer = ask(&api, connection, host);
        assert_eq!(answer.short(), (403, "{\"message\":\"Forbidden\"}"));
        assert!(answer.cause.contains(why), "{}", answer.cause);
    }
}

/// Fails closed: without files nobody is asked for a certificate, so nobody is let in where only the domain leads in.
#[test]
fn a_domain_that_is_the_only_way_and_is_not_served_lets_nobody_in() {
    let api = api(true, false, &[]);
    assert_eq!(
        told(&api),
        [
            "domains: MUTUAL_TLS of `api.example.com` is not enforced by this version; requests are refused"
        ]
    );
    assert_eq!(ask(&api, None, "localhost").status, 403);
}

#[test]
fn the_control_can_be_left_out_by_name() {
    for has_files in [false, true] {
        let api = api(true, has_files, &["MUTUAL_TLS"]);
        assert_eq!(
            told(&api),
            ["domains: MUTUAL_TLS of `api.example.com` is not enforced; requests pass without it"]
        );
        assert_eq!(ask(&api, None, "localhost").status, 200);
    }
}

/// As in the service, which is why a rule of `check` is about it.
#[test]
fn an_open_default_endpoint_asks_for_no_certificate() {
    for has_files in [false, true] {
        let api = api(false, has_files, &[]);
        assert_eq!((told(&api), ask(&api, None, "localhost").status), (Vec::new(), 200));
    }
}

#[test]
fn authorizers_get_to_see_the_certificate() {
    let api = api(true, true, &[]);
    let connection = Some(connection(HOST, true));
    let step = api.step_over(connection, "GET /dev/guarded", &[("host", HOST)], Bytes::new());
    let Step::Invoke(call, suspended) = step else { panic!("{step:?}") };
    let event: Value = serde_json::from_slice(&call.payload).unwrap();
    assert_eq!(
        event["requestContext"]["identity"]["clientCert"],
        json!({
            "clientCertPem": "-----BEGIN CERTIFICATE-----\n",
            "subjectDN": "C=DE,CN=robot",
            "issuerDN": "C=DE,CN=clients",
            "serialNumber": "1",
            "validity": { "notBefore": "Jan  9 00:00:00 2019 GMT", "notAfter": "Dec 31 00:00:00 2199 GMT" },
        })
    );
    let statement = json!({ "Effect": "Deny", "Action": "execute-api:Invoke", "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let refused = json!({ "principalId": "robot", "policyDocument": policy });
    let outcome = FunctionOutcome::Payload(Bytes::from(refused.to_string()));
    assert_eq!(answered(suspended.resume(outcome, api.moment())).status, 403);
}
