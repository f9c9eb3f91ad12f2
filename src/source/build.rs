//! Building a tree from the events of a reader.

use std::cmp::Ordering;
use std::sync::Arc;

use super::limits::{MAX_REPEATED, MAX_TAGS};
use super::tree::{Entry, Shape};
use super::{FileId, Kind, Node, Problem, ProblemKind, Scalar, ScalarText, Span, Style, Tree};

/// Up to this many pairs, keys are compared with each other; above, they are sorted first.
const SMALL_MAP: usize = 12;

/// Receives a document's events in order and makes the tree.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<Open>,
    /// The scalar keys of all open maps.
    keys: Vec<Key>,
    problems: Vec<Problem>,
    pending_tag: u16,
    weight: u64,
    bytes: u64,
    repeated: usize,
}

/// How much a node stands for, with its aliases followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The number of nodes, itself included.
    pub weight: u64,
    /// The length of all texts in it.
    pub bytes: u64,
    /// The number of containers on its longest path, itself included.
    pub height: u32,
}

impl Extent {
    /// What a scalar without text stands for.
    pub const SCALAR: Self = Self { weight: 1, bytes: 0, height: 0 };
}

#[derive(Debug)]
struct Open {
    index: u32,
    children: u32,
    weight_before: u64,
    bytes_before: u64,
    height: u32,
    keys_before: usize,
    is_mapping: bool,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    index: u32,
    hash: u32,
}

impl TreeBuilder {
    /// A builder for the document `source` of `file`.
    pub fn new(file: FileId, source: Arc<str>) -> Self {
        let entries = Vec::with_capacity(source.len() / 16);
        let (decoded, tags) = (String::new(), Vec::new());
        let tree = Tree { file, source, decoded, entries, tags, outer: None };
        Self {
            tree,
            open: Vec::new(),
            keys: Vec::new(),
            problems: Vec::new(),
            pending_tag: 0,
            weight: 0,
            bytes: 0,
            repeated: 0,
        }
    }

    /// The number of containers that are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The number of nodes so far, with every alias counted as all that it stands for.
    pub fn weight(&self) -> u64 {
        self.weight
    }

    /// The length of all texts so far, with every alias counted as all that it stands for.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The index of the next entry: what an anchor on it should remember.
    pub fn next_index(&self) -> u32 {
        u32::try_from(self.tree.entries.len()).unwrap_or(u32::MAX)
    }

