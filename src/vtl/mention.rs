//! What a template names, for those who check it against the API that it belongs to.

use super::ast::{Access, Block, Call, Expression, Node, Reference};
use super::scope::{CONTEXT, INPUT, STAGE_VARIABLES, Symbols, UTIL};

/// A reference of a template and what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'t> {
    /// What the reference names.
    pub what: Mentioned<'t>,
    /// Whether the template assigns to it.
    pub written: bool,
    /// The first byte of the reference.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// What a reference names. A name or path that the template computes is not known and left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mentioned<'t> {
    /// `$input.body`
    InputBody,
    /// `$input.json('…')`
    InputJson(Option<&'t str>),
    /// `$input.path('…')`
    InputPath(Option<&'t str>),
    /// `$input.params('…')`, and `$input.params().header.…` with the place it names
    InputParameter {
        /// Where the parameter is; without it all three places are searched.
        place: Option<ParameterPlace>,
        /// The name of the parameter.
        name: Option<&'t str>,
    },
    /// `$input.params()` as a whole
    InputParameters,
    /// A member of `$input` that it does not have
    UnknownInput(&'t str),
    /// `$context.a.b` as `["a", "b"]`, as far as the names are known
    Context(Vec<&'t str>),
    /// `$stageVariables.…`
    StageVariable(Option<&'t str>),
    /// `$util.…(…)`
    Util {
        /// The name of the function.
        name: &'t str,
        /// Whether the service has it.
        known: bool,
    },
    /// A variable of the template's own
    Variable {
        /// The name of the variable.
        name: &'t str,
        /// Whether the template gives it a value anywhere.
        assigned: bool,
    },
}

/// Where a parameter of the request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In the path
    Path,
    /// In the query
    Query,
    /// In the headers
    Header,
}

pub(super) fn of<'t>(body: &'t Block, symbols: &'t Symbols) -> Vec<Mention<'t>> {
    let mut walk = Walk { symbols, mentions: Vec::new(), assigned: vec![false; symbols.len()] };
    walk.block(body);
    for mention in &mut walk.mentions {
        if let Mentioned::Variable { name, assigned } = &mut mention.what {
            *assigned =
                walk.assigned.iter().enumerate().any(|(s, a)| *a && symbols.name(s) == *name);
        }
    }
    walk.mentions.sort_by_key(|mention| mention.start);
    walk.mentions
}

struct Walk<'t> {
    symbols: &'t Symbols,
    mentions: Vec<Mention<'t>>,
    /// Which slots the template assigns to.
    assigned: Vec<bool>,
}

impl<'t> Walk<'t> {
    fn block(&mut self, block: &'t Block) {
        for node in &block.nodes {
            match node {
                Node::Text(_) | Node::Break | Node::Stop => {}
                Node::Print(reference) => self.reference(reference, false),
                Node::Set(set) => {
                    self.expression(&set.value);
                    if set.target.steps.is_empty() {
                        self.assign(set.target.slot);
                    }
                    self.reference(&set.target, true);
                }
                Node::If(node) => {
                    for (condition, block) in &node.branches {
                        self.expression(condition);
                        self.block(block);
                    }
                    if let Some(block) = &node.otherwise {
                        self.block(block);
                    }
                }
                Node::Foreach(node) => {
                    self.expression(&node.items);
                    self.assign(node.variable);
                    self.block(&node.body);
                }
                Node::Define(define) => {
                    self.assign(define.variable);
                    self.block(&define.body);
                }
            }
        }
    }

    fn assign(&mut self, slot: usize) {
        if let Some(assigned) = self.assigned.get_mut(slot) {
            *assigned = true;
        }
    }

    fn expression(&mut self, expression: &'t Expression) {
        match expression {
            Expression::Null
            | Expression::Bool(_)
            | Expression::Int(_)
            | Expression::Big(_)
            | Expression::Double(_)
            | Expression::Text(_) => {}
            Expression::Interpolated(block) => self.block(block),
            Expression::List(items) => items.iter().for_each(|item| self.expression(item)),
            Expression::Range(ends) => {
                self.expression(&ends.0);
                self.expression(&ends.1);
            }
            Expression::Map(entries) => entries.iter().for_each(|(key, value)| {
                self.expression(key);
                self.expression(value);
            }),
            Expression::Reference(reference) => self.reference(reference, false),
            Expression::Not(inner) => self.expression(inner),
            Expression::Binary(binary) => {
                self.expression(&binary.left);
                self.expression(&binary.right);
            }
        }
    }

    fn reference(&mut self, reference: &'t Reference, written: bool) {
        let what = match reference.slot {
            INPUT => input(&reference.steps),
            CONTEXT => Some(Mentioned::Context(reference.steps.iter().map_while(member).collect())),
            STAGE_VARIABLES => {
                Some(Mentioned::StageVariable(reference.steps.first().and_then(member)))
            }
            UTIL => util(&reference.steps),
            slot if Symbols::is_predefined(slot) => None,
            slot => Some(Mentioned::Variable { name: self.symbols.name(slot), assigned: false }),
        };
        if let Some(what) = what {
            let (start, end) = (reference.start, reference.end);
            self.mentions.push(Mention { what, written, start, end });
        }
        for step in &reference.steps {
            match step {
                Access::Property(_) => {}
                Access::Call(call) => call.arguments.iter().for_each(|a| self.expression(a)),
                Access::Index(index) => self.expression(index),
            }
        }
    }
}

/// The name in `.name`, `['name']` and `.get('name')`.
fn member(step: &Access) -> Option<&str> {
    match step {
        Access::Property(name) | Access::Index(Expression::Text(name)) => Some(name),
        Access::Call(call) if &*call.name == "get" => literal(call),
        Access::Call(_) | Access::Index(_) => None,
    }
}

fn literal(call: &Call) -> Option<&str> {
    match call.arguments.first() {
        Some(Expression::Text(text)) => Some(text),
        _ => None,
    }
}

fn input(steps: &[Access]) -> Option<Mentioned<'_>> {
    Some(match steps.first()? {
        Access::Property(name) if &**name == "body" => Mentioned::InputBody,
        Access::Property(name) => Mentioned::UnknownInput(name),
        Access::Index(_) => return None,
        Access::Call(call) => match &*call.name {
            "json" => Mentioned::InputJson(literal(call)),
            "path" => Mentioned::InputPath(literal(call)),
            "params" if call.arguments.is_empty() => parameters(steps.get(1..).unwrap_or_default()),
            "params" => Mentioned::InputParameter { place: None, name: literal(call) },
            _ if call.dispatch.is_input() => return None,
            name => Mentioned::UnknownInput(name),
        },
    })
}

/// What follows `$input.params()`.
fn parameters(steps: &[Access]) -> Mentioned<'_> {
    let place = match steps.first().and_then(member) {
        Some("path") => ParameterPlace::Path,
        Some("querystring") => ParameterPlace::Query,
        Some("header") => ParameterPlace::Header,
        _ => return Mentioned::InputParameters,
    };
    Mentioned::InputParameter { place: Some(place), name: steps.get(1).and_then(member) }
}

fn util(steps: &[Access]) -> Option<Mentioned<'_>> {
    match steps.first()? {
        Access::Property(name) => Some(Mentioned::Util { name, known: false }),
        Access::Call(call) => {
            Some(Mentioned::Util { name: &call.name, known: call.dispatch.is_util() })
        }
        Access::Index(_) => None,
    }
}
