//! Line breaks where a language's formatter would put them.
//!
//! A template marks where a line may break; this decides which breaks are taken. The marks are written in templates
//! as the signs below and become control characters when a template is read, so no text of a document can be one.
//!
//! A group is one line or broken, and what it has where it breaks:
//!
//! | sign | in a line that fits | in a line that does not |
//! |---|---|---|
//! | `·` | nothing | a line break |
//! | `⏎` | a blank | a line break |
//! | `⸨` … `⸩` | nothing | what stands between |
//! | `⸦` … `⸧` | what stands between | nothing |
//! | `⟧` | nothing: the group ends | a line break, one step back |
//! | `⟫` | a blank: the group ends | a line break, one step back |
//! | `⟩` | nothing: the group ends | nothing: one step back |
//!
//! How a group begins says when it breaks. What follows it counts, up to where the line may break next; groups inside of
//! one that is not broken are not broken either, unless it says otherwise.
//!
//! | sign | when the group breaks |
//! |---|---|
//! | `⟦` | when it does not fit in the line |
//! | `⟪` | the same, but what follows is no step further in |
//! | `⟬` | the same as `⟦`, and when it is wider than a language likes such a group |
//! | `⦃` | when what stands before the next break does not fit; groups inside decide for themselves |
//! | `⦅` | when it does not fit, but would in a line of its own; groups inside decide for themselves |
//! | `⦏` | as `⦃`, but what follows is no step further in |
//! | `⧽` | as `⦏`, and only where none of its lines is too long then |
//! | `⦗` | as `⦅`, but what follows is no step further in |
//! | `⟨` | when the group around it is broken |
//! | `⦇` | as `⟬`; where all of its parts are short, as many as fit stand in a line |
//! | `⧼` | when it does not fit; where all of its parts are rather short, as many as fit stand in a line, no step further in |
//! | `⦑` | as `⟪`; where all of its parts are less than ten columns wide, as many as fit stand in a line |
//! | `⦉` | as `⟬`, unless the group inside of it is the only one that has to break |
//!
//! Three signs belong to no group:
//!
//! | sign | what it is |
//! |---|---|
//! | `▫` | nothing, but a column where the text that has to fit ends before the next break |
//! | `◂` | nothing, but what has to fit may be a column wider |
//! | `⇥` | blanks, so that what follows stands under what follows it in the lines before and after |
//!
//! A group may hold whole lines of a template. They are a step further in where it is broken.

mod cells;
mod groups;
mod marks;
mod measure;
mod printer;

use memchr::memchr2;

use cells::aligned;
pub(super) use groups::{continued, group, spaced_group, statements};
pub(super) use marks::marked;
use marks::{CELL, OPEN, OPEN_FLUSH};
pub(super) use measure::columns;
use printer::Printer;

/// How a language is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// The longest line.
    pub(super) width: usize,
    /// One step of indentation.
    pub(super) indent: &'static str,
    /// The columns that one step takes.
    pub(super) columns: usize,
    /// The widest group of those that are to be narrow.
    pub(super) narrow: usize,
}

impl Layout {
    /// The text with all marks resolved.
    pub(super) fn resolve(&self, text: &str) -> String {
        let mut printer = Printer::new(self, text.len());
        let (mut at, mut group) = (0, next_group(text, 0));
        for line in text.split_inclusive('\n') {
            at += line.len();
            if group >= at && !printer.is_inside() {
                printer.copy(line);
                continue;
            }
            printer.line(line, text.get(at..).unwrap_or_default());
            if group < at {
                group = next_group(text, at);
            }
        }
        let out = printer.end();
        if out.contains(CELL) { aligned(&out) } else { out }
    }

    fn columns(&self, text: &str) -> usize {
        text.chars().map(|letter| if letter == '\t' { self.columns } else { columns(letter) }).sum()
    }
}

/// Where the next group begins at `at` or after it; behind the text when none does. The marks are ASCII, so none of
/// them is a byte of another letter.
fn next_group(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let found = memchr2(OPEN as u8, OPEN_FLUSH as u8, rest);
    found.map_or(usize::MAX, |found| at + found)
}

#[cfg(test)]
mod tests;
