//! Snapshots stand in `snapshots/LAYER/NAME.snap`, whatever test takes them.

use std::path::Path;

/// Compares `text` with the snapshot `name` of `layer`.
pub(crate) fn snapshot(layer: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(layer));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
