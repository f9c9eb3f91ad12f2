//! Building a tree from the events of a reader.

use std::collections::HashMap;
use std::sync::Arc;

use super::tree::{Entry, Shape};
use super::{FileId, Kind, Problem, ProblemKind, Scalar, ScalarText, Span, Style, Tree};

/// Up to this many pairs, keys are compared with each other; above, through a hash map.
const SMALL_MAP: usize = 8;

/// Receives a document's events in order and makes the tree.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<Open>,
    problems: Vec<Problem>,
    pending_tag: u16,
    weight: u64,
}

#[derive(Debug)]
struct Open {
    index: u32,
    children: u32,
    weight: u64,
}

impl TreeBuilder {
    /// A builder for the document `source` of `file`.
    pub fn new(file: FileId, source: Arc<str>) -> Self {
        let entries = Vec::with_capacity(source.len() / 16);
        let tree = Tree { file, source, decoded: String::new(), entries, tags: Vec::new() };
        Self { tree, open: Vec::new(), problems: Vec::new(), pending_tag: 0, weight: 0 }
    }

    /// The number of containers that are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The number of nodes so far, with every alias counted as all that it stands for.
    pub fn weight(&self) -> u64 {
        self.open.iter().fold(self.weight, |sum, open| sum.saturating_add(open.weight))
    }

    /// The index of the next entry: what an anchor on it should remember.
    pub fn next_index(&self) -> u32 {
        u32::try_from(self.tree.entries.len()).unwrap_or(u32::MAX)
    }

    /// Gives the next node an explicit tag, with its exclamation mark.
    pub fn tag(&mut self, tag: &str) {
        let known = self.tree.tags.iter().position(|known| known == tag);
        let index = known.unwrap_or_else(|| {
            self.tree.tags.push(tag.to_owned());
            self.tree.tags.len() - 1
        });
        self.pending_tag = u16::try_from(index + 1).unwrap_or(0);
    }

    /// Adds a scalar.
    pub fn scalar(&mut self, scalar: Scalar<'_>) {
        let (decoded, from, to) = match scalar.text {
            ScalarText::Source(from, to) => (false, from, to),
            ScalarText::Decoded(text) => {
                let from = u32::try_from(self.tree.decoded.len()).unwrap_or(u32::MAX);
                self.tree.decoded.push_str(text);
                (true, from, u32::try_from(self.tree.decoded.len()).unwrap_or(u32::MAX))
            }
        };
        let shape = Shape::Scalar { kind: scalar.kind, style: scalar.style, decoded, from, to };
        self.push(scalar.start, scalar.end, shape, 1);
    }

    /// Adds an alias for the entry at `target`, which stands for `weight` nodes.
    pub fn alias(&mut self, target: u32, weight: u64, start: u32, end: u32) {
        self.push(start, end, Shape::Alias { target }, weight);
    }

    /// Opens a list.
    pub fn begin_sequence(&mut self, start: u32) {
        self.begin(start, Shape::Sequence { len: 0, next: 0 });
    }

    /// Opens a map; its keys and values follow in turn.
    pub fn begin_mapping(&mut self, start: u32) {
        self.begin(start, Shape::Mapping { len: 0, next: 0, merge: false });
    }

    /// Closes the innermost open container and returns the number of nodes that it stands for.
    pub fn end(&mut self, end: u32) -> u64 {
        let Some(open) = self.open.pop() else { return 0 };
        let next = self.next_index();
        let merge = self.close_mapping(open.index, open.children);
        if let Some(entry) = self.tree.entries.get_mut(open.index as usize) {
            entry.end = end;
            entry.shape = match entry.shape {
                Shape::Sequence { .. } => Shape::Sequence { len: open.children, next },
                Shape::Mapping { .. } => Shape::Mapping { len: open.children / 2, next, merge },
                other => other,
            };
        }
        self.add_weight(open.weight);
        open.weight
    }

