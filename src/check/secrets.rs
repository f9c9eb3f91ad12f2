//! What is a secret by its name or by its look.

/// Whether a name says that its value is a secret: `dbPassword`, `API_TOKEN`. What is only about one (`tokenUrl`,
/// `secretName`) is none.
pub(super) fn is_named_secret(name: &str) -> bool {
    const WORDS: [&str; 9] = [
        "credential",
        "credentials",
        "jwt",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "token",
    ];
    const PAIRS: [&str; 5] = ["accesskey", "apikey", "authkey", "privatekey", "secretkey"];
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    let pair = words.iter().rev().take(2).rev().map(String::as_str).collect::<String>();
    WORDS.contains(&last) || PAIRS.contains(&last) || PAIRS.contains(&pair.as_str())
}

/// Whether a name says that its value is about one person: `customerEmail`, `session_id`.
pub(super) fn is_personal(name: &str) -> bool {
    const WORDS: [&str; 6] = ["email", "mail", "phone", "session", "ssn", "username"];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a text has the form of a well-known kind of key.
pub(super) fn is_key(text: &str) -> bool {
    const PREFIXES: [(&str, usize); 6] = [
        ("AKIA", 20),
        ("ASIA", 20),
        ("ghp_", 40),
        ("sk_live_", 24),
        ("rk_live_", 24),
        ("xoxb-", 24),
    ];
    let is_long = |own: &(&str, usize)| text.starts_with(own.0) && text.len() >= own.1;
    let is_plain = |own: char| own.is_ascii_alphanumeric() || matches!(own, '_' | '-');
    PREFIXES.iter().any(is_long) && text.chars().all(is_plain)
}

/// The words of a name in small letters: `dbPassword2` is `db` and `password`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let begins = letter.is_ascii_uppercase() && was_lower;
        if !letter.is_ascii_alphabetic() || begins {
            words.push(String::new());
        }
        if letter.is_ascii_alphabetic()
            && let Some(last) = words.last_mut()
        {
            last.push(letter.to_ascii_lowercase());
        }
        was_lower = letter.is_ascii_lowercase();
    }
    words.retain(|own| !own.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{is_key, is_named_secret};

    #[test]
    fn names_say_what_is_secret() {
        for name in
            ["password", "dbPassword", "DB_PASSWORD2", "apiKey", "api_key", "APIKEY", "userToken"]
        {
            assert!(is_named_secret(name), "{name}");
        }
        for name in [
            "",
            "tokenUrl",
            "secretName",
            "passwordPolicy",
            "key",
            "monkey",
            "table",
            "keyToken2Url",
        ] {
            assert!(!is_named_secret(name), "{name}");
        }
    }

    #[test]
    fn keys_are_told_by_their_form() {
        assert!(is_key("AKIAIOSFODNN7EXAMPLE"));
        assert!(!is_key("AKIA"));
        assert!(!is_key("AKIA/IOSFODNN7EXAMPLE"));
        assert!(!is_key("https://pets.example.com"));
    }
}
