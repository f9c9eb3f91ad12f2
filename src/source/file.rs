//! The files of one compilation.

use std::sync::{Arc, OnceLock};

use super::{FileId, LineIndex, Position, Span, Tree};

/// One file: its name as a person would type it, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
    tree: Option<Arc<Tree>>,
    secrets: Vec<Span>,
}

impl SourceFile {
    /// The path as it was given or as it was reached, for display and for machine formats.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The line index, built at the first call.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Whether the byte at `at` belongs to a secret, which nothing that is shown may repeat.
    pub fn is_secret(&self, at: usize) -> bool {
        self.secrets.iter().any(|span| span.range().contains(&at))
    }

    /// The tree that was read from the text, if whoever read it has attached it.
    pub fn tree(&self) -> Option<&Arc<Tree>> {
        self.tree.as_ref()
    }
}

/// All files that a compilation has read, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// The id that the next file will have: a reader needs it before the text is there to add.
    pub fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    /// Adds a file and returns its id. `text` must be shorter than 4 GiB; readers refuse far smaller ones.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = self.next_id();
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
            tree: None,
            secrets: Vec::new(),
        });
        id
    }

    /// Adds a file of another compilation, without its tree, and returns its id here.
    pub fn adopt(&mut self, file: &SourceFile) -> FileId {
        let id = self.add(file.name(), Arc::clone(file.text()));
        for secret in &file.secrets {
            self.conceal(Span::new(id, secret.start(), secret.end()));
        }
        id
    }

    /// Notes that `span` covers a secret: a report that shows the lines around it writes asterisks there.
    pub fn conceal(&mut self, span: Span) {
        if let Some(file) = self.files.get_mut(span.file().0 as usize) {
            file.secrets.push(span);
        }
    }

    /// Keeps the tree that was read from a file with the file, for those who ask what stands at a byte.
    pub fn attach(&mut self, tree: &Arc<Tree>) {
        if let Some(file) = self.files.get_mut(tree.file().0 as usize) {
            file.tree = Some(Arc::clone(tree));
        }
    }

    /// The file of that id, if it is one of this compilation.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// The text that `span` covers; empty when the span lies outside of its file.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file()).and_then(|file| file.text.get(span.range())).unwrap_or("")
    }

    /// The line and column at which `span` starts.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file()).map_or(Position { line: 1, column: 1 }, |file| {
            file.lines().position(&file.text, span.start())
        })
    }

    /// The line and column at which `span` ends.
    pub fn end_position(&self, span: Span) -> Position {
        self.position(Span::new(span.file(), span.end(), span.end()))
    }
}
