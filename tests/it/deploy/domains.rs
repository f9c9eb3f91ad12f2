//! Custom domain names lead to stages by base paths.

use portcullis::gateway::Moment;

use super::{config, document, engine, response_of, words};

const MANIFEST: &str = "
stages:
  prod: { variables: { who: cat }, accessLog: { format: '$context.requestId $context.stage $context.path ${context.customDomain.basePathMatched}' } }
  test: { variables: { who: dog }, canary: { percent: 100, variables: { who: bird } } }
  old: {}
domains:
  api.example.com: { mappings: { v1: prod, v1/next: test } }
  all.example.com: { mappings: { (none): prod, test: test } }
  plain.example.com: {}
";

#[test]
fn the_host_and_the_base_path_choose_the_stage() {
    let engine = engine(&config(&document("one"), MANIFEST), 0);
    let said = |host: &str, path: &str| words(response_of(&engine, host, path));
    assert_eq!(said("api.example.com", "/v1/pets"), "one cat");
    assert_eq!(said("API.example.com:8443", "/v1/next/pets"), "one bird  true");
    assert_eq!(said("all.example.com", "/pets"), "one cat");
    assert_eq!(said("all.example.com", "/test/pets"), "one bird  true");
    // The default endpoint has stages in its paths, and so has a domain without mappings.
    assert_eq!(said("127.0.0.1:8080", "/prod/pets"), "one cat");
    assert_eq!(said("plain.example.com", "/prod/pets"), "one cat");
}

#[test]
fn what_no_base_path_leads_to_is_forbidden() {
    let engine = engine(&config(&document("one"), MANIFEST), 0);
    for (host, path, status, body) in [
        ("api.example.com", "/prod/pets", 403, "{\"message\":\"Forbidden\"}"),
        ("api.example.com", "/v10/pets", 403, "{\"message\":\"Forbidden\"}"),
        ("api.example.com", "/", 403, "{\"message\":\"Forbidden\"}"),
        ("api.example.com", "/v1/none", 403, "{\"message\":\"Missing Authentication Token\"}"),
    ] {
        let response = response_of(&engine, host, path);
        assert_eq!(response.status.as_u16(), status, "{host}{path}");
        assert_eq!(words(response), body, "{host}{path}");
    }
}

#[test]
fn a_domain_that_asks_for_certificates_is_no_way_in_without_one() {
    let manifest = "
stages: { prod: { variables: { who: cat } } }
domains: { api.example.com: { truststore: 's3://bucket/key', mappings: { v1: prod } } }
";
    let engine = engine(&config(&document("one"), manifest), 0);
    let response = response_of(&engine, "api.example.com", "/v1/pets");
    assert_eq!(response.status.as_u16(), 403);
    assert_eq!(words(response_of(&engine, "localhost", "/prod/pets")), "one cat");
}

#[test]
fn a_log_says_which_base_path_it_was() {
    let engine = engine(&config(&document("one"), MANIFEST), 0);
    let entry = |host: &str, path: &str| {
        let mut transcript = response_of(&engine, host, path).transcript.unwrap();
        transcript.close(transcript.status(), 0, Moment::default());
        let mut line = String::new();
        transcript.write_access_log(&mut line);
        line.split_once(' ').unwrap().1.trim_end().to_owned()
    };
    assert_eq!(entry("api.example.com", "/v1/pets"), "prod /v1/pets v1");
    assert_eq!(entry("all.example.com", "/pets"), "prod /pets (none)");
    assert_eq!(entry("localhost", "/prod/pets"), "prod /prod/pets -");
}
