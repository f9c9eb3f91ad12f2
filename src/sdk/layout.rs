//! Line breaks where a language's formatter would put them.
//!
//! A template marks where a line may break; this decides which breaks are taken. The marks are written in templates
//! as the signs below and become control characters when a template is read, so no text of a document can be one.
//!
//! | sign | in a line that fits | in a line that does not |
//! |---|---|---|
//! | `⟦` | nothing: a group begins | nothing: what follows is one step further in |
//! | `⟬` | as `⟦`, and it fits only when it is no wider than a language likes such a group | the same as `⟦` |
//! | `⟪` | nothing: a group begins | nothing: what follows is no step further in |
//! | `·` | nothing | a line break |
//! | `⏎` | a blank | a line break |
//! | `⸨` … `⸩` | nothing | what stands between |
//! | `⸦` … `⸧` | what stands between | nothing |
//! | `⟧` | nothing: the group ends | a line break, one step back |
//! | `⟫` | a blank: the group ends | a line break, one step back |
//! | `⟩` | nothing: the group ends | nothing: one step back |
//! | `⇥` | blanks, so that what follows stands under what follows it in the lines before and after | the same |

use memchr::memchr3;

const OPEN: char = '\u{1}';
const SOFT: char = '\u{2}';
const LINE: char = '\u{3}';
const BROKEN_FROM: char = '\u{4}';
const BROKEN_TO: char = '\u{5}';
const CLOSE: char = '\u{6}';
const END: char = '\u{7}';
const SPACED_CLOSE: char = '\u{8}';
const OPEN_FLUSH: char = '\u{e}';
const CELL: char = '\u{f}';
const OPEN_NARROW: char = '\u{10}';
const FLAT_FROM: char = '\u{11}';
const FLAT_TO: char = '\u{12}';

const SIGNS: [(char, char); 13] = [
    ('⟦', OPEN),
    ('·', SOFT),
    ('⏎', LINE),
    ('⸨', BROKEN_FROM),
    ('⸩', BROKEN_TO),
    ('⸦', FLAT_FROM),
    ('⸧', FLAT_TO),
    ('⟧', CLOSE),
    ('⟩', END),
    ('⟫', SPACED_CLOSE),
    ('⟪', OPEN_FLUSH),
    ('⇥', CELL),
    ('⟬', OPEN_NARROW),
];

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

/// Puts the marks in place of the signs of a template.
pub(super) fn marked(template: &str) -> String {
    if template.is_ascii() {
        return template.to_owned();
    }
    template
        .chars()
        .map(|letter| {
            SIGNS.iter().find(|(sign, _)| *sign == letter).map_or(letter, |(_, mark)| *mark)
        })
        .collect()
}

impl Layout {
    /// The text with all marks resolved. A group stands in one line of `text`.
    pub(super) fn resolve(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut at, mut group) = (0, next_group(text, 0));
        for line in text.split_inclusive('\n') {
            at += line.len();
            if group < at {
                self.line(line, &mut out);
                group = next_group(text, at);
                continue;
            }
            // An empty line of a comment is indented with the others.
            let bare = line.strip_suffix('\n').unwrap_or(line).trim_end_matches([' ', '\t']);
            out.push_str(bare);
            out.push_str(if line.ends_with('\n') { "\n" } else { "" });
        }
        if out.contains(CELL) { aligned(&out) } else { out }
    }

    fn line(&self, line: &str, out: &mut String) {
        let bare = line.trim_start_matches([' ', '\t']);
        let (lead, _) = line.split_at_checked(line.len() - bare.len()).unwrap_or_default();
        let mut printer =
            Printer { layout: *self, lead, out, column: 0, modes: Vec::new(), hidden: 0 };
        printer.text(lead);
        printer.print(bare);
    }

    fn columns(&self, text: &str) -> usize {
        text.chars().map(|letter| if letter == '\t' { self.columns } else { 1 }).sum()
    }
}

/// One line on its way out.
struct Printer<'a> {
    layout: Layout,
    /// The indentation of the line.
    lead: &'a str,
    out: &'a mut String,
    column: usize,
    /// The open groups.
    modes: Vec<Mode>,
    /// How many parts that are not for the group as it is are being left out.
    hidden: usize,
}

/// An open group.
#[derive(Clone, Copy)]
struct Mode {
    broken: bool,
    /// Whether its lines are a step further in.
    step: bool,
}

