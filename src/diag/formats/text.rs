//! Text of other people, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` on one line, with control characters and those that change the direction of text written out, so that
/// no input can move the cursor, recolour the terminal or show something else than it says.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_visible(&mut shown, c);
    }
    Cow::Owned(shown)
}

/// Adds `c` to `shown`, written out if nobody would see it.
pub(super) fn push_visible(shown: &mut String, c: char) {
    if !is_hidden(c) {
        shown.push(c);
        return;
    }
    // Writing into a string cannot fail.
    let _ = match c {
        '\n' => shown.write_str("\\n"),
        '\r' => shown.write_str("\\r"),
        _ => write!(shown, "\\u{{{:x}}}", u32::from(c)),
    };
}

fn is_hidden(c: char) -> bool {
    match c {
        '\t' => false,
        // Marks, embeddings, overrides and isolates of direction; separators of lines and paragraphs; zero widths.
        '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => true,
        c => c.is_control(),
    }
}

/// A hash of `parts` that stays the same between versions of the tool (FNV-1a), in hexadecimal.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, visible};

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\nd\te"), "a\\u{1b}[31mb\\u{202e}c\\nd\te");
        assert_eq!(visible("Grüße, 世界"), "Grüße, 世界");
    }

    #[test]
    fn fingerprints_tell_where_parts_end() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["a"]), fingerprint(&["a"]));
    }
}
