//! The percent-encoding that signatures are made over, and hexadecimal digits.

use std::borrow::Cow;

const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

/// Whether a byte stands for itself.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn digit(digits: &[u8; 16], value: u8) -> char {
    char::from(digits.get(usize::from(value & 15)).copied().unwrap_or(b'0'))
}

/// Adds `text`, with everything encoded but unreserved characters and those of `kept`.
pub(super) fn push_encoded(out: &mut String, text: &[u8], kept: &[u8]) {
    for byte in text {
        if is_unreserved(*byte) || kept.contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            out.push(digit(UPPER, byte >> 4));
            out.push(digit(UPPER, *byte));
        }
    }
}

/// `text`, encoded.
pub(super) fn encoded(text: &[u8], kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_encoded(&mut out, text, kept);
    out
}

/// The bytes that an encoded text stands for. A `+` is one, and a `%` without digits is one.
pub(super) fn decoded(text: &str) -> Cow<'_, [u8]> {
    percent_encoding::percent_decode_str(text).into()
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(LOWER, byte >> 4));
        out.push(digit(LOWER, *byte));
    }
    out
}

/// The 32 bytes of a signature: 64 lower-case digits, and nothing else.
pub(super) fn signature_bytes(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0_u8; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

/// The SHA-256 of `bytes` in digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}
