//! The policy language of IAM: parse, decide, explain. It knows requests and nothing of APIs.
//!
//! 1. [`Document::read`] reads a policy where it stands in a file and reports what is wrong with it;
//!    [`Document::from_text`] and [`Document::from_value`] read one that no file holds.
//! 2. [`Policy::new`] prepares it once.
//! 3. [`Policy::evaluate`] decides about a [`Request`], as fast as it can; [`Policy::trace`] comes to the same decision
//!    and says of each statement why it applies or not.
//!
//! What is not known stays unknown: a [`Verdict`] is the set of decisions that are possible. What the language does is
//! in the reference page `access-control`, sections 3 to 6; comments name them.

mod action;
mod addresses;
mod arn;
mod codes;
mod context;
mod contradiction;
mod cover;
mod date;
mod document;
mod keys;
mod operators;
mod pattern;
mod policy;
mod policy_json;
mod principal;
mod read;
mod read_condition;
mod read_principal;
mod read_text;
mod shape;
mod template;
mod trace;
mod truth;
mod verdict;

#[cfg(test)]
mod tests;

pub use addresses::AddressSet;
pub use codes::CODES;
pub use context::{Context, State, Value};
pub use date::moment;
pub use document::{
    Condition, Document, Effect, PolicyError, PolicyKind, PrincipalElement, Quantifier, Statement,
    TextElement, Version, Written,
};
pub use keys::{GlobalKey, KeyType};
pub use operators::{OperatorDoc, operators};
pub use policy::{Policy, Request, Setting};
pub use policy_json::policy_json;
pub use principal::{Identity, IdentityKind, NotAnIdentity, Principal, Strength};
pub use shape::{CallSegment, Calls, ResourcePattern};
pub use trace::{
    Actual, Because, Element, ElementTrace, Need, PolicyTrace, StatementTrace, ValueTrace,
};
pub use truth::Truth;
pub use verdict::{Decision, Verdict};