impl Printer<'_> {
    fn print(&mut self, line: &str) {
        for (at, letter) in line.char_indices() {
            let rest = line.get(at + letter.len_utf8()..).unwrap_or("");
            let broken = self.modes.last().is_some_and(|mode| mode.broken);
            match letter {
                BROKEN_FROM if !broken => self.hidden += 1,
                FLAT_FROM if broken => self.hidden += 1,
                BROKEN_TO | FLAT_TO => self.hidden = self.hidden.saturating_sub(1),
                _ if self.hidden > 0 => {}
                OPEN | OPEN_FLUSH | OPEN_NARROW => {
                    let fits = self.column + flat_width(rest) <= self.layout.width
                        && (letter != OPEN_NARROW || inner_width(rest) <= self.layout.narrow);
                    // A group inside of one that fits was counted with it.
                    let inside_flat = !self.modes.is_empty() && !broken;
                    self.modes
                        .push(Mode { broken: !fits && !inside_flat, step: letter != OPEN_FLUSH });
                }
                SOFT | LINE if broken => self.break_line(self.steps()),
                LINE => self.text(" "),
                CLOSE | SPACED_CLOSE => {
                    self.modes.pop();
                    if broken {
                        self.break_line(self.steps());
                    } else if letter == SPACED_CLOSE {
                        self.text(" ");
                    }
                }
                END => {
                    self.modes.pop();
                }
                SOFT | BROKEN_FROM | FLAT_FROM => {}
                other => self.letter(other),
            }
        }
    }

    /// How many steps further in than the line's beginning the text is now.
    fn steps(&self) -> usize {
        self.modes.iter().filter(|mode| mode.broken && mode.step).count()
    }

    fn break_line(&mut self, steps: usize) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        self.out.push('\n');
        self.column = 0;
        self.text(self.lead.to_owned().as_str());
        for _ in 0..steps {
            self.text(self.layout.indent);
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += self.layout.columns(text);
    }

    fn letter(&mut self, letter: char) {
        self.out.push(letter);
        self.column += 1;
    }
}

/// Where the next group begins at `at` or after it; behind the text when none does. The marks are ASCII, so none of
/// them is a byte of another letter.
fn next_group(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let found = memchr3(OPEN as u8, OPEN_FLUSH as u8, OPEN_NARROW as u8, rest);
    found.map_or(usize::MAX, |found| at + found)
}

