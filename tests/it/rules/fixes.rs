//! Changes that rules offer: what they make is still the document that it was, without the fault.

use portcullis::check::{Settings, check};
use portcullis::frontend::ImportOptions;

use crate::frontends::compile::{Files, compile_files};

/// Makes the first change that `rule` offers for a file of the project, and returns that file as it is then.
fn fixed(rule: &str, files: &[(&str, &str)], name: &str) -> String {
    let loaded = Files::new(files);
    let mut outcome = compile_files(&loaded, files.first().unwrap().0, &ImportOptions::default());
    let settings = Settings { select: vec![rule.to_owned()], ..Settings::default() };
    check(outcome.definition.as_ref().unwrap(), &outcome.sources, &settings, &mut outcome.sink);
    let found = outcome.sink.diagnostics().iter().find(|found| found.code.name == rule).unwrap();
    let edit = found.fixes.first().unwrap().edits.first().unwrap();
    let text = files.iter().find(|(own, _)| *own == name).unwrap().1;
    let (start, end) = (edit.span.start() as usize, edit.span.end() as usize);
    format!("{}{}{}", text.get(..start).unwrap(), edit.replacement, text.get(end..).unwrap())
}

#[test]
fn a_changed_text_keeps_its_quotes() {
    let function = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:f/invocations";
    for (document, written) in [
        ("api.json", "\"httpMethod\": \"GET\""),
        ("api.yaml", "httpMethod: 'GET'"),
        ("api.yaml", "httpMethod: GET"),
    ] {
        let text = format!(
            "{{ \"openapi\": \"3.0.1\", \"info\": {{ \"title\": \"t\", \"version\": \"1\" }}, \"paths\": {{ \"/a\": {{ \"get\": {{ \"x-amazon-apigateway-integration\": {{ \"type\": \"aws_proxy\", {written}, \"uri\": \"{function}\" }} }} }} }} }}"
        );
        let after = fixed("lambda-invoked-without-post", &[(document, &text)], document);
        assert_eq!(after, text.replace("GET", "POST"), "{document}");
    }
    let manifest =
        "portcullis: 1\napi: api.yaml\ndomains: { a.example.com: { minimumTls: \"TLS_1_0\" } }\n";
    let files = [
        ("portcullis.yaml", manifest),
        ("api.yaml", "openapi: 3.0.1\ninfo: { title: t, version: '1' }\npaths: {}\n"),
    ];
    let after = fixed("domain-with-old-tls", &files, "portcullis.yaml");
    assert_eq!(after, manifest.replace("TLS_1_0", "TLS_1_2"));
}
