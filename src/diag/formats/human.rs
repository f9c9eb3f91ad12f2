//! `human`

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters};

use super::snippet::{Mark, Snippets};
use super::text::visible;
use super::{Report, Style};
use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{FileId, Sources};

/// Places that one finding shows, beside its own.
const PLACES: usize = 8;

report_format! {
    /// Snippets of the source with labels, for people.
    ///
    /// Of many findings of one kind in one file the first few are shown, and of all findings the first few dozen;
    /// how many are left out, and how to see them, is said at the end. Control characters of the input are
    /// written out.
    "human" => write
}

fn write(out: &mut dyn io::Write, report: &Report<'_>) -> io::Result<()> {
    let handler = handler(&report.style);
    let mut shown = 0usize;
    let mut counts: BTreeMap<(FileId, &'static str), usize> = BTreeMap::new();
    for found in &report.diagnostics {
        let count = counts.entry((found.primary.span.file(), found.code.name)).or_default();
        *count += 1;
        if *count > report.limits.same || shown >= report.limits.total {
            continue;
        }
        shown += 1;
        let text = render(&handler, report, found).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        out.write_all(b"\n")?;
    }
    write_rest(out, report, &counts, shown)?;
    writeln!(out, "{}", summary(report))
}

/// Says what was left out.
fn write_rest(
    out: &mut dyn io::Write,
    report: &Report<'_>,
    counts: &BTreeMap<(FileId, &'static str), usize>,
    shown: usize,
) -> io::Result<()> {
    let left = report.diagnostics.len() - shown;
    if left == 0 {
        return Ok(());
    }
    let many = counts.iter().filter(|(_, count)| **count > report.limits.same);
    for ((file, name), count) in many.take(report.limits.total) {
        let file = report.sources.get(*file).map_or("", |file| file.name());
        writeln!(out, "{count} findings of {name} in {}", visible(file))?;
    }
    writeln!(out, "{left} of these findings are not shown; {}", report.limits.more)
}

/// `2 errors, 1 warning in openapi.yaml`
fn summary(report: &Report<'_>) -> String {
    if report.diagnostics.is_empty() {
        return "no findings".to_owned();
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let count = report.count(severity);
        let plural = if count == 1 || severity == Severity::Info { "" } else { "s" };
        (count, format!("{count} {severity}{plural}"))
    });
    let words: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    let mut files: Vec<FileId> =
        report.diagnostics.iter().map(|found| found.primary.span.file()).collect();
    files.dedup();
    let place = match files.as_slice() {
        [one] => visible(report.sources.get(*one).map_or("", |file| file.name())).into_owned(),
        many => format!("{} files", many.len()),
    };
    format!("{} in {place}", words.join(", "))
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let mut theme = match (style.unicode, style.color) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    if !style.unicode {
        // The theme's own ASCII drawing underlines with characters that read as part of the source.
        theme.characters = ThemeCharacters { underbar: '^', underline: '^', ..theme.characters };
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width.clamp(40, 200))
        .with_links(style.links.is_some())
        .with_urls(style.links.is_some())
        .with_link_display_text("(page)")
        .without_syntax_highlighting()
}

/// One finding, with its labels in its own file and then those in others.
fn render(
    handler: &GraphicalReportHandler,
    report: &Report<'_>,
    found: &Diagnostic,
) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let home = found.primary.span.file();
    let mut others: Vec<FileId> = Vec::new();
    for label in found.related.iter().take(PLACES) {
        let file = label.span.file();
        if file != home && !others.contains(&file) {
            others.push(file);
        }
    }
    let help = found.help.as_deref().map(|help| visible(help).into_owned());
    let hidden = found.related.len().saturating_sub(PLACES);
    let mut message = visible(&found.message).into_owned();
    if hidden > 0 {
        message = format!("{message} (and {hidden} further places)");
    }
    let empty = report.sources.get(home).filter(|file| file.text().is_empty());
    if let Some(name) = empty.map(|file| visible(file.name()))
        && !message.contains(&*name)
    {
        message = format!("{name}:1:1: {message}");
    }
    let view = View {
        code: Some(format!("{}[{}]", found.severity, found.code.name)),
        url: report.style.links.as_ref().map(|base| format!("{base}/{}.html", found.code.name)),
        severity: found.severity,
        message,
        // Help comes last, after the snippets of other files.
        help: help.clone().filter(|_| others.is_empty()),
        snippets: snippets(report.sources, &found.primary, &found.related, home),
    };
    handler.render_report(&mut text, &view)?;
    for (at, file) in others.iter().enumerate() {
        let view = View {
            code: None,
            url: None,
            severity: Severity::Info,
            message: "see also".to_owned(),
            help: help.clone().filter(|_| at + 1 == others.len()),
            snippets: snippets(report.sources, &found.primary, &found.related, *file),
        };
        handler.render_report(&mut text, &view)?;
    }
    Ok(text)
}

/// The snippets of `file` that are labelled.
fn snippets(
    sources: &Sources,
    primary: &Label,
    related: &[Label],
    file: FileId,
) -> Option<Snippets> {
    // There is nothing to show of a file that could not be read, or that is empty.
    let source = sources.get(file).filter(|source| !source.text().is_empty())?;
    let primary = std::iter::once(primary).map(|label| (label, true));
    let related = related.iter().take(PLACES).map(|label| (label, false));
    let marks: Vec<Mark<'_>> = primary
        .chain(related)
        .filter(|(label, _)| label.span.file() == file)
        .map(|(label, primary)| Mark { span: label.span, text: &label.text, primary })
        .collect();
    Some(Snippets::new(source, &marks))
}

/// A place of a file as the human format shows it, with labels in the same file, below a message that is no finding.
/// Nothing where there is nothing to show.
pub fn excerpt(
    sources: &Sources,
    style: &Style,
    severity: Severity,
    message: &str,
    primary: &Label,
    related: &[Label],
) -> Option<String> {
    let snippets = snippets(sources, primary, related, primary.span.file())?;
    let message = visible(message).into_owned();
    let view =
        View { code: None, url: None, severity, message, help: None, snippets: Some(snippets) };
    let mut text = String::new();
    handler(style).render_report(&mut text, &view).ok()?;
    Some(text)
}

/// A finding as miette sees it.
#[derive(Debug)]
struct View {
    code: Option<String>,
    url: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    snippets: Option<Snippets>,
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for View {}

impl miette::Diagnostic for View {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as _)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippets.as_ref().map(|snippets| snippets as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.snippets.as_ref().map(|snippets| Box::new(snippets.labels()) as _)
    }
}
