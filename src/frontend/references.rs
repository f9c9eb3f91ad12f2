//! Where every `$ref` of a definition leads.
//!
//! All references are resolved before anything is lowered, each distinct text once, so that a reference inside a
//! schema is checked like any other and a fault is reported once for each place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diag::Sink;
use crate::ir::Model;
use crate::source::{FileId, Kind, Node, Pointer, Span};

use super::codes;
use super::library::{self, Library};
use crate::diag::closest;

/// A chain of references longer than this is not followed.
const LONGEST_CHAIN: usize = 64;

/// Models are exported with absolute references of this form; they name a model of the same API.
const MODEL_URL: &str = "https://apigateway.amazonaws.com/restapis/";

/// Where references to schemas lead, in either language.
const SCHEMAS: &[&str] = &["/components/schemas", "/definitions"];

/// Where constructs are that API Gateway drops as a whole.
const DROPPED: &[&str] = &["/components/examples/", "/components/links/", "/components/callbacks/"];

/// Names of one map of a file, with the keys and values.
type Names<'t> = HashMap<Cow<'t, str>, (Node<'t>, Node<'t>)>;

/// What a reference leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'t> {
    /// The key in the map that holds it; itself for a whole file.
    pub(super) key: Node<'t>,
    /// The node.
    pub(super) node: Node<'t>,
}

/// All references of a definition.
#[derive(Debug, Default)]
pub(super) struct References<'t> {
    targets: HashMap<(FileId, &'t str), Option<Target<'t>>>,
    maps: HashMap<(FileId, Cow<'t, str>), Names<'t>>,
}

/// A node, reached directly or through references.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached<'t> {
    /// The node that is no reference.
    pub(super) node: Node<'t>,
    /// The text of the first reference on the way.
    pub(super) through: Option<Node<'t>>,
}

impl<'t> References<'t> {
    /// Resolves all references of `library` and reports those that lead nowhere or in a circle.
    pub(super) fn resolve(library: &'t Library, sink: &mut Sink) -> Self {
        let mut references = Self::default();
        for node in library.references() {
            references.add(library, node, sink);
        }
        let mut reported = HashSet::new();
        for node in library.references() {
            if !references.report_cycle(node, &mut reported, sink) {
                break;
            }
        }
        references
    }

    /// Where the reference with the text `text` leads; `None` when that was reported as a fault.
    pub(super) fn target(&self, text: Node<'t>) -> Option<Target<'t>> {
        *self.targets.get(&(text.span().file(), text.as_str()?))?
    }

    /// Follows references from `node` to what they mean. `None` when they lead nowhere, which was reported.
    pub(super) fn follow(&self, node: Node<'t>) -> Option<Reached<'t>> {
        let mut reached = Reached { node, through: None };
        for _ in 0..LONGEST_CHAIN {
            let Some(text) = reference_text(reached.node) else { return Some(reached) };
            reached.through = reached.through.or(Some(text));
            reached.node = self.target(text)?.node;
        }
        None
    }

    fn add(&mut self, library: &'t Library, node: Node<'t>, sink: &mut Sink) {
        let Some(text) = node.as_str() else { return };
        let file = node.span().file();
        if library.bare_schema(file, text).is_some() {
            Self::report_bare(library, node, text, sink);
        }
        if let Some(known) = self.targets.get(&(file, text)) {
            if known.is_none() {
                Self::report(library, node, text, sink);
            }
            return;
        }
        let target = self.find(library, file, text);
        if target.is_none() {
            Self::report(library, node, text, sink);
        }
        self.targets.insert((file, text), target);
    }

    fn find(&mut self, library: &'t Library, file: FileId, text: &'t str) -> Option<Target<'t>> {
        if let Some(rest) = text.strip_prefix(MODEL_URL) {
            return self.model(library, rest);
        }
        if library::is_remote(text) {
            return None;
        }
        if let Some((key, node)) = library.bare_schema(file, text) {
            return Some(Target { key, node });
        }
        let tree = library.target_file(file, text)?;
        let pointer = library::split(text).1.unwrap_or("");
        let Some((above, last)) = pointer.rsplit_once('/') else {
            let root = tree.root();
            return pointer.is_empty().then_some(Target { key: root, node: root });
        };
        let parent = resolve(tree.root(), above)?;
        if parent.is_sequence() {
            let node = parent.items().nth(last.parse().ok()?)?;
            return Some(Target { key: node, node });
        }
        let names = self.names(tree.file(), above, parent);
        let (key, node) = *names.get(token(last).as_ref())?;
        Some(Target { key, node })
    }

    fn model(&mut self, library: &'t Library, rest: &'t str) -> Option<Target<'t>> {
        let tree = library.root()?;
        let (_, name) = rest.split_once("/models/")?;
        SCHEMAS.iter().find_map(|above| {
            let parent = resolve(tree.root(), above)?;
            let (key, node) = *self.names(tree.file(), above, parent).get(name)?;
            Some(Target { key, node })
        })
    }

