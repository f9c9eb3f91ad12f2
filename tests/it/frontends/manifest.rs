//! The manifest: strict, with the place of every fault.

use std::time::Duration;

use portcullis::frontend::ImportOptions;
use portcullis::ir::{EndpointType, QuotaPeriod};

use super::compile::{Files, compile_files};

const API: &str = "openapi: 3.0.1\ninfo: { title: pets, version: '1' }\npaths: {}\n";

fn compile(manifest: &str) -> super::compile::Outcome {
    let files = Files::new(&[
        ("portcullis.yaml", manifest),
        ("api/openapi.yaml", API),
        ("policy.json", "{\"Version\": \"2012-10-17\", \"Statement\": []}"),
        ("george.json", "{\"Version\": \"2012-10-17\", \"Statement\": {}}"),
    ]);
    compile_files(&files, "portcullis.yaml", &ImportOptions::default())
}

/// Everything that a manifest can say is in the definition.
#[test]
fn a_whole_manifest_is_lowered() {
    let outcome = compile(include_str!("../../cases/manifest/whole.yaml"));
    assert_eq!(
        outcome.concise(),
        "portcullis.yaml:54:45: warning[missing-key-set]: there is no key set `keys/pool.jwks.json`\n\
         portcullis.yaml:68:3: warning[undecided-assertions]: the properties under `assert` are not decided by this version\n"
    );
    let api = outcome.rest();
    assert_eq!(api.endpoint.endpoint_type.as_deref(), Some(&EndpointType::Private));
    assert_eq!(api.endpoint.vpc_endpoint_ids.len(), 1);
    assert!(api.policy.as_ref().unwrap().document.node().get("Statement").is_some());
    let definition = outcome.definition.as_ref().unwrap();
    assert_eq!(definition.name.as_ref().unwrap().as_str(), "petstore");
    assert_eq!(definition.account.as_ref().unwrap().as_str(), "123456789012");
    let prod = &definition.stages["prod"];
    assert_eq!(prod.throttle.burst.as_deref(), Some(&2000));
    assert_eq!(prod.variables["backend"].as_str(), "https://pets.example.com");
    let method = &prod.methods["GET /pets/{petId}"];
    assert_eq!(method.cache.as_ref().unwrap().ttl.as_deref(), Some(&Duration::from_mins(1)));
    assert!((*prod.canary.as_ref().unwrap().percent - 10.0).abs() < f64::EPSILON);
    assert_eq!(prod.detailed_metrics.as_deref(), Some(&true));
    let plan = &definition.usage_plans["mobile"];
    assert_eq!(plan.quota.as_ref().unwrap().period.value(), &QuotaPeriod::Day);
    assert_eq!(plan.methods["GET /pets"].burst.as_deref(), Some(&10));
    assert_eq!(definition.local.functions.len(), 5);
    assert_eq!(definition.local.vpc_links["abc123"].as_str(), "http://127.0.0.1:7000");
    assert_eq!(definition.domains["api.example.com"].mappings["v1"].as_str(), "prod");
    let check = definition.check.get().unwrap();
    assert_eq!(check.ignore[0].as_str(), "routing");
    // Secrets are not shown.
    let shown = format!("{definition:?}");
    assert!(!shown.contains("GEORGE_SECRET") && !shown.contains("MOBILE_KEY"), "{shown}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let outcome = compile(
        "portcullis: 2\napi: api/openapi.yaml\nstagez: {}\naccount: 123456789012\nstages:\n  dev: { throttle: { rat: 5 }, logging: { level: INFOO } }\nusagePlans: { p: { quota: { limit: -3, per: DAY } } }\n",
    );
    assert_eq!(
        outcome.concise(),
        "portcullis.yaml:1:13: error[unsupported-version]: version 2 of the manifest is not known\n\
         portcullis.yaml:3:1: error[unknown-manifest-key]: a manifest has no `stagez` here\n\
         portcullis.yaml:4:10: error[wrong-type]: `account` is a number, not text\n\
         portcullis.yaml:6:22: error[unknown-manifest-key]: a manifest has no `rat` here\n\
         portcullis.yaml:6:50: error[unknown-value]: `INFOO` is no value of `level`\n\
         portcullis.yaml:7:36: error[value-out-of-range]: `limit` is not a whole number from 0 on\n"
    );
    let human = outcome.format("human");
    for help in [
        "did you mean `stages`?",
        "did you mean `rate`?",
        "did you mean `INFO`?",
        "put it in quotes",
    ] {
        assert!(human.contains(help), "{help} is not in {human}");
    }
}

