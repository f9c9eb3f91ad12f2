//! Ruby: a gem that needs nothing but the standard library.

mod names;
mod show;
mod signatures;
mod types;
mod view;

use std::sync::LazyLock;

use super::layout::Layout;
use super::surface::Surface;
use super::template::{Filling, SdkError, Templates};
use super::{File, SdkOptions};
pub(super) use show::show;
use view::View;

const LAYOUT: Layout = Layout { width: 100, indent: "  ", columns: 2, narrow: 100 };

/// Templates by the files that they become below `lib/NAME`; those with a slash stand elsewhere.
const FILES: &[(&str, &str)] = &[
    ("/README.md", include_str!("README.md.tera")),
    ("/gemspec", include_str!("gemspec.tera")),
    ("/main", include_str!("main.rb.tera")),
    ("cancellation.rb", include_str!("cancellation.rb.tera")),
    ("client.rb", include_str!("client.rb.tera")),
    ("codec.rb", include_str!("codec.rb.tera")),
    ("config.rb", include_str!("config.rb.tera")),
    ("credentials.rb", include_str!("credentials.rb.tera")),
    ("errors.rb", include_str!("errors.rb.tera")),
    ("http.rb", include_str!("http.rb.tera")),
    ("model.rb", include_str!("model.rb.tera")),
    ("models.rb", include_str!("models.rb.tera")),
    ("operations.rb", include_str!("operations.rb.tera")),
    ("paging.rb", include_str!("paging.rb.tera")),
    ("request.rb", include_str!("request.rb.tera")),
    ("response.rb", include_str!("response.rb.tera")),
    ("sigv4.rb", include_str!("sigv4.rb.tera")),
    ("transport.rb", include_str!("transport.rb.tera")),
    ("version.rb", include_str!("version.rb.tera")),
];

/// Templates of signatures by the files that they become below `sig`.
const SIGNATURES: &[(&str, &str)] = &[
    ("client.rbs", include_str!("client.rbs.tera")),
    ("main.rbs", include_str!("main.rbs.tera")),
    ("models.rbs", include_str!("models.rbs.tera")),
    ("operations.rbs", include_str!("operations.rbs.tera")),
];

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let all = [FILES, SIGNATURES].concat();
    Templates::new(&all, &[("quoted", names::quoted), ("below", names::below)], LAYOUT)
});

/// The files of the gem.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let view = View::program(surface, options);
    let gem = &view.gem;
    let filling = Filling::of(&view)?;
    let mut files = Vec::new();
    for (name, _) in FILES {
        let text = templates.render(name, &filling)?;
        let path = match *name {
            "/README.md" => {
                files.push(File { path: "README.md".to_owned(), text });
                continue;
            }
            "/gemspec" => format!("{gem}.gemspec"),
            "/main" => format!("lib/{gem}.rb"),
            name => format!("lib/{gem}/{name}"),
        };
        files.push(File { path, text: spaced(&text) });
    }
    let filling = Filling::of(&View::signatures(surface, options))?;
    for (name, _) in SIGNATURES {
        let path = match *name {
            "main.rbs" => format!("sig/{gem}.rbs"),
            name => format!("sig/{gem}/{name}"),
        };
        files.push(File { path, text: spaced(&templates.render(name, &filling)?) });
    }
    Ok(files)
}

/// The text with at most one empty line anywhere, and none where a class or a module begins or ends.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut blank, mut opened) = (false, true);
    for line in text.lines() {
        if line.is_empty() {
            blank = true;
            continue;
        }
        let own = line.trim_start();
        if std::mem::take(&mut blank) && !opened && own != "end" {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        opened = ["class ", "module ", "interface "].iter().any(|word| own.starts_with(word))
            && !own.ends_with("end");
    }
    out
}
