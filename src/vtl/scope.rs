//! Variables: each name of a template has a numbered slot, found once when the template is parsed.

use super::value::{Tool, Value};

/// The slots that every template has, in order.
const PREDEFINED: [&str; 7] =
    ["input", "context", "stageVariables", "util", "foreach", "velocityCount", "velocityHasNext"];

pub(super) const INPUT: usize = 0;
pub(super) const CONTEXT: usize = 1;
pub(super) const STAGE_VARIABLES: usize = 2;
pub(super) const UTIL: usize = 3;
pub(super) const FOREACH: usize = 4;
pub(super) const VELOCITY_COUNT: usize = 5;
pub(super) const VELOCITY_HAS_NEXT: usize = 6;

/// The names of a template.
#[derive(Debug)]
pub(super) struct Symbols {
    names: Vec<Box<str>>,
    /// Whether the template names a loop variable of old, which then has to be kept up to date.
    pub(super) uses_old_loop_names: bool,
}

impl Symbols {
    pub(super) fn new() -> Self {
        let names = PREDEFINED.iter().map(|name| Box::from(*name)).collect();
        Self { names, uses_old_loop_names: false }
    }

    /// The slot of `name`, which gets one if it has none.
    pub(super) fn slot(&mut self, name: &str) -> usize {
        let slot = self.names.iter().position(|known| **known == *name).unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len() - 1
        });
        self.uses_old_loop_names |= matches!(slot, VELOCITY_COUNT | VELOCITY_HAS_NEXT);
        slot
    }

    pub(super) fn name(&self, slot: usize) -> &str {
        self.names.get(slot).map_or("", |name| name)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether the service provides the variable in `slot`.
    pub(super) fn is_predefined(slot: usize) -> bool {
        slot < PREDEFINED.len()
    }
}

/// The values of the variables during one rendering.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    slots: Vec<Value<'a>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(symbols: &Symbols, stage_variables: Value<'a>) -> Self {
        let mut slots = Vec::with_capacity(symbols.len());
        slots.extend([Value::Tool(Tool::Input), Value::Tool(Tool::Context), stage_variables]);
        slots.push(Value::Tool(Tool::Util));
        slots.resize_with(symbols.len(), || Value::Null);
        Self { slots }
    }

    pub(super) fn get(&self, slot: usize) -> &Value<'a> {
        self.slots.get(slot).unwrap_or(&Value::Null)
    }

    /// Sets the variable and returns what it was.
    pub(super) fn set(&mut self, slot: usize, value: Value<'a>) -> Value<'a> {
        match self.slots.get_mut(slot) {
            Some(place) => std::mem::replace(place, value),
            None => Value::Null,
        }
    }
}
