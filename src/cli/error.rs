//! What can go wrong with the world around a command, and what to do then.

use std::io;
use std::path::{Path, PathBuf};

use crate::docs::DocsError;
use crate::sdk::SdkError;
use crate::serve::ServeError;
use crate::source::io_reason;

/// Why a command could not do its work, for reasons that are not in the definition.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum CliError {
    /// A directory holds none of the usual names.
    #[error("there is no definition in {}", directory(folder))]
    NoDefinition {
        /// The directory.
        folder: PathBuf,
        /// What in it may be a definition of another name.
        found: Vec<String>,
    },
    /// Standard output does not take what is written.
    #[error("cannot write to standard output: {}", io_reason(.0))]
    Output(#[source] io::Error),
    /// A file cannot be written.
    #[error("cannot write `{}`: {}", path.display(), io_reason(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), io_reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Something that was named on the command line does not exist.
    #[error("there is no {kind} `{name}`")]
    Unknown {
        /// What it would be.
        kind: &'static str,
        /// As it was written.
        name: String,
        /// What was probably meant, or what there is.
        help: Option<String>,
    },
    /// The runtime cannot start, or not go on.
    #[error("{0}")]
    Serve(#[source] ServeError),
    /// The operating system does not give what the runtime needs.
    #[error("cannot run: {}", io_reason(.0))]
    Runtime(#[source] io::Error),
    /// A client library cannot be written.
    #[error("{0}")]
    Sdk(#[source] SdkError),
    /// Documentation cannot be written.
    #[error("{0}")]
    Docs(#[source] DocsError),
    /// An argument that does not say what is needed.
    #[error("{message}")]
    Usage {
        /// What is so.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
}

impl CliError {
    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        match self {
            Self::NoDefinition { found, .. } => {
                let names = found.iter().map(|own| format!("`{own}`")).collect::<Vec<_>>();
                let found = match names.as_slice() {
                    [] => String::new(),
                    names => format!("; it has {}", names.join(", ")),
                };
                Some(format!(
                    "name one, as in `portcullis check api.yaml`; without a name, `portcullis.yaml`, `openapi.yaml`, \
                     `swagger.yaml`, `template.yaml` and their `.yml` and `.json` forms are looked for{found}"
                ))
            }
            Self::Serve(ServeError::Listen { .. }) => {
                Some("another port is chosen with `--port`, a free one with `--port 0`".to_owned())
            }
            Self::Output(_)
            | Self::Write { .. }
            | Self::Read { .. }
            | Self::Serve(_)
            | Self::Sdk(_)
            | Self::Docs(_)
            | Self::Runtime(_) => None,
            Self::Unknown { help, .. } | Self::Usage { help, .. } => help.clone(),
        }
    }
}

/// A directory in a sentence.
fn directory(folder: &Path) -> String {
    if folder == Path::new(".") {
        return "the current directory".to_owned();
    }
    format!("`{}`", folder.display())
}
