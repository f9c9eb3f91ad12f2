//! The formats of access logs (reference `observability`, section 2): one line of text with `$context` variables.
//!
//! The service puts values into a line as they are, so a caller can end an entry with a quotation mark in its
//! `User-Agent` and begin another. Here they are written as the language of the line has it: what goes in comes out
//! again, and nothing else. [`LogStyle::unescape`] is the way back, for those who read a log.

use std::borrow::Cow;
use std::fmt::Write;

use super::{GatewayPart, GatewayTemplate, GatewayVariable};

/// What stands for a variable without a value.
pub const UNDEFINED: &str = "-";

/// The formats that the service's console offers, by name.
const NAMED: [(&str, &str); 4] = [
    (
        "json",
        "{ \"requestId\":\"$context.requestId\", \"extendedRequestId\":\"$context.extendedRequestId\", \
         \"ip\": \"$context.identity.sourceIp\", \"caller\":\"$context.identity.caller\", \
         \"user\":\"$context.identity.user\", \"requestTime\":\"$context.requestTime\", \
         \"httpMethod\":\"$context.httpMethod\", \"resourcePath\":\"$context.resourcePath\", \
         \"status\":\"$context.status\", \"protocol\":\"$context.protocol\", \
         \"responseLength\":\"$context.responseLength\" }",
    ),
    (
        "clf",
        "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] \
         \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength \
         $context.requestId $context.extendedRequestId",
    ),
    (
        "csv",
        "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,\
         $context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,\
         $context.requestId,$context.extendedRequestId",
    ),
    (
        "xml",
        "<request id=\"$context.requestId\"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> \
         <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> \
         <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> \
         <httpMethod>$context.httpMethod</httpMethod> <resourcePath>$context.resourcePath</resourcePath> \
         <status>$context.status</status> <protocol>$context.protocol</protocol> \
         <responseLength>$context.responseLength</responseLength> </request>",
    ),
];

/// How values are written into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStyle {
    /// As in a string of JSON.
    Json,
    /// As in XML.
    Xml,
    /// As a field between commas, in quotation marks where it needs them.
    Csv,
    /// As web servers do it: with a backslash before quotation marks and backslashes, and for control characters.
    Text,
}

/// The format of an access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLogFormat {
    style: LogStyle,
    parts: Vec<LogPart>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogPart {
    /// Text that stands in every line.
    Text(String),
    /// The variable `$context.NAME`, by its name.
    Context(String),
}

impl AccessLogFormat {
    /// The names of the formats that the service's console offers.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// The text of a format: that of the name, else `format` itself.
    pub fn text(format: &str) -> &str {
        let named = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(format.trim()));
        named.map_or(format, |(_, text)| *text)
    }

    /// Reads a format: `json`, `clf`, `csv`, `xml`, or a text with variables of `$context`. Variables of other kinds
    /// have no values in a log. An entry is one line, so line breaks of the text count as spaces.
    pub fn parse(format: &str) -> Self {
        let is_csv = format.trim().eq_ignore_ascii_case("csv");
        let text = Self::text(format).trim();
        let style = match text.bytes().next() {
            _ if is_csv => LogStyle::Csv,
            Some(b'{' | b'[') if text.ends_with(['}', ']']) => LogStyle::Json,
            Some(b'<') => LogStyle::Xml,
            _ => LogStyle::Text,
        };
        let template = GatewayTemplate::parse(text);
        let parts = template.parts().iter().map(|part| match part {
            GatewayPart::Text(text) => LogPart::Text(text.replace(['\r', '\n'], " ")),
            GatewayPart::Variable(GatewayVariable::Context(name)) => LogPart::Context(name.clone()),
            GatewayPart::Variable(_) => LogPart::Text(UNDEFINED.to_owned()),
        });
        Self { style, parts: parts.collect() }
    }

    /// How values are written.
    pub const fn style(&self) -> LogStyle {
        self.style
    }

    /// The parts of a line.
    pub fn parts(&self) -> &[LogPart] {
        &self.parts
    }

    /// Whether a line names the variable `name`.
    pub fn names_variable(&self, name: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, LogPart::Context(own) if own == name))
    }
}

impl LogStyle {
    /// Writes what was appended to `out` behind `from` as a value of this style.
    pub fn escape(self, out: &mut String, from: usize) {
        let Some(value) = out.get(from..) else { return };
        let is_plain = match self {
            Self::Json | Self::Text => is_plain(value, b"\"\\"),
            Self::Xml => is_plain(value, b"<>&\"'"),
            Self::Csv => is_plain(value, b",\"\\"),
        };
        if is_plain {
            return;
        }
        let value = value.to_owned();
        out.truncate(from);
        match self {
            Self::Json => json(&value, out),
            Self::Xml => xml(&value, out),
            Self::Csv => {
                out.push('"');
                with_backslashes(&value.replace('"', "\"\""), "\\", out);
                out.push('"');
            }
            Self::Text => with_backslashes(&value, "\\\"", out),
        }
    }

    /// The value that `text` was made of.
    pub fn unescape(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Json => match serde_json::from_str::<String>(&format!("\"{text}\"")) {
                Ok(value) => Cow::Owned(value),
                Err(_) => Cow::Borrowed(text),
            },
            Self::Xml if text.contains('&') => Cow::Owned(without_entities(text)),
            Self::Csv => match text.strip_prefix('"').and_then(|own| own.strip_suffix('"')) {
                Some(inner) => Cow::Owned(without_backslashes(&inner.replace("\"\"", "\""))),
                None => Cow::Borrowed(text),
            },
            Self::Text if text.contains('\\') => Cow::Owned(without_backslashes(text)),
            Self::Xml | Self::Text => Cow::Borrowed(text),
        }
    }
}

