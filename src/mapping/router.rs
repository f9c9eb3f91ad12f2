//! Finding the resource of a request (reference `pipeline`, section 2).
//!
//! Segment by segment, a literal goes before a variable and a variable before a greedy one. A candidate that the
//! caller refuses, because it lacks the verb, does not block a less specific one, so [`Router::find`] goes on until a
//! candidate is accepted. Every node of the trie is looked at once at most, and none of it recurses, so neither a
//! hostile definition nor a hostile path costs more than their sizes.

use std::collections::BTreeMap;

use super::path_template::{PathSegment, segments};

/// A trie of path templates, each with a value.
#[derive(Clone, Debug)]
pub struct Router<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    literals: BTreeMap<Box<str>, usize>,
    variable: Option<usize>,
    greedy: Option<usize>,
    route: Option<Route<T>>,
}

/// A route knows the names of its own variables: two routes may name the same place differently, which the service
/// refuses and a rule reports, but which must not give one the names of the other.
#[derive(Clone, Debug)]
struct Route<T> {
    names: Vec<Box<str>>,
    value: T,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { literals: BTreeMap::new(), variable: None, greedy: None, route: None }
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

/// A branch that is still to be tried: the node, what is left of the path behind it, the number of parameters in
/// front of it, and the one that it takes itself.
struct Branch<'p> {
    node: usize,
    rest: &'p str,
    known: usize,
    taken: &'p str,
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

    /// Adds `path` and returns the value that stood there before: two paths are the same place when they differ in
    /// the names of variables alone. What stands below a greedy variable can never be found.
    pub fn insert(&mut self, path: &str, value: T) -> Option<T> {
        let mut at = 0;
        let mut names = Vec::new();
        for segment in segments(path) {
            match segment {
                PathSegment::Literal(_) => {}
                PathSegment::Variable(name) | PathSegment::Greedy(name) => names.push(name.into()),
            }
            at = self.child(at, segment);
        }
        let route = Route { names, value };
        let before = self.nodes.get_mut(at).and_then(|node| node.route.replace(route));
        before.map(|route| route.value)
    }

