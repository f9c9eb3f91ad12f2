//! A part of a document that is kept as it was written: a model's schema, a policy.

use std::fmt;
use std::sync::Arc;

use super::{Kind, Node, Span, Tree};

/// A node with shared ownership of its tree. Equal to another when both say the same JSON value: positions,
/// order of keys and styles do not count.
#[derive(Clone)]
pub struct Fragment {
    tree: Arc<Tree>,
    index: u32,
}

impl Fragment {
    /// The node `node` of `tree`, kept. `node` must be a node of `tree`.
    pub fn new(tree: &Arc<Tree>, node: Node<'_>) -> Self {
        Self { tree: Arc::clone(tree), index: node.index() }
    }

    /// The node.
    pub fn node(&self) -> Node<'_> {
        Node::new(&self.tree, self.index)
    }

    /// Where it was written.
    pub fn span(&self) -> Span {
        self.node().span()
    }
}

impl PartialEq for Fragment {
    fn eq(&self, other: &Self) -> bool {
        same(self.node(), other.node())
    }
}

impl fmt::Debug for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.node().to_json())
    }
}

fn same(left: Node<'_>, right: Node<'_>) -> bool {
    match (left.kind(), right.kind()) {
        (Kind::Mapping, Kind::Mapping) => {
            left.len() == right.len()
                && left.entries().all(|(key, value)| {
                    let other = key.scalar_text().and_then(|key| right.get(key));
                    other.is_some_and(|other| same(value, other))
                })
        }
        (Kind::Sequence, Kind::Sequence) => {
            left.len() == right.len()
                && left.items().zip(right.items()).all(|(left, right)| same(left, right))
        }
        (Kind::Int | Kind::Float, Kind::Int | Kind::Float) => {
            left.scalar_text() == right.scalar_text() || left.as_f64() == right.as_f64()
        }
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool, Kind::Bool) => left.as_bool() == right.as_bool(),
        (Kind::String, Kind::String) => left.as_str() == right.as_str(),
        _ => false,
    }
}
