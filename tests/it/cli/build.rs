//! `build` writes several targets, all of them or none.

use std::fs;
use std::path::Path;
use std::process::Output;

use portcullis::sdk::LANGUAGES;
use serde_json::Value;

use super::{example, portcullis, stderr, stdout, tree};

fn build(folder: &Path, words: &[&str]) -> Output {
    let definition = example("petstore").join("portcullis.yaml");
    let mut all = vec!["build", definition.to_str().unwrap()];
    all.extend(words);
    portcullis(folder, &all)
}

/// All targets, as they are asked for.
fn all_targets() -> String {
    let libraries = LANGUAGES.iter().map(|own| format!("sdk:{}", own.name));
    ["gateway", "openapi", "docs"]
        .into_iter()
        .map(str::to_owned)
        .chain(libraries)
        .collect::<Vec<String>>()
        .join(",")
}

#[test]
fn every_target_is_what_its_own_command_writes() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), &["--target", &all_targets()]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let definition = example("petstore").join("portcullis.yaml");
    let definition = definition.to_str().unwrap();
    for language in LANGUAGES {
        let words = ["sdk", language.name, definition, "-o", language.name];
        assert_eq!(portcullis(folder.path(), &words).status.code(), Some(0));
        let below = |base: &Path| {
            let files = tree(base).into_iter();
            files
                .map(|(path, text)| (path.strip_prefix(base).unwrap().to_owned(), text))
                .collect::<Vec<_>>()
        };
        let own = below(&folder.path().join("build/sdk").join(language.name));
        assert!(own.len() > 5 && own == below(&folder.path().join(language.name)));
    }
    let exported = portcullis(folder.path(), &["export", definition]);
    let text = fs::read_to_string(folder.path().join("build/openapi.json")).unwrap();
    assert_eq!(text, stdout(&exported));
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["openapi"], "3.0.1");
    let said = stderr(&built);
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("build/")).collect();
    assert_eq!(lines[0], "build/gateway.json: 5 methods, 2 stages");
    assert_eq!(lines[1], "build/openapi.json: OpenAPI 3.0 of stage `dev`");
    assert_eq!(lines[3], "build/sdk/typescript: 3 operations, 5 models, 13 files");
    assert_eq!(lines.len(), 3 + LANGUAGES.len(), "{said}");
    let words = ["docs", definition, "-o", "site"];
    assert_eq!(portcullis(folder.path(), &words).status.code(), Some(0));
    let texts = |name: &str| {
        let files = tree(&folder.path().join(name)).into_iter();
        files.map(|(_, text)| text).collect::<Vec<String>>()
    };
    assert_eq!(texts("build/docs"), texts("site"));
}

#[test]
fn targets_are_written_twice_alike_and_in_a_directory_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(build(folder.path(), &["--target", &all_targets()]).status.code(), Some(0));
    let first = tree(&folder.path().join("build"));
    fs::write(folder.path().join("build/notes.txt"), "mine").unwrap();
    assert_eq!(build(folder.path(), &["--target", &all_targets()]).status.code(), Some(0));
    fs::remove_file(folder.path().join("build/notes.txt")).unwrap();
    assert_eq!(tree(&folder.path().join("build")), first);
}

#[test]
fn a_target_is_written_once_however_often_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(folder.path(), &["--target", "sdk:go", "--target", "sdk:golang,sdk:go"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    assert_eq!(stderr(&built).matches("build/sdk/go: ").count(), 1);
    assert!(!folder.path().join("build/gateway.json").exists(), "it was not asked for");
}

#[test]
fn one_target_that_cannot_be_written_keeps_all_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("build/sdk/python")).unwrap();
    fs::write(folder.path().join("build/gateway.json"), "what was there").unwrap();
    fs::write(folder.path().join("build/sdk/python/README.md"), "mine").unwrap();
    let before = tree(folder.path());
    let words = ["--target", "gateway,sdk:python"];
    let refused = build(folder.path(), &words);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("README.md` was not written by this command"));
    assert_eq!(tree(folder.path()), before);
    let forced = build(folder.path(), &[&words[..], &["--force"]].concat());
    assert_eq!(forced.status.code(), Some(0), "{}", stderr(&forced));
    assert!(tree(folder.path()).len() > before.len());
}

#[test]
fn a_target_that_is_not_there_is_named_with_those_that_are() {
    for (name, near) in [
        ("gatway", Some("gateway")),
        ("sdk:pyton", Some("sdk:python")),
        ("sdk", None),
        ("openapi:json", None),
        ("terraform", None),
    ] {
        let refused = portcullis(Path::new("."), &["build", "--target", name]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        let said = stderr(&refused);
        let listed =
            "there are `gateway`, `openapi`, `docs`, `sdk:typescript`, `sdk:python`, `sdk:go`, ";
        assert!(said.contains(listed), "{said}");
        let meant = near.map(|near| format!("did you mean `{near}`?"));
        assert_eq!(said.contains("did you mean"), meant.is_some(), "{said}");
        assert!(meant.is_none_or(|meant| said.contains(&meant)), "{said}");
    }
}
