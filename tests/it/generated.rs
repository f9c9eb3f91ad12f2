//! Files that are made of the code: each is as the code would write it now. `UPDATE=1 cargo test generated` writes
//! them again.

use std::fs;
use std::path::Path;

use portcullis::{access, bundle, cli, diff, emit, frontend};

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
    same("schemas/diff.schema.json", &format!("{:#}\n", diff::Report::schema()));
    same("schemas/why-denied.schema.json", &format!("{:#}\n", access::WhyDenied::schema()));
    same("schemas/portcullis.schema.json", &format!("{:#}\n", frontend::manifest_schema()));
}

#[test]
fn generated_pages_are_of_today() {
    let mut pages = emit::finding_pages(cli::findings()).unwrap();
    pages.push(emit::manifest_page(&frontend::manifest_schema()).unwrap());
    let summary =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/SUMMARY.md"))
            .unwrap();
    for page in &pages {
        same(&format!("book/src/{}", page.path), &page.text);
        assert!(summary.contains(&format!("({})", page.path)), "{} is in no summary", page.path);
    }
    let written =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/rules")).unwrap();
    for file in written {
        let name = format!("rules/{}", file.unwrap().file_name().to_string_lossy());
        assert!(pages.iter().any(|page| page.path == name), "{name} belongs to no area");
    }
}
