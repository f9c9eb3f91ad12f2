//! The methods of maps, which are those of `java.util.Map`. Parameters and stage variables have them too.

use std::rc::Rc;

use super::super::fault::Outcome;
use super::super::operate::equal;
use super::super::print::unique;
use super::super::value::{Map, Style, Text, Value, last_pair};
use super::{Invocation, register};

register! {
    /// The value of a key.
    "get" (1, 1) Nothing => get;
    /// The value of a key, or the second argument.
    "getOrDefault" (2, 2) Nothing => get_or_default;
    /// Sets the value of a key and returns what it was.
    "put" (2, 2) Nothing => put;
    /// Sets the value of a key that has none.
    "putIfAbsent" (2, 2) Nothing => put_if_absent;
    /// Sets the values of all keys of another map.
    "putAll" (1, 1) Nothing => put_all;
    /// Removes a key and returns its value.
    "remove" (1, 1) Nothing => remove;
    /// Removes all keys.
    "clear" (0, 0) Nothing => clear;
    /// The number of keys.
    "size" (0, 0) Nothing => size;
    /// Whether there are no keys.
    "isEmpty" (0, 0) Nothing => is_empty;
    /// Whether the map has a key.
    "containsKey" (1, 1) Nothing => contains_key;
    /// Whether a key has the value.
    "containsValue" (1, 1) Nothing => contains_value;
    /// The keys.
    "keySet" (0, 0) Nothing => key_set;
    /// The values.
    "values" (0, 0) Nothing => values;
    /// The entries, each with `key` and `value`.
    "entrySet" (0, 0) Nothing => entry_set;
    /// Whether the argument is a map of equal entries.
    "equals" (1, 1) Nothing => equals;
    /// The map as it prints.
    "toString" (0, 0) Nothing => to_string;
}

/// The receiver as a map.
fn own<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Rc<Map<'a>>> {
    match call.receiver {
        Value::Map(map) => Ok(Rc::clone(map)),
        other => {
            let map = call.cx.as_map(other)?;
            Ok(map.unwrap_or_else(|| Map::new(super::super::entries::Entries::default())))
        }
    }
}

/// The value of the key that the first argument names.
fn find<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Option<Value<'a>>> {
    let key = call.text(0)?;
    Ok(match call.receiver {
        Value::Map(map) => map.get(&key),
        Value::Pairs(pairs) => last_pair(pairs, &key).map(Value::borrowed),
        _ => None,
    })
}

fn get<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(find(call)?.unwrap_or(Value::Null))
}

fn get_or_default<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(find(call)?.unwrap_or_else(|| call.argument(1)))
}

fn put<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let map = own(call)?;
    let (key, value) = (call.text(0)?, call.argument(1));
    call.cx.changed(call.receiver, &value)?;
    Ok(map.put(key, value).unwrap_or(Value::Null))
}

fn put_if_absent<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    match find(call)? {
        Some(Value::Null) | None => put(call),
        Some(known) => Ok(known),
    }
}

fn put_all<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let map = own(call)?;
    let other = call.argument(0);
    let Some(other) = call.cx.as_map(&other)? else { return Ok(Value::Null) };
    let entries = other.read(|entries| entries.iter().cloned().collect::<Vec<_>>());
    call.cx.spend(entries.len())?;
    for (key, value) in entries {
        call.cx.changed(call.receiver, &value)?;
        map.put(key, value);
    }
    Ok(Value::Null)
}

fn remove<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let map = own(call)?;
    let key = call.text(0)?;
    // Removing moves what stands behind the key, and finds the keys of a large map again.
    call.cx.spend(1 + map.len() / 8)?;
    Ok(map.write(|entries| entries.remove(&key)).unwrap_or(Value::Null))
}

fn clear<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    own(call)?.write(super::super::entries::Entries::clear);
    Ok(Value::Null)
}

fn size<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::count(own(call)?.len()))
}

fn is_empty<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::Bool(own(call)?.len() == 0))
}

fn contains_key<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(Value::Bool(find(call)?.is_some()))
}

fn contains_value<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let map = own(call)?;
    let wanted = call.argument(0);
    for value in map.read(|entries| entries.values().cloned().collect::<Vec<_>>()) {
        call.cx.spend(1)?;
        if equal(call.cx, &value, &wanted)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

/// A list that `each` makes of the entries.
fn listed<'a>(
    call: &mut Invocation<'_, 'a>,
    each: impl Fn(&(Text<'a>, Value<'a>)) -> Value<'a>,
) -> Outcome<Value<'a>> {
    let items: Vec<Value<'a>> = match call.receiver {
        Value::Pairs(pairs) => unique(pairs)
            .map(|(name, value)| each(&(Text::Borrowed(name), Value::borrowed(value))))
            .collect(),
        _ => own(call)?.read(|entries| entries.iter().map(each).collect()),
    };
    call.cx.spend(items.len())?;
    call.cx.make_list(Style::Java, items)
}

fn key_set<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    listed(call, |(key, _)| Value::Text(key.clone()))
}

fn values<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    listed(call, |(_, value)| value.clone())
}

fn entry_set<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    listed(call, |entry| Value::Entry(Rc::new(entry.clone())))
}

fn equals<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.argument(0);
    let (map, Some(other)) = (own(call)?, call.cx.as_map(&other)?) else {
        return Ok(Value::Bool(false));
    };
    Ok(Value::Bool(equal(call.cx, &Value::Map(map), &Value::Map(other))?))
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.text_of(call.receiver).map(Value::Text)
}