    /// The names of the map `parent` at `above`, indexed at the first question.
    fn names(&mut self, file: FileId, above: &'t str, parent: Node<'t>) -> &Names<'t> {
        self.maps.entry((file, Cow::Borrowed(above))).or_insert_with(|| {
            let entries = parent.entries();
            entries
                .map(|(key, value)| (key.scalar_text().unwrap_or("").into(), (key, value)))
                .collect()
        })
    }

    fn report(library: &'t Library, node: Node<'t>, text: &str, sink: &mut Sink) {
        if text.contains("${") || own_model(text).is_some() {
            return;
        }
        if library::is_remote(text) && !text.starts_with(MODEL_URL) {
            sink.report(&codes::REMOTE_REFERENCE, node.span(), format!("`{text}` is not fetched"))
                .help("save the file below the project's root and refer to it by its path");
            return;
        }
        let file = node.span().file();
        let (name, pointer) = library::split(text);
        let Some(tree) = library.target_file(file, text) else {
            // A file that is not there was reported when it was asked for, at its first reference.
            return;
        };
        let place = if name.is_empty() { "this document" } else { name };
        let pointer = pointer.unwrap_or("");
        let dropped = DROPPED.iter().any(|above| pointer.starts_with(above));
        let found = sink.report(
            if dropped {
                &codes::UNRESOLVED_DROPPED_REFERENCE
            } else {
                &codes::UNRESOLVED_REFERENCE
            },
            node.span(),
            format!(
                "`{text}` leads to nothing in {}",
                if name.is_empty() { place.to_owned() } else { format!("`{place}`") }
            ),
        );
        if !pointer.is_empty() && !pointer.starts_with('/') {
            found.help("a place in a document is written `#/` and the keys that lead there");
        } else if let Some(help) = nearest(tree.root(), name, pointer) {
            found.help(help);
        }
    }

    /// Reports a reference that is a name alone, which would be a file's by the letter of the specification.
    fn report_bare(library: &'t Library, node: Node<'t>, text: &str, sink: &mut Sink) {
        let file = library.tree(node.span().file());
        let above = SCHEMAS
            .iter()
            .find(|above| file.is_some_and(|tree| resolve(tree.root(), above).is_some()));
        let Some(above) = above else { return };
        let message = format!("`{text}` is read as `#{above}/{text}`");
        sink.report(&codes::BARE_REFERENCE, node.span(), message).help(format!(
            "write `#{above}/{text}`: for other tools a name alone is that of a file"
        ));
    }

    /// Reports a circle that `node` leads into; false when a chain is too long to go on looking.
    fn report_cycle(&self, node: Node<'t>, reported: &mut HashSet<Span>, sink: &mut Sink) -> bool {
        let mut chain = vec![node];
        while let Some(next) = chain
            .last()
            .and_then(|text| self.target(*text))
            .and_then(|target| reference_text(target.node))
        {
            if let Some(start) = chain.iter().position(|text| text.span() == next.span()) {
                let circle = chain.split_off(start);
                report_circle(&circle, reported, sink);
                return true;
            }
            if chain.len() == LONGEST_CHAIN {
                let message = format!("more than {LONGEST_CHAIN} references follow each other");
                sink.report(&codes::REFERENCE_CYCLE, node.span(), message);
                return false;
            }
            chain.push(next);
        }
        true
    }
}

