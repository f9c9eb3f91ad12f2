//! Nothing is different from itself, and everything that is gone is found.

use std::fs;
use std::path::{Path, PathBuf};

use portcullis::bundle::{Config, RestApiConfig};
use portcullis::deploy::deployment_id;
use portcullis::diff::{Edition, Effect, Kind, compare};
use portcullis::frontend::ImportOptions;
use portcullis::source::{LoadError, Loader};

use super::{edition_of, lines};
use crate::conventions::words::files;
use crate::frontends::compile::compile_files;
use crate::shared::shared;

struct Folder(PathBuf);

impl Loader for Folder {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        fs::read(self.0.join(path)).map_err(|_| LoadError::NotFound(path.to_owned()))
    }
}

fn read(path: &Path) -> Option<Edition> {
    let loader = Folder(path.parent().unwrap().to_owned());
    let name = path.file_name().unwrap().to_string_lossy();
    edition_of(compile_files(&loader, &name, &ImportOptions::default()))
}

/// Compares each file below `folder` with itself, and gives how many operations there were.
fn check_all(folder: &Path) -> usize {
    let mut paths = Vec::new();
    files(folder, &["json", "yaml", "yml", "j2", "tpl", "tftpl"], &mut paths);
    let mut operations = 0;
    for path in paths {
        let Some(one) = read(&path) else { continue };
        let changes = compare(&one, &one);
        assert!(changes.is_empty(), "{}: {:#?}", path.display(), lines(&changes));
        let nothing = Edition::default();
        let gone = compare(&one, &nothing);
        let count = gone.iter().filter(|own| own.kind == Kind::OperationRemoved).count();
        assert_eq!(count, one.operations(), "{}", path.display());
        let fresh = compare(&nothing, &one);
        let count = fresh.iter().filter(|own| own.kind == Kind::OperationAdded).count();
        assert_eq!(count, one.operations(), "{}", path.display());
        operations += one.operations();
    }
    operations
}

#[test]
fn no_example_differs_from_itself() {
    assert!(check_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")) > 10);
}

#[test]
fn no_document_of_the_corpus_differs_from_itself() {
    for kind in ["openapi-aws", "http-api", "large"] {
        let test = "no_document_of_the_corpus_differs_from_itself";
        if let Some(folder) = shared(&format!("corpus/{kind}"), test) {
            assert!(check_all(&folder) > 10, "{kind}");
        }
    }
}

/// The petstore as it is built.
fn petstore() -> Config {
    let folder = tempfile::tempdir().unwrap();
    let words = ["build", "-o", folder.path().to_str().unwrap()];
    let output = crate::cli::portcullis(&crate::cli::example("petstore"), &words);
    assert_eq!(output.status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("gateway.json")).unwrap();
    portcullis::bundle::read_config(&text).unwrap()
}

/// Every change that a value somewhere in an API makes to its deployment is one that is found, and the other way round.
#[test]
fn what_changes_a_deployment_is_a_change_that_needs_one() {
    let config = petstore();
    let whole = serde_json::to_value(&config.rest_api).unwrap();
    let mut places = Vec::new();
    leaves(&whole, String::new(), &mut places);
    assert!(places.len() > 100);
    let mut compared = 0;
    for place in places {
        let mut other = whole.clone();
        let value = other.pointer_mut(&place).unwrap();
        *value = changed(value);
        let Ok(api) = serde_json::from_value::<RestApiConfig>(other) else { continue };
        let new = Config { rest_api: api, ..config.clone() };
        let changes = compare(&Edition::of_config(&config), &Edition::of_config(&new));
        let is_found = changes.iter().any(|own| own.effect == Effect::Deployment);
        let is_other = deployment_id(&config.rest_api) != deployment_id(&new.rest_api);
        assert_eq!(is_found, is_other, "{place}: {:#?}", lines(&changes));
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

fn changed(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Bool(own) => (!own).into(),
        serde_json::Value::Number(own) => (own.as_u64().unwrap_or(0) + 1).into(),
        serde_json::Value::String(own) => format!("{own}x").into(),
        other => other.clone(),
    }
}

/// The pointers of all texts, numbers and truths.
fn leaves(value: &serde_json::Value, at: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, own) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(own, format!("{at}/{name}"), found);
            }
        }
        serde_json::Value::Array(items) => {
            for (number, own) in items.iter().enumerate() {
                leaves(own, format!("{at}/{number}"), found);
            }
        }
        serde_json::Value::Null => {}
        _ => found.push(at),
    }
}
