//! The core schema of YAML 1.2 (chapter 10.3): what a plain scalar is.

use super::super::Kind;

/// The kind of the plain scalar `text`.
pub(super) fn resolve(text: &str) -> Kind {
    let Some(first) = text.as_bytes().first() else { return Kind::Null };
    match first {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' => resolve_word(text),
        b'0'..=b'9' | b'-' | b'+' | b'.' => resolve_number(text),
        _ => Kind::String,
    }
}

fn resolve_word(text: &str) -> Kind {
    match text {
        "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        _ => Kind::String,
    }
}

fn resolve_number(text: &str) -> Kind {
    if let Some(digits) = text.strip_prefix("0x") {
        return int_if(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return int_if(!digits.is_empty() && digits.bytes().all(|b| matches!(b, b'0'..=b'7')));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Kind::Float;
    }
    let (whole, rest) = digits(unsigned);
    if rest.is_empty() {
        return int_if(whole > 0);
    }
    let (fraction, rest) = rest.strip_prefix('.').map_or((0, rest), digits);
    if whole + fraction == 0 {
        return Kind::String;
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else {
        return if rest.is_empty() { Kind::Float } else { Kind::String };
    };
    let (power, rest) = digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    if power > 0 && rest.is_empty() { Kind::Float } else { Kind::String }
}

fn int_if(is_int: bool) -> Kind {
    if is_int { Kind::Int } else { Kind::String }
}

/// The number of digits at the start, and what follows them.
fn digits(text: &str) -> (usize, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (text.len() - rest.len(), rest)
}

/// Whether YAML 1.1 reads the plain scalar `text` as a boolean, and YAML 1.2 does not.
pub(super) fn is_yaml11_boolean(text: &str) -> bool {
    text.len() <= 3
        && matches!(
            text,
            "y" | "Y"
                | "yes"
                | "Yes"
                | "YES"
                | "n"
                | "N"
                | "no"
                | "No"
                | "NO"
                | "on"
                | "On"
                | "ON"
                | "off"
                | "Off"
                | "OFF"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_plain_scalars() {
        let check = |kind: Kind, texts: &[&str]| {
            for text in texts {
                assert_eq!(resolve(text), kind, "{text:?}");
            }
        };
        check(Kind::Null, &["", "~", "null", "Null", "NULL"]);
        check(Kind::Bool, &["true", "True", "TRUE", "false", "False", "FALSE"]);
        check(Kind::Int, &["0", "-1", "+12", "007", "0o17", "0xfF", "123456789012345678901234"]);
        check(
            Kind::Float,
            &["1.", ".5", "-0.5", "+1e3", "1E-2", "1.5e+7", ".inf", "-.INF", ".nan"],
        );
        check(
            Kind::String,
            &[
                "yes", "nULL", "-", "+", ".", "1e", "e1", "0x", "0o8", "-0x1", "1_000", "1.2.3",
                "-.nan",
            ],
        );
        check(
            Kind::String,
            &["2020-01-01", "12:30", "~x", "tru", "nothing", "0b1", "..", ".e1", "1.5 "],
        );
    }
}
