//! What lowering knows, and where its findings go.

use indexmap::IndexMap;

use crate::diag::{Code, Diagnostic, Sink};
use crate::frontend::library::Library;
use crate::frontend::options::{ApiKind, ImportOptions};
use crate::frontend::references::{Reached, References};
use crate::ir::Dialect;
use crate::source::{Fragment, Node, Span};

/// How many further places a counted finding shows.
const SHOWN_PLACES: usize = 3;

/// What every step of lowering may look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'t> {
    /// The files.
    pub(super) library: &'t Library,
    /// Where references lead.
    pub(super) references: &'t References<'t>,
    /// What the import was asked for.
    pub(super) options: &'t ImportOptions,
    /// The language of the document.
    pub(super) dialect: Dialect,
    /// What it is read as.
    pub(super) api_kind: ApiKind,
    /// The document.
    pub(super) root: Node<'t>,
}

impl<'t> Context<'t> {
    /// The node, kept with its tree.
    pub(super) fn fragment(&self, node: Node<'t>) -> Option<Fragment> {
        self.library.fragment(node)
    }

    /// What `node` is after all references; `None` when they lead nowhere, which was reported.
    pub(super) fn follow(&self, node: Node<'t>) -> Option<Reached<'t>> {
        self.references.follow(node)
    }
}

/// A kind of finding of which a document gets one, however often it occurs.
#[derive(Debug)]
pub(super) struct Counted {
    /// The kind of finding.
    pub(super) code: &'static Code,
    /// What is found, and what becomes of it.
    pub(super) message: &'static str,
}

#[derive(Debug)]
struct Tally {
    code: &'static Code,
    places: Vec<Span>,
    count: usize,
}

/// Collects findings: single ones go on at once, counted ones when all is read.
#[derive(Debug)]
pub(super) struct Findings<'s> {
    sink: &'s mut Sink,
    tallies: IndexMap<String, Tally>,
}

impl<'s> Findings<'s> {
    /// Findings that go into `sink`.
    pub(super) fn new(sink: &'s mut Sink) -> Self {
        Self { sink, tallies: IndexMap::new() }
    }

    /// Reports one finding.
    pub(super) fn report(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.sink.report(code, span, message)
    }

    /// Counts one occurrence of `counted`.
    pub(super) fn count(&mut self, counted: &Counted, span: Span) {
        self.count_message(counted.code, counted.message, span);
    }

    /// Counts one occurrence of a finding whose words are made at run time.
    pub(super) fn count_message(&mut self, code: &'static Code, message: &str, span: Span) {
        if !self.tallies.contains_key(message) {
            let tally = Tally { code, places: Vec::new(), count: 0 };
            self.tallies.insert(message.to_owned(), tally);
        }
        let Some(tally) = self.tallies.get_mut(message) else { return };
        tally.count += 1;
        if tally.places.len() <= SHOWN_PLACES {
            tally.places.push(span);
        }
    }

    /// Reports what was counted.
    pub(super) fn finish(self) {
        for (message, tally) in self.tallies {
            let Some((first, others)) = tally.places.split_first() else { continue };
            let message = match tally.count {
                1 => message,
                count => format!("{message} ({count} places)"),
            };
            let found = self.sink.report(tally.code, *first, message);
            for span in others {
                found.related(*span, "also here");
            }
        }
    }
}
