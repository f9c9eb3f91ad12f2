//! Reads a path.

use super::{Function, Route, Step, filter_parser};

/// The longest path, in bytes.
const MAX_LENGTH: usize = 4096;
/// The most steps of one path.
const MAX_STEPS: usize = 128;

/// Why a text is not a path. The message is one line; the bytes `start..end` of the text are at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonPathError {
    /// What is wrong.
    pub message: String,
    /// The first byte at fault.
    pub start: usize,
    /// The byte behind the last one at fault.
    pub end: usize,
}

pub(super) fn parse(text: &str) -> Result<Route, JsonPathError> {
    let mut cursor = Cursor { text, at: 0, filters: 0 };
    if text.len() > MAX_LENGTH {
        return Err(cursor.error_at(0, text.len(), "the path is longer than 4 KiB"));
    }
    cursor.spaces();
    if cursor.rest().is_empty() {
        return Err(cursor.error("the path is empty"));
    }
    // A text without `$` names a member of the document.
    let route = if cursor.eat("$") || cursor.eat("@") {
        route(&mut cursor)?
    } else {
        let mut steps = Vec::new();
        let function =
            if cursor.peek() == Some('[') { None } else { name(&mut cursor, &mut steps)? };
        if function.is_some() { Route { steps, function } } else { more(&mut cursor, steps)? }
    };
    if cursor.rest().trim().is_empty() { Ok(route) } else { Err(cursor.unexpected()) }
}

/// The steps behind `$` or `@`.
pub(super) fn route(cursor: &mut Cursor<'_>) -> Result<Route, JsonPathError> {
    more(cursor, Vec::new())
}

fn more(cursor: &mut Cursor<'_>, mut steps: Vec<Step>) -> Result<Route, JsonPathError> {
    loop {
        if steps.len() > MAX_STEPS {
            return Err(cursor.error("the path has more than 128 steps"));
        }
        let function = match cursor.peek() {
            Some('.') => dot(cursor, &mut steps)?,
            Some('[') => {
                steps.push(bracket(cursor)?);
                None
            }
            _ => return Ok(Route { steps, function: None }),
        };
        if function.is_some() {
            return Ok(Route { steps, function });
        }
    }
}

fn dot(cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) -> Result<Option<Function>, JsonPathError> {
    if cursor.eat("..") {
        steps.push(Step::Descend);
    } else {
        cursor.eat(".");
    }
    match cursor.peek() {
        Some('[') => {
            steps.push(bracket(cursor)?);
            Ok(None)
        }
        _ => name(cursor, steps),
    }
}

/// A name behind a dot, `*`, or a function call.
fn name(cursor: &mut Cursor<'_>, steps: &mut Vec<Step>) -> Result<Option<Function>, JsonPathError> {
    if cursor.eat("*") {
        steps.push(Step::Every);
        return Ok(None);
    }
    let start = cursor.at;
    let in_filter = cursor.filters > 0;
    let name = cursor.take_while(|c| match c {
        '.' | '[' | '(' | ' ' | '\t' | '\n' | '\r' => false,
        ')' | ']' | ',' | '=' | '!' | '<' | '>' | '~' | '&' | '|' => !in_filter,
        _ => true,
    });
    if name.is_empty() {
        return Err(cursor.error("a name is missing behind the dot"));
    }
    if cursor.peek() != Some('(') {
        steps.push(Step::Member(name.into()));
        return Ok(None);
    }
    let function = match name {
        "length" | "size" => Function::Length,
        "min" => Function::Min,
        "max" => Function::Max,
        "avg" => Function::Avg,
        "sum" => Function::Sum,
        _ => {
            let message = format!("`{name}` is not a function of a path");
            return Err(cursor.error_at(start, cursor.at, message));
        }
    };
    cursor.eat("(");
    cursor.spaces();
    cursor.expect(")")?;
    Ok(Some(function))
}

