//! The packages of all languages for an API of 500 operations: read, checked and written to memory, in one thread.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use portcullis::check::{Checked, Settings};
use portcullis::diag::Sink;
use portcullis::frontend::{ImportOptions, compile};
use portcullis::sdk::{LANGUAGES, SdkOptions, surface};
use portcullis::source::Sources;

use crate::check::One;
use crate::documents;
use crate::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "sdk", run };

/// How often each language is written; the fastest counts.
const ROUNDS: usize = 5;

/// What is asked of all languages together, in milliseconds.
const BUDGET: f64 = 300.0;

fn run(report: &mut Report) {
    let document = documents::operations(500);
    let text = document.to_string();
    let read = fastest(|| {
        checked(&text);
    });
    println!("  reading and checking: {:.1} ms", milliseconds(read));
    let definition = checked(&text);
    let described = fastest(|| {
        surface(&definition);
    });
    println!("  what all languages have: {:.1} ms", milliseconds(described));
    let surface = surface(&definition);
    assert_eq!(surface.operations.len(), 500);
    let mut total = read + described;
    for language in LANGUAGES {
        let mut files = 0;
        let took = fastest(|| {
            files = language.write(&surface, &SdkOptions::default()).unwrap().len();
        });
        println!("  {}: {files} files in {:.1} ms", language.name, milliseconds(took));
        total += took;
    }
    let together = fastest(|| {
        thread::scope(|scope| {
            for language in LANGUAGES {
                scope.spawn(|| language.write(&surface, &SdkOptions::default()).unwrap());
            }
        });
    });
    println!("  all in threads, as `build` makes them: {:.1} ms", milliseconds(together));
    report.figure("milliseconds, 500 operations, all languages", milliseconds(total), BUDGET);
}

pub(crate) fn checked(text: &str) -> Checked<portcullis::ir::Definition> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = One(text.to_owned());
    let options = ImportOptions::default();
    let definition =
        compile(&file, Path::new("api.json"), &options, &mut sources, &mut sink).unwrap();
    Checked::new(definition, &sources, &Settings::default(), &mut sink).unwrap()
}

pub(crate) fn fastest(mut way: impl FnMut()) -> Duration {
    let runs = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        way();
        start.elapsed()
    });
    runs.min().unwrap_or_default()
}

pub(crate) fn milliseconds(own: Duration) -> f64 {
    own.as_secs_f64() * 1e3
}
