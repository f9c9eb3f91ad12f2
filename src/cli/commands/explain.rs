//! `explain`

use std::fmt::Write as _;

use crate::check::AREAS;
use crate::cli::codes;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;
use crate::diag::{Code, closest_or_longer};

/// Explain a rule: what it finds, why that matters, and what to do
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis explain                     all rules and other findings
  portcullis explain undefined-model     one of them")]
pub(in crate::cli) struct Arguments {
    /// The name of the rule, as it stands in brackets in a finding; all names when absent
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let text = match &arguments.rule {
        Some(name) => page(name)?,
        None => list(),
    };
    terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?;
    Ok(Exit::Done)
}

fn page(name: &str) -> Result<String, CliError> {
    let Some(code) = codes::all().iter().find(|code| code.name == name) else {
        let near = closest_or_longer(name, codes::all().iter().map(|code| code.name));
        return Err(CliError::Unknown {
            kind: "rule",
            name: name.to_owned(),
            help: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`portcullis explain` lists all of them".to_owned(),
            }),
        });
    };
    let area = AREAS.iter().find(|area| area.rules.iter().any(|rule| rule.code.name == name));
    let area = area.map(|area| format!(", {}", area.name)).unwrap_or_default();
    let mut text = format!("{} ({}{area})\n\n", code.name, code.severity);
    // A doc comment's lines begin with the space after its slashes.
    let lines =
        code.doc.trim().lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    push_page(&mut text, lines);
    Ok(text)
}

/// A page as plain text: headings without their marks, examples below a line that says what they show.
fn push_page<'a>(text: &mut String, lines: impl Iterator<Item = &'a str>) {
    let mut in_example = false;
    for line in lines {
        let shown = match line.strip_prefix("```") {
            Some(_) if in_example => {
                in_example = false;
                continue;
            }
            Some(what) => {
                in_example = true;
                if !text.ends_with("\n\n") {
                    text.push('\n');
                }
                match what.rsplit(',').next() {
                    Some("fails") => "This is found:".to_owned(),
                    Some("passes") => "This is not:".to_owned(),
                    _ => continue,
                }
            }
            None if in_example && !line.is_empty() => format!("    {line}"),
            None => line.trim_start_matches("## ").to_owned(),
        };
        text.push_str(&shown);
        text.push('\n');
    }
}

/// All names with their first lines: rules by area, then what else can be found.
fn list() -> String {
    let width = codes::all().iter().map(|code| code.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for area in AREAS {
        push_head(&mut text, area.name, area.doc);
        for rule in area.rules {
            push_line(&mut text, &rule.code, width);
        }
    }
    push_head(
        &mut text,
        "reading",
        "What is wrong with the text itself, and how findings are allowed.",
    );
    let is_rule = |code: &Code| {
        AREAS.iter().flat_map(|area| area.rules).any(|rule| rule.code.name == code.name)
    };
    for code in codes::all().iter().filter(|code| !is_rule(code)) {
        push_line(&mut text, code, width);
    }
    text
}

fn push_head(text: &mut String, name: &str, doc: &str) {
    let gap = if text.is_empty() { "" } else { "\n" };
    // Writing into a string cannot fail.
    let _ = writeln!(text, "{gap}{name}: {}", doc.trim());
}

fn push_line(text: &mut String, code: &Code, width: usize) {
    let _ =
        writeln!(text, "  {:width$}  {:7}  {}", code.name, code.severity.name(), code.summary());
}
