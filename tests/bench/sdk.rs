//! The packages of all languages for an API of 500 operations: read, checked and written to memory, in one thread.

use std::fs;
use std::path::Path;
use std::process::Command;
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

/// What is asked of the first five languages together, in milliseconds.
const BUDGET: f64 = 300.0;

/// How many of the languages that is asked of.
const FIRST: usize = 5;

fn run(report: &mut Report) {
    let document = documents::operations(500);
    let text = document.to_string();
    let read = fastest(|| {
        checked(&text, &Settings::default());
    });
    println!("  reading and checking: {:.1} ms", milliseconds(read));
    let definition = checked(&text, &Settings::default());
    let described = fastest(|| {
        surface(&definition);
    });
    println!("  what all languages have: {:.1} ms", milliseconds(described));
    let surface = surface(&definition);
    assert_eq!(surface.operations.len(), 500);
    let mut total = read + described;
    let mut first = total;
    for (at, language) in LANGUAGES.iter().enumerate() {
        let mut files = 0;
        let took = fastest(|| {
            files = language.write(&surface, &SdkOptions::default()).unwrap().len();
        });
        println!("  {}: {files} files in {:.1} ms", language.name, milliseconds(took));
        total += took;
        if at < FIRST {
            first = total;
        }
    }
    let together = fastest(|| {
        thread::scope(|scope| {
            for language in LANGUAGES {
                scope.spawn(|| language.write(&surface, &SdkOptions::default()).unwrap());
            }
        });
    });
    println!("  all {} languages: {:.1} ms", LANGUAGES.len(), milliseconds(total));
    println!("  all in threads, as `build` makes them: {:.1} ms", milliseconds(together));
    report.figure("milliseconds, 500 operations, five languages", milliseconds(first), BUDGET);
    against_generator(report, &text);
}

/// The generators of openapi-generator for our languages, in their order, and the part of its time that the first five may
/// take.
const GENERATORS: [(&str, &str); 10] = [
    ("typescript", "typescript-fetch"),
    ("python", "python"),
    ("go", "go"),
    ("rust", "rust"),
    ("java", "java"),
    ("kotlin", "kotlin"),
    ("csharp", "csharp"),
    ("ruby", "ruby"),
    ("php", "php"),
    ("swift", "swift6"),
];
const GENERATOR_PART: f64 = 0.02;

/// Both programs write the same languages for the same document, one process for each language, in turn.
fn against_generator(report: &mut Report, text: &str) {
    let program = "openapi-generator-cli";
    let found = Command::new(program).arg("version").output();
    if !found.is_ok_and(|version| version.status.success()) {
        println!("  skipped: `{program}` is absent (PyPI has it; it needs a JDK)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("api.json");
    fs::write(&document, text).unwrap();
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for (at, (language, generator)) in GENERATORS.into_iter().enumerate() {
        let into = |who: &str| folder.path().join(format!("{who}-{language}"));
        let own = process(
            Command::new(env!("CARGO_BIN_EXE_portcullis"))
                .args(["sdk", language])
                .arg(&document)
                .arg("-o")
                .arg(into("ours")),
        );
        let other = process(
            Command::new(program)
                .args(["generate", "-g", generator, "-i"])
                .arg(&document)
                .arg("-o")
                .arg(into("theirs")),
        );
        println!(
            "  {language}: {:.0} ms, openapi-generator {:.0} ms, {:.0} times",
            milliseconds(own),
            milliseconds(other),
            other.as_secs_f64() / own.as_secs_f64()
        );
        if at < FIRST {
            (ours, theirs) = (ours + own, theirs + other);
        }
    }
    let part = ours.as_secs_f64() / theirs.as_secs_f64();
    report.figure("part of openapi-generator's time, five languages", part, GENERATOR_PART);
}

fn process(command: &mut Command) -> Duration {
    let start = Instant::now();
    let output = command.output().unwrap();
    let took = start.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    took
}

pub(crate) fn checked(text: &str, settings: &Settings) -> Checked<portcullis::ir::Definition> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = One(text.to_owned());
    let options = ImportOptions::default();
    let definition =
        compile(&file, Path::new("api.json"), &options, &mut sources, &mut sink).unwrap();
    Checked::new(definition, &sources, settings, &mut sink).unwrap()
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
