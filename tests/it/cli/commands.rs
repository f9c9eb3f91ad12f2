//! What the commands do with good input.

use std::fs;
use std::net::TcpListener;

use portcullis::bundle::read_config;
use serde_json::Value;

use super::{example, portcullis, stderr, stdout};

#[test]
fn build_writes_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let petstore = example("petstore/portcullis.yaml");
    let path = petstore.to_str().unwrap();
    let mut texts = Vec::new();
    for name in ["one", "two"] {
        let built = portcullis(folder.path(), &["build", path, "-o", name]);
        assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
        texts.push(fs::read_to_string(folder.path().join(name).join("gateway.json")).unwrap());
    }
    assert_eq!(texts[0], texts[1]);
    assert!(!texts[0].contains(folder.path().to_str().unwrap()), "no path of this machine");
    let config = read_config(&texts[0]).unwrap();
    assert_eq!(config.stages.keys().collect::<Vec<_>>(), ["dev", "prod"]);
    // What was built runs.
    let answer = portcullis(
        folder.path(),
        &["invoke", "-q", "one/gateway.json", "GET /pets/2", "--stage", "prod"],
    );
    assert!(stdout(&answer).starts_with("HTTP/1.1 200 OK\n"), "{}", stdout(&answer));
    assert!(stdout(&answer).contains("\"currency\": \"USD\""), "{}", stdout(&answer));
}

#[test]
fn export_writes_what_an_import_takes() {
    let folder = tempfile::tempdir().unwrap();
    let petstore = example("petstore/openapi.yaml");
    let path = petstore.to_str().unwrap();
    for (format, name) in [("oas30", "out.json"), ("oas30", "out.yaml"), ("swagger", "out2.yaml")] {
        let words = ["export", path, "--format", format, "--extensions", "apigateway", "-o", name];
        let exported = portcullis(folder.path(), &words);
        assert_eq!(exported.status.code(), Some(0), "{}", stderr(&exported));
        let checked = portcullis(folder.path(), &["check", "--fail-on", "warning", name]);
        assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    }
    let plain = portcullis(folder.path(), &["export", path]);
    let document: Value = serde_json::from_slice(&plain.stdout).unwrap();
    assert_eq!(document["openapi"], "3.0.1");
    assert!(!stdout(&plain).contains("x-amazon-apigateway"));
}

#[test]
fn render_evaluates_one_template() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| portcullis(folder.path(), words);
    let words = ["render", "-e", "$input.path('$.name') $context.stage $input.params('q')"];
    let rendered =
        run(&[&words[..], &["-b", "{\"name\":\"Rex\"}", "--context", "stage=dev", "-q", "q=1"]]
            .concat());
    assert_eq!(stdout(&rendered), "Rex dev 1");
    let written = run(&["render", "-e", "#set($context.responseOverride.status = 418)"]);
    assert_eq!(stderr(&written), "$context.responseOverride.status = 418\n");
    let broken = run(&["render", "-e", "a\n  #if(x"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).starts_with("the template:2:"), "{}", stderr(&broken));
}

#[test]
fn invoke_prints_the_answer_and_the_log_of_its_steps() {
    let petstore = example("petstore");
    let answer = portcullis(&petstore, &["invoke", "POST /pets", "-d", "{\"type\": \"dog\"}"]);
    assert_eq!(answer.status.code(), Some(0));
    assert!(stdout(&answer).starts_with("HTTP/1.1 400 Bad Request\n"), "{}", stdout(&answer));
    assert!(
        stdout(&answer).contains("{\"message\": \"Invalid request body\"}"),
        "{}",
        stdout(&answer)
    );
    let log = stderr(&answer);
    for line in [
        "Execution log for request ",
        " : HTTP Method: POST, Resource Path: /pets",
        " : Method request body before transformations: {\"type\": \"dog\"}",
        " : Request body does not match model schema for content type application/json: [object has missing required properties ([\"price\"])]",
        " : Method completed with status: 400",
    ] {
        assert!(log.contains(line), "{line} is not in {log}");
    }
    let elsewhere = portcullis(&petstore, &["invoke", "GET /pets", "--stage", "test"]);
    assert_eq!(elsewhere.status.code(), Some(2));
    assert!(stderr(&elsewhere).contains("the stages are `dev`, `prod`"), "{}", stderr(&elsewhere));
}

