//! Functions of CloudFormation in a document that is a part of a template.
//!
//! They stand where values are expected. A text is made of them as far as it can be: `Fn::Sub` of a text is that text,
//! and what only a deployment knows becomes a token like `${AWS::Region}`.

use super::tree::{Kind, Node};

/// Deeper nesting of functions than any template has.
const DEEPEST: usize = 16;

/// A call of a function.
#[derive(Clone, Copy, Debug)]
pub struct IntrinsicCall<'t> {
    /// Its name without `Fn::` or `!`.
    name: &'t str,
    /// What it is called with.
    argument: Node<'t>,
}

impl<'t> IntrinsicCall<'t> {
    /// Its name as templates write it in full.
    pub fn full_name(&self) -> String {
        match self.name {
            "Ref" | "Condition" => self.name.to_owned(),
            name => format!("Fn::{name}"),
        }
    }

    /// What it is called with.
    pub const fn argument(&self) -> Node<'t> {
        self.argument
    }

    /// The scalar whose text a `Fn::Sub` stands for; its list form has the text first.
    pub fn substituted(&self) -> Option<Node<'t>> {
        if self.name != "Sub" {
            return None;
        }
        let text = match self.argument.kind() {
            Kind::Sequence => self.argument.items().next()?,
            _ => self.argument,
        };
        text.scalar_text().map(|_| text)
    }
}

/// The call that `node` is, in its long form (`{Fn::Sub: …}`) or its short form (`!Sub …`).
pub fn intrinsic_call(node: Node<'_>) -> Option<IntrinsicCall<'_>> {
    if let Some(name) = node.tag().and_then(|tag| tag.strip_prefix('!'))
        && !name.is_empty()
        && !name.starts_with('!')
    {
        return Some(IntrinsicCall { name, argument: node });
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
    entries.next().is_none().then_some(IntrinsicCall { name, argument })
}

/// The text that a scalar or a function is; `None` when it is no text at all.
pub fn intrinsic_text(node: Node<'_>) -> Option<String> {
    let mut made = String::new();
    append(node, DEEPEST, &mut made)?;
    Some(made)
}

fn append(node: Node<'_>, depth: usize, made: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let Some(call) = intrinsic_call(node) else {
        made.push_str(node.scalar_text()?);
        return Some(());
    };
    match call.name {
        "Sub" => made.push_str(call.substituted()?.scalar_text()?),
        "Ref" => append_token(call.argument.scalar_text()?, made),
        "GetAtt" => append_token(&attribute(call.argument)?, made),
        "Join" => append_joined(call.argument, depth, made)?,
        _ => append_token(&call.full_name(), made),
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
    if !parts.is_sequence() || intrinsic_call(parts).is_some() {
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