#[test]
fn a_manifest_needs_a_definition() {
    assert_eq!(
        compile("portcullis: 1\n").concise(),
        "portcullis.yaml:1:1: error[missing-field]: the manifest has no `api`\n"
    );
    assert_eq!(
        compile("portcullis: 1\napi: absent.yaml\n").concise(),
        "portcullis.yaml:2:6: error[unreadable-file]: no such file: `absent.yaml`\n"
    );
    assert_eq!(
        compile("portcullis: 1\napi: portcullis.yaml\n").concise(),
        "portcullis.yaml:1:1: error[unsupported-input]: a manifest cannot be the definition of an API\n"
    );
    assert_eq!(
        compile("portcullis: 1\napi: ../openapi.yaml\n").concise(),
        "portcullis.yaml:2:6: error[unreadable-file]: `../openapi.yaml` lies outside of the project root\n"
    );
}

#[test]
fn a_manifest_may_hold_nothing_but_settings() {
    let files = Files::new(&[
        ("portcullis.yaml", "portcullis: 1\ncheck: { ignore: [unused-model] }\n"),
        (
            "openapi.json",
            "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"pets\"}, \"paths\": {}}",
        ),
    ]);
    let outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    assert_eq!(outcome.concise(), "");
    assert_eq!(outcome.rest().name.as_str(), "pets");
}

#[test]
fn values_that_the_service_refuses_are_told() {
    let outcome = compile(
        "portcullis: 1
api: api/openapi.yaml
account: '1234'
stages:
  dev:
    cache: { size: 0.7, ttl: 4000 }
    canary: { percent: 101 }
    methods: { GET /pets: { cache: { ttl: 3601 } } }
  prod: { cache: { size: 237, ttl: 3600 }, canary: { percent: 0.5 } }
",
    );
    assert_eq!(
        outcome.concise(),
        "portcullis.yaml:3:10: error[value-out-of-range]: `1234` is no AWS account\n\
         portcullis.yaml:6:20: error[value-out-of-range]: there is no cache of 0.7 GB\n\
         portcullis.yaml:6:30: error[value-out-of-range]: a response cannot be kept for 4000 seconds\n\
         portcullis.yaml:7:24: error[value-out-of-range]: 101 is no percentage\n\
         portcullis.yaml:8:43: error[value-out-of-range]: a response cannot be kept for 3601 seconds\n"
    );
}

/// A report shows lines of the file, and secrets may stand in them.
#[test]
fn secrets_are_not_shown_in_reports() {
    let outcome = compile(
        "portcullis: 1
api: api/openapi.yaml
apiKeys:
  app: { value: \"not-to-be-shown-Größe\", enable: true }
  other: { value: \"${env:OTHER}\", enable: true }
local:
  identities:
    george: { arn: a, secretAccessKey: neither-to-be-shown, acessKeyId: AKIDEXAMPLE }
",
    );
    let human = outcome.format("human");
    assert!(!human.contains("to-be-shown"), "{human}");
    assert!(human.contains("app: { value: ***********************, enable: true }"), "{human}");
    assert!(human.contains("${env:OTHER}") && human.contains("AKIDEXAMPLE"), "{human}");
    for format in ["concise", "json", "sarif", "github", "gitlab", "junit"] {
        assert!(!outcome.format(format).contains("to-be-shown"), "{format}");
    }
}
