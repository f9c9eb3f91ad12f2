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

/// The document without extensions that is made of `document`, and what it is said to lose.
fn plain(document: &str, format: ExportFormat) -> (Value, Vec<String>) {
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
    let exported = export(&checked, &options, &mut outcome.sink).unwrap().document;
    let lost = outcome.sink.diagnostics().iter().filter(|found| found.code.name == "export-loses");
    (exported, lost.map(|found| found.message.clone()).collect())
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
        let (document, _) = plain(&document, format);
        let of =
            |verb: &str| document.pointer(&format!("/paths/~1owners~1{{owner}}~1{{rest}}/{verb}"));
        let names = |verb: &str| -> Vec<String> {
            let all = of(verb).unwrap()["parameters"].as_array().unwrap();
            all.iter().map(|own| own["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("get"), ["q", "rest", "owner"]);
        assert_eq!(names("post"), ["owner", "rest"]);
        let responses = &of("post").unwrap()["responses"];
        assert_eq!(*responses, json!({ "default": { "description": "Default response" } }));
        let models = document.pointer(models).unwrap();
        assert_eq!(*models, json!({ "Empty": { "title": "Empty Schema", "type": "object" } }));
    }
}

/// A model `Told` with `schema`, as a format says it without extensions; and what is lost of it.
fn told(schema: &Value, format: ExportFormat) -> (Value, Vec<String>) {
    let reference = json!({ "$ref": "#/components/schemas/Told" });
    let document = json!({
        "openapi": "3.0.1",
        "info": { "title": "pets", "version": "1" },
        "paths": { "/a": { "get": {
            "responses": { "200": { "description": "ok", "content": { "application/json": { "schema": reference } } } },
            "x-amazon-apigateway-integration": { "type": "mock" },
        } } },
        "components": { "schemas": { "Told": schema, "Other": { "type": "string" }, "List": { "type": "array", "items": {} } } },
    });
    let (exported, lost) = plain(&document.to_string(), format);
    let models = match format {
        ExportFormat::OpenApi30 => "/components/schemas/Told",
        ExportFormat::Swagger2 => "/definitions/Told",
    };
    (exported.pointer(models).unwrap().clone(), lost)
}

#[test]
fn schemas_are_said_in_the_words_of_openapi() {
    let other = json!({ "$ref": "#/components/schemas/Other" });
    let list = json!({ "$ref": "#/components/schemas/List" });
    let same = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string", "nullable": true } },
        "additionalProperties": false, "x-own": { "const": 1 } });
    let cases = [
        (same.clone(), same),
        (json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": "null" }), json!({ "type": "object", "enum": [null], "nullable": true })),
        (
            json!({ "type": ["string", "array", "null"] }),
            json!({ "anyOf": [
                { "anyOf": [{ "type": "string" }, { "type": "array", "items": {} }] },
                { "type": "object", "nullable": true, "enum": [null] },
            ] }),
        ),
        (
            json!({ "oneOf": [other, { "type": "null" }] }),
            json!({ "allOf": [other], "type": "string", "nullable": true }),
        ),
        (
            json!({ "anyOf": [list, { "type": "null" }] }),
            json!({ "allOf": [list], "items": {}, "type": "array", "nullable": true }),
        ),
        (
            json!({ "oneOf": [other, { "type": "string", "const": "a" }, { "type": "null" }] }),
            json!({ "oneOf": [other, { "type": "string", "enum": ["a"] }], "type": "string", "nullable": true }),
        ),
        (
            json!({ "properties": { "a": { "$ref": other["$ref"], "description": "it", "minLength": 3 } } }),
            json!({ "properties": { "a": { "description": "it", "allOf": [other] } } }),
        ),
        (json!({ "type": "array", "required": [] }), json!({ "type": "array", "items": {} })),
        (json!({ "exclusiveMinimum": 3 }), json!({ "minimum": 3, "exclusiveMinimum": true })),
        (
            json!({ "examples": [1, 2], "$schema": "x", "discriminator": "kind" }),
            json!({ "example": 1, "discriminator": { "propertyName": "kind" } }),
        ),
        (json!({ "nullable": true }), json!({})),
        (
            json!({ "enum": ["const", null], "default": { "const": 1 } }),
            json!({ "enum": ["const", null], "default": { "const": 1 } }),
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(told(&source, ExportFormat::OpenApi30), (expected, Vec::new()), "{source}");
    }
}

#[test]
fn what_a_format_has_no_words_for_is_told() {
    let openapi = |schema: Value| told(&schema, ExportFormat::OpenApi30);
    let swagger = |schema: Value| told(&schema, ExportFormat::Swagger2);
    let lost = |format: &str, word: &str| {
        vec![format!("{format} has no {word}: it is left out of the schema of `Told`")]
    };
    let cases = [
        (
            openapi(json!({ "patternProperties": {}, "type": "object" })),
            json!({ "type": "object" }),
            lost("OpenAPI 3.0", "`patternProperties`"),
        ),
        (
            openapi(json!({ "properties": { "a": { "type": "string", "required": true } } })),
            json!({ "properties": { "a": { "type": "string" } } }),
            lost("OpenAPI 3.0", "`required` that is no list"),
        ),
        (openapi(json!({ "type": "any" })), json!({}), lost("OpenAPI 3.0", "type `any`")),
        (
            openapi(json!({ "items": [{ "type": "string" }], "type": "array" })),
            json!({ "type": "array", "items": {} }),
            lost("OpenAPI 3.0", "list as `items`"),
        ),
        (
            swagger(
                json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "description": "it" }),
            ),
            json!({ "description": "it" }),
            lost("Swagger 2.0", "`anyOf`"),
        ),
        (
            swagger(json!({ "type": ["string", "integer"] })),
            json!({}),
            lost("Swagger 2.0", "value of several types"),
        ),
        (
            swagger(json!({ "type": "string", "nullable": true, "deprecated": true })),
            json!({ "type": "string", "x-deprecated": true, "x-nullable": true }),
            Vec::new(),
        ),
        (
            swagger(json!({ "discriminator": { "propertyName": "kind", "mapping": {} } })),
            json!({ "discriminator": "kind" }),
            Vec::new(),
        ),
    ];
    for ((schema, said), expected, losses) in cases {
        assert_eq!((&schema, said), (&expected, losses), "{expected}");
    }
}

#[test]
fn parameters_of_no_path_are_left_out_and_told() {
    let document = json!({
        "openapi": "3.0.1",
        "info": { "title": "pets", "version": "1" },
        "paths": { "/a": { "get": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "responses": {},
            "x-amazon-apigateway-integration": { "type": "mock" },
        } } },
    });
    let (exported, lost) = plain(&document.to_string(), ExportFormat::OpenApi30);
    assert_eq!(exported["paths"]["/a"]["get"].get("parameters"), None);
    assert_eq!(lost, ["`/a` has no `{id}`: the parameter is left out"]);
}

#[test]
fn operations_for_all_verbs_are_told_once() {
    let any = json!({ "x-amazon-apigateway-any-method": { "responses": {}, "x-amazon-apigateway-integration": { "type": "mock" } } });
    let document = json!({
        "openapi": "3.0.1",
        "info": { "title": "pets", "version": "1" },
        "paths": { "/a": any, "/b/{all+}": any, "/c": any },
    });
    let (exported, lost) = plain(&document.to_string(), ExportFormat::OpenApi30);
    assert!(exported["paths"]["/b/{all}"].get("x-amazon-apigateway-any-method").is_some());
    assert_eq!(
        lost,
        ["OpenAPI has no operation for all verbs: other tools pass over `ANY /a` and 2 others"]
    );
}
