//! Our readers against `serde_json` and `serde_yaml`, each making its whole value.

use std::sync::Arc;

use portcullis::source::{FileId, Tree, read_json, read_yaml};

use crate::documents;
use crate::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "readers", run };

fn run(report: &mut Report) {
    let definition = documents::openapi(4 << 20);
    let pretty: Arc<str> = serde_json::to_string_pretty(&definition).unwrap().into();
    let compact: Arc<str> = definition.to_string().into();
    let yaml: Arc<str> = serde_yaml::to_string(&definition).unwrap().into();
    let accented: Arc<str> = yaml.replace("stale", "veraltet (für 1′)").into();
    for (name, text) in [("indented", &pretty), ("compact", &compact)] {
        let tree = json(text);
        assert_eq!(tree.root().to_json(), definition);
        let theirs = || serde_json::from_str::<serde_json::Value>(text).unwrap();
        report.ratio(&format!("JSON, {name}, against serde_json"), 1.2, || json(text), theirs);
        report.figure(&format!("JSON, {name}, bytes of tree per byte"), weight(&tree), 4.0);
    }
    for (name, text) in [("ASCII", &yaml), ("accented", &accented)] {
        let tree = self::yaml(text);
        let theirs = || serde_yaml::from_str::<serde_yaml::Value>(text).unwrap();
        report.ratio(
            &format!("YAML, {name}, against serde_yaml"),
            1.5,
            || self::yaml(text),
            theirs,
        );
        report.figure(&format!("YAML, {name}, bytes of tree per byte"), weight(&tree), 4.0);
    }
}

fn json(text: &Arc<str>) -> Tree {
    let (tree, problems) = read_json(FileId::FIRST, text);
    assert!(problems.is_empty(), "{problems:?}");
    tree
}

fn yaml(text: &Arc<str>) -> Tree {
    let (tree, problems) = read_yaml(FileId::FIRST, text);
    assert!(problems.is_empty(), "{problems:?}");
    tree
}

/// How many bytes a tree takes beside its text, for each byte of the text.
#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn weight(tree: &Tree) -> f64 {
    tree.memory() as f64 / tree.source().len() as f64
}
