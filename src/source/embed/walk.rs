//! The way from the raw bytes of a scalar to its text, walked once more to know which bytes became which.

use super::super::json::unescape;
use super::super::{Node, Style};
use super::Piece;

/// The pieces of the scalar `node`, which reads `text`.
pub(super) fn pieces(node: Node<'_>, text: &str) -> Vec<Piece> {
    let (start, end) = node.local_place();
    let (start, end) = (start as usize, end as usize);
    let raw = node.tree().source().as_bytes();
    let mut walk = Walk { raw, at: start, text: text.as_bytes(), done: 0, pieces: Vec::new() };
    match node.style() {
        Style::Plain => walk.flow(end, Escapes::None),
        Style::SingleQuoted => walk.quoted(start, end, Escapes::Doubled),
        Style::DoubleQuoted => walk.quoted(start, end, Escapes::Yaml),
        Style::Json => walk.quoted(start, end, Escapes::Json),
        Style::Literal => walk.literal(),
        Style::Folded => walk.folded(),
    }
    walk.pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    None,
    /// `''` in single quotes.
    Doubled,
    Yaml,
    Json,
}

struct Walk<'s> {
    raw: &'s [u8],
    at: usize,
    text: &'s [u8],
    /// How much of the text has its piece.
    done: usize,
    pieces: Vec<Piece>,
}

