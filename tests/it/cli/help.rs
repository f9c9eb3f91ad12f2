//! The help of the command and of every part of it.

use std::path::Path;

use super::{portcullis, stdout};

#[test]
fn helps_are_as_they_were_read_last() {
    let commands = [
        "check",
        "explain",
        "build",
        "export",
        "sdk",
        "diff",
        "serve",
        "invoke",
        "why-denied",
        "render",
        "token",
        "schema",
        "completions",
    ];
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = stdout(&portcullis(here, &["--help"]));
    for command in commands {
        all = format!("{all}\n==== portcullis {command} --help\n\n");
        all.push_str(&stdout(&portcullis(here, &[command, "--help"])));
    }
    crate::snapshot::snapshot("cli", "help", &all);
}
