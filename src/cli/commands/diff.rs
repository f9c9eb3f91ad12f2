//! `diff`

use std::fmt::Write;
use std::path::PathBuf;

use crate::cli::editions::{self, Read};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::{self, ReadArguments};
use crate::cli::terminal::Terminal;
use crate::diff::{self, Change, Class, Report};

/// Tell what a new edition of an API means for those who call it
///
/// Compares two definitions or configurations: what breaks callers, who gets in and who no longer does, what is answered
/// otherwise, and what takes effect only with a deployment. What is written in another order or notation is no change.
/// An edition is a file, or a file in a revision of the git repository here: `main:openapi.yaml`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis diff v1/openapi.yaml v2/openapi.yaml
  portcullis diff main:portcullis.yaml portcullis.yaml
  portcullis diff --format markdown old.json gateway.json >> CHANGELOG.md

Exit status: 0 nothing at or over `--fail-on`, 1 something is, 2 an edition cannot be read.")]
pub(in crate::cli) struct Arguments {
    /// The old edition: a definition, manifest or `gateway.json`
    #[arg(value_name = "OLD", value_parser = project::path_parser())]
    old: PathBuf,

    /// The new edition
    #[arg(value_name = "NEW", value_parser = project::path_parser())]
    new: PathBuf,

    /// How to write it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = DiffFormat::Human)]
    format: DiffFormat,

    /// Which changes make the exit status 1
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum DiffFormat {
    /// By class, with places and reasons
    Human,
    /// One line for each change
    Concise,
    /// By the schema that `portcullis schema diff` prints
    Json,
    /// A changelog
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// What somebody has to change a client for: breaking changes and narrowed access
    Breaking,
    /// The same, and widened access
    Access,
    /// Any change
    Any,
    /// None
    Never,
}

impl FailOn {
    fn is_met(self, class: Class) -> bool {
        match self {
            Self::Breaking => class.breaks(),
            Self::Access => class.breaks() || class == Class::WidenedAccess,
            Self::Any => true,
            Self::Never => false,
        }
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let old = match editions::read(&arguments.old, &arguments.reading, terminal)? {
        Read::Edition(edition) => edition,
        Read::Unusable => return Ok(Exit::Unusable),
    };
    let new = match editions::read(&arguments.new, &arguments.reading, terminal)? {
        Read::Edition(edition) => edition,
        Read::Unusable => return Ok(Exit::Unusable),
    };
    let changes = diff::compare(&old, &new);
    let names = (arguments.old.display().to_string(), arguments.new.display().to_string());
    let text = match arguments.format {
        DiffFormat::Human => human(&changes),
        DiffFormat::Concise => changes.iter().map(concise).collect(),
        DiffFormat::Json => {
            let report = Report::new(&names.0, &names.1, &changes);
            let value =
                serde_json::to_value(&report).map_err(|error| CliError::Output(error.into()))?;
            format!("{value:#}\n")
        }
        DiffFormat::Markdown => Report::new(&names.0, &names.1, &changes).markdown(),
    };
    terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?;
    let is_met = changes.iter().any(|own| arguments.fail_on.is_met(own.class));
    Ok(if is_met { Exit::Found } else { Exit::Done })
}

/// `NEW.yaml:12: breaking[operation-removed]: GET /pets: is gone`
fn concise(change: &Change) -> String {
    let place = change.new.as_ref().or(change.old.as_ref());
    let place = place.map(|own| format!("{own}: ")).unwrap_or_default();
    format!(
        "{place}{}[{}]: {}: {}\n",
        change.class.name(),
        change.kind.name(),
        change.subject,
        change.message
    )
}

fn human(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no changes\n".to_owned();
    }
    // Writing to a string does not fail.
    let mut text = String::new();
    for class in Class::ALL {
        let own: Vec<&Change> = changes.iter().filter(|own| own.class == class).collect();
        if own.is_empty() {
            continue;
        }
        text.push_str(class.title());
        text.push('\n');
        let mut last = None;
        for (change, next) in own.iter().zip(own.iter().skip(1).map(Some).chain([None])) {
            if last != Some(&change.subject) {
                let _ = writeln!(text, "  {}", change.subject);
            }
            last = Some(&change.subject);
            let _ = writeln!(text, "    {}{}", change.message, places(change));
            // The reason stands once below changes of one kind.
            let is_same =
                next.is_some_and(|next| next.kind == change.kind && next.subject == change.subject);
            if !is_same {
                let _ = writeln!(text, "      {}", change.why());
            }
        }
        text.push('\n');
    }
    text.push_str(&summary(changes));
    text
}

/// As in ` (old.yaml:12, new.yaml:14)`.
fn places(change: &Change) -> String {
    let all = change.old.iter().chain(&change.new).map(ToString::to_string);
    let mut all: Vec<String> = all.collect();
    all.dedup();
    if all.is_empty() { String::new() } else { format!(" ({})", all.join(", ")) }
}

fn summary(changes: &[Change]) -> String {
    let counts = Class::ALL.into_iter().filter_map(|class| {
        let count = changes.iter().filter(|own| own.class == class).count();
        (count > 0).then(|| format!("{count} {}", class.title().to_lowercase()))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let deployed = changes.iter().filter(|own| own.effect == diff::Effect::Deployment).count();
    let when = match deployed {
        0 => "all of it takes effect at once".to_owned(),
        _ if deployed == changes.len() => "all of it takes effect with a deployment".to_owned(),
        _ => format!("{deployed} of {} take effect with a deployment", changes.len()),
    };
    format!("{counts}; {when}\n")
}
