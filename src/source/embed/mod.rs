//! Text inside text: a template in a block scalar, a policy in a JSON string.

#[cfg(test)]
mod tests;
mod walk;

use std::sync::Arc;

use super::{Node, Problem, Span, Tree, read_json, read_yaml};

/// The decoded text of a scalar, with the way back from its bytes to the bytes of the file.
#[derive(Clone, Debug)]
pub struct Embedded {
    text: Arc<str>,
    whole: Span,
    pieces: Arc<[Piece]>,
    /// The byte after the last of the scalar, in the text that it was read from.
    end: u32,
    /// The text that the scalar was read from, when that is embedded itself.
    outer: Option<Arc<Self>>,
}

/// Bytes of the text, up to the next piece, and the bytes that they were written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    text: u32,
    raw: u32,
    /// When it is the length of the piece, then byte stands for byte; otherwise the whole stands for the whole.
    raw_length: u32,
}

/// Equal when the texts are: where a text stands is not part of what it says.
impl PartialEq for Embedded {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Embedded {}

impl Embedded {
    /// The scalar `node`; an empty text for containers.
    pub(super) fn of(node: Node<'_>) -> Self {
        let text: Arc<str> = node.scalar_text().unwrap_or("").into();
        let (_, end) = node.local_place();
        let pieces = walk::pieces(node, &text).into();
        Self { text, whole: node.span(), pieces, end, outer: node.tree().outer.clone() }
    }

    /// A text that stands at `span` as it is, or that no file holds in this form (then every part of it has the
    /// whole `span`).
    pub fn at(text: impl Into<Arc<str>>, span: Span) -> Self {
        let text = text.into();
        let as_it_is = text.len() == span.len() as usize && !text.is_empty();
        let piece = Piece { text: 0, raw: span.start(), raw_length: span.len() };
        let pieces = if as_it_is { vec![piece] } else { Vec::new() };
        Self { text, whole: span, pieces: pieces.into(), end: span.end(), outer: None }
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The place of the whole scalar in the file.
    pub fn whole(&self) -> Span {
        self.whole
    }

    /// The place in the file of the bytes `start..end` of the text. An escape is never cut: its place is whole.
    pub fn span(&self, start: u32, end: u32) -> Span {
        if self.pieces.is_empty() {
            return self.whole;
        }
        let start = self.boundary(start);
        let end = self.boundary(end).max(start);
        let from = self.raw_start(start).min(self.end);
        let to = if end > start { self.raw_end(end).clamp(from, self.end) } else { from };
        match &self.outer {
            Some(outer) => outer.span(from, to),
            None => Span::new(self.whole.file(), from, to),
        }
    }

    /// The start of the character at `offset`, so that no caller can point between the bytes of one.
    fn boundary(&self, offset: u32) -> u32 {
        let at = self.text.floor_char_boundary(offset as usize);
        u32::try_from(at).unwrap_or(offset)
    }

    /// The piece that holds byte `offset` of the text, with its length.
    fn piece(&self, offset: u32) -> (Piece, u32) {
        let after = self.pieces.partition_point(|piece| piece.text <= offset);
        let first = Piece { text: 0, raw: self.whole.start(), raw_length: 0 };
        let piece =
            after.checked_sub(1).and_then(|at| self.pieces.get(at)).copied().unwrap_or(first);
        let all = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let next = self.pieces.get(after).map_or(all, |next| next.text);
        (piece, next.saturating_sub(piece.text))
    }

    fn raw_start(&self, offset: u32) -> u32 {
        let (piece, length) = self.piece(offset);
        let inside = offset - piece.text;
        if inside >= length {
            piece.raw + piece.raw_length
        } else if piece.raw_length == length {
            piece.raw + inside
        } else {
            piece.raw
        }
    }

    /// Where the byte before `offset` ends; `offset` is not 0.
    fn raw_end(&self, offset: u32) -> u32 {
        let (piece, length) = self.piece(offset - 1);
        if piece.raw_length == length {
            piece.raw + (offset - piece.text)
        } else {
            piece.raw + piece.raw_length
        }
    }
}

/// Reads a text that is JSON inside of a scalar. The places of the tree and of the problems are those of the file.
pub fn read_embedded_json(embedded: &Embedded) -> (Tree, Vec<Problem>) {
    inside(embedded, read_json(embedded.whole.file(), &embedded.text))
}

/// Reads a text that is YAML inside of a scalar. The places of the tree and of the problems are those of the file.
pub fn read_embedded_yaml(embedded: &Embedded) -> (Tree, Vec<Problem>) {
    inside(embedded, read_yaml(embedded.whole.file(), &embedded.text))
}

fn inside(
    outer: &Embedded,
    (mut tree, mut problems): (Tree, Vec<Problem>),
) -> (Tree, Vec<Problem>) {
    tree.outer = Some(Arc::new(outer.clone()));
    let place = |span: &mut Span| *span = outer.span(span.start(), span.end());
    for problem in &mut problems {
        place(&mut problem.span);
        problem.related.iter_mut().for_each(|(span, _)| place(span));
    }
    (tree, problems)
}
