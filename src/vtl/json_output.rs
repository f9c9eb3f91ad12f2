//! What a template prints where it makes JSON, for those who check that the output is some.
//!
//! Nothing is rendered: branches are looked at one after the other, and what a reference prints is not known.

use super::ast::{Access, Block, Expression, Node, Reference, Set};
use super::scope::{INPUT, Symbols};

/// Something that a template prints between the quotes of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// What it is.
    pub what: QuotedValue,
    /// The first byte of the reference.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// What is printed between quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotedValue {
    /// A part of the input as it came, which may have quotes and line breaks in it.
    Raw,
    /// JSON, which has quotes of its own.
    Json,
}

/// All that the template prints between quotes as it came; nothing where its output does not begin as JSON does.
pub(super) fn quoted(body: &Block, symbols: &Symbols) -> Vec<Quoted> {
    if !begins_as_json(body) {
        return Vec::new();
    }
    let mut walk = Walk { raw: raw_variables(body, symbols), found: Vec::new() };
    walk.block(body, false);
    walk.found.sort_by_key(|own| own.start);
    walk.found
}

/// What the template makes where every reference prints a number outside of quotes and a letter within: once with the
/// first branch of every `#if`, and once with the last. Nothing where a reference may print more than a value, or where
/// the output does not begin as JSON does.
pub(super) fn skeletons(body: &Block) -> Option<[String; 2]> {
    if !begins_as_json(body) {
        return None;
    }
    let made = |takes_first: bool| {
        let mut own = Skeleton { text: String::new(), takes_first, is_in_text: false };
        own.block(body)?;
        Some(own.text)
    };
    Some([made(true)?, made(false)?])
}

fn begins_as_json(body: &Block) -> bool {
    let printed = body.nodes.iter().find_map(|node| match node {
        Node::Text(text) => text.trim_start().chars().next().map(Some),
        Node::Set(_) | Node::Define(_) => None,
        Node::Print(_) | Node::If(_) | Node::Foreach(_) | Node::Break | Node::Stop => Some(None),
    });
    matches!(printed, Some(Some('{' | '[')))
}

/// Whether the end of `text` is inside of a JSON text, where its start is or is not.
fn is_in_text_after(text: &str, is_in_text: bool) -> bool {
    let mut is_inside = is_in_text;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if is_inside => drop(letters.next()),
            '"' => is_inside = !is_inside,
            _ => {}
        }
    }
    is_inside
}

/// The variables that hold parts of the input, and are never given anything that was escaped.
fn raw_variables(body: &Block, symbols: &Symbols) -> Vec<bool> {
    let mut raw = vec![false; symbols.len()];
    // A variable may be set from one that is set later in the text.
    for _ in 0..2 {
        assigned(body, &mut raw);
    }
    let mut escaped = vec![false; symbols.len()];
    unmark(body, &mut escaped);
    raw.into_iter().zip(escaped).map(|(raw, escaped)| raw && !escaped).collect()
}

fn assigned(block: &Block, raw: &mut [bool]) {
    each_assignment(block, &mut |slot, value| {
        let is_raw = matches!(value, Expression::Reference(own) if is_raw(own, raw));
        if is_raw && let Some(mark) = raw.get_mut(slot) {
            *mark = true;
        }
    });
}

/// Marks the variables that are given what a function has made.
fn unmark(block: &Block, escaped: &mut [bool]) {
    each_assignment(block, &mut |slot, value| {
        let is_plain = match value {
            Expression::Reference(own) => !own.steps.iter().any(
                |step| matches!(step, Access::Call(call) if &*call.name == "escapeJavaScript"),
            ),
            _ => true,
        };
        if !is_plain && let Some(mark) = escaped.get_mut(slot) {
            *mark = true;
        }
    });
}

