//! Functions of CloudFormation in a policy that is a part of a template.
//!
//! A text is made of them as far as it can be: `Fn::Sub` of a text is that text, and what only a deployment knows
//! becomes a token like `${AWS::Region}`.

use serde_json::Value;

use crate::source::{Kind, Node};

/// Deeper nesting of functions than any template has.
const DEEPEST: usize = 16;

/// A call of a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'t> {
    /// Its name without `Fn::` or `!`.
    name: &'t str,
    argument: Node<'t>,
}

impl Call<'_> {
    /// Its name as templates write it in full.
    pub(super) fn full_name(&self) -> String {
        match self.name {
            "Ref" | "Condition" => self.name.to_owned(),
            name => format!("Fn::{name}"),
        }
    }
}

/// The call that `node` is, in its long form (`{Fn::Sub: …}`) or its short form (`!Sub …`).
pub(super) fn call(node: Node<'_>) -> Option<Call<'_>> {
    if let Some(name) = node.tag().and_then(|tag| tag.strip_prefix('!'))
        && !name.is_empty()
        && !name.starts_with('!')
    {
        return Some(Call { name, argument: node });
    }
    if node.kind() != Kind::Mapping {
        return None;
    }
    let mut entries = node.entries();
    let (key, argument) = entries.next()?;
    let key = key.scalar_text()?;
    let name = match key.strip_prefix("Fn::") {
        Some(name) => name,
        None if key == "Ref" => key,
        None => return None,
    };
    entries.next().is_none().then_some(Call { name, argument })
}

/// The text that a scalar or a function is; `None` when it is no text at all.
pub(super) fn text(node: Node<'_>) -> Option<String> {
    let mut made = String::new();
    append(node, DEEPEST, &mut made)?;
    Some(made)
}

fn append(node: Node<'_>, depth: usize, made: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let Some(call) = call(node) else {
        made.push_str(node.scalar_text()?);
        return Some(());
    };
    match call.name {
        "Sub" => made.push_str(substituted(call.argument)?),
        "Ref" => append_token(call.argument.scalar_text()?, made),
        "GetAtt" => append_token(&attribute(call.argument)?, made),
        "Join" => append_joined(call.argument, depth, made)?,
        _ => append_token(&call.full_name(), made),
    }
    Some(())
}

/// The text of a `Fn::Sub`, whose list form has the text first.
fn substituted(argument: Node<'_>) -> Option<&str> {
    match argument.kind() {
        Kind::Sequence => argument.items().next()?.scalar_text(),
        _ => argument.scalar_text(),
    }
}

fn append_token(name: &str, made: &mut String) {
    made.push_str("${");
    made.push_str(name);
    made.push('}');
}

fn attribute(argument: Node<'_>) -> Option<String> {
    match argument.kind() {
        Kind::Sequence => {
            let parts: Vec<&str> = argument.items().filter_map(Node::scalar_text).collect();
            Some(parts.join("."))
        }
        _ => argument.scalar_text().map(str::to_owned),
    }
}

fn append_joined(argument: Node<'_>, depth: usize, made: &mut String) -> Option<()> {
    let mut items = argument.items();
    let delimiter = items.next()?.scalar_text()?;
    let parts = items.next()?;
    if !parts.is_sequence() || call(parts).is_some() {
        append_token("Fn::Join", made);
        return Some(());
    }
    for (place, part) in parts.items().enumerate() {
        if place > 0 {
            made.push_str(delimiter);
        }
        append(part, depth, made)?;
    }
    Some(())
}

/// A policy as JSON that says the same as `node`: functions in their long form, since JSON has no tags.
pub fn policy_json(node: Node<'_>) -> Value {
    if let Some(call) = call(node) {
        let argument =
            if call.argument.tag().is_some() { bare(node) } else { policy_json(call.argument) };
        return Value::Object([(call.full_name(), argument)].into_iter().collect());
    }
    match node.kind() {
        Kind::Sequence => node.items().map(policy_json).collect(),
        Kind::Mapping => Value::Object(
            node.entries()
                .map(|(key, value)| {
                    (key.scalar_text().unwrap_or("").to_owned(), policy_json(value))
                })
                .collect(),
        ),
        // An account is a text, whatever it looks like.
        Kind::Int | Kind::Float => Value::String(node.scalar_text().unwrap_or("").to_owned()),
        Kind::Null | Kind::Bool | Kind::String => node.to_json(),
    }
}

/// What a tagged node is without its tag.
fn bare(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Sequence => node.items().map(policy_json).collect(),
        Kind::Mapping => node.to_json(),
        Kind::Null => Value::String(String::new()),
        Kind::Bool | Kind::Int | Kind::Float | Kind::String => {
            Value::String(node.scalar_text().unwrap_or("").to_owned())
        }
    }
}
