//! How many files and sockets this process may have open.

/// Raises the soft limit of open files to the hard one, as a server with thousands of connections needs; systems start
/// programs with 1,024. Where that is not allowed, the limit stays, and connections over it wait to be accepted.
#[cfg(unix)]
pub fn raise_descriptor_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        // What is refused stays as it was, and the server serves as many as it can.
        let _ = setrlimit(Resource::Nofile, raised);
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub const fn raise_descriptor_limit() {}
