//! Comments of Javadoc, as google-java-format lays them out: words fill the lines, and a paragraph begins with its tag.
//! Lists, as Markdown has them, become lists of Javadoc, which would run together otherwise.

use crate::sdk::text;

/// The longest line.
const WIDTH: usize = 100;

/// What an item of a list begins with.
const ITEM: &str = "  <li>";

/// The lines of a comment above something that stands `indent` columns in, without that indentation. Nothing when nothing
/// is said.
pub(super) fn comment<'t>(
    paragraphs: impl IntoIterator<Item = &'t str>,
    indent: usize,
) -> Vec<String> {
    let mut comment = Comment::new(indent);
    for paragraph in paragraphs {
        comment.add(paragraph, plain);
    }
    framed(&comment.lines, indent)
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
    let mut comment = Comment::new(indent);
    comment.add(text, str::to_owned);
    framed(&comment.lines, indent).join(&format!("\n{:indent$}", ""))
}

/// A comment that is being filled.
struct Comment {
    lines: Vec<String>,
    /// The columns that a line has.
    room: usize,
    /// Those of the last line that are taken.
    width: usize,
    /// Whether what comes next begins a paragraph.
    begins: bool,
    /// The list that is open.
    list: Option<List>,
}

/// A kind of list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Points,
    Numbers,
}

impl List {
    const fn tags(self) -> (&'static str, &'static str) {
        match self {
            Self::Points => ("<ul>", "</ul>"),
            Self::Numbers => ("<ol>", "</ol>"),
        }
    }
}

impl Comment {
    const fn new(indent: usize) -> Self {
        // A line begins with a star between blanks.
        let room = WIDTH - indent - 3;
        Self { lines: Vec::new(), room, width: 0, begins: true, list: None }
    }

    /// Adds the paragraphs and lists of a text.
    fn add(&mut self, text: &str, clean: fn(&str) -> String) {
        for line in text.lines() {
            let item = item(line, self.list);
            if let Some((list, _)) = item {
                self.begin_item(list);
            }
            let line = item.map_or(line, |(_, rest)| rest);
            let words = line.split_whitespace().map(clean).filter(|word| !word.is_empty());
            let mut says = item.is_some();
            for word in words {
                self.word(&word);
                says = true;
            }
            self.begins |= !says;
        }
        self.end_list();
        self.begins = true;
    }

    fn word(&mut self, word: &str) {
        if self.begins {
            self.end_list();
            let tag = if self.lines.is_empty() { "" } else { "<p>" };
            self.apart();
            self.lines.push(tag.to_owned());
            self.width = tag.len();
            self.begins = false;
            self.append(word);
            return;
        }
        // A tag and the word behind it are one.
        if !self.lines.last().is_some_and(|line| line.ends_with(ITEM)) {
            if self.width + 1 + columns(word) > self.room {
                let lead = if self.list.is_some() { "      " } else { "" };
                self.lines.push(lead.to_owned());
                self.width = lead.len();
            } else {
                self.append(" ");
            }
        }
        self.append(word);
    }

    fn append(&mut self, text: &str) {
        if let Some(last) = self.lines.last_mut() {
            last.push_str(text);
        }
        self.width += columns(text);
    }

    fn begin_item(&mut self, list: List) {
        if self.list != Some(list) {
            self.end_list();
            if self.lines.is_empty() {
                // The formatter leaves two lines out where a comment begins with a list.
                self.lines.push(String::new());
            }
            self.apart();
            self.lines.push(list.tags().0.to_owned());
            self.list = Some(list);
        }
        self.lines.push(ITEM.to_owned());
        self.width = ITEM.len();
        self.begins = false;
    }

    fn end_list(&mut self) {
        if let Some(list) = self.list.take() {
            self.lines.push(list.tags().1.to_owned());
        }
    }

    /// Leaves a line out where anything stands before.
    fn apart(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }
}

/// What a line says as an item of a list: after a dash, a star or a plus, or a number, the first of which is one.
fn item(line: &str, open: Option<List>) -> Option<(List, &str)> {
    let (sign, rest) = line.trim_start().split_once(' ')?;
    let list = match sign {
        "-" | "*" | "+" => List::Points,
        "1." | "1)" => List::Numbers,
        _ => {
            let number = sign.strip_suffix(['.', ')']).filter(|_| open == Some(List::Numbers))?;
            let counts = !number.is_empty() && number.bytes().all(|own| own.is_ascii_digit());
            counts.then_some(List::Numbers)?
        }
    };
    let seen =
        |letter: char| !letter.is_whitespace() && !letter.is_control() && !text::is_hidden(letter);
    rest.contains(seen).then_some((list, rest))
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
    fn lists_have_tags() {
        let long = "word ".repeat(20);
        let text = format!("One of\n- a\n  b\n\n* {long}\n\nc\n1. d\n2) e\n3");
        let line = |count: usize| ["word"; 20][..count].join(" ");
        let expected = [
            "/**".to_owned(),
            " * One of".to_owned(),
            " *".to_owned(),
            " * <ul>".to_owned(),
            " *   <li>a b".to_owned(),
            format!(" *   <li>{}", line(18)),
            format!(" *       {}", line(2)),
            " * </ul>".to_owned(),
            " *".to_owned(),
            " * <p>c".to_owned(),
            " *".to_owned(),
            " * <ol>".to_owned(),
            " *   <li>d".to_owned(),
            " *   <li>e 3".to_owned(),
            " * </ol>".to_owned(),
            " */".to_owned(),
        ];
        assert_eq!(comment([text.as_str()], 0), expected);
        assert_eq!(comment(["- \n2. a -b"], 0), ["/** - 2. a -b */"]);
        let long = "a".repeat(99);
        let item = format!(" *   <li>{long}");
        assert_eq!(
            comment([format!("- {long}").as_str()], 0),
            ["/**", " *", " *", " * <ul>", item.as_str(), " * </ul>", " */"]
        );
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
