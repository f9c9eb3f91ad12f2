//! Turns what a reader found into diagnostics.

use crate::diag::{Code, Sink};
use crate::source::{LoadError, Problem, ProblemKind, Span};

use super::codes;

/// Reports everything that a reader found in the file whose text is `text`.
pub(super) fn report(problems: Vec<Problem>, text: &str, sink: &mut Sink) {
    for problem in problems {
        let looks_like = (problem.kind == ProblemKind::Syntax)
            .then(|| foreign_template(line(text, problem.span)))
            .flatten();
        let found = sink.report(code(problem.kind), problem.span, problem.message);
        for (span, words) in problem.related {
            found.related(span, words);
        }
        if let Some(help) = looks_like.map(str::to_owned).or(problem.help) {
            found.help(help);
        }
    }
}

/// Reports that a file cannot be had. `asked` is where the document names it, if one does.
pub(super) fn report_unreadable(error: &LoadError, asked: Span, sink: &mut Sink) {
    let found = sink.report(&codes::UNREADABLE_FILE, asked, error.to_string());
    match error {
        LoadError::Outside(_) => {
            found.help("only files below the project's root are read");
        }
        LoadError::Directory(_) => {
            found.help("name a file in it");
        }
        _ => {}
    }
}

fn code(kind: ProblemKind) -> &'static Code {
    match kind {
        ProblemKind::Encoding => &codes::NOT_UTF8,
        ProblemKind::Empty => &codes::EMPTY_FILE,
        ProblemKind::DuplicateKey => &codes::DUPLICATE_KEY,
        ProblemKind::TooDeep => &codes::NESTED_TOO_DEEP,
        ProblemKind::TooLarge => &codes::DOCUMENT_TOO_LARGE,
        ProblemKind::BadAlias => &codes::BAD_ALIAS,
        ProblemKind::ExtraDocument => &codes::EXTRA_DOCUMENT,
        ProblemKind::Yaml11Boolean => &codes::YAML_1_1_BOOLEAN,
        ProblemKind::Syntax => &codes::SYNTAX_ERROR,
    }
}

/// The line at which `span` starts.
fn line(text: &str, span: Span) -> &str {
    let at = text.floor_char_boundary(span.range().start);
    let (before, after) = text.split_at(at);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = after.find('\n').map_or(text.len(), |length| at + length);
    text.get(start..end).unwrap_or("")
}

/// Says what a line that is no YAML and no JSON looks like instead.
fn foreign_template(text: &str) -> Option<&'static str> {
    if text.contains("{%") || text.contains("{{") {
        return Some("this looks like a Jinja or Mustache template: render it first");
    }
    if text.contains("%{") {
        return Some("this looks like a Terraform template: render it with `templatefile` first");
    }
    if text.contains("${") {
        return Some(
            "this looks like a template with `${…}` outside of quotes: fill it in first, or put the tokens in quotes",
        );
    }
    let marks = text.match_indices("@@").count();
    (marks >= 2)
        .then_some("this looks like a template with `@@NAME@@` placeholders: fill it in first")
}
