//! A configuration made ready to run, and what is said about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bundle::{Config, Secret};
use crate::gateway::{Control, Plan, PlanOptions, VpcEndpoint};
use crate::serve::{DomainSet, FunctionHome, FunctionSet, random_id};

use super::error::CliError;
use super::project;
use super::terminal::{Terminal, variable};

/// How a definition is run.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Running")]
pub(super) struct RunArguments {
    /// Run without this control, which the definition declares
    ///
    /// Otherwise requests that it does not let in are refused; where this version does not enforce it, all requests
    /// behind it are.
    #[arg(long, value_name = "CONTROL",
        value_parser = clap::builder::PossibleValuesParser::new(Control::ALL.map(Control::name)))]
    allow: Vec<String>,

    /// The directory that the files of functions are in [default: that of the definition]
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,

    /// The VPC endpoint that requests come through; nothing else leads to a private API
    #[arg(long, value_name = "ID")]
    vpce: Option<String>,

    /// What it depends on which requests canaries get; the same seed gives the same requests [default: random]
    #[arg(long, value_name = "NUMBER")]
    canary_seed: Option<u64>,

    /// The VPC that requests come from
    #[arg(long, value_name = "ID", requires = "vpce")]
    vpc: Option<String>,
}

impl RunArguments {
    /// What it depends on which requests canaries get.
    fn canary_seed(&self) -> u64 {
        let random = || random_id().first_chunk::<8>().copied().map_or(0, u64::from_be_bytes);
        self.canary_seed.unwrap_or_else(random)
    }

    /// The VPC endpoint that requests come through.
    pub(super) fn vpc_endpoint(&self) -> Option<Arc<VpcEndpoint>> {
        let id = self.vpce.clone()?;
        Some(Arc::new(VpcEndpoint { id, vpc: self.vpc.clone() }))
    }
}

/// Prepares `config`.
pub(super) fn make(config: &Config, arguments: &RunArguments) -> Result<Plan, CliError> {
    let options = PlanOptions {
        allow: arguments.allow.clone(),
        environment: environment(config),
        canary_seed: arguments.canary_seed(),
    };
    Plan::new(config, &options)
        .map_err(|error| CliError::Usage { message: error.to_string(), help: None })
}

/// The variables of the environment that secrets of `config` refer to, and those with credentials for AWS itself, as far
/// as they are set.
pub(super) fn environment(config: &Config) -> BTreeMap<String, String> {
    let keys = config.api_keys.values().map(|key| &key.value);
    let secrets = config.identities.values().flat_map(|identity| {
        std::iter::once(&identity.secret_access_key).chain(&identity.session_token)
    });
    let names = keys.chain(secrets).filter_map(Secret::variable).chain(PlanOptions::CREDENTIALS);
    names.filter_map(|name| Some((name.to_owned(), variable(name)?))).collect()
}

/// The functions of `config`, which came from `path`.
pub(super) fn functions(
    config: &Config,
    path: Option<&Path>,
    arguments: &RunArguments,
) -> FunctionSet {
    let folder = home(path, arguments);
    let home = FunctionHome { project: &folder, variable: &|name| variable(name) };
    FunctionSet::new(config, home)
}

/// The directory that the files of functions and logs are in.
pub(super) fn home(path: Option<&Path>, arguments: &RunArguments) -> PathBuf {
    let folder = folder(path, arguments);
    // Processes run in that directory, and are found from any other.
    fs::canonicalize(&folder).unwrap_or(folder)
}

/// The custom domain names of `config`, which came from `path`.
pub(super) fn domains(
    config: &Config,
    path: Option<&Path>,
    arguments: &RunArguments,
) -> Result<DomainSet, CliError> {
    DomainSet::new(config, &home(path, arguments), &arguments.allow)
        .map_err(|error| CliError::Usage { message: error.to_string(), help: None })
}

/// What was built may lie anywhere, and its project is the current directory.
fn folder(path: Option<&Path>, arguments: &RunArguments) -> PathBuf {
    if let Some(folder) = &arguments.project {
        return folder.clone();
    }
    beside(path.filter(|path| project::gateway_config(path).is_none()))
}

/// The directory of a definition.
pub(super) fn beside(path: Option<&Path>) -> PathBuf {
    let path = path.filter(|path| *path != Path::new("-"));
    let folder = path.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// Says what of the definition does not run here.
pub(super) fn tell(plan: &Plan, functions: &FunctionSet, terminal: &mut Terminal) {
    for own in plan.unenforced() {
        terminal.note(&format!("warning: {own}"));
    }
    for own in plan.unserved() {
        terminal.note(&format!("warning: {own}"));
    }
    for own in plan.called_services() {
        terminal.note(&format!("note: {own}"));
    }
    for own in functions.problems() {
        terminal.note(&format!("warning: {own}"));
    }
}
