//! A request as it is signed.

/// The name of a header in any case, and its value.
pub type Header<'r> = (&'r str, &'r [u8]);

/// A request as it stands on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The verb.
    pub method: &'r str,
    /// The path, encoded as it is on the wire.
    pub path: &'r str,
    /// What follows the `?`, encoded as it is on the wire; empty for none.
    pub query: &'r str,
    /// All headers in order, `Host` among them. With HTTP/2 that is what `:authority` says.
    pub headers: &'r [Header<'r>],
    /// The payload as it was sent, before anything is unpacked.
    pub body: &'r [u8],
}

impl<'r> Request<'r> {
    /// The last value of the header `name`, if it is text.
    pub(super) fn header(&self, name: &str) -> Option<&'r str> {
        let found = self.headers.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.1).ok().map(str::trim)
    }
}
