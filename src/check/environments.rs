//! What a name says of the environment that it is for.

/// Whether a stage of that name is one of production.
pub(super) fn is_production(name: &str) -> bool {
    word(name, &["prod", "production", "prd", "live"]).is_some()
}

/// The word that says that something is for tests.
pub(super) fn is_test(name: &str) -> Option<&str> {
    const WORDS: [&str; 8] =
        ["dev", "development", "test", "testing", "staging", "beta", "sandbox", "localhost"];
    word(name, &WORDS)
}

/// The first word of a name that is one of `words`.
fn word<'n>(name: &'n str, words: &[&str]) -> Option<&'n str> {
    let mut all = name.split(|letter: char| !letter.is_ascii_alphabetic());
    all.find(|own| words.iter().any(|word| word.eq_ignore_ascii_case(own)))
}

#[cfg(test)]
mod tests {
    use super::{is_production, is_test};

    #[test]
    fn words_tell_environments() {
        for name in ["prod", "Production", "eu-prod", "prod2", "live_eu"] {
            assert!(is_production(name), "{name}");
        }
        for name in ["products", "nonprod", "alive", "dev", ""] {
            assert!(!is_production(name), "{name}");
        }
        assert_eq!(is_test("pets-dev.example.com"), Some("dev"));
        assert_eq!(is_test("localhost:8080"), Some("localhost"));
        assert_eq!(is_test("devices.example.com"), None);
        assert_eq!(is_test("latest.example.com"), None);
    }
}
