//! `why-denied`: whether a request gets in, why, and what would have to change.
#![expect(clippy::indexing_slicing, reason = "what is not in an answer is null")]

mod answers;
mod example;
mod logs;
mod messages;
mod signatures;
mod suggestions;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{portcullis, stderr, stdout};

/// A project of these files.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The exit status and the answer in JSON.
fn ask(folder: &Path, words: &[&str]) -> (i32, Value) {
    let words = [&["why-denied", "--format", "json"], words].concat();
    let output = portcullis(folder, &words);
    let text = stdout(&output);
    let answer = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", stderr(&output)));
    (output.status.code().unwrap(), answer)
}

/// The outcome, the status and the type of the answer, and the summary.
fn told(folder: &Path, words: &[&str]) -> String {
    let (exit, answer) = ask(folder, words);
    let outcome = answer["outcome"].as_str().unwrap();
    assert_eq!(
        exit,
        match outcome {
            "allowed" => 0,
            "denied" => 1,
            _ => 3,
        },
        "{answer:#}"
    );
    let summary = answer["summary"].as_str().unwrap();
    match &answer["response"] {
        Value::Object(response) if outcome == "denied" => {
            let kind = response.get("responseType").and_then(Value::as_str).unwrap_or("-");
            format!("{outcome} {} {kind}: {summary}", response["status"])
        }
        _ => format!("{outcome}: {summary}"),
    }
}

/// An API of one method behind everything that can stand before one.
fn openapi(method: &str, rest: &str) -> String {
    format!(
        "openapi: 3.0.1
info: {{ title: pets, version: '1' }}
paths:
  /pets/{{petId}}:
    get:
      parameters: [{{ name: petId, in: path, required: true, schema: {{ type: string }} }}]
      responses: {{ '200': {{ description: ok }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        responses: {{ default: {{ statusCode: '200' }} }}
{method}
{rest}"
    )
}

/// A policy with these statements.
fn policy(statements: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

const MANIFEST: &str = "portcullis: 1
name: pets
api: openapi.yaml
region: eu-central-1
account: '123456789012'
stages: { prod: {}, dev: {} }
";
