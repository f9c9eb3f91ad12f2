//! Custom domain names: TLS on this machine, and clients that have to show a certificate (reference `access-control`,
//! section 12, and `endpoints-domains-stages`, section 3).
//!
//! A handshake that is refused never becomes a request. Versions before 1.2 are not spoken, also where a domain would
//! take them.

mod certificate;
mod domains;
mod handshake;
mod shown;
mod truststore;

pub use domains::{DomainError, DomainFault, DomainSet};
pub(super) use handshake::handshake;
pub use shown::{ShownFault, client_certificate};
