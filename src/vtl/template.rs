//! The door to the language.

use super::ast::Block;
use super::error::VtlError;
use super::evaluate::Evaluator;
use super::fault::{Fault, RenderError};
use super::input::{Input, Limits, Rendered};
use super::mention::{self, Mention};
use super::parser;
use super::scope::Symbols;

/// A parsed template. It can be shared between threads and rendered any number of times.
#[derive(Debug)]
pub struct Template {
    body: Block,
    symbols: Symbols,
    length: usize,
}

impl Template {
    /// Parses `text`, or says everything that is wrong with it, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<VtlError>> {
        let (body, symbols) = parser::parse(text)?;
        Ok(Self { body, symbols, length: text.len() })
    }

    /// What the template names: parameters, parts of the payload, variables of `$context` and of the stage,
    /// functions of `$util` and variables of its own, in the order of the text.
    pub fn references(&self) -> Vec<Mention<'_>> {
        mention::of(&self.body, &self.symbols)
    }

    /// Renders the template.
    pub fn render(&self, input: &Input<'_>, limits: &Limits) -> Result<Rendered, RenderError> {
        Evaluator::new(&self.symbols, input, *limits)
            .render(&self.body, self.length)
            .map_err(Fault::into_error)
    }
}