#[test]
fn secrets_are_kept_out_of_the_log() {
    let petstore = example("petstore");
    let words =
        ["invoke", "GET /pets", "-H", "Authorization: Bearer hunter2", "-H", "x-api-key: hunter2"];
    let answer = portcullis(&petstore, &words);
    assert!(!stderr(&answer).contains("hunter2"), "{}", stderr(&answer));
    assert!(stderr(&answer).contains("Authorization=****"), "{}", stderr(&answer));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let served = portcullis(&example("health"), &["serve", "--port", &port]);
    assert_eq!(served.status.code(), Some(2));
    assert!(stderr(&served).contains(&format!("cannot listen on 127.0.0.1:{port}")));
    assert!(stderr(&served).contains("--port 0"), "{}", stderr(&served));
}

#[test]
fn formats_and_selection() {
    let folder = tempfile::tempdir().unwrap();
    let text = "openapi: 3.0.1\ninfo: { title: t, version: '1' }\npaths:\n  /a:\n    get:\n      responses: {}\n";
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    let run = |words: &[&str]| portcullis(folder.path(), words);
    let found = run(&["check", "--format", "concise", "api.yaml"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(
        stdout(&found).starts_with("api.yaml:5:5: error[method-without-integration]"),
        "{}",
        stdout(&found)
    );
    let silent = run(&["check", "--ignore", "method-without-integration", "api.yaml"]);
    assert_eq!(silent.status.code(), Some(0));
    let sarif: Value =
        serde_json::from_slice(&run(&["check", "--format", "sarif", "api.yaml"]).stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "method-without-integration");
    let json: Value =
        serde_json::from_slice(&run(&["check", "--format", "json", "api.yaml"]).stdout).unwrap();
    assert!(json.to_string().contains("method-without-integration"));
    let written = run(&["check", "--format", "sarif", "-o", "out.sarif", "api.yaml"]);
    assert_eq!(written.status.code(), Some(1));
    assert!(folder.path().join("out.sarif").is_file());
}

#[test]
fn explain_finds_what_was_nearly_named_and_prints_plain_pages() {
    let folder = tempfile::tempdir().unwrap();
    let page = portcullis(folder.path(), &["explain", "unused-model"]);
    let text = stdout(&page);
    assert!(text.starts_with("unused-model (info, contract)\n\n"), "{text}");
    assert!(text.contains("\n\nThis is found:\n    paths: {}\n"), "{text}");
    assert!(!text.contains("```") && !text.contains("## "), "{text}");
    for (asked, meant) in [("unusedmodel", "unused-model"), ("out-of-range", "value-out-of-range")]
    {
        let unknown = portcullis(folder.path(), &["explain", asked]);
        assert_eq!(unknown.status.code(), Some(2));
        let said = stderr(&unknown);
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{said}");
    }
}

#[test]
fn invoke_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let health = example("health/openapi.yaml");
    let path = health.to_str().unwrap();
    let asked = portcullis(folder.path(), &["invoke", path]);
    assert_eq!(asked.status.code(), Some(2));
    assert!(stderr(&asked).contains("there is no request after"), "{}", stderr(&asked));

    let lost = portcullis(folder.path(), &["invoke", path, "GET /helth"]);
    assert!(stdout(&lost).starts_with("HTTP/1.1 403"), "{}", stdout(&lost));
    assert!(stderr(&lost).contains("There is no method GET /helth in this API"));

    // With `--quiet` nothing but results and errors is printed.
    let manifest = "portcullis: 1\napi: api.yaml\nstages: { dev: {} }\ndomains: { api.example.com: { truststore: 's3://a/b', mappings: { v1: dev } } }\nassert: []\n";
    fs::write(folder.path().join("portcullis.yaml"), manifest).unwrap();
    fs::copy(&health, folder.path().join("api.yaml")).unwrap();
    let told = stderr(&portcullis(folder.path(), &["invoke", "GET /health"]));
    assert!(
        told.contains(
            "note: portcullis.yaml:4: custom domain names that ask callers for certificates"
        ),
        "{told}"
    );
    assert!(told.contains("warning[undecided-assertions]"), "{told}");
    let quiet = portcullis(folder.path(), &["invoke", "--quiet", "GET /health"]);
    assert_eq!(stderr(&quiet), "");
    assert!(stdout(&quiet).starts_with("HTTP/1.1 200"), "{}", stdout(&quiet));
}
