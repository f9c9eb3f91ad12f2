//! A policy document: what was written, with its places where it came from a file.

use std::ops::Deref;
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::source::{FileId, Node, Problem, Span, read_json};

use super::keys::{GlobalKey, Key};
use super::operators::Operator;
use super::principal::PrincipalMatcher;
use super::read;

/// A value and the place where it was written, if it was written in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    value: T,
    span: Option<Span>,
}

impl<T> Written<T> {
    pub(super) const fn new(value: T, span: Option<Span>) -> Self {
        Self { value, span }
    }

    /// The place.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }

    /// The place for a finding. The places of findings about a text that stands in no file are never seen.
    pub(super) fn place(&self) -> Span {
        self.span.unwrap_or(Span::new(FileId::FIRST, 0, 0))
    }
}

impl<T> Deref for Written<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Whose policy a document is, which decides what it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// Of a resource: it names principals, and its own API may be written short, `execute-api:/stage/VERB/path`.
    Resource,
    /// Of a VPC endpoint: it names principals.
    Endpoint,
    /// Of a user, a role or a session: it names no principals.
    Identity,
    /// Of a Lambda authorizer, for the caller that it was asked about: principals in it mean nothing.
    Authorizer,
}

impl PolicyKind {
    pub(super) const fn names_principals(self) -> bool {
        match self {
            Self::Resource | Self::Endpoint => true,
            Self::Identity | Self::Authorizer => false,
        }
    }
}

/// The versions of the policy language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, also where no version is given: without policy variables.
    V2008,
    /// `2012-10-17`
    V2012,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It lets in.
    Allow,
    /// It keeps out, whatever else lets in.
    Deny,
}

impl Effect {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// A policy document.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) kind: PolicyKind,
    pub(super) version: Version,
    pub(super) statements: Vec<Statement>,
    pub(super) span: Option<Span>,
    /// Whether a part could not be read, so that nobody knows what the whole means.
    pub(super) is_broken: bool,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(super) sid: Option<Written<String>>,
    /// Nothing where only a deployment knows it.
    pub(super) effect: Option<Effect>,
    pub(super) principal: Option<PrincipalElement>,
    pub(super) action: Option<TextElement>,
    pub(super) resource: Option<TextElement>,
    pub(super) conditions: Vec<Condition>,
    pub(super) span: Option<Span>,
    /// A function of another tool that makes the statement, or a part of it.
    pub(super) open: Option<Written<String>>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug)]
pub struct PrincipalElement {
    pub(super) negated: bool,
    pub(super) span: Option<Span>,
    pub(super) values: Vec<Written<String>>,
    pub(super) matchers: Vec<PrincipalMatcher>,
}

/// `Action`, `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub struct TextElement {
    pub(super) negated: bool,
    pub(super) span: Option<Span>,
    pub(super) values: Vec<Written<String>>,
}

/// One operator over one key.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As it was written, with its modifiers.
    pub(super) operator: Written<String>,
    pub(super) meaning: Comparison,
    pub(super) key: Written<String>,
    pub(super) values: Vec<Written<String>>,
    pub(super) span: Option<Span>,
}

/// An operator with its modifiers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    pub(super) operator: &'static Operator,
    pub(super) quantifier: Option<Quantifier>,
    pub(super) if_exists: bool,
}

/// How many of several values have to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// Why a text is no policy: the first of its faults.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(String);

impl Document {
    /// Reads the document at `node`: an object, or a text that is JSON. Places are kept, and what is wrong goes to
    /// `sink`. There is always a document; of one with errors nobody knows what it decides.
    pub fn read(node: Node<'_>, kind: PolicyKind, sink: &mut Sink) -> Self {
        read::document(node, kind, true, sink)
    }

