//! The encodings that `$util` offers, as the Java libraries behind it write them.

use std::fmt::Write;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// What `java.net.URLEncoder` encodes; it writes a blank as a plus sign.
const FORM: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_').remove(b' ');

/// Java's decoder takes a text whose padding is missing, and its last bits as they come.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Whether `java_script` leaves the text as it is.
pub(super) fn is_plain_java_script(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, 0x20..=0x7E) && !matches!(b, b'"' | b'\'' | b'\\' | b'/'))
}

/// Escapes as `StringEscapeUtils.escapeJavaScript` does: quotes, backslashes, slashes and control characters, and
/// everything outside of ASCII by the numbers of its UTF-16 units.
pub(super) fn java_script(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4 + 8);
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' | '/' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{C}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            ' '..='~' => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a string does not fail.
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
    out
}

pub(super) fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for part in percent_encoding::utf8_percent_encode(text, FORM) {
        if part.contains(' ') {
            out.extend(part.chars().map(|c| if c == ' ' { '+' } else { c }));
        } else {
            out.push_str(part);
        }
    }
    out
}

/// Nothing when a percent sign has no two digits behind it, which `java.net.URLDecoder` refuses.
pub(super) fn url_decode(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    parts.next();
    let is_digit = |b: &u8| b.is_ascii_hexdigit();
    if !parts.all(|part| part.as_bytes().get(..2).is_some_and(|two| two.iter().all(is_digit))) {
        return None;
    }
    let spaced = text.replace('+', " ");
    Some(percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

pub(super) fn base64_encode(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

/// Line ends and blanks between the letters do not count.
pub(super) fn base64_decode(text: &str) -> Option<String> {
    let decoded = if text.bytes().any(|b| b.is_ascii_whitespace()) {
        let letters: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        LENIENT.decode(letters)
    } else {
        LENIENT.decode(text)
    };
    decoded.ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
