//! The findings of several definitions as one report.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Label};
use crate::source::{FileId, Sources, Span};

/// Findings, and the files that they point into.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// All files of all definitions. A file that two of them refer to is there twice, under one name.
    pub(super) sources: Sources,
    /// All findings.
    pub(super) diagnostics: Vec<Diagnostic>,
    seen: BTreeSet<Seen>,
}

/// What makes a finding the same as another: file, place, kind and words.
type Seen = (String, u32, u32, &'static str, String);

impl Findings {
    /// Takes in the findings of one definition. What is wrong with a file that several definitions share is told
    /// once.
    pub(super) fn add(&mut self, sources: &Sources, found: Vec<Diagnostic>) {
        if self.sources.iter().next().is_none() && self.diagnostics.is_empty() {
            self.sources.clone_from(sources);
            self.seen.extend(found.iter().map(|found| seen(found, sources)));
            self.diagnostics = found;
            return;
        }
        let files: Vec<FileId> = sources.iter().map(|(_, file)| self.sources.adopt(file)).collect();
        let known: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
        let moved = |span: Span| {
            let at = known.iter().position(|id| *id == span.file());
            let file = at.and_then(|at| files.get(at)).copied();
            Span::new(file.unwrap_or(span.file()), span.start(), span.end())
        };
        for mut found in found {
            if self.seen.insert(seen(&found, sources)) {
                move_all(&mut found, moved);
                self.diagnostics.push(found);
            }
        }
    }
}

fn seen(found: &Diagnostic, sources: &Sources) -> Seen {
    let span = found.primary.span;
    let file = sources.get(span.file()).map_or("", |file| file.name());
    (file.to_owned(), span.start(), span.end(), found.code.name, found.message.clone())
}

fn move_all(found: &mut Diagnostic, moved: impl Fn(Span) -> Span) {
    let labels = std::iter::once(&mut found.primary).chain(&mut found.related);
    labels.for_each(|label: &mut Label| label.span = moved(label.span));
    for edit in found.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.span = moved(edit.span);
    }
}
