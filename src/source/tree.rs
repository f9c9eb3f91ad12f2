//! The positioned tree that every reader builds: one flat tape of entries in document order.
//!
//! A scalar is a slice of the source text, or of a side buffer when escapes or folding changed it. A container
//! stores where its subtree ends, so that a sibling is one step away. Aliases are entries that point back at
//! their anchor, so a document never grows by being read.

use std::sync::Arc;

use super::{Embedded, FileId, Pointer, Span};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any other number.
    Float,
    /// Text.
    String,
    /// A list.
    Sequence,
    /// A map.
    Mapping,
}

/// How a scalar was written, which decides how its raw bytes become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes, by the rules of YAML.
    DoubleQuoted,
    /// A block scalar with `|`.
    Literal,
    /// A block scalar with `>`.
    Folded,
    /// In double quotes, by the rules of JSON.
    Json,
}

/// A scalar as a builder receives it.
#[derive(Clone, Copy, Debug)]
pub struct Scalar<'a> {
    /// What it is.
    pub kind: Kind,
    /// How it was written.
    pub style: Style,
    /// Its bytes in the file, with quotes or block header.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// Its text.
    pub text: ScalarText<'a>,
}

/// Where the text of a scalar is.
#[derive(Clone, Copy, Debug)]
pub enum ScalarText<'a> {
    /// The bytes `start..end` of the file, as they stand.
    Source(u32, u32),
    /// Another text, made from the raw bytes.
    Decoded(&'a str),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// Text range, in the source or in the decoded buffer.
    Scalar { kind: Kind, style: Style, decoded: bool, from: u32, to: u32 },
    /// Number of items, index after the subtree.
    Sequence { len: u32, next: u32 },
    /// Number of pairs (shadowed ones too), index after the subtree, whether a `<<` key is present.
    Mapping { len: u32, next: u32, merge: bool },
    /// Index of the anchored entry.
    Alias { target: u32 },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) shape: Shape,
    /// Index into the tags, plus one; 0 is none.
    pub(super) tag: u16,
    /// A key that a later pair of the same map repeats.
    pub(super) shadowed: bool,
}

/// One document with the place of everything in it.
#[derive(Debug)]
pub struct Tree {
    pub(super) file: FileId,
    pub(super) source: Arc<str>,
    pub(super) decoded: String,
    pub(super) entries: Vec<Entry>,
    pub(super) tags: Vec<String>,
    /// The scalar that the source text was taken from, when the document is inside of another one.
    pub(super) outer: Option<Arc<Embedded>>,
}

impl Tree {
    /// The file that it was read from.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The text that it was read from: of the file, or of the scalar that it was embedded in.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// The outermost node. An empty tree has a null root at byte 0.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, index: 0 }.resolved()
    }

    /// The node that `pointer` leads to.
    pub fn resolve(&self, pointer: &Pointer) -> Option<Node<'_>> {
        pointer.tokens().try_fold(self.root(), |node, token| match node.kind() {
            Kind::Mapping => node.get(token),
            Kind::Sequence => node.items().nth(token.parse().ok()?),
            _ => None,
        })
    }

    /// The scalar that covers byte `offset` of the source text, quotes and block header included.
    pub fn scalar_at(&self, offset: u32) -> Option<Node<'_>> {
        // Entries stand in the order of their starts, and nothing starts inside of a scalar.
        let after = self.entries.partition_point(|entry| entry.start <= offset);
        let index = u32::try_from(after.checked_sub(1)?).ok()?;
        let entry = self.entry(index);
        let scalar = matches!(entry.shape, Shape::Scalar { .. });
        (scalar && offset < entry.end).then_some(Node { tree: self, index })
    }

    /// The number of entries, a measure of memory.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The bytes that it takes, without those of the source text.
    pub fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.decoded.capacity()
    }

    /// Whether the document has no node.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn entry(&self, index: u32) -> Entry {
        self.entries.get(index as usize).copied().unwrap_or(Entry {
            start: 0,
            end: 0,
            shape: Shape::Scalar {
                kind: Kind::Null,
                style: Style::Plain,
                decoded: false,
                from: 0,
                to: 0,
            },
            tag: 0,
            shadowed: false,
        })
    }

    fn after(&self, index: u32) -> u32 {
        match self.entry(index).shape {
            Shape::Scalar { .. } | Shape::Alias { .. } => index + 1,
            Shape::Sequence { next, .. } | Shape::Mapping { next, .. } => next,
        }
    }
}

