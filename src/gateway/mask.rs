//! Secrets as they are shown: not at all, or by their last letters.

/// A key as the service writes it: stars, and the last six characters of one that is long enough to keep its secret
/// then.
pub(super) fn masked(value: &str) -> String {
    let length = value.chars().count();
    let shown = if length >= 20 { 6 } else { 0 };
    let (hidden, tail) = (length - shown, value.chars().skip(length - shown));
    "*".repeat(hidden).chars().chain(tail).collect()
}

/// Whether a header holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    is_secret_header(name) || is_key(name)
}

fn is_key(name: &str) -> bool {
    name.eq_ignore_ascii_case("x-api-key")
}

/// Whether the values of this header are never shown. That of an API key is shown [`masked`].
fn is_secret_header(name: &str) -> bool {
    const SECRET: [&str; 6] = [
        "authorization",
        "proxy-authorization",
        "x-amz-security-token",
        "cookie",
        "set-cookie",
        "authorizationtoken",
    ];
    SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether the values of this parameter of a query are never shown: tokens, and what a signed address is signed with.
pub(super) fn is_secret_parameter(name: &str) -> bool {
    const SECRET: [&str; 12] = [
        "access_token",
        "api_key",
        "apikey",
        "auth_token",
        "authorization",
        "client_secret",
        "id_token",
        "password",
        "refresh_token",
        "token",
        "x-amz-security-token",
        "x-amz-signature",
    ];
    SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// The value of a header for a log.
pub(super) fn shown_header(name: &str, value: String) -> String {
    if is_secret_header(name) {
        "****".to_owned()
    } else if is_key(name) {
        masked(&value)
    } else {
        value
    }
}

/// An address for a log: the values of secret parameters of its query are hidden.
pub(super) fn shown_address(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let parameters = query.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if is_secret_parameter(name) => format!("{name}=****"),
        _ => parameter.to_owned(),
    });
    format!("{path}?{}", parameters.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::{masked, shown_address, shown_header};

    #[test]
    fn short_keys_are_not_shown_at_all() {
        assert_eq!(masked("abcdefghijklmnopqrstuvwxyz"), "********************uvwxyz");
        assert_eq!(masked("nineteen-characters"), "*******************");
        assert_eq!(masked(""), "");
        let shown = |name: &str| shown_header(name, "0123456789abcdefghij".to_owned());
        assert_eq!(shown("X-Api-Key"), "**************efghij");
        assert_eq!(shown("Cookie"), "****");
        assert_eq!(shown("accept"), "0123456789abcdefghij");
    }

    #[test]
    fn tokens_of_a_query_are_hidden() {
        assert_eq!(
            shown_address("http://a.test/x?page=2&Token=abc&X-Amz-Signature=0f&flag"),
            "http://a.test/x?page=2&Token=****&X-Amz-Signature=****&flag"
        );
        assert_eq!(shown_address("http://a.test/token=1"), "http://a.test/token=1");
    }
}
