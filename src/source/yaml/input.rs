//! The characters of a text for the parser, with a bound on how far it may look ahead.
//!
//! The parser holds all tokens between two brackets as long as the brackets might be a key. A text of nothing but
//! brackets and commas would take a hundred times its size, so the parser sees the end of the text when it has
//! asked for more than its allowance without giving an event.

use std::cell::Cell;
use std::rc::Rc;

use saphyr_parser::Input;

/// How many steps the parser may take from one event to the next. A token takes two or more.
const ALLOWANCE: u32 = 1 << 23;

/// The number of characters that the parser may ask for at once.
const BUFFER: usize = 16;

/// The steps that are left until the next event.
#[derive(Clone, Debug)]
pub(super) struct Allowance(Rc<Cell<u32>>);

impl Allowance {
    pub(super) fn new() -> Self {
        Self(Rc::new(Cell::new(ALLOWANCE)))
    }

    /// Gives the parser its steps anew.
    pub(super) fn renew(&self) {
        self.0.set(ALLOWANCE);
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }

    /// Takes one step; false when none was left.
    fn take(&self) -> bool {
        let left = self.0.get().saturating_sub(1);
        self.0.set(left);
        left > 0
    }
}

/// What the parser has not read yet.
#[derive(Debug)]
pub(super) struct Text<'s> {
    rest: &'s str,
    asked: usize,
    allowance: Allowance,
}

impl<'s> Text<'s> {
    pub(super) fn new(text: &'s str, allowance: Allowance) -> Self {
        Self { rest: text, asked: 0, allowance }
    }
}

impl Input for Text<'_> {
    #[inline]
    fn lookahead(&mut self, count: usize) {
        self.asked = self.asked.max(count);
        if !self.allowance.take() {
            self.rest = "";
        }
    }

    #[inline]
    fn buflen(&self) -> usize {
        self.asked
    }

    #[inline]
    fn bufmaxlen(&self) -> usize {
        BUFFER
    }

    #[inline]
    fn raw_read_ch(&mut self) -> char {
        let character = self.peek();
        self.skip();
        character
    }

    #[inline]
    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        let character = self.peek();
        let ends = matches!(character, '\n' | '\r' | '\0' | '\u{feff}');
        if ends {
            return None;
        }
        self.skip();
        Some(character)
    }

    #[inline]
    fn skip(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }

    #[inline]
    fn skip_n(&mut self, count: usize) {
        for _ in 0..count {
            self.skip();
        }
    }

    #[inline]
    fn peek(&self) -> char {
        self.rest.chars().next().unwrap_or('\0')
    }

    #[inline]
    fn peek_nth(&self, n: usize) -> char {
        self.rest.chars().nth(n).unwrap_or('\0')
    }

    #[inline]
    fn peek_opt(&self) -> Option<char> {
        self.rest.chars().next()
    }

    #[inline]
    fn look_ch(&mut self) -> char {
        self.peek()
    }

    fn skip_while_non_breakz(&mut self) -> usize {
        let ends = |c: char| matches!(c, '\n' | '\r' | '\0' | '\u{feff}');
        let length = self.rest.find(ends).unwrap_or(self.rest.len());
        let (skipped, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        skipped.chars().count()
    }
}