/// The columns of the group that `rest` begins in, without what follows it.
fn inner_width(rest: &str) -> usize {
    let mut depth = 1_usize;
    let own = rest.char_indices().find(|(_, letter)| {
        match *letter {
            OPEN | OPEN_FLUSH | OPEN_NARROW => depth += 1,
            CLOSE | END | SPACED_CLOSE => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    flat_width(own.and_then(|(end, _)| rest.get(..end)).unwrap_or(rest))
}

/// The text with blanks in place of the marks between cells: a cell is as wide as the widest of those above and below it
/// in lines that follow each other.
fn aligned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(cell) = rest.find(CELL) {
        let start = rest.get(..cell).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let (before, block) = rest.split_at_checked(start).unwrap_or_default();
        out.push_str(before);
        let lines = block.split_inclusive('\n');
        let length = lines.take_while(|line| line.contains(CELL)).map(str::len).sum();
        let (block, after) = block.split_at_checked(length).unwrap_or_default();
        align(block, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Adds lines that follow each other and have cells.
fn align(block: &str, out: &mut String) {
    let lines: Vec<Vec<&str>> =
        block.split_inclusive('\n').map(|line| line.split(CELL).collect()).collect();
    let mut widths: Vec<Vec<usize>> =
        lines.iter().map(|cells| cells.iter().map(|cell| cell.chars().count()).collect()).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..most {
        let ends = |line: &Vec<usize>| line.len() > column + 1;
        for block in widths.chunk_by_mut(|above, below| ends(above) && ends(below)) {
            let cells = || block.iter().filter(|line| ends(line));
            let Some(widest) = cells().filter_map(|line| line.get(column)).max().copied() else {
                continue;
            };
            for cell in block.iter_mut().filter_map(|line| line.get_mut(column)) {
                *cell = widest;
            }
        }
    }
    for (cells, widths) in lines.iter().zip(&widths) {
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            out.push_str(cell);
            if at + 1 < cells.len() {
                let blanks = width + 1 - cell.chars().count();
                out.extend(std::iter::repeat_n(' ', blanks));
            }
        }
    }
}

/// The columns of the group that `rest` begins in, and of what follows it up to where a line may break.
fn flat_width(rest: &str) -> usize {
    let (mut width, mut depth, mut hidden) = (0, 1_usize, 0_usize);
    for letter in rest.chars() {
        match letter {
            BROKEN_FROM => hidden += 1,
            BROKEN_TO => hidden = hidden.saturating_sub(1),
            _ if hidden > 0 => {}
            OPEN | OPEN_FLUSH | OPEN_NARROW if depth > 0 => depth += 1,
            '\n' => break,
            OPEN | OPEN_FLUSH | OPEN_NARROW | CLOSE | SPACED_CLOSE | SOFT | LINE if depth == 0 => {
                break;
            }
            CLOSE | END => depth = depth.saturating_sub(1),
            SPACED_CLOSE => {
                depth = depth.saturating_sub(1);
                width += 1;
            }
            SOFT | FLAT_FROM | FLAT_TO => {}
            _ => width += 1,
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::{Layout, marked};

    const LAYOUT: Layout = Layout { width: 24, indent: "  ", columns: 2, narrow: 8 };

    fn check(template: &str, expected: &str) {
        assert_eq!(LAYOUT.resolve(&marked(template)), expected);
    }

    #[test]
    fn a_group_that_fits_is_one_line() {
        check("  f(⟦·a: A,⏎b: B⸨,⸩⟧) {\n", "  f(a: A, b: B) {\n");
    }

    #[test]
    fn a_group_that_does_not_fit_breaks_everywhere() {
        check(
            "  f(⟦·alpha: A,⏎b: Bravo⸨,⸩⟧): C {\n",
            "  f(\n    alpha: A,\n    b: Bravo,\n  ): C {\n",
        );
    }

    #[test]
    fn what_follows_a_group_counts() {
        check("f(⟦·a⟧): Abcdefghijklmnopq;\n", "f(a): Abcdefghijklmnopq;\n");
        check("f(⟦·a⟧): Abcdefghijklmnopqr;\n", "f(\n  a\n): Abcdefghijklmnopqr;\n");
    }

    #[test]
    fn a_group_inside_breaks_only_when_it_has_to() {
        check(
            "x(⟦·f(⟦·a,⏎b⟧),⏎g(⟦·cccccccccccc,⏎dddddddd⟧)⟧)\n",
            "x(\n  f(a, b),\n  g(\n    cccccccccccc,\n    dddddddd\n  )\n)\n",
        );
    }

    #[test]
    fn cells_stand_under_each_other_in_lines_that_follow_each_other() {
        check("a⇥bb⇥c\naaa⇥b⇥cc\n// x\na⇥b\n", "a   bb c\naaa b  cc\n// x\na b\n");
        check("a⇥b\naa⇥bbb⇥c\n", "a  b\naa bbb c\n");
    }

    #[test]
    fn a_narrow_group_breaks_before_the_line_is_full() {
        check("f(⟬·aa,⏎bbbb⸨,⸩⟧);\n", "f(aa, bbbb);\n");
        check("f(⟬·aa,⏎bbbbb⸨,⸩⟧);\n", "f(\n  aa,\n  bbbbb,\n);\n");
    }

    #[test]
    fn what_a_line_ends_with_may_depend_on_its_breaks() {
        let arm = "a => ⟪⸨{⸩⟦·long.call(own)⟧⸨}⸩⸦,⸧⟩\n";
        check(arm, "a => long.call(own),\n");
        check(&format!("bbbbb{arm}"), "bbbbba => {\n  long.call(own)\n}\n");
    }

    #[test]
    fn a_union_has_bars_when_it_breaks() {
        check("type A =⟦⏎⟪⸨| ⸩B⏎| C⟩⟩;\n", "type A = B | C;\n");
        check("type A =⟦⏎⟪⸨| ⸩Bbbbbbb⏎| Ccccccc⟩⟩;\n", "type A =\n  Bbbbbbb | Ccccccc;\n");
        check(
            "type A =⟦⏎⟪⸨| ⸩Bbbbbbbbbbbbb⏎| Ccccccccccccc⟩⟩;\n",
            "type A =\n  | Bbbbbbbbbbbbb\n  | Ccccccccccccc;\n",
        );
    }
}
