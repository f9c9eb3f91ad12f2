//! `$context`: read from the input, with two maps that a template writes.

use std::rc::Rc;

use super::ast::Access;
use super::entries::Entries;
use super::evaluate::Evaluator;
use super::fault::{self, Outcome};
use super::input::{Overrides, Variable, Variables};
use super::print::unique;
use super::scope::CONTEXT;
use super::value::{List, Map, Style, Text, Tool, Value};

const REQUEST: &str = "requestOverride";
const RESPONSE: &str = "responseOverride";
/// The deepest value that is handed on in an override.
const MAX_DEPTH: usize = 100;

/// The override maps, once the template has looked at them.
#[derive(Debug, Default)]
pub(super) struct ContextState<'a> {
    request: Option<Rc<Map<'a>>>,
    response: Option<Rc<Map<'a>>>,
}

impl ContextState<'_> {
    /// What the template has left in the maps, as far as it takes no more than `memory` bytes.
    pub(super) fn overrides(&self, memory: usize) -> Outcome<Overrides> {
        let mut taker = Taker { memory };
        let mut taken =
            |map: &Option<Rc<Map<'_>>>| map.as_ref().map(|map| taker.variables(map, 0)).transpose();
        Ok(Overrides { request: taken(&self.request)?, response: taken(&self.response)? })
    }
}

impl<'a> Evaluator<'a> {
    /// Goes along plain names without making values of the maps on the way, and returns where that ends with the
    /// steps that are left.
    pub(super) fn context_path(
        &mut self,
        steps: &'a [Access],
    ) -> Outcome<(Value<'a>, &'a [Access])> {
        let mut map: &'a Variables<'a> = self.input.context;
        let mut rest = steps;
        while let Some((Access::Property(name), after)) = rest.split_first() {
            self.spend(1)?;
            let is_top = rest.len() == steps.len();
            if is_top && matches!(&**name, REQUEST | RESPONSE) {
                return Ok((self.context_member(name)?, after));
            }
            match map.get(name) {
                None => return Ok((Value::Null, &[])),
                Some(Variable::Map(inner)) => (map, rest) = (inner, after),
                Some(plain) => return Ok((value(plain), after)),
            }
        }
        let is_top = rest.len() == steps.len();
        Ok((if is_top { Value::Tool(Tool::Context) } else { silent_map(map) }, rest))
    }

    /// The variable `name` of `$context`.
    pub(super) fn context_member(&mut self, name: &str) -> Outcome<Value<'a>> {
        match name {
            REQUEST | RESPONSE => self.override_map(name).map(Value::Map),
            name => Ok(self.input.context.get(name).map_or(Value::Null, value)),
        }
    }

    /// An override map. It begins as an earlier template has left it, and always has its inner maps, so that a
    /// template can write into them.
    fn override_map(&mut self, name: &str) -> Outcome<Rc<Map<'a>>> {
        let is_request = name == REQUEST;
        let known = if is_request { &self.context.request } else { &self.context.response };
        if let Some(known) = known {
            return Ok(Rc::clone(known));
        }
        let earlier = match self.input.context.get(name) {
            Some(Variable::Map(map)) => map.iter().collect(),
            _ => Vec::new(),
        };
        let mut entries = Entries::default();
        for (name, variable) in earlier {
            entries.put(Text::Borrowed(name), value(variable));
        }
        let inner: &[&str] =
            if is_request { &["path", "header", "querystring"] } else { &["header"] };
        for name in inner {
            if entries.get(name).is_none() {
                let empty = Value::Map(Map::silent(Entries::default()));
                entries.put(Text::Borrowed(name), empty);
            }
        }
        self.occupy(512)?;
        let map = Map::silent(entries);
        let place = if is_request { &mut self.context.request } else { &mut self.context.response };
        *place = Some(Rc::clone(&map));
        Ok(map)
    }

    /// A tool or a list of pairs as a map that has all methods of one. `$context` stays that map from then on, so
    /// that a template finds again what it has put there.
    pub(super) fn as_map(&mut self, receiver: &Value<'a>) -> Outcome<Option<Rc<Map<'a>>>> {
        match receiver {
            Value::Map(map) => Ok(Some(Rc::clone(map))),
            Value::Pairs(pairs) => {
                let mut entries = Entries::default();
                for (name, value) in unique(pairs) {
                    entries.put(Text::Borrowed(name), Value::borrowed(value));
                }
                self.occupy(64 + entries.len() * 48)?;
                Ok(Some(Map::new(entries)))
            }
            Value::Tool(Tool::Params) => {
                let mut entries = Entries::default();
                for name in ["path", "querystring", "header"] {
                    let pairs = self.property(receiver, name)?;
                    entries.put(Text::Borrowed(name), pairs);
                }
                self.occupy(256)?;
                Ok(Some(Map::new(entries)))
            }
            Value::Tool(Tool::Context) => self.whole_context().map(Some),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Big(_)
            | Value::Double(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Entry(_)
            | Value::Tool(Tool::Input | Tool::Util | Tool::Loop(_))
            | Value::Block(_) => Ok(None),
        }
    }

    fn whole_context(&mut self) -> Outcome<Rc<Map<'a>>> {
        let mut entries = Entries::default();
        for (name, variable) in self.input.context.iter() {
            let value = match name {
                REQUEST | RESPONSE => self.context_member(name)?,
                _ => value(variable),
            };
            entries.put(Text::Borrowed(name), value);
        }
        for name in [REQUEST, RESPONSE] {
            if entries.get(name).is_none() {
                entries.put(Text::Borrowed(name), self.context_member(name)?);
            }
        }
        self.occupy(64 + entries.len() * 48)?;
        let map = Map::silent(entries);
        self.scope.set(CONTEXT, Value::Map(Rc::clone(&map)));
        Ok(map)
    }
}

