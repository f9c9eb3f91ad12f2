//! Why a signature does not fit. A signature cannot be read backwards, but what callers do wrong is known: each of it
//! is tried, alone and in pairs, and what gives the caller's signature is what the caller has signed.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::canonical::{Canonical, joined, normalized, pairs};
use super::encode::{decoded, encoded, sha256};
use super::{Dialect, Request, UNSIGNED_PAYLOAD};

/// Payloads up to this size are hashed again with and without a newline at the end.
const SMALL_PAYLOAD: usize = 64 * 1024;

/// A signature that does not fit the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    canonical: String,
    string_to_sign: String,
    found: Option<Found>,
}

/// What was found about a mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    causes: Vec<Cause>,
    /// What the caller signed, where that is known.
    theirs: Option<String>,
}

/// What a caller did differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// What stands in the place of the signature is none.
    NotASignature,
    /// Another verb was signed.
    Method(String),
    /// The path was signed as it is on the wire, as for S3, and not encoded once more.
    PathNotEncodedAgain,
    /// The path was encoded twice more.
    PathEncodedTwiceMore,
    /// The path was signed without any encoding.
    PathDecoded,
    /// Dot segments or doubled slashes were left in the path.
    PathNotNormalized,
    /// The path was signed without the stage.
    PathWithoutStage,
    /// The path was signed with a slash at the end that was not sent, or without one that was.
    PathSlash,
    /// The query was signed as it is on the wire, and not in order or not encoded alike.
    QueryAsSent,
    /// The query was put in order, but its encoding was left as it is on the wire.
    QueryEncoding,
    /// A `+` of the query was taken for a space.
    QueryPlusIsSpace,
    /// The query was not signed.
    QueryNotSigned,
    /// Another host was signed.
    Host(String),
    /// Values of headers were signed with all their blanks.
    BlanksKept,
    /// `UNSIGNED-PAYLOAD` was signed, which only S3 knows.
    PayloadNotSigned,
    /// The hash of an empty payload was signed.
    PayloadEmpty,
    /// The payload that was signed is another one: `x-amz-content-sha256` has its hash.
    PayloadChanged,
    /// The payload was signed with a newline at the end that was not sent, or without one that was.
    PayloadNewline,
    /// Nothing of that: the secret is another one, or something that nobody guesses was changed on the way.
    SecretOrUnknown,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotASignature => {
                "what stands in its place is no signature: one has 64 lower-case hexadecimal digits"
            }
            Self::Method(name) => return write!(f, "the verb `{name}` was signed"),
            Self::PathNotEncodedAgain => {
                "the path was signed as it is on the wire, as only S3 wants it; it has to be encoded once more"
            }
            Self::PathEncodedTwiceMore => {
                "the path was encoded twice more before it was signed; once is right"
            }
            Self::PathDecoded => "the path was signed without any encoding",
            Self::PathNotNormalized => {
                "the path was signed with its dot segments or doubled slashes"
            }
            Self::PathWithoutStage => {
                "the path was signed without the stage, which stands in front of it"
            }
            Self::PathSlash => {
                "the path that was signed differs from the one that was sent in the slash at its end"
            }
            Self::QueryAsSent => {
                "the query was signed as it is on the wire; names have to be in order, each with a value"
            }
            Self::QueryEncoding => {
                "the query was signed with the encoding that it has on the wire, which is not the canonical one"
            }
            Self::QueryPlusIsSpace => {
                "a `+` of the query was signed as a space; only `%20` is one"
            }
            Self::QueryNotSigned => "the query was not signed",
            Self::Host(name) => {
                return write!(f, "the host `{}` was signed, and another was asked", name.escape_debug());
            }
            Self::BlanksKept => {
                "headers were signed with all their blanks; several have to become one"
            }
            Self::PayloadNotSigned => {
                "`UNSIGNED-PAYLOAD` was signed, which only S3 takes; here it has to be the hash of the payload"
            }
            Self::PayloadEmpty => {
                "the payload was not signed: its hash was made of nothing, though there is a payload"
            }
            Self::PayloadChanged => {
                "another payload was signed than was sent: `x-amz-content-sha256` is not its hash"
            }
            Self::PayloadNewline => {
                "the payload that was signed differs from the one that was sent in the newline at its end"
            }
            Self::SecretOrUnknown => {
                "most likely the secret access key is another one than that of the access key id; otherwise the \
                 request was changed on its way"
            }
        })
    }
}

