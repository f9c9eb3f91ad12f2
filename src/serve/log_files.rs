//! Where logs go: standard output, standard error, and files, each with a thread that writes.
//!
//! Whoever answers requests never waits for a disk or a terminal: text is put into a buffer, and a thread takes it from
//! there. The buffer has a bound. What comes when it is full is lost, but not in silence: how much it was is counted,
//! told on standard error, and a metric.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::source::io_reason;

/// What a buffer takes, in bytes.
const BUFFER: usize = 4 << 20;

/// How long the writer lets text come together. Under load it writes large pieces, and hardly anybody wakes it.
const GATHER: Duration = Duration::from_millis(2);

/// How long the end of a server waits for a log to take what is left.
const LAST: Duration = Duration::from_secs(2);

/// All logs of a server.
#[derive(Debug)]
pub(super) struct LogFiles {
    folder: PathBuf,
    open: Mutex<Vec<Arc<LogFile>>>,
}

/// One log.
pub(super) struct LogFile {
    name: String,
    shared: Arc<Shared>,
    written: Mutex<Receiver<()>>,
}

struct Shared {
    buffer: Mutex<Buffer>,
    wake: Condvar,
    lost: AtomicU64,
}

#[derive(Default)]
struct Buffer {
    text: Vec<u8>,
    is_closed: bool,
}

/// What a log is written to.
type Sink = Box<dyn Write + Send>;

/// A file that could not be opened.
struct Nowhere;

/// Entries on lines of their own, also behind one that could be written in part only.
struct Lines<W> {
    sink: W,
    is_cut: bool,
}

impl LogFiles {
    /// Logs whose paths are relative to `folder`. None is open.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: Mutex::default() }
    }

    /// The log of that destination: `stdout`, `stderr`, or a file, to which is added. One that cannot be opened takes
    /// nothing, which is told.
    pub(super) fn get(&self, destination: &str) -> Arc<LogFile> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = open.iter().find(|own| own.name == destination) {
            return Arc::clone(found);
        }
        let sink = sink(&self.folder, destination).unwrap_or_else(|error| {
            tell(&format!("cannot write the log `{destination}`: {}", io_reason(&error)));
            Box::new(Nowhere)
        });
        let file = Arc::new(LogFile::start(destination, sink));
        open.push(Arc::clone(&file));
        file
    }

    /// How many entries each log has lost.
    pub(super) fn lost(&self) -> Vec<(String, u64)> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().map(|own| (own.name.clone(), own.lost())).collect()
    }

    /// Writes what is left, as far as it is taken in time.
    pub(super) fn close(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for file in open.iter() {
            file.close();
        }
    }
}

impl LogFile {
    fn start(name: &str, sink: Sink) -> Self {
        let shared = Arc::new(Shared {
            buffer: Mutex::default(),
            wake: Condvar::new(),
            lost: AtomicU64::new(0),
        });
        let (done, written) = channel();
        let (own, writer) = (name.to_owned(), Arc::clone(&shared));
        let started = thread::Builder::new().name("log".to_owned()).spawn(move || {
            write_all(&own, &writer, sink);
            // Nobody waits any more when the time is over.
            let _ = done.send(());
        });
        if let Err(error) = started {
            tell(&format!("cannot write the log `{name}`: {}", io_reason(&error)));
            shared.buffer().is_closed = true;
        }
        Self { name: name.to_owned(), shared, written: Mutex::new(written) }
    }

    /// The destination.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Adds `text`, which is that of so many entries. All of it is lost when there is no room.
    pub(super) fn add(&self, text: &str, entries: u64) {
        let mut buffer = self.shared.buffer();
        if buffer.is_closed || buffer.text.len() + text.len() > BUFFER {
            drop(buffer);
            self.shared.lost.fetch_add(entries, Ordering::Relaxed);
            return;
        }
        let was_empty = buffer.text.is_empty();
        buffer.text.extend_from_slice(text.as_bytes());
        drop(buffer);
        if was_empty {
            self.shared.wake.notify_one();
        }
    }

    /// How many entries were lost.
    pub(super) fn lost(&self) -> u64 {
        self.shared.lost.load(Ordering::Relaxed)
    }

    fn close(&self) {
        self.shared.buffer().is_closed = true;
        self.shared.wake.notify_all();
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that takes nothing does not keep a server from its end.
        let _ = written.recv_timeout(LAST);
    }
}

