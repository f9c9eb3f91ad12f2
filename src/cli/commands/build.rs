//! `build`

use std::path::PathBuf;

use crate::cli::compiled::{self, Compiled};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::{self, ReadArguments};
use crate::cli::report;
use crate::cli::targets::{self, Target};
use crate::cli::terminal::Terminal;

/// Write what is made of a definition: what `serve` runs, and more
///
/// Reads and checks the definition, and writes the targets that are asked for: the configuration that `serve` runs,
/// complete and without secrets, where nothing else is. The same definition gives the same bytes. Nothing is written
/// while the definition has errors, or before all targets are made; what is there stays as it was until then.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis build openapi.yaml              writes build/gateway.json
  portcullis build -o deploy                 writes deploy/gateway.json
  portcullis serve build/gateway.json        runs it
  portcullis build --target gateway,openapi --target sdk:typescript")]
pub(in crate::cli) struct Arguments {
    /// The definition or manifest; `-` is standard input [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The directory to write to
    #[arg(short, long, value_name = "DIR", default_value = "build")]
    output: PathBuf,

    /// What to write, several times or with commas: `gateway`, `openapi`, `docs`, `sdk:LANGUAGE`
    ///
    /// `gateway` is `gateway.json`, which `serve` runs. `openapi` is `openapi.json`, the document that `export` writes.
    /// `docs` is the site that `docs` writes, in `docs`. `sdk:LANGUAGE`, as in `sdk:typescript`, is the client library that `sdk` writes, in `sdk/LANGUAGE`.
    #[arg(
        short,
        long = "target",
        value_name = "TARGET",
        value_delimiter = ',',
        default_value = "gateway",
        value_parser = Target::find
    )]
    targets: Vec<Target>,

    /// Write over files in packages and sites that this program did not write, or that were changed since
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    reading: ReadArguments,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let ready = match compiled::check(arguments.path.as_deref(), &arguments.reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let (made, found) = targets::make(&arguments.targets, &ready)?;
    report::write_notes(&found, &ready.sources, terminal)?;
    let Some(made) = made else { return Ok(Exit::Found) };
    for line in targets::write(&arguments.output, made, arguments.force)? {
        terminal.note(&line);
    }
    Ok(Exit::Done)
}
