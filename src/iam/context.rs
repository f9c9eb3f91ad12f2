//! What is known of a request when a policy asks for a condition key.

use std::fmt::{self, Write};

use core::net::IpAddr;

use super::date;
use super::keys::{GlobalKey, Key, PRINCIPAL_TAG};

/// A value of a condition key. Addresses and moments are kept as they are, so that no text is made that nobody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// An address.
    Address(IpAddr),
    /// A moment in seconds since 1970, whose text is a date.
    Time(i64),
    /// A number; as a moment, seconds since 1970.
    Number(i64),
    /// `true` or `false`.
    Bool(bool),
}

/// What is known of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<'a> {
    /// The request does not carry it, and why.
    Absent(&'static str),
    /// Nobody has said what the request carries, and why.
    Unknown(&'static str),
    /// The request carries this value.
    One(Value<'a>),
    /// The request carries these values.
    Many(&'a [String]),
}

impl<'a> State<'a> {
    /// A text that the request carries.
    pub const fn text(text: &'a str) -> Self {
        Self::One(Value::Text(text))
    }
}

const GLOBALS: usize = GlobalKey::ALL.len();

/// What is known of all condition keys of one request.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    globals: [State<'a>; GLOBALS],
    others: Vec<(&'a str, State<'a>)>,
    /// Tags of the caller: names and values.
    tags: Vec<(&'a str, State<'a>)>,
    other_tags: State<'static>,
    rest: State<'static>,
}

impl<'a> Context<'a> {
    /// A context in which every key is `rest`, until it is set.
    pub fn new(rest: State<'static>) -> Self {
        let globals = [rest; GLOBALS];
        Self { globals, others: Vec::new(), tags: Vec::new(), other_tags: rest, rest }
    }

    /// Says what is known of `key`.
    pub fn set(&mut self, key: GlobalKey, state: State<'a>) {
        if let Some(place) = self.globals.get_mut(key as usize) {
            *place = state;
        }
    }

    /// Says what is known of the key of that name, in any case: one of the service's or any other, such as
    /// `aws:PrincipalTag/team`.
    pub fn set_named(&mut self, name: &'a str, state: State<'a>) {
        match Key::new(name) {
            Key::Global(key) => self.set(key, state),
            Key::Tag(_) => self.set_tag(name.get(PRINCIPAL_TAG.len()..).unwrap_or(""), state),
            Key::Other(_) => put(&mut self.others, name, state),
        }
    }

    /// Says what is known of the caller's tag `name`: the key `aws:PrincipalTag/NAME`.
    pub fn set_tag(&mut self, name: &'a str, state: State<'a>) {
        put(&mut self.tags, name, state);
    }

    /// Says what is known of all tags that are not set.
    pub fn set_other_tags(&mut self, state: State<'static>) {
        self.other_tags = state;
    }

    /// What is known of `key`.
    pub fn get(&self, key: GlobalKey) -> State<'a> {
        self.globals.get(key as usize).copied().unwrap_or(self.rest)
    }

    pub(super) fn state(&self, key: &Key) -> State<'a> {
        match key {
            Key::Global(key) => self.get(*key),
            Key::Tag(name) => found(&self.tags, name).unwrap_or(self.other_tags),
            Key::Other(name) => found(&self.others, name).unwrap_or(self.rest),
        }
    }
}

fn put<'a>(all: &mut Vec<(&'a str, State<'a>)>, name: &'a str, state: State<'a>) {
    all.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    all.push((name, state));
}

fn found<'a>(all: &[(&'a str, State<'a>)], name: &str) -> Option<State<'a>> {
    all.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, state)| *state)
}

impl Value<'_> {
    /// The value as a text; one that has to be made is made in `scratch`.
    pub(super) fn text<'s>(&'s self, scratch: &'s mut Scratch) -> &'s str {
        scratch.length = 0;
        // What is written fits: the longest address has 45 letters.
        let _ = match self {
            Self::Text(text) => return text,
            Self::Bool(value) => write!(scratch, "{value}"),
            Self::Address(address) => write!(scratch, "{address}"),
            Self::Number(number) => write!(scratch, "{number}"),
            Self::Time(seconds) => date::write(scratch, *seconds),
        };
        scratch.as_str()
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut Scratch::default()))
    }
}

/// Room for a text that is made of a value.
#[derive(Debug)]
pub(super) struct Scratch {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { bytes: [0; 64], length: 0 }
    }
}

impl Scratch {
    fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.length).unwrap_or(&[]);
        std::str::from_utf8(written).unwrap_or("")
    }

    /// `text` in lower case, where it has room.
    pub(super) fn folded(&mut self, text: &str) -> Option<&str> {
        let place = self.bytes.get_mut(..text.len())?;
        place.copy_from_slice(text.as_bytes());
        place.make_ascii_lowercase();
        self.length = text.len();
        Some(self.as_str())
    }
}

impl Write for Scratch {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let place = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Asks `matches` about `text` in lower case.
pub(super) fn with_folded<T>(text: &str, matches: impl FnOnce(&str) -> T) -> T {
    let mut scratch = Scratch::default();
    match scratch.folded(text) {
        Some(folded) => matches(folded),
        None => matches(&text.to_ascii_lowercase()),
    }
}
