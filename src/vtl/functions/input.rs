//! `$input`: the payload and the parameters of the request (`vtl`, "`$input`").

use crate::json_path::{Found, JsonPath, PathFault};

use super::super::ast::Prepared;
use super::super::evaluate::Evaluator;
use super::super::fault::{self, Outcome, RenderErrorKind, fault};
use super::super::print;
use super::super::value::{Style, Tool, Value, last_pair};
use super::{Invocation, register};

register! {
    /// The part of the payload that a JSONPath leads to, as JSON text; two quotes when there is none.
    "json" (1, 1) Path => json;
    /// The part of the payload that a JSONPath leads to, as a value.
    "path" (1, 1) Path => path;
    /// The parameter of that name in the path, the query or the headers; without a name, all of them.
    "params" (0, 1) Nothing => params;
}

fn find<'a>(
    cx: &mut Evaluator<'a>,
    path: &Value<'a>,
    prepared: &Prepared,
) -> Outcome<Found<Value<'a>>> {
    let computed;
    let path = if let Prepared::Path(path) = prepared {
        path
    } else {
        let text = cx.text_of(path)?;
        computed = JsonPath::parse(&text).map_err(|error| {
            let shown: String = text.chars().take(80).collect();
            let message = format!("`{shown}` is not a path: {error}");
            fault(RenderErrorKind::InvalidPath, message)
        })?;
        &computed
    };
    let Some(body) = cx.body()? else { return Ok(Found::Missing) };
    path.evaluate(body, cx.steps()).map_err(|error| match error {
        PathFault::TooDeep => fault::too_deep(),
        other => fault(RenderErrorKind::TooManySteps, other.to_string()),
    })
}

/// Appends what `$input.json(path)` gives to `out`.
pub(in super::super) fn write_json<'a>(
    cx: &mut Evaluator<'a>,
    path: &Value<'a>,
    prepared: &Prepared,
    out: &mut String,
) -> Outcome<()> {
    let found = find(cx, path, prepared)?;
    let limit = cx.output_limit();
    match found {
        Found::Missing => {
            out.push_str("\"\"");
            Ok(())
        }
        Found::One(value) => print::json(&value, out, limit),
        Found::Many(list) => print::json(&json_list(cx, list)?, out, limit),
        Found::Count(count) => print::json(&Value::count(count), out, limit),
        Found::Measure(number) => print::json(&Value::Double(number), out, limit),
    }
}

fn json_list<'a>(cx: &mut Evaluator<'a>, list: Vec<Value<'a>>) -> Outcome<Value<'a>> {
    cx.make_list(Style::Json, list)
}

fn json<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let mut text = String::new();
    let path = call.argument(0);
    write_json(call.cx, &path, call.prepared, &mut text)?;
    call.made(text)
}

fn path<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let path = call.argument(0);
    Ok(match find(call.cx, &path, call.prepared)? {
        Found::Missing => Value::Null,
        Found::One(value) => value,
        Found::Many(list) => json_list(call.cx, list)?,
        Found::Count(count) => Value::count(count),
        Found::Measure(number) => Value::Double(number),
    })
}

fn params<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    if call.arguments.is_empty() {
        return Ok(Value::Tool(Tool::Params));
    }
    let name = call.text(0)?;
    let input = call.cx.input;
    let found = [input.path, input.query, input.header]
        .into_iter()
        .find_map(|pairs| last_pair(pairs, &name));
    Ok(found.map_or(Value::Null, Value::borrowed))
}
