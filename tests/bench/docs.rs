//! The pages of an API of 5,000 operations, each with a model: made in memory, in one thread.

use portcullis::check::{AREAS, Settings};
use portcullis::docs::{DocsOptions, Format, docs};
use portcullis::source::Sources;

use crate::documents;
use crate::harness::{Report, Section};
use crate::sdk::{checked, fastest, milliseconds};

pub(crate) const SECTION: Section = Section { name: "docs", run };

/// What is asked of a whole site, in milliseconds.
const BUDGET: f64 = 6000.0;

/// What is asked of one page, in kilobytes.
const PAGE: f64 = 64.0;

fn run(report: &mut Report) {
    let text = documents::operations(5000).to_string();
    // So many resources are more than the service takes; who documents an API is not told of that.
    let ignore = AREAS.iter().map(|area| area.name.to_owned()).collect();
    let definition = checked(&text, &Settings { ignore, ..Settings::default() });
    for format in [Format::Html, Format::Markdown] {
        let options = DocsOptions { format, ..DocsOptions::default() };
        let mut files = Vec::new();
        let took = fastest(|| files = docs(&definition, &Sources::default(), &options).unwrap());
        let bytes: usize = files.iter().map(|file| file.text.len()).sum();
        let operations = files.iter().filter(|file| file.path.starts_with("operations/"));
        let largest = operations.map(|file| file.text.len()).max().unwrap_or_default();
        println!("  {format:?}: {} files, {} kB", files.len(), bytes / 1000);
        let name = format!("milliseconds, 5,000 operations as {format:?}");
        report.figure(&name, milliseconds(took), BUDGET);
        #[expect(clippy::cast_precision_loss, reason = "pages are small")]
        report.figure("kilobytes, the largest operation", largest as f64 / 1e3, PAGE);
    }
}
