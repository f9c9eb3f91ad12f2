//! Work in the embedded store, and what is wrong with its files.

use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Taken once, when the first file is opened.
static SILENCE: Once = Once::new();

thread_local! {
    /// Whether this thread is in the store, where a panic is told as damage and not as a fault of this program.
    static IN_STORE: Cell<bool> = const { Cell::new(false) };
}

/// Why a file of the store cannot be used.
#[derive(Debug)]
pub(super) enum StoreFault {
    /// Another process has it.
    InUse,
    /// It is none of the store's, or not whole.
    Damaged(String),
    /// The operating system does not let it be read or written.
    Io(io::Error),
}

impl StoreFault {
    /// What an error of the store means. A file that ends too early or has other bytes than it should is damaged,
    /// whoever finds that out.
    pub(super) fn of(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            redb::Error::Io(source)
                if !matches!(
                    source.kind(),
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
                ) =>
            {
                Self::Io(source)
            }
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// Runs `work`, whose faults `told` words. The store takes some kinds of damage for faults of its own and panics; that is
/// damage as well.
pub(super) fn guarded<T, E>(
    work: impl FnOnce() -> Result<T, E>,
    told: impl FnOnce(StoreFault) -> E,
) -> Result<T, E> {
    SILENCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            if !IN_STORE.get() {
                usual(panicked);
            }
        }));
    });
    IN_STORE.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    IN_STORE.set(false);
    outcome.unwrap_or_else(|_| {
        Err(told(StoreFault::Damaged("its pages do not fit together".to_owned())))
    })
}
