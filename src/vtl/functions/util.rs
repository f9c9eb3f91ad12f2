//! `$util`: escaping and encoding (`vtl`, "`$stageVariables`, `$util`").

use super::super::fault::{self, Outcome, RenderErrorKind, fault};
use super::super::json::{self, JsonFault};
use super::super::value::{Text, Value};
use super::{Invocation, encoding, register};

register! {
    /// The text with quotes, backslashes, slashes and line ends escaped for a JavaScript string.
    "escapeJavaScript" (1, 1) Nothing => escape_java_script;
    /// The value that a JSON text stands for.
    "parseJson" (1, 1) Nothing => parse_json;
    /// The text as it stands in a form or a query.
    "urlEncode" (1, 1) Nothing => url_encode;
    /// The text that a form or a query stands for.
    "urlDecode" (1, 1) Nothing => url_decode;
    /// The text in base64.
    "base64Encode" (1, 1) Nothing => base64_encode;
    /// The text that base64 stands for.
    "base64Decode" (1, 1) Nothing => base64_decode;
}

fn escape_java_script<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend_on(&text)?;
    if encoding::is_plain_java_script(&text) {
        return Ok(Value::Text(text));
    }
    let escaped = encoding::java_script(&text);
    call.made(escaped)
}

fn parse_json<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend(1 + text.len() / 16)?;
    call.cx.occupy(text.len().saturating_mul(4))?;
    let parsed = match &text {
        Text::Borrowed(text) => json::parse(text),
        Text::Shared(text) => json::parse_copied(text),
    };
    parsed.map_err(|error| match error {
        JsonFault::TooDeep => fault::too_deep(),
        JsonFault::Invalid => {
            fault(RenderErrorKind::InvalidJson, "the argument of `parseJson` is not JSON")
        }
    })
}

fn url_encode<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend_on(&text)?;
    let encoded = encoding::url_encode(&text);
    call.made(encoded)
}

fn url_decode<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend_on(&text)?;
    match encoding::url_decode(&text) {
        Some(decoded) => call.made(decoded),
        None => Err(fault(
            RenderErrorKind::InvalidText,
            "the argument of `urlDecode` has a `%` without two hexadecimal digits",
        )),
    }
}

fn base64_encode<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend_on(&text)?;
    let encoded = encoding::base64_encode(&text);
    call.made(encoded)
}

fn base64_decode<'a>(call: &mut Invocation<'_, 'a>) -> Outcome<Value<'a>> {
    let text = call.text(0)?;
    call.cx.spend_on(&text)?;
    let Some(decoded) = encoding::base64_decode(&text) else {
        let message = "the argument of `base64Decode` is not base64";
        return Err(fault(RenderErrorKind::InvalidText, message));
    };
    call.made(decoded)
}
