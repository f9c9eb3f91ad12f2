//! What the certificate of a client says, in the service's words.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_cert::Certificate;
use x509_cert::der::{DateTime, Decode as _};
use x509_cert::name::Name;

use crate::gateway::ClientCertificate;

/// What a certificate says, from its DER; nothing where it is none.
pub(super) fn describe(der: &[u8]) -> Option<ClientCertificate> {
    let certificate = Certificate::from_der(der).ok()?;
    let own = certificate.tbs_certificate();
    Some(ClientCertificate {
        pem: pem(der),
        subject_dn: name(own.subject()),
        issuer_dn: name(own.issuer()),
        serial_number: serial(own.serial_number().as_bytes()),
        not_before: date(own.validity().not_before.to_date_time()),
        not_after: date(own.validity().not_after.to_date_time()),
    })
}

/// The parts of a name in the order in which they are written, as the service has them, and not backwards.
fn name(name: &Name) -> String {
    let parts: Vec<String> = name.iter_rdn().map(ToString::to_string).collect();
    parts.join(",")
}

/// A number as OpenSSL shows it: in digits where it has no more than eight bytes, else byte by byte.
fn serial(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or(&[]);
    if bytes.len() <= 8 {
        return bytes.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte)).to_string();
    }
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(":")
}

/// A moment as OpenSSL writes it: `Aug  5 09:36:04 2021 GMT`.
fn date(at: DateTime) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.get(usize::from(at.month()).saturating_sub(1)).unwrap_or(&"");
    let (hour, minute, second) = (at.hour(), at.minutes(), at.seconds());
    format!("{month} {:2} {hour:02}:{minute:02}:{second:02} {} GMT", at.day(), at.year())
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at_checked(64).unwrap_or((rest, ""));
        // Writing to a string does not fail.
        let _ = writeln!(pem, "{line}");
        rest = behind;
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem
}
