//! TypeScript: a package of ECMAScript modules that depends on nothing.

mod names;
mod show;
mod tables;
mod types;
mod view;

use std::sync::LazyLock;

use super::layout::Layout;
use super::surface::Surface;
use super::template::{Filling, SdkError, Templates, Turned, Writer};
use super::{File, SdkOptions};
pub(super) use show::show;
use view::View;

const LAYOUT: Layout = Layout { width: 80, indent: "  ", columns: 2, narrow: 80 };

/// Templates by the files that they become. Those of one file for each group have no path of their own.
const FILES: &[(&str, &str)] = &[
    (README, include_str!("README.md.tera")),
    ("package.json", include_str!("package.json.tera")),
    ("tsconfig.json", include_str!("tsconfig.json.tera")),
    ("src/client.ts", include_str!("client.ts.tera")),
    ("src/codec.ts", include_str!("codec.ts.tera")),
    ("src/credentials.ts", include_str!("credentials.ts.tera")),
    ("src/errors.ts", include_str!("errors.ts.tera")),
    ("src/index.ts", include_str!("index.ts.tera")),
    ("src/models.ts", include_str!("models.ts.tera")),
    ("src/paging.ts", include_str!("paging.ts.tera")),
    ("src/sigv4.ts", include_str!("sigv4.ts.tera")),
    ("src/transport.ts", include_str!("transport.ts.tera")),
];

const README: &str = "README.md";
const CODECS: &str = "src/codecs.ts";
const OPERATIONS: &str = "src/operations.ts";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((CODECS, include_str!("codecs.ts.tera")));
    all.push((OPERATIONS, include_str!("operations.ts.tera")));
    let writers: [Writer; 4] = [
        ("quoted", names::quoted),
        ("key", names::key),
        ("object_key", names::object_key),
        ("annotation", names::annotation),
    ];
    Templates::new(&all, &writers, LAYOUT)
});

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let view = View::new(surface, options);
    let groups: Vec<Turned> = view.groups.iter().map(Turned::of).collect::<Result<_, _>>()?;
    let all = Filling::of(&view)?.with("groups", &Turned::list(&groups));
    let mut files = Vec::new();
    for path in FILES.iter().map(|(path, _)| *path).chain(view.has_codecs.then_some(CODECS)) {
        let text = templates.render(path, &all)?;
        let text = if path == README { tables::aligned(&text) } else { text };
        files.push(File { path: path.to_owned(), text });
    }
    for (group, turned) in view.groups.iter().zip(&groups) {
        let text = templates.render(OPERATIONS, &Filling::default().with("group", turned))?;
        files.push(File { path: format!("src/operations/{}.ts", group.file), text });
    }
    Ok(files)
}
