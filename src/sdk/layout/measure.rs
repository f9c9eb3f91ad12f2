//! How wide text is where no group of it is broken.

use unicode_width::UnicodeWidthChar;

use super::marks::{
    BROKEN_FROM, BROKEN_TO, CLOSE, END, FLAT_FROM, FLAT_TO, HUGGING, LINE, NARROW, OPEN,
    OPEN_FLUSH, PACKED, RELEASED, RESERVED, SOFT, SPACED_CLOSE, is_mark,
};

/// The columns that a letter takes: two for one that is as wide as two others.
pub(in crate::sdk) fn columns(letter: char) -> usize {
    if letter.is_ascii() { 1 } else { letter.width().unwrap_or(0) }
}

/// Which of the groups around something are broken, the innermost first.
#[derive(Clone, Copy, Default)]
pub(super) struct Around(u64);

impl Around {
    /// As it is inside of one more group.
    pub(super) fn inside(self, broken: bool) -> Self {
        Self((self.0 << 1) | u64::from(broken))
    }

    const fn is_broken(self) -> bool {
        self.0 & 1 == 1
    }

    /// As it is behind the innermost of them.
    pub(super) const fn left(self) -> Self {
        Self(self.0 >> 1)
    }
}

/// A group, from behind the mark that opens it to the end of the line of the template.
#[derive(Clone, Copy)]
pub(super) struct Group<'t> {
    rest: &'t str,
    around: Around,
}

impl<'t> Group<'t> {
    pub(super) const fn new(rest: &'t str, around: Around) -> Self {
        Self { rest, around }
    }

    /// What says how it breaks.
    pub(super) fn kind(self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The columns of the group, and of what follows it up to where a line may break.
    pub(super) fn flat(self) -> usize {
        self.width(ends_line)
    }

    /// The columns of the group without what follows it.
    pub(super) fn inner(self) -> usize {
        self.width(ends_group)
    }

    /// The columns up to the second place where a line may break, when the first one, that of the group itself, is not.
    pub(super) fn head(self) -> usize {
        let mut own = true;
        self.width(|letter, depth| match letter {
            SOFT | LINE if depth > 0 => !std::mem::take(&mut own),
            _ => ends_line(letter, depth),
        })
    }

    /// The columns up to the first break of a group inside of this one.
    pub(super) fn hugged(self) -> usize {
        self.width(|letter, depth| match letter {
            SOFT | LINE => depth > 1,
            _ => letter == '\n',
        })
    }

    /// The columns between the first two places where the group may break.
    pub(super) fn head_alone(self) -> Option<usize> {
        let rest = self.rest.find([SOFT, LINE]).and_then(|at| self.rest.get(at + 1..))?;
        Some(Self { rest, ..self }.width(|letter, depth| match letter {
            SOFT | LINE => depth > 0,
            _ => ends_line(letter, depth) || ends_group(letter, depth),
        }))
    }

    /// The columns of what stands behind the first break of the group: what follows the group counts when that is in the
    /// same line. Nothing when a group inside of it has to break for being wider than `narrow`.
    pub(super) fn alone(self, narrow: usize) -> Option<usize> {
        let rest = self.rest.find([SOFT, LINE]).and_then(|at| self.rest.get(at + 1..))?;
        let own = Self { rest, ..self };
        if !own.is_narrow(narrow) {
            return None;
        }
        let end = rest.get(own.content().len()..).and_then(|end| end.chars().next());
        Some(if end == Some(END) { own.flat() } else { own.inner() })
    }

    /// The columns up to where a line may break next.
    pub(super) fn part(self) -> usize {
        self.width(|letter, _| matches!(letter, SOFT | LINE | '\n'))
    }

    /// The columns of what the group begins with when it is broken.
    pub(super) fn opening(self) -> usize {
        let text = self.rest.trim_start_matches(|letter| is_mark(letter) && letter != BROKEN_FROM);
        let own = text.strip_prefix(BROKEN_FROM).and_then(|own| own.split_once(BROKEN_TO));
        own.map_or(0, |(own, _)| own.chars().map(columns).sum())
    }

    /// Whether no part of the group is wider than `width`.
    pub(super) fn is_short(self, width: usize) -> bool {
        let own = |part: &str| {
            part.trim_start_matches("| ")
                .trim_end_matches(|letter| is_mark(letter) || letter == ',')
                .chars()
                .filter(|letter| !is_mark(*letter))
                .map(columns)
                .sum::<usize>()
        };
        self.content().split(LINE).all(|part| own(part) <= width)
    }

    /// Whether no group inside of this one has to break for its width.
    fn is_narrow(self, narrow: usize) -> bool {
        self.content().match_indices([NARROW, PACKED, HUGGING]).all(|(at, _)| {
            let rest = self.rest.get(at + 1..).unwrap_or_default();
            Self { rest, ..self }.inner() <= narrow
        })
    }

    /// What the group holds.
    fn content(self) -> &'t str {
        let mut depth = 1_usize;
        let end = self.rest.find(|letter| {
            let ends = ends_group(letter, depth);
            depth = deeper(letter, depth);
            ends
        });
        end.and_then(|end| self.rest.get(..end)).unwrap_or(self.rest)
    }

    /// The columns of the text up to the first letter that `ends` it, which is told how deep in groups the letter is.
    fn width(self, mut ends: impl FnMut(char, usize) -> bool) -> usize {
        let (mut width, mut depth, mut hidden) = (0_usize, 1_usize, 0_usize);
        let (mut reserved, mut released, mut around) = (0, 0, self.around);
        for letter in self.rest.chars() {
            let broken = depth == 0 && around.is_broken();
            match letter {
                BROKEN_FROM if !broken => hidden += 1,
                FLAT_FROM if broken => hidden += 1,
                BROKEN_TO | FLAT_TO => hidden = hidden.saturating_sub(1),
                _ if hidden > 0 => continue,
                _ if ends(letter, depth) => break,
                RESERVED => reserved += 1,
                RELEASED if depth < 2 => released += 1,
                SOFT => reserved = 0,
                CLOSE | END if depth > 1 => reserved = 0,
                END if depth == 0 => around = around.left(),
                LINE | SPACED_CLOSE => {
                    reserved = 0;
                    width += 1;
                }
                _ if !is_mark(letter) => width += columns(letter),
                _ => {}
            }
            depth = deeper(letter, depth);
        }
        (width + reserved).saturating_sub(released)
    }
}

fn ends_line(letter: char, depth: usize) -> bool {
    letter == '\n'
        || (depth == 0 && matches!(letter, OPEN | OPEN_FLUSH | CLOSE | SPACED_CLOSE | SOFT | LINE))
}

const fn ends_group(letter: char, depth: usize) -> bool {
    depth == 1 && matches!(letter, CLOSE | SPACED_CLOSE | END)
}

const fn deeper(letter: char, depth: usize) -> usize {
    match letter {
        OPEN | OPEN_FLUSH => depth + 1,
        CLOSE | SPACED_CLOSE | END => depth.saturating_sub(1),
        _ => depth,
    }
}
