//! A server that runs in this process, over a definition in a directory of its own.

use std::cell::Cell;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portcullis::check::{Checked, Settings};
use portcullis::diag::{Format, Report, Sink};
use portcullis::emit;
use portcullis::frontend::{ImportOptions, compile};
use portcullis::gateway::{Engine, Plan, PlanOptions};
use portcullis::serve::{
    Compiled, DomainSet, FsLoader, FunctionHome, FunctionSet, Reloader, ServeError, ServeOptions,
    Server, ServerHandle,
};
use portcullis::source::Sources;
use tempfile::TempDir;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server. It is ended when this value is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    /// Where custom domain names are served, if there are any.
    pub(crate) domain_address: Option<SocketAddr>,
    pub(crate) server: ServerHandle,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
    folder: TempDir,
    reports: Arc<Mutex<Vec<String>>>,
}

impl Running {
    /// Serves `definition`.
    pub(crate) fn start(definition: &str) -> Self {
        Self::start_with(definition, |_| {})
    }

    /// Serves `definition` with options that `change` makes.
    pub(crate) fn start_with(definition: &str, change: impl FnOnce(&mut ServeOptions)) -> Self {
        Self::bind(definition, change).unwrap()
    }

    /// Serves `definition`, unless it cannot listen.
    pub(crate) fn bind(
        definition: &str,
        change: impl FnOnce(&mut ServeOptions),
    ) -> Result<Self, ServeError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("api.yaml");
        fs::write(&file, definition).unwrap();
        Self::bind_file(folder, &file, change)
    }

    /// Serves a definition that is in a directory with what belongs to it.
    pub(crate) fn start_in(folder: TempDir, name: &str) -> Self {
        let file = folder.path().join(name);
        Self::bind_file(folder, &file, |_| {}).unwrap()
    }

    /// Serves a manifest beside a definition, with options that `change` makes.
    pub(crate) fn start_manifest(
        manifest: &str,
        definition: &str,
        change: impl FnOnce(&mut ServeOptions),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("api.yaml"), definition).unwrap();
        let file = folder.path().join("portcullis.yaml");
        fs::write(&file, format!("portcullis: 1\nname: pets\napi: api.yaml\n{manifest}")).unwrap();
        Self::bind_file(folder, &file, change).unwrap()
    }

    /// Ends the server when all requests have been answered, and gives what is in a file of its directory then.
    pub(crate) fn written(&mut self, file: &str) -> String {
        self.server.shut_down();
        self.ended();
        fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    fn bind_file(
        folder: TempDir,
        file: &Path,
        change: impl FnOnce(&mut ServeOptions),
    ) -> Result<Self, ServeError> {
        let compiled = compile_file(file);
        let engine = compiled.engine.unwrap_or_else(|| panic!("{}", compiled.report));
        let mut options = ServeOptions::default();
        options.address.set_port(0);
        options.workers = 1.try_into().unwrap();
        options.access_log = false;
        folder.path().clone_into(&mut options.log_folder);
        options.functions = compiled.functions;
        options.domains = compiled.domains;
        options.domain_address.set_port(0);
        change(&mut options);
        let server = Server::bind(options, engine)?;
        let (address, handle) = (server.address(), server.handle());
        let domain_address = server.domain_address();
        let thread = Some(thread::spawn(move || server.run()));
        Ok(Self {
            address,
            domain_address,
            server: handle,
            thread,
            folder,
            reports: Arc::default(),
        })
    }

    /// The file that is served.
    pub(crate) fn definition(&self) -> PathBuf {
        self.folder.path().join("api.yaml")
    }

    /// Serves another definition from now on.
    pub(crate) fn swap(&self, definition: &str) {
        let file = self.folder.path().join("other.yaml");
        fs::write(&file, definition).unwrap();
        self.server.swap(compile_file(&file).engine.unwrap());
    }

    /// Watches the file.
    pub(crate) fn reload_on_change(&self) -> Reloader {
        let (file, reports) = (self.definition(), Arc::clone(&self.reports));
        let again = file.clone();
        let compile = Box::new(move || {
            let compiled = compile_file(&again);
            reports.lock().unwrap().push(compiled.report.clone());
            compiled
        });
        Reloader::start(self.server.clone(), &[file], compile).unwrap()
    }

    /// What reloads have reported.
    pub(crate) fn reports(&self) -> Vec<String> {
        self.reports.lock().unwrap().clone()
    }

    /// Looks until `condition` holds.
    pub(crate) fn until(&self, condition: impl Fn() -> bool) {
        let thread = self.thread.as_ref();
        let tries = Cell::new(0_u32);
        let since = now();
        while !condition() {
            tries.set(tries.get() + 1);
            assert!(since.elapsed() < PATIENCE, "it did not come in {} tries", tries.get());
            assert!(thread.is_some(), "the server has ended");
            thread::yield_now();
        }
    }

    /// Waits for the end of the server, which must be one without an error.
    pub(crate) fn ended(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.end();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn now() -> Instant {
    Instant::now()
}

fn compile_file(file: &Path) -> Compiled {
    let loader = FsLoader::new(file.parent().unwrap()).unwrap();
    let name = Path::new(file.file_name().unwrap());
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let definition = compile(&loader, name, &ImportOptions::default(), &mut sources, &mut sink);
    let checked =
        definition.and_then(|own| Checked::new(own, &sources, &Settings::default(), &mut sink));
    let config = checked.and_then(|checked| emit::bundle(&checked, &sources, &mut sink));
    let plan = config.as_ref().map(|config| Plan::new(config, &PlanOptions::default()).unwrap());
    let variable = &|name: &str| std::env::var(name).ok();
    let home = FunctionHome { project: file.parent().unwrap(), variable };
    let functions = config.as_ref().map(|config| FunctionSet::new(config, home));
    let domains = config.map(|config| DomainSet::new(&config, home.project, &[]).unwrap());
    let mut report = Vec::new();
    let findings = Report::new(sink.diagnostics(), &sources, &[]);
    (Format::find("concise").unwrap().write)(&mut report, &findings).unwrap();
    Compiled {
        engine: plan.map(|plan| Arc::new(Engine::new(plan))),
        functions: functions.unwrap_or_default(),
        domains: domains.unwrap_or_default(),
        files: vec![file.to_owned()],
        report: String::from_utf8(report).unwrap(),
    }
}
