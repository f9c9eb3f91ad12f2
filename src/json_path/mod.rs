//! JSONPath as API Gateway evaluates it, which is the dialect of the Jayway library.
//!
//! A path is parsed once and evaluated many times, over any document that is [`Json`]. Both templates
//! (`$input.path`) and parameter mappings (`method.request.body.…`) select with it. The dialect:
//! `$ .name ['name'] ['a','b'] [0] [-1] [0,1] [a:b] * .. [?(@.x > 1)]` and the functions
//! `length() size() min() max() avg() sum()` at the end.

mod evaluate;
mod filter;
mod filter_parser;
mod json;
mod parser;

#[cfg(test)]
mod tests;

pub use evaluate::{Found, PathFault};
pub use json::{Json, Shape};
pub use parser::JsonPathError;

use filter::Filter;

/// A parsed path.
#[derive(Clone, Debug)]
pub struct JsonPath {
    text: Box<str>,
    route: Route,
}

/// Where a path leads, step by step.
#[derive(Clone, Debug)]
struct Route {
    steps: Vec<Step>,
    function: Option<Function>,
}

#[derive(Clone, Debug)]
enum Step {
    Member(Box<str>),
    Members(Vec<Box<str>>),
    Element(i64),
    Elements(Vec<i64>),
    Slice {
        from: Option<i64>,
        to: Option<i64>,
    },
    Every,
    /// The node and everything below it.
    Descend,
    Filter(Filter),
}

impl Step {
    /// Whether the step leads to one place at most.
    fn is_definite(&self) -> bool {
        match self {
            Self::Member(_) | Self::Element(_) => true,
            Self::Members(_)
            | Self::Elements(_)
            | Self::Slice { .. }
            | Self::Every
            | Self::Descend
            | Self::Filter(_) => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Length,
    Min,
    Max,
    Avg,
    Sum,
}

impl JsonPath {
    /// Parses `text`. A text that does not begin with `$` is read as if `$.` stood before it.
    pub fn parse(text: &str) -> Result<Self, JsonPathError> {
        let route = parser::parse(text)?;
        Ok(Self { text: text.into(), route })
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the path leads to one place at most. Other paths always give a list, even of one element.
    pub fn is_definite(&self) -> bool {
        self.route.steps.iter().all(Step::is_definite)
    }

    /// Whether the path is `$` alone.
    pub fn is_root(&self) -> bool {
        self.route.steps.is_empty() && self.route.function.is_none()
    }

    /// The names at the beginning of the path that it cannot do without, as far as they are plain: `a`, `b` for
    /// `$.a.b[0].c`.
    pub fn leading_members(&self) -> impl Iterator<Item = &str> {
        self.route.steps.iter().map_while(|step| match step {
            Step::Member(name) => Some(&**name),
            Step::Members(_)
            | Step::Element(_)
            | Step::Elements(_)
            | Step::Slice { .. }
            | Step::Every
            | Step::Descend
            | Step::Filter(_) => None,
        })
    }

    /// Evaluates the path over `root`, visiting at most a million nodes.
    pub fn find<V: Json>(&self, root: V) -> Result<Found<V>, PathFault> {
        self.evaluate(root, &mut 1_000_000)
    }

    /// Evaluates the path over `root`; every node that is looked at takes one from `budget`.
    pub fn evaluate<V: Json>(&self, root: V, budget: &mut u64) -> Result<Found<V>, PathFault> {
        evaluate::evaluate(&self.route, root, budget)
    }
}

/// Two paths are equal when they are written alike.
impl PartialEq for JsonPath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for JsonPath {}
