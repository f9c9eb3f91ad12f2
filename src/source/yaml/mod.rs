//! The YAML reader: the events of the parser become a tree with exact places in bytes.

mod explain;
mod input;
mod marks;
mod padding;
mod place;
mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Mark, Tag};

use super::limits::{MAX_DEPTH, MAX_TEXT, MAX_WEIGHT};
use super::{
    Extent, FileId, Kind, Problem, ProblemKind, Scalar, ScalarText, Span, Style, Tree, TreeBuilder,
};
use input::{Allowance, Text};
use marks::Marks;
use padding::Padding;
use place::Places;

/// How many bytes may be read again because lines had to be moved (see [`padding`]).
const MAX_AGAIN: usize = 64 * 1024 * 1024;

/// Reads the first document of `text`. After a fatal problem the tree holds what stood before it.
pub fn read_yaml(file: FileId, text: &Arc<str>) -> (Tree, Vec<Problem>) {
    let mut padding = Padding::default();
    let mut again = 0;
    loop {
        let mut reader = Reader::new(file, text, &padding);
        let Err(fault) = reader.stream(&padding.apply(text)) else {
            return reader.builder.finish();
        };
        again += text.len();
        if again > MAX_AGAIN || !padding.add(&fault.underindented) {
            reader.builder.problem(fault.problem);
            return reader.builder.finish();
        }
    }
}

/// Why reading stopped.
struct Fault {
    problem: Problem,
    /// The lines that can be moved so that reading goes on.
    underindented: Vec<usize>,
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self { problem, underindented: Vec::new() }
    }
}

struct Reader<'s> {
    file: FileId,
    text: &'s str,
    marks: Marks<'s>,
    places: Places<'s>,
    builder: TreeBuilder,
    /// What each anchor stands for, by the number that the parser gives it.
    anchors: Vec<Option<Anchor>>,
    open: Vec<Open>,
    /// The end of what has been read so far.
    cursor: usize,
}

#[derive(Clone, Copy)]
enum Anchor {
    /// On a container that is still being read.
    Open,
    /// On the entry of that index.
    Done(u32, Extent),
}

struct Open {
    index: u32,
    anchor: usize,
    is_flow: bool,
    /// Whether it is the value of a merge key.
    is_merged: bool,
}

/// What can stand before a node: an anchor (0 is none) and a tag.
struct Properties {
    anchor: usize,
    tag: Option<Tag>,
}

impl Properties {
    fn is_none(&self) -> bool {
        self.anchor == 0 && self.tag.is_none()
    }
}

impl<'s> Reader<'s> {
    fn new(file: FileId, text: &'s Arc<str>, padding: &Padding) -> Self {
        Self {
            file,
            text,
            marks: Marks::new(text, padding.moves(text)),
            places: Places { bytes: text.as_bytes() },
            builder: TreeBuilder::new(file, Arc::clone(text)),
            anchors: Vec::new(),
            open: Vec::new(),
            cursor: 0,
        }
    }
}

