//! What to tell about a text that is not JSON: what was found, and how to mend it.

use super::super::{Problem, ProblemKind};
use super::text::BadEscape;
use super::{MAX_DEPTH, MAX_WEIGHT, Open, Reader, is_word, offset};

impl Reader<'_> {
    pub(super) fn explain_empty(&self) -> Problem {
        Problem::new(ProblemKind::Empty, self.span(0, 0), "the document is empty")
    }

    pub(super) fn explain_too_deep(&self) -> Problem {
        let message = format!("nesting deeper than {MAX_DEPTH} levels is not read");
        Problem::new(ProblemKind::TooDeep, self.span(self.at, self.at + 1), message)
    }

    pub(super) fn explain_too_many(&self) -> Problem {
        let message = format!("a document of more than {MAX_WEIGHT} values is not read");
        Problem::new(ProblemKind::TooLarge, self.span(self.at, self.at), message)
            .help("split the document into files that refer to each other with `$ref`")
    }

    pub(super) fn explain_trailing(&self) -> Problem {
        if let Some(comment) = self.explain_foreign() {
            return comment;
        }
        let message = format!("{} after the end of the document", self.found());
        let problem = self.syntax(self.at, self.found_end(), message);
        problem.help("a JSON document holds one value; remove what follows it")
    }

    pub(super) fn explain_trailing_comma(&self, open: Open, comma: usize) -> Problem {
        let close = char::from(open.close());
        let message = format!("a comma stands before `{close}`");
        self.syntax(comma, comma + 1, message).help("JSON has no trailing comma; remove it")
    }

    pub(super) fn explain_no_comma(&self, open: Open) -> Problem {
        if let Some(problem) = self.explain_foreign().or_else(|| self.explain_close(open)) {
            return problem;
        }
        let close = char::from(open.close());
        let message = format!("expected `,` or `{close}`, found {}", self.found());
        let problem = self.syntax(self.at, self.found_end(), message);
        match self.peek() {
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => {
                problem.help("put a comma after the value before it")
            }
            _ => problem,
        }
    }

    pub(super) fn explain_no_key(&self, open: Open) -> Problem {
        if let Some(problem) = self.explain_foreign().or_else(|| self.explain_close(open)) {
            return problem;
        }
        let found = self.found();
        let problem = match self.peek() {
            Some(b'\'') => return self.explain_single_quotes(),
            Some(b',') => {
                let message = "a comma without a pair before it";
                return self.syntax(self.at, self.at + 1, message).help("remove the comma");
            }
            Some(b'{' | b'[') => format!("a key must be a string, found {found}"),
            _ => format!("the key {found} stands without double quotes"),
        };
        self.syntax(self.at, self.found_end(), problem)
            .help("keys stand in double quotes: `\"name\"`")
    }

    pub(super) fn explain_no_colon(&self, start: usize, end: usize) -> Problem {
        if let Some(problem) = self.explain_foreign() {
            return problem;
        }
        let key = self.text.get(start..end).unwrap_or("");
        let message = format!("expected `:` after the key {}, found {}", quoted(key), self.found());
        self.syntax(self.at, self.found_end(), message)
            .related(self.span(start, end), "the key")
            .help("write `\"key\": value`")
    }

    pub(super) fn explain_no_value(&self) -> Problem {
        if let Some(comment) = self.explain_foreign() {
            return comment;
        }
        let (start, end) = (self.at, self.found_end());
        match self.peek() {
            Some(b'\'') => self.explain_single_quotes(),
            Some(b'}' | b']' | b',' | b':') | None => {
                let missing = self.builder.last_key().filter(|_| self.builder.at_value());
                let Some(key) = missing else { return self.explain_nothing(start, end) };
                let name = key.scalar_text().unwrap_or("");
                self.syntax(start, end, format!("the key {} has no value", quoted(name)))
                    .related(key.span(), "the key")
                    .help("write a value after the colon, or `null`")
            }
            Some(b'+' | b'.') => self.explain_number(),
            _ => self.explain_word(start, end),
        }
    }

    fn explain_nothing(&self, start: usize, end: usize) -> Problem {
        let open = self.open.last().copied();
        if let Some(problem) = open.and_then(|open| self.explain_close(open)) {
            return problem;
        }
        self.syntax(start, end, format!("expected a value, found {}", self.found()))
    }

    fn explain_word(&self, start: usize, end: usize) -> Problem {
        let word = self.text.get(start..end).unwrap_or("");
        let problem = self.syntax(start, end, format!("{} is not a JSON value", self.found()));
        let help = match word {
            "True" | "TRUE" | "yes" | "on" => "write `true`".to_owned(),
            "False" | "FALSE" | "no" | "off" => "write `false`".to_owned(),
            "None" | "Null" | "NULL" | "nil" | "undefined" => "write `null`".to_owned(),
            "NaN" | "Infinity" => "JSON has no such number; write a string or `null`".to_owned(),
            _ => "text stands in double quotes".to_owned(),
        };
        problem.help(help)
    }

    pub(super) fn explain_number(&self) -> Problem {
        let (start, end) = (self.at, self.found_end());
        let number = self.text.get(start..end).unwrap_or("");
        let digits = number.trim_start_matches(['-', '+']);
        let help = if number.starts_with('+') {
            "write the number without `+`"
        } else if digits.starts_with("0x") || digits.starts_with("0X") {
            "write the number in decimal"
        } else if digits.starts_with('.') || digits.contains("..") || digits.ends_with('.') {
            "digits stand on both sides of the point: `0.5`"
        } else if digits.starts_with('0') && digits.len() > 1 {
            "write the number without leading zeros, or as a string"
        } else {
            "text stands in double quotes"
        };
        self.syntax(start, end, format!("{} is not a JSON number", quoted(number))).help(help)
    }

    fn explain_single_quotes(&self) -> Problem {
        let rest = self.bytes.get(self.at + 1..).unwrap_or(&[]);
        let close = memchr::memchr2(b'\'', b'\n', rest).filter(|at| rest.get(*at) == Some(&b'\''));
        let end = close.map_or(self.at + 1, |at| self.at + at + 2);
        self.syntax(self.at, end, "a string stands in single quotes")
            .help("JSON strings stand in double quotes")
    }

    /// What other languages have and JSON has not.
    fn explain_foreign(&self) -> Option<Problem> {
        self.explain_comment().or_else(|| self.explain_template()).or_else(|| self.explain_space())
    }

    fn explain_comment(&self) -> Option<Problem> {
        let rest = self.bytes.get(self.at..)?;
        if !(rest.starts_with(b"//") || rest.starts_with(b"/*") || rest.starts_with(b"#")) {
            return None;
        }
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = self.text.get(self.at..self.at + length).unwrap_or("").trim_end();
        let problem = self.syntax(self.at, self.at + line.len(), "JSON has no comments");
        Some(problem.help("remove the comment, or write the document in YAML"))
    }

    /// A place that Terraform or another tool fills in.
    fn explain_template(&self) -> Option<Problem> {
        let rest = self.text.get(self.at..)?;
        if !(rest.starts_with("${") || rest.starts_with("%{")) {
            return None;
        }
        let line = rest.lines().next().unwrap_or("");
        let length = line.find('}').map_or(line.trim_end().len(), |at| at + 1);
        let found = quoted(line.get(..length).unwrap_or(line));
        let message = format!("{found} is for another tool to fill in");
        let problem = self.syntax(self.at, self.at + length, message);
        Some(problem.help(
            "check what the tool makes of this file; JSON has places of that kind only in strings",
        ))
    }

    /// A space that only looks like one.
    fn explain_space(&self) -> Option<Problem> {
        let first = self.text.get(self.at..)?.chars().next()?;
        let is_space =
            first.is_whitespace() || matches!(first, '\u{200b}' | '\u{2060}' | '\u{feff}');
        if !is_space || first.is_ascii() {
            return None;
        }
        let message = format!("the character U+{:04X} is no space of JSON", u32::from(first));
        let problem = self.syntax(self.at, self.at + first.len_utf8(), message);
        Some(
            problem.help(
                "write a plain space; such characters come from web pages and word processors",
            ),
        )
    }

    /// The text ended inside of `open`, or another bracket stands where its own was expected.
    fn explain_close(&self, open: Open) -> Option<Problem> {
        let (kind, close) = if open.is_object { ("object", '}') } else { ("array", ']') };
        let opening = self.span(open.start, open.start + 1);
        match self.peek() {
            None => Some(
                Problem::new(ProblemKind::Syntax, opening, format!("this {kind} is never closed"))
                    .related(self.span(self.at, self.at), "the text ends here")
                    .help(format!("close it with `{close}`")),
            ),
            Some(byte @ (b'}' | b']')) if char::from(byte) != close => {
                let message = format!("`{}` closes nothing here", char::from(byte));
                let problem = self.syntax(self.at, self.at + 1, message);
                let words = format!("this {kind} is still open");
                Some(problem.related(opening, words).help(format!("close it with `{close}` first")))
            }
            Some(_) => None,
        }
    }

    pub(super) fn explain_escape(&self, at: usize, fault: BadEscape) -> Problem {
        let rest = self.text.get(at..).unwrap_or("");
        let length = |most: usize, wanted: fn(char) -> bool| {
            let tail = rest.chars().skip(2).take(most).take_while(|c| wanted(*c));
            rest.chars().take(2).chain(tail).map(char::len_utf8).sum::<usize>()
        };
        let (length, message, help) = match fault {
            BadEscape::Unknown => {
                (length(0, |_| false), "is not an escape of JSON", "write a backslash as `\\\\`")
            }
            BadEscape::Digits => (
                length(4, |c| c.is_ascii_hexdigit()),
                "lacks its four hexadecimal digits",
                "write `\\u` with four digits, as in `\\u00e4`",
            ),
            BadEscape::LoneSurrogate => (
                length(4, |c| c.is_ascii_hexdigit()),
                "is one half of a surrogate pair",
                "write both halves, as in `\\ud83d\\ude00`, or the character itself",
            ),
        };
        let escape = rest.get(..length).unwrap_or(rest).trim_end();
        self.syntax(at, at + escape.len().max(1), format!("{} {message}", quoted(escape)))
            .help(help)
    }

    /// A control character or the end of the text at `at`, in the string that opens at `start`.
    pub(super) fn explain_in_string(&self, start: usize, at: usize) -> Problem {
        let opening = self.span(start, start + 1);
        match self.bytes.get(at) {
            None => Problem::new(ProblemKind::Syntax, opening, "this string is never closed")
                .related(self.span(at, at), "the text ends here")
                .help("close it with `\"`"),
            Some(b'\n' | b'\r') => {
                let message = "this string is not closed on its line";
                Problem::new(ProblemKind::Syntax, self.span(start, at), message)
                    .help("close it with `\"`; a line break inside of a string is `\\n`")
            }
            Some(b'\t') => self
                .syntax(at, at + 1, "a tab stands inside of a string")
                .related(opening, "the string starts here")
                .help("write it as `\\t`"),
            Some(byte) => self
                .syntax(
                    at,
                    at + 1,
                    format!("the control character U+{byte:04X} stands inside of a string"),
                )
                .related(opening, "the string starts here")
                .help(format!("write it as `\\u{byte:04x}`")),
        }
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        match self.peek() {
            None => "the end of the text".to_owned(),
            Some(b'"') => "a string".to_owned(),
            Some(_) => quoted(self.text.get(self.at..self.found_end()).unwrap_or("")),
        }
    }

    /// The end of the word, string or single character that stands here.
    fn found_end(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let first = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let length = match first {
            None => 0,
            Some('"') => {
                let end = super::plain_run(self.bytes, self.at + 1);
                let closed = self.bytes.get(end) == Some(&b'"');
                if closed { end + 1 - self.at } else { 1 }
            }
            Some(first) => {
                let word = rest.iter().take_while(|byte| is_word(**byte)).count();
                word.max(first.len_utf8())
            }
        };
        debug_assert!(offset(self.at + length) as usize <= self.bytes.len());
        self.at + length
    }
}

/// `text` in backticks, shortened to what fits in a message.
fn quoted(text: &str) -> String {
    let mut shown: String =
        text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}
