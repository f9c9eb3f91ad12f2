//! `promote`

use std::path::PathBuf;

use crate::cli::deploying;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;

/// Make a canary the stage, or let a stage run what another one runs
///
/// The deployment of the canary becomes that of the stage, and its variables go beside those of the stage. The canary
/// stays attached and gets nothing until it is deployed to again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis promote --stage prod                  the canary of prod becomes prod
  portcullis promote --from test --stage prod      prod runs what test runs")]
pub(in crate::cli) struct Arguments {
    /// The stage
    #[arg(long, value_name = "NAME")]
    stage: String,

    /// The stage whose deployment is taken over
    #[arg(long, value_name = "NAME")]
    from: Option<String>,

    /// Where the history is kept
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    state: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    deploying::change(&arguments.state, terminal, |history, at| {
        history.promote(&arguments.stage, arguments.from.as_deref(), at)
    })
}
