//! Connections that are kept alive between calls.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connection::Connection;
use crate::gateway::Endpoint;

/// How long a connection may wait for its next call. Shorter than the keep-alive time of common servers, so that
/// it is closed on this side first.
const IDLE_TIME: Duration = Duration::from_secs(30);

/// How many connections one worker keeps. Names may come from requests (a host part can be mapped), so the bound
/// is over all endpoints.
const IDLE_CONNECTIONS: usize = 256;

/// The idle connections of one worker; the one that was used last comes first out.
#[derive(Default)]
pub(super) struct Pool {
    idle: RefCell<Vec<Idle>>,
}

struct Idle {
    endpoint: Arc<Endpoint>,
    connection: Box<Connection>,
    since: Instant,
}

impl Pool {
    /// An open connection to `endpoint`, if one is idle.
    pub(super) fn take(&self, endpoint: &Arc<Endpoint>) -> Option<Box<Connection>> {
        let mut idle = self.idle.borrow_mut();
        loop {
            let at = idle.iter().rposition(|one| is_same(&one.endpoint, endpoint))?;
            let mut found = idle.remove(at);
            if found.connection.is_quiet() {
                return Some(found.connection);
            }
        }
    }

    /// Keeps a connection whose last answer has been read to its end.
    pub(super) fn put(&self, endpoint: Arc<Endpoint>, connection: Box<Connection>, now: Instant) {
        let mut idle = self.idle.borrow_mut();
        if idle.len() >= IDLE_CONNECTIONS {
            // The vector is in the order of last use.
            idle.remove(0);
        }
        idle.push(Idle { endpoint, connection, since: now });
    }

    /// Drops, and with that closes, the connections that have been idle for too long.
    pub(super) fn sweep(&self, now: Instant) {
        self.idle.borrow_mut().retain_mut(|one| {
            now.duration_since(one.since) < IDLE_TIME && one.connection.is_quiet()
        });
    }
}

/// A plan has one endpoint for each integration, so comparing addresses of memory decides nearly always.
fn is_same(one: &Arc<Endpoint>, other: &Arc<Endpoint>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}
