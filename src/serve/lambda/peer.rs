//! Whose connection it is.
//!
//! Programs that speak the Runtime API know an address and nothing else, so they cannot show a token. The system knows
//! which user has the other end of a connection on this machine; processes of the same user could read a token from
//! the program's environment anyway.

use std::net::SocketAddr;

/// Whether the other end of a connection from `peer` to `local` belongs to the user of this process. Where the system
/// does not tell, it is taken to be so.
#[cfg(target_os = "linux")]
pub(super) fn is_of_this_user(peer: SocketAddr, local: SocketAddr) -> bool {
    use std::fs::File;
    use std::io::Read;
    use std::os::unix::fs::MetadataExt;

    /// More than this is no table of connections.
    const LONGEST: u64 = 16 * 1024 * 1024;
    let mut table = String::new();
    let read = File::open("/proc/net/tcp")
        .and_then(|file| file.take(LONGEST).read_to_string(&mut table))
        .and_then(|_| std::fs::metadata("/proc/self"));
    let Ok(own) = read else { return true };
    match owner(&table, peer, local) {
        Owner::User(user) => user == own.uid(),
        Owner::Nobody => false,
        Owner::Untold => true,
    }
}

/// Whether the other end of a connection from `peer` to `local` belongs to the user of this process. Here the system
/// does not tell, and it is taken to be so.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_of_this_user(_peer: SocketAddr, _local: SocketAddr) -> bool {
    true
}

/// Whose an end of a connection is.
#[cfg(target_os = "linux")]
#[derive(Debug, PartialEq, Eq)]
enum Owner {
    User(u32),
    /// The end is gone.
    Nobody,
    /// The table does not even have our own listening socket.
    Untold,
}

/// Whose end of a connection from `peer` to `local` it is, by the system's table.
#[cfg(target_os = "linux")]
fn owner(table: &str, peer: SocketAddr, local: SocketAddr) -> Owner {
    const LISTENING: &str = "0A";
    let (Some(peer), Some(local)) = (written(peer), written(local)) else { return Owner::Untold };
    let rows = table.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (own, other, state) = (fields.next()?, fields.next()?, fields.next()?);
        // Queues, timer and retransmits stand between the state and the user.
        Some((own, other, state, fields.nth(3)?.parse::<u32>().ok()?))
    });
    let mut owner = Owner::Nobody;
    let mut is_real = false;
    for (own, other, state, user) in rows {
        is_real |= own == local && state == LISTENING;
        if own == peer && other == local {
            owner = Owner::User(user);
        }
    }
    if is_real { owner } else { Owner::Untold }
}

/// `0100007F:1F90`, as the system writes addresses.
#[cfg(target_os = "linux")]
fn written(address: SocketAddr) -> Option<String> {
    let SocketAddr::V4(address) = address else { return None };
    let bits = u32::from_ne_bytes(address.ip().octets());
    Some(format!("{bits:08X}:{:04X}", address.port()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::{Owner, is_of_this_user, owner, written};

    #[test]
    fn our_own_connections_are_ours() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let local = listener.local_addr().unwrap();
        let stream = TcpStream::connect(local).unwrap();
        assert!(is_of_this_user(stream.local_addr().unwrap(), local));
    }

    #[test]
    fn connections_of_others_are_told_by_the_table() {
        let (local, peer) = ("127.0.0.1:9001".parse().unwrap(), "127.0.0.1:40000".parse().unwrap());
        let (own, other) = (written(local).unwrap(), written(peer).unwrap());
        let listening = format!(
            "   0: {own} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 1"
        );
        let connected =
            format!("   1: {other} {own} 01 00000000:00000000 00:00000000 00000000  1001 0 2");
        let table = format!("  sl  local_address rem_address st\n{listening}\n{connected}\n");
        assert_eq!(owner(&table, peer, local), Owner::User(1001));
        assert_eq!(owner(&listening, peer, local), Owner::Nobody);
        // A table that lacks what we know to be there says nothing.
        assert_eq!(owner(&connected, peer, local), Owner::Untold);
        assert_eq!(owner("", peer, local), Owner::Untold);
    }
}