fn value<'a>(variable: &'a Variable<'a>) -> Value<'a> {
    match variable {
        Variable::Null => Value::Null,
        Variable::Bool(value) => Value::Bool(*value),
        Variable::Integer(number) => Value::Int(*number),
        Variable::Number(number) => Value::Double(*number),
        Variable::Text(text) => Value::borrowed(text),
        Variable::List(list) => {
            Value::List(List::new(Style::Json, list.iter().map(value).collect()))
        }
        Variable::Map(map) => silent_map(map),
    }
}

/// The maps of `$context` print as nothing.
fn silent_map<'a>(variables: &'a Variables<'a>) -> Value<'a> {
    let list = variables.iter().map(|(name, variable)| (Text::Borrowed(name), value(variable)));
    Value::Map(Map::silent(Entries::from_list(list.collect())))
}

/// Copies values out of the rendering.
struct Taker {
    memory: usize,
}

impl Taker {
    fn take(&mut self, bytes: usize) -> Outcome<()> {
        let left = self.memory.checked_sub(bytes).ok_or_else(fault::too_much_memory)?;
        self.memory = left;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Outcome<String> {
        self.take(text.len())?;
        Ok(text.to_owned())
    }

    fn variables(&mut self, map: &Map<'_>, depth: usize) -> Outcome<Variables<'static>> {
        map.read(|entries| {
            let mut variables = Variables::with_capacity(entries.len());
            for (name, value) in entries.iter() {
                variables.set(self.text(name)?, self.variable(value, depth)?);
            }
            Ok(variables)
        })
    }

    fn variable(&mut self, value: &Value<'_>, depth: usize) -> Outcome<Variable<'static>> {
        if depth > MAX_DEPTH {
            return Err(fault::too_deep());
        }
        self.take(64)?;
        Ok(match value {
            Value::Null | Value::Tool(_) | Value::Block(_) => Variable::Null,
            Value::Bool(value) => Variable::Bool(*value),
            Value::Int(number) => Variable::Integer(*number),
            Value::Double(number) => Variable::Number(*number),
            Value::Big(digits) => Variable::from(digits.to_string()),
            Value::Text(text) => Variable::from(self.text(text)?),
            Value::List(list) => Variable::List(list.read(|items| {
                items.iter().map(|item| self.variable(item, depth + 1)).collect::<Outcome<_>>()
            })?),
            Value::Map(map) => Variable::Map(self.variables(map, depth + 1)?),
            Value::Pairs(pairs) => {
                let mut map = Variables::with_capacity(pairs.len());
                for (name, value) in *pairs {
                    map.set(self.text(name)?, self.text(value)?);
                }
                Variable::Map(map)
            }
            Value::Entry(entry) => {
                let mut map = Variables::with_capacity(1);
                map.set(self.text(&entry.0)?, self.variable(&entry.1, depth + 1)?);
                Variable::Map(map)
            }
        })
    }
}
