//! Reads JSON into values. A payload is read for every request, so texts stay where they are in the payload and
//! each list and map is made in its final size.

use std::rc::Rc;

use super::entries::Entries;
use super::value::{List, Map, Style, Text, Value};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 200;

/// Why a text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonFault {
    /// It is not JSON.
    Invalid,
    /// It is nested too deeply.
    TooDeep,
}

/// Reads a text that lives as long as the rendering.
pub(super) fn parse(text: &str) -> Result<Value<'_>, JsonFault> {
    Reader::new(text, Text::Borrowed).document()
}

/// Reads a text that was made on the way; the values hold copies of it.
pub(super) fn parse_copied<'a>(text: &str) -> Result<Value<'a>, JsonFault> {
    Reader::new(text, |part| Text::Shared(part.into())).document()
}

struct Reader<'s, 'a, F: Fn(&'s str) -> Text<'a>> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    keep: F,
    /// The elements and entries of what is open, innermost last.
    items: Vec<Value<'a>>,
    entries: Vec<(Text<'a>, Value<'a>)>,
}

impl<'s, 'a, F: Fn(&'s str) -> Text<'a>> Reader<'s, 'a, F> {
    fn new(text: &'s str, keep: F) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, keep, items: Vec::new(), entries: Vec::new() }
    }

    fn document(mut self) -> Result<Value<'a>, JsonFault> {
        let value = self.value(0)?;
        self.spaces();
        if self.at == self.bytes.len() { Ok(value) } else { Err(JsonFault::Invalid) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, JsonFault> {
        if depth > MAX_DEPTH {
            return Err(JsonFault::TooDeep);
        }
        self.spaces();
        match self.peek() {
            Some(b'"') => Ok(Value::Text(self.string()?)),
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(JsonFault::Invalid),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonFault> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(JsonFault::Invalid);
        }
        self.at = end;
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Value<'a>, JsonFault> {
        self.at += 1;
        let first = self.items.len();
        self.spaces();
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                let item = self.value(depth + 1)?;
                self.items.push(item);
                if self.ends(b']')? {
                    break;
                }
            }
        }
        Ok(Value::List(List::new(Style::Json, self.items.split_off(first))))
    }

    fn map(&mut self, depth: usize) -> Result<Value<'a>, JsonFault> {
        self.at += 1;
        let first = self.entries.len();
        self.spaces();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                self.spaces();
                if self.peek() != Some(b'"') {
                    return Err(JsonFault::Invalid);
                }
                let key = self.string()?;
                self.spaces();
                if self.peek() != Some(b':') {
                    return Err(JsonFault::Invalid);
                }
                self.at += 1;
                let value = self.value(depth + 1)?;
                self.entries.push((key, value));
                if self.ends(b'}')? {
                    break;
                }
            }
        }
        Ok(Value::Map(Map::new(Entries::from_list(self.entries.split_off(first)))))
    }

    /// Behind an element: whether `close` follows and not a comma.
    fn ends(&mut self, close: u8) -> Result<bool, JsonFault> {
        self.spaces();
        let next = self.peek();
        self.at += 1;
        match next {
            Some(b',') => Ok(false),
            Some(sign) if sign == close => Ok(true),
            _ => Err(JsonFault::Invalid),
        }
    }

    fn string(&mut self) -> Result<Text<'a>, JsonFault> {
        self.at += 1;
        let start = self.at;
        let end = self.run();
        match self.bytes.get(end) {
            Some(b'"') => {
                self.at = end + 1;
                Ok((self.keep)(self.text.get(start..end).unwrap_or_default()))
            }
            Some(b'\\') => self.escaped(start, end),
            _ => Err(JsonFault::Invalid),
        }
    }

    /// The place of the next byte that does not stand for itself in a string.
    fn run(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let plain = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1F));
        self.at + plain.unwrap_or(rest.len())
    }

    /// A string with escapes, the first of them at `end`.
    fn escaped(&mut self, start: usize, end: usize) -> Result<Text<'a>, JsonFault> {
        let mut text = self.text.get(start..end).unwrap_or_default().to_owned();
        self.at = end;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(0..=0x1F) | None => return Err(JsonFault::Invalid),
                Some(_) => {
                    let end = self.run();
                    text.push_str(self.text.get(self.at..end).unwrap_or_default());
                    self.at = end;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonFault> {
        let letter = self.peek().ok_or(JsonFault::Invalid)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return Err(JsonFault::Invalid),
        })
    }

    /// The four digits of an escape, and of a second one that completes it. Half of a pair alone has no text of its
    /// own and becomes the replacement character.
    fn unicode(&mut self) -> Result<char, JsonFault> {
        let high = self.four_digits()?;
        if (0xD800..0xDC00).contains(&high)
            && self.bytes.get(self.at..self.at + 2) == Some(b"\\u".as_slice())
        {
            let before = self.at;
            self.at += 2;
            let low = self.four_digits()?;
            if (0xDC00..0xE000).contains(&low) {
                let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, JsonFault> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(JsonFault::Invalid)?;
        self.at += 4;
        digits.iter().try_fold(0, |code, digit| {
            char::from(*digit).to_digit(16).map(|d| code << 4 | d).ok_or(JsonFault::Invalid)
        })
    }

    fn digits(&mut self) -> Result<(), JsonFault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(JsonFault::Invalid) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Value<'a>, JsonFault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let first = self.at;
        self.digits()?;
        if self.bytes.get(first) == Some(&b'0') && self.at > first + 1 {
            return Err(JsonFault::Invalid);
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(number(self.text.get(start..self.at).unwrap_or_default(), whole))
    }
}

/// The value of a number's text. What neither 64 bits nor a double hold keeps its digits.
pub(super) fn number<'a>(text: &str, whole: bool) -> Value<'a> {
    if whole {
        return text.parse().map_or_else(|_| Value::Big(Rc::from(text)), Value::Int);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Double(number),
        _ => Value::Big(Rc::from(text)),
    }
}
