//! The readers against others: what they read is what `serde_json` and `serde_yaml` read.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use portcullis::source::{FileId, Kind, Node, Problem, read};

/// The shared material beside the checkout, when it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("PORTCULLIS_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    Some(named.unwrap_or(beside)).filter(|path| path.join("corpus").is_dir())
}

/// All definitions below `folder`, in a fixed order.
pub(crate) fn definitions(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ext| ext == "json" || ext == "yaml" || ext == "yml")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Asserts that `ours` says what `theirs` says; `route` names the place.
fn same(route: &str, ours: Node<'_>, theirs: &serde_yaml::Value) {
    use serde_yaml::Value;
    match theirs {
        Value::Mapping(map) => {
            assert!(ours.is_mapping(), "{route}: {:?}", ours.kind());
            assert_eq!(ours.len(), map.len(), "{route}");
            for ((key, _), name) in ours.entries().zip(map.keys()) {
                // Merged keys come after a map's own here, and serde_yaml does the same in another order.
                if !route.starts_with("(merged)") {
                    same(&format!("{route} key"), key, name);
                }
            }
            for (name, other) in map {
                let name = match name {
                    Value::String(name) => name.clone(),
                    other => serde_yaml::to_string(other).unwrap().trim_end().to_owned(),
                };
                let value = ours.get(&name).unwrap_or_else(|| panic!("{route} has no {name}"));
                same(&format!("{route}/{name}"), value, other);
            }
        }
        Value::Sequence(list) => {
            assert!(ours.is_sequence(), "{route}");
            assert_eq!(ours.len(), list.len(), "{route}");
            for (at, (item, other)) in ours.items().zip(list).enumerate() {
                same(&format!("{route}/{at}"), item, other);
            }
        }
        Value::Tagged(tagged) => {
            assert_eq!(ours.tag(), Some(tagged.tag.to_string().as_str()), "{route}");
            same(route, ours, &tagged.value);
        }
        Value::Null => assert!(ours.is_null(), "{route}: {:?}", ours.kind()),
        Value::Bool(value) => assert_eq!(ours.as_bool(), Some(*value), "{route}"),
        Value::Number(number) => {
            let equal = ours.as_i64().is_some_and(|ours| number.as_i64() == Some(ours))
                || ours.as_f64() == number.as_f64();
            assert!(equal, "{route}: {number} and {:?}", ours.scalar_text());
        }
        // The core schema of YAML 1.2 reads `007` as a number, serde_yaml reads it as text.
        Value::String(text) if ours.kind() == Kind::Int => {
            assert_eq!(ours.scalar_text(), Some(text.as_str()), "{route}");
            assert!(text.trim_start_matches(['-', '+']).starts_with('0'), "{route}: {text}");
        }
        Value::String(text) => assert_eq!(ours.as_str(), Some(text.as_str()), "{route}"),
    }
}

/// Asserts that every node lies in its parent, and every character of every string where it was written.
pub(crate) fn check_places(node: Node<'_>) {
    let source = node.tree().source();
    let covered = source.get(node.span().range());
    assert!(covered.is_some(), "{:?}", node.span());
    for (key, value) in node.entries() {
        check_places(key);
        check_places(value);
    }
    node.items().for_each(check_places);
    if let Some(text) = node.as_str() {
        check_text(node, text);
    }
}

fn check_text(node: Node<'_>, text: &str) {
    let source = node.tree().source();
    let embedded = node.embedded();
    let whole = embedded.span(0, u32::try_from(text.len()).unwrap());
    if source.get(whole.range()) == Some(text) {
        return;
    }
    let mut last = node.span().start();
    for (at, character) in text.char_indices() {
        let at = u32::try_from(at).unwrap();
        let span = embedded.span(at, at + u32::try_from(character.len_utf8()).unwrap());
        assert!(
            span.start() >= last && node.span().contains(span),
            "{span:?} in {:?}",
            node.span()
        );
        last = span.end();
        let raw = source.get(span.range()).unwrap();
        let is_blank = raw.chars().all(char::is_whitespace) && character.is_whitespace();
        let is_escape = raw.starts_with('\\') || raw == "''";
        let stands = raw.chars().eq([character]) || is_blank || is_escape;
        assert!(stands, "{character:?} is written {raw:?} at {span:?} in {text:?}");
    }
}

fn compare(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.display().to_string();
    let read = read(FileId::FIRST, &name, bytes.clone());
    let fatal: Vec<&Problem> = read.problems.iter().filter(|problem| problem.is_fatal()).collect();
    let text = String::from_utf8_lossy(&bytes);
    check_places(read.tree.root());
    if path.extension().is_some_and(|extension| extension == "json") {
        match serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')) {
            Ok(value) => {
                assert!(fatal.is_empty(), "{name}: {fatal:?}");
                assert_eq!(read.tree.root().to_json(), value, "{name}");
            }
            Err(error) => assert!(!fatal.is_empty(), "{name}: {error}"),
        }
        return;
    }
    match serde_yaml::from_str::<serde_yaml::Value>(&text) {
        Ok(mut value) => {
            assert!(fatal.is_empty(), "{name}: {fatal:?}");
            let written = value.clone();
            value.apply_merge().unwrap();
            let name = if value == written { name } else { format!("(merged) {name}") };
            same(&name, read.tree.root(), &value);
        }
        Err(error) => assert!(!read.problems.is_empty(), "{name}: {error}"),
    }
}

#[test]
fn the_corpus_is_read_as_others_read_it() {
    let Some(shared) = shared() else {
        eprintln!("skipped the_corpus_is_read_as_others_read_it: ../shared is absent");
        return;
    };
    let mut files = definitions(&shared.join("corpus/openapi-aws"));
    files.extend(definitions(&shared.join("corpus/large")));
    assert!(files.len() > 50, "{}", files.len());
    // Without optimization serde_yaml takes seconds for a large file.
    if std::env::var_os("PORTCULLIS_THOROUGH").is_none() {
        files.retain(|file| file.metadata().unwrap().len() < 1_000_000);
        eprintln!("skipped definitions of 1 MB and more: PORTCULLIS_THOROUGH is not set");
    }
    let (files, next) = (&files, &AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(move || {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    compare(file);
                }
            });
        }
    });
}
