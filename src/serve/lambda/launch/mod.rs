//! How the processes of a function are started.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::set::FunctionHome;
use super::sources::Sources;

/// What makes a Node.js process a worker.
const NODE: &str = include_str!("../bootstrap/node.cjs");
/// What makes a Python process a worker.
const PYTHON: &str = include_str!("../bootstrap/python.py");

/// Variables of this process that a function gets as well, so that programs are found and work as they do in a shell.
const INHERITED: [&str; 6] =
    ["PATH", "HOME", "TMPDIR", "SystemRoot", "VIRTUAL_ENV", "PYENV_VERSION"];

/// How the processes of a function are started.
#[derive(PartialEq, Eq)]
pub(super) struct Launch {
    /// The program: a name that `PATH` leads to, or a path.
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    /// What the program reads from standard input. A program that has one knows a token.
    pub(super) script: Option<&'static str>,
    /// The directory that it runs in.
    pub(super) folder: PathBuf,
    /// Everything that it is told, except what differs from process to process.
    pub(super) environment: Vec<(String, String)>,
    /// The files that it is made of.
    pub(super) sources: Sources,
    /// A file that must be there, under one of these names.
    needs: Vec<PathBuf>,
    /// Where programs are looked for.
    search: Option<String>,
}

impl Launch {
    /// The start of a handler in one of the runtimes that have a bootstrap here.
    pub(super) fn handler(
        name: &str,
        handler: &str,
        runtime: Option<&str>,
        environment: Vec<(String, String)>,
        home: FunctionHome<'_>,
    ) -> Result<Self, String> {
        let file = handler_file(handler)?;
        let base = home.project.join(&file);
        let python = [base.with_added_extension("py"), base.join("__init__.py")];
        let is_python = match runtime {
            Some(runtime) if runtime.starts_with("nodejs") => false,
            Some(runtime) if runtime.starts_with("python") => true,
            Some(runtime) => {
                return Err(format!(
                    "the runtime `{runtime}` has no bootstrap here; name a program that speaks the Lambda Runtime API \
                     by `command`"
                ));
            }
            None => python.iter().any(|path| path.is_file()),
        };
        let mut launch = Self::new(name, environment, home);
        launch.set("_HANDLER", handler);
        let own = runtime.unwrap_or(if is_python { "python" } else { "nodejs" });
        launch.set("AWS_EXECUTION_ENV", &format!("AWS_Lambda_{own}"));
        if is_python {
            // A runtime names a version, which may not be the one that is called `python3` here.
            let named = runtime.filter(|own| launch.runs(own));
            launch.program = PathBuf::from(named.unwrap_or("python3"));
            launch.arguments = vec!["-u".to_owned(), "-".to_owned()];
            launch.script = Some(PYTHON);
            launch.needs = python.to_vec();
            launch.sources = Sources::of_handler(home.project, &base, &["py", "json"]);
        } else {
            launch.program = PathBuf::from("node");
            launch.arguments = vec!["-".to_owned()];
            launch.script = Some(NODE);
            let ends = ["js", "mjs", "cjs"];
            launch.needs = ends.map(|end| base.with_added_extension(end)).to_vec();
            launch.needs.push(base.clone());
            launch.sources =
                Sources::of_handler(home.project, &base, &["js", "mjs", "cjs", "json"]);
        }
        Ok(launch)
    }

    /// The start of a program that speaks the Runtime API itself.
    pub(super) fn command(
        name: &str,
        command: &str,
        environment: Vec<(String, String)>,
        home: FunctionHome<'_>,
    ) -> Result<Self, String> {
        let mut words = words(command)?.into_iter();
        let Some(program) = words.next() else {
            return Err("its `command` is empty".to_owned());
        };
        let mut launch = Self::new(name, environment, home);
        // A path is one of the project, whatever directory this process was started in.
        let is_path = program.contains('/');
        launch.program = if is_path { home.project.join(&program) } else { PathBuf::from(program) };
        launch.arguments = words.collect();
        let named = launch.arguments.iter().map(|word| home.project.join(word));
        let named = named.chain(is_path.then(|| launch.program.clone())).collect();
        launch.sources = Sources::of_command(home.project, named);
        Ok(launch)
    }