    /// The first route of `path` that `accept` makes something of, from the most specific on. The path is raw:
    /// percent-encoded, with leading and trailing slashes as sent. Slashes in a row separate once; inside of a
    /// greedy parameter they stay.
    pub fn find<'r, 'p, V>(
        &'r self,
        path: &'p str,
        mut accept: impl FnMut(&'r T) -> Option<V>,
    ) -> Option<RouteMatch<'r, 'p, V>> {
        let mut parameters: Vec<(&'r str, &'p str)> = Vec::new();
        let mut branches: Vec<Branch<'p>> = Vec::new();
        // A trailing slash is no segment and no part of a greedy parameter.
        let mut rest = path.trim_end_matches('/');
        let mut at = 0;
        loop {
            rest = rest.trim_start_matches('/');
            let node = self.nodes.get(at)?;
            if rest.is_empty() {
                if let Some(route) = &node.route
                    && let Some(value) = accept(&route.value)
                {
                    for (parameter, name) in parameters.iter_mut().zip(&route.names) {
                        parameter.0 = name;
                    }
                    return Some(RouteMatch { value, parameters });
                }
            } else {
                let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
                let known = parameters.len();
                // The last one in is the first one out.
                branches.extend(node.greedy.map(|next| Branch {
                    node: next,
                    rest: "",
                    known,
                    taken: rest,
                }));
                branches.extend(node.variable.map(|next| Branch {
                    node: next,
                    rest: after,
                    known,
                    taken: segment,
                }));
                if let Some(next) = node.literals.get(segment) {
                    (at, rest) = (*next, after);
                    continue;
                }
            }
            let branch = branches.pop()?;
            parameters.truncate(branch.known);
            parameters.push(("", branch.taken));
            (at, rest) = (branch.node, branch.rest);
        }
    }

    fn child(&mut self, at: usize, segment: PathSegment<'_>) -> usize {
        let fresh = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return at };
        let next = match segment {
            PathSegment::Literal(text) => *node.literals.entry(text.into()).or_insert(fresh),
            PathSegment::Variable(_) => *node.variable.get_or_insert(fresh),
            PathSegment::Greedy(_) => *node.greedy.get_or_insert(fresh),
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

    #[test]
    fn a_verb_is_asked_of_every_candidate_in_order() {
        let paths = ["/a/b", "/a/{x}", "/{y}/b", "/a/{p+}", "/{q+}"];
        let router = router(&paths);
        let mut asked = Vec::new();
        let found = router.find("/a/b", |value| {
            asked.push(value.clone());
            None::<()>
        });
        assert_eq!(found, None);
        assert_eq!(asked, ["/a/b", "/a/{x}", "/a/{p+}", "/{y}/b", "/{q+}"]);
    }

    #[test]
    fn routes_keep_their_own_names() {
        let paths = ["/users/{id}", "/users/{userId}/posts", "/users/{u}/posts/{post}"];
        check(&paths, "/users/1", "/users/{id} [(\"id\", \"1\")]");
        check(&paths, "/users/1/posts", "/users/{userId}/posts [(\"userId\", \"1\")]");
        let expected = "/users/{u}/posts/{post} [(\"u\", \"1\"), (\"post\", \"2\")]";
        check(&paths, "/users/1/posts/2", expected);
    }

    #[test]
    fn the_same_place_holds_one_value() {
        let mut router = Router::new();
        assert_eq!(router.insert("/a/{x}", 1), None);
        assert_eq!(router.insert("//a/{y}/", 2), Some(1));
        let found = router.find("/a/1", |value| Some(*value));
        assert_eq!(found.map(|found| (found.value, found.parameters)), Some((2, vec![("y", "1")])));
    }

    #[test]
    fn empty_and_doubled_segments() {
        check(&["/a/{p+}"], "/a//b//c//", "/a/{p+} [(\"p\", \"b//c\")]");
        check(&["/a/{p+}"], "/a//", "none");
        check(&["/a/{x}/b"], "/a//b", "none");
        check(&["/a/b"], "///a///b///", "/a/b []");
        check(&["/"], "////", "/ []");
        check(&["/a/%7Bb%7D"], "/a/%7Bb%7D", "/a/%7Bb%7D []");
        check(&["/A"], "/a", "none");
    }

    #[test]
    fn depth_and_width_cost_what_they_are() {
        let mut router = Router::new();
        let deep = "/a".repeat(50_000);
        router.insert(&deep, 1);
        router.insert(&"/{x}".repeat(20_000), 2);
        for index in 0..20_000 {
            router.insert(&format!("/w/{index}"), index + 3);
        }
        assert_eq!(router.find(&deep, |value| Some(*value)).map(|found| found.value), Some(1));
        let other = "/b".repeat(20_000);
        let found = router.find(&other, |value| Some(*value));
        assert_eq!(found.map(|found| (found.value, found.parameters.len())), Some((2, 20_000)));
        assert!(router.find("/w/19999", |value| Some(*value)).is_some());
        assert!(router.find(&"/c".repeat(20_001), |value| Some(*value)).is_none());
    }

    /// The same answer by looking at every route: the first in the order that the service has.
    #[test]
    fn agrees_with_a_plain_search_over_all_routes() {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = |below: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % below
        };
        for _ in 0..300 {
            let mut paths: Vec<String> = Vec::new();
            for _ in 0..=draw(8) {
                let mut path = String::new();
                for _ in 0..draw(4) {
                    path.push('/');
                    path.push_str(["a", "b", "c", "{x}"][usize::try_from(draw(4)).unwrap()]);
                }
                if draw(4) == 0 {
                    path.push_str("/{p+}");
                }
                paths.push(if path.is_empty() { "/".to_owned() } else { path });
            }
            let refs: Vec<&str> = paths.iter().map(String::as_str).collect();
            let router = router(&refs);
            for _ in 0..20 {
                let mut request = String::new();
                for _ in 0..draw(5) {
                    request.push('/');
                    request.push_str(["a", "b", "c", "d"][usize::try_from(draw(4)).unwrap()]);
                }
                let found = router.find(&request, |value| Some(value.clone()));
                let found = found.map(|found| found.value);
                let plain = plain_search(&refs, &request);
                assert_eq!(found.as_deref(), plain, "{request} in {refs:?}");
            }
        }
    }

    /// For each segment the rank of what matches it, 0 for a literal; the least list wins.
    fn plain_search<'a>(paths: &[&'a str], request: &str) -> Option<&'a str> {
        let parts: Vec<&str> = request.split('/').filter(|part| !part.is_empty()).collect();
        let ranks = |path: &str| {
            let own: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            let mut ranks = Vec::new();
            for (index, segment) in own.iter().enumerate() {
                let part = parts.get(index)?;
                if segment.ends_with("+}") {
                    ranks.push(2);
                    return Some(ranks);
                }
                if segment.starts_with('{') {
                    ranks.push(1);
                } else if segment == part {
                    ranks.push(0);
                } else {
                    return None;
                }
            }
            (own.len() == parts.len()).then_some(ranks)
        };
        paths.iter().filter_map(|path| Some((ranks(path)?, *path))).min().map(|(_, path)| path)
    }
}
