//! The editions that `diff` compares: files, and files of revisions.

use std::io;
use std::path::Path;
use std::process::Command;

use crate::bundle::read_config;
use crate::diff::Edition;
use crate::emit;
use crate::source::{LoadError, Loader};

use super::compiled::{self, Compiled};
use super::error::CliError;
use super::project::{self, ReadArguments};
use super::terminal::Terminal;

/// What came of an edition.
pub(super) enum Read {
    /// It can be compared.
    Edition(Box<Edition>),
    /// It cannot be read, and that has been said.
    Unusable,
}

impl Read {
    fn map(self, change: impl FnOnce(Edition) -> Edition) -> Self {
        match self {
            Self::Edition(edition) => Self::Edition(Box::new(change(*edition))),
            Self::Unusable => Self::Unusable,
        }
    }
}

/// Reads the edition at `path`: a definition, a `gateway.json`, or one of them in a revision.
pub(super) fn read(
    path: &Path,
    reading: &ReadArguments,
    terminal: &mut Terminal,
) -> Result<Read, CliError> {
    let (config, project) = match revision(path) {
        Some((revision, file)) => {
            let loader = Revision { name: revision.to_owned() };
            // What is not in the revision is about the command line, and not about a definition.
            let bytes = loader.load(Path::new(file)).map_err(|error| CliError::Usage {
                message: error.to_string(),
                help: Some("`REVISION:FILE` names a file from the current directory on".to_owned()),
            })?;
            let text = String::from_utf8(bytes).ok().filter(|own| project::is_gateway_config(own));
            (text, project::load_by(&loader, Path::new(file), reading))
        }
        None => match project::gateway_config(path) {
            Some(text) => return of_config(&text, path),
            None => (None, project::load(Some(path), reading)?),
        },
    };
    let in_revision = |own: Edition| match revision(path) {
        Some((revision, _)) => own.in_revision(revision),
        None => own,
    };
    if let Some(text) = config {
        return Ok(of_config(&text, path)?.map(in_revision));
    }
    // What a gateway would refuse is for `check` to say: an edition that has findings can be compared.
    let ready = match compiled::contract_of(project, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(_) => return Ok(Read::Unusable),
    };
    let mut sink = crate::diag::Sink::default();
    let config = emit::bundle(&ready.definition, &ready.sources, &mut sink);
    let edition = Edition::of_definition(&ready.definition, &ready.sources, config.as_ref());
    Ok(Read::Edition(Box::new(in_revision(edition))))
}

fn of_config(text: &str, path: &Path) -> Result<Read, CliError> {
    let config = read_config(text).map_err(|error| CliError::Usage {
        message: format!("`{}` is no configuration: {error}", path.display()),
        help: Some("`portcullis build` writes one".to_owned()),
    })?;
    Ok(Read::Edition(Box::new(Edition::of_config(&config))))
}

/// The revision and the file that `path` names, unless there is a file of that name.
fn revision(path: &Path) -> Option<(&str, &str)> {
    let parts = path.to_str()?.split_once(':')?;
    let is_named = !parts.0.is_empty() && !parts.0.starts_with('-') && !parts.1.is_empty();
    (is_named && !path.exists()).then_some(parts)
}

/// Files of a revision of the repository that the current directory is in, as git gives them.
struct Revision {
    name: String,
}

impl Loader for Revision {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let failed = |source| LoadError::Io { path: path.to_owned(), source };
        let named = format!("{}:./{}", self.name, path.display());
        let output = Command::new("git").args(["cat-file", "blob", &named]).output();
        let output = output.map_err(|error| {
            let reason = format!("git does not run: {error}");
            failed(io::Error::new(error.kind(), reason))
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let reason = said.lines().next().unwrap_or("git gives no reason");
            return Err(failed(io::Error::other(reason.to_owned())));
        }
        let limit = project::LARGEST_INPUT;
        if u64::try_from(output.stdout.len()).is_ok_and(|length| length > limit) {
            return Err(LoadError::TooLarge { path: path.to_owned(), limit });
        }
        Ok(output.stdout)
    }
}