    /// Reads JSON text that stands in no file. What is wrong but no error is not told.
    pub fn from_text(text: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let text: Arc<str> = text.into();
        let (tree, problems) = read_json(FileId::FIRST, &text);
        if let Some(problem) = problems.into_iter().find(Problem::is_fatal) {
            return Err(PolicyError(format!("the policy is not JSON: {}", problem.message)));
        }
        let mut sink = Sink::default();
        let document = read::document(tree.root(), kind, false, &mut sink);
        match sink.diagnostics().iter().find(|found| read::is_error(found)) {
            Some(Diagnostic { message, .. }) => Err(PolicyError(message.clone())),
            None => Ok(document),
        }
    }

    /// Reads a JSON value: the document, or its text.
    pub fn from_value(value: &serde_json::Value, kind: PolicyKind) -> Result<Self, PolicyError> {
        Self::from_text(&value.to_string(), kind)
    }

    /// Whose policy it is.
    pub const fn kind(&self) -> PolicyKind {
        self.kind
    }

    /// The version of the language.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The statements, in the order of the text.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The place of the whole, if it was read from a file.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }

    /// Whether a part of it could not be read. What it decides is then unknown.
    pub const fn is_broken(&self) -> bool {
        self.is_broken
    }
}

impl Statement {
    /// Its name.
    pub const fn sid(&self) -> Option<&Written<String>> {
        self.sid.as_ref()
    }

    /// What it does; nothing where only a deployment knows.
    pub const fn effect(&self) -> Option<Effect> {
        self.effect
    }

    /// Whom it is about.
    pub const fn principal(&self) -> Option<&PrincipalElement> {
        self.principal.as_ref()
    }

    /// What it is about.
    pub const fn action(&self) -> Option<&TextElement> {
        self.action.as_ref()
    }

    /// Where it applies.
    pub const fn resource(&self) -> Option<&TextElement> {
        self.resource.as_ref()
    }

    /// Whether only a deployment knows a part of it as a whole, such as its conditions.
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// All that has to hold besides.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The place.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }
}

impl PrincipalElement {
    /// Whether it is `NotPrincipal`.
    pub const fn is_negated(&self) -> bool {
        self.negated
    }

    /// The principals as they were written.
    pub fn values(&self) -> &[Written<String>] {
        &self.values
    }

    /// Whether it is about everybody, also about callers that AWS does not know.
    pub fn is_everyone(&self) -> bool {
        !self.negated && self.matchers.contains(&PrincipalMatcher::Everyone)
    }

    /// The place.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }
}

impl TextElement {
    /// Whether it is `NotAction` or `NotResource`.
    pub const fn is_negated(&self) -> bool {
        self.negated
    }

    /// The values as they were written.
    pub fn values(&self) -> &[Written<String>] {
        &self.values
    }

    /// The place.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }
}

impl Condition {
    /// The operator as it was written: `ForAnyValue:StringLikeIfExists`.
    pub const fn operator(&self) -> &Written<String> {
        &self.operator
    }

    /// The operator without its modifiers, in its usual spelling: `StringLike`.
    pub const fn base_operator(&self) -> &'static str {
        self.meaning.operator.name
    }

    /// Whether it asks for the key and not for its value: `Null`.
    pub const fn is_null(&self) -> bool {
        self.meaning.operator.is_null
    }

    /// Whether the operator holds where no value matches, as `StringNotLike` does.
    pub const fn is_negated(&self) -> bool {
        self.meaning.operator.negated
    }

    /// Whether it holds where the key is absent because it says `IfExists`.
    pub const fn if_exists(&self) -> bool {
        self.meaning.if_exists
    }

    /// The set operator.
    pub const fn quantifier(&self) -> Option<Quantifier> {
        self.meaning.quantifier
    }

    /// The key as it was written.
    pub const fn key(&self) -> &Written<String> {
        &self.key
    }

    /// The key, where it is one that the service documents.
    pub fn global_key(&self) -> Option<GlobalKey> {
        match Key::new(&self.key) {
            Key::Global(key) => Some(key),
            Key::Tag(_) | Key::Other(_) => None,
        }
    }

    /// The values.
    pub fn values(&self) -> &[Written<String>] {
        &self.values
    }

    /// The place.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }
}
