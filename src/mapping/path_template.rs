//! The segments of a resource path, and what a segment may not be
//! (reference `openapi-extensions`, section 2.1).

/// One segment of a path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathSegment<'a> {
    /// Text that a request must repeat.
    Literal(&'a str),
    /// `{name}`: one segment.
    Variable(&'a str),
    /// `{name+}`: one segment or more.
    Greedy(&'a str),
}

/// Why a segment is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentFault {
    /// A character that a path cannot have.
    Character(char),
    /// A brace that does not enclose the whole segment.
    PartialVariable,
    /// A variable without a name, or with a name of other characters than letters, digits, `.`, `_` and `-`.
    VariableName,
}

/// The segments of `path`, without empty ones.
pub fn segments(path: &str) -> impl Iterator<Item = PathSegment<'_>> {
    path.split('/').filter(|part| !part.is_empty()).map(PathSegment::parse)
}

impl<'a> PathSegment<'a> {
    /// Reads one segment; one with a fault is literal.
    pub fn parse(text: &'a str) -> Self {
        let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return Self::Literal(text);
        };
        match name.strip_suffix('+') {
            Some(name) => Self::Greedy(name),
            None => Self::Variable(name),
        }
    }

    /// What is wrong with the segment `text`, if anything is.
    pub fn fault(text: &'a str) -> Option<SegmentFault> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        match Self::parse(text) {
            Self::Literal(text) => {
                if text.contains(['{', '}']) {
                    return Some(SegmentFault::PartialVariable);
                }
                // Everything that stands in a path unencoded, besides what the service's documentation lists.
                let odd = text.chars().find(|c| {
                    !(is_plain(*c)
                        || matches!(
                            c,
                            ',' | ':'
                                | '$'
                                | '~'
                                | '%'
                                | '+'
                                | '*'
                                | '('
                                | ')'
                                | '!'
                                | '\''
                                | '@'
                                | ';'
                                | '='
                                | '&'
                        ))
                });
                odd.map(SegmentFault::Character)
            }
            Self::Variable(name) | Self::Greedy(name) => (name.is_empty()
                || !name.chars().all(is_plain))
            .then_some(SegmentFault::VariableName),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PathSegment, SegmentFault, segments};

    #[test]
    fn reads_segments() {
        let read: Vec<_> = segments("/pets//{petId}/{rest+}/").collect();
        assert_eq!(
            read,
            [
                PathSegment::Literal("pets"),
                PathSegment::Variable("petId"),
                PathSegment::Greedy("rest")
            ]
        );
    }

    #[test]
    fn finds_faults() {
        assert_eq!(PathSegment::fault("pets"), None);
        assert_eq!(PathSegment::fault("{pet-id.x}"), None);
        assert_eq!(PathSegment::fault("{id}.json"), Some(SegmentFault::PartialVariable));
        assert_eq!(PathSegment::fault("a b"), Some(SegmentFault::Character(' ')));
        assert_eq!(PathSegment::fault("{}"), Some(SegmentFault::VariableName));
        assert_eq!(PathSegment::fault("{a b}"), Some(SegmentFault::VariableName));
    }
}
