//! The input of a rendering as a JSON document, for `render` and for tests.

use serde_json::Value as Json;
use std::borrow::Cow;

use super::input::{Input, Pair, Variables};

/// An [`Input`] that a JSON document describes:
///
/// ```json
/// { "body": "…", "path": {}, "query": {}, "headers": {}, "context": {}, "stageVariables": {} }
/// ```
///
/// All members are optional. `multiValueQuery` and `multiValueHeaders` hold lists of values. A body that is not a
/// text is the payload itself.
#[derive(Clone, Debug, Default)]
pub struct InputDocument<'j> {
    body: Cow<'j, str>,
    path: Vec<Pair<'j>>,
    query: Vec<Pair<'j>>,
    header: Vec<Pair<'j>>,
    context: Variables<'j>,
    stage_variables: Vec<Pair<'j>>,
}

impl<'j> InputDocument<'j> {
    /// Reads `json`, or says in one line what is wrong with it.
    pub fn from_json(json: &'j Json) -> Result<Self, String> {
        let members = json.as_object().ok_or("the input is not an object")?;
        let mut input = Self::default();
        for (name, value) in members {
            match name.as_str() {
                "body" => input.body = text(value),
                "path" => input.path = pairs(name, value)?,
                "query" | "multiValueQuery" => input.query.extend(pairs(name, value)?),
                "headers" | "multiValueHeaders" => input.header.extend(pairs(name, value)?),
                "stageVariables" => input.stage_variables = pairs(name, value)?,
                "context" => {
                    let context = Variables::from_json(value);
                    input.context = context.ok_or_else(|| not_a_map(name))?;
                }
                other => return Err(format!("`{other}` is not a part of the input")),
            }
        }
        Ok(input)
    }

    /// The input that a template reads.
    pub fn input(&self) -> Input<'_> {
        Input {
            body: &self.body,
            path: &self.path,
            query: &self.query,
            header: &self.header,
            context: &self.context,
            stage_variables: &self.stage_variables,
        }
    }
}

fn not_a_map(name: &str) -> String {
    format!("`{name}` is not an object")
}

fn text(value: &Json) -> Cow<'_, str> {
    match value {
        Json::Null => Cow::Borrowed(""),
        Json::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Names with their values; a list stands for several values of one name.
fn pairs<'j>(name: &str, value: &'j Json) -> Result<Vec<Pair<'j>>, String> {
    let members = value.as_object().ok_or_else(|| not_a_map(name))?;
    let mut pairs: Vec<Pair<'j>> = Vec::with_capacity(members.len());
    for (name, value) in members {
        match value {
            Json::Array(values) => {
                pairs.extend(values.iter().map(|value| (name.into(), text(value))));
            }
            value => pairs.push((name.into(), text(value))),
        }
    }
    Ok(pairs)
}
