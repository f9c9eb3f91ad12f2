//! `rollback`

use std::path::PathBuf;

use crate::cli::deploying;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;

/// Point a stage back to what it ran before
///
/// A canary that runs is taken back first. With `--to`, the stage points to any deployment of the history.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis rollback --stage prod
  portcullis rollback --stage prod --to 3k7xq2m5ab")]
pub(in crate::cli) struct Arguments {
    /// The stage
    #[arg(long, value_name = "NAME")]
    stage: String,

    /// The deployment
    #[arg(long, value_name = "ID")]
    to: Option<String>,

    /// Where the history is kept
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    state: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    deploying::change(&arguments.state, terminal, |history, at| {
        history.rollback(&arguments.stage, arguments.to.as_deref(), at)
    })
}
