//! Finds the definition that a command is about, and reads it.

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::{env, fs};

use clap::builder::{PathBufValueParser, TypedValueParser};

use crate::check::Settings;
use crate::diag::Sink;
use crate::frontend::{ApiKind, BasePathMode, ImportOptions, compile};
use crate::ir::Definition;
use crate::serve::FsLoader;
use crate::source::{LoadError, Loader, Sources};

use super::error::CliError;

/// The names that are looked for where no path is given, in this order.
const NAMES: &[&str] = &[
    "portcullis.yaml",
    "openapi.yaml",
    "openapi.yml",
    "openapi.json",
    "swagger.yaml",
    "swagger.yml",
    "swagger.json",
    "template.yaml",
    "template.yml",
    "template.json",
];

/// The name of standard input in reports.
const STDIN: &str = "<stdin>";

/// More than this is not read from standard input; the service takes definitions of 6 MB.
pub(super) const LARGEST_INPUT: u64 = 64 * 1024 * 1024;

/// How a document is to be read, where the document itself leaves it open.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadArguments {
    /// What to read the document as, instead of deciding by its traits
    #[arg(long, value_name = "KIND", value_enum)]
    api_kind: Option<KindArgument>,

    /// What becomes of the base path of the document
    #[arg(long, value_name = "MODE", value_enum, default_value_t = BasePathArgument::Ignore)]
    base_path: BasePathArgument,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum KindArgument {
    /// A REST API (version 1)
    Rest,
    /// An HTTP API (version 2)
    Http,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum BasePathArgument {
    /// It is left out, as the service does unless told otherwise
    Ignore,
    /// It stands before every path
    Prepend,
    /// Its first segment is left out, the rest stands before every path
    Split,
}

impl ReadArguments {
    fn options(&self) -> ImportOptions {
        ImportOptions {
            api_kind: self.api_kind.map(|kind| match kind {
                KindArgument::Rest => ApiKind::Rest,
                KindArgument::Http => ApiKind::Http,
            }),
            base_path: match self.base_path {
                BasePathArgument::Ignore => BasePathMode::Ignore,
                BasePathArgument::Prepend => BasePathMode::Prepend,
                BasePathArgument::Split => BasePathMode::Split,
            },
            ..ImportOptions::default()
        }
    }
}

/// What was read, with what is wrong with it.
#[derive(Debug)]
pub(super) struct Project {
    /// All files that were read.
    pub(super) sources: Sources,
    /// What reading found.
    pub(super) sink: Sink,
    /// The definition, as far as the text says one.
    pub(super) definition: Option<Definition>,
    /// The linter's settings of the manifest.
    pub(super) settings: Settings,
    /// The files that were read or looked for, as absolute paths.
    pub(super) files: Vec<PathBuf>,
}

/// Reads the definition at `path`: of standard input for `-`, of the usual names in the current directory for none.
pub(super) fn load(path: Option<&Path>, arguments: &ReadArguments) -> Result<Project, CliError> {
    let path = named(path)?;
    if path.is_dir() {
        return Err(no_definition(&path));
    }
    let (loader, path) = if path == Path::new("-") {
        let root = loader_at(Path::new("."))?;
        (AnyLoader { files: root, stdin: Some(read_stdin()?) }, PathBuf::from(STDIN))
    } else {
        let (root, path) = place(&path);
        (AnyLoader { files: loader_at(&root)?, stdin: None }, path)
    };
    let project = load_by(&loader, &path, arguments);
    Ok(Project { files: loader.files.files(), ..project })
}

/// Reads the definition at `path` by way of `loader`.
pub(super) fn load_by(loader: &dyn Loader, path: &Path, arguments: &ReadArguments) -> Project {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let definition = compile(loader, path, &arguments.options(), &mut sources, &mut sink);
    let own = definition.as_ref().and_then(|definition| definition.check.get());
    let settings = own.map(|own| Settings::of_manifest(own, &mut sink)).unwrap_or_default();
    Project { sources, sink, definition, settings, files: Vec::new() }
}

/// What is said of pipes and devices. A pipe is read from standard input.
const NOT_A_FILE: &str = "it is not a regular file; `-` reads standard input";

/// Reads the path of a definition on the command line.
pub(super) fn path_parser() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(within)
}

/// The definition that `path` means: a directory stands for the one of the usual names in it. A directory that has none
/// stays as it is, and is told when it is read.
pub(super) fn within(path: PathBuf) -> PathBuf {
    if path.is_dir() { usual(&path).unwrap_or(path) } else { path }
}

/// The path that was given, or that of the usual names which is there.
pub(super) fn named(path: Option<&Path>) -> Result<PathBuf, CliError> {
    path.map_or_else(find, |path| Ok(path.to_owned()))
}

/// The text of a file that is no definition; `-` is standard input.
pub(super) fn read_text(path: &Path) -> Result<String, CliError> {
    String::from_utf8(read_bytes(path)?).map_err(|_| CliError::Read {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"),
    })
}

