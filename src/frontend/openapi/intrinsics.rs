//! Intrinsic functions of CloudFormation inside an OpenAPI document.
//!
//! Such documents are included in templates, so functions stand where values are expected. A text is made of
//! them as far as it can be: `Fn::Sub` of a text is that text, and what only a deployment knows becomes a token.

use crate::source::{Kind, Node};

/// Deeper nesting of functions than any template has.
const DEEPEST: usize = 16;

/// A call of an intrinsic function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'t> {
    /// Its name without `Fn::` or `!`.
    pub(super) name: &'t str,
    /// What it is called with.
    pub(super) argument: Node<'t>,
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

/// The scalar whose text a `Fn::Sub` stands for.
pub(super) fn substituted<'t>(call: &Call<'t>) -> Option<Node<'t>> {
    if call.name != "Sub" {
        return None;
    }
    let text = match call.argument.kind() {
        Kind::Sequence => call.argument.items().next()?,
        _ => call.argument,
    };
    text.scalar_text().map(|_| text)
}

/// The text that a value with functions becomes; `None` when it is no text at all.
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
    if let Some(text) = substituted(&call) {
        made.push_str(text.scalar_text()?);
        return Some(());
    }
    match call.name {
        "Ref" => append_token(call.argument.scalar_text()?, made),
        "GetAtt" => append_token(&attribute(call.argument)?, made),
        "Join" => append_joined(call.argument, depth, made)?,
        name => append_token(name, made),
    }
    Some(())
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
    if !parts.is_sequence() {
        append_token("Join", made);
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
