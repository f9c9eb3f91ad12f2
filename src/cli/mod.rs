//! The command line: arguments, exit status, terminals. The only layer that reads the environment.

mod arguments;
mod codes;
mod commands;
mod compiled;
mod deploying;
mod editions;
mod entrance;
mod error;
mod exit;
mod keys;
mod merge;
mod output;
mod package;
mod plan;
mod project;
mod report;
mod show;
mod targets;
mod terminal;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::diag::Code;

use error::CliError;
use exit::Exit;
use terminal::Terminal;

/// Every finding that any command can report, by name: the catalog behind `explain`, SARIF and the book.
pub fn findings() -> &'static [&'static Code] {
    codes::all()
}

/// Runs the command that `words` name (the first is the program) and returns its exit status.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match arguments::parse(words.into_iter().collect()) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for and go to standard output; faults go to standard error. Whoever does
            // not read them any more does not need them.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Unusable } else { Exit::Done };
            return exit.into();
        }
    };
    let mut terminal = Terminal::new(arguments.color);
    let outcome = arguments.command.run(&mut terminal);
    let flushed = terminal.flush().map_err(CliError::Output);
    let exit = outcome.and_then(|exit| flushed.map(|()| exit));
    exit.unwrap_or_else(|error| report::failure(&error, &mut terminal)).into()
}
