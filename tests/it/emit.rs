//! Artifacts, and what is said about what is in none of them.

use portcullis::check::{Checked, Settings};
use portcullis::emit::report_not_served;
use portcullis::frontend::ImportOptions;

use crate::frontends::compile::{Files, compile_files};

#[test]
fn what_a_manifest_says_in_vain_is_told_once_a_kind() {
    let manifest = "portcullis: 1
api: openapi.yaml
stages:
  dev: { tracing: false, logging: { level: OFF }, metrics: basic, variables: { a: b } }
  test: { canary: { percent: 5 }, accessLog: { format: json } }
  prod:
    canary: { percent: 10 }
    logging: { level: INFO }
    metrics: detailed
    tracing: true
domains: { api.example.com: { truststore: 's3://a/b', mappings: { v1: prod } }, b.example.com: { mappings: { v1: prod } } }
local:
  services: { sqs: 'http://127.0.0.1:9324' }
";
    let api = "openapi: 3.0.1\ninfo: { title: pets, version: '1' }\npaths: {}\n";
    let files = Files::new(&[("portcullis.yaml", manifest), ("openapi.yaml", api)]);
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let settings = Settings { select: vec!["reserved-path".to_owned()], ..Settings::default() };
    let definition = outcome.definition.take().unwrap();
    let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink).unwrap();
    report_not_served(&checked, &mut outcome.sink);
    let found: Vec<(String, usize)> = outcome
        .sink
        .diagnostics()
        .iter()
        .map(|found| {
            let line = outcome.sources.position(found.primary.span).line;
            (format!("{line}: {}", found.message), found.related.len())
        })
        .collect();
    let message = "11: custom domain names that ask callers for certificates, and have none in `local.domains`, are not served by this version";
    let expected = [(message, 0)];
    assert_eq!(found, expected.map(|(message, others)| (message.to_owned(), others)));
}