/// A line of two canonical requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffLine<'d> {
    /// Both have it.
    Both(&'d str),
    /// The request as it came gives it.
    Ours(&'d str),
    /// The caller signed it.
    Theirs(&'d str),
}

impl Mismatch {
    pub(super) fn new(canonical: String, string_to_sign: String, found: Option<Found>) -> Self {
        Self { canonical, string_to_sign, found }
    }

    /// The canonical request as it should have been.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What should have been signed.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// What the caller did differently; several where they come together. Empty where nobody asked.
    pub fn causes(&self) -> &[Cause] {
        self.found.as_ref().map_or(&[], |found| &found.causes)
    }

    /// The canonical request that the caller has signed, where it is known.
    pub fn signed(&self) -> Option<&str> {
        self.found.as_ref()?.theirs.as_deref()
    }

    /// Both canonical requests line by line; nothing where only one is known.
    pub fn lines(&self) -> Vec<DiffLine<'_>> {
        let Some(theirs) = self.signed() else { return Vec::new() };
        let mut lines = Vec::new();
        let (mut ours, mut theirs) = (self.canonical.split('\n'), theirs.split('\n'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return lines,
                (Some(one), Some(other)) if one == other => lines.push(DiffLine::Both(one)),
                (one, other) => {
                    lines.extend(one.map(DiffLine::Ours));
                    lines.extend(other.map(DiffLine::Theirs));
                }
            }
        }
    }

    /// What the service tells the caller.
    pub(super) fn message(&self) -> String {
        format!(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String \
             for this request should have been\n'{}'\n\nThe String-to-Sign should have been\n'{}'\n",
            self.canonical, self.string_to_sign
        )
    }
}

/// For logs: the causes, and the two requests line by line, without what is secret in them.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not fit the request")?;
        for (at, cause) in self.causes().iter().enumerate() {
            f.write_str(if at == 0 { ": " } else { ", and " })?;
            cause.fmt(f)?;
        }
        let mut lines = self.lines();
        if lines.is_empty() {
            f.write_str("\n(this is what the request gives and what should have been signed)")?;
            lines = self.canonical.split('\n').map(DiffLine::Both).collect();
        } else {
            f.write_str("\n(`-` is what the request gives, `+` is what was signed)")?;
        }
        for line in lines {
            let (mark, text) = match line {
                DiffLine::Both(text) => (' ', text),
                DiffLine::Ours(text) => ('-', text),
                DiffLine::Theirs(text) => ('+', text),
            };
            f.write_char('\n')?;
            f.write_char(mark)?;
            f.write_char(' ')?;
            f.write_str(&redacted(text))?;
        }
        Ok(())
    }
}

/// A line of a canonical request without the values of headers and parameters that let somebody in.
fn redacted(line: &str) -> Cow<'_, str> {
    if let Some((name, _)) = line.split_once(':') {
        return if is_secret(name) { Cow::Owned(format!("{name}:****")) } else { line.into() };
    }
    if !line.split('&').any(|part| part.split_once('=').is_some_and(|(name, _)| is_secret(name))) {
        return line.into();
    }
    let parts = line.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if is_secret(name) => Cow::Owned(format!("{name}=****")),
        _ => Cow::Borrowed(part),
    });
    Cow::Owned(parts.collect::<Vec<_>>().join("&"))
}

/// Whether what goes by that name may let somebody in. Names are anybody's, so this is rather too much than too little.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 9] = [
        "auth",
        "cookie",
        "credential",
        "key",
        "password",
        "secret",
        "session",
        "signature",
        "token",
    ];
    let name = name.to_ascii_lowercase();
    // The parts of a signed query are no secrets, but for the token of a session.
    let is_of_signature = name.starts_with("x-amz-") && !name.ends_with("token");
    !is_of_signature && WORDS.iter().any(|word| name.contains(word))
}

