//! Renders a parsed template.

use std::rc::Rc;

use crate::java_regex::JavaRegex;

use super::ast::{Block, Expression, Foreach, If, Node, Set};
use super::context::ContextState;
use super::entries::Entries;
use super::fault::{self, Outcome, RenderErrorKind, fault};
use super::input::{Input, Limits, Rendered};
use super::json::{self, JsonFault};
use super::operate;
use super::print;
use super::scope::{FOREACH, Scope, Symbols, VELOCITY_COUNT, VELOCITY_HAS_NEXT};
use super::value::{List, Map, Style, Text, Tool, Value};

/// The deepest nesting of blocks, expressions and definitions during a rendering.
const MAX_DEPTH: usize = 250;
/// How many patterns that the template computes are kept compiled.
const MAX_PATTERNS: usize = 8;

/// One rendering.
pub(super) struct Evaluator<'a> {
    pub(super) input: &'a Input<'a>,
    symbols: &'a Symbols,
    pub(super) scope: Scope<'a>,
    pub(super) context: ContextState<'a>,
    pub(super) loops: Vec<Round>,
    limits: Limits,
    depth: usize,
    body: Body<'a>,
    patterns: Vec<Rc<JavaRegex>>,
    /// Every list and map that the template has made or changed. They can hold each other, so they are emptied one
    /// by one at the end.
    made: Vec<Value<'a>>,
    stopped_loops: Vec<(u32, u32)>,
}

/// Where a loop is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    pub(super) index: usize,
    pub(super) has_next: bool,
}

/// How a node ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Stop,
}

