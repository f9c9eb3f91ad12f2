//! Files that are made of the code: each is as the code would write it now. `UPDATE=1 cargo test generated` writes
//! them again.

use std::fs;
use std::path::Path;

use portcullis::{bundle, frontend};

/// Compares `text` with the file at `path` of the project, or writes it.
pub(crate) fn same(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is not of today; `UPDATE=1 cargo test generated` writes it");
}

#[test]
fn generated_schemas_are_of_today() {
    same("schemas/gateway.schema.json", &format!("{:#}\n", bundle::schema()));
    same("schemas/portcullis.schema.json", &format!("{:#}\n", frontend::manifest_schema()));
}
