//! `diff` as people run it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::pets;
use crate::cli::{portcullis, stderr, stdout};

fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.yaml"), pets()).unwrap();
    let new = pets().replacen("  /pets/{petId}:", "  /animals/{petId}:", 1);
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    folder
}

#[test]
fn people_and_programs_are_told_the_same() {
    let folder = project();
    let human = portcullis(folder.path(), &["diff", "old.yaml", "new.yaml"]);
    assert_eq!(human.status.code(), Some(1));
    assert_eq!(
        stdout(&human),
        "Breaking\n  GET /pets/{petId}\n    is gone (old.yaml:54)\n      whoever calls it gets 403 `Missing Authentication \
         Token`, or 404 from an HTTP API\n\nCompatible\n  GET /animals/{petId}\n    is new (new.yaml:54)\n      nobody calls it \
         yet\n\n1 breaking, 1 compatible; all of it takes effect with a deployment\n"
    );
    let concise =
        portcullis(folder.path(), &["diff", "old.yaml", "new.yaml", "--format", "concise"]);
    assert_eq!(
        stdout(&concise),
        "old.yaml:54: breaking[operation-removed]: GET /pets/{petId}: is gone\n\
         new.yaml:54: compatible[operation-added]: GET /animals/{petId}: is new\n"
    );
    let markdown = portcullis(folder.path(), &["diff", "old.yaml", "new.yaml", "-f", "markdown"]);
    assert_eq!(
        stdout(&markdown),
        "## Breaking\n\n- **GET /pets/{petId}**: is gone\n\n## Compatible\n\n- **GET /animals/{petId}**: is new\n"
    );
    let json = portcullis(folder.path(), &["diff", "old.yaml", "new.yaml", "-f", "json"]);
    let json: Value = serde_json::from_str(&stdout(&json)).unwrap();
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/diff.schema.json"));
    let schema: Value = serde_json::from_str(&schema.unwrap()).unwrap();
    assert!(jsonschema::is_valid(&schema, &json), "{json:#}");
    assert_eq!(json["isBreaking"], true);
    assert_eq!(json["changes"][0]["kind"], "operation-removed");
    assert_eq!(json["changes"][0]["old"], "old.yaml:54");
}

#[test]
fn the_exit_status_follows_what_is_asked_for() {
    let folder = project();
    let open = pets().replacen(
        "security: [{ pool: [pets/write, pets/admin] }, { key: [] }]",
        "security: [{ key: [] }]",
        1,
    );
    fs::write(folder.path().join("open.yaml"), open).unwrap();
    let cases = [
        (vec!["diff", "old.yaml", "old.yaml", "--fail-on", "any"], 0),
        (vec!["diff", "old.yaml", "new.yaml"], 1),
        (vec!["diff", "old.yaml", "new.yaml", "--fail-on", "never"], 0),
        (vec!["diff", "old.yaml", "open.yaml"], 0),
        (vec!["diff", "old.yaml", "open.yaml", "--fail-on", "access"], 1),
        (vec!["diff", "open.yaml", "old.yaml"], 1),
        (vec!["diff", "old.yaml", "nowhere.yaml"], 2),
    ];
    for (words, status) in cases {
        let output = portcullis(folder.path(), &words);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {}", stderr(&output));
    }
    assert_eq!(
        stdout(&portcullis(folder.path(), &["diff", "old.yaml", "old.yaml"])),
        "no changes\n"
    );
}

#[test]
fn a_configuration_is_the_edition_that_it_was_built_of() {
    let folder = project();
    let built = portcullis(folder.path(), &["build", "old.yaml", "-o", "."]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    for pair in [["old.yaml", "gateway.json"], ["gateway.json", "old.yaml"]] {
        let output = portcullis(folder.path(), &["diff", pair[0], pair[1], "--fail-on", "any"]);
        assert_eq!(stdout(&output), "no changes\n", "{pair:?}");
    }
}

#[test]
fn an_edition_can_be_a_file_of_a_revision() {
    let folder = project();
    let git = |words: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(words)
            .current_dir(folder.path())
            .output();
        match output {
            Ok(output) => output.status.success(),
            Err(_) => false,
        }
    };
    if !git(&["init", "--quiet"]) {
        eprintln!("skipped an_edition_can_be_a_file_of_a_revision: there is no git");
        return;
    }
    assert!(git(&["add", "old.yaml"]) && git(&["commit", "--quiet", "-m", "old"]));
    let output = portcullis(folder.path(), &["diff", "HEAD:old.yaml", "new.yaml", "-f", "concise"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stdout(&output)
            .contains("HEAD:old.yaml:54: breaking[operation-removed]: GET /pets/{petId}: is gone")
    );
    let missing = portcullis(folder.path(), &["diff", "HEAD:new.yaml", "new.yaml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("cannot read `new.yaml`"), "{}", stderr(&missing));
}
