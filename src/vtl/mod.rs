//! The mapping template language: Velocity 1.7 with the objects and the null rule of API Gateway.
//!
//! A [`Template`] is parsed once and rendered many times. Rendering does no I/O, reads no clock, and is bounded by
//! [`Limits`]. What the language does is in the reference page `vtl`; comments name its sections.

mod ast;
mod context;
mod directive;
mod entries;
mod error;
mod evaluate;
mod expression;
mod fault;
mod functions;
mod input;
mod input_document;
mod json;
mod json_output;
mod lexer;
mod mention;
mod operate;
mod parser;
mod print;
mod reference;
mod scope;
mod template;
mod value;

#[cfg(test)]
mod tests;

pub use error::{VtlError, VtlErrorKind};
pub use fault::{RenderError, RenderErrorKind};
pub use functions::{FunctionDoc, functions};
pub use input::{Input, Limits, Overrides, Pair, Rendered, Variable, Variables};
pub use input_document::InputDocument;
pub use json_output::{Quoted, QuotedValue};
pub use mention::{Mention, Mentioned, ParameterPlace};
pub use template::Template;