impl Walk<'_> {
    fn byte(&self) -> Option<u8> {
        self.raw.get(self.at).copied()
    }

    /// The next `length` bytes stand for themselves.
    fn copy(&mut self, length: usize) {
        self.piece(length, length);
    }

    /// The next `raw` bytes stand for `text` bytes.
    fn piece(&mut self, raw: usize, text: usize) {
        let text = text.min(self.text.len().saturating_sub(self.done));
        if text > 0 && !self.extends_last(raw, text) {
            let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
            let (text, at, raw_length) = (number(self.done), number(self.at), number(raw));
            self.pieces.push(Piece { text, raw: at, raw_length });
        }
        self.at += raw;
        self.done += text;
    }

    /// Joins bytes that stand for themselves with such bytes before them.
    fn extends_last(&mut self, raw: usize, text: usize) -> bool {
        let Some(last) = self.pieces.last_mut() else { return false };
        let (start, length) = (last.text as usize, last.raw_length as usize);
        let fits =
            raw == text && start + length == self.done && last.raw as usize + length == self.at;
        if fits {
            last.raw_length = u32::try_from(length + raw).unwrap_or(u32::MAX);
        }
        fits
    }

    /// The length of the line break here, 0 when there is none.
    fn break_length(&self) -> usize {
        match self.byte() {
            Some(b'\r') if self.raw.get(self.at + 1) == Some(&b'\n') => 2,
            Some(b'\r' | b'\n') => 1,
            _ => 0,
        }
    }

    fn quoted(&mut self, start: usize, end: usize, escapes: Escapes) {
        self.at = start + 1;
        self.flow(end.saturating_sub(1), escapes);
    }

    /// A scalar whose line breaks fold.
    fn flow(&mut self, end: usize, escapes: Escapes) {
        while self.at < end && self.done < self.text.len() {
            match self.byte() {
                Some(b'\'') if escapes == Escapes::Doubled => self.piece(2, 1),
                Some(b'\\') if escapes == Escapes::Json => {
                    let (character, length) = unescape(self.raw, self.at).unwrap_or(('?', 2));
                    self.piece(length, character.len_utf8());
                }
                Some(b'\\') if escapes == Escapes::Yaml => self.yaml_escape(),
                Some(b' ' | b'\t' | b'\r' | b'\n') if escapes != Escapes::Json => {
                    self.flow_blank(end);
                }
                Some(_) => self.copy(self.run(end)),
                None => break,
            }
        }
    }

    /// The number of bytes from here on that stand for themselves, at least one.
    fn run(&self, end: usize) -> usize {
        let rest = self.raw.get(self.at..end).unwrap_or(&[]);
        let stops = |byte: &u8| matches!(byte, b'\'' | b'\\' | b' ' | b'\t' | b'\r' | b'\n');
        rest.iter().position(stops).unwrap_or(rest.len()).max(1)
    }

    /// Blanks: they are kept inside of a line, and one line break is a blank, more are line breaks.
    fn flow_blank(&mut self, end: usize) {
        let rest = self.raw.get(self.at..end).unwrap_or(&[]);
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if !matches!(rest.get(blanks), Some(b'\r' | b'\n')) {
            self.copy(blanks);
            return;
        }
        self.at += blanks;
        let first = self.break_length();
        let mut ahead = Walk { pieces: Vec::new(), at: self.at + first, ..*self };
        ahead.skip_blanks();
        if ahead.break_length() == 0 {
            self.piece(first, 1);
            self.skip_blanks();
            return;
        }
        self.at += first;
        self.blank_lines();
    }

    /// Empty lines, each of which is a line break, and the indentation of the line after them.
    fn blank_lines(&mut self) {
        self.skip_blanks();
        while self.break_length() > 0 {
            self.piece(self.break_length(), 1);
            self.skip_blanks();
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    fn yaml_escape(&mut self) {
        let digits = match self.raw.get(self.at + 1) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b'\n' | b'\r') => {
                self.at += 1;
                self.at += self.break_length();
                return self.blank_lines();
            }
            _ => 0,
        };
        let character = std::str::from_utf8(self.text.get(self.done..).unwrap_or(&[]));
        let length = character.ok().and_then(|text| text.chars().next()).map_or(1, char::len_utf8);
        self.piece(2 + digits, length);
    }

    /// From the header to the first line of a block scalar.
    fn skip_header(&mut self) {
        while self.byte().is_some() && self.break_length() == 0 {
            self.at += 1;
        }
        self.at += self.break_length();
    }

    /// The length of the line here, without its break.
    fn line_length(&self) -> usize {
        let rest = self.raw.get(self.at..).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    /// Every line of the text is the end of its raw line, which has the indentation before it.
    fn literal(&mut self) {
        self.skip_header();
        while self.done < self.text.len() {
            let rest = self.text.get(self.done..).unwrap_or(&[]);
            let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.at += self.line_length().saturating_sub(line);
            self.copy(line);
            // The text may end with a line break that the file does not have at its end.
            self.piece(self.break_length(), 1);
        }
    }

    /// Lines are joined with a blank, unless one of them is empty or indented further than the first.
    fn folded(&mut self) {
        self.skip_header();
        let leading = self.text.iter().take_while(|byte| **byte == b'\n').count();
        let own = self.text.iter().skip(leading).take_while(|byte| **byte == b' ').count();
        let mut indent = None;
        while self.done < self.text.len() && self.at < self.raw.len() {
            let line = self.raw.get(self.at..self.at + self.line_length()).unwrap_or(&[]);
            let spaces = line.iter().take_while(|byte| **byte == b' ').count();
            if spaces == line.len() && self.text.get(self.done) == Some(&b'\n') {
                self.at += line.len();
                self.piece(self.break_length(), 1);
                continue;
            }
            let indent = *indent.get_or_insert(spaces.saturating_sub(own));
            let content = line.len().saturating_sub(indent);
            self.at += indent.min(line.len());
            self.copy(content);
            self.folded_break(indent);
        }
    }

    /// The line break after a line of content: a blank, a line break, or nothing before empty lines.
    fn folded_break(&mut self, indent: usize) {
        let mut ahead = Walk { pieces: Vec::new(), ..*self };
        let mut breaks = 0;
        while ahead.break_length() > 0 {
            breaks += 1;
            ahead.at += ahead.break_length();
            let spaces = ahead.raw.iter().skip(ahead.at).take_while(|byte| **byte == b' ').count();
            let is_empty = spaces == ahead.line_length() && spaces <= indent;
            if !is_empty {
                break;
            }
            ahead.at += spaces;
        }
        let rest = self.text.get(self.done..).unwrap_or(&[]);
        let kept = rest.iter().take_while(|byte| **byte == b'\n').count();
        if rest.first() == Some(&b' ') || kept >= breaks || kept == rest.len() {
            self.piece(self.break_length(), 1);
        } else {
            self.at += self.break_length();
        }
    }
}
