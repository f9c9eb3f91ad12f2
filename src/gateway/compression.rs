//! `minimumCompressionSize`: what is unpacked before everything and packed behind everything
//! (reference `pipeline`, section 9).

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression as Level;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use flate2::write::{GzEncoder, ZlibEncoder};

use super::MAX_PAYLOAD;

/// How payloads of an API are packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compression {
    minimum: u64,
}

/// A way of packing that the service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
}

/// Why a payload could not be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnpackError {
    /// An unknown coding, or bytes that are none of it.
    Unsupported,
    /// More than a payload may have.
    TooLarge,
}

impl Coding {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }
}

impl Compression {
    pub(super) fn new(minimum: u64) -> Self {
        Self { minimum }
    }

    /// Whether payloads of so many bytes are packed and unpacked at all (AWS docs, "Enable payload
    /// compression for an API").
    pub(super) fn is_for(self, length: usize) -> bool {
        u64::try_from(length).map_or(true, |length| length >= self.minimum)
    }

    /// How a payload of so many bytes is packed for a caller with that `Accept-Encoding`: only in a way that it
    /// names. The one that it prefers must be known; `*` and an absent header name none.
    pub(super) fn coding(self, accept: &str, length: usize) -> Option<Coding> {
        if !self.is_for(length) {
            return None;
        }
        let mut best: Option<(f32, &str)> = None;
        for part in accept.split(',') {
            let (name, rest) = part.split_once(';').unwrap_or((part, ""));
            let weight =
                rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok());
            let weight: f32 = weight.unwrap_or(0.0);
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, name.trim()));
            }
        }
        match best {
            Some((_, name)) if name.eq_ignore_ascii_case("gzip") => Some(Coding::Gzip),
            Some((_, name)) if name.eq_ignore_ascii_case("deflate") => Some(Coding::Deflate),
            _ => None,
        }
    }
}

/// The payload that was packed as `Content-Encoding` says. Nothing is unpacked beyond [`MAX_PAYLOAD`].
pub(super) fn unpack(body: &Bytes, encoding: &str) -> Result<Bytes, UnpackError> {
    let encoding = encoding.trim();
    if encoding.is_empty() || encoding.eq_ignore_ascii_case("identity") {
        return Ok(body.clone());
    }
    if encoding.eq_ignore_ascii_case("gzip") {
        return read(MultiGzDecoder::new(body.as_ref()));
    }
    if encoding.eq_ignore_ascii_case("deflate") {
        // Both of what senders understand by the name.
        return match read(ZlibDecoder::new(body.as_ref())) {
            Err(UnpackError::Unsupported) => read(DeflateDecoder::new(body.as_ref())),
            other => other,
        };
    }
    Err(UnpackError::Unsupported)
}

fn read(decoder: impl Read) -> Result<Bytes, UnpackError> {
    let limit = u64::try_from(MAX_PAYLOAD).unwrap_or(u64::MAX).saturating_add(1);
    let mut out = Vec::new();
    decoder.take(limit).read_to_end(&mut out).map_err(|_| UnpackError::Unsupported)?;
    if out.len() > MAX_PAYLOAD { Err(UnpackError::TooLarge) } else { Ok(Bytes::from(out)) }
}

/// The payload, packed.
pub(super) fn pack(body: &Bytes, coding: Coding) -> Option<Bytes> {
    let packed = match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
            encoder.write_all(body).ok()?;
            encoder.finish().ok()?
        }
        Coding::Deflate => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Level::fast());
            encoder.write_all(body).ok()?;
            encoder.finish().ok()?
        }
    };
    Some(Bytes::from(packed))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Coding, Compression, MAX_PAYLOAD, UnpackError, pack, unpack};

    #[test]
    fn only_what_a_caller_names_is_used() {
        let compression = Compression::new(10);
        let of = |accept| compression.coding(accept, 10);
        assert_eq!(of("gzip"), Some(Coding::Gzip));
        assert_eq!(of("deflate, gzip;q=0.5"), Some(Coding::Deflate));
        for accept in ["", "*", "br", "br, gzip;q=0.9", "gzip;q=0"] {
            assert_eq!(of(accept), None, "{accept}");
        }
        assert_eq!(compression.coding("gzip", 9), None);
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let text = Bytes::from("text ".repeat(100));
        for coding in [Coding::Gzip, Coding::Deflate] {
            let packed = pack(&text, coding).unwrap();
            assert!(packed.len() < text.len());
            assert_eq!(unpack(&packed, coding.name()), Ok(text.clone()));
        }
        assert_eq!(unpack(&text, "gzip"), Err(UnpackError::Unsupported));
        assert_eq!(unpack(&text, "br"), Err(UnpackError::Unsupported));
    }

    #[test]
    fn a_bomb_is_stopped() {
        let zeros = Bytes::from(vec![0; MAX_PAYLOAD + 1]);
        let bomb = pack(&zeros, Coding::Gzip).unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(unpack(&bomb, "gzip"), Err(UnpackError::TooLarge));
    }
}
