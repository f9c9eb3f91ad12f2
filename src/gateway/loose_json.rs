//! The status of a MOCK integration, out of what the service takes for JSON (reference `pipeline`, section 10.6).
//!
//! Its reader allows names without quotes, single quotes, and commas too many. Whatever it refuses is refused here.

/// How deep a value may be.
const MAX_DEPTH: usize = 64;

/// The integer `statusCode` of the object that `text` is. Of several the last one counts.
pub(super) fn status_code(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text.trim(), status: None };
    reader.object(0)?;
    if reader.rest.trim().is_empty() { reader.status } else { None }
}

/// A value, as far as it matters.
enum Value {
    Integer(i64),
    Other,
}

struct Reader<'t> {
    rest: &'t str,
    status: Option<i64>,
}

impl<'t> Reader<'t> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: char) -> Option<()> {
        self.peek();
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    /// Reads an object; only the members of the outermost one count.
    fn object(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.eat('{')?;
        loop {
            match self.peek()? {
                ',' => self.eat(',')?,
                '}' => return self.eat('}'),
                _ => {
                    let name = self.name()?;
                    self.eat(':')?;
                    let value = self.value(depth + 1)?;
                    if depth == 0 && name == "statusCode" {
                        self.status = match value {
                            Value::Integer(number) => Some(number),
                            Value::Other => None,
                        };
                    }
                    if !matches!(self.peek()?, ',' | '}') {
                        return None;
                    }
                }
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.eat('[')?;
        loop {
            match self.peek()? {
                ',' => self.eat(',')?,
                ']' => return self.eat(']'),
                _ => {
                    self.value(depth + 1)?;
                    if !matches!(self.peek()?, ',' | ']') {
                        return None;
                    }
                }
            }
        }
    }

    fn name(&mut self) -> Option<&'t str> {
        match self.peek()? {
            quote @ ('"' | '\'') => self.quoted(quote),
            _ => self.bare(),
        }
    }

    /// Reads a value; an integer is what matters.
    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            '{' => self.object(depth).map(|()| Value::Other),
            '[' => self.list(depth).map(|()| Value::Other),
            quote @ ('"' | '\'') => self.quoted(quote).map(|_| Value::Other),
            _ => {
                let word = self.bare()?;
                let is_known = matches!(word, "true" | "false" | "null");
                match word.parse() {
                    Ok(number) => Some(Value::Integer(number)),
                    Err(_) if is_known || word.parse::<f64>().is_ok() => Some(Value::Other),
                    Err(_) => None,
                }
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Option<&'t str> {
        self.eat(quote)?;
        let mut escaped = false;
        let end = self.rest.find(|c: char| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.strip_prefix(quote)?;
        Some(text)
    }

    fn bare(&mut self) -> Option<&'t str> {
        let is_part =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.' | '-' | '+');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        if word.is_empty() { None } else { Some(word) }
    }
}

#[cfg(test)]
mod tests {
    use super::status_code;

    #[test]
    fn what_the_service_takes() {
        for (text, status) in [
            (r#"{"statusCode": 200}"#, 200),
            ("{statusCode: 200}", 200),
            ("{'statusCode': 200,}", 200),
            ("{,,\"statusCode\": 201,, \"a\": null}", 201),
            ("{\"a\": {\"statusCode\": 1}, \"b\": [1,, 'x'], statusCode: -1000}", -1000),
            ("  {\"statusCode\": 0}\n", 0),
            ("{\"a\": \"}\\\"\", \"statusCode\": 400}", 400),
        ] {
            assert_eq!(status_code(text), Some(status), "{text}");
        }
    }

    #[test]
    fn what_the_service_refuses() {
        for text in [
            "{\"statusCode': 200 }",
            "{'statusCode\": 200 }",
            "{'statusCode: 200 }",
            "statusCode: 200",
            "{\"statusCode\": \"200\"}",
            "{\"statusCode\": 200",
            "{statusCode: 200, {foo: [ba r]}",
            "{statusCode: 2.5}",
            "{statusCode: 200} x",
            "{statusCode: yes}",
            "{}",
            "[]",
            "",
        ] {
            assert_eq!(status_code(text), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(status_code(&format!("{{a: {deep}")), None);
    }
}
