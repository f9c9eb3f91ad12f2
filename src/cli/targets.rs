//! What `build` writes: a table of targets, each of which makes its files in memory. Nothing is written before all of
//! them are made.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use crate::bundle::write_config;
use crate::diag::{Diagnostic, Sink, closest};
use crate::docs::{self, DocsOptions};
use crate::emit::{self, ExportOptions};
use crate::sdk::{self, File, LANGUAGES, Language, SdkOptions, Surface};

use super::compiled::Ready;
use super::error::CliError;
use super::{output, package};

/// A kind of output.
#[derive(Debug)]
struct Kind {
    /// Its name, as in `--target openapi`; of several variants, what stands before the colon.
    name: &'static str,
    /// What can stand after the colon; nothing where there is one variant only.
    variants: fn() -> Vec<&'static str>,
    /// The variant of that name, which may be another name for it.
    variant: fn(&str) -> Option<&'static str>,
    /// Makes it. There is nothing when the definition cannot become it, and then the sink says why.
    make: fn(&Input<'_>, variant: &str, &mut Sink) -> Result<Option<Made>, CliError>,
}

/// All kinds of outputs, in the order in which they are told.
static KINDS: &[Kind] = &[
    Kind { name: "gateway", variants: Vec::new, variant: |_| None, make: gateway },
    Kind { name: "openapi", variants: Vec::new, variant: |_| None, make: openapi },
    Kind { name: "docs", variants: Vec::new, variant: |_| None, make: documentation },
    Kind {
        name: "sdk",
        variants: || LANGUAGES.iter().map(|own| own.name).collect(),
        variant: |name| Language::find(name).map(|own| own.name),
        make: library,
    },
];

/// An output that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    kind: &'static Kind,
    variant: &'static str,
}

/// What targets are made of.
struct Input<'r> {
    ready: &'r Ready,
    /// What all client libraries have, made once for all of them.
    surface: OnceLock<Surface>,
}

/// A target that is made and not yet written.
pub(super) enum Made {
    /// One file.
    File {
        /// Its path below the directory of all outputs.
        path: PathBuf,
        /// What it holds.
        text: String,
        /// What is said of it.
        summary: String,
    },
    /// A directory that is this program's own.
    Folder {
        /// Its path below the directory of all outputs.
        path: PathBuf,
        /// The name of the list of its files, and what that calls it.
        list: (&'static str, &'static str),
        /// What it holds.
        files: Vec<File>,
        /// What is said of it.
        summary: String,
    },
}

impl Target {
    /// The target of that name.
    pub(super) fn find(name: &str) -> Result<Self, String> {
        let (kind, variant) = name.split_once(':').unwrap_or((name, ""));
        let kind = KINDS.iter().find(|own| own.name == kind);
        let found = kind.and_then(|kind| {
            if (kind.variants)().is_empty() {
                return variant.is_empty().then_some(Self { kind, variant: "" });
            }
            Some(Self { kind, variant: (kind.variant)(variant)? })
        });
        found.ok_or_else(|| {
            let all: Vec<String> = Self::all().map(Self::name).collect();
            let near = closest(name, all.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            format!("there is no such target; {near}there are `{}`", all.join("`, `"))
        })
    }

    /// Its name, as it is asked for.
    fn name(self) -> String {
        let colon = if self.variant.is_empty() { "" } else { ":" };
        format!("{}{colon}{}", self.kind.name, self.variant)
    }

    fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().flat_map(|kind| {
            let variants = (kind.variants)();
            let own = variants.is_empty().then_some("");
            own.into_iter().chain(variants).map(|variant| Self { kind, variant })
        })
    }
}

