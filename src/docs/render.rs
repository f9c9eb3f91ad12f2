//! From pages to files. Templates hold layout and nothing else; every text is escaped for what it stands in.

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use super::groups::Group;
use super::prose;
use super::site::Format;
use super::view::Link;
use crate::sdk::{File, Surface};

/// Why pages cannot be written. It is a fault of this program: a template and its view do not fit.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the page `{page}` cannot be written: {reason}")]
pub struct DocsError {
    /// The page.
    pub page: String,
    /// What the template engine says.
    pub reason: String,
}

const HTML: &[(&str, &str)] = &[
    ("base.html", include_str!("html/base.html.tera")),
    ("parts.html", include_str!("html/parts.html.tera")),
    ("overview.html", include_str!("html/overview.html.tera")),
    ("authentication.html", include_str!("html/authentication.html.tera")),
    ("errors.html", include_str!("html/errors.html.tera")),
    ("changelog.html", include_str!("html/changelog.html.tera")),
    ("group.html", include_str!("html/group.html.tera")),
    ("operation.html", include_str!("html/operation.html.tera")),
    ("models.html", include_str!("html/models.html.tera")),
    ("model.html", include_str!("html/model.html.tera")),
];

const MARKDOWN: &[(&str, &str)] = &[
    ("parts.md", include_str!("markdown/parts.md.tera")),
    ("overview.md", include_str!("markdown/overview.md.tera")),
    ("authentication.md", include_str!("markdown/authentication.md.tera")),
    ("errors.md", include_str!("markdown/errors.md.tera")),
    ("changelog.md", include_str!("markdown/changelog.md.tera")),
    ("group.md", include_str!("markdown/group.md.tera")),
    ("operation.md", include_str!("markdown/operation.md.tera")),
    ("models.md", include_str!("markdown/models.md.tera")),
    ("model.md", include_str!("markdown/model.md.tera")),
];

/// More groups than this are on the overview alone.
const GROUPS: usize = 60;

/// The files that every site has.
pub(super) fn assets() -> Vec<File> {
    let own = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    vec![
        own("assets/site.css", include_str!("html/site.css")),
        own("assets/site.js", include_str!("html/site.js")),
        own("assets/theme.js", include_str!("html/theme.js")),
    ]
}

/// What every page says of the site.
#[derive(Serialize)]
pub(super) struct Site {
    title: String,
    version: Option<String>,
    pages: Vec<Link>,
    groups: Vec<Link>,
    /// Whether some groups are on the overview alone.
    more_groups: bool,
}

impl Site {
    pub(super) fn new(surface: &Surface, pages: &[Link], groups: &[Group]) -> Self {
        let links = groups.iter().take(GROUPS);
        Self {
            title: surface.title.clone(),
            version: surface.version.clone(),
            pages: pages.to_vec(),
            groups: links
                .map(|own| Link { label: own.label.clone(), href: own.href.clone() })
                .collect(),
            more_groups: groups.len() > GROUPS,
        }
    }
}

/// A page with its place.
pub(super) struct Page<'v, V> {
    href: &'v str,
    title: &'v str,
    template: &'static str,
    view: &'v V,
    pub(super) group: Option<usize>,
}

impl<'v, V: Serialize> Page<'v, V> {
    pub(super) fn new(href: &'v str, title: &'v str, template: &'static str, view: &'v V) -> Self {
        Self { href, title, template, view, group: None }
    }
}

/// What a template gets.
#[derive(Serialize)]
struct Filling<'v, V> {
    page: &'v V,
    title: &'v str,
    href: &'v str,
    /// What leads from the page to the root of the site.
    root: &'static str,
    /// The ending of pages.
    end: &'static str,
    group: Option<usize>,
}

/// Writes pages.
pub(super) struct Renderer<'s> {
    tera: Tera,
    ending: &'static str,
    site: &'s Site,
}

impl<'s> Renderer<'s> {
    pub(super) fn new(format: Format, site: &'s Site) -> Result<Self, DocsError> {
        let (files, ending) = match format {
            Format::Html => (HTML, ".html"),
            Format::Markdown => (MARKDOWN, ".md"),
        };
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        filters(&mut tera);
        tera.add_raw_templates(files.iter().copied()).map_err(|error| failed("all", &error))?;
        let global =
            Context::from_serialize(&Globals { site }).map_err(|error| failed("all", &error))?;
        tera.global_context().extend(global);
        Ok(Self { tera, ending, site })
    }

    /// The file of a page.
    pub(super) fn page<V: Serialize>(&self, page: &Page<'_, V>) -> Result<File, DocsError> {
        let filling = Filling {
            page: page.view,
            title: page.title,
            href: page.href,
            root: if page.href.contains('/') { "../" } else { "" },
            end: self.ending,
            group: page.group.filter(|at| *at < self.site.groups.len()),
        };
        let context =
            Context::from_serialize(&filling).map_err(|error| failed(page.href, &error))?;
        let template = format!("{}{}", page.template, self.ending);
        let text =
            self.tera.render(&template, &context).map_err(|error| failed(page.href, &error))?;
        let text = if self.ending == ".md" { spaced(&text) } else { text };
        Ok(File { path: format!("{}{}", page.href, self.ending), text })
    }
}

#[derive(Serialize)]
struct Globals<'s> {
    site: &'s Site,
}

fn filters(tera: &mut Tera) {
    tera.register_filter("prose", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&prose::html(text))
    });
    tera.register_filter("said", |text: &str, _: Kwargs, _: &State<'_>| prose::markdown(text));
    tera.register_filter("plain", |text: &str, _: Kwargs, _: &State<'_>| prose::plain(text));
    tera.register_filter("esc", |text: &str, _: Kwargs, _: &State<'_>| prose::escaped(text));
    tera.register_filter("code", |text: &str, _: Kwargs, _: &State<'_>| prose::code(text));
    tera.register_filter("fenced", |text: &str, own: Kwargs, _: &State<'_>| {
        let language: String = own.get("language")?.unwrap_or_default();
        Ok::<_, tera::Error>(prose::block(&language, text))
    });
    tera.register_filter("words", |text: &str, _: Kwargs, _: &State<'_>| words(text));
    tera.register_filter("marked", |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&marked(text))
    });
}

/// A text of ours in which what stands between backticks is code.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, part) in text.split('`').enumerate() {
        let is_code = at % 2 == 1;
        out.push_str(if is_code { "<code>" } else { "" });
        for letter in part.chars() {
            match letter {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '"' => out.push_str("&quot;"),
                other => out.push(other),
            }
        }
        out.push_str(if is_code { "</code>" } else { "" });
    }
    out
}

/// The same as Markdown.
fn words(text: &str) -> String {
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    let written = |(at, part): (usize, &str)| {
        if at % 2 == 1 { prose::code(part) } else { prose::escaped(part) }
    };
    parts.map(written).collect()
}

/// The text with one empty line where there would be several, and none at its ends. Code keeps its own.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut blank, mut fence) = (false, String::new());
    for line in text.lines() {
        let ticks: String = line.chars().take_while(|letter| *letter == '`').collect();
        if !fence.is_empty() {
            out.push_str(line);
            out.push('\n');
            if ticks == fence && line == ticks {
                fence.clear();
            }
            continue;
        }
        let line = line.trim_end();
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push('\n');
        }
        if ticks.len() >= 3 {
            fence = ticks;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn failed(page: &str, error: &tera::Error) -> DocsError {
    use std::error::Error;
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    DocsError { page: page.to_owned(), reason }
}
