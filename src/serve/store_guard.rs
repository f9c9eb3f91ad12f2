//! Work in the embedded store.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Taken once, when the first file is opened.
static SILENCE: Once = Once::new();

thread_local! {
    /// Whether this thread is in the store, where a panic is told as damage and not as a fault of this program.
    static IN_STORE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`. The store takes some kinds of damage for faults of its own and panics; that is damage as well.
pub(super) fn guarded<T, E>(
    work: impl FnOnce() -> Result<T, E>,
    damaged: impl FnOnce() -> E,
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
    outcome.unwrap_or_else(|_| Err(damaged()))
}
