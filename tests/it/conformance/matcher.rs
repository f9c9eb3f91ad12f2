//! Compares what came out with what a case expects. An object with one member that begins with `$` is a matcher.

use serde_json::Value;

/// The first place where `actual` is not as `expected` says, with what stands there.
pub(crate) fn difference(expected: &Value, actual: Option<&Value>) -> Option<String> {
    differs("", expected, actual)
}

fn differs(at: &str, expected: &Value, actual: Option<&Value>) -> Option<String> {
    let here = if at.is_empty() { "the value" } else { at };
    if let Some((name, argument)) = matcher(expected) {
        return matched(at, name, argument, actual);
    }
    let Some(actual) = actual else { return Some(format!("{here} is missing")) };
    match (expected, actual) {
        (Value::Object(expected), Value::Object(found)) => {
            members(at, expected, found).or_else(|| {
                found
                    .keys()
                    .find(|k| !expected.contains_key(*k))
                    .map(|k| format!("{at}/{k} is too much"))
            })
        }
        (Value::Array(expected), Value::Array(found)) => {
            if expected.len() != found.len() {
                return Some(format!(
                    "{here} has {} elements, not {}",
                    found.len(),
                    expected.len()
                ));
            }
            expected.iter().zip(found).enumerate().find_map(|(index, (expected, found))| {
                differs(&format!("{at}/{index}"), expected, Some(found))
            })
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        (expected, found) if expected == found => None,
        (expected, found) => Some(format!("{here} is {found}, not {expected}")),
    }
}

fn matcher(expected: &Value) -> Option<(&str, &Value)> {
    let members = expected.as_object()?;
    let (name, argument) = members.iter().next()?;
    // A schema's `$ref` is what it is.
    (members.len() == 1 && name.starts_with('$') && name != "$ref").then_some((name, argument))
}

fn members(
    at: &str,
    expected: &serde_json::Map<String, Value>,
    found: &serde_json::Map<String, Value>,
) -> Option<String> {
    expected
        .iter()
        .find_map(|(name, value)| differs(&format!("{at}/{name}"), value, found.get(name)))
}

fn matched(at: &str, name: &str, argument: &Value, actual: Option<&Value>) -> Option<String> {
    if name == "$absent" {
        return actual.map(|found| format!("{at} is {found}, where nothing should be"));
    }
    let Some(actual) = actual else { return Some(format!("{at} is missing")) };
    match (name, argument, actual) {
        ("$any", _, _) => None,
        ("$json", expected, Value::String(text)) => match serde_json::from_str(text) {
            Ok(parsed) => differs(at, expected, Some(&parsed)),
            Err(error) => Some(format!("{at} is not JSON: {error}")),
        },
        ("$regex", Value::String(pattern), Value::String(text)) => {
            let found = fancy_regex::Regex::new(pattern).unwrap().is_match(text).unwrap();
            (!found).then(|| format!("{at} is {text:?}, which {pattern} does not match"))
        }
        ("$subset", Value::Object(expected), Value::Object(found)) => members(at, expected, found),
        ("$unordered", Value::Array(expected), Value::Array(found)) => {
            let mut rest: Vec<&Value> = found.iter().collect();
            for value in expected {
                let place = rest.iter().position(|found| differs(at, value, Some(found)).is_none());
                let Some(place) = place else { return Some(format!("{at} has no {value}")) };
                rest.remove(place);
            }
            rest.first().map(|value| format!("{at} has {value} too much"))
        }
        _ => Some(format!("{at} is {actual}, not {name} {argument}")),
    }
}
