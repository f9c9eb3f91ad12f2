//! What can be wrong with a value, and how it travels through serde.

use std::fmt;

use serde::de;

use crate::source::{FileId, Kind, Node, Span};

/// One thing that is not as the type wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeFault {
    /// What it is.
    pub kind: FaultKind,
    /// Where it is.
    pub span: Span,
    /// The key that the value stands under, if it stands under one.
    pub field: Option<String>,
}

/// The kinds of faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A key that is none of `known`.
    UnknownField {
        /// The key.
        name: String,
        /// The keys that there are.
        known: &'static [&'static str],
    },
    /// A key that must be there and is not.
    MissingField {
        /// The key.
        name: &'static str,
    },
    /// A value of another type.
    WrongType {
        /// What is expected, with its article.
        expected: &'static str,
        /// What is there.
        found: Kind,
    },
    /// A word that is none of `known`.
    UnknownValue {
        /// The word.
        value: String,
        /// The words that there are.
        known: &'static [&'static str],
    },
    /// A value that its type refuses, with the reason in the type's own words.
    Refused {
        /// Lower case, no full stop.
        reason: String,
    },
}

/// A fault on its way up, which learns its place from the first reader that it passes.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: DecodeFault,
    /// What to take out before decoding again; none as long as the place is not known.
    pub(super) hide: Option<u32>,
    /// Whether it only follows from another fault, which was told already.
    pub(super) follows: bool,
}

impl Failure {
    pub(super) fn new(kind: FaultKind) -> Self {
        let span = Span::new(FileId::FIRST, 0, 0);
        Self { fault: DecodeFault { kind, span, field: None }, hide: None, follows: false }
    }

    /// The failure, at `node` under the key `field`, unless it knows a closer place.
    pub(super) fn at(self, node: Node<'_>, field: Option<&str>) -> Self {
        self.at_span(node.span(), node, field)
    }

    /// The failure, at `span`, to be mended by taking out `node`.
    pub(super) fn at_span(mut self, span: Span, node: Node<'_>, field: Option<&str>) -> Self {
        if self.hide.is_some() {
            return self;
        }
        if let FaultKind::MissingField { name } = self.fault.kind {
            // It is there, so it was taken out: its own fault has been told.
            self.follows = node.get(name).is_some();
        }
        self.fault.span = span;
        self.fault.field = field.map(str::to_owned);
        self.hide = Some(node.index());
        self
    }
}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(FaultKind::Refused { reason: message.to_string() })
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(FaultKind::MissingField { name })
    }

    fn unknown_variant(value: &str, known: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownValue { value: value.to_owned(), known })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.fault.kind)
    }
}

impl std::error::Error for Failure {}
