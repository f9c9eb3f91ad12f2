//! Files beside the repository that only some machines have: a corpus, documents of conformance cases.

use std::path::{Path, PathBuf};

/// The folder `below` of the shared files; `None` when it is absent, which is said in the name of `test`.
pub(crate) fn shared(below: &str, test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PORTCULLIS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = folder.join(below);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("skipped {test}: ../shared/{below} is absent");
    None
}
