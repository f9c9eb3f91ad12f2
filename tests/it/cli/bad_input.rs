//! Input that cannot be used: told with its place, exit status 2, and what was written before stays.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::{portcullis, stderr, stdout};

const HEAD: &str = "openapi: 3.0.1\ninfo: { title: t, version: '1' }\n";

/// Puts `bytes` into a folder and runs `check` and `build` over it. Both must end with 2 and say all of `said`.
fn refused(bytes: &[u8], said: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), bytes).unwrap();
    refused_in(folder.path(), "api.yaml", said);
}

fn refused_in(folder: &Path, name: &str, said: &[&str]) {
    fs::create_dir_all(folder.join("build")).unwrap();
    fs::write(folder.join("build/gateway.json"), "what was there").unwrap();

    let checked = portcullis(folder, &["check", "--format", "concise", name]);
    let text = format!("{}{}", stdout(&checked), stderr(&checked));
    assert_eq!(checked.status.code(), Some(2), "{text}");
    for words in said {
        assert!(text.contains(words), "{words:?} is not in {text:?}");
    }

    let built = portcullis(folder, &["build", name]);
    assert_eq!(built.status.code(), Some(2), "{}", stderr(&built));
    let kept = fs::read_to_string(folder.join("build/gateway.json")).unwrap();
    assert_eq!(kept, "what was there");
    let names: Vec<_> = fs::read_dir(folder.join("build")).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing half-written is left");
}

#[test]
fn a_missing_file() {
    let folder = tempfile::tempdir().unwrap();
    refused_in(
        folder.path(),
        "api.yaml",
        &["api.yaml:1:1: error[unreadable-file]", "no such file"],
    );
}

#[test]
fn an_empty_file() {
    refused(b"", &["api.yaml:1:1: error[empty-file]"]);
    refused(b"# nothing but this\n", &["error[empty-file]"]);
}

#[test]
fn a_directory_without_a_definition() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("api/nested")).unwrap();
    for name in ["api/pets.yml", "api/data.json", "api/notes.txt", "api/nested/openapi.yaml"] {
        fs::write(folder.path().join(name), HEAD).unwrap();
    }
    let said = ["there is no definition in `api`", "; it has `api/data.json`, `api/pets.yml`\n"];
    refused_in(folder.path(), "api", &said);
    refused_in(
        &folder.path().join("api"),
        ".",
        &["there is no definition in the current directory"],
    );
}

#[test]
fn a_directory_stands_for_the_definition_in_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("api")).unwrap();
    let operation = "paths:\n  /a:\n    get:\n      responses: {}\n      x-amazon-apigateway-integration:\n        \
         type: mock\n        requestTemplates: { application/json: '{\"statusCode\": 204}' }\n        responses: { default: { statusCode: '204' } }\n";
    fs::write(folder.path().join("api/openapi.yaml"), format!("{HEAD}{operation}")).unwrap();
    let told = |place: &Path, words: &[&str]| {
        let output = portcullis(place, words);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{words:?}: {}", stderr(&output));
        format!("{}{}", stdout(&output), stderr(&output))
    };
    let here = folder.path().join("api");
    let words = |path| ["check", "--format", "concise", path];
    let expected = told(&here, &words("openapi.yaml"));
    assert!(expected.contains("openapi.yaml:"), "{expected}");
    assert_eq!(told(&here, &words(".")), expected);
    assert_eq!(
        told(folder.path(), &words("api/")),
        told(folder.path(), &words("api/openapi.yaml"))
    );
    // A manifest goes first, and its files are found beside it.
    fs::write(
        here.join("portcullis.yaml"),
        "portcullis: 1\napi: openapi.yaml\nstages: { live: {} }\n",
    )
    .unwrap();
    assert!(told(folder.path(), &["invoke", "api", "GET /a", "--stage", "live"]).contains("204"));
    assert!(told(folder.path(), &["diff", "api", "api"]).contains("no changes"));
    assert!(
        told(folder.path(), &["why-denied", "api", "GET /a"])
            .contains("allowed: GET /a in stage live")
    );
}

#[test]
fn broken_yaml() {
    refused(
        b"openapi: 3.0.1\npaths: [\n",
        &["api.yaml:2:8: error[syntax-error]: this list is never closed"],
    );
    refused(b"openapi: 3.0.1\n\tinfo: x\n", &["api.yaml:2:", "error[syntax-error]"]);
    refused(
        b"openapi: 3.0.1\ntags: [a, b\npaths: {}\n",
        &["api.yaml:2:7: error[syntax-error]: this list is not closed before the next key"],
    );
    refused(
        b"openapi: 3.0.1\npaths:\n  /a: [\n    get:\n      responses: { '200': { description: ok } }\n",
        &["api.yaml:3:7: error[syntax-error]: this list is not closed before the next key"],
    );
}

