//! The canonical request: what both sides must write down alike (reference `access-control`, section 8.3).

use std::borrow::Cow;

use super::encode::{decoded, encoded, push_encoded, sha256};
use super::{ALGORITHM, Dialect, Request, Scope, Timestamp};

/// The lines of a canonical request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Canonical<'c> {
    pub(super) method: Cow<'c, str>,
    pub(super) path: Cow<'c, str>,
    pub(super) query: Cow<'c, str>,
    /// Names in lower case, with their values, in order of the names.
    pub(super) headers: Cow<'c, [(String, String)]>,
    pub(super) payload: Cow<'c, str>,
}

impl Canonical<'_> {
    /// The canonical form of `request` with those of its headers that are named in `signed`: lower case, sorted.
    pub(super) fn new(
        request: &Request<'_>,
        dialect: Dialect,
        signed: &[Cow<'_, str>],
        payload: String,
    ) -> Canonical<'static> {
        Canonical {
            method: Cow::Owned(request.method.to_owned()),
            path: Cow::Owned(path(request.path, dialect)),
            query: Cow::Owned(query(request.query)),
            headers: Cow::Owned(headers(request, signed)),
            payload: Cow::Owned(payload),
        }
    }

    /// All lines as one text.
    pub(super) fn text(&self) -> String {
        let headers = self.headers.iter().map(|(name, value)| name.len() * 2 + value.len() + 3);
        let length = self.method.len() + self.path.len() + self.query.len() + 70;
        let mut text = String::with_capacity(length + headers.sum::<usize>());
        for line in [&*self.method, &self.path, &self.query] {
            text.push_str(line);
            text.push('\n');
        }
        for (name, value) in self.headers.iter() {
            text.push_str(name);
            text.push(':');
            text.push_str(value);
            text.push('\n');
        }
        text.push('\n');
        for (at, (name, _)) in self.headers.iter().enumerate() {
            if at > 0 {
                text.push(';');
            }
            text.push_str(name);
        }
        text.push('\n');
        text.push_str(&self.payload);
        text
    }
}

/// What is signed in the end: the canonical request is in it as a hash.
pub(super) fn string_to_sign(at: Timestamp, scope: &Scope<'_>, canonical: &str) -> String {
    format!("{ALGORITHM}\n{at}\n{scope}\n{}", sha256(canonical.as_bytes()))
}

/// The path of a canonical request.
pub(super) fn path(wire: &str, dialect: Dialect) -> String {
    let normal =
        if dialect.normalizes_path { normalized(wire) } else { Cow::Borrowed(absolute(wire)) };
    if dialect.encodes_path_again {
        return encoded(normal.as_bytes(), b"/");
    }
    // Encoded just once, however it was spelled.
    encoded(&decoded(&normal), b"/")
}

fn absolute(wire: &str) -> &str {
    if wire.is_empty() { "/" } else { wire }
}

/// A path without dot segments and doubled slashes. One at the end stays.
pub(super) fn normalized(wire: &str) -> Cow<'_, str> {
    let is_normal = wire.starts_with('/') && !wire.contains("//") && !wire.contains("/.");
    if is_normal {
        return Cow::Borrowed(wire);
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in wire.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    let mut path = String::with_capacity(wire.len() + 1);
    for segment in &kept {
        path.push('/');
        path.push_str(segment);
    }
    let ends_open = ["/", "/.", "/.."].iter().any(|end| wire.ends_with(end));
    if path.is_empty() || ends_open {
        path.push('/');
    }
    Cow::Owned(path)
}

/// The query of a canonical request: every name has a value, and all are in order.
pub(super) fn query(wire: &str) -> String {
    let pairs = pairs(wire).filter(|(name, _)| *name != "X-Amz-Signature");
    let mut all: Vec<(String, String)> =
        pairs.map(|(name, value)| (recoded(name), recoded(value))).collect();
    all.sort_unstable();
    joined(&all)
}

/// The pairs of a query as they are on the wire.
pub(super) fn pairs(wire: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = wire.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, "")))
}

pub(super) fn joined<S: AsRef<str>>(pairs: &[(S, S)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name.as_ref());
        out.push('=');
        out.push_str(value.as_ref());
    }
    out
}

fn recoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_encoded(&mut out, &decoded(text), b"");
    out
}

/// The signed headers with their values; a header that is not there has an empty one.
fn headers(request: &Request<'_>, signed: &[Cow<'_, str>]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::with_capacity(signed.len());
    let mut sent: Vec<(String, usize)> = request
        .headers
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (name.to_ascii_lowercase(), at))
        .collect();
    // Values of one name stay in the order in which they were sent.
    sent.sort_unstable();
    for name in signed {
        let first = sent.partition_point(|(own, _)| own.as_str() < &**name);
        let own = sent.iter().skip(first).take_while(|(own, _)| own.as_str() == &**name);
        let values = own.filter_map(|(_, at)| request.headers.get(*at));
        let mut value = String::new();
        for (at, (_, bytes)) in values.enumerate() {
            if at > 0 {
                value.push(',');
            }
            push_folded(&mut value, &text(bytes));
        }
        all.push((name.to_string(), value));
    }
    all
}

/// The text of a header: Latin-1 where it is not UTF-8.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A value without blanks around it, and with one blank for several.
fn push_folded(out: &mut String, value: &str) {
    for (at, word) in value.split_ascii_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}
