//! `# portcullis: allow(rule-a, rule-b) reason`

use memchr::memmem;

use super::{ALLOWANCE_WITHOUT_REASON, Allowance, Allowances, MALFORMED_ALLOWANCE, cover};
use crate::source::{SourceFile, Span, Tree};

const FORM: &str = "write `# portcullis: allow(rule-a, rule-b) reason`";

/// The comment that a marker stands in.
struct Comment<'a> {
    /// The byte of the `#`.
    start: usize,
    /// What follows the marker, up to the end of the line.
    rest: &'a str,
    /// The byte at which `rest` starts.
    rest_start: usize,
    /// Whether nothing but blanks precede it on its line.
    alone: bool,
    /// The byte at which its line starts.
    line_start: usize,
}

pub(super) fn collect(tree: &Tree, file: &SourceFile, allowances: &mut Allowances) {
    let text = file.text();
    for at in memmem::find_iter(text.as_bytes(), "portcullis:") {
        let Some(comment) = comment(text, at) else { continue };
        // A marker inside of a scalar is text of the definition and not a comment.
        if tree.scalar_at(offset(comment.start)).is_some() {
            continue;
        }
        read(tree, &comment, allowances);
    }
}

/// The comment around the marker at `at`; none when the marker is part of something else.
fn comment(text: &str, at: usize) -> Option<Comment<'_>> {
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let before = text.get(line_start..at)?;
    let hash = before.trim_end_matches([' ', '\t']).strip_suffix('#')?;
    if !(hash.is_empty() || hash.ends_with([' ', '\t'])) {
        return None;
    }
    let after = text.get(at + "portcullis:".len()..)?;
    let after = after.lines().next().unwrap_or("");
    let rest = after.trim_start();
    let rest_start = at + "portcullis:".len() + (after.len() - rest.len());
    Some(Comment {
        start: line_start + hash.len(),
        rest: rest.trim_end(),
        rest_start,
        alone: hash.trim().is_empty(),
        line_start,
    })
    .filter(|comment| comment.rest.starts_with("allow"))
}

fn read(tree: &Tree, comment: &Comment<'_>, allowances: &mut Allowances) {
    let whole = span(tree, comment.start, comment.rest_start + comment.rest.len());
    let Some((names, reason)) = comment
        .rest
        .strip_prefix("allow")
        .and_then(|rest| rest.trim_start().strip_prefix('('))
        .and_then(|rest| rest.split_once(')'))
    else {
        let message = "this comment allows nothing".to_owned();
        return allowances.fault(&MALFORMED_ALLOWANCE, whole, message, FORM);
    };
    let names_start = comment.rest_start + comment.rest.len() - reason.len() - 1 - names.len();
    let rules = rules(names, names_start);
    if rules.is_empty() {
        let message = "this comment names no rule".to_owned();
        return allowances.fault(&MALFORMED_ALLOWANCE, whole, message, FORM);
    }
    if reason.trim().is_empty() {
        let message = format!("`{}` is allowed without a reason", names.trim());
        let help = "say after the parenthesis why it is all right here";
        return allowances.fault(&ALLOWANCE_WITHOUT_REASON, whole, message, help);
    }
    let covers = if comment.alone {
        cover::next_construct(tree.root(), offset(comment.start)).unwrap_or(whole)
    } else {
        span(tree, comment.line_start, comment.start)
    };
    for (rule, start) in rules {
        let name = span(tree, start, start + rule.len());
        allowances.all.push(Allowance { rule: rule.to_owned(), name, covers });
    }
}

/// The names in a list, with the bytes at which they start.
fn rules(names: &str, start: usize) -> Vec<(&str, usize)> {
    let mut at = start;
    let mut rules = Vec::new();
    for part in names.split(',') {
        let blanks = part.len() - part.trim_start().len();
        let name = part.trim();
        if !name.is_empty() {
            rules.push((name, at + blanks));
        }
        at += part.len() + 1;
    }
    rules
}

fn span(tree: &Tree, start: usize, end: usize) -> Span {
    Span::new(tree.file(), offset(start), offset(end))
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
