//! Character classes: `[...]`, `\d` and its kin, `\p{...}`.
//!
//! Java's `\d`, `\w`, `\s` and the POSIX names are about ASCII unless a flag says otherwise; the engines' own are
//! about Unicode. They are therefore written out.

/// The members of a predefined class as the inside of a bracket expression, and whether the class is their
/// complement; nothing when the letter names none.
pub(super) fn predefined(letter: char) -> Option<(&'static str, bool)> {
    const HORIZONTAL: &str =
        r"\x20\t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
    const VERTICAL: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";
    Some(match letter {
        'd' => ("0-9", false),
        'D' => ("0-9", true),
        'w' => ("0-9A-Za-z_", false),
        'W' => ("0-9A-Za-z_", true),
        's' => (r"\x20\t\n\x0B\x0C\r", false),
        'S' => (r"\x20\t\n\x0B\x0C\r", true),
        'h' => (HORIZONTAL, false),
        'H' => (HORIZONTAL, true),
        'v' => (VERTICAL, false),
        'V' => (VERTICAL, true),
        _ => return None,
    })
}

/// The members of `\p{name}`.
pub(super) fn property(name: &str) -> String {
    let posix = match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\x00-\x7F",
        "Alpha" => "A-Za-z",
        "Digit" => "0-9",
        "Alnum" => "0-9A-Za-z",
        "Punct" => r"!-/:-@\[-`\{-\x7E",
        "Graph" => "!-\\x7E",
        "Print" => r"\x20-\x7E",
        "Blank" => r"\x20\t",
        "Cntrl" => r"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => r"\x20\t\n\x0B\x0C\r",
        "javaLowerCase" => r"\p{Lowercase}",
        "javaUpperCase" => r"\p{Uppercase}",
        "javaWhitespace" => r"\p{White_Space}",
        _ => {
            // `IsLatin`, `IsAlphabetic`: the prefix is Java's own.
            let plain = name.strip_prefix("Is").unwrap_or(name);
            return format!(r"\p{{{plain}}}");
        }
    };
    posix.to_owned()
}

/// Writes the class `members` (a complement when `negated`), as a class of its own or inside of another.
pub(super) fn write(out: &mut String, members: &str, negated: bool, inside: bool) {
    if inside && !negated {
        out.push_str(members);
        return;
    }
    out.push_str(if negated { "[^" } else { "[" });
    out.push_str(members);
    out.push(']');
}
