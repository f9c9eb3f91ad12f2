//! One small package for each feature, as far as the definition shapes it.

use std::fmt::Write;

use portcullis::sdk::{File, LANGUAGES, Language};

use super::{case, files_of, surface_of};
use crate::snapshot::snapshot;

/// What a Java project has whatever the definition says.
const JAVA_BY_ITSELF: &[&str] = &[
    "README.md",
    "pom.xml",
    "/ApiException.java",
    "/Clock.java",
    "/Credentials.java",
    "/FilePart.java",
    "/GatewayException.java",
    "/Json.java",
    "/Middleware.java",
    "/Model.java",
    "/Nullable.java",
    "/Pages.java",
    "/Request.java",
    "/RequestOptions.java",
    "/RetryOptions.java",
    "/SdkException.java",
    "/SigV4.java",
    "/Transport.java",
    "/Upload.java",
];

/// The same of a Kotlin project.
const KOTLIN_BY_ITSELF: &[&str] = &[
    ".editorconfig",
    "README.md",
    "build.gradle.kts",
    "settings.gradle.kts",
    "/Answer.kt",
    "/ApiException.kt",
    "/Bytes.kt",
    "/Credentials.kt",
    "/Decoders.kt",
    "/GatewayException.kt",
    "/Headers.kt",
    "/HttpSender.kt",
    "/Middleware.kt",
    "/Model.kt",
    "/Pages.kt",
    "/Request.kt",
    "/SdkException.kt",
    "/SigV4.kt",
    "/Transport.kt",
    "/Tree.kt",
];

/// The files of `language` that a definition shapes.
fn is_shaped(language: &str, path: &str) -> bool {
    match language {
        "typescript" => {
            path.starts_with("src/operations/")
                || path == "src/models.ts"
                || path == "src/codecs.ts"
                || path == "src/client.ts"
        }
        "python" => {
            let name = path.rsplit('/').next().unwrap();
            ["models.py", "operations.py", "client.py"].contains(&name)
        }
        "go" => ["models.go", "operations.go", "client.go"].contains(&path),
        "rust" => ["src/models.rs", "src/operations.rs", "src/client.rs"].contains(&path),
        "java" => !JAVA_BY_ITSELF.iter().any(|name| path.ends_with(name)),
        "kotlin" => !KOTLIN_BY_ITSELF.iter().any(|name| path.ends_with(name)),
        "csharp" => {
            path.starts_with("src/Models/")
                || path.starts_with("src/Operations/")
                || path == "src/ClientOptions.cs"
                || path.ends_with("Client.cs")
        }
        "ruby" => {
            let name = path.rsplit('/').next().unwrap();
            let shaped = ["models.rb", "operations.rb", "client.rb", "config.rb"];
            shaped.contains(&name.trim_end_matches('s'))
        }
        "php" => {
            path.starts_with("src/Model/")
                || path.starts_with("src/Operation/")
                || path == "src/ClientOptions.php"
                || (path.ends_with("Client.php") && path.matches('/').count() == 1)
        }
        "swift" => {
            let shaped = path.starts_with("Sources/") && !path.contains("/Runtime/");
            shaped || path.ends_with("/ClientOptions.swift")
        }
        other => panic!("which files of `{other}` a definition shapes is not written down"),
    }
}

fn golden(language: &str, name: &str, wanted: impl Fn(&File) -> bool) {
    let files = files_of(Language::find(language).unwrap(), &surface_of(&case(name)));
    let mut text = String::new();
    for file in files.iter().filter(|file| is_shaped(language, &file.path) && wanted(file)) {
        write!(text, "==== {}\n{}", file.path, file.text).unwrap();
    }
    assert!(!text.is_empty());
    snapshot("sdk", &format!("{language}-{name}"), &text);
}

/// `client` ends the path of what names no type and is told by one case.
fn goldens(language: &str, client: &str) {
    for name in ["models", "unions", "names", "operations", "pages"] {
        golden(language, name, |file| !file.path.ends_with(client));
    }
    golden(language, "access", |_| true);
}

#[test]
fn typescript() {
    goldens("typescript", "src/client.ts");
}

#[test]
fn python() {
    goldens("python", "/client.py");
}

#[test]
fn go() {
    goldens("go", "client.go");
}

#[test]
fn rust() {
    goldens("rust", "src/client.rs");
}

#[test]
fn java() {
    goldens("java", "ClientOptions.java");
}

#[test]
fn kotlin() {
    goldens("kotlin", "Options.kt");
}

#[test]
fn csharp() {
    goldens("csharp", "ClientOptions.cs");
}

#[test]
fn ruby() {
    goldens("ruby", "/client.rb");
}

#[test]
fn php() {
    goldens("php", "ClientOptions.php");
}

#[test]
fn swift() {
    goldens("swift", "ClientOptions.swift");
}

#[test]
fn calls_are_written_as_programs_write_them() {
    for language in LANGUAGES {
        let mut text = String::new();
        for name in ["models", "unions", "names", "operations", "access"] {
            let shown = language.show(&surface_of(&case(name)));
            writeln!(text, "==== {name}\n{}{}", shown.setup, shown.calls.concat()).unwrap();
        }
        snapshot("sdk", &format!("{}-calls", language.name), &text);
    }
}
