//! `sdk` writes packages, and never over what somebody else wrote.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{example, portcullis, stderr, tree};

fn sdk(folder: &Path, words: &[&str]) -> Output {
    let definition = example("petstore").join("portcullis.yaml");
    let mut all = vec!["sdk", "typescript", definition.to_str().unwrap(), "-o", "client"];
    all.extend(words);
    portcullis(folder, &all)
}

#[test]
fn a_package_is_written_twice_alike() {
    let folder = tempfile::tempdir().unwrap();
    let written = sdk(folder.path(), &[]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert!(stderr(&written).contains("client: 3 operations, 5 models, 13 files"));
    let first = tree(folder.path());
    assert!(first.iter().any(|(path, _)| path.ends_with("client/src/operations/default.ts")));
    assert_eq!(sdk(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(tree(folder.path()), first);
}

#[test]
fn names_and_versions_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["--package", "@example/pets", "--package-version", "2.0.0"];
    assert_eq!(sdk(folder.path(), &words).status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("client/package.json")).unwrap();
    assert!(text.contains("\"name\": \"@example/pets\",\n  \"version\": \"2.0.0\""), "{text}");
}

#[test]
fn what_somebody_else_wrote_stays() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("client")).unwrap();
    let readme = folder.path().join("client/README.md");
    fs::write(&readme, "mine").unwrap();
    let refused = sdk(folder.path(), &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("README.md` was not written by this command"));
    assert_eq!(tree(folder.path()).len(), 1, "nothing else was written");
    assert_eq!(sdk(folder.path(), &["--force"]).status.code(), Some(0));
    assert_ne!(fs::read_to_string(&readme).unwrap(), "mine");
}

#[test]
fn what_was_changed_since_stays() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sdk(folder.path(), &[]).status.code(), Some(0));
    let models = folder.path().join("client/src/models.ts");
    fs::write(&models, "export {};\n").unwrap();
    assert_eq!(sdk(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&models).unwrap(), "export {};\n");
}

#[test]
fn what_is_made_no_more_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sdk(folder.path(), &[]).status.code(), Some(0));
    let own = folder.path().join("client/notes.txt");
    fs::write(&own, "mine").unwrap();
    let other = example("health").join("openapi.yaml");
    fs::write(
        folder.path().join("tagged.yaml"),
        fs::read_to_string(other).unwrap().replace("summary:", "tags: [health]\n      summary:"),
    )
    .unwrap();
    let again = portcullis(folder.path(), &["sdk", "ts", "tagged.yaml", "-o", "client"]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    let operations = folder.path().join("client/src/operations");
    assert!(operations.join("health.ts").exists() && !operations.join("default.ts").exists());
    assert!(own.exists());
}

#[test]
fn rules_do_not_stop_it_and_faults_of_the_text_do() {
    let folder = tempfile::tempdir().unwrap();
    let text = "openapi: 3.0.1\ninfo: { title: t, version: '1' }\npaths:\n  /a: { get: { responses: { '204': { description: d } } } }\n";
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    let written = portcullis(folder.path(), &["sdk", "ts", "api.yaml", "-o", "client"]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    fs::write(folder.path().join("bad.yaml"), format!("{text}  /a: [")).unwrap();
    let refused = portcullis(folder.path(), &["sdk", "ts", "bad.yaml", "-o", "other"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!folder.path().join("other").exists());
}

#[test]
fn a_language_that_is_not_there_is_named() {
    let refused = portcullis(Path::new("."), &["sdk", "typescrip", "-o", "x"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("did you mean `typescript`?"), "{}", stderr(&refused));
}
