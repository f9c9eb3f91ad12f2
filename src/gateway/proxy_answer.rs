//! What a function behind `AWS_PROXY` returns, read as strictly as the service does
//! (reference `pipeline`, section 10.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

/// The members that an answer can have.
const KNOWN: [&str; 5] = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/// The answer of a function.
#[derive(Debug)]
pub(super) struct ProxyAnswer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    pub(super) is_base64_encoded: bool,
}

impl ProxyAnswer {
    /// Reads what a function returned, or says why it is no answer.
    pub(super) fn read(payload: &Bytes) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(payload)
            .map_err(|_| "the function returned no JSON".to_owned())?;
        let Value::Object(members) = value else {
            return Err(format!("the function returned {}, not an object", kind(&value)));
        };
        if let Some(unknown) = members.keys().find(|own| !KNOWN.contains(&own.as_str())) {
            return Err(format!("`{unknown}` is no member of an answer"));
        }
        let mut headers = HeaderMap::new();
        // The service writes the values of `headers` behind those of `multiValueHeaders`.
        multi_value_headers(&members, &mut headers)?;
        single_headers(&members, &mut headers)?;
        Ok(Self {
            status: status(&members)?,
            headers,
            body: match members.get("body") {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => return Err(format!("`body` is {}, not a string", kind(other))),
            },
            is_base64_encoded: match members.get("isBase64Encoded") {
                None | Some(Value::Null) => false,
                Some(Value::Bool(encoded)) => *encoded,
                Some(other) => {
                    return Err(format!("`isBase64Encoded` is {}, not a boolean", kind(other)));
                }
            },
        })
    }

    /// The bytes of the body. Only a caller whose `Accept` is a binary media type gets them decoded; all others get the
    /// text as it is. Nothing when the text is not base64.
    pub(super) fn bytes(self, is_binary_wanted: bool) -> Option<Bytes> {
        if self.is_base64_encoded && is_binary_wanted {
            return STANDARD.decode(&self.body).ok().map(Bytes::from);
        }
        Some(Bytes::from(self.body))
    }
}

/// A number, or a text that is one. Without any it is 200.
fn status(members: &Map<String, Value>) -> Result<u16, String> {
    let status = match members.get("statusCode") {
        None => return Ok(200),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    let status = status.and_then(|own| u16::try_from(own).ok());
    status
        .filter(|own| (100..600).contains(own))
        .ok_or_else(|| "`statusCode` is no status code".to_owned())
}

fn multi_value_headers(
    members: &Map<String, Value>,
    headers: &mut HeaderMap,
) -> Result<(), String> {
    let all = match members.get("multiValueHeaders") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Object(all)) => all,
        Some(other) => {
            return Err(format!("`multiValueHeaders` is {}, not an object", kind(other)));
        }
    };
    for (name, values) in all {
        let Value::Array(values) = values else {
            return Err(format!("`multiValueHeaders.{name}` is {}, not a list", kind(values)));
        };
        for value in values {
            append(headers, "multiValueHeaders", name, value)?;
        }
    }
    Ok(())
}

fn single_headers(members: &Map<String, Value>, headers: &mut HeaderMap) -> Result<(), String> {
    match members.get("headers") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Object(all)) => {
            all.iter().try_for_each(|(name, value)| append(headers, "headers", name, value))
        }
        Some(other) => Err(format!("`headers` is {}, not an object", kind(other))),
    }
}

fn append(headers: &mut HeaderMap, member: &str, name: &str, value: &Value) -> Result<(), String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            return Err(format!("`{member}.{name}` is {}, not a string", kind(value)));
        }
    };
    let name: HeaderName =
        name.parse().map_err(|_| format!("`{member}.{name}` is no name of a header"))?;
    let text = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| format!("`{member}.{name}` has a value that no header can have"))?;
    headers.append(name, text);
    Ok(())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::{Value, json};

    use super::ProxyAnswer;

    fn read(value: &Value) -> Result<ProxyAnswer, String> {
        ProxyAnswer::read(&Bytes::from(value.to_string()))
    }

    #[test]
    fn what_the_service_takes_is_taken() {
        let all = [
            (json!({}), 200, ""),
            (json!({"statusCode": "201", "headers": null}), 201, ""),
            (json!({"statusCode": 204, "body": null, "isBase64Encoded": null}), 204, ""),
            (json!({"body": "x"}), 200, "x"),
        ];
        for (value, status, body) in all {
            let answer = read(&value).unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (status, body), "{value}");
        }
    }

    #[test]
    fn values_of_both_maps_are_joined() {
        let answer = read(&json!({
            "headers": {"x-a": "solo", "x-flag": true, "x-number": 7},
            "multiValueHeaders": {"X-A": ["one", "two"]},
        }));
        let headers = answer.unwrap().headers;
        let all: Vec<_> = headers.get_all("x-a").iter().map(|own| own.to_str().unwrap()).collect();
        assert_eq!(all, ["one", "two", "solo"]);
        assert_eq!(
            (&headers["x-flag"], &headers["x-number"]),
            (&"true".parse().unwrap(), &"7".parse().unwrap())
        );
    }

    #[test]
    fn everything_else_is_named() {
        let all = [
            (json!("text"), "the function returned a string, not an object"),
            (json!(null), "the function returned null, not an object"),
            (json!({"statusCode": 200, "wrong": 1}), "`wrong` is no member of an answer"),
            (json!({"statusCode": "test"}), "`statusCode` is no status code"),
            (json!({"statusCode": 200.5}), "`statusCode` is no status code"),
            (json!({"statusCode": 99}), "`statusCode` is no status code"),
            (json!({"statusCode": null}), "`statusCode` is no status code"),
            (json!({"body": {"a": 1}}), "`body` is an object, not a string"),
            (json!({"headers": []}), "`headers` is a list, not an object"),
            (json!({"headers": {"a": null}}), "`headers.a` is null, not a string"),
            (json!({"headers": {"a b": "x"}}), "`headers.a b` is no name of a header"),
            (json!({"headers": {"a": "x\ny"}}), "`headers.a` has a value that no header can have"),
            (
                json!({"multiValueHeaders": {"a": "x"}}),
                "`multiValueHeaders.a` is a string, not a list",
            ),
            (json!({"isBase64Encoded": "yes"}), "`isBase64Encoded` is a string, not a boolean"),
        ];
        for (value, message) in all {
            assert_eq!(read(&value).unwrap_err(), message, "{value}");
        }
        let none = ProxyAnswer::read(&Bytes::from_static(b"<html>")).unwrap_err();
        assert_eq!(none, "the function returned no JSON");
    }

    #[test]
    fn a_body_is_decoded_for_those_who_ask_for_bytes() {
        let answer = |body: &str| read(&json!({"body": body, "isBase64Encoded": true})).unwrap();
        assert_eq!(answer("/w==").bytes(true).unwrap().as_ref(), b"\xff");
        assert_eq!(answer("/w==").bytes(false).unwrap().as_ref(), b"/w==");
        assert_eq!(answer("!").bytes(true), None);
        assert_eq!(read(&json!({"body": "/w=="})).unwrap().bytes(true).unwrap().as_ref(), b"/w==");
    }
}
