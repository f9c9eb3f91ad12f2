//! What can be said on the command line.

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser};

use super::commands::Command;

/// Compiles API definitions for Amazon API Gateway: checks them, explains them, and runs them on this machine
#[derive(Debug, Parser)]
#[command(
    name = "portcullis",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "\
Examples:
  portcullis check openapi.yaml             what is wrong with it
  portcullis serve openapi.yaml             run it on http://127.0.0.1:8080
  portcullis invoke openapi.yaml 'GET /'    one request, with the log of its steps
  portcullis explain undefined-model        the page of a rule

`portcullis COMMAND --help` tells more about each command.

Exit status: 0 done, 1 found something at or over `--fail-on`, 2 the input or the usage is wrong."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to colour: `auto` follows the terminal and the variable `NO_COLOR`
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t = ColorChoice::Auto,
        hide_possible_values = true,
        display_order = 1000
    )]
    pub(super) color: ColorChoice,
}

/// Reads the command line. What is wrong with it, or the help that it asks for, is in the error.
pub(super) fn parse(words: Vec<OsString>) -> Result<Arguments, clap::Error> {
    let matches = command().color(asked_color(&words)).try_get_matches_from(words)?;
    Arguments::from_arg_matches(&matches)
}

/// The declaration of all commands, for completions.
pub(super) fn command() -> clap::Command {
    Arguments::command()
}

/// The choice of colours for messages about the command line itself, which is not read yet at that time.
fn asked_color(words: &[OsString]) -> ColorChoice {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let value = match word {
            "--" => break,
            "--color" => words.next(),
            _ => word.strip_prefix("--color="),
        };
        match value {
            Some("always") => return ColorChoice::Always,
            Some("never") => return ColorChoice::Never,
            _ => {}
        }
    }
    ColorChoice::Auto
}
