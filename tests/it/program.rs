//! The program itself, serving in a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The program, serving. It is killed when this value is dropped.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    /// What it has not yet said on standard output, which stays open.
    _out: BufReader<ChildStdout>,
    errors: PathBuf,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// `serve` with these words, on a free port, in `folder`.
    pub(crate) fn serve(folder: &Path, words: &[&str]) -> Self {
        Self::start(command(words), folder)
    }

    /// The same with no file over so many blocks of 512 or 1,024 bytes: a full disk.
    pub(crate) fn serve_with_room(folder: &Path, blocks: u32, words: &[&str]) -> Self {
        Self::start(limited(&format!("trap '' XFSZ; ulimit -f {blocks}"), words), folder)
    }

    /// What `command` starts in `folder`, which gets its standard error in the file `errors`.
    #[track_caller]
    pub(crate) fn start(mut command: Command, folder: &Path) -> Self {
        let errors = folder.join("errors");
        let file = fs::File::create(&errors).unwrap();
        let mut child =
            command.current_dir(folder).stdout(Stdio::piped()).stderr(file).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.and_then(|own| own.parse().ok());
        let said = fs::read_to_string(&errors).unwrap();
        let address = address.unwrap_or_else(|| panic!("{line}{said}"));
        Self { child, address, _out: out, errors }
    }

    /// What it has said on standard error.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.errors).unwrap()
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as Ctrl-C does, and waits for it.
    pub(crate) fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap();
    }
}

/// `serve` with these words, on a free port.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.args(["serve", "--port", "0"]).args(words);
    command
}

/// The same after `before`, commands of the shell that set limits.
pub(crate) fn limited(before: &str, words: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let script = format!("{before}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_portcullis"), "serve", "--port", "0"]);
    command.args(words);
    command
}
