//! Media types: which payloads are binary (reference `pipeline`, section 9).

/// The media type of a header value without its parameters: the first of a list, trimmed.
pub fn essence(value: &str) -> &str {
    let first = value.split(',').next().unwrap_or(value);
    first.split(';').next().unwrap_or(first).trim()
}

/// The binary media types of an API, prepared.
#[derive(Clone, Debug, Default)]
pub struct BinaryMediaTypes {
    all: bool,
    exact: Vec<String>,
    /// The type of `type/*`.
    families: Vec<String>,
}

impl BinaryMediaTypes {
    /// Prepares the list of an API.
    pub fn new<'a>(types: impl IntoIterator<Item = &'a str>) -> Self {
        let mut prepared = Self::default();
        for entry in types {
            match entry.split_once('/') {
                Some(("*", "*")) => prepared.all = true,
                Some((family, "*")) => prepared.families.push(family.to_ascii_lowercase()),
                // Nothing matches it, not even the same text.
                Some(("*", _)) => {}
                _ => prepared.exact.push(entry.to_ascii_lowercase()),
            }
        }
        prepared
    }

    /// Whether nothing is binary.
    pub fn is_empty(&self) -> bool {
        !self.all && self.exact.is_empty() && self.families.is_empty()
    }

    /// Whether a payload with that `Content-Type`, or a caller with that `Accept`, is binary. `*/*` in the header
    /// is a text like any other; it stands for no other type.
    pub fn matches(&self, header: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let essence = essence(header);
        let Some((family, subtype)) = essence.split_once('/') else { return false };
        if family.is_empty() || subtype.is_empty() {
            return false;
        }
        self.all
            || self.exact.iter().any(|known| known.eq_ignore_ascii_case(essence))
            || self.families.iter().any(|known| known.eq_ignore_ascii_case(family))
    }
}

#[cfg(test)]
mod tests {
    use super::{BinaryMediaTypes, essence};

    #[test]
    fn takes_the_first_without_parameters() {
        assert_eq!(essence("application/json; charset=utf-8, text/html"), "application/json");
        assert_eq!(essence(" text/plain "), "text/plain");
    }

    #[test]
    fn matches_as_the_service_does() {
        let types = BinaryMediaTypes::new(["image/png", "audio/*", "*/zip"]);
        assert!(types.matches("image/png;q=1"));
        assert!(types.matches("Image/PNG"));
        assert!(types.matches("audio/ogg, text/html"));
        assert!(!types.matches("text/html, audio/ogg"));
        assert!(!types.matches("application/zip") && !types.matches("*/zip"));
        assert!(types.matches("audio/*"));
        assert!(!types.matches("image"));
        assert!(!types.matches("*/*"));
        assert!(BinaryMediaTypes::new(["*/*"]).matches("text/plain"));
        assert!(!BinaryMediaTypes::default().matches("image/png"));
    }
}
