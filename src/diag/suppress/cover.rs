//! What an allowance covers.

use crate::source::{Node, Span};

/// The first key with its value, or item of a list, that starts at or after byte `at`: the outermost, so that a
/// comment over an item covers the whole item.
pub(super) fn next_construct(node: Node<'_>, at: u32) -> Option<Span> {
    if node.is_mapping() {
        return node.entries().find_map(|(key, value)| {
            let whole = pair(key, value);
            if key.span().start() >= at {
                return Some(whole);
            }
            if whole.end() > at { next_construct(value, at) } else { None }
        });
    }
    node.items().find_map(|item| {
        if item.span().start() >= at {
            return Some(item.span());
        }
        if item.span().end() > at { next_construct(item, at) } else { None }
    })
}

/// The object whose key stands at byte `at`, and the value of that key.
pub(super) fn object_with_key(node: Node<'_>, at: u32) -> Option<(Node<'_>, Node<'_>)> {
    let holds = |span: Span| span.start() <= at && at < span.end();
    if node.is_mapping() {
        for (key, value) in node.entries() {
            if holds(key.span()) {
                return Some((node, value));
            }
            if holds(value.span()) {
                return object_with_key(value, at);
            }
        }
        return None;
    }
    node.items().find(|item| holds(item.span())).and_then(|item| object_with_key(item, at))
}

/// A key and its value. An alias has its value elsewhere; then the key stands for both.
fn pair(key: Node<'_>, value: Node<'_>) -> Span {
    if value.span().start() < key.span().end() { key.span() } else { key.span().to(value.span()) }
}
