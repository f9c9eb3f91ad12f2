//! A definition that is good enough to be built, exported or run.

use std::path::Path;

use crate::bundle::{Config, read_config};
use crate::check::{AREAS, Checked, Settings};
use crate::diag::Severity;
use crate::emit;
use crate::ir::Definition;
use crate::source::Sources;

use super::error::CliError;
use super::exit::Exit;
use super::project::{self, Project, ReadArguments};
use super::report;
use super::terminal::Terminal;

/// What came of a definition.
pub(super) enum Compiled<T> {
    /// It is good.
    Good(T),
    /// It is not, and that has been said.
    Bad(Exit),
}

/// A checked definition with its files.
pub(super) struct Ready {
    pub(super) definition: Checked<Definition>,
    pub(super) sources: Sources,
}

/// Reads and checks the definition at `path`, and reports what is wrong with it.
pub(super) fn check(
    path: Option<&Path>,
    reading: &ReadArguments,
    terminal: &mut Terminal,
) -> Result<Compiled<Ready>, CliError> {
    let project = project::load(path, reading)?;
    checked(project, None, terminal)
}

/// Reads the definition at `path` for those who only need what it tells callers. The rules do not run: what a gateway
/// would refuse concerns whoever deploys it.
pub(super) fn contract(
    path: Option<&Path>,
    reading: &ReadArguments,
    terminal: &mut Terminal,
) -> Result<Compiled<Ready>, CliError> {
    contract_of(project::load(path, reading)?, terminal)
}

/// The same of what was read already.
pub(super) fn contract_of(
    project: Project,
    terminal: &mut Terminal,
) -> Result<Compiled<Ready>, CliError> {
    let ignore = AREAS.iter().map(|area| area.name.to_owned()).collect();
    let settings = Settings { ignore, ..Settings::default() };
    checked(project, Some(settings), terminal)
}

fn checked(
    project: Project,
    settings: Option<Settings>,
    terminal: &mut Terminal,
) -> Result<Compiled<Ready>, CliError> {
    let settings = settings.unwrap_or(project.settings);
    let (sources, mut sink) = (project.sources, project.sink);
    let checked =
        project.definition.and_then(|own| Checked::new(own, &sources, &settings, &mut sink));
    let found = sink.into_diagnostics();
    report::write_notes(&found, &sources, terminal)?;
    Ok(match checked {
        Some(definition) => Compiled::Good(Ready { definition, sources }),
        None => Compiled::Bad(report::exit(&found, Some(Severity::Error))),
    })
}

/// The configuration that runs the definition at `path`, which may be a `gateway.json` itself.
pub(super) fn configuration(
    path: Option<&Path>,
    reading: &ReadArguments,
    terminal: &mut Terminal,
) -> Result<Compiled<Config>, CliError> {
    if let Some(path) = path
        && let Some(text) = project::gateway_config(path)
    {
        let config = read_config(&text).map_err(|error| CliError::Usage {
            message: format!("`{}` is no configuration: {error}", path.display()),
            help: Some("`portcullis build` writes one".to_owned()),
        })?;
        return Ok(Compiled::Good(config));
    }
    let ready = match check(path, reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(Compiled::Bad(exit)),
    };
    let mut sink = crate::diag::Sink::default();
    let config = emit::bundle(&ready.definition, &ready.sources, &mut sink);
    let found = sink.into_diagnostics();
    report::write_notes(&found, &ready.sources, terminal)?;
    let Some(config) = config else { return Ok(Compiled::Bad(Exit::Found)) };
    tell_not_served(&ready, terminal);
    Ok(Compiled::Good(config))
}

/// One line for each kind of setting that has no effect on this machine.
fn tell_not_served(ready: &Ready, terminal: &mut Terminal) {
    if terminal.is_quiet() {
        return;
    }
    let mut sink = crate::diag::Sink::default();
    emit::report_not_served(&ready.definition, &mut sink);
    for found in sink.diagnostics() {
        let span = found.primary.span;
        let file = ready.sources.get(span.file()).map_or("", |file| file.name());
        let line = ready.sources.position(span).line;
        terminal.note(&format!("note: {file}:{line}: {}", found.message));
    }
}
