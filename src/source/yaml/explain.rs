//! What to tell about a text that is not YAML, in words for people who write definitions. The parser's own words
//! name its states; its mark is kept where it points at the fault.

use saphyr_parser::{ScanError, Span as Mark};

use super::super::{Problem, ProblemKind};
use super::{MAX_DEPTH, MAX_TEXT, MAX_WEIGHT, Reader};

const INDENTATION: &str = "keys of one map start in one column, and items of one list too";

impl Reader<'_> {
    /// The problem that the parser found.
    pub(super) fn explain(&self, error: &ScanError) -> Problem {
        let at = self.marks.byte(error.marker().index());
        let info = error.info();
        if info == "recursion limit exceeded" {
            return self.explain_too_deep(at);
        }
        if info == "while parsing node, found unknown anchor" {
            let end = self.token_end(at);
            return self.explain_unknown_alias(at, end);
        }
        if let Some(tab) = self.tab_in_indentation(at, info) {
            return self
                .syntax(tab, tab + 1, "a tab stands in the indentation")
                .help("YAML is indented with spaces");
        }
        self.explain_structure(info, at)
            .or_else(|| self.explain_quoted(info, at))
            .or_else(|| self.explain_block(info, at))
            .or_else(|| self.explain_token(info, at))
            .unwrap_or_else(|| {
                self.syntax(at, self.token_end(at), format!("this is not YAML: {info}"))
            })
    }

    /// The lines which only the letter of YAML finds indented too little: they stand inside of brackets or quotes.
    pub(super) fn underindented(&self, error: &ScanError) -> Vec<usize> {
        let at = self.marks.byte(error.marker().index());
        let in_flow = self.open.iter().any(|open| open.is_flow);
        match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => {
                vec![self.line_start(at)]
            }
            "tabs disallowed within this context (block indentation)" if in_flow => {
                vec![self.line_start(at)]
            }
            "invalid indentation in quoted scalar" => {
                let end = self.places.quoted_end(at).unwrap_or(at);
                let text = self.places.bytes.get(at..end).unwrap_or(&[]);
                memchr::memchr_iter(b'\n', text).map(|line| at + line + 1).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Maps, lists and the indentation that holds them together.
    fn explain_structure(&self, info: &str, at: usize) -> Option<Problem> {
        let token = self.token_end(at);
        let problem = match info {
            "mapping values are not allowed in this context" => {
                return Some(self.explain_colon(at));
            }
            "mapping keys are not allowed in this context" => self
                .syntax(at, at + 1, "a key with `?` cannot stand here")
                .help("put a value that starts with `?` in quotes"),
            "simple key expect ':'" | "simple key expected" => {
                return Some(self.explain_no_colon(at));
            }
            "did not find expected <document start>" => self
                .syntax(at, token, "this does not belong to the map or list above it")
                .help(INDENTATION),
            "while parsing a block mapping, did not find expected key" => {
                self.syntax(at, token, "a key was expected here").help(INDENTATION)
            }
            "while parsing a block collection, did not find expected '-' indicator" => {
                self.syntax(at, token, "a list item with `- ` was expected here").help(INDENTATION)
            }
            "invalid indentation"
            | "invalid indentation in flow construct"
            | "invalid indentation for anchor" => self
                .syntax(at, token, "this line is indented less than what it belongs to")
                .help("indent it further"),
            "block sequence entries are not allowed in this context" => self
                .syntax(at, at + 1, "a list item cannot start here")
                .help("start the list on a line of its own, below its key"),
            "\"-\" is only valid inside a block"
            | "plain scalar cannot start with '-' followed by ,[]{}" => self
                .syntax(at, at + 1, "`-` starts no item between brackets")
                .help("separate items between brackets with `,`"),
            "while parsing a flow mapping, did not find expected ',' or '}'" => {
                return Some(self.explain_flow(at, '{', '}'));
            }
            "while parsing a flow sequence, expected ',' or ']'" => {
                return Some(self.explain_flow(at, '[', ']'));
            }
            "misplaced bracket" => {
                let bracket = self.text.get(at..token.min(at + 1)).unwrap_or("");
                self.syntax(at, at + 1, format!("`{bracket}` closes nothing here"))
                    .help("remove it, or put the value in quotes")
            }
            "while parsing a node, did not find expected node content" => {
                return Some(self.explain_no_node(at, token));
            }
            "':' may not precede any of `[{` in flow mapping" => self
                .syntax(at, at + 1, "there is no space after this colon")
                .help("write `key: value`"),
            "illegal placement of ':' indicator" => return Some(self.explain_colon_in_flow(at)),
            _ => return None,
        };
        Some(problem)
    }

    fn explain_quoted(&self, info: &str, at: usize) -> Option<Problem> {
        let problem = match info {
            "while scanning a quoted scalar, found unexpected end of stream"
            | "while scanning a quoted scalar, found unexpected document indicator" => {
                let quote = self.text.get(at..at + 1).unwrap_or("\"");
                self.syntax(at, at + 1, "this string is never closed")
                    .help(format!("close it with `{quote}`"))
            }
            "invalid indentation in quoted scalar" => self
                .syntax(
                    at,
                    self.line_end(at),
                    "a line of this string is indented less than its key",
                )
                .help("indent all lines of the string, or close it on the first"),
            "while parsing a quoted scalar, found unknown escape character"
            | "while parsing a quoted scalar, did not find expected hexadecimal number"
            | "while parsing a quoted scalar, found invalid Unicode character escape code" => {
                return Some(self.explain_escape(at));
            }
            "invalid trailing content after double-quoted scalar" => self
                .syntax(at, self.token_end(at), "this stands behind the closing quote")
                .help("put the whole value between the quotes"),
            _ => return None,
        };
        Some(problem)
    }

    fn explain_block(&self, info: &str, at: usize) -> Option<Problem> {
        let end = self.line_end(at);
        let problem = match info {
            "while scanning a block scalar, did not find expected comment or line break" => self
                .syntax(at, end, "text stands on the line of a block scalar's header")
                .help("start the text on the next line, or put a value that starts so in quotes"),
            "while scanning a block scalar, found an indentation indicator equal to 0" => self
                .syntax(at, end, "a block scalar is indented by at least one space")
                .help("write a digit from 1 to 9, or none"),
            "wrongly indented line in block scalar" => self
                .syntax(at, end, "this line is indented less than the block scalar's first")
                .help("give all lines the same indentation, or name it, as in `|2`"),
            "comment intercepting the multiline text" => self
                .syntax(at, end, "a comment stands between the lines of one value")
                .help("move the comment above the value, or put the value in quotes"),
            _ => return None,
        };
        Some(problem)
    }

    fn explain_token(&self, info: &str, at: usize) -> Option<Problem> {
        let end = self.token_end(at);
        let word = self.text.get(at..end).unwrap_or("");
        if info.starts_with("unexpected character") {
            let first: String = word.chars().take(1).collect();
            let message = format!("a value cannot start with `{first}`");
            return Some(self.syntax(at, end, message).help("put the value in quotes"));
        }
        let problem = match info {
            "while scanning an anchor or alias, did not find expected alphabetic or numeric character" =>
            {
                let first: String = word.chars().take(1).collect();
                self.syntax(at, at + 1, format!("a value cannot start with `{first}`"))
                    .help("put the value in quotes")
            }
            "while scanning a tag, did not find expected whitespace or line break"
            | "the handle wasn't declared" => self
                .syntax(at, end, format!("`{word}` is not a tag that is known here"))
                .help("put a value that starts with `!` in quotes"),
            "unexpected end of plain scalar" => self
                .syntax(at, end, "a value was expected here")
                .help("put text that holds brackets, `:` or `#` in quotes"),
            "a byte order mark must not appear inside a document" => self
                .syntax(at, end, "a byte order mark stands inside of the document")
                .help("remove the invisible character U+FEFF"),
            "found unprintable character" => self
                .syntax(at, end.max(at), "the character U+0000 stands in the document")
                .help("remove it, or write it as `\\0` in double quotes"),
            _ if info.starts_with("while parsing a tag")
                || info.starts_with("while scanning a tag") =>
            {
                self.syntax(at, end, format!("`{word}` is not a tag"))
                    .help("put a value that starts with `!` in quotes")
            }
            _ => return None,
        };
        Some(problem)
    }

    /// A colon where no key can be: mostly a second one on its line, or a line that is indented too far.
    fn explain_colon(&self, at: usize) -> Problem {
        let line = self.line_start(at);
        let before = self.text.get(line..at).unwrap_or("");
        let key = before.trim_start();
        if let Some(first) = before.find(": ") {
            let first = line + first;
            return self
                .syntax(at, at + 1, "a second `: ` stands in one unquoted value")
                .related(self.span(first, first + 1), "the value starts after this one")
                .help("put the value in quotes");
        }
        let start = at - key.len();
        self.syntax(start, at + 1, "a key cannot start here")
            .help("indent it like the other keys of its map; a line above may lack its colon")
    }

    /// A colon between brackets whose key is on another line; nearly always a bracket was not closed, and the map
    /// around it goes on.
    fn explain_colon_in_flow(&self, at: usize) -> Problem {
        let opening = self.unclosed(at).filter(|opening| *opening < self.line_start(at));
        let Some(opening) = opening else {
            return self
                .syntax(at, at + 1, "this colon stands on another line than its key")
                .help("write `key: value` on one line");
        };
        let (kind, close) = match self.places.bytes.get(opening) {
            Some(b'{') => ("map", '}'),
            _ => ("list", ']'),
        };
        let start = self.line_start(at);
        let key = self.text.get(start..at).unwrap_or("").trim_start().len();
        self.syntax(opening, opening + 1, format!("this {kind} is not closed before the next key"))
            .related(self.clamped(at - key, at), "the next key")
            .help(format!("close it with `{close}`"))
    }

    /// A line that should have been `key: value`; `at` is somewhere behind it.
    fn explain_no_colon(&self, at: usize) -> Problem {
        let before = self.text.get(..at).unwrap_or("").trim_end();
        let start = self.line_start(before.len());
        let line = before.get(start..).unwrap_or("");
        let indent = line.len() - line.trim_start().len();
        let problem =
            self.syntax(start + indent, before.len(), "this line has no `: ` that makes it a key");
        problem.help("write `key: value`, with a space behind the colon")
    }

    /// Something between brackets that neither separates nor closes; the text may have ended.
    fn explain_flow(&self, at: usize, open: char, close: char) -> Problem {
        let bracket = self.unclosed(at);
        // A pair in a list is a map for the parser, but it is the list that its author has to close.
        let (open, close) = match bracket.and_then(|at| self.places.bytes.get(at)) {
            Some(b'{') => ('{', '}'),
            Some(b'[') => ('[', ']'),
            _ => (open, close),
        };
        let kind = if open == '{' { "map" } else { "list" };
        let is_colon = self.places.bytes.get(at) == Some(&b':');
        if is_colon && bracket.is_some_and(|opening| opening < self.line_start(at)) {
            return self.explain_colon_in_flow(at);
        }
        let opening = bracket.map(|opening| self.span(opening, opening + 1));
        if at < self.text.trim_end().len() {
            let end = self.token_end(at);
            let found = self.text.get(at..end).unwrap_or("");
            let problem =
                self.syntax(at, end, format!("expected `,` or `{close}`, found `{found}`"));
            let help = "separate what stands between brackets with `,`";
            let problem = problem.help(help);
            return match opening {
                Some(opening) => problem.related(opening, format!("in the {kind} that opens here")),
                None => problem,
            };
        }
        let end = self.text.trim_end().len();
        let span = opening.unwrap_or(self.span(end, end));
        Problem::new(ProblemKind::Syntax, span, format!("this {kind} is never closed"))
            .related(self.span(end, end), "the text ends here")
            .help(format!("close it with `{close}`"))
    }

    fn explain_no_node(&self, at: usize, end: usize) -> Problem {
        if at >= self.text.trim_end().len()
            && let Some(opening) = self.unclosed(at)
        {
            let is_map = self.places.bytes.get(opening) == Some(&b'{');
            return self.explain_flow(
                at,
                if is_map { '{' } else { '[' },
                if is_map { '}' } else { ']' },
            );
        }
        let found = self.text.get(at..end).unwrap_or("");
        let message = if found.is_empty() {
            "expected a value, found the end of the text".to_owned()
        } else {
            format!("expected a value, found `{found}`")
        };
        self.syntax(at, end, message).help("write a value, or put the text in quotes")
    }

    /// The first escape of the double-quoted string at `start` that YAML does not know.
    fn explain_escape(&self, start: usize) -> Problem {
        let rest = self.text.get(start..).unwrap_or("");
        let mut characters = rest.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                continue;
            }
            let Some((_, letter)) = characters.next() else { break };
            let digits = match letter {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ if "0abtnvfre \"/\\N_LP\t\n\r".contains(letter) => continue,
                _ => {
                    let end = start + at + 1 + letter.len_utf8();
                    let escape = self.text.get(start + at..end).unwrap_or("");
                    return self
                        .syntax(start + at, end, format!("`{escape}` is not an escape of YAML"))
                        .help("write a backslash as `\\\\`, or use single quotes");
                }
            };
            let tail = rest.get(at + 2..).unwrap_or("");
            let length = tail.bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
            let code = tail.get(..length).and_then(|code| u32::from_str_radix(code, 16).ok());
            if length < digits || code.and_then(char::from_u32).is_none() {
                let end = start + at + 2 + length;
                let escape = self.text.get(start + at..end).unwrap_or("");
                return self
                    .syntax(start + at, end, format!("`{escape}` is not a character"))
                    .help(format!(
                        "write `\\{letter}` with {digits} hexadecimal digits of a character"
                    ));
            }
        }
        self.syntax(start, start + 1, "this string holds an escape that YAML does not know")
    }

    pub(super) fn explain_too_deep(&self, at: usize) -> Problem {
        let message = format!("nesting deeper than {MAX_DEPTH} levels is not read");
        Problem::new(ProblemKind::TooDeep, self.span(at, at), message)
    }

    pub(super) fn explain_too_much_text(&self, mark: Mark) -> Problem {
        let (start, end) = self.marked(mark);
        let alias = self.text.get(start..end).unwrap_or("");
        let limit = MAX_TEXT / 1024 / 1024;
        let message =
            format!("with the alias `{alias}` the document grows to more than {limit} MB of text");
        Problem::new(ProblemKind::TooLarge, self.span(start, end), message)
    }

    pub(super) fn explain_too_many(&self, mark: Mark) -> Problem {
        let (start, end) = self.marked(mark);
        let alias = self.text.get(start..end).filter(|text| text.starts_with('*'));
        let message = match alias {
            Some(alias) => {
                format!(
                    "with the alias `{alias}` the document grows to more than {MAX_WEIGHT} values"
                )
            }
            None => format!("a document of more than {MAX_WEIGHT} values is not read"),
        };
        Problem::new(ProblemKind::TooLarge, self.span(start, end), message)
    }

    pub(super) fn explain_large_flow(&self) -> Problem {
        let message =
            "what is written between brackets from here on is too much to be read at once";
        Problem::new(ProblemKind::TooLarge, self.span(self.cursor, self.cursor), message)
            .help("write it line by line, or as JSON in a file of its own")
    }

    pub(super) fn explain_too_many_tags(&self, at: usize) -> Problem {
        let message = "a document with more than 1000 different tags is not read";
        Problem::new(ProblemKind::TooLarge, self.span(at, at), message)
    }

    pub(super) fn explain_unknown_alias(&self, start: usize, end: usize) -> Problem {
        let alias = self.text.get(start..end).unwrap_or("");
        let name = alias.trim_start_matches('*');
        let message = format!("the alias `{alias}` has no anchor `&{name}` before it");
        Problem::new(ProblemKind::BadAlias, self.span(start, end), message)
            .help("define the anchor further up, or put text that starts with `*` in quotes")
    }

    pub(super) fn explain_alias_in_anchor(&self, start: usize, end: usize) -> Problem {
        let alias = self.text.get(start..end).unwrap_or("");
        let message = format!("the alias `{alias}` stands inside of what it stands for");
        Problem::new(ProblemKind::BadAlias, self.span(start, end), message)
            .help("a value cannot contain itself; refer to it with `$ref`")
    }

    pub(super) fn explain_bad_merge(&self, start: usize, end: usize) -> Problem {
        let message = "the merge key `<<` needs a map or a list of maps";
        Problem::new(ProblemKind::BadAlias, self.span(start, end), message)
            .help("write an alias of a map, as in `<<: *defaults`, or quote the key")
    }

    pub(super) fn explain_container_key(&self, start: usize, end: usize) -> Problem {
        self.syntax(
            start,
            end.min(self.line_end(start)),
            "a map or a list stands where a key must be",
        )
        .help("put text that starts with `{` or `[` in quotes")
    }

    pub(super) fn explain_bad_tag(
        &self,
        tag: &str,
        text: &str,
        start: usize,
        end: usize,
    ) -> Problem {
        let wanted = match tag {
            "!!int" => "a whole number",
            "!!float" => "a number",
            "!!bool" => "`true` or `false`",
            "!!null" => "`null`",
            "!!seq" => "a list",
            _ => "a map",
        };
        let shown: String = text.chars().take(40).collect();
        self.syntax(start, end, format!("the tag `{tag}` needs {wanted}, found `{shown}`"))
            .help("change the value, or remove the tag")
    }

    pub(super) fn yaml11_boolean(&self, text: &str, start: usize, end: usize) -> Problem {
        let is_true =
            matches!(text.as_bytes().first(), Some(b'y' | b'Y')) || text.eq_ignore_ascii_case("on");
        let message = format!("`{text}` is text here, but a boolean for readers of YAML 1.1");
        Problem::new(ProblemKind::Yaml11Boolean, self.span(start, end), message)
            .help(format!("write `{is_true}`, or `\"{text}\"` if text is meant"))
    }

    pub(super) fn extra_document(&mut self, mark: Mark) {
        let (start, end) = self.marked(mark);
        let message = "a second document starts here";
        let problem = Problem::new(ProblemKind::ExtraDocument, self.span(start, end), message)
            .help("only the first document of a file is read; move this one to a file of its own");
        self.builder.problem(problem);
    }

    fn syntax(&self, start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem::new(ProblemKind::Syntax, self.clamped(start, end), message)
    }

    /// The span, with both ends moved back to the start of a character of the text.
    fn clamped(&self, start: usize, end: usize) -> super::Span {
        let start = self.text.floor_char_boundary(start);
        let end = self.text.ceil_char_boundary(end.min(self.text.len()));
        self.span(start, end.max(start))
    }

    /// The tab in the indentation of the line at `at`, or behind the dashes that start it.
    fn tab_in_indentation(&self, at: usize, info: &str) -> Option<usize> {
        let line = self.line_start(at);
        let text = self.text.get(line..).unwrap_or("");
        let indentation =
            text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'-' | b':' | b'?'));
        let in_line = indentation.clone().position(|byte| byte == b'\t').map(|tab| line + tab);
        if in_line.is_some() || !info.contains("tab") {
            return in_line;
        }
        let after = self.text.get(at..).unwrap_or("").find('\t');
        after.map(|tab| at + tab)
    }

    /// The innermost bracket that is open at `end`, by a walk over the text that knows quotes and comments.
    fn unclosed(&self, end: usize) -> Option<usize> {
        let bytes = self.places.bytes.get(..end)?;
        let mut open = Vec::new();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let starts_token = at == 0
                || matches!(
                    bytes.get(at - 1),
                    Some(b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':')
                );
            match byte {
                b'#' if starts_token => at = self.line_end(at),
                b'"' | b'\'' if starts_token => at = self.places.quoted_end(at).unwrap_or(at + 1),
                b'{' | b'[' if starts_token || !open.is_empty() => {
                    open.push(at);
                    at += 1;
                }
                b'}' | b']' => {
                    open.pop();
                    at += 1;
                }
                _ => at += 1,
            }
        }
        open.pop()
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.places.bytes.get(..at).unwrap_or(&[]);
        memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.places.bytes.get(at..).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |length| at + length)
    }

    /// The end of the word at `at`.
    fn token_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
        let length = rest.find(ends).unwrap_or(rest.len());
        let first = rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
        at + length.max(first)
    }
}
