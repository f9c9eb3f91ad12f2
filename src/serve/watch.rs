//! Tells when one of the files of a compilation changed.
//!
//! Directories are watched, not files: editors write a new file and rename it over the old one, and a watch on the
//! file would stay with the old one. Where the system cannot watch (network mounts, exhausted limits), a slow poll
//! of times and sizes takes its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, SystemTime};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long the files must rest before they are read again: an editor or a checkout writes several times.
const QUIET: Duration = Duration::from_millis(15);

/// How many times in a row a restless directory is waited for.
const PATIENCE: usize = 60;

/// How often times and sizes are compared where no event came.
const POLL: Duration = Duration::from_secs(2);

/// A signal to the watching thread.
#[derive(Debug)]
enum Signal {
    /// Something happened in a directory that holds a file of the compilation.
    Event,
    /// The watch is over.
    Stop,
}

/// What a wait ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waited {
    /// A file changed, came or went.
    Changed,
    /// The watch is over.
    Stopped,
}

/// Ends a [`FileWatch`] from another thread.
#[derive(Clone, Debug)]
pub(super) struct StopWatch(SyncSender<Signal>);

impl StopWatch {
    /// Ends the watch, at once or after the compilation that is under way.
    pub(super) fn stop(&self) {
        // The other side may be gone already, and then there is nothing to end.
        let _ = self.0.send(Signal::Stop);
    }
}

/// A watch over the files of a compilation.
pub(super) struct FileWatch {
    files: Vec<(PathBuf, Print)>,
    /// Whether an event named one of the files. Events beside them count when a file's time or size differs.
    touched: Arc<AtomicBool>,
    signals: Receiver<Signal>,
    sender: SyncSender<Signal>,
    /// Held because the watch ends with it; none where the system cannot watch.
    watcher: Option<RecommendedWatcher>,
}

/// What of a file tells that it was written, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Print {
    modified: Option<SystemTime>,
    length: u64,
}

impl FileWatch {
    /// Watches `files`, which are absolute paths. A file that is not there counts as changed when it appears.
    pub(super) fn new(files: &[PathBuf]) -> Self {
        // One signal says it all, so events beyond it are dropped; a stop waits for its turn.
        let (sender, signals) = sync_channel(1);
        let touched = Arc::default();
        let mut watch = Self { files: Vec::new(), touched, signals, sender, watcher: None };
        watch.follow(files);
        watch
    }

    /// Watches other files from now on.
    pub(super) fn follow(&mut self, files: &[PathBuf]) {
        self.files = files.iter().map(|file| (file.clone(), print(file))).collect();
        self.watcher = watcher(files, Arc::clone(&self.touched), self.sender.clone());
    }

    /// The handle that ends it.
    pub(super) fn stopper(&self) -> StopWatch {
        StopWatch(self.sender.clone())
    }

    /// Waits until a file changes and rests again.
    pub(super) fn wait(&mut self) -> Waited {
        loop {
            match self.signals.recv_timeout(POLL) {
                Ok(Signal::Event) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Waited::Stopped,
            }
            if self.rest() == Waited::Stopped {
                return Waited::Stopped;
            }
            if self.look_again() | self.touched.swap(false, Ordering::AcqRel) {
                return Waited::Changed;
            }
        }
    }

    /// Waits until no event has come for a while, so that a poll's look costs that while as well.
    fn rest(&self) -> Waited {
        for _ in 0..PATIENCE {
            match self.signals.recv_timeout(QUIET) {
                Ok(Signal::Event) => {}
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Waited::Stopped,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        Waited::Changed
    }

    fn look_again(&mut self) -> bool {
        let mut changed = false;
        for (file, seen) in &mut self.files {
            let now = print(file);
            changed |= now != *seen;
            *seen = now;
        }
        changed
    }
}

fn print(file: &Path) -> Print {
    let found = fs::metadata(file).ok();
    Print {
        modified: found.as_ref().and_then(|found| found.modified().ok()),
        length: found.map_or(0, |found| found.len()),
    }
}

fn watcher(
    files: &[PathBuf],
    touched: Arc<AtomicBool>,
    sender: SyncSender<Signal>,
) -> Option<RecommendedWatcher> {
    let ours: BTreeSet<PathBuf> = files.iter().cloned().collect();
    let react = move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        if event.kind.is_access() {
            return;
        }
        if event.paths.iter().any(|path| ours.contains(path)) {
            touched.store(true, Ordering::Release);
        }
        // A full channel already holds a signal that leads to another look.
        let _ = sender.try_send(Signal::Event);
    };
    let mut watcher = notify::recommended_watcher(react).ok()?;
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    for folder in folders {
        // A directory that is not there is polled for with its file.
        let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
    }
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::{FileWatch, Waited};

    /// Makes `change` after the watch began, and waits for what comes of it.
    fn after(change: impl FnOnce(&std::path::Path)) -> Waited {
        let folder = tempfile::tempdir().unwrap();
        let files = [folder.path().join("api.yaml"), folder.path().join("absent.json")];
        fs::write(&files[0], "one").unwrap();
        let mut watch = FileWatch::new(&files);
        change(folder.path());
        watch.wait()
    }

    #[test]
    fn a_file_that_is_written_is_a_change() {
        assert_eq!(
            after(|folder| fs::write(folder.join("api.yaml"), "two").unwrap()),
            Waited::Changed
        );
    }

    #[test]
    fn a_file_that_is_replaced_is_a_change() {
        let replace = |folder: &std::path::Path| {
            fs::write(folder.join("api.yaml~"), "two").unwrap();
            fs::rename(folder.join("api.yaml~"), folder.join("api.yaml")).unwrap();
        };
        assert_eq!(after(replace), Waited::Changed);
    }

    #[test]
    fn a_missing_file_that_appears_is_a_change() {
        assert_eq!(
            after(|folder| fs::write(folder.join("absent.json"), "{}").unwrap()),
            Waited::Changed
        );
    }

    #[test]
    fn a_removed_file_is_a_change() {
        assert_eq!(
            after(|folder| fs::remove_file(folder.join("api.yaml")).unwrap()),
            Waited::Changed
        );
    }

    #[test]
    fn a_stop_ends_the_wait_though_other_files_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("api.yaml");
        fs::write(&file, "one").unwrap();
        let mut watch = FileWatch::new(std::slice::from_ref(&file));
        let stop = watch.stopper();
        fs::write(folder.path().join("beside.txt"), "noise").unwrap();
        let waiting = thread::spawn(move || watch.wait());
        stop.stop();
        assert_eq!(waiting.join().unwrap(), Waited::Stopped);
    }

    #[test]
    fn the_files_of_the_next_compilation_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one.yaml"), folder.path().join("inner/other.yaml"));
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(&one, "1").unwrap();
        fs::write(&other, "1").unwrap();
        let mut watch = FileWatch::new(&[one]);
        watch.follow(std::slice::from_ref(&other));
        fs::write(&other, "two").unwrap();
        assert_eq!(watch.wait(), Waited::Changed);
    }
}