/// The payload, once it has been asked for.
enum Body<'a> {
    Unread,
    Json(Value<'a>),
    NotJson,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(symbols: &'a Symbols, input: &'a Input<'a>, limits: Limits) -> Self {
        Self {
            input,
            symbols,
            scope: Scope::new(symbols, Value::Pairs(input.stage_variables)),
            context: ContextState::default(),
            loops: Vec::new(),
            limits,
            depth: 0,
            body: Body::Unread,
            patterns: Vec::new(),
            made: Vec::new(),
            stopped_loops: Vec::new(),
        }
    }

    pub(super) fn render(mut self, body: &'a Block, length: usize) -> Outcome<Rendered> {
        let mut text = String::with_capacity(length + 64);
        let outcome = self
            .block(body, &mut text)
            .and_then(|_| self.check_output(&text))
            .and_then(|()| self.context.overrides(self.limits.memory));
        self.take_apart();
        outcome.map(|overrides| Rendered { text, overrides, stopped_loops: self.stopped_loops })
    }

    /// Empties the lists and maps while all of them are still held, so that neither a long chain of them nor a
    /// circle is left to be dropped.
    fn take_apart(&mut self) {
        for value in &self.made {
            match value {
                Value::List(list) => drop(list.write(std::mem::take)),
                Value::Map(map) => drop(map.write(std::mem::take)),
                Value::Null
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Big(_)
                | Value::Double(_)
                | Value::Text(_)
                | Value::Pairs(_)
                | Value::Entry(_)
                | Value::Tool(_)
                | Value::Block(_) => {}
            }
        }
    }

    /// Takes `steps` from what the rendering may do.
    pub(super) fn spend(&mut self, steps: usize) -> Outcome<()> {
        match self.limits.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.limits.steps = left;
                Ok(())
            }
            None => Err(fault(RenderErrorKind::TooManySteps, "the template takes too many steps")),
        }
    }

    /// Takes the steps for looking at a text.
    pub(super) fn spend_on(&mut self, text: &str) -> Outcome<()> {
        self.spend(1 + text.len() / 64)
    }

    /// Takes `bytes` from what the rendering may keep.
    pub(super) fn occupy(&mut self, bytes: usize) -> Outcome<()> {
        match self.limits.memory.checked_sub(bytes) {
            Some(left) => {
                self.limits.memory = left;
                Ok(())
            }
            None => Err(fault::too_much_memory()),
        }
    }

    /// How long the output may become.
    pub(super) fn output_limit(&self) -> usize {
        self.limits.output
    }

    /// How long a text may become.
    pub(super) fn room(&self) -> usize {
        self.limits.memory.min(self.limits.output)
    }

    fn check_output(&self, out: &str) -> Outcome<()> {
        if out.len() <= self.limits.output {
            return Ok(());
        }
        Err(fault::output_too_long())
    }

    pub(super) fn enter(&mut self) -> Outcome<()> {
        if self.depth >= MAX_DEPTH {
            return Err(fault(RenderErrorKind::TooDeep, "the template calls itself too deeply"));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Renders a block to `out`.
    pub(super) fn block(&mut self, block: &'a Block, out: &mut String) -> Outcome<Flow> {
        self.enter()?;
        let mut flow = Flow::Next;
        for node in &block.nodes {
            self.spend(1)?;
            flow = self.node(node, out)?;
            if flow != Flow::Next {
                break;
            }
        }
        self.leave();
        Ok(flow)
    }

    fn node(&mut self, node: &'a Node, out: &mut String) -> Outcome<Flow> {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Print(reference) => {
                let before = out.len();
                self.print_reference(reference, out)?;
                let outcome =
                    self.spend((out.len() - before) / 64).and_then(|()| self.check_output(out));
                fault::at(outcome, reference.start, reference.end)?;
            }
            Node::Set(set) => self.set(set)?,
            Node::If(node) => return self.branch(node, out),
            Node::Foreach(node) => return self.foreach(node, out),
            Node::Define(define) => {
                self.scope.set(define.variable, Value::Block(&define.body));
            }
            Node::Break => return Ok(Flow::Break),
            Node::Stop => return Ok(Flow::Stop),
        }
        Ok(Flow::Next)
    }

    fn set(&mut self, set: &'a Set) -> Outcome<()> {
        let outcome = self.expression(&set.value).and_then(|value| self.assign(&set.target, value));
        fault::at(outcome, set.target.start, set.target.end)
    }

    fn branch(&mut self, node: &'a If, out: &mut String) -> Outcome<Flow> {
        for (condition, block) in &node.branches {
            if self.expression(condition)?.is_true() {
                return self.block(block, out);
            }
        }
        node.otherwise.as_ref().map_or(Ok(Flow::Next), |block| self.block(block, out))
    }

    fn foreach(&mut self, node: &'a Foreach, out: &mut String) -> Outcome<Flow> {
        let items = fault::at(self.iterable(&node.items), node.start, node.end)?;
        let length = match &items {
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            _ => 0,
        };
        if length == 0 {
            return Ok(Flow::Next);
        }
        let tool = Value::Tool(Tool::Loop(self.loops.len()));
        self.loops.push(Round { index: 0, has_next: false });
        let before = [
            (node.variable, self.scope.get(node.variable).clone()),
            (VELOCITY_COUNT, self.scope.get(VELOCITY_COUNT).clone()),
            (VELOCITY_HAS_NEXT, self.scope.get(VELOCITY_HAS_NEXT).clone()),
            (FOREACH, self.scope.set(FOREACH, tool)),
        ];
        let mut flow = Flow::Next;
        for index in 0..length {
            if index >= self.limits.iterations {
                self.stopped_loops.push((node.start, node.end));
                break;
            }
            self.spend(1)?;
            let item = match &items {
                Value::List(list) => list.get(index),
                Value::Map(map) => map.read(|entries| entries.at(index).map(|(_, v)| v.clone())),
                _ => None,
            };
            let has_next = index + 1 < length;
            if let Some(round) = self.loops.last_mut() {
                *round = Round { index, has_next };
            }
            if self.symbols.uses_old_loop_names {
                self.scope.set(VELOCITY_COUNT, Value::count(index + 1));
                self.scope.set(VELOCITY_HAS_NEXT, Value::Bool(has_next));
            }
            self.scope.set(node.variable, item.unwrap_or(Value::Null));
            flow = self.block(&node.body, out)?;
            fault::at(self.check_output(out), node.start, node.end)?;
            if flow != Flow::Next {
                break;
            }
        }
        self.loops.pop();
        // What the loop's own variables were before the loop, they are again behind it.
        for (slot, value) in before {
            self.scope.set(slot, value);
        }
        Ok(if flow == Flow::Stop { Flow::Stop } else { Flow::Next })
    }

    /// What a loop goes over, as a list or a map; anything else has nothing in it.
    fn iterable(&mut self, items: &'a Expression) -> Outcome<Value<'a>> {
        let items = self.expression(items)?;
        match items {
            Value::Pairs(_) | Value::Tool(Tool::Context | Tool::Params) => {
                Ok(self.as_map(&items)?.map_or(Value::Null, Value::Map))
            }
            items => Ok(items),
        }
    }

    pub(super) fn expression(&mut self, expression: &'a Expression) -> Outcome<Value<'a>> {
        self.spend(1)?;
        match expression {
            Expression::Null => Ok(Value::Null),
            Expression::Bool(value) => Ok(Value::Bool(*value)),
            Expression::Int(number) => Ok(Value::Int(*number)),
            Expression::Big(digits) => Ok(Value::Big(Rc::from(&**digits))),
            Expression::Double(number) => Ok(Value::Double(*number)),
            Expression::Text(text) => Ok(Value::borrowed(text)),
            Expression::Reference(reference) => self.reference(reference),
            Expression::Interpolated(_)
            | Expression::List(_)
            | Expression::Range(_)
            | Expression::Map(_)
            | Expression::Not(_)
            | Expression::Binary(_) => {
                self.enter()?;
                let value = self.composed(expression);
                self.leave();
                value
            }
        }
    }

    fn composed(&mut self, expression: &'a Expression) -> Outcome<Value<'a>> {
        match expression {
            Expression::Interpolated(block) => {
                let mut text = String::new();
                self.block(block, &mut text)?;
                self.occupy(text.len())?;
                Ok(Value::text(text))
            }
            Expression::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    let value = self.expression(item)?;
                    list.push(self.settled(value)?);
                }
                self.make_list(Style::Java, list)
            }
            Expression::Range(ends) => {
                let first = self.expression(&ends.0)?;
                let last = self.expression(&ends.1)?;
                self.range(&first, &last)
            }
            Expression::Map(entries) => {
                let mut map = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = self.expression(key)?;
                    let value = self.expression(value)?;
                    map.push((self.text_of(&key)?, self.settled(value)?));
                }
                self.make_map(Entries::from_list(map))
            }
            Expression::Not(inner) => Ok(Value::Bool(!self.expression(inner)?.is_true())),
            Expression::Binary(binary) => operate::binary(self, binary),
            Expression::Null
            | Expression::Bool(_)
            | Expression::Int(_)
            | Expression::Big(_)
            | Expression::Double(_)
            | Expression::Text(_)
            | Expression::Reference(_) => self.expression(expression),
        }
    }

    fn range(&mut self, first: &Value<'a>, last: &Value<'a>) -> Outcome<Value<'a>> {
        let (Value::Int(first), Value::Int(last)) = (first, last) else { return Ok(Value::Null) };
        let length = usize::try_from(first.abs_diff(*last)).unwrap_or(usize::MAX);
        self.occupy(length.saturating_mul(size_of::<Value<'_>>()))?;
        self.spend(length)?;
        let numbers: Vec<Value<'a>> = if first <= last {
            (*first..=*last).map(Value::Int).collect()
        } else {
            (*last..=*first).rev().map(Value::Int).collect()
        };
        self.make_list(Style::Java, numbers)
    }

    /// A list that the template has made.
    pub(super) fn make_list(&mut self, style: Style, items: Vec<Value<'a>>) -> Outcome<Value<'a>> {
        self.occupy(64 + items.len() * size_of::<Value<'_>>())?;
        let list = Value::List(List::new(style, items));
        self.made.push(list.clone());
        Ok(list)
    }

    /// A map that the template has made.
    pub(super) fn make_map(&mut self, entries: Entries<'a>) -> Outcome<Value<'a>> {
        self.occupy(64 + entries.len() * size_of::<(Text<'_>, Value<'_>)>())?;
        let map = Value::Map(Map::new(entries));
        self.made.push(map.clone());
        Ok(map)
    }

    /// Remembers that `container` has got a new member.
    pub(super) fn changed(&mut self, container: &Value<'a>, member: &Value<'a>) -> Outcome<()> {
        self.occupy(size_of::<(Text<'_>, Value<'_>)>())?;
        if member.is_container() {
            self.made.push(container.clone());
        }
        Ok(())
    }

    /// `value` as it is kept in a list or a map: what `#define` names is rendered.
    pub(super) fn settled(&mut self, value: Value<'a>) -> Outcome<Value<'a>> {
        match value {
            Value::Block(_) => self.text_of(&value).map(Value::Text),
            value => Ok(value),
        }
    }

    /// Appends `value` as a reference prints it.
    pub(super) fn print(&mut self, value: &Value<'a>, out: &mut String) -> Outcome<()> {
        match value {
            Value::Block(block) => self.block(block, out).map(drop),
            Value::Tool(Tool::Params) => {
                let map = self.as_map(value)?.map_or(Value::Null, Value::Map);
                print::print(&map, out, self.limits.output)
            }
            value => print::print(value, out, self.limits.output),
        }
    }

    /// The text of `value`.
    pub(super) fn text_of(&mut self, value: &Value<'a>) -> Outcome<Text<'a>> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            Value::Null => Ok(Text::Borrowed("")),
            value => {
                let mut text = String::new();
                self.print(value, &mut text)?;
                self.spend_on(&text)?;
                self.occupy(text.len())?;
                Ok(text.into())
            }
        }
    }

    /// The payload as JSON; nothing when it is not JSON. An empty payload is an empty map, as `$input.body` shows.
    pub(super) fn body(&mut self) -> Outcome<Option<Value<'a>>> {
        if matches!(self.body, Body::Unread) {
            let text = if self.input.body.is_empty() { "{}" } else { self.input.body };
            self.spend_on(text)?;
            self.body = match json::parse(text) {
                Ok(value) => Body::Json(value),
                Err(JsonFault::Invalid) => Body::NotJson,
                Err(JsonFault::TooDeep) => return Err(fault::too_deep()),
            };
        }
        Ok(match &self.body {
            Body::Json(value) => Some(value.clone()),
            Body::NotJson | Body::Unread => None,
        })
    }

    /// The steps that are left, for a search that takes them itself.
    pub(super) fn steps(&mut self) -> &mut u64 {
        &mut self.limits.steps
    }

    /// A pattern that the template has computed.
    pub(super) fn pattern(&mut self, pattern: &str) -> Outcome<Rc<JavaRegex>> {
        if let Some(known) = self.patterns.iter().find(|known| known.as_str() == pattern) {
            return Ok(Rc::clone(known));
        }
        // Compiling is far dearer than anything else that a function does.
        self.spend(2_000 + pattern.len() * 20)?;
        let compiled = JavaRegex::new(pattern)
            .map_err(|error| fault(RenderErrorKind::InvalidPattern, error.to_string()))?;
        let compiled = Rc::new(compiled);
        if self.patterns.len() >= MAX_PATTERNS {
            self.patterns.remove(0);
        }
        self.patterns.push(Rc::clone(&compiled));
        Ok(compiled)
    }
}