fn each_assignment<'t>(block: &'t Block, see: &mut impl FnMut(usize, &'t Expression)) {
    for node in &block.nodes {
        match node {
            Node::Set(set) => {
                let Set { target, value } = &**set;
                if target.steps.is_empty() {
                    see(target.slot, value);
                }
            }
            Node::If(own) => {
                own.branches.iter().for_each(|(_, block)| each_assignment(block, see));
                own.otherwise.iter().for_each(|block| each_assignment(block, see));
            }
            Node::Foreach(own) => {
                see(own.variable, &own.items);
                each_assignment(&own.body, see);
            }
            Node::Define(own) => each_assignment(&own.body, see),
            Node::Text(_) | Node::Print(_) | Node::Break | Node::Stop => {}
        }
    }
}

/// Whether the reference prints a part of the input as it came. What a method makes of it is not known.
fn is_raw(reference: &Reference, variables: &[bool]) -> bool {
    let is_plain = |step: &Access| match step {
        Access::Property(_) | Access::Index(_) => true,
        Access::Call(call) => &*call.name == "get",
    };
    if reference.slot == INPUT {
        let Some((first, rest)) = reference.steps.split_first() else { return false };
        let is_input = match first {
            Access::Property(name) => &**name == "body",
            Access::Call(call) => matches!(&*call.name, "params" | "path"),
            Access::Index(_) => false,
        };
        return is_input && rest.iter().all(is_plain);
    }
    variables.get(reference.slot).is_some_and(|raw| *raw) && reference.steps.iter().all(is_plain)
}

fn is_json(reference: &Reference) -> bool {
    let [Access::Call(call)] = reference.steps.as_slice() else { return false };
    reference.slot == INPUT && &*call.name == "json"
}

struct Walk {
    raw: Vec<bool>,
    found: Vec<Quoted>,
}

impl Walk {
    /// Whether the end of the block is inside of a JSON text.
    fn block(&mut self, block: &Block, is_in_text: bool) -> bool {
        let mut is_inside = is_in_text;
        for node in &block.nodes {
            match node {
                Node::Text(text) => is_inside = is_in_text_after(text, is_inside),
                Node::Print(reference) if is_inside => self.print(reference),
                Node::If(own) => {
                    let mut ends =
                        own.branches.iter().map(|(_, block)| self.block(block, is_inside));
                    let first = ends.next();
                    ends.for_each(drop);
                    if let Some(block) = &own.otherwise {
                        self.block(block, is_inside);
                        is_inside = first.unwrap_or(is_inside);
                    }
                }
                Node::Foreach(own) => drop(self.block(&own.body, is_inside)),
                Node::Define(own) => drop(self.block(&own.body, false)),
                Node::Print(_) | Node::Set(_) | Node::Break | Node::Stop => {}
            }
        }
        is_inside
    }

    fn print(&mut self, reference: &Reference) {
        let what = if is_json(reference) {
            QuotedValue::Json
        } else if is_raw(reference, &self.raw) {
            QuotedValue::Raw
        } else {
            return;
        };
        self.found.push(Quoted { what, start: reference.start, end: reference.end });
    }
}

struct Skeleton {
    text: String,
    takes_first: bool,
    is_in_text: bool,
}

impl Skeleton {
    fn block(&mut self, block: &Block) -> Option<()> {
        for node in &block.nodes {
            match node {
                Node::Text(text) => {
                    self.text.push_str(text);
                    self.is_in_text = is_in_text_after(text, self.is_in_text);
                }
                Node::Print(_) if self.is_in_text => self.text.push('x'),
                // A value stands behind a colon, or is the first of a list.
                Node::Print(_) if self.text.trim_end().ends_with([':', '[']) => self.text.push('0'),
                // The last one of a list is followed by no comma, which a condition says that is not decided here.
                Node::Print(_) | Node::Foreach(_) | Node::Break | Node::Stop => return None,
                Node::Set(_) | Node::Define(_) => {}
                Node::If(own) if self.takes_first => {
                    let (_, first) = own.branches.first()?;
                    self.block(first)?;
                }
                Node::If(own) => {
                    if let Some(block) = &own.otherwise {
                        self.block(block)?;
                    }
                }
            }
        }
        Some(())
    }
}
