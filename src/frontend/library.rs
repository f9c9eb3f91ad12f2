//! The files of one definition: the document that was named, and every file that its references reach.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diag::Sink;
use crate::source::{FileId, Fragment, Loader, Node, Sources, Span, Tree};

use super::reading::read_file;
use super::{codes, scan};

/// More files than this are a mistake or an attack.
const MOST_FILES: usize = 2_000;

/// All files, each read once, and all references in them.
#[derive(Debug)]
pub(super) struct Library {
    files: Vec<Loaded>,
    by_id: HashMap<FileId, usize>,
    by_path: HashMap<PathBuf, Option<FileId>>,
    references: Vec<Fragment>,
}

#[derive(Debug)]
struct Loaded {
    path: PathBuf,
    tree: Arc<Tree>,
}

impl Library {
    /// Reads every file that the references of `tree` reach, and of those files in turn.
    pub(super) fn gather(
        loader: &dyn Loader,
        path: &Path,
        tree: Arc<Tree>,
        sources: &mut Sources,
        sink: &mut Sink,
    ) -> Self {
        let path = normal(path);
        let by_path = HashMap::from([(path.clone(), Some(tree.file()))]);
        let by_id = HashMap::from([(tree.file(), 0)]);
        let files = vec![Loaded { path, tree }];
        let mut library = Self { files, by_id, by_path, references: Vec::new() };
        let mut next = 0;
        while let Some(file) = library.files.get(next) {
            let tree = Arc::clone(&file.tree);
            let folder = file.path.parent().unwrap_or(Path::new("")).to_owned();
            for node in scan::references(tree.root()) {
                let text = node.as_str().filter(|text| bare_schema(tree.root(), text).is_none());
                if let Some(path) = text.and_then(|text| file_part(&folder, text)) {
                    library.fetch(loader, path, node.span(), sources, sink);
                }
                library.references.push(Fragment::new(&tree, node));
            }
            next += 1;
        }
        library
    }

    /// The document that was named.
    pub(super) fn root(&self) -> Option<&Arc<Tree>> {
        self.files.first().map(|file| &file.tree)
    }

    /// The tree of a file.
    pub(super) fn tree(&self, file: FileId) -> Option<&Arc<Tree>> {
        self.loaded(file).map(|file| &file.tree)
    }

    /// The node, kept with its tree.
    pub(super) fn fragment(&self, node: Node<'_>) -> Option<Fragment> {
        Some(Fragment::new(self.tree(node.span().file())?, node))
    }

    /// All references as they stand in the files.
    pub(super) fn references(&self) -> impl Iterator<Item = Node<'_>> {
        self.references.iter().map(Fragment::node)
    }

    /// Whether there is more than the one document.
    pub(super) fn has_several_files(&self) -> bool {
        self.files.len() > 1
    }

    /// The file that `reference`, written in `from`, names; `from` itself when it names none.
    pub(super) fn target_file(&self, from: FileId, reference: &str) -> Option<&Arc<Tree>> {
        let own = self.loaded(from)?;
        let folder = own.path.parent().unwrap_or(Path::new(""));
        match file_part(folder, reference) {
            None => Some(&own.tree),
            Some(path) => self.tree((*self.by_path.get(&path)?)?),
        }
    }

    /// The schema that a name alone stands for, as the service's importer reads it (general knowledge: so do the
    /// Swagger parsers that it is made of).
    pub(super) fn bare_schema(&self, from: FileId, text: &str) -> Option<(Node<'_>, Node<'_>)> {
        bare_schema(self.tree(from)?.root(), text)
    }

    fn fetch(
        &mut self,
        loader: &dyn Loader,
        path: PathBuf,
        asked: Span,
        sources: &mut Sources,
        sink: &mut Sink,
    ) {
        if self.by_path.contains_key(&path) {
            return;
        }
        if self.files.len() >= MOST_FILES {
            sink.report(
                &codes::DOCUMENT_TOO_LARGE,
                asked,
                format!("more than {MOST_FILES} files are referred to"),
            );
            self.by_path.insert(path, None);
            return;
        }
        let tree = read_file(loader, &path, Some(asked), sources, sink);
        self.by_path.insert(path.clone(), tree.as_ref().map(|tree| tree.file()));
        if let Some(tree) = tree {
            self.by_id.insert(tree.file(), self.files.len());
            self.files.push(Loaded { path, tree });
        }
    }

    fn loaded(&self, file: FileId) -> Option<&Loaded> {
        self.files.get(*self.by_id.get(&file)?)
    }
}

/// Whether a reference leads to another machine.
pub(super) fn is_remote(reference: &str) -> bool {
    let scheme = reference.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }) || reference.starts_with("//")
}

/// Splits a reference at its `#`.
pub(super) fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((file, pointer)) => (file, Some(pointer)),
        None => (reference, None),
    }
}

fn bare_schema<'t>(root: Node<'t>, text: &str) -> Option<(Node<'t>, Node<'t>)> {
    if text.contains(['/', '.', '#', ':']) {
        return None;
    }
    let schemas = match root.get("components") {
        Some(components) => components.get("schemas"),
        None => root.get("definitions"),
    };
    schemas?.get_entry(text)
}

/// The path of the file that a reference in a file of `folder` names, if it names one.
fn file_part(folder: &Path, reference: &str) -> Option<PathBuf> {
    let (file, _) = split(reference);
    if file.is_empty() || is_remote(reference) || file.contains("${") {
        return None;
    }
    let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
    Some(normal(&folder.join(&*file)))
}

/// The path without `.` and, where possible, without `..`, so that a file has one name.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                let within = matches!(parts.components().next_back(), Some(Component::Normal(_)));
                if within {
                    parts.pop();
                } else {
                    parts.push("..");
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                parts.push(component);
            }
        }
    }
    parts
}