/// The finding where there is no signature to try anything with.
pub(super) fn no_signature() -> Found {
    Found { causes: vec![Cause::NotASignature], theirs: None }
}

/// One part of a canonical request, written in another way.
struct Other<'o> {
    cause: Cause,
    part: Part<'o>,
}

enum Part<'o> {
    Method(&'o str),
    Path(String),
    Query(String),
    Headers(Vec<(String, String)>),
    Payload(String),
}

impl Part<'_> {
    fn is_of_the_kind_of(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// What the caller has signed, as far as it can be guessed. `is_it` tells whether a canonical request gives the
/// signature.
pub(super) fn explain(
    request: &Request<'_>,
    dialect: Dialect,
    ours: &Canonical<'_>,
    is_it: &dyn Fn(&str) -> bool,
) -> Found {
    let others = others(request, dialect, ours);
    let found = |causes: Vec<&Cause>, theirs: String| Found {
        causes: causes.into_iter().cloned().collect(),
        theirs: Some(theirs),
    };
    for other in &others {
        let text = with(ours, &[&other.part]).text();
        if is_it(&text) {
            return found(vec![&other.cause], text);
        }
    }
    for (at, one) in others.iter().enumerate() {
        for other in others.iter().skip(at + 1) {
            if one.part.is_of_the_kind_of(&other.part) {
                continue;
            }
            let text = with(ours, &[&one.part, &other.part]).text();
            if is_it(&text) {
                return found(vec![&one.cause, &other.cause], text);
            }
        }
    }
    Found { causes: vec![Cause::SecretOrUnknown], theirs: None }
}

fn with<'w>(ours: &'w Canonical<'_>, parts: &[&'w Part<'_>]) -> Canonical<'w> {
    let mut all = Canonical {
        method: Cow::Borrowed(&*ours.method),
        path: Cow::Borrowed(&*ours.path),
        query: Cow::Borrowed(&*ours.query),
        headers: Cow::Borrowed(&*ours.headers),
        payload: Cow::Borrowed(&*ours.payload),
    };
    for part in parts {
        match part {
            Part::Method(name) => all.method = Cow::Borrowed(name),
            Part::Path(path) => all.path = Cow::Borrowed(path),
            Part::Query(query) => all.query = Cow::Borrowed(query),
            Part::Headers(headers) => all.headers = Cow::Borrowed(headers),
            Part::Payload(hash) => all.payload = Cow::Borrowed(hash),
        }
    }
    all
}

/// All that is tried, without what comes to the same.
fn others<'o>(request: &Request<'_>, dialect: Dialect, ours: &Canonical<'_>) -> Vec<Other<'o>> {
    let mut all = Vec::with_capacity(24);
    for name in ["GET", "HEAD", "POST", "PUT"] {
        if name != ours.method {
            all.push(Other { cause: Cause::Method(name.to_owned()), part: Part::Method(name) });
        }
    }
    let mut known: Vec<String> = vec![ours.path.clone().into_owned()];
    for (cause, path) in paths(request.path, dialect) {
        if !known.contains(&path) {
            known.push(path.clone());
            all.push(Other { cause, part: Part::Path(path) });
        }
    }
    let mut known: Vec<String> = vec![ours.query.clone().into_owned()];
    for (cause, query) in queries(request.query) {
        if !known.contains(&query) {
            known.push(query.clone());
            all.push(Other { cause, part: Part::Query(query) });
        }
    }
    for (cause, headers) in headers(request, ours) {
        if *headers != *ours.headers {
            all.push(Other { cause, part: Part::Headers(headers) });
        }
    }
    let mut known: Vec<String> = vec![ours.payload.clone().into_owned()];
    for (cause, hash) in payloads(request) {
        if !known.contains(&hash) {
            known.push(hash.clone());
            all.push(Other { cause, part: Part::Payload(hash) });
        }
    }
    all
}

fn paths(wire: &str, dialect: Dialect) -> Vec<(Cause, String)> {
    let again = |path: &str| encoded(path.as_bytes(), b"/");
    let normal = normalized(wire).into_owned();
    let plain = String::from_utf8_lossy(&decoded(wire)).into_owned();
    let behind_stage = normal
        .trim_start_matches('/')
        .split_once('/')
        .map_or_else(|| "/".to_owned(), |(_, rest)| format!("/{rest}"));
    let slash = match normal.strip_suffix('/') {
        Some(path) => path.to_owned(),
        None => format!("{normal}/"),
    };
    let mut all = vec![
        (Cause::PathNotEncodedAgain, normal.clone()),
        (Cause::PathNotEncodedAgain, wire.to_owned()),
        (Cause::PathEncodedTwiceMore, again(&again(&normal))),
        (Cause::PathDecoded, plain),
        (Cause::PathWithoutStage, again(&behind_stage)),
        (Cause::PathWithoutStage, behind_stage),
        (Cause::PathSlash, again(&slash)),
    ];
    if dialect.normalizes_path {
        all.push((Cause::PathNotNormalized, again(wire)));
    }
    all
}

fn queries(wire: &str) -> Vec<(Cause, String)> {
    let sent: Vec<(&str, &str)> =
        pairs(wire).filter(|(name, _)| *name != "X-Amz-Signature").collect();
    let mut sorted = sent.clone();
    sorted.sort_unstable();
    let plus = super::canonical::query(&wire.replace('+', "%20"));
    vec![
        (Cause::QueryEncoding, joined(&sorted)),
        (Cause::QueryAsSent, wire.to_owned()),
        (Cause::QueryAsSent, joined(&sent)),
        (Cause::QueryPlusIsSpace, plus),
        (Cause::QueryNotSigned, String::new()),
    ]
}

/// Other hosts, and values as they were sent.
fn headers(request: &Request<'_>, ours: &Canonical<'_>) -> Vec<(Cause, Vec<(String, String)>)> {
    let mut all = Vec::new();
    let host = request.header("host").unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let forwarded = request.header("x-forwarded-host").unwrap_or_default();
    let port = host.strip_prefix(name).unwrap_or_default();
    let hosts = [
        name.to_owned(),
        forwarded.to_owned(),
        format!("{name}:443"),
        format!("{name}:80"),
        "localhost".to_owned(),
        format!("localhost{port}"),
        format!("127.0.0.1{port}"),
        "127.0.0.1".to_owned(),
        host.to_ascii_lowercase(),
    ];
    for other in hosts.into_iter().filter(|other| !other.is_empty() && other != host) {
        let mut headers = ours.headers.to_vec();
        if let Some((_, value)) = headers.iter_mut().find(|(name, _)| name == "host") {
            value.clone_from(&other);
        }
        all.push((Cause::Host(other), headers));
    }
    let unfolded = ours.headers.iter().map(|(name, value)| {
        let mut own = request.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        let value = match (own.next(), own.next()) {
            (Some((_, bytes)), None) => super::canonical::text(bytes).into_owned(),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    all.push((Cause::BlanksKept, unfolded.collect()));
    all
}

fn payloads(request: &Request<'_>) -> Vec<(Cause, String)> {
    let mut all = vec![
        (Cause::PayloadNotSigned, UNSIGNED_PAYLOAD.to_owned()),
        (Cause::PayloadEmpty, sha256(b"")),
    ];
    if let Some(claimed) = request.header("x-amz-content-sha256") {
        all.push((Cause::PayloadChanged, claimed.to_owned()));
    }
    if request.body.len() <= SMALL_PAYLOAD && !request.body.is_empty() {
        let other = match request.body.strip_suffix(b"\n") {
            Some(body) => sha256(body),
            None => sha256(&[request.body, b"\n"].concat()),
        };
        all.push((Cause::PayloadNewline, other));
    }
    all
}
