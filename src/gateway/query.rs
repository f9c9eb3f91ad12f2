//! The query string of a request (reference `pipeline`, section 1.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands in a query without being encoded.
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'*');

/// The parameters in order, decoded: `+` is a space, and both `&` and `;` separate.
pub(super) fn parse(query: &str) -> Vec<(String, String)> {
    let parts = query.split(['&', ';']).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    let spaced: Cow<'_, str> =
        if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Adds a parameter to a query under construction.
pub(super) fn push(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, QUERY));
    query.push('=');
    query.extend(utf8_percent_encode(value, QUERY));
}

#[cfg(test)]
mod tests {
    use super::{parse, push};

    fn pairs(query: &str) -> Vec<(String, String)> {
        parse(query)
    }

    #[test]
    fn values_are_decoded_in_order() {
        let expected = [("a", "1 2"), ("b", "+"), ("a", ""), ("c", ""), ("d", "x=y")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs("a=1+2&b=%2B;a=&c&d=x=y"), expected);
        assert_eq!(pairs(""), []);
        assert_eq!(pairs("%ff=%zz"), [("\u{fffd}".to_owned(), "%zz".to_owned())]);
    }

    #[test]
    fn what_is_pushed_is_parsed_back() {
        let mut query = String::new();
        push(&mut query, "a b", "1&2=ü+");
        push(&mut query, "c", "");
        assert_eq!(query, "a%20b=1%262%3D%C3%BC%2B&c=");
        let expected = [("a b", "1&2=ü+"), ("c", "")];
        assert_eq!(
            pairs(&query),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
