//! Signals: the first ends the server in an orderly way, the second at once.

use std::io;
use std::thread;

use tokio::runtime::Builder;

use super::server::{ServeError, ServerHandle};

/// Shuts the server down on an interrupt (Ctrl-C) or a request to terminate; a second one ends it at once.
pub fn shut_down_on_signals(server: ServerHandle) -> Result<(), ServeError> {
    let runtime = Builder::new_current_thread().enable_io().build().map_err(ServeError::Signals)?;
    // Registered before the thread starts, so that no signal after this call goes unnoticed.
    let mut signals = {
        let _context = runtime.enter();
        Signals::new().map_err(ServeError::Signals)?
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                signals.next().await;
                server.shut_down();
                signals.next().await;
                server.end();
            });
        })
        .map_err(ServeError::Signals)?;
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a way to hear of it, nothing ends the server but the system.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
