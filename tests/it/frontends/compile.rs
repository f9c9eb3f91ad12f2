//! Compiles texts that stand in a test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use portcullis::diag::{Format, Report, Severity, Sink};
use portcullis::frontend::{CODES, ImportOptions, compile};
use portcullis::ir::{Definition, HttpApi, RestApi};
use portcullis::source::{LoadError, Loader, Sources};

/// Files in memory.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<PathBuf, Vec<u8>>);

impl Files {
    /// Files of these names and texts.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(name, text)| (name.into(), text.as_bytes().to_vec()));
        Self(files.collect())
    }

    /// A file of bytes.
    pub(crate) fn with(mut self, name: &str, bytes: &[u8]) -> Self {
        self.0.insert(name.into(), bytes.to_vec());
        self
    }
}

impl Loader for Files {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        if path.starts_with("..") || path.is_absolute() {
            return Err(LoadError::Outside(path.to_owned()));
        }
        self.0.get(path).cloned().ok_or_else(|| LoadError::NotFound(path.to_owned()))
    }
}

/// What a compilation came to.
pub(crate) struct Outcome {
    pub(crate) definition: Option<Definition>,
    pub(crate) sources: Sources,
    pub(crate) sink: Sink,
}

/// Compiles `path` of `files`.
pub(crate) fn compile_files(files: &dyn Loader, path: &str, options: &ImportOptions) -> Outcome {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let definition = compile(files, Path::new(path), options, &mut sources, &mut sink);
    Outcome { definition, sources, sink }
}

/// Compiles one document.
pub(crate) fn compile_text(text: &str) -> Outcome {
    compile_files(&Files::new(&[("api.yaml", text)]), "api.yaml", &ImportOptions::default())
}

impl Outcome {
    /// The findings, one a line: `place: severity[code]: message`.
    pub(crate) fn concise(&self) -> String {
        self.format("concise")
    }

    /// The findings in one of the report formats.
    pub(crate) fn format(&self, name: &str) -> String {
        let codes: Vec<_> = CODES.iter().copied().flatten().copied().collect();
        let mut out = Vec::new();
        let report = Report::new(self.sink.diagnostics(), &self.sources, &codes);
        (Format::find(name).unwrap().write)(&mut out, &report).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Whether there is nothing worse than information.
    pub(crate) fn is_clean(&self) -> bool {
        self.sink.diagnostics().iter().all(|found| found.severity == Severity::Info)
    }

    /// The REST API.
    pub(crate) fn rest(&self) -> &RestApi {
        self.definition.as_ref().and_then(Definition::rest).unwrap()
    }

    /// The HTTP API.
    pub(crate) fn http(&self) -> &HttpApi {
        self.definition.as_ref().and_then(Definition::http).unwrap()
    }
}
