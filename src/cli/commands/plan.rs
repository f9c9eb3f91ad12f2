//! `plan`

use std::fmt::Write;

use serde_json::{Value, json};

use crate::cli::compiled::Compiled;
use crate::cli::deploying::{DeployArguments, unreadable};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::show::table;
use crate::cli::terminal::Terminal;
use crate::deploy::StagePlan;
use crate::serve::read_deployments;

/// Tell what a deployment would change
///
/// Compares what is written with what each stage runs. What is changed in the API takes effect when it is deployed; what
/// is changed in a stage, at once. Nothing is deployed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis plan                    all stages
  portcullis plan --stage prod --format json")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    deploying: DeployArguments,

    /// Only this stage
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,

    /// How to write it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = PlanFormat::Human)]
    format: PlanFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PlanFormat {
    Human,
    Json,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let config = match arguments.deploying.written(terminal)? {
        Compiled::Good(config) => config,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let history =
        read_deployments(&arguments.deploying.state).map_err(|error| unreadable(&error))?;
    let plans = history.plan(&config, arguments.stage.as_deref()).map_err(|refusal| {
        CliError::Usage { message: refusal.to_string(), help: refusal.help() }
    })?;
    let text = match arguments.format {
        PlanFormat::Human => plans.iter().map(human).collect::<Vec<_>>().join("\n"),
        PlanFormat::Json => format!("{:#}\n", Value::Array(plans.iter().map(json).collect())),
    };
    terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?;
    let is_refused = plans.iter().any(|own| own.refusal.is_some());
    Ok(if is_refused { Exit::Found } else { Exit::Done })
}

fn human(plan: &StagePlan) -> String {
    let StagePlan { stage, written, .. } = plan;
    let mut text = match &plan.deployed {
        None => format!("{stage}: never deployed; {written} is written\n"),
        Some(own) if plan.needs_deployment() => {
            format!("{stage}: runs {own}; {written} is written\n")
        }
        Some(own) => format!("{stage}: runs {own}, as it is written\n"),
    };
    if !plan.changes.is_empty() {
        let rows = plan.changes.iter().map(|change| {
            [change.subject.to_string(), change.message.clone(), change.effect.name().to_owned()]
        });
        for line in table(["what", "change", "takes effect"], rows.collect()).lines() {
            text.push_str("  ");
            text.push_str(line);
            text.push('\n');
        }
    }
    // Writing to a string does not fail.
    if let Some(refusal) = &plan.refusal {
        let _ = writeln!(text, "  it cannot be deployed: {refusal}");
        for line in refusal.help().iter().flat_map(|own| own.lines()) {
            let _ = writeln!(text, "    {line}");
        }
    } else if plan.needs_deployment() {
        let _ = writeln!(text, "  `portcullis deploy --stage {stage}` deploys it");
    }
    text
}

fn json(plan: &StagePlan) -> Value {
    let changes = plan.changes.iter().map(|change| {
        json!({
            "what": change.subject.to_string(),
            "change": change.message,
            "class": change.class.name(),
            "takesEffect": change.effect.name(),
        })
    });
    json!({
        "stage": plan.stage,
        "deployed": plan.deployed,
        "written": plan.written,
        "canary": plan.canary,
        "needsDeployment": plan.needs_deployment(),
        "changes": changes.collect::<Vec<_>>(),
        "refusal": plan.refusal.as_ref().map(|own| json!({
            "message": own.to_string(),
            "help": own.help(),
        })),
    })
}
