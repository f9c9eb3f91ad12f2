//! JSON pointers (RFC 6901), with the percent-encoding that URI fragments use.

use std::fmt;

/// A route of keys and indices from the root of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pointer {
    tokens: Vec<String>,
}

impl Pointer {
    /// The pointer to the root.
    pub const fn root() -> Self {
        Self { tokens: Vec::new() }
    }

    /// Reads `/a/b~1c` or the fragment form `#/a/b~1c`, in which `%25` stands for `%`.
    /// `None` when the text is neither empty nor starts with a slash.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, encoded) = match text.strip_prefix('#') {
            Some(body) => (body, true),
            None => (text, false),
        };
        if body.is_empty() {
            return Some(Self::root());
        }
        let body = body.strip_prefix('/')?;
        let tokens = body
            .split('/')
            .map(|token| {
                let token = if encoded {
                    percent_encoding::percent_decode_str(token).decode_utf8_lossy()
                } else {
                    token.into()
                };
                token.replace("~1", "/").replace("~0", "~")
            })
            .collect();
        Some(Self { tokens })
    }

    /// The unescaped tokens, from the root.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.tokens.iter().map(String::as_str)
    }

    /// The last token; `None` for the root.
    pub fn last(&self) -> Option<&str> {
        self.tokens.last().map(String::as_str)
    }

    /// This pointer with one more token.
    #[must_use]
    pub fn join(&self, token: impl Into<String>) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.push(token.into());
        Self { tokens }
    }
}

/// Writes the plain form, `/a/b~1c`; the root is the empty string.
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in &self.tokens {
            write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn reads_both_forms() {
        let pointer = Pointer::parse("#/paths/~1pets~1%7Bid%7D/get").unwrap();
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/pets/{id}", "get"]);
        assert_eq!(pointer.to_string(), "/paths/~1pets~1{id}/get");
        assert_eq!(Pointer::parse("/a~01"), Some(Pointer::root().join("a~1")));
        assert_eq!(Pointer::parse("pets"), None);
        assert_eq!(Pointer::parse("#"), Some(Pointer::root()));
    }
}
