//! A configuration made ready to run, and what is said about it.

use std::collections::BTreeMap;

use crate::bundle::Config;
use crate::gateway::{Control, Plan, PlanOptions};

use super::error::CliError;
use super::terminal::{Terminal, variable};

/// How a definition is run.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Running")]
pub(super) struct RunArguments {
    /// Run without this control, which the definition declares and this version does not enforce
    ///
    /// Otherwise every request behind it is refused.
    #[arg(long, value_name = "CONTROL",
        value_parser = clap::builder::PossibleValuesParser::new(Control::ALL.map(Control::name)))]
    allow: Vec<String>,
}

/// Prepares `config`.
pub(super) fn make(config: &Config, arguments: &RunArguments) -> Result<Plan, CliError> {
    let names = config.api_keys.values().filter_map(|key| key.value.variable());
    let environment: BTreeMap<String, String> =
        names.filter_map(|name| Some((name.to_owned(), variable(name)?))).collect();
    let options = PlanOptions { allow: arguments.allow.clone(), environment };
    Plan::new(config, &options)
        .map_err(|error| CliError::Usage { message: error.to_string(), help: None })
}

/// Says what of the definition does not run here.
pub(super) fn tell(plan: &Plan, terminal: &mut Terminal) {
    for own in plan.unenforced() {
        terminal.note(&format!("warning: {own}"));
    }
    for own in plan.unserved() {
        terminal.note(&format!("warning: {own}"));
    }
}
