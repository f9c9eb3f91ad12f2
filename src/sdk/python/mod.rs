//! Python: a package with type hints, for blocking and asynchronous programs, that depends on nothing.

mod imports;
mod names;
mod show;
mod types;
mod view;

use std::sync::LazyLock;

use super::layout::Layout;
use super::surface::Surface;
use super::template::{Filling, SdkError, Templates, Writer};
use super::{File, SdkOptions};
pub(super) use show::show;
use view::View;

const LAYOUT: Layout = Layout { width: 88, indent: "    ", columns: 4, narrow: 88 };

/// Templates by the files that they become; those without a slash stand in the package's own directory.
const FILES: &[(&str, &str)] = &[
    ("/README.md", include_str!("README.md.tera")),
    ("/pyproject.toml", include_str!("pyproject.toml.tera")),
    ("__init__.py", include_str!("init.py.tera")),
    ("async_http.py", include_str!("async_http.py.tera")),
    ("async_transport.py", include_str!("async_transport.py.tera")),
    ("cancellation.py", include_str!("cancellation.py.tera")),
    ("codec.py", include_str!("codec.py.tera")),
    ("config.py", include_str!("config.py.tera")),
    ("credentials.py", include_str!("credentials.py.tera")),
    ("errors.py", include_str!("errors.py.tera")),
    ("http.py", include_str!("http.py.tera")),
    ("models.py", include_str!("models.py.tera")),
    ("paging.py", include_str!("paging.py.tera")),
    ("request.py", include_str!("request.py.tera")),
    ("sigv4.py", include_str!("sigv4.py.tera")),
    ("transport.py", include_str!("transport.py.tera")),
];

const MODELS: &str = "models.py";
const OPERATIONS: &str = "operations.py";
const CLIENT: &str = "client.py";
const ASYNC_CLIENT: &str = "async_client.py";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((OPERATIONS, include_str!("operations.py.tera")));
    all.push((CLIENT, include_str!("client.py.tera")));
    let writers: [Writer; 3] =
        [("quoted", names::quoted), ("parts", names::parts), ("annotation", names::annotation)];
    Templates::new(&all, &writers, LAYOUT)
});

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let view = View::new(surface, options);
    let folder = format!("src/{}", view.module);
    let mut files = vec![File { path: format!("{folder}/py.typed"), text: "\n".to_owned() }];
    let all = Filling::of(&view)?;
    for (name, _) in FILES {
        let text = templates.render(name, &all)?;
        let path = match name.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{folder}/{name}"),
        };
        files.push(File { path, text: if *name == MODELS { spaced(&text) } else { text } });
    }
    files.push(File {
        path: format!("{folder}/{OPERATIONS}"),
        text: spaced(&templates.render(OPERATIONS, &Filling::of(&view.operations())?)?),
    });
    for (path, client) in [(CLIENT, view.blocking()), (ASYNC_CLIENT, view.asynchronous())] {
        files.push(File {
            path: format!("{folder}/{path}"),
            text: templates.render(CLIENT, &Filling::of(&client)?)?,
        });
    }
    Ok(files)
}

/// The text with two empty lines around each class, at most two anywhere, and none at the end.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut blank, mut in_text, mut after_class, mut after_decorator) = (0, false, false, false);
    for line in text.lines() {
        if line.is_empty() && !in_text {
            blank += 1;
            continue;
        }
        let begins =
            !in_text && line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '@');
        let is_class = begins && (line.starts_with("class ") || line.starts_with('@'));
        let wanted = match begins {
            _ if out.is_empty() || after_decorator => 0,
            true if is_class || after_class => 2,
            _ => blank.min(2),
        };
        (0..wanted).for_each(|_| out.push('\n'));
        out.push_str(line);
        out.push('\n');
        if begins {
            after_class = is_class;
        }
        after_decorator = begins && line.starts_with('@');
        in_text ^= line.matches("\"\"\"").count() % 2 == 1;
        blank = 0;
    }
    out
}