impl Shared {
    fn buffer(&self) -> MutexGuard<'_, Buffer> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is in the buffer, when something is or the log is closed.
    fn take(&self, spare: Vec<u8>) -> (Vec<u8>, bool) {
        let mut buffer = self.buffer();
        while buffer.text.is_empty() && !buffer.is_closed {
            buffer = self.wake.wait(buffer).unwrap_or_else(PoisonError::into_inner);
        }
        if !buffer.is_closed {
            // Nobody wakes it for text that comes to text; the end does.
            let waited = self.wake.wait_timeout(buffer, GATHER);
            (buffer, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        let text = std::mem::replace(&mut buffer.text, spare);
        (text, buffer.is_closed)
    }
}

/// Writes until the log is closed and empty.
fn write_all(name: &str, shared: &Shared, sink: Sink) {
    let mut lines = Lines { sink, is_cut: false };
    let (mut spare, mut told) = (Vec::new(), 0);
    let mut trouble: Option<io::ErrorKind> = None;
    loop {
        let (text, is_closed) = shared.take(spare);
        let mut why = "they came faster than it takes them";
        match lines.write(&text) {
            Ok(()) => {
                if trouble.take().is_some() {
                    why = "it could not be written for a while";
                }
            }
            Err((entries, error)) => {
                shared.lost.fetch_add(entries, Ordering::Relaxed);
                // One kind of trouble is told once.
                if trouble != Some(error.kind()) {
                    tell(&format!("cannot write the log `{name}`: {}", io_reason(&error)));
                    trouble = Some(error.kind());
                }
            }
        }
        let lost = shared.lost.load(Ordering::Relaxed);
        if lost > told && trouble.is_none() {
            let new = lost - told;
            tell(&format!("the log `{name}` has lost {new} entries: {why}"));
            told = lost;
        }
        if is_closed && shared.buffer().text.is_empty() {
            return;
        }
        spare = text;
        spare.clear();
    }
}

impl<W: Write> Lines<W> {
    /// Writes whole lines. Where that fails, the error comes with how many of them are not there.
    fn write(&mut self, text: &[u8]) -> Result<(), (u64, io::Error)> {
        let missing = |rest: &[u8]| {
            let lines = rest.split_inclusive(|byte| *byte == b'\n').count();
            u64::try_from(lines).unwrap_or(u64::MAX)
        };
        if self.is_cut && !text.is_empty() {
            self.sink.write_all(b"\n").map_err(|error| (missing(text), error))?;
            self.is_cut = false;
        }
        let mut rest = text;
        while !rest.is_empty() {
            match self.sink.write(rest) {
                Ok(0) => return Err((missing(rest), io::ErrorKind::WriteZero.into())),
                Ok(written) => {
                    let (done, left) = rest.split_at(written.min(rest.len()));
                    self.is_cut = done.last() != Some(&b'\n');
                    rest = left;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err((missing(rest), error)),
            }
        }
        self.sink.flush().map_err(|error| (0, error))
    }
}

impl Write for Nowhere {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sink(folder: &Path, destination: &str) -> io::Result<Sink> {
    match destination {
        "stdout" => return Ok(Box::new(io::stdout())),
        "stderr" => return Ok(Box::new(io::stderr())),
        "" => return Err(io::ErrorKind::InvalidInput.into()),
        _ => {}
    }
    let path = folder.join(destination);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(Box::new(OpenOptions::new().create(true).append(true).open(path)?))
}

/// Says something on standard error. Nobody is left to tell when that is closed.
fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "warning: {text}");
}

impl fmt::Debug for LogFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogFile").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io;
    use std::path::Path;

    use super::{BUFFER, Lines, LogFiles};

    /// A disk with room for so many bytes.
    struct Disk {
        room: usize,
        text: Vec<u8>,
    }

    impl io::Write for Disk {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            let taken = text.len().min(self.room);
            if taken == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.room -= taken;
            self.text.extend_from_slice(&text[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_entry_that_was_cut_spoils_no_other() {
        let disk = Disk { room: 10, text: Vec::new() };
        let mut lines = Lines { sink: disk, is_cut: false };
        let lost = |outcome: Result<(), (u64, io::Error)>| outcome.err().map(|(lost, _)| lost);
        // Of four there are two, and one in part.
        assert_eq!(lost(lines.write(b"one\ntwo\nthree\nfour\n")), Some(2));
        assert_eq!(lost(lines.write(b"five\n")), Some(1));
        lines.sink.room = 100;
        assert_eq!(lost(lines.write(b"six\n")), None);
        assert_eq!(lines.sink.text, b"one\ntwo\nth\nsix\n");
        // What ends with a line is not cut.
        lines.sink.room = 4;
        assert_eq!(lost(lines.write(b"new\nold\n")), Some(1));
        lines.sink.room = 100;
        assert_eq!(lost(lines.write(b"last\n")), None);
        assert!(lines.sink.text.ends_with(b"six\nnew\nlast\n"));
    }

    fn text(folder: &Path, file: &str) -> String {
        io::read_to_string(File::open(folder.join(file)).unwrap()).unwrap()
    }

    #[test]
    fn everything_is_written_by_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let logs = LogFiles::new(folder.path());
        for number in 0..1000 {
            logs.get("logs/access.log").add(&format!("{number}\n"), 1);
        }
        logs.close();
        let text = text(folder.path(), "logs/access.log");
        let numbers: Vec<usize> = text.lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
        assert_eq!(logs.lost(), [("logs/access.log".to_owned(), 0)]);
        // Nothing is added to a log that is closed, and that is counted.
        logs.get("logs/access.log").add("late\n", 1);
        assert_eq!(logs.get("logs/access.log").lost(), 1);
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let logs = LogFiles::new(folder.path());
        let large = "x".repeat(BUFFER);
        logs.get("access.log").add(&format!("{large}\n\n\n"), 3);
        logs.get("access.log").add("y\n", 1);
        logs.close();
        assert_eq!(logs.get("access.log").lost(), 3);
        assert_eq!(text(folder.path(), "access.log"), "y\n");
    }

    #[test]
    fn a_log_that_cannot_be_opened_loses_what_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let logs = LogFiles::new(folder.path());
        let file = logs.get("file/access.log");
        file.add("a\nb\n", 2);
        logs.close();
        assert_eq!(file.lost(), 2);
    }
}
