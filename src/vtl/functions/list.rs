//! The methods of lists, which are those of `java.util.List`.

#![expect(clippy::unnecessary_wraps, reason = "all functions of the registry have one signature")]

use super::super::fault::Outcome;
use super::super::operate::equal;
use super::super::reference::{out_of_bounds, place};
use super::super::value::{List, Style, Value};
use super::{Invocation, register};

register! {
    /// The number of elements.
    "size" (0, 0) Nothing => size;
    /// The number of elements, under the name that the service's guide uses.
    "count" (0, 0) Nothing => size;
    /// Whether the list has no elements.
    "isEmpty" (0, 0) Nothing => is_empty;
    /// The element at a position.
    "get" (1, 1) Nothing => get;
    /// Puts the second argument at a position and returns what was there.
    "set" (2, 2) Nothing => set;
    /// Adds an element at the end, or at the position of the first argument.
    "add" (1, 2) Nothing => add;
    /// Adds all elements of another list.
    "addAll" (1, 1) Nothing => add_all;
    /// Removes the element at a position and returns it, or removes an element that equals the argument.
    "remove" (1, 1) Nothing => remove;
    /// Removes all elements.
    "clear" (0, 0) Nothing => clear;
    /// Whether an element equals the argument.
    "contains" (1, 1) Nothing => contains;
    /// Whether each element of another list equals one of this list.
    "containsAll" (1, 1) Nothing => contains_all;
    /// The first position of an element, or -1.
    "indexOf" (1, 1) Nothing => index_of;
    /// The last position of an element, or -1.
    "lastIndexOf" (1, 1) Nothing => last_index_of;
    /// The elements from one position up to another, as a list of their own.
    "subList" (2, 2) Nothing => sub_list;
    /// The elements one by one, for a loop.
    "iterator" (0, 0) Nothing => iterator;
    /// The elements as an array, which a template uses as a list.
    "toArray" (0, 0) Nothing => iterator;
    /// Whether the argument is a list of equal elements.
    "equals" (1, 1) Nothing => equals;
    /// The list as it prints.
    "toString" (0, 0) Nothing => to_string;
}

/// The list that the method is called on.
fn own<'r, 'a>(call: &Invocation<'r, 'a>) -> Option<&'r List<'a>> {
    let receiver: &'r Value<'a> = call.receiver;
    if let Value::List(list) = receiver { Some(list) } else { None }
}

fn size<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(own(call).map_or(Value::Null, |list| Value::count(list.len())))
}

fn is_empty<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    Ok(own(call).map_or(Value::Null, |list| Value::Bool(list.len() == 0)))
}

/// The position that an argument names, which Java counts from the beginning only.
fn checked(index: i64, length: usize) -> Outcome<usize> {
    let at = if index < 0 { None } else { place(index, length) };
    at.filter(|at| *at < length).ok_or_else(|| out_of_bounds(index, length))
}

fn get<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (Some(list), Some(index)) = (own(call), call.integer(0)) else { return Ok(Value::Null) };
    Ok(list.get(checked(index, list.len())?).unwrap_or(Value::Null))
}

fn set<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (Some(list), Some(index)) = (own(call), call.integer(0)) else { return Ok(Value::Null) };
    let at = checked(index, list.len())?;
    let value = call.argument(1);
    call.cx.changed(call.receiver, &value)?;
    let old = list.write(|items| items.get_mut(at).map(|item| std::mem::replace(item, value)));
    Ok(old.unwrap_or(Value::Null))
}

fn add<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    let length = list.len();
    if call.arguments.len() == 1 {
        let value = call.argument(0);
        call.cx.changed(call.receiver, &value)?;
        list.write(|items| items.push(value));
        return Ok(Value::Bool(true));
    }
    let Some(index) = call.integer(0) else { return Ok(Value::Null) };
    let at = checked(index, length + 1)?;
    let value = call.argument(1);
    call.cx.changed(call.receiver, &value)?;
    call.cx.spend(1 + length / 64)?;
    list.write(|items| items.insert(at, value));
    Ok(Value::Null)
}

fn add_all<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (Some(list), Value::List(other)) = (own(call), call.argument(0)) else {
        return Ok(Value::Null);
    };
    let added = other.to_vec();
    call.cx.spend(added.len())?;
    for value in &added {
        call.cx.changed(call.receiver, value)?;
    }
    let any = !added.is_empty();
    list.write(|items| items.extend(added));
    Ok(Value::Bool(any))
}

fn remove<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    call.cx.spend(1 + list.len() / 64)?;
    if let Some(index) = call.integer(0) {
        let at = checked(index, list.len())?;
        return Ok(list.write(|items| items.remove(at)));
    }
    let found = find(call, list)?.0;
    if let Some(at) = found {
        list.write(|items| items.remove(at));
    }
    Ok(Value::Bool(found.is_some()))
}

fn clear<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    if let Some(list) = own(call) {
        list.write(Vec::clear);
    }
    Ok(Value::Null)
}

/// The first and the last position of the argument.
fn find<'a>(
    call: &mut Invocation<'_, 'a>,
    list: &List<'a>,
) -> Outcome<(Option<usize>, Option<usize>)> {
    let wanted = call.argument(0);
    let (mut first, mut last) = (None, None);
    for (at, item) in list.to_vec().iter().enumerate() {
        call.cx.spend(1)?;
        if equal(call.cx, item, &wanted)? {
            first = first.or(Some(at));
            last = Some(at);
        }
    }
    Ok((first, last))
}

fn contains<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    Ok(Value::Bool(find(call, list)?.0.is_some()))
}

fn contains_all<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (Some(list), Value::List(other)) = (own(call), call.argument(0)) else {
        return Ok(Value::Null);
    };
    let items = list.to_vec();
    for wanted in other.to_vec() {
        let mut found = false;
        for item in &items {
            call.cx.spend(1)?;
            found = found || equal(call.cx, item, &wanted)?;
        }
        if !found {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn position<'a>(found: Option<usize>) -> Value<'a> {
    found.map_or(Value::Int(-1), Value::count)
}

fn index_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    Ok(position(find(call, list)?.0))
}

fn last_index_of<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    Ok(position(find(call, list)?.1))
}

fn sub_list<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let (Some(list), Some(from), Some(to)) = (own(call), call.integer(0), call.integer(1)) else {
        return Ok(Value::Null);
    };
    let from = checked(from, list.len() + 1)?;
    let to = checked(to, list.len() + 1)?;
    let part = list.read(|items| items.get(from..to.max(from)).unwrap_or_default().to_vec());
    call.cx.make_list(list.style, part)
}

fn iterator<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let Some(list) = own(call) else { return Ok(Value::Null) };
    call.cx.make_list(Style::Java, list.to_vec())
}

fn equals<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let other = call.argument(0);
    if !matches!(other, Value::List(_)) {
        return Ok(Value::Bool(false));
    }
    Ok(Value::Bool(equal(call.cx, call.receiver, &other)?))
}

fn to_string<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    call.cx.text_of(call.receiver).map(Value::Text)
}
