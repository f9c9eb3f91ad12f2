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
fn licence_and_repository_are_named_where_packages_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let definition = example("petstore").join("portcullis.yaml");
    let chosen = ["--license", "MIT OR Apache-2.0", "--repository", "https://example.com/pets"];
    let manifests = [
        (
            "typescript",
            "package.json",
            ["\"license\": \"MIT OR Apache-2.0\"", "\"url\": \"https://example.com/pets\""],
        ),
        (
            "python",
            "pyproject.toml",
            ["text = \"MIT OR Apache-2.0\"", "Repository = \"https://example.com/pets\""],
        ),
        (
            "rust",
            "Cargo.toml",
            ["license = \"MIT OR Apache-2.0\"", "repository = \"https://example.com/pets\""],
        ),
        (
            "java",
            "pom.xml",
            ["<name>MIT OR Apache-2.0</name>", "<url>https://example.com/pets</url>"],
        ),
        (
            "ruby",
            "petstore.gemspec",
            ["license = \"MIT OR Apache-2.0\"", "homepage = \"https://example.com/pets\""],
        ),
        (
            "php",
            "composer.json",
            ["\"license\": \"MIT OR Apache-2.0\"", "\"source\": \"https://example.com/pets\""],
        ),
    ];
    let csharp = [
        "<PackageLicenseExpression>MIT OR Apache-2.0<",
        "<RepositoryUrl>https://example.com/pets<",
    ];
    let manifests = manifests.into_iter().chain([("csharp", "Petstore.csproj", csharp)]);
    for (language, manifest, lines) in manifests {
        for (words, named) in [(&chosen[..], true), (&[][..], false)] {
            let mut all = vec!["sdk", language, definition.to_str().unwrap(), "-o", language];
            all.extend(words);
            let written = portcullis(folder.path(), &all);
            assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
            let text = fs::read_to_string(folder.path().join(language).join(manifest)).unwrap();
            assert!(lines.iter().all(|line| text.contains(line) == named), "{language}: {text}");
            assert!(named || !text.contains("licen"), "{language}: {text}");
        }
    }
}

#[test]
fn a_licence_that_no_package_names_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let definition = example("petstore").join("portcullis.yaml");
    for language in ["go", "kotlin", "swift"] {
        let all =
            ["sdk", language, definition.to_str().unwrap(), "-o", language, "--license", "MIT"];
        let written = portcullis(folder.path(), &all);
        assert_eq!(written.status.code(), Some(0));
        let said = stderr(&written);
        assert!(said.contains(&format!("a package of {language} names neither licence")), "{said}");
    }
}

#[test]
fn what_would_spoil_a_manifest_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        ["--license", "\"MIT\""],
        ["--license", ""],
        ["--repository", "https://example.com/<a>"],
        ["--repository", "pets"],
    ] {
        let refused = sdk(folder.path(), &words);
        assert_eq!(refused.status.code(), Some(2), "{words:?}");
        assert!(stderr(&refused).contains("it is "), "{}", stderr(&refused));
    }
    assert!(tree(folder.path()).is_empty());
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
