//! Evaluates references: properties, methods, indexes, and assignments to them.

use super::ast::{Access, Call, Expression, Reference};
use super::evaluate::Evaluator;
use super::fault::{self, Outcome, RenderErrorKind, fault};
use super::functions::{self, Invocation};
use super::scope::INPUT;
use super::value::{Tool, Value, last_pair};

impl<'a> Evaluator<'a> {
    /// Prints a reference. What is undefined prints as nothing (`vtl`, "The null rule").
    pub(super) fn print_reference(
        &mut self,
        reference: &'a Reference,
        out: &mut String,
    ) -> Outcome<()> {
        let outcome = match self.json_call(reference) {
            Some(call) => self.print_json(call, out),
            None => self.walk(reference).and_then(|value| self.print(&value, out)),
        };
        fault::at(outcome, reference.start, reference.end)
    }

    /// The value of a reference.
    pub(super) fn reference(&mut self, reference: &'a Reference) -> Outcome<Value<'a>> {
        fault::at(self.walk(reference), reference.start, reference.end)
    }

    /// The call, when the reference is `$input.json(…)` and no more: then JSON goes straight to the output.
    fn json_call(&self, reference: &'a Reference) -> Option<&'a Call> {
        let [Access::Call(call)] = reference.steps.as_slice() else { return None };
        let is_input = reference.slot == INPUT
            && matches!(self.scope.get(INPUT), Value::Tool(Tool::Input))
            && &*call.name == "json"
            && call.arguments.len() == 1;
        is_input.then_some(call)
    }

    fn print_json(&mut self, call: &'a Call, out: &mut String) -> Outcome<()> {
        let arguments = self.arguments(call)?;
        let path = arguments.first().unwrap_or(&Value::Null);
        functions::write_json(self, path, &call.prepared, out)
    }

    fn walk(&mut self, reference: &'a Reference) -> Outcome<Value<'a>> {
        let start = self.scope.get(reference.slot);
        if let Value::Tool(Tool::Context) = start {
            let (value, rest) = self.context_path(&reference.steps)?;
            return self.along(value, rest);
        }
        let start = start.clone();
        self.along(start, &reference.steps)
    }

    fn along(&mut self, mut value: Value<'a>, steps: &'a [Access]) -> Outcome<Value<'a>> {
        for step in steps {
            self.spend(1)?;
            value = match step {
                _ if matches!(value, Value::Null) => return Ok(Value::Null),
                Access::Property(name) => self.property(&value, name)?,
                Access::Call(call) => fault::at(self.call(&value, call), call.start, call.end)?,
                Access::Index(index) => {
                    let index = self.expression(index)?;
                    self.index(&value, &index)?
                }
            };
        }
        Ok(value)
    }

    pub(super) fn property(&mut self, value: &Value<'a>, name: &str) -> Outcome<Value<'a>> {
        Ok(match value {
            Value::Map(map) => map.get(name).unwrap_or(Value::Null),
            Value::Pairs(pairs) => last_pair(pairs, name).map_or(Value::Null, Value::borrowed),
            Value::Entry(entry) => match name {
                "key" => Value::Text(entry.0.clone()),
                "value" => entry.1.clone(),
                _ => Value::Null,
            },
            // Velocity reads `empty` through `isEmpty()`.
            Value::Text(text) if name == "empty" => Value::Bool(text.is_empty()),
            Value::List(list) if name == "empty" => Value::Bool(list.len() == 0),
            Value::Tool(Tool::Input) if name == "body" => self.body_text(),
            Value::Tool(Tool::Params) => match name {
                "path" => Value::Pairs(self.input.path),
                "querystring" => Value::Pairs(self.input.query),
                "header" => Value::Pairs(self.input.header),
                _ => Value::Null,
            },
            Value::Tool(Tool::Context) => self.context_member(name)?,
            Value::Tool(Tool::Loop(depth)) => self.loop_property(*depth, name),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Big(_)
            | Value::Double(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Tool(Tool::Input | Tool::Util)
            | Value::Block(_) => Value::Null,
        })
    }

    /// An empty payload reads as `{}` (`vtl`, "`$input`").
    fn body_text(&self) -> Value<'a> {
        Value::borrowed(if self.input.body.is_empty() { "{}" } else { self.input.body })
    }

    fn loop_property(&self, depth: usize, name: &str) -> Value<'a> {
        let Some(round) = self.loops.get(depth) else { return Value::Null };
        match name {
            "index" => Value::count(round.index),
            "count" => Value::count(round.index + 1),
            "hasNext" => Value::Bool(round.has_next),
            "first" => Value::Bool(round.index == 0),
            "last" => Value::Bool(!round.has_next),
            "parent" => depth.checked_sub(1).map_or(Value::Null, |d| Value::Tool(Tool::Loop(d))),
            "topmost" => Value::Tool(Tool::Loop(0)),
            _ => Value::Null,
        }
    }

    fn index(&mut self, value: &Value<'a>, index: &Value<'a>) -> Outcome<Value<'a>> {
        match value {
            Value::List(list) => match index {
                Value::Int(at) => {
                    let found = place(*at, list.len()).and_then(|at| list.get(at));
                    found.ok_or_else(|| out_of_bounds(*at, list.len()))
                }
                _ => Ok(Value::Null),
            },
            Value::Map(_) | Value::Pairs(_) | Value::Tool(_) => {
                let name = self.text_of(index)?;
                self.property(value, &name)
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Big(_)
            | Value::Double(_)
            | Value::Text(_)
            | Value::Entry(_)
            | Value::Block(_) => Ok(Value::Null),
        }
    }

    /// A method that the receiver does not have leads to null, as in Velocity.
    fn call(&mut self, receiver: &Value<'a>, call: &'a Call) -> Outcome<Value<'a>> {
        let map;
        let receiver = if let Value::Tool(Tool::Context | Tool::Params) = receiver {
            map = self.as_map(receiver)?.map_or(Value::Null, Value::Map);
            &map
        } else {
            receiver
        };
        let count = call.arguments.len();
        let Some(function) = call.dispatch.function(receiver, count) else {
            return Ok(Value::Null);
        };
        let arguments = self.arguments(call)?;
        if let Value::Text(text) = receiver {
            self.spend_on(text)?;
        }
        let arguments = arguments.get(..count).unwrap_or_default();
        (function.run)(&mut Invocation { cx: self, receiver, arguments, prepared: &call.prepared })
    }

    /// No function takes more than three arguments.
    fn arguments(&mut self, call: &'a Call) -> Outcome<[Value<'a>; 3]> {
        let mut values = [Value::Null, Value::Null, Value::Null];
        for (place, argument) in values.iter_mut().zip(&call.arguments) {
            let value = self.expression(argument)?;
            *place = self.settled(value)?;
        }
        Ok(values)
    }

    /// Gives `target` the value. Where nothing can be assigned, nothing happens, as in Velocity.
    pub(super) fn assign(&mut self, target: &'a Reference, value: Value<'a>) -> Outcome<()> {
        let Some((last, path)) = target.steps.split_last() else {
            self.scope.set(target.slot, value);
            return Ok(());
        };
        let start = self.scope.get(target.slot).clone();
        let start = match start {
            Value::Tool(Tool::Context) if !names_override(&target.steps) => {
                self.as_map(&start)?.map_or(Value::Null, Value::Map)
            }
            start => start,
        };
        let parent = self.along(start, path)?;
        let value = self.settled(value)?;
        match last {
            Access::Property(name) => self.put(&parent, Value::borrowed(name), value),
            Access::Index(index) => {
                let index = self.expression(index)?;
                self.put(&parent, index, value)
            }
            Access::Call(_) => Ok(()),
        }
    }

    fn put(&mut self, parent: &Value<'a>, key: Value<'a>, value: Value<'a>) -> Outcome<()> {
        match (parent, key) {
            (Value::Map(map), key) => {
                let key = self.text_of(&key)?;
                self.changed(parent, &value)?;
                map.put(key, value);
                Ok(())
            }
            (Value::List(list), Value::Int(at)) => {
                let length = list.len();
                self.changed(parent, &value)?;
                let old = list.write(|items| {
                    let item = items.get_mut(place(at, length)?)?;
                    Some(std::mem::replace(item, value))
                });
                old.map(drop).ok_or_else(|| out_of_bounds(at, length))
            }
            _ => Ok(()),
        }
    }
}

/// The place of an index; a negative one counts from the end.
pub(super) fn place(index: i64, length: usize) -> Option<usize> {
    let size = usize::try_from(index.unsigned_abs()).ok()?;
    if index < 0 { length.checked_sub(size) } else { Some(size) }
}

pub(super) fn out_of_bounds(index: i64, length: usize) -> fault::Fault {
    let message = format!("there is no element {index} in a list of {length}");
    fault(RenderErrorKind::OutOfBounds, message)
}

/// Whether the steps lead into one of the override maps, which exist for the purpose of being written.
fn names_override(steps: &[Access]) -> bool {
    let name = match steps.first() {
        Some(Access::Property(name) | Access::Index(Expression::Text(name))) => &**name,
        Some(Access::Index(_) | Access::Call(_)) | None => return false,
    };
    steps.len() > 1 && matches!(name, "requestOverride" | "responseOverride")
}