/// One node of a tree. Aliases are followed: a node is what its anchor says.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, index: u32) -> Self {
        Self { tree, index }.resolved()
    }

    fn resolved(self) -> Self {
        match self.tree.entry(self.index).shape {
            Shape::Alias { target } => Self { tree: self.tree, index: target },
            _ => self,
        }
    }

    fn entry(self) -> Entry {
        self.tree.entry(self.index)
    }

    pub(super) fn index(self) -> u32 {
        self.index
    }

    /// The tree that it is part of.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// The bytes that it was written with; for a scalar, with its quotes.
    pub fn span(self) -> Span {
        let (start, end) = self.local_place();
        match &self.tree.outer {
            None => Span::new(self.tree.file, start, end),
            Some(outer) => outer.span(start, end),
        }
    }

    /// The bytes that it was written with, in the source text of its tree.
    pub(super) fn local_place(self) -> (u32, u32) {
        let entry = self.entry();
        (entry.start, entry.end)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.entry().shape {
            Shape::Scalar { kind, .. } => kind,
            Shape::Sequence { .. } => Kind::Sequence,
            Shape::Mapping { .. } => Kind::Mapping,
            Shape::Alias { .. } => Kind::Null,
        }
    }

    /// How it was written; plain for containers.
    pub fn style(self) -> Style {
        match self.entry().shape {
            Shape::Scalar { style, .. } => style,
            _ => Style::Plain,
        }
    }

    /// Its explicit tag, with the exclamation mark: `!Sub`, `!!str`.
    pub fn tag(self) -> Option<&'t str> {
        let tag = usize::from(self.entry().tag).checked_sub(1)?;
        self.tree.tags.get(tag).map(String::as_str)
    }

    /// The text of a scalar of any kind (`true`, `1.50`, `pets`); `None` for containers.
    pub fn scalar_text(self) -> Option<&'t str> {
        let Shape::Scalar { decoded, from, to, .. } = self.entry().shape else { return None };
        let buffer: &str = if decoded { &self.tree.decoded } else { &self.tree.source };
        buffer.get(from as usize..to as usize)
    }

    /// The text, when it is a string.
    pub fn as_str(self) -> Option<&'t str> {
        if self.kind() == Kind::String { self.scalar_text() } else { None }
    }

    /// The value, when it is a boolean.
    pub fn as_bool(self) -> Option<bool> {
        if self.kind() != Kind::Bool {
            return None;
        }
        self.scalar_text().map(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The value, when it is a whole number in range.
    pub fn as_i64(self) -> Option<i64> {
        if self.kind() != Kind::Int {
            return None;
        }
        let text = self.scalar_text()?;
        if let Some(hex) = text.strip_prefix("0x") {
            return i64::from_str_radix(hex, 16).ok();
        }
        if let Some(octal) = text.strip_prefix("0o") {
            return i64::from_str_radix(octal, 8).ok();
        }
        text.strip_prefix('+').unwrap_or(text).parse().ok()
    }

    /// The value, when it is a number.
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Int => self.as_i64().map_or_else(
                || self.scalar_text()?.parse().ok(),
                #[expect(clippy::cast_precision_loss, reason = "a float is what is asked for")]
                |whole| Some(whole as f64),
            ),
            Kind::Float => {
                let text = self.scalar_text()?;
                match text.trim_start_matches(['+', '-']) {
                    ".inf" | ".Inf" | ".INF" => {
                        Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
                    }
                    ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
                    _ => text.parse().ok(),
                }
            }
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a map.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether it is a list.
    pub fn is_sequence(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// The value under `key`, when it is a map that has it. The last of repeated keys counts; merged maps
    /// (`<<`) are asked after the map's own keys.
    pub fn get(self, key: &str) -> Option<Self> {
        self.get_entry(key).map(|(_, value)| value)
    }

    /// The key and value under `key`.
    pub fn get_entry(self, key: &str) -> Option<(Self, Self)> {
        let Shape::Mapping { merge, .. } = self.entry().shape else { return None };
        let own = self.own_entries().under(key);
        if own.is_some() || !merge {
            return own;
        }
        self.merged().find_map(|map| map.get_entry(key))
    }

    /// The pairs of a map in document order, without repeated keys that a later pair overrides, merged maps
    /// after its own pairs; nothing for other nodes.
    pub fn entries(self) -> Entries<'t> {
        let own = self.own_entries();
        let Shape::Mapping { merge: true, .. } = self.entry().shape else {
            return Entries { own, merged: Vec::new().into_iter() };
        };
        let mut merged: Vec<(Self, Self)> = Vec::new();
        for (key, value) in self.merged().flat_map(Self::entries) {
            let name = key.scalar_text();
            let known = self.own_entries().any(|(own, _)| own.scalar_text() == name)
                || merged.iter().any(|(other, _)| other.scalar_text() == name);
            if !known {
                merged.push((key, value));
            }
        }
        Entries { own, merged: merged.into_iter() }
    }

    /// The items of a list; nothing for other nodes.
    pub fn items(self) -> Children<'t> {
        let left = match self.entry().shape {
            Shape::Sequence { len, .. } => len,
            _ => 0,
        };
        Children { tree: self.tree, at: self.index + 1, left }
    }

    /// The number of items or pairs; 0 for scalars.
    pub fn len(self) -> usize {
        match self.entry().shape {
            Shape::Sequence { len, .. } => len as usize,
            Shape::Mapping { .. } => self.entries().count(),
            _ => 0,
        }
    }

    /// Whether it has neither items nor pairs.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The text of a string with the way back from its bytes to those of the file.
    pub fn embedded(self) -> Embedded {
        Embedded::of(self)
    }

    /// The value as JSON. Numbers that JSON cannot write become null; keys that are not strings become their text.
    pub fn to_json(self) -> serde_json::Value {
        use serde_json::Value;
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool().unwrap_or(false)),
            Kind::Int => self.as_i64().map_or_else(
                || {
                    self.scalar_text()
                        .and_then(|text| serde_json::from_str(text).ok())
                        .unwrap_or(Value::Null)
                },
                Value::from,
            ),
            Kind::Float => self.as_f64().map_or(Value::Null, Value::from),
            Kind::String => Value::String(self.as_str().unwrap_or("").to_owned()),
            Kind::Sequence => self.items().map(Self::to_json).collect(),
            Kind::Mapping => Value::Object(
                self.entries()
                    .map(|(key, value)| {
                        (key.scalar_text().unwrap_or("").to_owned(), value.to_json())
                    })
                    .collect(),
            ),
        }
    }

    fn own_entries(self) -> OwnEntries<'t> {
        let (left, merge) = match self.entry().shape {
            Shape::Mapping { len, merge, .. } => (len, merge),
            _ => (0, false),
        };
        OwnEntries { tree: self.tree, at: self.index + 1, left, merge }
    }

    /// The maps under `<<`, in order of precedence.
    fn merged(self) -> impl Iterator<Item = Self> {
        OwnEntries { merge: false, ..self.own_entries() }
            .filter(|(key, _)| key.scalar_text() == Some("<<"))
            .flat_map(|(_, value)| {
                let list = value.is_sequence().then(|| value.items()).into_iter().flatten();
                list.chain((!value.is_sequence()).then_some(value))
            })
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{}..{}", self.kind(), self.span().start(), self.span().end())
    }
}