#[test]
fn broken_json() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("api.json"),
        "{\n  \"openapi\": \"3.0.1\",\n  \"paths\": {,}\n}\n",
    )
    .unwrap();
    refused_in(folder.path(), "api.json", &["api.json:3:13: error[syntax-error]"]);
}

#[test]
fn an_unknown_version() {
    refused(
        b"openapi: 4.0.0\ninfo: { title: t, version: '1' }\npaths: {}\n",
        &["api.yaml:1:10: error[unsupported-version]", "4.0.0"],
    );
    refused(b"swagger: '1.2'\n", &["error[unsupported-version]"]);
    refused(b"hello: world\n", &["error[unknown-input]"]);
}

#[test]
fn a_reference_to_nowhere() {
    let body = "requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }";
    let text = format!("{HEAD}paths:\n  /a:\n    post:\n      {body}\n      responses: {{}}\n");
    refused(
        text.as_bytes(),
        &["api.yaml:6:", "error[unresolved-reference]", "#/components/schemas/Pet"],
    );
    let text = format!("{HEAD}paths:\n  /a: {{ $ref: 'absent.yaml#/a' }}\n");
    refused(text.as_bytes(), &["api.yaml:4:", "absent.yaml"]);
}

#[test]
fn a_cycle_of_references() {
    let text = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  parameters:\n    a: {{ $ref: '#/components/parameters/b' }}\n    b: {{ $ref: '#/components/parameters/a' }}\n"
    );
    refused(text.as_bytes(), &["error[reference-cycle]", "api.yaml:6:"]);
}

#[test]
fn a_remote_reference() {
    let text = format!("{HEAD}paths:\n  /a: {{ $ref: 'https://example.com/api.yaml#/a' }}\n");
    refused(text.as_bytes(), &["api.yaml:4:", "error[remote-reference]"]);
}

#[test]
fn a_document_in_utf_16() {
    let text = format!("\u{feff}{HEAD}paths: {{}}\n");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&little, &["error[not-utf-8]", "UTF-16"]);
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    refused(&big, &["error[not-utf-8]", "UTF-16"]);
    refused(b"openapi: 3.0.1\ninfo: { title: caf\xe9 }\n", &["error[not-utf-8]", "api.yaml:2:19"]);
}

/// Aliases that stand for a gigabyte when they are followed.
#[test]
fn a_bomb_of_aliases() {
    let mut text = String::from(
        "openapi: 3.0.1\nx-0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n",
    );
    for level in 1..10 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(text, "x-{level}: &x{level} [{aliases}]").unwrap();
    }
    text.push_str("info: { title: t, version: '1' }\npaths: {}\nx-amazon-apigateway-policy: *x9\n");
    refused(text.as_bytes(), &["error[document-too-large]", "api.yaml:"]);
}

#[test]
fn ten_thousand_levels() {
    let deep = format!("{HEAD}paths: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    refused(deep.as_bytes(), &["error[nested-too-deep]", "api.yaml:3:"]);
    let folder = tempfile::tempdir().unwrap();
    let deep = format!("{{\"openapi\": {}1{}}}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    fs::write(folder.path().join("api.json"), deep).unwrap();
    refused_in(folder.path(), "api.json", &["error[nested-too-deep]", "api.json:1:"]);
}

#[test]
fn findings_of_rules_end_with_one_and_keep_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{HEAD}paths:\n  /a:\n    get:\n      responses: {{}}\n");
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    fs::create_dir(folder.path().join("build")).unwrap();
    fs::write(folder.path().join("build/gateway.json"), "what was there").unwrap();
    let built = portcullis(folder.path(), &["build", "api.yaml"]);
    assert_eq!(built.status.code(), Some(1), "{}", stderr(&built));
    assert!(stderr(&built).contains("method-without-integration"), "{}", stderr(&built));
    let kept = fs::read_to_string(folder.path().join("build/gateway.json")).unwrap();
    assert_eq!(kept, "what was there");
}

#[test]
fn what_is_not_known_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let none = portcullis(folder.path(), &["check"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("there is no definition in the current directory"));
    let rule = portcullis(folder.path(), &["explain", "undefined-modle"]);
    assert_eq!(rule.status.code(), Some(2));
    assert!(stderr(&rule).contains("did you mean `undefined-model`?"), "{}", stderr(&rule));
    assert_eq!(portcullis(folder.path(), &["chek"]).status.code(), Some(2));
}

#[test]
fn a_packed_file() {
    refused(
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        &["api.yaml:1:1: error[not-utf-8]: the file is compressed with gzip"],
    );
    refused(b"PK\x03\x04\x14\x00", &["the file is a zip archive"]);
}

/// What is there but cannot be shown is told with its place and without an empty snippet.
#[test]
fn a_file_without_text_has_no_snippet() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty.yaml"), "").unwrap();
    let shown = |name: &str| stdout(&portcullis(folder.path(), &["check", name]));
    assert_eq!(
        shown("empty.yaml"),
        "error[empty-file]\n\n  × empty.yaml:1:1: the document is empty\n\n1 error in empty.yaml\n"
    );
    assert_eq!(
        shown("gone.yaml"),
        "error[unreadable-file]\n\n  × no such file: `gone.yaml`\n\n1 error in gone.yaml\n"
    );
}

