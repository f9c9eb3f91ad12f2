//! What grows while a REST API is lowered.

use crate::ir::{CallerFacts, HttpMethod};
use crate::source::{Node, Span};

use super::describe::Describer;
use super::models::Models;
use super::read::Field;
use super::security::Security;

/// The parts of a REST API that many operations add to, and what they take their defaults from.
#[derive(Debug)]
pub(super) struct Lowering<'t> {
    /// The models.
    pub(super) models: Models<'t>,
    /// The documentation parts.
    pub(super) describer: Describer,
    /// Schemes and requirements.
    pub(super) security: Security,
    /// What the operation that is being lowered tells callers.
    pub(super) callers: CallerFacts,
    /// The document's own requirements, the default of operations without any.
    pub(super) default_security: Option<Field<'t>>,
    /// The document's `consumes`.
    pub(super) consumes: Option<Field<'t>>,
    /// The document's `produces`.
    pub(super) produces: Option<Field<'t>>,
}

/// The operation that is being lowered.
#[derive(Clone, Copy, Debug)]
pub(super) struct OperationContext<'o, 't> {
    /// The path of its resource.
    pub(super) path: &'o str,
    /// Where the path stands.
    pub(super) path_span: Span,
    /// Its verb.
    pub(super) method: HttpMethod,
    /// The parameters of its path.
    pub(super) path_parameters: &'o [Node<'t>],
}
