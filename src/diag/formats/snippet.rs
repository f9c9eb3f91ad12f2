//! The few lines of a file that a finding is shown with.
//!
//! miette asks a source for the lines around each label. Its own sources scan the file from the start for that; here
//! a source is made for each finding, of the labelled lines and their neighbours, cut to a readable width and with
//! hidden characters written out. So the work depends on what is shown and not on the file.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::text::{push_visible, visible};
use crate::source::{SourceFile, Span};

/// Lines shown before and after a labelled one.
const CONTEXT: usize = 1;

/// A line longer than this many bytes is cut.
const LONG: usize = 240;

/// What is left of a long line around a label, in bytes on each side.
const AROUND: usize = 60;

/// The longest part of a line that a label underlines, in bytes.
const LABEL: usize = 100;

/// A label to be shown.
pub(super) struct Mark<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
    pub(super) primary: bool,
}

/// Lines of one file with labels.
#[derive(Debug)]
pub(super) struct Snippets {
    name: String,
    blocks: Vec<Block>,
    labels: Vec<Placed>,
}

/// Lines that stand together.
#[derive(Debug)]
struct Block {
    /// Where the block starts in the offsets that miette sees.
    base: usize,
    first_line: usize,
    lines: usize,
    text: String,
}

/// A label in the offsets that miette sees, with its true place.
#[derive(Debug)]
struct Placed {
    start: usize,
    end: usize,
    text: Option<String>,
    primary: bool,
    line: usize,
    column: usize,
}

/// A label cut to one line.
struct Clipped<'a> {
    line: usize,
    /// Bytes in the file.
    start: usize,
    end: usize,
    mark: &'a Mark<'a>,
}

impl Snippets {
    /// The lines around `marks`, all of which lie in `file`.
    pub(super) fn new(file: &SourceFile, marks: &[Mark<'_>]) -> Self {
        let mut clipped: Vec<Clipped<'_>> = marks.iter().map(|mark| clip(file, mark)).collect();
        clipped.sort_by_key(|label| (label.start, label.end));
        let mut snippets = Self {
            name: visible(file.name()).into_owned(),
            blocks: Vec::new(),
            labels: Vec::new(),
        };
        for group in clipped.chunk_by(|left, right| belong_together(file, left, right)) {
            snippets.push_block(file, group);
        }
        snippets
    }

    /// The labels as miette takes them.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.labels.iter().map(|label| {
            let span = (label.start, label.end - label.start);
            if label.primary {
                LabeledSpan::new_primary_with_span(label.text.clone(), span)
            } else {
                LabeledSpan::new_with_span(label.text.clone(), span)
            }
        })
    }

    fn push_block(&mut self, file: &SourceFile, group: &[Clipped<'_>]) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
        let before = first.line.saturating_sub(CONTEXT);
        let after = last_line(file, last.line).min(last.line + CONTEXT);
        // Blocks lie apart, so that no label of one touches another.
        let base = self.blocks.last().map_or(0, |block| block.base + block.text.len() + LONG);
        let mut block =
            Block { base, first_line: before, lines: after - before + 1, text: String::new() };
        for line in before..=after {
            let labels: Vec<&Clipped<'_>> =
                group.iter().filter(|label| label.line == line).collect();
            self.push_line(file, &mut block, line, &labels);
        }
        self.blocks.push(block);
    }

    /// Adds one line to `block`, and its labels.
    fn push_line(
        &mut self,
        file: &SourceFile,
        block: &mut Block,
        line: usize,
        labels: &[&Clipped<'_>],
    ) {
        let (start, end) = line_range(file, line);
        let (from, to) = window(file.text(), start, end, labels);
        if from > start {
            block.text.push_str("... ");
        }
        let mut offsets: Vec<(usize, usize)> = Vec::new();
        let text = file.text().get(from..to).unwrap_or("");
        for (at, c) in text.char_indices() {
            if labels.iter().any(|label| label.start == from + at || label.end == from + at) {
                offsets.push((from + at, block.base + block.text.len()));
            }
            push_visible(&mut block.text, if file.is_secret(from + at) { '*' } else { c });
        }
        let line_end = block.base + block.text.len();
        let place = |raw: usize| {
            offsets.iter().find(|(known, _)| *known == raw).map_or(line_end, |(_, shown)| *shown)
        };
        for label in labels {
            let column = file.text().get(start..label.start).map_or(0, |text| text.chars().count());
            let text = visible(label.mark.text);
            self.labels.push(Placed {
                start: place(label.start),
                end: place(label.end).max(place(label.start)),
                text: (!text.is_empty()).then(|| text.into_owned()),
                primary: label.mark.primary,
                line,
                column,
            });
        }
        if to < end {
            block.text.push_str(" ...");
        }
        block.text.push('\n');
    }

    fn block_of(&self, span: &SourceSpan) -> Option<&Block> {
        self.blocks.iter().find(|block| {
            span.offset() >= block.base
                && span.offset() + span.len() <= block.base + block.text.len()
        })
    }
}

impl SourceCode for Snippets {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let block = self.block_of(span).ok_or(MietteError::OutOfBounds)?;
        // Without context, miette asks for the place of a label, to print it.
        let label = self.labels.iter().find(|label| label.start == span.offset());
        let (line, column) = match label {
            Some(label) if context_lines_before == 0 => (label.line, label.column),
            _ => (block.first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            block.text.as_bytes(),
            (block.base, block.text.len()).into(),
            line,
            column,
            block.lines,
        )))
    }
}

