//! The methods of numbers. Velocity finds static methods through an instance, so that templates read numbers with
//! `#set($Integer = 0)` and `$Integer.parseInt($text)`.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the registry have one signature")]

use super::super::fault::{Outcome, RenderErrorKind, fault};
use super::super::operate::equal;
use super::super::value::Value;
use super::{Invocation, register};

register! {
    /// The number without its fraction.
    "intValue" (0, 0) Nothing => int_value;
    /// The number without its fraction.
    "longValue" (0, 0) Nothing => int_value;
    /// The number with a fraction.
    "doubleValue" (0, 0) Nothing => double_value;
    /// The number with a fraction.
    "floatValue" (0, 0) Nothing => double_value;
    /// The number as a text.
    "toString" (0, 0) Nothing => to_string;
    /// Whether the argument is the same number.
    "equals" (1, 1) Nothing => equals;
    /// -1, 0 or 1, as the number is below, at or above the argument.
    "compareTo" (1, 1) Nothing => compare_to;
    /// The integer that a text spells.
    "parseInt" (1, 1) Nothing => parse_int;
    /// The integer that a text spells.
    "parseLong" (1, 1) Nothing => parse_int;
    /// The number with a fraction that a text spells.
    "parseDouble" (1, 1) Nothing => parse_double;
    /// The number that a text spells, of the receiver's kind.
    "valueOf" (1, 1) Nothing => value_of;
}

#[expect(clippy::cast_precision_loss, reason = "Java widens to double in the same way")]
fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        Value::Big(digits) => digits.parse().ok(),
        Value::Null
        | Value::Bool(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::Pairs(_)
        | Value::Entry(_)
        | Value::Tool(_)
        | Value::Block(_) => None,
    }
}

fn int_value<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(match call.receiver {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Java cuts the fraction off and saturates"
        )]
        Value::Double(number) => Value::Int(*number as i64),
        other => other.clone(),
    })
}

fn double_value<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(double(call.receiver).map_or(Value::Null, Value::Double))
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.text_of(call.receiver).map(Value::Text)
}

fn equals<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.argument(0);
    if double(&other).is_none() {
        return Ok(Value::Bool(false));
    }
    Ok(Value::Bool(equal(call.cx, call.receiver, &other)?))
}

fn compare_to<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let order = match (double(call.receiver), double(&call.argument(0))) {
        (Some(own), Some(other)) => own.partial_cmp(&other),
        _ => None,
    };
    Ok(order.map_or(Value::Null, |order| Value::Int(order as i64)))
}

fn parsed<'a>(
    call: &mut Invocation<'_, 'a>,
    parse: impl FnOnce(&str) -> Option<Value<'a>>,
) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    parse(&text).ok_or_else(|| {
        let shown: String = text.chars().take(40).collect();
        fault(RenderErrorKind::InvalidText, format!("`{shown}` is not a number"))
    })
}

fn parse_int<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    parsed(call, |text| text.parse().ok().map(Value::Int))
}

fn parse_double<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    parsed(call, |text| text.trim().parse().ok().map(Value::Double))
}

fn value_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    if matches!(call.receiver, Value::Double(_)) { parse_double(call) } else { parse_int(call) }
}