/// The bytes of a file that is no definition; `-` is standard input.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |source| CliError::Read { path: path.to_owned(), source };
    let bytes = if path == Path::new("-") {
        read_stdin()?
    } else {
        // Looked at before it is opened: opening a pipe would wait for its writer.
        let found = fs::metadata(path).map_err(failed)?;
        if found.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if !found.is_file() {
            return Err(failed(io::Error::other(NOT_A_FILE)));
        }
        let file = fs::File::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(LARGEST_INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
        bytes
    };
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST_INPUT) {
        return Err(failed(io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    Ok(bytes)
}

/// The text of `path`, if it is a configuration that `build` wrote.
pub(super) fn gateway_config(path: &Path) -> Option<String> {
    if path.extension().is_none_or(|end| end != "json") || !path.is_file() {
        return None;
    }
    // What cannot be read here is read again as a definition, and told then.
    read_text(path).ok().filter(|text| is_gateway_config(text))
}

/// Whether a text is a configuration that `build` wrote.
pub(super) fn is_gateway_config(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(200));
    head.is_some_and(|head| head.contains("\"portcullisGateway\""))
}

fn find() -> Result<PathBuf, CliError> {
    let here = Path::new(".");
    usual(here).ok_or_else(|| no_definition(here))
}

/// The file of the usual names in `folder`.
fn usual(folder: &Path) -> Option<PathBuf> {
    let within = |name: &&str| {
        if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
    };
    NAMES.iter().map(within).find(|path| path.is_file())
}

/// What is said of a directory without any of them: what it has instead.
fn no_definition(folder: &Path) -> CliError {
    const NAMED: usize = 5;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|own| own.path()).filter(|own| own.is_file());
    let documents = files.filter(|own| {
        let end = own.extension().and_then(|end| end.to_str());
        end.is_some_and(|end| ["yaml", "yml", "json"].contains(&end))
    });
    let named = |own: PathBuf| own.strip_prefix(".").unwrap_or(&own).display().to_string();
    let mut found: Vec<String> = documents.map(named).collect();
    found.sort();
    found.truncate(NAMED);
    CliError::NoDefinition { folder: folder.to_owned(), found }
}

/// The project's root and the path in it. The root is the current directory where the path lies below it, so that
/// files beside the definition's own directory can be referred to; otherwise it is the definition's directory.
fn place(path: &Path) -> (PathBuf, PathBuf) {
    if let Some(target) = link_outside(path) {
        let folder = target.parent().unwrap_or(Path::new("/")).to_owned();
        return (folder, target);
    }
    let climbs = path.components().any(|part| part == Component::ParentDir);
    if path.is_relative() && !climbs {
        return (PathBuf::from("."), path.to_owned());
    }
    let (folder, name) = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => (folder, Path::new(name)),
        _ => (path, Path::new("")),
    };
    let Ok(folder) = fs::canonicalize(folder) else {
        return (nearest_directory(folder), path.to_owned());
    };
    let here = env::current_dir().and_then(fs::canonicalize).ok();
    match here.as_deref().and_then(|here| folder.strip_prefix(here).ok()) {
        Some(below) => (PathBuf::from("."), below.join(name)),
        None => (folder.clone(), folder.join(name)),
    }
}

/// Where `path` leads, if it is a symbolic link out of its own directory and out of the current one. Whoever names a
/// link on the command line means what it stands for, which has its own files beside it.
fn link_outside(path: &Path) -> Option<PathBuf> {
    let target = path.is_symlink().then(|| fs::canonicalize(path).ok())??;
    let own = path.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let within = |folder: &Path| fs::canonicalize(folder).is_ok_and(|it| target.starts_with(it));
    (!within(own) && !within(Path::new("."))).then_some(target)
}

/// The first directory above `path` that exists. A loader there says of the path that there is no such file.
fn nearest_directory(path: &Path) -> PathBuf {
    let found = path.ancestors().find(|folder| folder.is_dir());
    found.unwrap_or(Path::new(".")).to_owned()
}

fn loader_at(root: &Path) -> Result<FsLoader, CliError> {
    FsLoader::new(root).map_err(|source| CliError::Read { path: root.to_owned(), source })
}

fn read_stdin() -> Result<Vec<u8>, CliError> {
    let failed = |source| CliError::Read { path: PathBuf::from(STDIN), source };
    let mut bytes = Vec::new();
    io::stdin().lock().take(LARGEST_INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Files below the root, and standard input under its own name.
struct AnyLoader {
    files: FsLoader,
    stdin: Option<Vec<u8>>,
}

impl Loader for AnyLoader {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        match &self.stdin {
            Some(bytes) if path == Path::new(STDIN) => {
                if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST_INPUT) {
                    return Err(LoadError::TooLarge {
                        path: path.to_owned(),
                        limit: LARGEST_INPUT,
                    });
                }
                Ok(bytes.clone())
            }
            _ => self.files.load(path),
        }
    }
}
