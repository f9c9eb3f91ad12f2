//! The methods of texts, which are those of `java.lang.String`. Positions count UTF-16 units, as in Java.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the registry have one signature")]

use crate::java_regex::{JavaRegex, RegexFault};

use super::super::ast::Prepared;
use super::super::fault::{Outcome, RenderErrorKind, fault};
use super::super::value::{Style, Text, Value};
use super::{Invocation, register};

register! {
    /// The number of characters.
    "length" (0, 0) Nothing => length;
    /// Whether the text has no characters.
    "isEmpty" (0, 0) Nothing => is_empty;
    /// Whether the text has the argument in it.
    "contains" (1, 1) Nothing => contains;
    /// Whether the text begins with the first argument, at the position of the second.
    "startsWith" (1, 2) Nothing => starts_with;
    /// Whether the text ends with the argument.
    "endsWith" (1, 1) Nothing => ends_with;
    /// The first position of the argument, from a position on, or -1.
    "indexOf" (1, 2) Nothing => index_of;
    /// The last position of the argument, or -1.
    "lastIndexOf" (1, 1) Nothing => last_index_of;
    /// The part from one position up to another.
    "substring" (1, 2) Nothing => substring;
    /// The part from one position up to another.
    "subSequence" (2, 2) Nothing => substring;
    /// The character at a position.
    "charAt" (1, 1) Nothing => char_at;
    /// The text with every occurrence of the first argument replaced by the second.
    "replace" (2, 2) Nothing => replace;
    /// The text with every match of a regular expression replaced; `$1` stands for a group.
    "replaceAll" (2, 2) Pattern => replace_all;
    /// The text with the first match of a regular expression replaced.
    "replaceFirst" (2, 2) Pattern => replace_first;
    /// Whether the whole text matches a regular expression.
    "matches" (1, 1) Pattern => matches;
    /// The parts between the matches of a regular expression, at most as many as the second argument says.
    "split" (1, 2) Pattern => split;
    /// The text without the blanks at its ends.
    "trim" (0, 0) Nothing => trim;
    /// The text in lower case.
    "toLowerCase" (0, 0) Nothing => to_lower_case;
    /// The text in upper case.
    "toUpperCase" (0, 0) Nothing => to_upper_case;
    /// The text with the argument behind it.
    "concat" (1, 1) Nothing => concat;
    /// Whether the argument is the same text.
    "equals" (1, 1) Nothing => equals;
    /// Whether the argument is the same text but for upper and lower case.
    "equalsIgnoreCase" (1, 1) Nothing => equals_ignore_case;
    /// Below, at or above zero, as the text comes before, is, or comes behind the argument.
    "compareTo" (1, 1) Nothing => compare_to;
    /// As `compareTo`, but for upper and lower case.
    "compareToIgnoreCase" (1, 1) Nothing => compare_to_ignore_case;
    /// The hash code that Java gives to the text.
    "hashCode" (0, 0) Nothing => hash_code;
    /// The text.
    "toString" (0, 0) Nothing => to_string;
    /// The argument as a text.
    "valueOf" (1, 1) Nothing => value_of;
}

fn own<'a>(call: &Invocation<'_, 'a>) -> Text<'a> {
    match call.receiver {
        Value::Text(text) => text.clone(),
        _ => Text::Borrowed(""),
    }
}

/// The number of UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The UTF-16 position of a byte.
fn unit_of(text: &str, byte: usize) -> usize {
    units(text.get(..byte).unwrap_or_default())
}

/// The byte at a UTF-16 position, if the text has it. A position inside of a character counts as its beginning.
fn byte_of(text: &str, unit: usize) -> Option<usize> {
    if text.is_ascii() {
        return (unit <= text.len()).then_some(unit);
    }
    let mut at = 0;
    for (byte, c) in text.char_indices() {
        if at + c.len_utf16() > unit {
            return Some(byte);
        }
        at += c.len_utf16();
    }
    (at == unit).then_some(text.len())
}

fn position<'a>(found: Option<usize>) -> Value<'a> {
    found.map_or(Value::Int(-1), Value::count)
}

fn length<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::count(units(&own(call))))
}

fn is_empty<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::Bool(own(call).is_empty()))
}

fn contains<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let part = call.text(0)?;
    Ok(Value::Bool(own(call).contains(&*part)))
}

fn starts_with<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let part = call.text(0)?;
    let text = own(call);
    let from = call.integer(1).map_or(Some(0), |at| byte_of(&text, usize::try_from(at).ok()?));
    let rest = from.and_then(|from| text.get(from..));
    Ok(Value::Bool(rest.is_some_and(|rest| rest.starts_with(&*part))))
}

fn ends_with<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let part = call.text(0)?;
    Ok(Value::Bool(own(call).ends_with(&*part)))
}

fn index_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let part = call.text(0)?;
    let text = own(call);
    let from = call.integer(1).map_or(0, |at| usize::try_from(at).unwrap_or(0));
    let Some(from) = byte_of(&text, from) else { return Ok(position(None)) };
    let found = text.get(from..).and_then(|rest| rest.find(&*part));
    Ok(position(found.map(|offset| unit_of(&text, from + offset))))
}

fn last_index_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let part = call.text(0)?;
    let text = own(call);
    Ok(position(text.rfind(&*part).map(|byte| unit_of(&text, byte))))
}