/// The first line of a label, and of that no more than can be shown.
fn clip<'a>(file: &SourceFile, mark: &'a Mark<'a>) -> Clipped<'a> {
    let text = file.text();
    let start = boundary(text, mark.span.start() as usize);
    let line = file.lines().line_of(mark.span.start());
    let (_, line_end) = line_range(file, line);
    let end = (mark.span.end() as usize).min(line_end).min(start + LABEL);
    let end = boundary(text, end).max(start);
    Clipped { line, start, end, mark }
}

/// The last line that is worth showing: not the empty one after the last line end, unless it is `line` itself.
fn last_line(file: &SourceFile, line: usize) -> usize {
    let last = file.lines().lines().saturating_sub(1);
    let (start, end) = line_range(file, last);
    if start == end { last.saturating_sub(1).max(line) } else { last }
}

/// The bytes of a line without its end.
fn line_range(file: &SourceFile, line: usize) -> (usize, usize) {
    let start = file.lines().line_start(line) as usize;
    let next = if line + 1 < file.lines().lines() {
        file.lines().line_start(line + 1) as usize
    } else {
        file.text().len()
    };
    let text = file.text().get(start..next).unwrap_or("");
    (start, start + text.trim_end_matches(['\n', '\r']).len())
}

/// The part of a line that is shown: all of it, or what is around its labels.
fn window(text: &str, start: usize, end: usize, labels: &[&Clipped<'_>]) -> (usize, usize) {
    if end - start <= LONG {
        return (start, end);
    }
    let first = labels.iter().map(|label| label.start).min().unwrap_or(start);
    let last = labels.iter().map(|label| label.end).max().unwrap_or(start);
    let from = boundary(text, first.saturating_sub(AROUND).max(start));
    let to = boundary(text, (last + AROUND).min(end));
    (from, to)
}

/// Whether two labels are shown in one block: their lines are near, and when one of them is long, so are they.
fn belong_together(file: &SourceFile, left: &Clipped<'_>, right: &Clipped<'_>) -> bool {
    if right.line > left.line + 2 * CONTEXT + 1 {
        return false;
    }
    let (start, end) = line_range(file, left.line);
    left.line != right.line || end - start <= LONG || right.start <= left.end + AROUND
}

/// The last character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
