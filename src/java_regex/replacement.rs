//! The replacement text of `replaceAll`: `$1`, `${name}` and backslash escapes.

use super::engine::{Engine, Groups};

pub(super) struct Replacement(Vec<Part>);

enum Part {
    Text(String),
    Group(usize),
}

impl Replacement {
    /// Reads `text`; nothing when Java would refuse it.
    pub(super) fn parse(text: &str, engine: &Engine) -> Option<Self> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => plain.push(chars.next()?),
                '$' => {
                    let (group, rest) = group(chars.as_str(), engine)?;
                    chars = rest.chars();
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Group(group));
                }
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Some(Self(parts))
    }

    pub(super) fn write(&self, text: &str, groups: &Groups, out: &mut String) {
        for part in &self.0 {
            match part {
                Part::Text(plain) => out.push_str(plain),
                // A group that took no part in the match stands for nothing.
                Part::Group(group) => {
                    let found = groups.get(*group).and_then(|(start, end)| text.get(start..end));
                    out.push_str(found.unwrap_or_default());
                }
            }
        }
    }
}

/// The group that the text behind a dollar sign names, and what follows.
fn group<'t>(text: &'t str, engine: &Engine) -> Option<(usize, &'t str)> {
    if let Some(named) = text.strip_prefix('{') {
        let (name, rest) = named.split_once('}')?;
        return Some((engine.group_named(name)?, rest));
    }
    let mut chars = text.chars();
    let mut number = chars.next()?.to_digit(10)? as usize;
    let mut rest = chars.as_str();
    if number >= engine.group_count() {
        return None;
    }
    // Java takes further digits as long as such a group exists.
    while let Some(digit) = chars.next().and_then(|c| c.to_digit(10)) {
        let longer = number * 10 + digit as usize;
        if longer >= engine.group_count() {
            break;
        }
        number = longer;
        rest = chars.as_str();
    }
    Some((number, rest))
}
