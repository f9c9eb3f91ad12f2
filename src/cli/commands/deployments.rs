//! `deployments`

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::deploying::unreadable;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::show::table;
use crate::cli::terminal::Terminal;
use crate::deploy::{Deed, History};
use crate::limits::Date;
use crate::serve::read_deployments;

/// List deployments and what was done with them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis deployments
  portcullis deployments --stage prod --format json")]
pub(in crate::cli) struct Arguments {
    /// Only what was done with this stage
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,

    /// Where the history is kept
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    state: PathBuf,

    /// How to write it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = DeploymentsFormat::Human)]
    format: DeploymentsFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DeploymentsFormat {
    Human,
    Json,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let history = read_deployments(&arguments.state).map_err(|error| unreadable(&error))?;
    let wanted = |deed: &&Deed| arguments.stage.as_ref().is_none_or(|own| *own == deed.stage);
    let deeds: Vec<&Deed> = history.deeds.iter().rev().filter(wanted).collect();
    let text = match arguments.format {
        DeploymentsFormat::Human => human(&history, &deeds),
        DeploymentsFormat::Json => format!("{:#}\n", json(&history, &deeds)),
    };
    terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?;
    Ok(Exit::Done)
}

fn human(history: &History, deeds: &[&Deed]) -> String {
    if deeds.is_empty() {
        return "nothing is deployed\n".to_owned();
    }
    let rows = deeds.iter().map(|deed| {
        let described = history.deployments.get(&deed.deployment_id);
        [
            time(deed.at),
            deed.stage.clone(),
            deed.kind.name().to_owned(),
            deed.deployment_id.clone(),
            deed.before.clone().unwrap_or_else(|| "-".to_owned()),
            if runs(history, deed) { "yes" } else { "" }.to_owned(),
            described.and_then(|own| own.description.clone()).unwrap_or_default(),
        ]
    });
    let head = ["when", "stage", "what", "deployment", "before", "runs", "description"];
    table(head, rows.collect())
}

/// Whether the stage runs today what a deed gave it.
fn runs(history: &History, deed: &Deed) -> bool {
    history.stages.get(&deed.stage).is_some_and(|own| {
        own.deployment_id == deed.deployment_id
            || own.canary_deployment_id.as_ref() == Some(&deed.deployment_id)
    })
}

/// As in `2026-11-26 21:05:12`.
fn time(at: u64) -> String {
    let (day, second) = (at / 86_400, at % 86_400);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{} {hour:02}:{minute:02}:{:02}", Date::of(day), second % 60)
}

fn json(history: &History, deeds: &[&Deed]) -> Value {
    let stages = history.stages.iter().map(|(name, own)| {
        let value = json!({
            "deploymentId": own.deployment_id,
            "canaryDeploymentId": own.canary_deployment_id,
        });
        (name.clone(), value)
    });
    let deeds = deeds.iter().map(|deed| {
        json!({
            "at": deed.at,
            "stage": deed.stage,
            "what": deed.kind.name(),
            "deploymentId": deed.deployment_id,
            "before": deed.before,
            "description": history.deployments.get(&deed.deployment_id).and_then(|own| own.description.clone()),
        })
    });
    json!({ "stages": Value::Object(stages.collect()), "history": deeds.collect::<Vec<_>>() })
}