#[derive(Clone, Debug)]
struct OwnEntries<'t> {
    tree: &'t Tree,
    at: u32,
    left: u32,
    /// Whether `<<` keys are left out.
    merge: bool,
}

impl<'t> OwnEntries<'t> {
    /// The next pair that is `wanted` by its key.
    fn find_key(&mut self, wanted: impl Fn(Node<'t>) -> bool) -> Option<(Node<'t>, Node<'t>)> {
        while self.left > 0 {
            self.left -= 1;
            let key = self.at;
            let value = self.tree.after(key);
            self.at = self.tree.after(value);
            let name = Node::new(self.tree, key);
            if wanted(name) && !self.tree.entry(key).shadowed && !self.is_left_out(name) {
                return Some((name, Node::new(self.tree, value)));
            }
        }
        None
    }

    fn is_left_out(&self, name: Node<'t>) -> bool {
        self.merge && name.style() == Style::Plain && name.scalar_text() == Some("<<")
    }

    /// The pair under `key`.
    fn under(mut self, key: &str) -> Option<(Node<'t>, Node<'t>)> {
        self.find_key(|name| name.scalar_text() == Some(key))
    }
}

impl<'t> Iterator for OwnEntries<'t> {
    type Item = (Node<'t>, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        self.find_key(|_| true)
    }
}

/// The pairs of a map.
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    own: OwnEntries<'t>,
    merged: std::vec::IntoIter<(Node<'t>, Node<'t>)>,
}

impl<'t> Iterator for Entries<'t> {
    type Item = (Node<'t>, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        self.own.next().or_else(|| self.merged.next())
    }
}

/// The items of a list.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree,
    at: u32,
    left: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.left = self.left.checked_sub(1)?;
        let index = self.at;
        self.at = self.tree.after(index);
        Some(Node::new(self.tree, index))
    }
}
