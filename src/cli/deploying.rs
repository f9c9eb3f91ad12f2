//! What the commands share that deploy: the history, and how it is shown.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bundle::Config;
use crate::deploy::{Deed, History, Refusal};
use crate::gateway::Clock;
use crate::serve::{DEPLOYED_FILE, DeploymentsError, SystemClock, change_deployments};

use super::compiled::{self, Compiled};
use super::error::CliError;
use super::exit::Exit;
use super::project::{self, ReadArguments};
use super::terminal::Terminal;

/// Which definition is deployed, and where its history is.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct DeployArguments {
    /// The definition, manifest or `gateway.json` [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    pub(super) path: Option<PathBuf>,

    /// Where the history is kept
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    pub(super) state: PathBuf,

    #[command(flatten)]
    pub(super) reading: ReadArguments,
}

impl DeployArguments {
    /// The configuration as it is written.
    pub(super) fn written(&self, terminal: &mut Terminal) -> Result<Compiled<Config>, CliError> {
        compiled::configuration(self.path.as_deref(), &self.reading, terminal)
    }
}

/// Does something with the history in `state`, and says what was done.
pub(super) fn change(
    state: &Path,
    terminal: &mut Terminal,
    change: impl FnOnce(&mut History, u64) -> Result<Deed, Refusal>,
) -> Result<Exit, CliError> {
    let at = SystemClock::new().now().wall.as_secs();
    match change_deployments(state, |history| change(history, at))
        .map_err(|error| unreadable(&error))?
    {
        Ok(deed) => {
            // Whoever serves what is deployed looks at this file; the store's own changes when it is read as well.
            let marker = state.join(DEPLOYED_FILE);
            fs::write(&marker, format!("{} {}\n", deed.at, deed.deployment_id))
                .map_err(|source| CliError::Write { path: marker, source })?;
            writeln!(terminal.out(), "{}", sentence(&deed)).map_err(CliError::Output)?;
            Ok(Exit::Done)
        }
        Err(refusal) => {
            terminal.note(&format!("error: {refusal}"));
            if let Some(help) = refusal.help() {
                terminal.note(&format!("help: {help}"));
            }
            Ok(Exit::Found)
        }
    }
}

/// What was done, in a line.
fn sentence(deed: &Deed) -> String {
    use crate::deploy::DeedKind;
    let (stage, id) = (&deed.stage, &deed.deployment_id);
    let before = deed.before.as_ref().filter(|own| *own != id);
    let instead = before.map(|own| format!(", instead of {own}")).unwrap_or_default();
    match deed.kind {
        DeedKind::Deploy | DeedKind::Promote => format!("{stage} runs {id}{instead}"),
        DeedKind::DeployCanary => match before {
            Some(own) => format!("the canary of {stage} runs {id}, beside {own}"),
            None => format!("the canary of {stage} runs {id}, as the stage does"),
        },
        DeedKind::Rollback => format!("{stage} runs {id} again{instead}"),
        DeedKind::RollbackCanary => {
            format!("the canary of {stage} is taken back; all requests go to {id}")
        }
    }
}

/// The history cannot be read or kept.
pub(super) fn unreadable(error: &DeploymentsError) -> CliError {
    CliError::Usage {
        message: error.to_string(),
        help: Some(match error {
            DeploymentsError::InUse { .. } => "try again when the other command has ended".to_owned(),
            DeploymentsError::Io { .. } => {
                "what was deployed before stays; give it room or the right to write, or name another folder with `--state`".to_owned()
            }
            _ => "move the file away to begin with a new history, or name another folder with `--state`".to_owned(),
        }),
    }
}
