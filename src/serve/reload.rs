//! Reload: a changed source file leads to a new compilation, and a good one to a new configuration.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::clock::now;
use super::lambda::FunctionSet;
use super::server::ServerHandle;
use super::tls::DomainSet;
use super::watch::{FileWatch, StopWatch, Waited};
use crate::gateway::Engine;

/// What a compilation gave.
pub struct Compiled {
    /// The engine; none when the definition has errors.
    pub engine: Option<Arc<Engine>>,
    /// The functions that the definition names.
    pub functions: FunctionSet,
    /// The custom domain names that it serves.
    pub domains: DomainSet,
    /// The files that it read or looked for, as absolute paths.
    pub files: Vec<PathBuf>,
    /// Findings, ready to be printed; empty when there are none.
    pub report: String,
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled").field("files", &self.files).finish_non_exhaustive()
    }
}

/// Reads the definition anew.
pub type Compile = Box<dyn FnMut() -> Compiled + Send>;

/// Watches the files of a definition and swaps the configuration of a server when they change. It ends when this
/// value is dropped.
#[derive(Debug)]
pub struct Reloader {
    stop: StopWatch,
    thread: Option<JoinHandle<()>>,
}

impl Reloader {
    /// Watches `files`, and compiles when one of them changes. While the definition has errors, the server keeps the
    /// last configuration that had none. Reports go to standard error.
    pub fn start(
        server: ServerHandle,
        files: &[PathBuf],
        mut compile: Compile,
    ) -> io::Result<Self> {
        let mut watch = FileWatch::new(files);
        let stop = watch.stopper();
        let thread = thread::Builder::new().name("reload".to_owned()).spawn(move || {
            while watch.wait() == Waited::Changed {
                let begun = now();
                let compiled = compile();
                watch.follow(&compiled.files);
                let outcome = match compiled.engine {
                    Some(engine) => {
                        // The new ones are there before anything asks for them.
                        let set = server.set_functions(compiled.functions);
                        let functions = set.map_or_else(
                            |error| format!(", without functions: {error}"),
                            |()| String::new(),
                        );
                        server.swap(engine);
                        server.set_domains(compiled.domains);
                        format!("reloaded in {} ms{functions}", begun.elapsed().as_millis())
                    }
                    None => "not reloaded: the last good configuration stays".to_owned(),
                };
                tell(&compiled.report, &outcome);
            }
        })?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Reloader {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            // A reload that panicked has said so; the server went on without it.
            let _ = thread.join();
        }
    }
}

fn tell(report: &str, outcome: &str) {
    let mut text = String::new();
    if !report.is_empty() {
        text.push_str(report.trim_end());
        text.push('\n');
    }
    text.push_str(outcome);
    text.push('\n');
    // Nobody is left to tell when standard error is closed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