/// Aliases of one long text weigh nothing in the tree and a gigabyte in what is made of it.
#[test]
fn an_alias_of_a_long_text() {
    let long = "x".repeat(1_000_000);
    let aliases = vec!["*a"; 1100].join(", ");
    let text = format!("{HEAD}paths: {{}}\nx-a: &a {long}\nx-b: [{aliases}]\n");
    refused(text.as_bytes(), &["api.yaml:5:", "error[document-too-large]", "64 MB of text"]);
    let few = format!("{HEAD}paths: {{}}\nx-a: &a {long}\nx-b: [*a, *a, *a]\n");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), few).unwrap();
    assert_eq!(portcullis(folder.path(), &["check", "api.yaml"]).status.code(), Some(0));
}

/// One cause is told once.
#[test]
fn a_fault_has_no_echo() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{HEAD}paths:
  /a:
    get:
      responses: {{ '200': {{ $ref: '#/components/responses/Gone' }} }}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}
        responses: {{ default: {{ statusCode: '200' }} }}
components: {{ schemas: {{ A: {{ $ref: '#/components/schemas/A' }} }} }}
"
    );
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    let checked = portcullis(folder.path(), &["check", "-f", "concise", "api.yaml"]);
    assert_eq!(
        stdout(&checked),
        "api.yaml:6:35: error[unresolved-reference]: `#/components/responses/Gone` leads to nothing in this document\n\
         api.yaml:11:26: info[unused-model]: no method uses the model `A`\n\
         api.yaml:11:37: error[reference-cycle]: references lead in a circle: `#/components/schemas/A`, `#/components/schemas/A`\n"
    );
}

/// A link is named for what it stands for, wherever that is; a reference may still not leave the project.
#[cfg(unix)]
#[test]
fn a_link_that_leads_out() {
    use std::os::unix::fs::symlink;

    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = format!("{HEAD}paths: {{ /a: {{ $ref: 'part.yaml' }} }}\n");
    fs::write(elsewhere.path().join("api.yaml"), text).unwrap();
    fs::write(elsewhere.path().join("part.yaml"), "{}\n").unwrap();
    symlink(elsewhere.path().join("api.yaml"), folder.path().join("link.yaml")).unwrap();
    let checked = portcullis(folder.path(), &["check", "--select", "reserved-path", "link.yaml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));

    symlink(elsewhere.path().join("part.yaml"), folder.path().join("part.yaml")).unwrap();
    let text = format!("{HEAD}paths: {{ /a: {{ $ref: 'part.yaml' }} }}\n");
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    refused_in(folder.path(), "api.yaml", &["api.yaml:3:", "lies outside of the project root"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for arguments in [&["check", "pipe"], &["serve", "pipe"], &["render", "pipe"]] {
        let ended = portcullis(folder.path(), arguments);
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        let said = format!("{}{}", stdout(&ended), stderr(&ended));
        assert!(said.contains("not a regular file"), "{arguments:?}: {said}");
    }
}

/// A mark of another tool far away from the fault explains nothing.
#[test]
fn only_the_line_of_the_fault_is_taken_for_a_template() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        fs::write(folder.path().join("api.yaml"), text).unwrap();
        stdout(&portcullis(folder.path(), &["check", "api.yaml"]))
    };
    let shown =
        check("openapi: 3.0.1\nx-a: 'http://${stageVariables.host}'\ntags: [a\npaths: {}\n");
    assert!(shown.contains("close it with `]`"), "{shown}");
    let shown = check("openapi: 3.0.1\npaths:\n  {% for path in paths %}\n");
    assert!(shown.contains("this looks like a Jinja"), "{shown}");
}
