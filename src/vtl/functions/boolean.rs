//! The methods of `true` and `false`.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the registry have one signature")]

use super::super::fault::Outcome;
use super::super::value::Value;
use super::{Invocation, register};

register! {
    /// The value.
    "booleanValue" (0, 0) Nothing => same;
    /// Whether the argument is the same.
    "equals" (1, 1) Nothing => equals;
    /// `true` or `false` as a text.
    "toString" (0, 0) Nothing => to_string;
    /// The value that a text names; everything but `true` is false.
    "parseBoolean" (1, 1) Nothing => parse_boolean;
    /// The value that a text names; everything but `true` is false.
    "valueOf" (1, 1) Nothing => parse_boolean;
}

fn same<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(call.receiver.clone())
}

fn equals<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::Bool(match (call.receiver, call.argument(0)) {
        (Value::Bool(own), Value::Bool(other)) => *own == other,
        _ => false,
    }))
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::borrowed(if call.receiver.is_true() { "true" } else { "false" }))
}

fn parse_boolean<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::Bool(call.text(0)?.eq_ignore_ascii_case("true")))
}
