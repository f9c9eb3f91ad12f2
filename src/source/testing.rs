//! How the tests of this layer show places: with carets under the line.

use std::fmt::Write;

use super::{LineIndex, Problem, Span, Tree};

/// A file for trees that stand alone.
pub(super) const FILE: super::FileId = super::FileId::FIRST;

/// The line on which `span` starts, with carets below what it covers (a bar for an empty span).
pub(super) fn show(text: &str, span: Span, words: &str) -> String {
    let index = LineIndex::new(text);
    let from = index.line_start(index.line_of(span.start())) as usize;
    let line = text.get(from..).unwrap_or("").lines().next().unwrap_or("");
    let before = text.get(from..span.start() as usize).unwrap_or("not on a character");
    let covered = text.get(span.range()).unwrap_or("not on a character");
    let marks = if span.is_empty() {
        "|".to_owned()
    } else {
        "^".repeat(covered.lines().next().unwrap_or("").chars().count())
    };
    let more = if covered.contains('\n') { "..." } else { "" };
    let tail = if words.is_empty() { String::new() } else { format!(" {words}") };
    format!("{line}\n{}{marks}{more}{tail}\n", " ".repeat(before.chars().count()))
}

/// All problems with their places, related places and help.
pub(super) fn show_problems(text: &str, problems: &[Problem]) -> String {
    let mut shown = String::new();
    for problem in problems {
        let words = format!("{:?}: {}", problem.kind, problem.message);
        shown += &show(text, problem.span, &words);
        for (span, words) in &problem.related {
            shown += &show(text, *span, &format!("related: {words}"));
        }
        if let Some(help) = &problem.help {
            let _ = writeln!(shown, "help: {help}");
        }
    }
    shown
}

/// Asserts that every place of `tree` and `problems` lies in the text, on the boundaries of characters.
pub(super) fn check_places(tree: &Tree, problems: &[Problem]) {
    let text = tree.source();
    for entry in &tree.entries {
        let covered = text.get(entry.start as usize..entry.end as usize);
        assert!(covered.is_some(), "{entry:?} does not lie in a text of {} bytes", text.len());
    }
    let ordered = tree.entries.is_sorted_by_key(|entry| entry.start);
    assert!(ordered, "the entries stand in the order of their starts");
    for problem in problems {
        let related = problem.related.iter().map(|(span, _)| *span);
        for span in related.chain([problem.span]) {
            assert!(text.get(span.range()).is_some(), "{problem:?} does not lie in the text");
        }
    }
}
