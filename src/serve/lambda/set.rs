//! The functions of a project, as they are to be run.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;

use super::endpoint::InvokeEndpoint;
use super::launch::Launch;
use crate::bundle::{Config, FunctionConfig};
use crate::gateway::Function;

/// Lambda's own, in seconds (AWS docs, "Configure Lambda function timeout").
const DEFAULT_TIMEOUT: u64 = 3;

/// The functions of a project, as they are to be run.
#[derive(Clone, Default)]
pub struct FunctionSet {
    functions: BTreeMap<String, Arc<LocalFunction>>,
}

/// Where functions come from and what they are told of this machine.
#[derive(Clone, Copy)]
pub struct FunctionHome<'h> {
    /// The directory that paths are relative to.
    pub project: &'h Path,
    /// Gives the value of an environment variable of this process.
    pub variable: &'h dyn Fn(&str) -> Option<String>,
}

impl fmt::Debug for FunctionHome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionHome").field("project", &self.project).finish_non_exhaustive()
    }
}

/// One function. Equal functions are run by the same processes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LocalFunction {
    /// Its name in the project, with a qualifier where it has one.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) timeout: Duration,
}

/// What answers for a function.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Processes that speak the Runtime API.
    Process(Box<Launch>),
    /// Whatever speaks the Invoke API.
    Endpoint(InvokeEndpoint),
    /// A file with the answer.
    Response(PathBuf),
    /// Nothing, for this reason.
    Broken(String),
}

impl FunctionSet {
    /// Prepares functions. One that cannot be run is kept with the reason, which its callers find in the log.
    pub fn new(config: &Config, home: FunctionHome<'_>) -> Self {
        let region = config.region.as_deref().unwrap_or("us-east-1");
        let functions = config.functions.iter().map(|(name, config)| {
            let function = LocalFunction {
                name: name.clone(),
                kind: kind(name, config, region, home).unwrap_or_else(Kind::Broken),
                timeout: Duration::from_secs(config.timeout.unwrap_or(DEFAULT_TIMEOUT)),
            };
            (name.clone(), Arc::new(function))
        });
        Self { functions: functions.collect() }
    }

    /// Why functions cannot be run as they are now: what is wrong with what is said of them, or missing on this machine.
    pub fn problems(&self) -> Vec<String> {
        let named = self.functions.values().filter_map(|function| {
            let problem = match &function.kind {
                Kind::Broken(reason) => Some(reason.clone()),
                Kind::Process(launch) => launch.problem(),
                Kind::Response(path) if !path.is_file() => {
                    Some(format!("there is no file `{}`", path.display()))
                }
                Kind::Response(_) | Kind::Endpoint(_) => None,
            };
            problem.map(|problem| format!("the function `{}`: {problem}", function.name))
        });
        named.collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// The function that a definition calls: one that is named with its qualifier, or by its name alone.
    pub(super) fn find(&self, called: &Function) -> Option<&Arc<LocalFunction>> {
        self.functions.get(&called.to_string()).or_else(|| self.functions.get(&called.name))
    }

    pub(super) fn contains(&self, function: &LocalFunction) -> bool {
        self.functions.get(&function.name).is_some_and(|own| **own == *function)
    }
}

/// Without the environments, which may hold secrets.
impl fmt::Debug for FunctionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.functions.keys()).finish()
    }
}

fn kind(
    name: &str,
    config: &FunctionConfig,
    region: &str,
    home: FunctionHome<'_>,
) -> Result<Kind, String> {
    let given = [
        ("handler", &config.handler),
        ("command", &config.command),
        ("endpoint", &config.endpoint),
        ("response", &config.response),
    ];
    let mut given = given.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
    let Some((key, value)) = given.next() else {
        return Err("it says none of `handler`, `command`, `endpoint` and `response`".to_owned());
    };
    if let Some((other, _)) = given.next() {
        return Err(format!("it says both `{key}` and `{other}`, and only one can be run"));
    }
    let mut environment = environment(&config.environment, home)?;
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if !environment.iter().any(|(own, _)| own == name) {
            environment.push((name.to_owned(), region.to_owned()));
        }
    }
    Ok(match key {
        "handler" => {
            let runtime = config.runtime.as_deref();
            Kind::Process(Box::new(Launch::handler(name, value, runtime, environment, home)?))
        }
        "command" => Kind::Process(Box::new(Launch::command(name, value, environment, home)?)),
        "endpoint" => Kind::Endpoint(InvokeEndpoint::parse(value)?),
        _ => Kind::Response(home.project.join(value)),
    })
}

/// The variables of a function, with those of this process in their places.
fn environment(
    variables: &IndexMap<String, String>,
    home: FunctionHome<'_>,
) -> Result<Vec<(String, String)>, String> {
    let resolved = variables.iter().map(|(name, value)| {
        let reference = value.strip_prefix("${env:").and_then(|rest| rest.strip_suffix('}'));
        let value = match reference {
            Some(reference) => (home.variable)(reference).ok_or_else(|| {
                format!("its variable `{name}` is that of the environment variable `{reference}`, which is not set")
            })?,
            None => value.clone(),
        };
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            return Err(format!("`{name}` cannot be an environment variable"));
        }
        Ok((name.clone(), value))
    });
    resolved.collect()
}