/// Makes all targets, each in a thread of its own, and gives them in the order in which they were asked for, with what
/// was found on the way. There is nothing when one of them cannot be made.
pub(super) fn make(
    targets: &[Target],
    ready: &Ready,
) -> Result<(Option<Vec<Made>>, Vec<Diagnostic>), CliError> {
    let input = Input { ready, surface: OnceLock::new() };
    let mut seen = HashSet::new();
    let targets = targets.iter().filter(|target| seen.insert(target.name()));
    let one = |target: &Target| {
        let mut sink = Sink::default();
        let made = (target.kind.make)(&input, target.variant, &mut sink);
        made.map(|made| (made, sink))
    };
    let outcomes: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = targets.map(|target| scope.spawn(|| one(target))).collect();
        all.into_iter().map(|own| own.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    });
    let (mut all, mut found) = (Some(Vec::new()), Vec::new());
    for outcome in outcomes {
        let (made, sink) = outcome?;
        found.extend(sink.into_diagnostics());
        all = all.zip(made).map(|(mut all, made)| {
            all.push(made);
            all
        });
    }
    Ok((all, found))
}

/// Writes what was made below `folder`. Not one file changes before all of them are on the disk; a directory that was
/// not there appears with all that it holds.
pub(super) fn write(folder: &Path, all: Vec<Made>, force: bool) -> Result<Vec<String>, CliError> {
    let (mut files, mut stale, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for made in all {
        match made {
            Made::File { path, text, summary } => {
                let path = folder.join(path);
                told.push(format!("{}: {summary}", path.display()));
                files.push((path, text));
            }
            Made::Folder { path, list: (list, label), files: own, summary } => {
                let path = folder.join(path);
                told.push(format!("{}: {summary}", path.display()));
                let plan = package::plan(&path, list, label, own, force)?;
                files.extend(plan.files);
                stale.extend(plan.stale);
            }
        }
    }
    output::write_tree(folder, &files)?;
    output::remove_files(&stale);
    Ok(told)
}

/// The configuration that the runtime reads.
fn gateway(input: &Input<'_>, _: &str, sink: &mut Sink) -> Result<Option<Made>, CliError> {
    let ready = input.ready;
    let config = emit::bundle(&ready.definition, &ready.sources, sink);
    emit::report_left_out(&ready.definition, sink);
    let Some(config) = config else { return Ok(None) };
    let text = write_config(&config).map_err(|error| CliError::Usage {
        message: format!("the configuration cannot be written: {error}"),
        help: None,
    })?;
    let methods: usize = config.rest_api.resources.iter().map(|own| own.methods.len()).sum();
    let summary = format!(
        "{}, {}",
        package::counted(methods, "method"),
        package::counted(config.stages.len(), "stage")
    );
    Ok(Some(Made::File { path: "gateway.json".into(), text, summary }))
}

/// The document that `export` writes when nothing else is asked of it.
#[expect(clippy::unnecessary_wraps, reason = "it is one of the table's functions")]
fn openapi(input: &Input<'_>, _: &str, sink: &mut Sink) -> Result<Option<Made>, CliError> {
    let options = ExportOptions::of(&input.ready.definition);
    let summary = format!("OpenAPI 3.0 of stage `{}`", options.stage);
    let exported = emit::export(&input.ready.definition, &options, sink);
    Ok(exported.map(|own| Made::File { path: "openapi.json".into(), text: own.to_json(), summary }))
}

/// The site that `docs` writes when nothing else is asked of it.
fn documentation(input: &Input<'_>, _: &str, _: &mut Sink) -> Result<Option<Made>, CliError> {
    let ready = input.ready;
    let files = docs::docs(&ready.definition, &ready.sources, &DocsOptions::default());
    let files = files.map_err(CliError::Docs)?;
    let summary = format!("{} files", files.len());
    let list = (package::DOCS, "html");
    Ok(Some(Made::Folder { path: "docs".into(), list, files, summary }))
}

/// A client library, as `sdk` writes it.
fn library(input: &Input<'_>, name: &str, _: &mut Sink) -> Result<Option<Made>, CliError> {
    let Some(language) = Language::find(name) else { return Ok(None) };
    let surface = input.surface.get_or_init(|| sdk::surface(&input.ready.definition));
    let files = language.write(surface, &SdkOptions::default()).map_err(CliError::Sdk)?;
    let summary = package::summary(surface, files.len());
    let path = Path::new("sdk").join(language.name);
    let list = (package::SDK, language.name);
    Ok(Some(Made::Folder { path, list, files, summary }))
}
