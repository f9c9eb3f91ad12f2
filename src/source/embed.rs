//! Text inside text: a template in a block scalar, a policy in a JSON string.

use std::sync::Arc;

use super::{Node, Span};

/// The decoded text of a scalar, with the way back from its bytes to the bytes of the file.
#[derive(Clone, Debug)]
pub struct Embedded {
    text: Arc<str>,
    whole: Span,
    /// Pairs of (byte in the text, byte in the file), ascending; between two pairs both advance alike.
    segments: Vec<(u32, u32)>,
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
        let whole = node.span();
        let segments = vec![(0, whole.start())];
        Self { text, whole, segments }
    }

    /// A text that stands at `span` as it is, or that no file holds in this form (then every part of it has the
    /// whole `span`).
    pub fn at(text: impl Into<Arc<str>>, span: Span) -> Self {
        let text = text.into();
        let segments =
            if text.len() == span.len() as usize { vec![(0, span.start())] } else { Vec::new() };
        Self { text, whole: span, segments }
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The place of the whole scalar in the file.
    pub fn whole(&self) -> Span {
        self.whole
    }

    /// The place in the file of the bytes `start..end` of the text.
    pub fn span(&self, start: u32, end: u32) -> Span {
        if self.segments.is_empty() {
            return self.whole;
        }
        let from = self.raw(start);
        let to = if end > start { self.raw(end - 1) + 1 } else { from };
        Span::new(self.whole.file(), from, to.min(self.whole.end()).max(from))
    }

    fn raw(&self, offset: u32) -> u32 {
        let at = self.segments.partition_point(|(text, _)| *text <= offset);
        let (text, raw) = at
            .checked_sub(1)
            .and_then(|at| self.segments.get(at))
            .copied()
            .unwrap_or((0, self.whole.start()));
        (raw + (offset - text)).min(self.whole.end())
    }
}
