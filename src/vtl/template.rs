//! The door to the language.

use super::ast::Block;
use super::error::VtlError;
use super::evaluate::Evaluator;
use super::fault::{Fault, RenderError};
use super::input::{Input, Limits, Rendered};
use super::json_output::{self, Quoted};
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

    /// All that the template prints between the quotes of a JSON text, and that may have quotes in it.
    pub fn quoted(&self) -> Vec<Quoted> {
        json_output::quoted(&self.body, &self.symbols)
    }

    /// Two texts of the form that the output has, with a value in the place of every reference; nothing where that
    /// cannot be told.
    pub fn skeletons(&self) -> Option<[String; 2]> {
        json_output::skeletons(&self.body)
    }

    /// Renders the template.
    pub fn render(&self, input: &Input<'_>, limits: &Limits) -> Result<Rendered, RenderError> {
        Evaluator::new(&self.symbols, input, *limits)
            .render(&self.body, self.length)
            .map_err(Fault::into_error)
    }
}
