//! Text of the definition as text of a program, and lines of a program.

use memchr::memmem;

/// Lines longer than this are broken between words.
const WIDTH: usize = 96;

/// The lines of several paragraphs, with an empty line between two. Control characters are left out.
pub(super) fn lines<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    lines_within(WIDTH, paragraphs)
}

/// The same in lines that are at most so wide.
pub(super) fn lines_within<'t>(
    width: usize,
    paragraphs: impl IntoIterator<Item = &'t str>,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        let text = paragraph.trim();
        if text.is_empty() {
            continue;
        }
        if !all.is_empty() {
            all.push(String::new());
        }
        for line in text.lines() {
            let clean: String = line
                .chars()
                .map(|letter| if letter == '\t' { ' ' } else { letter })
                .filter(|letter| !letter.is_control() && !is_hidden(*letter))
                .collect();
            wrapped(width, clean.trim_end(), &mut all);
        }
    }
    all
}

/// The lines of a program that it `keeps`, with one empty line where there would be several, and none where a block
/// begins or ends.
pub(super) fn spaced(text: &str, keeps: impl FnMut(&&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().filter(keeps) {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            let opened = out.ends_with("{\n") || out.ends_with("(\n");
            let closes = line.trim_start().starts_with('}');
            out.push_str(if opened || closes { "" } else { "\n" });
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Version numbers as packages have them: three numbers, made of what the definition says.
pub(super) fn version(text: Option<&str>) -> String {
    let text = text.unwrap_or("");
    let numbers: Vec<String> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| !part.is_empty() && part.len() < 10)
        .map(|part| part.trim_start_matches('0'))
        .map(|part| if part.is_empty() { "0".to_owned() } else { part.to_owned() })
        .take(3)
        .collect();
    if numbers.is_empty() {
        return "1.0.0".to_owned();
    }
    let mut padded = numbers;
    padded.resize(3, "0".to_owned());
    padded.join(".")
}

/// Signs that change the direction of text, and separators that some languages take for line breaks.
pub(super) const fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A literal as most languages have them. `hidden` writes a letter that nobody would see.
pub(super) fn literal(text: &str, quote: char, hidden: fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if letter == quote => out.extend(['\\', letter]),
            _ if letter.is_control() || is_hidden(letter) => hidden(letter, &mut out),
            _ => out.push(letter),
        }
    }
    out.push(quote);
    out
}

/// The quotes around a text that need fewer escapes, in languages that have both.
pub(super) fn fewer_escapes(text: &str) -> char {
    let count = |quote: char| text.chars().filter(|letter| *letter == quote).count();
    if count('"') > count('\'') { '\'' } else { '"' }
}

/// Whether `name` is a word of what is written.
pub(super) fn mentions(written: &str, name: &str) -> bool {
    let is_part = |letter: &u8| letter.is_ascii_alphanumeric() || *letter == b'_';
    let written = written.as_bytes();
    memmem::find_iter(written, name).any(|at| {
        let (before, after) = written.split_at_checked(at).unwrap_or_default();
        !before.last().is_some_and(is_part) && !after.get(name.len()).is_some_and(is_part)
    })
}

fn wrapped(width: usize, line: &str, all: &mut Vec<String>) {
    if line.chars().count() <= width {
        all.push(line.to_owned());
        return;
    }
    let indent: String = line.chars().take_while(|letter| *letter == ' ').collect();
    let mut current = indent.clone();
    for word in line.split_whitespace() {
        let empty = current.trim().is_empty();
        if !empty && current.chars().count() + 1 + word.chars().count() > width {
            all.push(std::mem::replace(&mut current, indent.clone()));
        } else if !empty {
            current.push(' ');
        }
        current.push_str(word);
    }
    all.push(current);
}

#[cfg(test)]
mod tests {
    use super::{lines, spaced, version};

    #[test]
    fn blocks_begin_and_end_without_empty_lines() {
        let text = "\na {\n\nb\n\n\nc\n\n}\n\nd";
        assert_eq!(spaced(text, |_| true), "a {\nb\n\nc\n}\n\nd\n");
    }

    #[test]
    fn versions_have_three_numbers() {
        for (text, expected) in [
            (Some("1.2.3"), "1.2.3"),
            (Some("2026-01-15"), "2026.1.15"),
            (Some("v1"), "1.0.0"),
            (Some("1.0-beta.4"), "1.0.4"),
            (Some("draft"), "1.0.0"),
            (None, "1.0.0"),
        ] {
            assert_eq!(version(text), expected);
        }
    }

    #[test]
    fn paragraphs_stand_apart_and_lines_are_short() {
        let long = "word ".repeat(30);
        let all = lines(["a\u{7}b\n  c", "", long.as_str()]);
        assert_eq!(all.first().map(String::as_str), Some("ab"));
        assert_eq!(all.get(1).map(String::as_str), Some("  c"));
        assert_eq!(all.get(2).map(String::as_str), Some(""));
        assert!(all.iter().all(|line| line.len() <= 96));
        assert_eq!(all.len(), 5);
    }
}