fn bracket(cursor: &mut Cursor<'_>) -> Result<Step, JsonPathError> {
    let start = cursor.at;
    cursor.eat("[");
    cursor.spaces();
    let step = match cursor.peek() {
        None => return Err(cursor.error_at(start, cursor.at, "the bracket is not closed")),
        Some('*') => {
            cursor.eat("*");
            Step::Every
        }
        Some('?') => {
            cursor.eat("?");
            cursor.spaces();
            Step::Filter(filter_parser::parenthesized(cursor)?)
        }
        Some('\'' | '"') => members(cursor)?,
        Some(_) => elements(cursor)?,
    };
    cursor.spaces();
    cursor.expect("]")?;
    Ok(step)
}

fn members(cursor: &mut Cursor<'_>) -> Result<Step, JsonPathError> {
    let first: Box<str> = cursor.quoted()?.into();
    let mut names = vec![first];
    loop {
        cursor.spaces();
        if !cursor.eat(",") {
            break;
        }
        cursor.spaces();
        names.push(cursor.quoted()?.into());
    }
    Ok(match <[Box<str>; 1]>::try_from(names) {
        Ok([one]) => Step::Member(one),
        Err(names) => Step::Members(names),
    })
}

fn elements(cursor: &mut Cursor<'_>) -> Result<Step, JsonPathError> {
    let from = if cursor.peek() == Some(':') { None } else { Some(cursor.integer()?) };
    cursor.spaces();
    if cursor.eat(":") {
        cursor.spaces();
        let to = if cursor.peek() == Some(']') { None } else { Some(cursor.integer()?) };
        return Ok(Step::Slice { from, to });
    }
    let mut indexes: Vec<i64> = from.into_iter().collect();
    while cursor.eat(",") {
        cursor.spaces();
        indexes.push(cursor.integer()?);
        cursor.spaces();
    }
    Ok(match indexes.as_slice() {
        [one] => Step::Element(*one),
        _ => Step::Elements(indexes),
    })
}

/// The text that is being read.
pub(super) struct Cursor<'t> {
    text: &'t str,
    pub(super) at: usize,
    /// How many filters are open.
    pub(super) filters: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    pub(super) fn expect(&mut self, sign: &str) -> Result<(), JsonPathError> {
        if self.eat(sign) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(c) => self.error(format!("`{sign}` is expected here, not `{c}`")),
            None => self.error(format!("the path ends where `{sign}` is expected")),
        })
    }

    pub(super) fn spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    pub(super) fn take_while(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// A string in either quotes; a backslash takes the next character as it is.
    pub(super) fn quoted(&mut self) -> Result<String, JsonPathError> {
        let start = self.at;
        let Some(quote @ ('\'' | '"')) = self.peek() else {
            return Err(self.error("a name in quotes is expected here"));
        };
        self.at += 1;
        let mut value = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, c)) = chars.next() {
            if c == quote {
                self.at += offset + 1;
                return Ok(value);
            }
            match c {
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                c => value.push(c),
            }
        }
        Err(self.error_at(start, self.text.len(), "the quoted text is not closed"))
    }

    pub(super) fn integer(&mut self) -> Result<i64, JsonPathError> {
        let start = self.at;
        self.eat("-");
        self.take_while(|c| c.is_ascii_digit());
        let digits = self.text.get(start..self.at).unwrap_or_default();
        match digits.parse() {
            Ok(number) => Ok(number),
            Err(_) if digits.is_empty() => Err(self.unexpected()),
            Err(_) => Err(self.error_at(start, self.at, format!("`{digits}` is not an index"))),
        }
    }

    pub(super) fn unexpected(&self) -> JsonPathError {
        match self.peek() {
            Some(c @ (' ' | '\t' | '\n' | '\r')) => {
                let end = self.at + c.len_utf8();
                let message = "a name with a blank needs brackets and quotes, as in `['my name']`";
                self.error_at(self.at, end, message)
            }
            Some(c) => self.error(format!("`{c}` is not expected here")),
            None => self.error("the path ends too early"),
        }
    }

    /// An error at the next character.
    pub(super) fn error(&self, message: impl Into<String>) -> JsonPathError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        self.error_at(self.at, end, message)
    }

    pub(super) fn error_at(
        &self,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> JsonPathError {
        let end = end.min(self.text.len());
        JsonPathError { message: message.into(), start, end }
    }
}
