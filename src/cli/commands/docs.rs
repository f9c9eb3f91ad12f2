//! `docs`

use std::path::{Path, PathBuf};

use crate::cli::compiled::{self, Compiled, Ready};
use crate::cli::editions::{self, Read};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::package;
use crate::cli::project::{self, ReadArguments};
use crate::cli::terminal::Terminal;
use crate::diag::{Sink, closest};
use crate::diff::{self, Edition};
use crate::docs::{self, DocsOptions, Format, Since};
use crate::emit;
use crate::ir::{DEFAULT_STAGE, Definition};

/// Write documentation for those who call the API
///
/// A site of plain files: every operation with who gets in, limits, cache, the errors that can arise, and examples for
/// curl and the client libraries; models, authentication, search, and a panel that tries an operation against a local
/// `serve`. It needs no network and no server. The same definition gives the same bytes.
///
/// A directory that exists is written over file by file, and never where somebody else wrote.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis docs openapi.yaml -o site
  portcullis docs -o site --stage prod
  portcullis docs -o site --since v1:openapi.yaml
  portcullis docs -o book/api --format markdown")]
pub(in crate::cli) struct Arguments {
    /// The definition or manifest; `-` is standard input [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The directory to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// What the pages are written as
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FormatArgument::Html)]
    format: FormatArgument,

    /// A stage to document; may be repeated [default: all]
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,

    /// An earlier edition, whose differences become a changelog: a file, or a file in a revision as `v1:openapi.yaml`
    #[arg(long, value_name = "OLD")]
    since: Option<PathBuf>,

    /// Write over files that this command did not write, or that were changed since
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArgument {
    /// A site for browsers
    Html,
    /// Pages for those who have a site
    Markdown,
}

impl FormatArgument {
    const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let path = arguments.path.as_deref();
    let ready = match compiled::contract(path, &arguments.reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(exit),
    };
    for stage in &arguments.stage {
        known_stage(&ready.definition, stage)?;
    }
    let since = match &arguments.since {
        None => None,
        Some(old) => match editions::read(old, &arguments.reading, terminal)? {
            Read::Edition(edition) => Some(changes(old, &edition, &ready)),
            Read::Unusable => return Ok(Exit::Unusable),
        },
    };
    let options = DocsOptions {
        format: match arguments.format {
            FormatArgument::Html => Format::Html,
            FormatArgument::Markdown => Format::Markdown,
        },
        stages: arguments.stage.clone(),
        since,
    };
    let files = docs::docs(&ready.definition, &ready.sources, &options).map_err(CliError::Docs)?;
    let name = arguments.format.name();
    let count = files.len();
    package::write(&arguments.output, package::DOCS, name, files, arguments.force)?;
    let first = match arguments.format {
        FormatArgument::Html => "index.html",
        FormatArgument::Markdown => "index.md",
    };
    terminal.note(&format!("{}: {} files", arguments.output.join(first).display(), count));
    Ok(Exit::Done)
}

/// What is different from an earlier edition.
fn changes(path: &Path, old: &Edition, ready: &Ready) -> Since {
    // Whether it could run is for `check` to say.
    let config = emit::bundle(&ready.definition, &ready.sources, &mut Sink::default());
    let new = Edition::of_definition(&ready.definition, &ready.sources, config.as_ref());
    // A page says nothing of the machine that it was made on.
    let name = if path.is_absolute() { path.file_name().map(Path::new) } else { Some(path) };
    let name = name.map(|own| own.display().to_string()).unwrap_or_default();
    Since { name, changes: diff::compare(old, &new) }
}

/// Refuses a stage that the definition does not have.
fn known_stage(definition: &Definition, stage: &str) -> Result<(), CliError> {
    let mut names: Vec<&str> = definition.stages.keys().map(|name| name.as_str()).collect();
    if names.is_empty() {
        names.push(DEFAULT_STAGE);
    }
    if names.contains(&stage) {
        return Ok(());
    }
    let help = match closest(stage, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is `{}`", names.join("`, `")),
    };
    Err(CliError::Unknown { kind: "stage", name: stage.to_owned(), help: Some(help) })
}
