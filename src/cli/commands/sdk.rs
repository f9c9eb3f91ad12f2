//! `sdk`

use std::path::PathBuf;

use crate::cli::compiled::{self, Compiled};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::package;
use crate::cli::project::{self, ReadArguments};
use crate::cli::terminal::Terminal;
use crate::diag::closest;
use crate::sdk::{self, LANGUAGES, Language, SdkOptions};

/// Write a client library
///
/// The library is a whole package of its language: typed operations and models, errors typed by the gateway's own
/// response types, retries, credentials and pages. It is made of what the definition tells callers, so what a gateway
/// would refuse about backends does not matter here. The same definition gives the same bytes.
///
/// A directory that exists is written over file by file, and never where somebody else wrote.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis sdk typescript openapi.yaml -o client
  portcullis sdk python -o client --package pets --package-version 2.0.0
  portcullis sdk go -o client --package github.com/acme/pets
  portcullis sdk rust -o client --license 'MIT OR Apache-2.0'")]
pub(in crate::cli) struct Arguments {
    /// The language: `typescript`, `python`, `go`, `rust`, `java`, `kotlin`, `csharp`, `ruby`, `php` or `swift`
    #[arg(value_name = "LANGUAGE", value_parser = language)]
    language: &'static Language,

    /// The definition or manifest; `-` is standard input [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The directory to write to
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// The name of the package [default: the name of the API]
    #[arg(long, value_name = "NAME")]
    package: Option<String>,

    /// The version of the package [default: the version of the API]
    #[arg(long, value_name = "VERSION")]
    package_version: Option<String>,

    /// The licence of the package, as an expression of SPDX, for the languages whose packages name one
    #[arg(long, value_name = "SPDX", value_parser = license)]
    license: Option<String>,

    /// The address of the repository that the package is kept in, for the languages whose packages name it
    #[arg(long, value_name = "URL", value_parser = repository)]
    repository: Option<String>,

    /// Write over files that this command did not write, or that were changed since
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    reading: ReadArguments,
}

fn language(name: &str) -> Result<&'static Language, String> {
    Language::find(name).ok_or_else(|| {
        let names: Vec<&str> = LANGUAGES.iter().map(|own| own.name).collect();
        match closest(name, names.iter().copied()) {
            Some(near) => format!("there is no SDK for it; did you mean `{near}`?"),
            None => format!("there is no SDK for it; there is one for `{}`", names.join("`, `")),
        }
    })
}

/// An expression of SPDX by its form; whether the licences in it exist is for those who publish to know.
fn license(text: &str) -> Result<String, String> {
    let letter = |own: char| {
        own.is_ascii_alphanumeric() || matches!(own, '-' | '.' | '+' | ':' | '(' | ')' | ' ')
    };
    if text.starts_with(|own: char| own.is_ascii_alphanumeric() || own == '(')
        && text.chars().all(letter)
    {
        Ok(text.to_owned())
    } else {
        Err("it is written as SPDX does: `MIT`, `Apache-2.0 OR MIT`, `LicenseRef-Own`".to_owned())
    }
}

/// An address as it may stand in any manifest: the letters of a URI alone, none of which ends a string or an element.
fn repository(text: &str) -> Result<String, String> {
    let letter = |own: char| own.is_ascii_alphanumeric() || "-._~:/?#[]@!$()*+,;=%".contains(own);
    let address = ["https://", "http://", "ssh://", "git+ssh://", "git@"];
    if address.iter().any(|start| text.starts_with(start)) && text.chars().all(letter) {
        Ok(text.to_owned())
    } else {
        Err("it is an address such as `https://github.com/acme/pets`".to_owned())
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let path = arguments.path.as_deref();
    let ready = match compiled::contract(path, &arguments.reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let surface = sdk::surface(&ready.definition);
    let options = SdkOptions {
        package: arguments.package.clone(),
        version: arguments.package_version.clone(),
        license: arguments.license.clone(),
        repository: arguments.repository.clone(),
    };
    let language = arguments.language;
    if !language.names_origin && (options.license.is_some() || options.repository.is_some()) {
        let name = language.name;
        terminal.note(&format!(
            "a package of {name} names neither licence nor repository: it has none of what is given"
        ));
    }
    let files = language.write(&surface, &options).map_err(CliError::Sdk)?;
    let summary = package::summary(&surface, files.len());
    package::write(&arguments.output, package::SDK, language.name, files, arguments.force)?;
    terminal.note(&format!("{}: {summary}", arguments.output.display()));
    Ok(Exit::Done)
}
