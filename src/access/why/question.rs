//! A request as somebody tells it: what was sent, what was not, and what nobody has said.

use core::net::IpAddr;

use serde_json::Value;

use crate::access::{Caller, Fact, Refusal};
use crate::iam::Policy;

/// One request of which is asked what becomes of it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The stage.
    pub stage: String,
    /// The verb.
    pub verb: String,
    /// The path without the stage, encoded as it is sent.
    pub path: String,
    /// What follows the `?`, encoded as it is sent; empty for none.
    pub query: String,
    /// The headers that are sent, in order.
    pub headers: Vec<(String, String)>,
    /// The headers that are said not to be sent.
    pub unsent: Vec<String>,
    /// Why nothing is known of headers and parameters that are not given; they are not sent where this is nothing.
    pub unknown_rest: Option<&'static str>,
    /// The payload.
    pub body: Vec<u8>,
    /// The caller's address.
    pub source_ip: Fact<IpAddr>,
    /// The VPC that it comes from.
    pub vpc: Fact<String>,
    /// The VPC endpoint that it comes through.
    pub vpc_endpoint: Fact<String>,
    /// When it arrives, in seconds since 1970.
    pub time: Fact<i64>,
    /// Who signed it.
    pub signer: Signer,
    /// What the function of a Lambda authorizer answers.
    pub authorizer: AuthorizerSaid,
    /// What came of a token of a user pool.
    pub token: TokenSaid,
    /// The API key that an authorizer has answered with.
    pub usage_key: Fact<String>,
}

/// Who signed a request.
#[derive(Clone, Debug)]
pub enum Signer {
    /// Nobody has said.
    Unknown,
    /// Nobody.
    Nobody,
    /// This one.
    Caller(Box<KnownCaller>),
    /// Somebody whose signature does not count, with the reasons line by line.
    Wrong(Refusal, Vec<String>),
}

/// An identity with the texts of its policies.
#[derive(Clone, Debug)]
pub struct KnownCaller {
    /// The identity.
    pub caller: Caller,
    /// Its own policies, in their order.
    pub documents: Vec<Value>,
}

/// What the function of a Lambda authorizer answers.
#[derive(Clone, Debug)]
pub enum AuthorizerSaid {
    /// Nobody has said.
    Unknown,
    /// A policy, and its text.
    Policy(Box<(Policy, Value)>),
    /// `Unauthorized`.
    Unauthorized,
    /// What is no answer, and why.
    Nonsense(String),
}

/// What came of a token of a user pool.
#[derive(Clone, Debug)]
pub enum TokenSaid {
    /// Nobody has said.
    Unknown,
    /// It is right.
    Valid,
    /// It is not, and why, line by line.
    Refused(Refusal, Vec<String>),
}

/// Why a condition key is not known.
const NOT_GIVEN: &str = "it was not given";

impl Question {
    /// A request of which nothing else is known.
    pub fn new(stage: &str, verb: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            stage: stage.to_owned(),
            verb: verb.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            unsent: Vec::new(),
            unknown_rest: None,
            body: Vec::new(),
            source_ip: Fact::Unknown(NOT_GIVEN),
            vpc: Fact::Unknown(NOT_GIVEN),
            vpc_endpoint: Fact::Unknown(NOT_GIVEN),
            time: Fact::Unknown(NOT_GIVEN),
            signer: Signer::Unknown,
            authorizer: AuthorizerSaid::Unknown,
            token: TokenSaid::Unknown,
            usage_key: Fact::Absent,
        }
    }

    /// The last value of a header; one that is not given is not sent.
    pub fn header(&self, name: &str) -> Fact<&str> {
        match self.sent(name) {
            Some(value) => Fact::Known(value),
            None if self.is_unsent(name) => Fact::Absent,
            None => self.rest(),
        }
    }

    /// The same for a header that clients send on their own, so that it is not known unless it is given.
    pub(super) fn own_header(&self, name: &str) -> Fact<&str> {
        match self.header(name) {
            Fact::Absent if !self.is_unsent(name) => Fact::Unknown(NOT_GIVEN),
            fact => fact,
        }
    }

    /// The last value of a query parameter, decoded.
    pub(super) fn parameter(&self, name: &str) -> Fact<String> {
        let parts = self.query.split(['&', ';']).filter(|part| !part.is_empty());
        let mut pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
        let found = pairs.rfind(|(own, _)| decoded(own) == name);
        match found {
            Some((_, value)) => Fact::Known(decoded(value)),
            None => match self.rest() {
                Fact::Unknown(why) => Fact::Unknown(why),
                Fact::Known(_) | Fact::Absent => Fact::Absent,
            },
        }
    }

    /// The path with the query, as it is sent.
    pub fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// The verb that counts: a header can name another.
    pub(super) fn counting_verb(&self) -> &str {
        self.sent("x-http-method-override").unwrap_or(&self.verb)
    }

    /// Sends a header, in the place of those of that name.
    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.unsent.retain(|own| !own.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Leaves a header out.
    pub(super) fn unset_header(&mut self, name: &str) {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        self.unsent.push(name.to_owned());
    }

    fn sent(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().rev();
        found.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn is_unsent(&self, name: &str) -> bool {
        self.unsent.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    fn rest(&self) -> Fact<&str> {
        self.unknown_rest.map_or(Fact::Absent, Fact::Unknown)
    }
}

/// A part of a query, decoded: `+` is a space.
fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
