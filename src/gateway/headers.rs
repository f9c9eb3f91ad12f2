//! Which headers are seen, sent, renamed and dropped (reference `pipeline`, sections 1.1, 10.1 and 11).

use std::borrow::Cow;

use http::HeaderName;

/// Request headers that neither mappings nor templates nor backends see.
pub(super) fn is_hidden(name: &str) -> bool {
    const HIDDEN: [&str; 12] = [
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "transfer-encoding",
        "trailer",
        "upgrade",
        "www-authenticate",
    ];
    HIDDEN.iter().any(|hidden| hidden.eq_ignore_ascii_case(name))
}

/// Request headers that a proxy integration does not forward, though mappings and templates see them. The headers of
/// one connection that HTTP itself names are among them.
pub(super) fn is_not_forwarded(name: &HeaderName) -> bool {
    is_hidden(name.as_str())
        || matches!(
            name.as_str(),
            "host"
                | "content-encoding"
                | "via"
                | "x-http-method-override"
                | "keep-alive"
                | "proxy-connection"
                | "proxy-authorization"
        )
}

/// Headers that are dropped although a mapping sets them. `Connection` belongs to the shell, and the headers of a
/// signature to whoever signs.
pub(super) fn is_dropped_after_mapping(name: &HeaderName, is_for_aws: bool) -> bool {
    const OF_SIGNATURE: [&str; 5] =
        ["host", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];
    let name = name.as_str();
    let is_always = matches!(name, "expect" | "proxy-authenticate" | "te" | "connection");
    if !is_for_aws {
        return is_always || name == "via";
    }
    is_always || name == "referer" || OF_SIGNATURE.contains(&name)
}

/// Headers that no mapping may set: the request then fails. Calls of AWS are signed, and have more of them.
pub(super) fn is_forbidden(name: &str, is_for_aws: bool) -> bool {
    const FORBIDDEN: [&str; 4] =
        ["content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"];
    const FOR_AWS: [&str; 5] =
        ["authorization", "connection", "expect", "proxy-authenticate", "te"];
    let more = if is_for_aws { FOR_AWS.as_slice() } else { &[] };
    FORBIDDEN.iter().chain(more).any(|forbidden| forbidden.eq_ignore_ascii_case(name))
}

/// What becomes of a response header that a mapping of an HTTP integration sets: its name, or nothing when it is
/// dropped.
pub(super) fn mapped_response_name(name: &str) -> Option<Cow<'_, str>> {
    const REMAPPED: [&str; 14] = [
        "authorization",
        "connection",
        "content-length",
        "content-md5",
        "date",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "trailer",
        "upgrade",
        "user-agent",
        "www-authenticate",
    ];
    if name.eq_ignore_ascii_case("transfer-encoding") {
        return None;
    }
    if REMAPPED.iter().any(|remapped| remapped.eq_ignore_ascii_case(name)) {
        return Some(Cow::Owned(format!("x-amzn-Remapped-{name}")));
    }
    Some(Cow::Borrowed(name))
}

/// What becomes of a header of a backend behind a proxy integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// It stays.
    Same,
    /// It gets this name.
    Renamed(HeaderName),
    /// It goes.
    Dropped,
}

/// What becomes of a backend's header behind `HTTP_PROXY`: what becomes of a function's, and the id that the backend
/// gave the request makes room for the gateway's own. `Content-Encoding` stays: the page's snapshot shows it dropped and
/// its table passed, and without it the payload, which stays as it is, could not be read.
pub(super) fn proxied(name: &HeaderName) -> Passed {
    if name.as_str() == "x-amzn-requestid" {
        return Passed::Renamed(HeaderName::from_static("x-amzn-remapped-x-amzn-requestid"));
    }
    returned_by_function(name)
}

/// What becomes of a header that a function behind `AWS_PROXY` returns (reference `pipeline`, sections 10.1 and 11).
pub(super) fn returned_by_function(name: &HeaderName) -> Passed {
    let renamed = |name: &'static str| Passed::Renamed(HeaderName::from_static(name));
    match name.as_str() {
        "authorization" => renamed("x-amzn-remapped-authorization"),
        "connection" => renamed("x-amzn-remapped-connection"),
        "content-length" => renamed("x-amzn-remapped-content-length"),
        "content-md5" => renamed("x-amzn-remapped-content-md5"),
        "date" => renamed("x-amzn-remapped-date"),
        "max-forwards" => renamed("x-amzn-remapped-max-forwards"),
        "server" => renamed("x-amzn-remapped-server"),
        "user-agent" => renamed("x-amzn-remapped-user-agent"),
        "www-authenticate" => renamed("x-amzn-remapped-www-authenticate"),
        "expect" | "host" | "proxy-authenticate" | "te" | "trailer" | "upgrade" | "via"
        | "keep-alive" | "transfer-encoding" => Passed::Dropped,
        _ => Passed::Same,
    }
}

/// The spelling that clients use for a well-known header, for those of whom only the lower-case name is known.
pub(super) fn usual_spelling(name: &str) -> &str {
    const USUAL: [&str; 28] = [
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Cache-Control",
        "Content-Encoding",
        "Content-Language",
        "Content-Type",
        "Cookie",
        "Date",
        "Forwarded",
        "Host",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "Origin",
        "Pragma",
        "Range",
        "Referer",
        "User-Agent",
        "Via",
        "X-Amz-Content-Sha256",
        "X-Amz-Date",
        "X-Amz-Security-Token",
        "X-Amz-Target",
        "X-Amzn-Trace-Id",
        "X-Forwarded-For",
    ];
    USUAL.iter().find(|usual| usual.eq_ignore_ascii_case(name)).copied().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::{Passed, is_forbidden, is_hidden, mapped_response_name, proxied};

    #[test]
    fn names_are_told_in_any_case() {
        assert!(is_hidden("Content-MD5") && is_hidden("TE") && !is_hidden("Date"));
        assert!(is_forbidden("X-Amzn-Trace-Id", false) && !is_forbidden("Host", true));
        assert!(is_forbidden("Authorization", true) && !is_forbidden("Authorization", false));
    }

    #[test]
    fn response_headers_keep_their_spelling() {
        assert_eq!(mapped_response_name("Date").as_deref(), Some("x-amzn-Remapped-Date"));
        assert_eq!(mapped_response_name("ETag").as_deref(), Some("ETag"));
        assert_eq!(mapped_response_name("Transfer-Encoding"), None);
    }

    #[test]
    fn headers_of_a_backend_are_renamed() {
        let server = HeaderName::from_static("x-amzn-remapped-server");
        assert_eq!(proxied(&http::header::SERVER), Passed::Renamed(server));
        assert_eq!(proxied(&http::header::TRANSFER_ENCODING), Passed::Dropped);
        assert_eq!(proxied(&http::header::ETAG), Passed::Same);
        let challenge = HeaderName::from_static("x-amzn-remapped-www-authenticate");
        assert_eq!(proxied(&http::header::WWW_AUTHENTICATE), Passed::Renamed(challenge));
        assert_eq!(proxied(&http::header::PROXY_AUTHENTICATE), Passed::Dropped);
        assert_eq!(proxied(&http::header::CONTENT_ENCODING), Passed::Same);
    }
}
