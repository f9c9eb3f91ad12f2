//! Text and bytes: what `contentHandling` and the binary media types make of a payload
//! (reference `pipeline`, section 9).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use bytes::Bytes;

/// Standard base64 with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `contentHandling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentHandling {
    /// `CONVERT_TO_TEXT`
    ConvertToText,
    /// `CONVERT_TO_BINARY`
    ConvertToBinary,
}

impl ContentHandling {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "CONVERT_TO_TEXT" => Some(Self::ConvertToText),
            "CONVERT_TO_BINARY" => Some(Self::ConvertToBinary),
            _ => None,
        }
    }
}

/// A payload, and whether it is text.
#[derive(Clone, Debug)]
pub(super) struct Payload {
    pub(super) bytes: Bytes,
    pub(super) is_text: bool,
}

impl Payload {
    pub(super) const EMPTY: Self = Self { bytes: Bytes::new(), is_text: true };

    /// Bytes as they came.
    pub(super) fn binary(bytes: Bytes) -> Self {
        Self { bytes, is_text: false }
    }

    /// Bytes as text; what is not UTF-8 becomes U+FFFD.
    pub(super) fn text(bytes: Bytes) -> Self {
        let bytes = match String::from_utf8_lossy(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(text) => Bytes::from(text),
        };
        Self { bytes, is_text: true }
    }

    /// The text, unless the payload is binary.
    pub(super) fn as_text(&self) -> Option<&str> {
        if self.is_text { std::str::from_utf8(&self.bytes).ok() } else { None }
    }
}

/// The payload of a request as its integration gets it; nothing when it cannot be decoded.
pub(super) fn of_request(
    body: &Bytes,
    is_binary: bool,
    handling: Option<ContentHandling>,
) -> Option<Payload> {
    if body.is_empty() {
        return Some(Payload::EMPTY);
    }
    match (is_binary, handling) {
        (true, None | Some(ContentHandling::ConvertToBinary)) => {
            Some(Payload::binary(body.clone()))
        }
        (true, Some(ContentHandling::ConvertToText)) => Some(encoded(body)),
        (false, None | Some(ContentHandling::ConvertToText)) => Some(Payload::text(body.clone())),
        (false, Some(ContentHandling::ConvertToBinary)) => decoded(body),
    }
}

/// The payload of a backend's answer as its caller gets it; nothing when it cannot be decoded.
pub(super) fn of_response(
    body: Bytes,
    is_binary: bool,
    is_binary_wanted: bool,
    handling: Option<ContentHandling>,
) -> Option<Payload> {
    if body.is_empty() {
        return Some(Payload::EMPTY);
    }
    match (is_binary, is_binary_wanted, handling) {
        (false, false, None) | (false, _, Some(ContentHandling::ConvertToText)) => {
            Some(Payload::text(body))
        }
        (false, true, None) | (false, _, Some(ContentHandling::ConvertToBinary)) => decoded(&body),
        (true, false, None) | (true, _, Some(ContentHandling::ConvertToText)) => {
            Some(encoded(&body))
        }
        (true, true, None) | (true, _, Some(ContentHandling::ConvertToBinary)) => {
            Some(Payload::binary(body))
        }
    }
}

fn encoded(bytes: &Bytes) -> Payload {
    Payload { bytes: Bytes::from(STANDARD.encode(bytes)), is_text: true }
}

fn decoded(bytes: &Bytes) -> Option<Payload> {
    LENIENT.decode(bytes).ok().map(|decoded| Payload::binary(Bytes::from(decoded)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{ContentHandling, of_request, of_response};

    const BINARY: Option<ContentHandling> = Some(ContentHandling::ConvertToBinary);
    const TEXT: Option<ContentHandling> = Some(ContentHandling::ConvertToText);

    #[test]
    fn requests_are_converted() {
        let of = |body: &'static [u8], is_binary, handling| {
            of_request(&Bytes::from_static(body), is_binary, handling).map(|own| own.bytes)
        };
        assert_eq!(of(b"\xff", true, None).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"\xff", true, TEXT).unwrap().as_ref(), b"/w==");
        assert_eq!(of(b"\xff", true, BINARY).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"\xff", false, None).unwrap().as_ref(), "\u{fffd}".as_bytes());
        assert_eq!(of(b"/w==", false, BINARY).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"/w", false, BINARY).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"!", false, BINARY), None);
    }

    #[test]
    fn responses_are_converted_as_their_caller_asks() {
        let of = |body: &'static [u8], is_binary, wanted, handling| {
            of_response(Bytes::from_static(body), is_binary, wanted, handling).map(|own| own.bytes)
        };
        assert_eq!(of(b"/w==", false, true, None).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"text!", false, true, None), None);
        assert_eq!(of(b"\xff", true, false, None).unwrap().as_ref(), b"/w==");
        assert_eq!(of(b"\xff", true, true, TEXT).unwrap().as_ref(), b"/w==");
        assert_eq!(of(b"\xff", true, false, BINARY).unwrap().as_ref(), b"\xff");
        assert_eq!(of(b"x", false, false, None).unwrap().as_ref(), b"x");
    }
}