impl Reader<'_> {
    fn stream(&mut self, padded: &str) -> Result<(), Fault> {
        let allowance = Allowance::new();
        let mut parser = Parser::new(Text::new(padded, allowance.clone()));
        let mut documents = 0;
        loop {
            let next = parser.next_event();
            if allowance.is_used_up() {
                return Err(self.explain_large_flow().into());
            }
            allowance.renew();
            let (event, mark) = match next {
                None => break,
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    let underindented = self.underindented(&error);
                    return Err(Fault { problem: self.explain(&error), underindented });
                }
            };
            match event {
                Event::DocumentStart(_) if documents > 0 => {
                    self.extra_document(mark);
                    break;
                }
                Event::DocumentStart(_) => {
                    documents += 1;
                    self.cursor = self.marks.byte(mark.start.index());
                }
                Event::StreamEnd => break,
                other => self.event(other, mark)?,
            }
        }
        if self.builder.next_index() == 0 {
            let problem =
                Problem::new(ProblemKind::Empty, self.span(0, 0), "the document is empty");
            return Err(problem.into());
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Problem> {
        match event {
            Event::Alias(anchor) => self.alias(anchor, mark)?,
            Event::Scalar(text, style, anchor, tag) => {
                let properties = Properties { anchor, tag: tag.map(std::borrow::Cow::into_owned) };
                self.scalar(&text, style, &properties, mark)?;
            }
            Event::SequenceStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.map(std::borrow::Cow::into_owned) };
                self.begin(false, &properties, mark)?;
            }
            Event::MappingStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.map(std::borrow::Cow::into_owned) };
                self.begin(true, &properties, mark)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(mark)?,
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        if self.builder.weight() > MAX_WEIGHT {
            return Err(self.explain_too_many(mark));
        }
        if self.builder.bytes() > MAX_TEXT {
            return Err(self.explain_too_much_text(mark));
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, mark: Mark) -> Result<(), Problem> {
        let (start, end) = self.marked(mark);
        self.cursor = end;
        let (target, extent) = match self.anchors.get(anchor) {
            Some(Some(Anchor::Done(target, extent))) => (*target, *extent),
            Some(Some(Anchor::Open)) => return Err(self.explain_alias_in_anchor(start, end)),
            Some(None) | None => return Err(self.explain_unknown_alias(start, end)),
        };
        if self.builder.depth_with(extent) > MAX_DEPTH {
            return Err(self.explain_too_deep(start));
        }
        let kind = self.builder.kind(target);
        if self.builder.at_key() && matches!(kind, Kind::Mapping | Kind::Sequence) {
            return Err(self.explain_container_key(start, end));
        }
        let is_merged = self.is_merged();
        self.builder.alias(target, extent, offset(start), offset(end));
        if is_merged && !self.builder.is_mergeable(target) {
            return Err(self.explain_bad_merge(start, end));
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        properties: &Properties,
        mark: Mark,
    ) -> Result<(), Problem> {
        let (start, end) = self.scalar_place(text, style, properties, mark);
        if text.is_empty() && self.builder.next_index() == 0 && properties.is_none() && start == end
        {
            // A document without a node: it counts as empty.
            return Ok(());
        }
        let is_value = !self.builder.at_key();
        if self.is_merged() {
            return Err(self.explain_bad_merge(start, end));
        }
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let kind = match &properties.tag {
            None if style == Style::Plain => schema::resolve(text),
            None => Kind::String,
            Some(tag) => self.tagged_kind(tag, text, start, end)?,
        };
        self.cursor = self.cursor.max(end);
        if is_value
            && style == Style::Plain
            && kind == Kind::String
            && schema::is_yaml11_boolean(text)
        {
            let problem = self.yaml11_boolean(text, start, end);
            self.builder.problem(problem);
        }
        let quotes = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let (from, to) = (start + quotes, end.saturating_sub(quotes).max(start + quotes));
        let raw = self.text.get(from..to);
        let text = if raw == Some(text) {
            ScalarText::Source(offset(from), offset(to))
        } else {
            ScalarText::Decoded(text)
        };
        self.set_tag(properties, start)?;
        let index = self.builder.next_index();
        let scalar = Scalar { kind, style, start: offset(start), end: offset(end), text };
        let extent = self.builder.scalar(scalar);
        self.set_anchor(properties.anchor, Anchor::Done(index, extent));
        Ok(())
    }

    /// The exact bytes of a scalar.
    fn scalar_place(
        &self,
        text: &str,
        style: ScalarStyle,
        properties: &Properties,
        mark: Mark,
    ) -> (usize, usize) {
        let (from, to) = self.marked(mark);
        let places = self.places;
        let start = || if properties.is_none() { from } else { places.after_properties(from) };
        match style {
            ScalarStyle::Plain if text.is_empty() => {
                let at = if !properties.is_none() {
                    to
                } else if !self.builder.at_key() && places.bytes.get(from) == Some(&b':') {
                    from + 1
                } else {
                    places.back_over_blank(from, self.cursor)
                };
                (at, at)
            }
            ScalarStyle::Plain => {
                let start = start();
                (start, to.max(start))
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let start = start();
                (start, places.quoted_end(start).unwrap_or(to).max(start))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let seek = if properties.is_none() { self.cursor } else { from };
                let start = places.block_header(seek, to).unwrap_or(from);
                (start, places.block_end(start, to))
            }
        }
    }

    fn begin(
        &mut self,
        is_mapping: bool,
        properties: &Properties,
        mark: Mark,
    ) -> Result<(), Problem> {
        let (from, to) = self.marked(mark);
        let start = if !properties.is_none() {
            self.places.after_properties(from)
        } else if !is_mapping && self.builder.at_value() {
            // The parser marks a list that is not indented below its key behind the first dash.
            self.places.list_after_key(self.cursor, from + 1).unwrap_or(from)
        } else {
            from
        };
        let start = start.min(self.text.len());
        if self.builder.at_key() {
            return Err(self.explain_container_key(start, to));
        }
        if self.builder.depth() >= MAX_DEPTH as usize {
            return Err(self.explain_too_deep(start));
        }
        let is_flow = matches!(self.places.bytes.get(start), Some(b'{' | b'['));
        let open = Open {
            index: self.builder.next_index(),
            anchor: properties.anchor,
            is_flow,
            is_merged: self.is_merged(),
        };
        self.open.push(open);
        self.cursor = self.cursor.max(start + usize::from(is_flow));
        self.set_tag(properties, start)?;
        self.set_anchor(properties.anchor, Anchor::Open);
        if is_mapping {
            self.builder.begin_mapping(offset(start));
        } else {
            self.builder.begin_sequence(offset(start));
        }
        Ok(())
    }

    fn end(&mut self, mark: Mark) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (bracket, _) = self.marked(mark);
        if open.is_flow && matches!(self.places.bytes.get(bracket), Some(b'}' | b']')) {
            self.cursor = bracket + 1;
        }
        let extent = self.builder.end(offset(self.cursor));
        self.set_anchor(open.anchor, Anchor::Done(open.index, extent));
        if open.is_merged && !self.builder.is_mergeable(open.index) {
            let (start, end) = self.builder.place(open.index);
            return Err(self.explain_bad_merge(start, end));
        }
        Ok(())
    }

    /// Whether the next node is the value of a merge key.
    fn is_merged(&self) -> bool {
        self.builder.at_value()
            && self
                .builder
                .last_key()
                .is_some_and(|key| key.style() == Style::Plain && key.scalar_text() == Some("<<"))
    }

    fn set_anchor(&mut self, anchor: usize, state: Anchor) {
        if anchor == 0 {
            return;
        }
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, None);
        }
        if let Some(slot) = self.anchors.get_mut(anchor) {
            *slot = Some(state);
        }
    }

    fn set_tag(&mut self, properties: &Properties, start: usize) -> Result<(), Problem> {
        let Some(tag) = &properties.tag else { return Ok(()) };
        let name = tag_name(tag);
        if name.is_empty() || self.builder.tag(&name) {
            return Ok(());
        }
        Err(self.explain_too_many_tags(start))
    }

    /// The kind of a scalar with an explicit tag: the core tags decide it, with any other tag it is text.
    fn tagged_kind(
        &self,
        tag: &Tag,
        text: &str,
        start: usize,
        end: usize,
    ) -> Result<Kind, Problem> {
        let name = tag_name(tag);
        let kind = match (name.as_str(), schema::resolve(text)) {
            ("!!null", Kind::Null) => Kind::Null,
            ("!!bool", Kind::Bool) => Kind::Bool,
            ("!!int", Kind::Int) => Kind::Int,
            ("!!float", Kind::Int | Kind::Float) => Kind::Float,
            ("!!null" | "!!bool" | "!!int" | "!!float" | "!!seq" | "!!map", _) => {
                return Err(self.explain_bad_tag(&name, text, start, end));
            }
            _ => Kind::String,
        };
        Ok(kind)
    }

    fn marked(&self, mark: Mark) -> (usize, usize) {
        let start = self.marks.byte(mark.start.index());
        let end = self.marks.byte(mark.end.index());
        (start, end.max(start))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset(start), offset(end))
    }
}

/// The tag as it is written: `!Sub`, `!!str`, or in full; empty for `!`, which only says that this is text.
fn tag_name(tag: &Tag) -> String {
    let full = format!("{}{}", tag.handle, tag.suffix);
    if let Some(core) = full.strip_prefix("tag:yaml.org,2002:") {
        format!("!!{core}")
    } else if full == "!" {
        String::new()
    } else if full.starts_with('!') {
        full
    } else {
        format!("!<{full}>")
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
