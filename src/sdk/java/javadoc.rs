//! Comments of Javadoc, as google-java-format lays them out: words fill the lines, and a paragraph begins with its tag.

use crate::sdk::text;

/// The longest line.
const WIDTH: usize = 100;

/// The lines of a comment above something that stands `indent` columns in, without that indentation. Nothing when nothing
/// is said.
pub(super) fn comment<'t>(
    paragraphs: impl IntoIterator<Item = &'t str>,
    indent: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        add(paragraph, indent, &mut lines, plain);
    }
    framed(&lines, indent)
}

/// The comment of a type with text that is Javadoc already.
pub(super) fn of_type(text: &str) -> String {
    written(text, 0)
}

/// The comment of a member of a type, in the same way.
pub(super) fn of_member(text: &str) -> String {
    written(text, 4)
}

/// A text without what Javadoc or the reader of escapes would take for more than text.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '\\' => out.push_str("&#92;"),
            '/' if out.ends_with('*') => out.push_str("&#47;"),
            _ if letter.is_control() || text::is_hidden(letter) => {}
            _ => out.push(letter),
        }
    }
    out
}

fn written(text: &str, indent: usize) -> String {
    let mut lines = Vec::new();
    add(text, indent, &mut lines, str::to_owned);
    framed(&lines, indent).join(&format!("\n{:indent$}", ""))
}

/// Adds the paragraphs of a text.
fn add(text: &str, indent: usize, lines: &mut Vec<String>, clean: fn(&str) -> String) {
    // A line begins with a star between blanks.
    let room = WIDTH - indent - 3;
    let mut width = room;
    let mut begins = true;
    for line in text.lines() {
        let mut words =
            line.split_whitespace().map(clean).filter(|word| !word.is_empty()).peekable();
        begins |= words.peek().is_none();
        for word in words {
            let own = columns(&word);
            let continues = !begins && width + 1 + own <= room;
            match lines.last_mut() {
                Some(last) if continues => {
                    last.push(' ');
                    last.push_str(&word);
                    width += 1 + own;
                }
                Some(_) if begins => {
                    lines.push(String::new());
                    lines.push(format!("<p>{word}"));
                    width = "<p>".len() + own;
                }
                _ => {
                    lines.push(word);
                    width = own;
                }
            }
            begins = false;
        }
    }
}

/// The comment of these lines.
fn framed(lines: &[String], indent: usize) -> Vec<String> {
    match lines {
        [] => Vec::new(),
        [only] if columns(only) + "/**  */".len() + indent <= WIDTH => {
            vec![format!("/** {only} */")]
        }
        _ => {
            let body = lines.iter().map(|line| match line.as_str() {
                "" => " *".to_owned(),
                line => format!(" * {line}"),
            });
            let begin = std::iter::once("/**".to_owned());
            begin.chain(body).chain(std::iter::once(" */".to_owned())).collect()
        }
    }
}

/// The columns that a text takes, as the formatter counts them.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

#[cfg(test)]
mod tests {
    use super::{comment, of_member};

    #[test]
    fn words_fill_the_lines() {
        let text = "word ".repeat(20);
        let all = comment([text.as_str()], 4);
        let line = |count: usize| format!(" * {}", ["word"; 20][..count].join(" "));
        assert_eq!(all, ["/**".to_owned(), line(18), line(2), " */".to_owned()]);
    }

    #[test]
    fn paragraphs_have_tags() {
        let all = comment(["a\nb\n\n  c", "", "d"], 0);
        assert_eq!(all, ["/**", " * a b", " *", " * <p>c", " *", " * <p>d", " */"]);
    }

    #[test]
    fn nothing_ends_a_comment_or_is_a_tag() {
        assert_eq!(
            comment(["*/ @a <b> \\u002a/ */"], 0),
            ["/** *&#47; &#64;a &lt;b&gt; &#92;u002a/ *&#47; */"]
        );
        assert!(comment(["", "\u{7} \n"], 0).is_empty());
    }

    #[test]
    fn a_line_is_as_wide_as_may_be() {
        let text = "a".repeat(89);
        assert_eq!(of_member(&text), format!("/** {text} */"));
        let text = "a".repeat(90);
        assert_eq!(of_member(&text), format!("/**\n     * {text}\n     */"));
    }
}
