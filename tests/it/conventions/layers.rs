//! A module imports only from lower layers, through their doors.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first. Modules of one row never import each other.
const LAYERS: &[&[&str]] = &[
    &["source"],
    &["diag", "json_path", "java_regex"],
    &["iam", "vtl", "mapping", "json_schema", "limits", "sigv4", "jwt"],
    &["ir", "quota", "bundle"],
    &["frontend"],
    &["access"],
    &["diff"],
    &["check"],
    &["emit", "sdk", "gateway", "deploy"],
    &["docs"],
    &["serve"],
    &["cli", "lsp"],
];

/// Where a dependency may be named; dependencies that are not listed may be named anywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("openapiv3", &["emit"]),
    ("pulldown_cmark", &["docs"]),
    ("miette", &["diag"]),
    ("tera", &["emit", "sdk", "docs"]),
    ("petgraph", &["ir", "diff"]),
    ("serde_yaml", &["source", "emit"]),
    ("schemars", &["access", "bundle", "diff", "frontend"]),
    ("saphyr_parser", &["source"]),
    ("jsonschema", &["json_schema"]),
    // `serve` names the module of rustls that is called so.
    ("ring", &["sigv4", "jwt", "deploy", "serve", "cli"]),
    ("rsa", &["cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("tokio", &["serve"]),
    ("httparse", &["serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("tokio_rustls", &["serve"]),
    ("webpki_roots", &["serve"]),
    ("notify", &["serve"]),
    ("arc_swap", &["serve"]),
    ("portable_atomic", &["gateway"]),
    ("redb", &["serve"]),
];

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|row| row.contains(&module))
        .unwrap_or_else(|| panic!("module `{module}` stands in no layer; add it to LAYERS"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(below: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file of every layer: its module, its name and its text without comment lines.
fn sources() -> Vec<(String, String, String)> {
    let mut paths = Vec::new();
    files(&root(), &mut paths);
    let mut all = Vec::new();
    for path in paths {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let Some((module, _)) = name.split_once('/') else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let code: Vec<&str> =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        all.push((module.to_owned(), name.clone(), code.join("\n")));
    }
    assert!(all.len() > 10, "the layer test reads the sources");
    all
}

/// The paths `crate::a::b…` that `code` names, as their segments.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    code.match_indices("crate::")
        .filter(|(at, _)| {
            let before = code[..*at].chars().next_back().unwrap_or(' ');
            !before.is_alphanumeric() && before != '_' && before != '$'
        })
        .map(|(at, word)| {
            let rest = &code[at + word.len()..];
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .unwrap_or(rest.len());
            rest[..end].split("::").map(str::to_owned).collect()
        })
        .collect()
}

#[test]
fn modules_import_only_from_lower_layers() {
    let mut faults = Vec::new();
    for (module, name, code) in sources() {
        for path in crate_paths(&code) {
            let target = path[0].as_str();
            if target == module || target.is_empty() {
                continue;
            }
            if !LAYERS.iter().any(|row| row.contains(&target)) {
                continue;
            }
            if layer(target) >= layer(&module) {
                faults.push(format!("{name}: `{module}` may not use `{target}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn other_layers_come_in_through_their_doors() {
    let mut faults = Vec::new();
    for (module, name, code) in sources() {
        if code.contains("use crate::{") {
            faults.push(format!("{name}: write one `use` for each layer"));
        }
        for path in crate_paths(&code) {
            let inner_module = path.get(1).is_some_and(|part| {
                part.chars().next().is_some_and(char::is_lowercase) && path.len() > 2
            });
            if path[0] != module && inner_module {
                faults.push(format!("{name}: `crate::{}` goes past the door", path.join("::")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn doors_keep_their_rooms_private() {
    let mut faults = Vec::new();
    for row in LAYERS {
        for module in *row {
            let door = root().join(module).join("mod.rs");
            let Ok(text) = fs::read_to_string(&door) else { continue };
            for line in text.lines().filter(|line| line.trim_start().starts_with("pub mod ")) {
                faults.push(format!("{module}/mod.rs: `{}` opens a room", line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_library_stands_in_a_layer_in_order() {
    let text = fs::read_to_string(root().join("lib.rs")).unwrap();
    let layers: Vec<usize> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(layer)
        .collect();
    assert!(!layers.is_empty());
    assert!(layers.is_sorted(), "`pub mod` lines of lib.rs stand in layer order");
}

/// Whether `code` has `word`, and not only as the end of a longer one or of a path.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !before.is_alphanumeric() && before != '_' && before != ':'
    })
}

#[test]
fn dependencies_stay_at_home() {
    let mut faults = Vec::new();
    for (module, name, code) in sources() {
        for (dependency, homes) in HOMES {
            let used = has_word(&code, &format!("{dependency}::"))
                || has_word(&code, &format!("use {dependency};"));
            let inner = code.contains(&format!("crate::{dependency}::"));
            if used && !inner && !homes.contains(&module.as_str()) {
                faults.push(format!("{name}: `{dependency}` belongs to {homes:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn layers_below_serve_touch_nothing_outside() {
    const OUTSIDE: &[&str] = &[
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "println!",
        "eprintln!",
    ];
    let mut faults = Vec::new();
    for (module, name, code) in sources() {
        if layer(&module) >= layer("serve") {
            continue;
        }
        for word in OUTSIDE {
            if code.contains(word) {
                faults.push(format!("{name}: `{word}` in a layer without I/O"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_ir_is_never_serialized() {
    for (module, name, code) in sources() {
        if module == "ir" {
            assert!(!code.contains("Serialize") && !code.contains("serde::"), "{name}");
        }
    }
}
