//! The methods of the entries of a map.

use super::super::fault::Outcome;
use super::super::value::Value;
use super::{Invocation, register};

register! {
    /// The key.
    "getKey" (0, 0) Nothing => key;
    /// The value.
    "getValue" (0, 0) Nothing => value;
    /// The entry as it prints: `key=value`.
    "toString" (0, 0) Nothing => to_string;
}

fn key<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.property(call.receiver, "key")
}

fn value<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.property(call.receiver, "value")
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.text_of(call.receiver).map(Value::Text)
}
