//! Our own JSON reader (RFC 8259, strict): one pass over the bytes, no recursion, every value with its place.

mod explain;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use super::limits::{MAX_DEPTH, MAX_WEIGHT};
use super::{
    FileId, Kind, Problem, ProblemKind, Scalar, ScalarText, Span, Style, Tree, TreeBuilder,
};
use text::plain_run;
pub(super) use text::unescape;

/// Reads `text` as one JSON value. After a fatal problem the tree holds what stood before it.
pub fn read_json(file: FileId, text: &Arc<str>) -> (Tree, Vec<Problem>) {
    let builder = TreeBuilder::new(file, Arc::clone(text));
    let mut reader = Reader {
        file,
        text,
        bytes: text.as_bytes(),
        // A byte order mark at the start stands for nothing.
        at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
        open: Vec::new(),
        builder,
        decoded: String::new(),
    };
    if let Err(problem) = reader.document() {
        reader.builder.problem(problem);
    }
    reader.builder.finish()
}

struct Reader<'s> {
    file: FileId,
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    open: Vec<Open>,
    builder: TreeBuilder,
    /// The text of the string that is being read, once an escape has been met.
    decoded: String,
}

#[derive(Clone, Copy)]
struct Open {
    start: usize,
    is_object: bool,
}

impl Open {
    const fn close(self) -> u8 {
        if self.is_object { b'}' } else { b']' }
    }
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), Problem> {
        self.skip_blank();
        if self.at == self.bytes.len() {
            return Err(self.explain_empty());
        }
        let mut first = self.value()?;
        while let Some(open) = self.open.last().copied() {
            self.skip_blank();
            if self.peek() == Some(open.close()) {
                self.at += 1;
                self.open.pop();
                self.builder.end(offset(self.at));
                first = false;
                continue;
            }
            if !first {
                self.comma(open)?;
            }
            if open.is_object {
                self.key(open)?;
            }
            first = self.value()?;
        }
        self.skip_blank();
        if self.at < self.bytes.len() { Err(self.explain_trailing()) } else { Ok(()) }
    }

    fn comma(&mut self, open: Open) -> Result<(), Problem> {
        if self.peek() != Some(b',') {
            return Err(self.explain_no_comma(open));
        }
        let comma = self.at;
        self.at += 1;
        self.skip_blank();
        if self.peek() == Some(open.close()) {
            return Err(self.explain_trailing_comma(open, comma));
        }
        Ok(())
    }

    fn key(&mut self, open: Open) -> Result<(), Problem> {
        if self.peek() != Some(b'"') {
            return Err(self.explain_no_key(open));
        }
        let start = self.at;
        self.string()?;
        let end = self.at;
        self.skip_blank();
        if self.peek() != Some(b':') {
            return Err(self.explain_no_colon(start, end));
        }
        self.at += 1;
        self.skip_blank();
        Ok(())
    }

    /// Reads a scalar, or the opening of a container; returns whether it was an opening.
    fn value(&mut self) -> Result<bool, Problem> {
        if self.builder.weight() >= MAX_WEIGHT {
            return Err(self.explain_too_many());
        }
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => return self.begin(true),
            Some(b'[') => return self.begin(false),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Kind::Bool)?,
            Some(b'f') => self.word("false", Kind::Bool)?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Err(self.explain_no_value()),
        }
        Ok(false)
    }

    fn begin(&mut self, is_object: bool) -> Result<bool, Problem> {
        if self.builder.depth() >= MAX_DEPTH as usize {
            return Err(self.explain_too_deep());
        }
        self.open.push(Open { start: self.at, is_object });
        if is_object {
            self.builder.begin_mapping(offset(self.at));
        } else {
            self.builder.begin_sequence(offset(self.at));
        }
        self.at += 1;
        Ok(true)
    }

    /// Reads the string whose opening quote is next.
    fn string(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let end = plain_run(self.bytes, start + 1);
        let text = if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            ScalarText::Source(offset(start + 1), offset(end))
        } else {
            self.decode(start, end)?;
            ScalarText::Decoded(&self.decoded)
        };
        self.builder.scalar(Scalar {
            kind: Kind::String,
            style: Style::Json,
            start: offset(start),
            end: offset(self.at),
            text,
        });
        Ok(())
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<(), Problem> {
        let end = self.at + word.len();
        let whole = self.bytes.get(self.at..end) == Some(word.as_bytes());
        if !whole || self.bytes.get(end).is_some_and(|byte| is_word(*byte)) {
            return Err(self.explain_no_value());
        }
        self.plain(kind, end);
        Ok(())
    }

    fn number(&mut self) -> Result<(), Problem> {
        let mut end = self.at;
        let digits = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or(&[]);
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        if self.bytes.get(end) == Some(&b'-') {
            end += 1;
        }
        let whole = digits(end);
        let leading_zero = whole > 1 && self.bytes.get(end) == Some(&b'0');
        end += whole;
        let mut kind = Kind::Int;
        let mut bad = whole == 0 || leading_zero;
        if !bad && self.bytes.get(end) == Some(&b'.') {
            kind = Kind::Float;
            let fraction = digits(end + 1);
            bad = fraction == 0;
            end += 1 + fraction;
        }
        if !bad && matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            kind = Kind::Float;
            end += 1;
            if matches!(self.bytes.get(end), Some(b'+' | b'-')) {
                end += 1;
            }
            let exponent = digits(end);
            bad = exponent == 0;
            end += exponent;
        }
        if bad || self.bytes.get(end).is_some_and(|byte| is_word(*byte)) {
            return Err(self.explain_number());
        }
        self.plain(kind, end);
        Ok(())
    }

    fn plain(&mut self, kind: Kind, end: usize) {
        let (start, end_at) = (offset(self.at), offset(end));
        self.builder.scalar(Scalar {
            kind,
            style: Style::Plain,
            start,
            end: end_at,
            text: ScalarText::Source(start, end_at),
        });
        self.at = end;
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset(start), offset(end))
    }

    fn syntax(&self, start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem::new(ProblemKind::Syntax, self.span(start, end), message)
    }
}

/// Whether `byte` continues a number or word: then what stood before it is not the whole of it.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-') || byte >= 0x80
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