    fn new(name: &str, own: Vec<(String, String)>, home: FunctionHome<'_>) -> Self {
        let folder = home.project.to_owned();
        let root = folder.to_string_lossy().into_owned();
        let (plain, qualifier) = name.split_once(':').unwrap_or((name, ""));
        let is_version =
            !qualifier.is_empty() && qualifier.bytes().all(|byte| byte.is_ascii_digit());
        let mut launch = Self {
            program: PathBuf::new(),
            arguments: Vec::new(),
            script: None,
            folder,
            environment: Vec::new(),
            sources: Sources::default(),
            needs: Vec::new(),
            search: (home.variable)("PATH"),
        };
        for name in INHERITED {
            if let Some(value) = (home.variable)(name) {
                launch.set(name, &value);
            }
        }
        // AWS docs, "Using Lambda environment variables": those that are defined for every function.
        launch.set("AWS_LAMBDA_FUNCTION_NAME", plain);
        launch.set("AWS_LAMBDA_FUNCTION_VERSION", if is_version { qualifier } else { "$LATEST" });
        launch.set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
        launch.set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        launch.set("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{plain}"));
        launch.set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        launch.set("LAMBDA_TASK_ROOT", &root);
        launch.set("LAMBDA_RUNTIME_DIR", &root);
        launch.set("LANG", "en_US.UTF-8");
        launch.set("TZ", ":UTC");
        launch.environment.extend(own);
        launch
    }

    fn set(&mut self, name: &str, value: &str) {
        // What a project says of its function wins.
        if !self.environment.iter().any(|(own, _)| own == name) {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Why it cannot be started as things are now.
    pub(super) fn problem(&self) -> Option<String> {
        if !self.folder.is_dir() {
            return Some(format!("there is no directory `{}`", self.folder.display()));
        }
        if !self.needs.is_empty() && !self.needs.iter().any(|path| path.is_file()) {
            let names: Vec<String> =
                self.needs.iter().take(3).map(|path| format!("`{}`", path.display())).collect();
            return Some(format!("there is no file {}", names.join(" or ")));
        }
        if self.finds(&self.program).is_none() {
            return Some(if self.program.components().count() > 1 {
                format!("there is no program `{}`", self.program.display())
            } else {
                let program = self.program.display();
                format!("`{program}` is not installed here, or not in a directory of PATH")
            });
        }
        None
    }

    /// Whether a program is there and works: version managers leave programs that only say that they do not.
    fn runs(&self, program: &str) -> bool {
        let Some(path) = self.finds(Path::new(program)) else { return false };
        let mut command = Command::new(path);
        command.arg("--version").env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn finds(&self, program: &Path) -> Option<PathBuf> {
        if program.components().count() > 1 {
            return program.is_file().then(|| program.to_owned());
        }
        let search = self.search.as_deref()?;
        std::env::split_paths(search).map(|folder| folder.join(program)).find(|path| path.is_file())
    }
}

/// Without the values of variables, which may be secrets.
impl fmt::Debug for Launch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch").field("program", &self.program).finish_non_exhaustive()
    }
}

/// The file of a handler without its ending. It lies in the project.
fn handler_file(handler: &str) -> Result<PathBuf, String> {
    let name_at = handler.rfind('/').map_or(0, |at| at + 1);
    let name = handler.get(name_at..).unwrap_or("");
    let malformed = || {
        format!(
            "the handler `{handler}` is not a file without its ending, a dot and a function, as in `functions/pets.handler`"
        )
    };
    let (file, export) = name.split_once('.').ok_or_else(malformed)?;
    if file.is_empty() || export.is_empty() {
        return Err(malformed());
    }
    let path = handler.get(..name_at + file.len()).unwrap_or("");
    if path.split('/').any(|part| part == "..") || path.starts_with('/') {
        return Err(format!("the handler `{handler}` leads out of the project's directory"));
    }
    Ok(path.split('/').filter(|part| *part != ".").collect())
}

/// The words of a command. Quotes keep spaces together; nothing else has a meaning, as no shell reads it.
fn words(command: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (Some(_) | None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    if quote.is_some() {
        return Err("its `command` has a quote that is not closed".to_owned());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests;
