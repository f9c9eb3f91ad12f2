//! The insides of JSON strings: the run of bytes that stand for themselves, and the escapes.

use super::super::Problem;
use super::Reader;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The first byte from `at` on that is a quote, a backslash or a control character; the length of `bytes` when
/// there is none.
pub(super) fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    // Eight bytes at a time: most strings in a definition are too short for a vector search to pay.
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * 0x22);
        let backslash = word ^ (ONES * 0x5c);
        let stops = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let stops = stops & HIGHS;
        if stops != 0 {
            // The lowest marked byte is exact; borrows can mark only bytes above a true one.
            return at + (stops.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}

impl Reader<'_> {
    /// Reads the string that opens at `start`, whose first escape, fault or end is at `stop`, into `decoded`.
    pub(super) fn decode(&mut self, start: usize, stop: usize) -> Result<(), Problem> {
        self.decoded.clear();
        let mut from = start + 1;
        let mut at = stop;
        loop {
            self.decoded.push_str(self.text.get(from..at).unwrap_or(""));
            match self.bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    let (character, length) = match unescape(self.bytes, at) {
                        Ok(found) => found,
                        Err(fault) => return Err(self.explain_escape(at, fault)),
                    };
                    self.decoded.push(character);
                    at += length;
                }
                _ => return Err(self.explain_in_string(start, at)),
            }
            from = at;
            at = plain_run(self.bytes, at);
        }
    }
}

/// What is wrong with an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum BadEscape {
    /// No escape has this letter.
    Unknown,
    /// `\u` without four hexadecimal digits.
    Digits,
    /// Half of a surrogate pair.
    LoneSurrogate,
}

/// The character that the escape at `at` stands for, and the number of bytes that it takes.
pub(in crate::source) fn unescape(bytes: &[u8], at: usize) -> Result<(char, usize), BadEscape> {
    let simple = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unescape_unicode(bytes, at),
        _ => return Err(BadEscape::Unknown),
    };
    Ok((simple, 2))
}

fn unescape_unicode(bytes: &[u8], at: usize) -> Result<(char, usize), BadEscape> {
    let high = hex4(bytes, at + 2).ok_or(BadEscape::Digits)?;
    if let Some(character) = char::from_u32(high) {
        return Ok((character, 6));
    }
    let follows = bytes.get(at + 6..at + 8) == Some(b"\\u".as_slice());
    let low = if follows { hex4(bytes, at + 8) } else { None };
    match (high, low) {
        (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
            let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            char::from_u32(code).map(|character| (character, 12)).ok_or(BadEscape::LoneSurrogate)
        }
        _ => Err(BadEscape::LoneSurrogate),
    }
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |code, byte| Some(code * 16 + char::from(*byte).to_digit(16)?))
}