fn report_circle(circle: &[Node<'_>], reported: &mut HashSet<Span>, sink: &mut Sink) {
    let new = circle.iter().filter(|text| reported.insert(text.span())).count();
    let Some((first, others)) = circle.split_first() else { return };
    if new == 0 {
        return;
    }
    let names: Vec<String> = circle
        .iter()
        .chain([first])
        .map(|text| format!("`{}`", text.as_str().unwrap_or("")))
        .collect();
    let message = format!("references lead in a circle: {}", names.join(", "));
    let found = sink.report(&codes::REFERENCE_CYCLE, first.span(), message);
    for text in others {
        found.related(text.span(), "goes on here");
    }
    found.help("one of them has to say what the thing is");
}

/// The text of the reference that `node` is, if it is one.
pub(super) fn reference_text(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$ref").filter(|text| text.kind() == Kind::String)
}

fn resolve<'t>(root: Node<'t>, pointer: &str) -> Option<Node<'t>> {
    pointer.split('/').skip(1).try_fold(root, |node, part| match node.kind() {
        Kind::Mapping => node.get(&token(part)),
        Kind::Sequence => node.items().nth(part.parse().ok()?),
        _ => None,
    })
}

/// One part of a pointer without its escapes.
fn token(part: &str) -> Cow<'_, str> {
    if !part.contains(['%', '~']) {
        return Cow::Borrowed(part);
    }
    let pointer = Pointer::parse(&format!("#/{part}"));
    Cow::Owned(pointer.and_then(|pointer| pointer.last().map(str::to_owned)).unwrap_or_default())
}

/// The nearest places that exist: another key where the pointer stops, or the last name in another section.
fn nearest(root: Node<'_>, file: &str, pointer: &str) -> Option<String> {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    let name = token(parts.last()?).into_owned();
    let sections = [
        "/components/schemas",
        "/definitions",
        "/components/parameters",
        "/parameters",
        "/components/responses",
        "/responses",
        "/components/requestBodies",
    ];
    let elsewhere = sections
        .into_iter()
        .find(|above| resolve(root, above).is_some_and(|map| map.get(&name).is_some()));
    if let Some(above) = elsewhere {
        return Some(format!("`{file}#{above}/{name}` exists"));
    }
    let mut node = root;
    let mut way = String::new();
    for part in parts {
        let wanted = token(part);
        if let Some(next) = node.get(&wanted) {
            node = next;
            way = format!("{way}/{part}");
            continue;
        }
        let names = node.entries().filter_map(|(key, _)| key.scalar_text());
        let near = closest(&wanted, names)?;
        return Some(format!(
            "did you mean `{file}#{way}/{}`?",
            near.replace('~', "~0").replace('/', "~1")
        ));
    }
    None
}

/// The model that a reference names and that every API has without defining it.
pub(super) fn own_model(text: &str) -> Option<&str> {
    let name = model_name(text);
    let above = text.strip_suffix(name)?;
    let schema = SCHEMAS.iter().any(|known| above.strip_prefix('#') == Some(&format!("{known}/")));
    let model = schema || above.starts_with(MODEL_URL);
    (model && Model::OWN.contains(&name)).then_some(name)
}

/// The model name of a reference to a schema.
pub(super) fn model_name(text: &str) -> &str {
    Model::reference(text)
}