/// Whether a value can stand as it is: most are of ASCII, and need no second look.
fn is_plain(value: &str, special: &[u8]) -> bool {
    value.bytes().all(|byte| (0x20..0x7f).contains(&byte) && !special.contains(&byte))
        || !value.chars().any(|letter| {
            letter.is_control() || u8::try_from(letter).is_ok_and(|byte| special.contains(&byte))
        })
}

fn json(value: &str, out: &mut String) {
    for letter in value.chars() {
        // Writing to a string does not fail.
        let _ = match letter {
            '"' => out.write_str("\\\""),
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            letter if letter.is_control() => write!(out, "\\u{:04x}", u32::from(letter)),
            letter => out.write_char(letter),
        };
    }
}

fn xml(value: &str, out: &mut String) {
    for letter in value.chars() {
        // Writing to a string does not fail.
        let _ = match letter {
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '&' => out.write_str("&amp;"),
            '"' => out.write_str("&quot;"),
            '\'' => out.write_str("&apos;"),
            '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}' => {
                write!(out, "&#{};", u32::from(letter))
            }
            // XML has no way to name the other control characters.
            letter if letter.is_control() => out.write_char(char::REPLACEMENT_CHARACTER),
            letter => out.write_char(letter),
        };
    }
}

fn without_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').and_then(|(name, left)| Some((entity(name)?, left)));
        if let Some((letter, left)) = entity {
            out.push(letter);
            rest = left;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?),
    }
}

/// With a backslash before each of `special`, and control characters as `\n` or `\x1b`.
fn with_backslashes(value: &str, special: &str, out: &mut String) {
    for letter in value.chars() {
        // Writing to a string does not fail.
        let _ = match letter {
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            // Control characters are below 256.
            letter if letter.is_control() => write!(out, "\\x{:02x}", u32::from(letter)),
            letter if special.contains(letter) => write!(out, "\\{letter}"),
            letter => out.write_char(letter),
        };
    }
}

fn without_backslashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some((letter, left)) = escaped(after) {
            out.push(letter);
            rest = left;
        } else {
            out.push('\\');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The letter that is meant behind a backslash, and what follows it.
fn escaped(text: &str) -> Option<(char, &str)> {
    let mut letters = text.chars();
    let letter = match letters.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        own @ ('"' | '\\') => own,
        'x' => {
            let (digits, left) = letters.as_str().split_at_checked(2)?;
            return Some((char::from(u8::from_str_radix(digits, 16).ok()?), left));
        }
        _ => return None,
    };
    Some((letter, letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{AccessLogFormat, LogPart, LogStyle};

    const HOSTILE: &str = "a\"b\\c\r\nd\te\u{1b}[2J\u{9b}1m,<x a='1'>&amp;é\u{7f}\\n\\x41";

    #[track_caller]
    fn check(style: LogStyle, value: &str, expected: &str) {
        let mut out = "before ".to_owned();
        out.push_str(value);
        style.escape(&mut out, 7);
        assert_eq!(out, format!("before {expected}"));
        assert!(!out.chars().any(char::is_control));
        assert_eq!(style.unescape(expected), value);
    }

    #[test]
    fn values_come_out_as_they_went_in() {
        check(
            LogStyle::Json,
            HOSTILE,
            "a\\\"b\\\\c\\r\\nd\\te\\u001b[2J\\u009b1m,<x a='1'>&amp;é\\u007f\\\\n\\\\x41",
        );
        check(
            LogStyle::Text,
            HOSTILE,
            "a\\\"b\\\\c\\r\\nd\\te\\x1b[2J\\x9b1m,<x a='1'>&amp;é\\x7f\\\\n\\\\x41",
        );
        check(
            LogStyle::Csv,
            HOSTILE,
            "\"a\"\"b\\\\c\\r\\nd\\te\\x1b[2J\\x9b1m,<x a='1'>&amp;é\\x7f\\\\n\\\\x41\"",
        );
        for style in [LogStyle::Json, LogStyle::Text, LogStyle::Csv, LogStyle::Xml] {
            check(style, "/pets/7 é", "/pets/7 é");
            check(style, "", "");
        }
    }

    #[test]
    fn markup_stays_text() {
        let hostile = "</request><request id=\"2\">&'\n\u{9b}";
        let written = "&lt;/request&gt;&lt;request id=&quot;2&quot;&gt;&amp;&apos;&#10;&#155;";
        check(LogStyle::Xml, hostile, written);
        let mut out = "\u{1b}".to_owned();
        LogStyle::Xml.escape(&mut out, 0);
        assert_eq!(out, "\u{fffd}");
        assert_eq!(LogStyle::Xml.unescape("a & b &nothing; &#x;"), "a & b &nothing; &#x;");
    }

    #[test]
    fn formats_go_by_names_and_by_what_they_look_like() {
        let styles = |text: &str| AccessLogFormat::parse(text).style();
        assert_eq!(
            AccessLogFormat::names().map(styles).collect::<Vec<_>>(),
            [LogStyle::Json, LogStyle::Text, LogStyle::Csv, LogStyle::Xml]
        );
        assert_eq!(styles(" {\"a\":$context.status}\n"), LogStyle::Json);
        assert_eq!(styles("<a>$context.status</a>"), LogStyle::Xml);
        assert_eq!(styles("$context.requestId $context.status"), LogStyle::Text);
        let format = AccessLogFormat::parse("a\nb ${context.status}|$stageVariables.x\n");
        assert_eq!(
            format.parts(),
            [
                LogPart::Text("a b ".to_owned()),
                LogPart::Context("status".to_owned()),
                LogPart::Text("|".to_owned()),
                LogPart::Text("-".to_owned()),
            ]
        );
        assert!(format.names_variable("status") && !format.names_variable("path"));
    }
}
