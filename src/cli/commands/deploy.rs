//! `deploy`

use crate::cli::compiled::Compiled;
use crate::cli::deploying::{self, DeployArguments};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;

/// Deploy what is written to a stage
///
/// The API becomes an immutable deployment, whose id is made of its content, and the stage points to it. Where the stage
/// has a `canary`, the canary points to it, and `promote` makes it the stage. `serve --deployed` serves what is deployed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis deploy --stage prod
  portcullis deploy --stage prod --description 'pets have names'")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    deploying: DeployArguments,

    /// The stage
    #[arg(long, value_name = "NAME")]
    stage: String,

    /// What is said of the deployment in its history
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let config = match arguments.deploying.written(terminal)? {
        Compiled::Good(config) => config,
        Compiled::Bad(exit) => return Ok(exit),
    };
    deploying::change(&arguments.deploying.state, terminal, |history, at| {
        history.deploy(&config, &arguments.stage, arguments.description.as_deref(), at)
    })
}
