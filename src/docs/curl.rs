//! A request as `curl` sends it.

use std::fmt::Write;

use serde_json::Value;

use super::view::Sample;
use crate::sdk::{Content, Notes, Operation, Parameter, Place, Style, Surface, Type};

/// The request of `operation` to the API at `base`, with what it has to have.
pub(super) fn sample(surface: &Surface, operation: &Operation, base: &str) -> Sample {
    let mut query: Vec<String> = Vec::new();
    let mut headers: Vec<String> = Vec::new();
    let mut path = operation.path.clone();
    for own in operation.parameters.iter().filter(|own| own.required) {
        let value = value(surface, own);
        match own.place {
            Place::Path => {
                let keep = if own.style == Style::Greedy { "/" } else { "" };
                let text = encoded(&text(&value), keep);
                path = path.replace(&format!("{{{}+}}", own.wire), &text);
                path = path.replace(&format!("{{{}}}", own.wire), &text);
            }
            Place::Query => query.extend(pairs(own, &value)),
            Place::Header => headers.push(format!("{}: {}", own.wire, text(&value))),
            Place::Cookie => headers.push(format!("Cookie: {}={}", own.wire, text(&value))),
        }
    }
    let mut lines = Vec::new();
    credentials(surface, operation, &mut query, &mut headers, &mut lines);
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let url = format!("{}{path}{query}", base.trim_end_matches('/'));
    let method = operation.method.unwrap_or("GET");
    let verb = match method {
        "GET" => String::new(),
        "HEAD" => "--head ".to_owned(),
        other => format!("--request {other} "),
    };
    let mut all = vec![format!("curl {verb}{}", url_word(&url))];
    all.extend(headers.iter().map(|header| format!("--header {}", header_word(header))));
    all.append(&mut lines);
    all.extend(body(surface, operation));
    Sample { label: "curl", language: "sh", text: all.join(" \\\n  ") + "\n" }
}

/// What lets the request in, as variables of the shell.
fn credentials(
    surface: &Surface,
    operation: &Operation,
    query: &mut Vec<String>,
    headers: &mut Vec<String>,
    lines: &mut Vec<String>,
) {
    if operation.auth.api_key {
        headers.push("X-API-Key: $API_KEY".to_owned());
    }
    for scheme in operation.auth.schemes.iter().filter_map(|at| surface.schemes.get(*at)) {
        for source in &scheme.sources {
            let variable = if scheme.sources.len() == 1 {
                "$TOKEN".to_owned()
            } else {
                variable(&source.wire)
            };
            let value = match scheme.prefix {
                Some(prefix) => format!("{prefix} {variable}"),
                None => variable,
            };
            match source.place {
                Place::Query => query.push(format!("{}={value}", encoded(&source.wire, ""))),
                Place::Cookie => headers.push(format!("Cookie: {}={value}", source.wire)),
                Place::Header | Place::Path => headers.push(format!("{}: {value}", source.wire)),
            }
        }
    }
    if operation.auth.iam {
        let region = surface.region.as_deref().unwrap_or("us-east-1");
        lines.push(format!("--aws-sigv4 'aws:amz:{region}:execute-api'"));
        lines.push("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"".to_owned());
    }
}

fn variable(wire: &str) -> String {
    let own: String = wire
        .chars()
        .map(
            |letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' },
        )
        .collect();
    format!("$VALUE_{own}")
}

fn body(surface: &Surface, operation: &Operation) -> Vec<String> {
    let Some(body) = &operation.body else { return Vec::new() };
    let media_type = format!("--header {}", quoted(&format!("Content-Type: {}", body.media_type)));
    match &body.content {
        Content::Json(kind) => {
            if !body.required && *kind == Type::Any {
                return Vec::new();
            }
            let example = surface.json(&surface.example(kind, &Notes::default()));
            vec![media_type, format!("--data {}", quoted(&example.to_string()))]
        }
        Content::Form(kind) => {
            let example = surface.json(&surface.example(kind, &Notes::default()));
            members(&example, |key, value| {
                format!("--data-urlencode {}", quoted(&format!("{key}={value}")))
            })
        }
        Content::Multipart(kind) => {
            let example = surface.json(&surface.example(kind, &Notes::default()));
            members(&example, |key, value| {
                let value = if value == "file" { "@file" } else { value };
                format!("--form {}", quoted(&format!("{key}={value}")))
            })
        }
        Content::Text | Content::Binary if !body.required => Vec::new(),
        Content::Text => vec![media_type, "--data 'text'".to_owned()],
        Content::Binary => vec![media_type, "--data-binary @file".to_owned()],
    }
}

fn members(value: &Value, write: impl Fn(&str, &str) -> String) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(key, value)| write(key, &text(value))).collect()
}

/// An example of a parameter.
pub(super) fn value(surface: &Surface, own: &Parameter) -> Value {
    surface.json(&surface.example(&own.kind, &own.notes))
}

/// A value as it is sent in one piece.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<String>>().join(","),
        other => other.to_string(),
    }
}

/// A parameter of the query string as its style writes it.
fn pairs(own: &Parameter, value: &Value) -> Vec<String> {
    let name = encoded(&own.wire, "");
    let pair = |value: &str| format!("{name}={}", encoded(value, ","));
    match (own.style, value) {
        (Style::Repeated, Value::Array(items)) => {
            items.iter().map(|item| pair(&text(item))).collect()
        }
        (Style::Repeated, Value::Object(members)) => members
            .iter()
            .map(|(key, value)| format!("{}={}", encoded(key, ""), encoded(&text(value), ",")))
            .collect(),
        (Style::Brackets, Value::Object(members)) => members
            .iter()
            .map(|(key, value)| {
                format!("{name}[{}]={}", encoded(key, ""), encoded(&text(value), ","))
            })
            .collect(),
        (Style::Joined(sign), Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(text).collect();
            vec![pair(&items.join(&sign.to_string()))]
        }
        (_, other) => vec![pair(&text(other))],
    }
}

/// A text with percent signs for all that a URL does not hold as it is.
fn encoded(text: &str, kept: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let own = char::from(byte);
        if own.is_ascii_alphanumeric() || "-._~".contains(own) || kept.contains(own) {
            out.push(own);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// An address as a word of the shell, in which a token may be put.
fn url_word(url: &str) -> String {
    if url.contains("=$") || url.contains("= $") { double_quoted(url) } else { quoted(url) }
}

/// A header as a word of the shell, in which a token may be put.
fn header_word(header: &str) -> String {
    let is_secret = ["$API_KEY", "$TOKEN", "$VALUE_"].iter().any(|own| header.contains(own));
    if is_secret { double_quoted(header) } else { quoted(header) }
}

/// A word of the shell that stays as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A word of the shell in which our own variables are put in and nothing else is read.
fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let ours = ["$API_KEY", "$TOKEN", "$VALUE_"].iter().find(|own| rest.starts_with(**own));
        let taken = if let Some(own) = ours {
            out.push_str(own);
            own.len()
        } else {
            if matches!(letter, '"' | '\\' | '$' | '`') {
                out.push('\\');
            }
            out.push(letter);
            letter.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or("");
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{double_quoted, encoded, quoted};

    #[test]
    fn words_of_the_shell_hold_what_they_hold() {
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(double_quoted("a \"$(x)\" $TOKEN"), "\"a \\\"\\$(x)\\\" $TOKEN\"");
        assert_eq!(encoded("a b/ö", ""), "a%20b%2F%C3%B6");
        assert_eq!(encoded("a/b", "/"), "a/b");
    }
}