    /// Notes a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The tree and all problems. Containers that are still open end where the text ends.
    pub fn finish(mut self) -> (Tree, Vec<Problem>) {
        let end = u32::try_from(self.tree.source.len()).unwrap_or(u32::MAX);
        while let Some(open) = self.open.last() {
            if open.children % 2 == 1 && self.is_mapping(open.index) {
                let null = Scalar {
                    kind: Kind::Null,
                    style: Style::Plain,
                    start: end,
                    end,
                    text: ScalarText::Source(end, end),
                };
                self.scalar(null);
            }
            self.end(end);
        }
        self.tree.entries.shrink_to_fit();
        (self.tree, self.problems)
    }

    fn is_mapping(&self, index: u32) -> bool {
        matches!(
            self.tree.entries.get(index as usize),
            Some(Entry { shape: Shape::Mapping { .. }, .. })
        )
    }

    fn begin(&mut self, start: u32, shape: Shape) {
        let index = self.next_index();
        self.push(start, start, shape, 0);
        self.open.push(Open { index, children: 0, weight: 1 });
    }

    fn push(&mut self, start: u32, end: u32, shape: Shape, weight: u64) {
        if let Some(open) = self.open.last_mut() {
            open.children += 1;
        }
        self.add_weight(weight);
        let tag = std::mem::take(&mut self.pending_tag);
        self.tree.entries.push(Entry { start, end, shape, tag, shadowed: false });
    }

    fn add_weight(&mut self, weight: u64) {
        let sum = self.open.last_mut().map_or(&mut self.weight, |open| &mut open.weight);
        *sum = sum.saturating_add(weight);
    }

    /// Marks repeated keys of the map at `index`; returns whether it has a merge key.
    fn close_mapping(&mut self, index: u32, children: u32) -> bool {
        if !self.is_mapping(index) {
            return false;
        }
        let tree = &self.tree;
        let mut keys: Vec<(u32, &str)> = Vec::with_capacity(children as usize / 2);
        let mut at = index + 1;
        for _ in 0..children / 2 {
            keys.push((at, tree.key_text(at)));
            at = tree.skip(tree.skip(at));
        }
        let merge = keys.iter().any(|(at, name)| *name == "<<" && tree.is_plain(*at));
        let mut repeated: Vec<(u32, u32)> = Vec::new();
        if keys.len() <= SMALL_MAP {
            for (place, (later, name)) in keys.iter().enumerate() {
                let earlier = keys.iter().take(place).rev().find(|(_, other)| other == name);
                repeated.extend(earlier.map(|(earlier, _)| (*earlier, *later)));
            }
        } else {
            let mut seen: HashMap<&str, u32> = HashMap::with_capacity(keys.len());
            for (later, name) in &keys {
                repeated.extend(seen.insert(name, *later).map(|earlier| (earlier, *later)));
            }
        }
        for (earlier, later) in repeated {
            self.report_repeated(earlier, later);
        }
        merge
    }

    fn report_repeated(&mut self, earlier: u32, later: u32) {
        if self.tree.key_text(later) == "<<" {
            return;
        }
        let place = |index: u32| {
            let entry = self.tree.entries.get(index as usize);
            entry.map_or(Span::new(self.tree.file, 0, 0), |entry| {
                Span::new(self.tree.file, entry.start, entry.end)
            })
        };
        let message = format!("the key `{}` stands twice in one map", self.tree.key_text(later));
        let problem = Problem::new(ProblemKind::DuplicateKey, place(later), message)
            .related(place(earlier), "first here")
            .help("the last one counts; remove the other");
        self.problems.push(problem);
        if let Some(entry) = self.tree.entries.get_mut(earlier as usize) {
            entry.shadowed = true;
        }
    }
}

impl Tree {
    fn skip(&self, index: u32) -> u32 {
        match self.entries.get(index as usize).map(|entry| entry.shape) {
            Some(Shape::Sequence { next, .. } | Shape::Mapping { next, .. }) => next,
            _ => index + 1,
        }
    }

    fn key_text(&self, index: u32) -> &str {
        super::Node::new(self, index).scalar_text().unwrap_or("")
    }

    fn is_plain(&self, index: u32) -> bool {
        super::Node::new(self, index).style() == Style::Plain
    }
}
