//! Operators: logic, comparison and arithmetic (`vtl`, "Expressions").

use std::cmp::Ordering;
use std::rc::Rc;

use super::ast::{Binary, Operator};
use super::evaluate::Evaluator;
use super::fault::{self, Outcome};
use super::value::{List, Map, Value};

/// The deepest values that are compared.
const MAX_DEPTH: usize = 300;

/// A number that can be computed with.
#[derive(Clone, Copy)]
enum Number {
    Int(i128),
    Double(f64),
}

pub(super) fn binary<'a>(cx: &mut Evaluator<'a>, binary: &'a Binary) -> Outcome<Value<'a>> {
    let left = cx.expression(&binary.left)?;
    match binary.operator {
        Operator::Or if left.is_true() => return Ok(Value::Bool(true)),
        Operator::And if !left.is_true() => return Ok(Value::Bool(false)),
        _ => {}
    }
    let right = cx.expression(&binary.right)?;
    Ok(match binary.operator {
        Operator::Or | Operator::And => Value::Bool(right.is_true()),
        Operator::Equal => Value::Bool(equal(cx, &left, &right)?),
        Operator::NotEqual => Value::Bool(!equal(cx, &left, &right)?),
        Operator::Less => Value::Bool(order(&left, &right).is_some_and(Ordering::is_lt)),
        Operator::LessOrEqual => Value::Bool(order(&left, &right).is_some_and(Ordering::is_le)),
        Operator::Greater => Value::Bool(order(&left, &right).is_some_and(Ordering::is_gt)),
        Operator::GreaterOrEqual => Value::Bool(order(&left, &right).is_some_and(Ordering::is_ge)),
        Operator::Add => match (number(&left), number(&right)) {
            (Some(left), Some(right)) => arithmetic(Operator::Add, left, right),
            _ => concatenated(cx, &left, &right)?,
        },
        Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
            match (number(&left), number(&right)) {
                (Some(left), Some(right)) => arithmetic(binary.operator, left, right),
                _ => Value::Null,
            }
        }
    })
}

fn number(value: &Value<'_>) -> Option<Number> {
    match value {
        Value::Int(number) => Some(Number::Int(i128::from(*number))),
        Value::Double(number) => Some(Number::Double(*number)),
        Value::Big(digits) => match digits.parse() {
            Ok(number) => Some(Number::Int(number)),
            Err(_) => digits.parse().ok().map(Number::Double),
        },
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

impl Number {
    #[expect(clippy::cast_precision_loss, reason = "Java widens to double in the same way")]
    fn double(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Double(number) => number,
        }
    }
}

/// Integers stay integers and become wider where needed; dividing by zero gives null.
fn arithmetic<'a>(operator: Operator, left: Number, right: Number) -> Value<'a> {
    if let (Number::Int(a), Number::Int(b)) = (left, right) {
        let result = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Subtract => a.checked_sub(b),
            Operator::Multiply => a.checked_mul(b),
            Operator::Divide | Operator::Remainder if b == 0 => return Value::Null,
            Operator::Divide => a.checked_div(b),
            Operator::Remainder => a.checked_rem(b),
            Operator::Or
            | Operator::And
            | Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => None,
        };
        if let Some(result) = result {
            return i64::try_from(result)
                .map_or_else(|_| Value::Big(Rc::from(result.to_string())), Value::Int);
        }
    }
    let (a, b) = (left.double(), right.double());
    match operator {
        Operator::Add => Value::Double(a + b),
        Operator::Subtract => Value::Double(a - b),
        Operator::Multiply => Value::Double(a * b),
        Operator::Divide if b != 0.0 => Value::Double(a / b),
        Operator::Remainder if b != 0.0 => Value::Double(a % b),
        Operator::Divide
        | Operator::Remainder
        | Operator::Or
        | Operator::And
        | Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual => Value::Null,
    }
}

/// A sum with a text in it is a text; null is the empty one.
fn concatenated<'a>(
    cx: &mut Evaluator<'a>,
    left: &Value<'a>,
    right: &Value<'a>,
) -> Outcome<Value<'a>> {
    let is_text =
        |value: &Value<'_>| matches!(value, Value::Text(_) | Value::Null | Value::Block(_));
    if !is_text(left) && !is_text(right) {
        return Ok(Value::Null);
    }
    let mut text = String::new();
    cx.print(left, &mut text)?;
    cx.print(right, &mut text)?;
    cx.spend_on(&text)?;
    cx.occupy(text.len())?;
    Ok(Value::text(text))
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (number(left)?, number(right)?) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (a, b) => a.double().partial_cmp(&b.double()),
    }
}

/// Whether two values are equal. Values of different classes are compared as texts, and null is the empty text.
pub(super) fn equal<'a>(
    cx: &mut Evaluator<'a>,
    left: &Value<'a>,
    right: &Value<'a>,
) -> Outcome<bool> {
    if let Some(same) = same_class(cx, left, right, 0)? {
        return Ok(same);
    }
    let left = cx.text_of(left)?;
    let right = cx.text_of(right)?;
    Ok(*left == *right)
}

/// The comparison of two values of one class; nothing for two classes.
fn same_class<'a>(
    cx: &mut Evaluator<'a>,
    left: &Value<'a>,
    right: &Value<'a>,
    depth: usize,
) -> Outcome<Option<bool>> {
    if depth > MAX_DEPTH {
        return Err(fault::too_deep());
    }
    if number(left).is_some() && number(right).is_some() {
        return Ok(Some(order(left, right) == Some(Ordering::Equal)));
    }
    Ok(match (left, right) {
        (Value::Null, Value::Null) => Some(true),
        (Value::Bool(a), Value::Bool(b)) => Some(a == b),
        (Value::Text(a), Value::Text(b)) => {
            cx.spend_on(a)?;
            Some(**a == **b)
        }
        (Value::List(a), Value::List(b)) => Some(equal_lists(cx, a, b, depth)?),
        (Value::Map(a), Value::Map(b)) => Some(equal_maps(cx, a, b, depth)?),
        (Value::Tool(a), Value::Tool(b)) => Some(a == b),
        _ => None,
    })
}

fn equal_lists<'a>(
    cx: &mut Evaluator<'a>,
    a: &List<'a>,
    b: &List<'a>,
    depth: usize,
) -> Outcome<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    cx.spend(a.len())?;
    for (a, b) in a.to_vec().iter().zip(&b.to_vec()) {
        if same_class(cx, a, b, depth + 1)? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_maps<'a>(cx: &mut Evaluator<'a>, a: &Map<'a>, b: &Map<'a>, depth: usize) -> Outcome<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    cx.spend(a.len())?;
    let entries = a.read(|entries| entries.iter().cloned().collect::<Vec<_>>());
    for (key, value) in &entries {
        let Some(other) = b.get(key) else { return Ok(false) };
        if same_class(cx, value, &other, depth + 1)? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}