/// The part of a text, without a copy where the text is borrowed.
fn part<'a>(call: &mut Invocation<'_, 'a>, from: usize, to: usize) -> Outcome<Value<'a>> {
    match own(call) {
        Text::Borrowed(text) => Ok(Value::borrowed(text.get(from..to).unwrap_or_default())),
        Text::Shared(text) => call.made(text.get(from..to).unwrap_or_default().to_owned()),
    }
}

fn substring<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    let length = units(&text);
    let bounds = |call: &Invocation<'_, 'a>| {
        let from = usize::try_from(call.integer(0)?).ok()?;
        let to = match call.arguments.len() {
            1 => length,
            _ => usize::try_from(call.integer(1)?).ok()?,
        };
        (from <= to).then_some((byte_of(&text, from)?, byte_of(&text, to)?))
    };
    match bounds(call) {
        Some((from, to)) => part(call, from, to),
        None => Err(outside(length)),
    }
}

fn outside(length: usize) -> super::super::fault::Fault {
    let message = format!("the position is outside of a text of {length} characters");
    fault(RenderErrorKind::OutOfBounds, message)
}

fn char_at<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    let at = call.integer(0).and_then(|at| byte_of(&text, usize::try_from(at).ok()?));
    let one = at.and_then(|at| Some((at, text.get(at..)?.chars().next()?)));
    match one {
        Some((at, c)) => part(call, at, at + c.len_utf8()),
        None => Err(outside(units(&text))),
    }
}

fn replace<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (from, to) = (call.text(0)?, call.text(1)?);
    let text = own(call);
    let count = if to.len() > from.len() { text.matches(&*from).count() } else { 0 };
    let room = call.cx.room();
    if text.len().saturating_add(count.saturating_mul(to.len())) > room {
        call.cx.occupy(usize::MAX)?;
    }
    call.made(text.replace(&*from, &to))
}

/// Runs `run` with the pattern of the first argument.
fn with_pattern<T>(
    call: &mut Invocation<'_, '_>,
    run: impl FnOnce(&JavaRegex) -> Result<T, RegexFault>,
) -> Outcome<T> {
    let result = if let Prepared::Pattern(pattern) = call.prepared {
        run(pattern)
    } else {
        let text = call.text(0)?;
        run(&*call.cx.pattern(&text)?)
    };
    result.map_err(|error| fault(RenderErrorKind::InvalidPattern, error.to_string()))
}

fn replace_all<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (text, replacement, room) = (own(call), call.text(1)?, call.cx.room());
    let replaced = with_pattern(call, |p| p.replace_all(&text, &replacement, room))?;
    call.made(replaced)
}

fn replace_first<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (text, replacement, room) = (own(call), call.text(1)?, call.cx.room());
    let replaced = with_pattern(call, |p| p.replace_first(&text, &replacement, room))?;
    call.made(replaced)
}

fn matches<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    Ok(Value::Bool(with_pattern(call, |pattern| pattern.is_full_match(&text))?))
}

fn split<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    let limit = call.integer(1).map_or(0, |limit| i32::try_from(limit).unwrap_or(0));
    let parts: Vec<Value<'a>> = match &text {
        Text::Borrowed(text) => with_pattern(call, |pattern| {
            Ok(pattern.split(text, limit)?.into_iter().map(Value::borrowed).collect())
        })?,
        Text::Shared(text) => with_pattern(call, |pattern| {
            let parts = pattern.split(text, limit)?;
            Ok(parts.into_iter().map(|part| Value::text(part.to_owned())).collect())
        })?,
    };
    call.cx.occupy(text.len())?;
    call.cx.spend(parts.len())?;
    call.cx.make_list(Style::Java, parts)
}

fn trim<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    // Java's `trim` takes everything up to the blank for white space.
    let blank = |c: char| c <= ' ';
    let from = text.len() - text.trim_start_matches(blank).len();
    let to = text.trim_end_matches(blank).len();
    part(call, from, to.max(from))
}

fn to_lower_case<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let lower = own(call).to_lowercase();
    call.made(lower)
}

fn to_upper_case<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let upper = own(call).to_uppercase();
    call.made(upper)
}

fn concat<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let more = call.text(0)?;
    let text = own(call).to_string() + &more;
    call.made(text)
}

fn equals<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let same = match call.argument(0) {
        Value::Text(other) => *other == *own(call),
        Value::Null => own(call).is_empty(),
        _ => false,
    };
    Ok(Value::Bool(same))
}

fn equals_ignore_case<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.text(0)?;
    Ok(Value::Bool(own(call).to_lowercase() == other.to_lowercase()))
}

/// The difference of the first units that differ, or of the lengths.
fn java_order(a: &str, b: &str) -> i64 {
    let (mut left, mut right) = (a.encode_utf16(), b.encode_utf16());
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return i64::from(a) - i64::from(b),
            (None, None) => return 0,
            (Some(_), None) => return i64::try_from(left.count() + 1).unwrap_or(i64::MAX),
            (None, Some(_)) => return -i64::try_from(right.count() + 1).unwrap_or(i64::MAX),
        }
    }
}

fn compare_to<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.text(0)?;
    Ok(Value::Int(java_order(&own(call), &other)))
}

fn compare_to_ignore_case<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.text(0)?.to_lowercase();
    Ok(Value::Int(java_order(&own(call).to_lowercase(), &other)))
}

fn hash_code<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = own(call);
    let units = text.encode_utf16();
    let hash = units.fold(0_i32, |hash, u| hash.wrapping_mul(31).wrapping_add(i32::from(u)));
    Ok(Value::Int(i64::from(hash)))
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(call.receiver.clone())
}

fn value_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.text(0).map(Value::Text)
}
