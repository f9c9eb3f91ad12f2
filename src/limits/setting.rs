//! What is written for a stage or a usage plan, before it is known for which method.

use std::fmt;

use super::{CacheSetting, Quota, Rate};

/// A throttle as it is written: either half may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThrottleSetting {
    /// Requests per second.
    pub rate: Option<Rate>,
    /// The size of the bucket, in requests.
    pub burst: Option<u64>,
}

impl ThrottleSetting {
    /// Whether nothing is written.
    pub const fn is_empty(self) -> bool {
        self.rate.is_none() && self.burst.is_none()
    }
}

/// What a stage sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageSettings {
    /// The limits for each of its methods.
    pub throttle: ThrottleSetting,
    /// The response cache; a stage without one has no cluster.
    pub cache: Option<CacheSetting>,
    /// What single methods have instead, by key: `GET /pets`, `ANY /pets`, `*`.
    pub methods: Vec<(String, MethodSetting)>,
}

/// What a stage sets for one method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodSetting {
    /// Its limits.
    pub throttle: ThrottleSetting,
    /// Its cache.
    pub cache: Option<CacheSetting>,
}

/// What a usage plan sets for each of its keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanSettings {
    /// The limits for everything that a key calls.
    pub throttle: ThrottleSetting,
    /// The limits for single methods, by key.
    pub methods: Vec<(String, ThrottleSetting)>,
    /// How many requests a key has in a period.
    pub quota: Option<Quota>,
}

/// A method, as settings name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodName<'a> {
    /// The verb of the request; that of the method where requests of any verb are meant.
    pub verb: &'a str,
    /// The path as the definition has it. For a route whose key is a word, such as `$default`, that word.
    pub path: &'a str,
}

/// How closely a key names a method. The closer one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// All methods: `*`.
    All,
    /// All methods of the path: `ANY /pets`.
    Path,
    /// The method itself: `GET /pets`.
    Method,
}

/// The verbs that a method of the verb `ANY` answers.
pub const ANY_VERBS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// As in `GET /pets`.
impl fmt::Display for MethodName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.verb.is_empty() { "" } else { " " };
        write!(f, "{}{space}{}", self.verb, self.path)
    }
}

impl MethodName<'_> {
    /// How closely `key` names this method; nothing if it names others.
    pub fn named_by(self, key: &str) -> Option<Closeness> {
        let key = key.trim();
        if matches!(key, "*" | "*/*" | "* *") {
            return Some(Closeness::All);
        }
        let (verb, path) = key.split_once(' ').unwrap_or(("", key));
        if path.trim_start() != self.path {
            return None;
        }
        if verb.eq_ignore_ascii_case(self.verb) {
            return Some(Closeness::Method);
        }
        (verb == "*" || verb.eq_ignore_ascii_case("ANY")).then_some(Closeness::Path)
    }

    /// What `settings` have for this method, the closest first.
    pub(super) fn among<T>(self, settings: &[(String, T)]) -> Vec<(Closeness, &str, &T)> {
        let mut found: Vec<_> = settings
            .iter()
            .filter_map(|(key, own)| Some((self.named_by(key)?, key.as_str(), own)))
            .collect();
        found.sort_by_key(|(closeness, ..)| std::cmp::Reverse(*closeness));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Closeness, MethodName};

    fn check(key: &str, closeness: Option<Closeness>) {
        let method = MethodName { verb: "GET", path: "/pets/{id}" };
        assert_eq!(method.named_by(key), closeness, "{key}");
    }

    #[test]
    fn keys_name_methods() {
        check("GET /pets/{id}", Some(Closeness::Method));
        check("get /pets/{id}", Some(Closeness::Method));
        check("ANY /pets/{id}", Some(Closeness::Path));
        check("* /pets/{id}", Some(Closeness::Path));
        check("*", Some(Closeness::All));
        check("*/*", Some(Closeness::All));
        check("POST /pets/{id}", None);
        check("GET /pets/{name}", None);
        check("/pets/{id}", None);
        let route = MethodName { verb: "", path: "$default" };
        assert_eq!(route.named_by("$default"), Some(Closeness::Method));
    }
}
