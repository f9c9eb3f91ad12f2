//! Finding the resource of a request (reference `pipeline`, section 2).
//!
//! Segment by segment, a literal goes before a variable and a variable before a greedy one. A candidate that the
//! caller refuses, because it lacks the verb, does not block a less specific one, so [`Router::find`] goes on until a
//! candidate is accepted.

use std::collections::HashMap;

use super::path_template::{PathSegment, segments};

/// A trie of path templates, each with a value.
#[derive(Clone, Debug)]
pub struct Router<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    literals: HashMap<Box<str>, usize>,
    /// The variable child with its name.
    variable: Option<(Box<str>, usize)>,
    /// The greedy child with its name.
    greedy: Option<(Box<str>, usize)>,
    value: Option<T>,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { literals: HashMap::new(), variable: None, greedy: None, value: None }
    }
}

/// A route that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteMatch<'r, 'p, V> {
    /// What the caller made of the route's value.
    pub value: V,
    /// The path parameters, in the order of the path, as they stand in it: not decoded.
    pub parameters: Vec<(&'r str, &'p str)>,
}

impl<T> Default for Router<T> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl<T> Router<T> {
    /// A router without routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `path` and returns the value that stood there before. Two variables under one parent share a place; the
    /// name of the first stays (a rule reports the conflict).
    pub fn insert(&mut self, path: &str, value: T) -> Option<T> {
        let mut at = 0;
        for segment in segments(path) {
            at = self.child(at, segment);
        }
        self.nodes.get_mut(at).and_then(|node| node.value.replace(value))
    }

    /// The first route of `path` that `accept` makes something of, from the most specific on. The path is raw:
    /// percent-encoded, with leading and trailing slashes as sent.
    pub fn find<'r, 'p, V>(
        &'r self,
        path: &'p str,
        mut accept: impl FnMut(&'r T) -> Option<V>,
    ) -> Option<RouteMatch<'r, 'p, V>> {
        let mut parameters = Vec::new();
        let path = path.trim_start_matches('/');
        // A trailing slash is no segment and no part of a greedy parameter.
        let path = path.trim_end_matches('/');
        let value = self.walk(0, path, &mut parameters, &mut accept)?;
        Some(RouteMatch { value, parameters })
    }

    fn walk<'r, 'p, V>(
        &'r self,
        at: usize,
        rest: &'p str,
        parameters: &mut Vec<(&'r str, &'p str)>,
        accept: &mut impl FnMut(&'r T) -> Option<V>,
    ) -> Option<V> {
        let node = self.nodes.get(at)?;
        // Slashes that stand in a row separate once.
        let rest = rest.trim_start_matches('/');
        if rest.is_empty() {
            return node.value.as_ref().and_then(accept);
        }
        let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
        if let Some(next) = node.literals.get(segment)
            && let Some(found) = self.walk(*next, after, parameters, accept)
        {
            return Some(found);
        }
        let known = parameters.len();
        if let Some((name, next)) = &node.variable {
            parameters.push((name, segment));
            if let Some(found) = self.walk(*next, after, parameters, accept) {
                return Some(found);
            }
            parameters.truncate(known);
        }
        if let Some((name, next)) = &node.greedy {
            parameters.push((name, rest));
            let found = self.nodes.get(*next).and_then(|node| node.value.as_ref()).and_then(accept);
            if found.is_some() {
                return found;
            }
            parameters.truncate(known);
        }
        None
    }

    fn child(&mut self, at: usize, segment: PathSegment<'_>) -> usize {
        let fresh = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return at };
        let next = match segment {
            PathSegment::Literal(text) => *node.literals.entry(text.into()).or_insert(fresh),
            PathSegment::Variable(name) => node.variable.get_or_insert((name.into(), fresh)).1,
            PathSegment::Greedy(name) => node.greedy.get_or_insert((name.into(), fresh)).1,
        };
        if next == fresh {
            self.nodes.push(Node::default());
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::Router;

    fn router(paths: &[&str]) -> Router<String> {
        let mut router = Router::new();
        for path in paths {
            router.insert(path, (*path).to_owned());
        }
        router
    }

    fn check(paths: &[&str], path: &str, expected: &str) {
        let router = router(paths);
        let found = router.find(path, |value| Some(value.clone()));
        let actual = found
            .map_or("none".to_owned(), |found| format!("{} {:?}", found.value, found.parameters));
        assert_eq!(actual, expected, "{path}");
    }

    #[test]
    fn the_more_specific_goes_first() {
        let paths = ["/", "/pets", "/pets/{id}", "/pets/mine", "/{proxy+}"];
        check(&paths, "/", "/ []");
        check(&paths, "", "/ []");
        check(&paths, "/pets/", "/pets []");
        check(&paths, "/pets/mine", "/pets/mine []");
        check(&paths, "/pets/7", "/pets/{id} [(\"id\", \"7\")]");
        check(&paths, "/pets/7/x", "/{proxy+} [(\"proxy\", \"pets/7/x\")]");
        check(&paths, "/other", "/{proxy+} [(\"proxy\", \"other\")]");
    }

    #[test]
    fn a_dead_end_is_left_again() {
        let paths = ["/part1", "/part1/hardcoded-value", "/{param+}"];
        check(&paths, "/part1/random-value", "/{param+} [(\"param\", \"part1/random-value\")]");
        check(&["/{a}/x", "/b/{c}/d"], "/b/x", "/{a}/x [(\"a\", \"b\")]");
    }

    #[test]
    fn nothing_is_decoded_and_slashes_separate_once() {
        check(&["/foo/{param}"], "//foo/foo%2Fbar/", "/foo/{param} [(\"param\", \"foo%2Fbar\")]");
        check(
            &["/{proxy+}"],
            "/proxy-value//double-slash/",
            "/{proxy+} [(\"proxy\", \"proxy-value//double-slash\")]",
        );
        check(&["/{proxy+}"], "/", "none");
    }

    #[test]
    fn a_refused_candidate_does_not_block_another() {
        let router = router(&["/test", "/{proxy+}"]);
        let found = router.find("/test", |value| (value != "/test").then_some(value));
        assert_eq!(found.map(|found| found.value.as_str()), Some("/{proxy+}"));
    }
}
