//! The characters of a template: names, blanks, line ends, and the way from a decoded string back to the template.

/// A place in the text that is being read.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    pub(super) at: usize,
    origin: Origin,
}

/// Where the bytes of the text stand in the template.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Pairs of (byte in the text, byte in the template), ascending; between two pairs both advance alike.
    segments: Vec<(usize, u32)>,
}

impl Origin {
    pub(super) fn start_at(start: u32) -> Self {
        Self { segments: vec![(0, start)] }
    }

    /// From byte `text` on, the text stands at byte `template`.
    pub(super) fn jump(&mut self, text: usize, template: u32) {
        self.segments.push((text, template));
    }

    fn place(&self, at: usize) -> u32 {
        let next = self.segments.partition_point(|(text, _)| *text <= at);
        let (text, template) =
            next.checked_sub(1).and_then(|i| self.segments.get(i)).copied().unwrap_or((0, 0));
        template.saturating_add(u32::try_from(at - text).unwrap_or(u32::MAX))
    }
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, origin: Origin) -> Self {
        Self { text, at: 0, origin }
    }

    /// The place of byte `at` in the template.
    pub(super) fn place(&self, at: usize) -> u32 {
        self.origin.place(at)
    }

    /// The place of the bytes `start..end` in the template.
    pub(super) fn span(&self, start: usize, end: usize) -> (u32, u32) {
        let end = end.min(self.text.len());
        // The end is the place behind the last byte, which may stand before a jump.
        let last =
            if end > start { self.place(end - 1).saturating_add(1) } else { self.place(start) };
        (self.place(start), last)
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    /// The next `$` or `#`, as a byte of the text.
    pub(super) fn next_sign(&self) -> Option<usize> {
        memchr::memchr2(b'$', b'#', self.rest().as_bytes()).map(|offset| self.at + offset)
    }

    /// Skips to the end of `mark`; false when it does not come.
    pub(super) fn skip_past(&mut self, mark: &str) -> bool {
        match self.rest().find(mark) {
            Some(offset) => {
                self.at += offset + mark.len();
                true
            }
            None => false,
        }
    }

    /// The blanks and line ends between the parts of an expression.
    pub(super) fn spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// The blanks within a line.
    pub(super) fn blanks(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t'));
    }

    pub(super) fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// The end of a line: `\r\n`, `\n` or `\r`.
    pub(super) fn line_end(&mut self) -> bool {
        self.eat("\r\n") || self.eat("\n") || self.eat("\r")
    }

    /// A directive that only blanks and a line end follow takes these with it (`Whitespace gobbling` of Velocity 1).
    pub(super) fn swallow_line_end(&mut self) {
        let before = self.at;
        self.blanks();
        if !self.line_end() {
            self.at = before;
        }
    }

    /// The name of a variable, a property or a method, if one begins here.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        if !self.rest().starts_with(is_name_start) {
            return None;
        }
        Some(self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
    }

    /// The word of a directive or an operator, if one begins here.
    pub(super) fn word(&mut self) -> &'t str {
        if !self.rest().starts_with(|c: char| c.is_ascii_alphabetic()) {
            return "";
        }
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
    }
}

pub(super) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}
