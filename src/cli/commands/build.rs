//! `build`

use std::path::PathBuf;

use crate::bundle::write_config;
use crate::cli::compiled::{self, Compiled};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::project::ReadArguments;
use crate::cli::report;
use crate::cli::terminal::Terminal;
use crate::diag::Sink;
use crate::emit;

/// Write the configuration that `serve` runs
///
/// Reads and checks the definition, and writes `gateway.json`: complete, the same bytes for the same definition, and
/// without secrets. Nothing is written while the definition has errors; a file that is there stays as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis build openapi.yaml              writes build/gateway.json
  portcullis build -o deploy                 writes deploy/gateway.json
  portcullis serve build/gateway.json        runs it")]
pub(in crate::cli) struct Arguments {
    /// The definition or manifest; `-` is standard input [default: the usual names here]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,

    /// The directory to write to
    #[arg(short, long, value_name = "DIR", default_value = "build")]
    output: PathBuf,

    #[command(flatten)]
    reading: ReadArguments,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let ready = match compiled::check(arguments.path.as_deref(), &arguments.reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let mut sink = Sink::default();
    let config = emit::bundle(&ready.definition, &ready.sources, &mut sink);
    emit::report_left_out(&ready.definition, &mut sink);
    report::write_notes(&sink.into_diagnostics(), &ready.sources, terminal)?;
    let Some(config) = config else { return Ok(Exit::Found) };
    let text = write_config(&config).map_err(|error| CliError::Usage {
        message: format!("the configuration cannot be written: {error}"),
        help: None,
    })?;
    let path = arguments.output.join("gateway.json");
    output::make_directory(&arguments.output)?;
    output::write_file(&path, text.as_bytes())?;
    let methods: usize = config.rest_api.resources.iter().map(|own| own.methods.len()).sum();
    terminal.note(&format!(
        "{}: {methods} {}, {} {}",
        path.display(),
        if methods == 1 { "method" } else { "methods" },
        config.stages.len(),
        if config.stages.len() == 1 { "stage" } else { "stages" },
    ));
    Ok(Exit::Done)
}
