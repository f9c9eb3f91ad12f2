//! Choosing the integration response (reference `pipeline`, section 11).
//!
//! Where several patterns match, the first one in the order of the document is taken. [unverified]: the service says
//! nothing of an order, and keeps the responses of an integration by status code; emulators take the first. This is the
//! one place that decides; the rule `overlapping-selection-patterns` reports where it matters.

use crate::java_regex::{JavaRegex, JavaRegexError};

/// The patterns of one integration, in order.
#[derive(Debug, Default)]
pub struct Selection {
    patterns: Vec<(usize, JavaRegex)>,
    default: Option<usize>,
}

impl Selection {
    /// Compiles the patterns; an empty or absent one is the default. The index of a pattern that is none comes with
    /// its error.
    pub fn new<'a>(
        patterns: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<Self, (usize, JavaRegexError)> {
        let mut selection = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            match pattern.filter(|text| !text.is_empty()) {
                Some(text) => {
                    let regex = JavaRegex::new(text).map_err(|error| (index, error))?;
                    selection.patterns.push((index, regex));
                }
                None => {
                    selection.default.get_or_insert(index);
                }
            }
        }
        Ok(selection)
    }

    /// The index of the first pattern that matches all of `value`, else of the default.
    /// `value` is the status code, or for a function its error message.
    pub fn select(&self, value: &str) -> Option<usize> {
        let matching =
            self.patterns.iter().find(|(_, regex)| regex.is_full_match(value).unwrap_or(false));
        matching.map(|(index, _)| *index).or(self.default)
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn first_match_then_default() {
        let selection = Selection::new([None, Some("4\\d{2}"), Some("404"), Some("5.*")]).unwrap();
        assert_eq!(selection.select("200"), Some(0));
        assert_eq!(selection.select("404"), Some(1));
        assert_eq!(selection.select("503"), Some(3));
        assert_eq!(selection.select("x404"), Some(0));
        assert_eq!(Selection::new([Some("2..")]).unwrap().select("300"), None);
        assert_eq!(Selection::new([Some("200"), Some("(")]).unwrap_err().0, 1);
    }
}
