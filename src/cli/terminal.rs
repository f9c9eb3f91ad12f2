//! What the command writes to, and what the terminal can show.
//!
//! Results go to standard output, notes and progress to standard error. A reader that has seen enough (`| head`)
//! is no fault: what is written after that is dropped, and the exit status stays what it would have been.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

use clap::ColorChoice;
use terminal_size::{Width, terminal_size_of};

use crate::diag::Style;

/// The width of reports where there is no terminal.
const WIDTH: usize = 100;

/// The two outputs of the process.
#[derive(Debug)]
pub(super) struct Terminal {
    color: ColorChoice,
    quiet: bool,
    out: BufWriter<UntilClosed<Stdout>>,
    err: UntilClosed<Stderr>,
}

impl Terminal {
    /// The outputs of this process.
    pub(super) fn new(color: ColorChoice) -> Self {
        let out = UntilClosed { inner: io::stdout(), closed: false };
        let err = UntilClosed { inner: io::stderr(), closed: false };
        Self { color, quiet: false, out: BufWriter::with_capacity(64 * 1024, out), err }
    }

    /// Leaves out what is neither a result nor an error, from here on.
    pub(super) fn be_quiet(&mut self) {
        self.quiet = true;
    }

    /// Whether only results and errors are wanted.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Where results go.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Where notes go.
    pub(super) fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    /// Writes a line for the person at the keyboard. When even that fails there is nobody left to tell.
    pub(super) fn note(&mut self, text: &str) {
        let _ = writeln!(self.err, "{text}");
    }

    /// Writes out what is still held back.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// How reports on standard output look.
    pub(super) fn out_style(&self) -> Style {
        let stdout = io::stdout();
        style(self.wants_color(stdout.is_terminal()), terminal_size_of(stdout))
    }

    /// How reports on standard error look.
    pub(super) fn err_style(&self) -> Style {
        let stderr = io::stderr();
        style(self.wants_color(stderr.is_terminal()), terminal_size_of(stderr))
    }

    /// How reports in files look: the same on every machine.
    pub(super) fn file_style() -> Style {
        Style { color: false, unicode: true, width: WIDTH, links: None }
    }

    fn wants_color(&self, terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // See no-color.org: the variable counts when it is set to anything but nothing.
            ColorChoice::Auto => {
                let refused = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
                terminal && !refused && variable("TERM").as_deref() != Some("dumb")
            }
        }
    }
}

fn style(color: bool, size: Option<(Width, terminal_size::Height)>) -> Style {
    let columns = size.map(|(Width(columns), _)| usize::from(columns));
    let asked = || variable("COLUMNS")?.parse().ok();
    Style {
        color,
        unicode: shows_unicode(),
        width: columns.or_else(asked).unwrap_or(WIDTH),
        links: None,
    }
}

/// Whether the locale can show more than ASCII. A process without any locale is a service or a container, whose logs
/// are UTF-8 everywhere.
fn shows_unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    set.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// A variable of the environment, if it is set and is text.
pub(super) fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
    env::var(name).ok()
}

/// A writer that takes everything and drops it once its reader has gone.
#[derive(Debug)]
struct UntilClosed<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> UntilClosed<W> {
    fn attempt<T>(
        &mut self,
        dropped: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(dropped);
        }
        match write(&mut self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(dropped)
            }
            written => written,
        }
    }
}

impl<W: Write> Write for UntilClosed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), Write::flush)
    }
}
