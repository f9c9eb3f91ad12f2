//! How values look: as Java prints them, and as JSON.

use std::fmt::Write;

use super::fault::{self, Outcome};
use super::input::Pair;
use super::value::{List, Style, Value};

/// The deepest value that is printed. Values can hold themselves.
const MAX_DEPTH: usize = 300;

/// Appends `value` as a reference prints it (`vtl`, "Rendering of values"), as long as `out` stays within `limit`
/// bytes: a short template can build a value that holds another one over and over.
pub(super) fn print(value: &Value<'_>, out: &mut String, limit: usize) -> Outcome<()> {
    match value {
        Value::Null | Value::Tool(_) | Value::Block(_) => Ok(()),
        Value::Text(text) => {
            out.push_str(text);
            Ok(())
        }
        value => Printer { out, limit }.java(value, 0),
    }
}

/// Appends `value` as JSON, within the same limit.
pub(super) fn json(value: &Value<'_>, out: &mut String, limit: usize) -> Outcome<()> {
    Printer { out, limit }.json(value, 0)
}

struct Printer<'o> {
    out: &'o mut String,
    limit: usize,
}

impl Printer<'_> {
    fn check(&self, depth: usize) -> Outcome<()> {
        if depth > MAX_DEPTH {
            return Err(fault::too_deep());
        }
        if self.out.len() > self.limit {
            return Err(fault::output_too_long());
        }
        Ok(())
    }

    fn java(&mut self, value: &Value<'_>, depth: usize) -> Outcome<()> {
        self.check(depth)?;
        match value {
            // Inside of a list or a map Java names the null.
            Value::Null => self.out.push_str("null"),
            Value::Tool(_) | Value::Block(_) => {}
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) => integer(*number, self.out),
            Value::Big(digits) => self.out.push_str(digits),
            Value::Double(number) => double(*number, self.out),
            Value::Text(text) => self.out.push_str(text),
            Value::List(list) => match list.style {
                Style::Json => self.json_list(list, depth)?,
                Style::Java => {
                    self.out.push('[');
                    list.read(|items| {
                        self.separated(items, ", ", |this, item| this.java(item, depth + 1))
                    })?;
                    self.out.push(']');
                }
            },
            Value::Map(map) if map.silent => {}
            Value::Map(map) => {
                self.out.push('{');
                map.read(|entries| {
                    self.separated(entries.iter(), ", ", |this, (key, value)| {
                        this.out.push_str(key);
                        this.out.push('=');
                        this.java(value, depth + 1)
                    })
                })?;
                self.out.push('}');
            }
            Value::Pairs(pairs) => {
                self.out.push('{');
                self.separated(unique(pairs), ", ", |this, (name, value)| {
                    this.out.push_str(name);
                    this.out.push('=');
                    this.out.push_str(value);
                    Ok(())
                })?;
                self.out.push('}');
            }
            Value::Entry(entry) => {
                self.out.push_str(&entry.0);
                self.out.push('=');
                self.java(&entry.1, depth + 1)?;
            }
        }
        Ok(())
    }

    fn json(&mut self, value: &Value<'_>, depth: usize) -> Outcome<()> {
        self.check(depth)?;
        match value {
            Value::Null | Value::Tool(_) | Value::Block(_) => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) => integer(*number, self.out),
            Value::Big(digits) => self.out.push_str(digits),
            Value::Double(number) => double(*number, self.out),
            Value::Text(text) => json_text(text, self.out),
            Value::List(list) => self.json_list(list, depth)?,
            Value::Map(map) => {
                self.out.push('{');
                map.read(|entries| {
                    self.separated(entries.iter(), ",", |this, (key, value)| {
                        json_text(key, this.out);
                        this.out.push(':');
                        this.json(value, depth + 1)
                    })
                })?;
                self.out.push('}');
            }
            Value::Pairs(pairs) => {
                self.out.push('{');
                self.separated(unique(pairs), ",", |this, (name, value)| {
                    json_text(name, this.out);
                    this.out.push(':');
                    json_text(value, this.out);
                    Ok(())
                })?;
                self.out.push('}');
            }
            Value::Entry(_) => {
                let mut text = String::new();
                Printer { out: &mut text, limit: self.limit }.java(value, depth)?;
                json_text(&text, self.out);
            }
        }
        Ok(())
    }

    fn json_list(&mut self, list: &List<'_>, depth: usize) -> Outcome<()> {
        self.out.push('[');
        list.read(|items| self.separated(items, ",", |this, item| this.json(item, depth + 1)))?;
        self.out.push(']');
        Ok(())
    }

    fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &str,
        mut write: impl FnMut(&mut Self, T) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut first = true;
        for item in items {
            if !first {
                self.out.push_str(separator);
            }
            first = false;
            write(self, item)?;
        }
        Ok(())
    }
}

/// The pairs without those that a later one of the same name replaces.
pub(super) fn unique<'p, 'a>(pairs: &'p [Pair<'a>]) -> impl Iterator<Item = &'p Pair<'a>> {
    pairs.iter().enumerate().filter_map(|(at, pair)| {
        let later = pairs.get(at + 1..).unwrap_or_default();
        (!later.iter().any(|(name, _)| *name == pair.0)).then_some(pair)
    })
}

/// Appends `text` as a JSON string.
pub(super) fn json_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1F)) {
        let (plain, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{C}') => out.push_str("\\f"),
            Some(control) => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn integer(number: i64, out: &mut String) {
    // Small numbers are the usual ones: ids, counts, years.
    let mut digits = [0_u8; 20];
    let mut rest = number.unsigned_abs();
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    let text = digits.get(digits.len() - used..).and_then(|digits| str::from_utf8(digits).ok());
    out.push_str(text.unwrap_or_default());
}

/// A number as `Double.toString` writes it: at least one digit behind the point, and an exponent from ten million on
/// and below a thousandth.
pub(super) fn double(number: f64, out: &mut String) {
    let size = number.abs();
    // Writing to a string does not fail.
    let _ = if number.is_nan() {
        out.write_str("NaN")
    } else if number.is_infinite() {
        out.write_str(if number < 0.0 { "-Infinity" } else { "Infinity" })
    } else if size == 0.0 || (1e-3..1e7).contains(&size) {
        write!(out, "{number:?}")
    } else {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        write!(out, "{digits}{point}E{exponent}")
    };
}