    /// Whether the next node is a key of the innermost open map.
    pub fn at_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_mapping && open.children.is_multiple_of(2))
    }

    /// Whether the next node is the value of a key of the innermost open map.
    pub fn at_value(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_mapping && !open.children.is_multiple_of(2))
    }

    /// The key whose value comes next, when it is a scalar.
    pub(super) fn last_key(&self) -> Option<Node<'_>> {
        let open = self.open.last()?;
        let key = self.keys.get(open.keys_before..)?.last()?;
        Some(Node::new(&self.tree, key.index))
    }

    /// What the entry at `index` is, with aliases followed.
    pub(super) fn kind(&self, index: u32) -> Kind {
        Node::new(&self.tree, index).kind()
    }

    /// The bytes of the entry at `index`.
    pub(super) fn place(&self, index: u32) -> (usize, usize) {
        let range = Node::new(&self.tree, index).span().range();
        (range.start, range.end)
    }

    /// Whether the closed entry at `index` can be merged: a map, or a list of maps.
    pub(super) fn is_mergeable(&self, index: u32) -> bool {
        let node = Node::new(&self.tree, index);
        node.is_mapping() || (node.is_sequence() && node.items().all(Node::is_mapping))
    }

    /// Gives the next node an explicit tag, with its exclamation mark. False when there are too many tags.
    pub fn tag(&mut self, tag: &str) -> bool {
        let known = self.tree.tags.iter().position(|known| known == tag);
        let index = known.unwrap_or_else(|| {
            self.tree.tags.push(tag.to_owned());
            self.tree.tags.len() - 1
        });
        self.pending_tag = u16::try_from(index + 1).unwrap_or(0);
        index < MAX_TAGS
    }

    /// Adds a scalar.
    pub fn scalar(&mut self, scalar: Scalar<'_>) -> Extent {
        let (decoded, from, to) = match scalar.text {
            ScalarText::Source(from, to) => (false, from, to),
            ScalarText::Decoded(text) => {
                let from = u32::try_from(self.tree.decoded.len()).unwrap_or(u32::MAX);
                self.tree.decoded.push_str(text);
                (true, from, u32::try_from(self.tree.decoded.len()).unwrap_or(u32::MAX))
            }
        };
        let shape = Shape::Scalar { kind: scalar.kind, style: scalar.style, decoded, from, to };
        self.push(scalar.start, scalar.end, shape);
        let extent = Extent { bytes: u64::from(to.saturating_sub(from)), ..Extent::SCALAR };
        self.weight += extent.weight;
        self.bytes += extent.bytes;
        extent
    }

    /// Adds an alias for the entry at `target`, which stands for `extent`.
    pub fn alias(&mut self, target: u32, extent: Extent, start: u32, end: u32) {
        self.push(start, end, Shape::Alias { target });
        self.weight = self.weight.saturating_add(extent.weight);
        self.bytes = self.bytes.saturating_add(extent.bytes);
        self.raise(extent.height);
    }

    /// The nesting that an alias of `extent` reaches here.
    pub(super) fn depth_with(&self, extent: Extent) -> u32 {
        let depth = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        depth.saturating_add(extent.height)
    }

    /// Opens a list.
    pub fn begin_sequence(&mut self, start: u32) {
        self.begin(start, Shape::Sequence { len: 0, next: 0 });
    }

    /// Opens a map; its keys and values follow in turn.
    pub fn begin_mapping(&mut self, start: u32) {
        self.begin(start, Shape::Mapping { len: 0, next: 0, merge: false });
    }

    /// Closes the innermost open container and returns what it stands for.
    pub fn end(&mut self, end: u32) -> Extent {
        let Some(open) = self.open.pop() else { return Extent::SCALAR };
        let next = self.next_index();
        let merge = open.is_mapping && self.close_mapping(open.keys_before);
        if let Some(entry) = self.tree.entries.get_mut(open.index as usize) {
            entry.end = end.max(entry.start);
            entry.shape = if open.is_mapping {
                Shape::Mapping { len: open.children / 2, next, merge }
            } else {
                Shape::Sequence { len: open.children, next }
            };
        }
        let extent = Extent {
            weight: self.weight - open.weight_before,
            bytes: self.bytes - open.bytes_before,
            height: open.height.saturating_add(1),
        };
        self.raise(extent.height);
        extent
    }

    /// Notes a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The tree and all problems. Containers that are still open end where the text ends.
    pub fn finish(mut self) -> (Tree, Vec<Problem>) {
        let end = u32::try_from(self.tree.source.len()).unwrap_or(u32::MAX);
        while !self.open.is_empty() {
            if self.at_value() {
                self.scalar(Scalar {
                    kind: Kind::Null,
                    style: Style::Plain,
                    start: end,
                    end,
                    text: ScalarText::Source(end, end),
                });
            }
            self.end(end);
        }
        if let Some(further) = self.repeated.checked_sub(MAX_REPEATED).filter(|more| *more > 0) {
            let message = format!("{further} further keys stand twice in one map");
            let place = Span::new(self.tree.file, 0, 0);
            self.problems.push(Problem::new(ProblemKind::DuplicateKey, place, message));
        }
        self.tree.entries.shrink_to_fit();
        self.tree.decoded.shrink_to_fit();
        (self.tree, self.problems)
    }

    fn begin(&mut self, start: u32, shape: Shape) {
        let index = self.next_index();
        let is_mapping = matches!(shape, Shape::Mapping { .. });
        self.push(start, start, shape);
        self.open.push(Open {
            index,
            children: 0,
            weight_before: self.weight,
            bytes_before: self.bytes,
            height: 0,
            keys_before: self.keys.len(),
            is_mapping,
        });
        self.weight += 1;
    }

    fn push(&mut self, start: u32, end: u32, shape: Shape) {
        let index = self.next_index();
        let tag = std::mem::take(&mut self.pending_tag);
        self.tree.entries.push(Entry { start, end, shape, tag, shadowed: false });
        if let Some(open) = self.open.last_mut() {
            open.children += 1;
            if open.is_mapping
                && open.children % 2 == 1
                && let Some(text) = Node::new(&self.tree, index).scalar_text()
            {
                self.keys.push(Key { index, hash: hash(text) });
            }
        }
    }

    fn raise(&mut self, height: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
        }
    }

    /// Marks the repeated keys of the innermost map; returns whether it has a merge key.
    fn close_mapping(&mut self, keys_before: usize) -> bool {
        let Some(keys) = self.keys.get_mut(keys_before..) else { return false };
        let mut repeated: Vec<(u32, u32)> = Vec::new();
        let tree = &self.tree;
        let merge_hash = hash("<<");
        let merge = keys.iter().any(|key| key.hash == merge_hash && tree.is_merge_key(key.index));
        if keys.len() <= SMALL_MAP {
            let mut earlier: &[Key] = &[];
            for (place, key) in keys.iter().enumerate() {
                let same = |other: &&Key| compare(tree, **other, *key) == Ordering::Equal;
                repeated
                    .extend(earlier.iter().rev().find(same).map(|other| (other.index, key.index)));
                earlier = keys.get(..=place).unwrap_or(&[]);
            }
        } else {
            keys.sort_unstable_by(|left, right| {
                compare(tree, *left, *right).then(left.index.cmp(&right.index))
            });
            for (left, right) in keys.iter().zip(keys.iter().skip(1)) {
                if compare(tree, *left, *right) == Ordering::Equal {
                    repeated.push((left.index, right.index));
                }
            }
            repeated.sort_unstable_by_key(|(_, later)| *later);
        }
        self.keys.truncate(keys_before);
        for (earlier, later) in repeated {
            self.report_repeated(earlier, later);
        }
        merge
    }

    fn report_repeated(&mut self, earlier: u32, later: u32) {
        if self.tree.is_merge_key(later) {
            return;
        }
        if let Some(entry) = self.tree.entries.get_mut(earlier as usize) {
            entry.shadowed = true;
        }
        self.repeated += 1;
        if self.repeated > MAX_REPEATED {
            return;
        }
        let place = |index: u32| {
            let entry = self.tree.entries.get(index as usize);
            entry.map_or(Span::new(self.tree.file, 0, 0), |entry| {
                Span::new(self.tree.file, entry.start, entry.end)
            })
        };
        let name = Node::new(&self.tree, later).scalar_text().unwrap_or("");
        let message = format!("the key `{name}` stands twice in one map");
        let problem = Problem::new(ProblemKind::DuplicateKey, place(later), message)
            .related(place(earlier), "first here")
            .help("the last one counts; remove the other");
        self.problems.push(problem);
    }
}

impl Tree {
    fn is_merge_key(&self, index: u32) -> bool {
        let node = Node::new(self, index);
        node.style() == Style::Plain && node.scalar_text() == Some("<<")
    }
}

/// Orders keys by hash, then by text, so that a text which collides costs no more than a comparison.
fn compare(tree: &Tree, left: Key, right: Key) -> Ordering {
    left.hash.cmp(&right.hash).then_with(|| {
        let text = |key: Key| Node::new(tree, key.index).scalar_text().unwrap_or("");
        text(left).cmp(text(right))
    })
}

/// A quick hash: keys that differ in it need no comparison of their texts.
fn hash(text: &str) -> u32 {
    let mut state: u32 = 0x811c_9dc5;
    let (words, rest) = text.as_bytes().as_chunks::<4>();
    for word in words {
        state = (state ^ u32::from_le_bytes(*word)).wrapping_mul(0x9e37_79b1).rotate_left(13);
    }
    for byte in rest {
        state = (state ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    state
}
