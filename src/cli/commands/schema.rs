//! `schema`

use crate::access::WhyDenied;
use crate::bundle;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;
use crate::diff::Report;
use crate::frontend::manifest_schema;

/// Print the JSON Schema of a file that portcullis reads or writes
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis schema gateway > gateway.schema.json")]
pub(in crate::cli) struct Arguments {
    /// Which file
    #[arg(value_name = "FILE", value_enum)]
    file: File,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum File {
    /// `gateway.json`, which `build` writes and `serve` runs
    Gateway,
    /// `portcullis.yaml`, the manifest
    Manifest,
    /// What `diff --format json` prints
    Diff,
    /// What `why-denied --format json` prints
    WhyDenied,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let schema = match arguments.file {
        File::Gateway => bundle::schema(),
        File::Manifest => manifest_schema(),
        File::Diff => Report::schema(),
        File::WhyDenied => WhyDenied::schema(),
    };
    writeln!(terminal.out(), "{schema:#}").map_err(CliError::Output)?;
    Ok(Exit::Done)
}
