//! Reads one file into a tree.

use std::path::Path;
use std::sync::Arc;

use crate::diag::Sink;
use crate::source::{Loader, Problem, Sources, Span, Tree, read};

use super::problems;

/// Reads the file at `path` into `sources` and reports what is wrong with it. `None` when it cannot be used at
/// all. `asked` is the reference that names it; none for the file that the user named.
pub(super) fn read_file(
    loader: &dyn Loader,
    path: &Path,
    asked: Option<Span>,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Arc<Tree>> {
    let name = path.display().to_string();
    let bytes = match loader.load(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            // A file that cannot be had still gets a name in the report, with an empty text.
            let place = asked.unwrap_or_else(|| Span::new(sources.add(name, ""), 0, 0));
            problems::report_unreadable(&error, place, sink);
            return None;
        }
    };
    let file = sources.next_id();
    let read = read(file, &name, bytes);
    sources.add(name, Arc::clone(&read.text));
    let usable = !read.problems.iter().any(Problem::is_fatal);
    problems::report(read.problems, &read.text, sink);
    usable.then(|| Arc::new(read.tree))
}
