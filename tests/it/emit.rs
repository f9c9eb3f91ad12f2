//! Artifacts, and what is said about what is in none of them.

use portcullis::check::{Checked, Settings};
use portcullis::emit::{ExportExtensions, ExportFormat, ExportOptions, export, report_not_served};
use portcullis::frontend::ImportOptions;

use serde_json::{Value, json};

use crate::frontends::compile::{Files, compile_files, compile_text};

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

/// The document without extensions that is made of `document`.
fn plain(document: &str, format: ExportFormat) -> Value {
    let mut outcome = compile_text(document);
    let settings = Settings { select: vec!["reserved-path".to_owned()], ..Settings::default() };
    let definition = outcome.definition.take().unwrap();
    let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink).unwrap();
    let options = ExportOptions {
        format,
        extensions: ExportExtensions::NONE,
        stage: "dev".to_owned(),
        region: "eu-central-1".to_owned(),
        api_id: "a1b2c3".to_owned(),
        documentation: true,
    };
    export(&checked, &options, &mut outcome.sink).unwrap().document
}

#[test]
fn a_document_for_other_tools_says_what_the_service_leaves_out() {
    let mock = "x-amazon-apigateway-integration: { type: mock }";
    let document = format!(
        "openapi: 3.0.1
info: {{ title: pets, version: '1' }}
paths:
  /owners/{{owner}}/{{rest+}}:
    get:
      parameters: [{{ name: q, in: query, schema: {{ type: string }} }}, {{ name: rest, in: path, required: true, schema: {{ type: string }} }}]
      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Empty' }} }} }} }} }}
      {mock}
    post: {{ responses: {{}}, {mock} }}
"
    );
    for (format, models) in
        [(ExportFormat::OpenApi30, "/components/schemas"), (ExportFormat::Swagger2, "/definitions")]
    {
        let document = plain(&document, format);
        let of =
            |verb: &str| document.pointer(&format!("/paths/~1owners~1{{owner}}~1{{rest+}}/{verb}"));
        let names = |verb: &str| -> Vec<String> {
            let all = of(verb).unwrap()["parameters"].as_array().unwrap();
            all.iter().map(|own| own["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("get"), ["q", "rest+", "owner"]);
        assert_eq!(names("post"), ["owner", "rest+"]);
        let responses = &of("post").unwrap()["responses"];
        assert_eq!(*responses, json!({ "default": { "description": "Default response" } }));
        let models = document.pointer(models).unwrap();
        assert_eq!(*models, json!({ "Empty": { "title": "Empty Schema", "type": "object" } }));
    }
}
