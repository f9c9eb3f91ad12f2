//! What the text of the project does not hold.

use std::fs;
use std::path::{Path, PathBuf};

/// All files below `folder` with one of the extensions, in order.
pub(crate) fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, extensions, found);
        } else if path.extension().is_some_and(|own| extensions.iter().any(|other| own == *other)) {
            found.push(path);
        }
    }
}

fn texts(folders: &[&str], extensions: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in folders {
        files(&root.join(folder), extensions, &mut found);
    }
    let texts = found.iter().filter_map(|path| {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        Some((name, fs::read_to_string(path).ok()?))
    });
    texts.filter(|(name, _)| !name.ends_with("conventions/words.rs")).collect()
}

fn refuse(texts: &[(String, String)], words: &[&str], why: &str) {
    assert!(!texts.is_empty());
    let mut faults = Vec::new();
    for (name, text) in texts {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                faults.push(format!("{name}:{number}: `{word}`: {why}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_promises_in_comments() {
    let all = texts(&["src", "tests/it", "tests/bench"], &["rs"]);
    refuse(&all, &["TODO", "FIXME", "XXX"], "do it or leave it");
}

#[test]
fn tests_neither_sleep_nor_hide() {
    let all = texts(&["src", "tests/it"], &["rs"]);
    refuse(
        &all,
        &["#[ignore", "should_panic", "thread::sleep("],
        "a test runs, waits on conditions, and asserts",
    );
}

#[test]
fn nothing_names_a_machine() {
    let all = texts(
        &["src", "tests", "examples", "book/src", "schemas", "snapshots"],
        &["rs", "md", "yaml", "json", "snap", "sh", "toml", "tera"],
    );
    refuse(&all, &["/work/", "/root/"], "paths of one machine mean nothing on another");
}

#[test]
fn generated_book_pages_exist_for_every_entry_of_the_summary() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
    let summary = fs::read_to_string(book.join("SUMMARY.md")).unwrap();
    let mut links = 0;
    for (at, _) in summary.match_indices("](") {
        let rest = &summary[at + 2..];
        let target = &rest[..rest.find(')').unwrap()];
        assert!(book.join(target).is_file(), "SUMMARY.md names `{target}`, which is not there");
        links += 1;
    }
    assert!(links > 5);
}
