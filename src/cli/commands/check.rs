//! `check`

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;

use crate::check::{Settings, check};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::merge::Findings;
use crate::cli::project::{self, ReadArguments};
use crate::cli::show::{self, Show};
use crate::cli::terminal::Terminal;
use crate::cli::{output, plan, report};
use crate::diag::{FORMATS, Format, Severity, Sink};
use crate::emit;
use crate::serve::DomainSet;

/// Find what is wrong with definitions before anyone deploys them
///
/// Reads each definition with all files that it refers to, runs every rule, and reports what it finds with the place
/// in the file. The exit status is 0 when nothing was found at or over `--fail-on`, 1 when something was, and 2 when a
/// definition cannot be read as it stands.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis check                                   the definition of the current directory
  portcullis check openapi.yaml admin.json           these two
  portcullis check --format sarif -o out.sarif       for code scanning
  portcullis check --ignore routing --fail-on warning
  portcullis check --show limits                     rates, bursts and quotas in force, and who sets them
  portcullis check --show access                     who gets in to each method
  generate-openapi | portcullis check -

A finding that is meant to be so is allowed where it stands, with a reason:
  # portcullis: allow(rule-name) why it is right here")]
pub(in crate::cli) struct Arguments {
    /// Definitions or manifests; `-` is standard input [default: `portcullis.yaml`, `openapi.yaml` or the like here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    paths: Vec<PathBuf>,

    /// How to write what was found
    #[arg(short, long, value_name = "FORMAT", default_value = "human",
        value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: String,

    /// Run only these rules or areas
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    select: Vec<String>,

    /// Leave these rules or areas out
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    ignore: Vec<String>,

    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,

    /// Print what is in force and which layer says so, instead of findings; `--format json` gives it to programs
    #[arg(long, value_name = "WHAT", value_enum)]
    show: Option<Show>,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
}

impl From<FailOn> for Severity {
    fn from(choice: FailOn) -> Self {
        match choice {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Info => Self::Info,
        }
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let Some(format) = Format::find(&arguments.format) else {
        return Err(CliError::Unknown {
            kind: "format",
            name: arguments.format.clone(),
            help: None,
        });
    };
    if let Some(what) = arguments.show {
        return show_all(arguments, what, terminal);
    }
    let asked = Settings {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
        ..Settings::default()
    };
    refuse_unknown(&asked)?;
    let mut findings = Findings::default();
    if arguments.paths.is_empty() {
        examine(None, &asked, &arguments.reading, &mut findings)?;
    }
    for path in &arguments.paths {
        examine(Some(path), &asked, &arguments.reading, &mut findings)?;
    }
    write(&findings, format, arguments.output.as_deref(), terminal)?;
    Ok(report::exit(&findings.diagnostics, Some(arguments.fail_on.into())))
}

/// Shows what is in force in each definition. What is wrong with them goes to standard error.
fn show_all(arguments: &Arguments, what: Show, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let mut text = String::new();
    let mut exit = Exit::Done;
    let paths: Vec<Option<&Path>> = if arguments.paths.is_empty() {
        vec![None]
    } else {
        arguments.paths.iter().map(|path| Some(path.as_path())).collect()
    };
    for path in paths {
        let project = project::load(path, &arguments.reading)?;
        if let Some(definition) = &project.definition {
            let as_json = arguments.format == "json";
            text.push_str(&show::show(what, definition, &project.sources, as_json));
        }
        let found = project.sink.into_diagnostics();
        report::write_notes(&found, &project.sources, terminal)?;
        exit = exit.max(report::exit(&found, Some(Severity::Error)));
    }
    match arguments.output.as_deref() {
        Some(path) => output::write_file(path, text.as_bytes())?,
        None => terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?,
    }
    Ok(exit)
}

/// Checks one definition.
fn examine(
    path: Option<&PathBuf>,
    asked: &Settings,
    reading: &ReadArguments,
    findings: &mut Findings,
) -> Result<(), CliError> {
    let project = project::load(path.map(PathBuf::as_path), reading)?;
    let mut settings = project.settings;
    // What the command line selects counts instead of the manifest's selection, what it leaves out in addition.
    if !asked.select.is_empty() {
        settings.select.clone_from(&asked.select);
    }
    settings.ignore.extend(asked.ignore.iter().cloned());
    let mut sink: Sink = project.sink;
    if let Some(definition) = &project.definition {
        check(definition, &project.sources, &settings, &mut sink);
        // Rules read no files; whoever selects some of them wants nothing else.
        if settings.select.is_empty() {
            let folder = plan::beside(path.map(PathBuf::as_path));
            for error in DomainSet::faults(&emit::domains(definition), &folder) {
                let fault = error.fault.to_string();
                emit::report_domain_fault(definition, &error.domain, &fault, &mut sink);
            }
        }
    }
    findings.add(&project.sources, sink.into_diagnostics());
    Ok(())
}

fn refuse_unknown(settings: &Settings) -> Result<(), CliError> {
    let Some(unknown) = settings.unknown_names().into_iter().next() else { return Ok(()) };
    Err(CliError::Unknown {
        kind: "rule or area",
        name: unknown.name,
        help: Some(match unknown.suggestion {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`portcullis explain` lists all of them".to_owned(),
        }),
    })
}

fn write(
    findings: &Findings,
    format: &Format,
    path: Option<&Path>,
    terminal: &mut Terminal,
) -> Result<(), CliError> {
    let (sources, found) = (&findings.sources, &findings.diagnostics);
    let Some(path) = path else {
        let style = terminal.out_style();
        return report::write(terminal.out(), format, found, sources, style)
            .map_err(CliError::Output);
    };
    let mut text = Vec::new();
    let style = Terminal::file_style();
    report::write(&mut text, format, found, sources, style).map_err(CliError::Output)?;
    output::write_file(path, &text)?;
    let plural = if found.len() == 1 { "" } else { "s" };
    terminal.note(&format!("{} finding{plural} in {}", found.len(), path.display()));
    Ok(())
}
