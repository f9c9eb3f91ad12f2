//! Regular expressions as `java.util.regex` reads them.
//!
//! API Gateway runs on Java: `replaceAll` in a mapping template and `selectionPattern` of an integration response
//! are Java patterns. This module rewrites such a pattern into the syntax of the engines that we have, so that the
//! difference between the dialects is known in one place only. It refuses what it cannot represent.

mod class;
mod engine;
mod replacement;
mod translate;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use engine::Engine;
use replacement::Replacement;
use translate::{Purpose, translate};

/// The longest pattern that is compiled, in bytes.
const MAX_PATTERN: usize = 8 * 1024;

/// A compiled Java pattern.
///
/// A pattern without look-around and back-references runs in linear time; another one backtracks, up to a limit
/// that [`RegexFault::TooMuchBacktracking`] reports.
#[derive(Debug)]
pub struct JavaRegex {
    pattern: Box<str>,
    whole: Engine,
    /// Compiled on the first search: most patterns are only ever matched against a whole text.
    search: OnceLock<Result<Engine, RegexFault>>,
}

/// Why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is not a regular expression that can be evaluated: {reason}")]
pub struct JavaRegexError {
    pattern: Box<str>,
    reason: Box<str>,
}

impl JavaRegexError {
    /// What is wrong with the pattern, without the pattern.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Why a pattern gave no answer for a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegexFault {
    /// The pattern tried too many ways to match.
    #[error("the regular expression backtracks too much on this text")]
    TooMuchBacktracking,
    /// The result is longer than the caller allows.
    #[error("the result of the replacement is too long")]
    ResultTooLong,
    /// The replacement names a group that the pattern does not have, or ends in the middle of an escape.
    #[error("`{0}` is not a valid replacement for this regular expression")]
    BadReplacement(Box<str>),
}

impl JavaRegex {
    /// Compiles `pattern`.
    pub fn new(pattern: &str) -> Result<Self, JavaRegexError> {
        let fail = |reason: &str| JavaRegexError { pattern: pattern.into(), reason: reason.into() };
        if pattern.len() > MAX_PATTERN {
            return Err(fail("it is longer than 8 KiB"));
        }
        let translated = translate(pattern, Purpose::Whole).map_err(fail)?;
        let whole = Engine::compile(&translated).map_err(|reason| fail(&reason))?;
        Ok(Self { pattern: pattern.into(), whole, search: OnceLock::new() })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether the whole of `text` matches, as `String.matches` has it.
    pub fn is_full_match(&self, text: &str) -> Result<bool, RegexFault> {
        self.whole.is_match(text)
    }

    /// Whether some part of `text` matches.
    pub fn is_found_in(&self, text: &str) -> Result<bool, RegexFault> {
        self.search()?.is_match(text)
    }

    /// `text` with every match replaced, as `String.replaceAll` has it: `$1` and `${name}` stand for groups, a
    /// backslash takes the next character as it is. The result has at most `max_bytes` bytes.
    pub fn replace_all(
        &self,
        text: &str,
        replacement: &str,
        max_bytes: usize,
    ) -> Result<String, RegexFault> {
        self.replace(text, replacement, max_bytes, usize::MAX)
    }

    /// `text` with the first match replaced, as `String.replaceFirst` has it.
    pub fn replace_first(
        &self,
        text: &str,
        replacement: &str,
        max_bytes: usize,
    ) -> Result<String, RegexFault> {
        self.replace(text, replacement, max_bytes, 1)
    }

    fn replace(
        &self,
        text: &str,
        replacement: &str,
        max_bytes: usize,
        count: usize,
    ) -> Result<String, RegexFault> {
        let engine = self.search()?;
        let replacement = Replacement::parse(replacement, engine)
            .ok_or_else(|| RegexFault::BadReplacement(replacement.into()))?;
        let mut out = String::with_capacity(text.len());
        let mut rest = 0;
        let mut from = Some(0);
        for _ in 0..count {
            let Some(groups) = engine.groups_at(text, &mut from)? else { break };
            let Some((start, end)) = groups.whole() else { break };
            out.push_str(text.get(rest..start).unwrap_or_default());
            replacement.write(text, &groups, &mut out);
            rest = end;
            if out.len() > max_bytes {
                return Err(RegexFault::ResultTooLong);
            }
        }
        out.push_str(text.get(rest..).unwrap_or_default());
        if out.len() > max_bytes { Err(RegexFault::ResultTooLong) } else { Ok(out) }
    }

    /// The parts of `text` between the matches, as `String.split` has it: a positive `limit` bounds the number of
    /// parts, zero drops empty parts at the end, a negative one keeps them.
    pub fn split<'t>(&self, text: &'t str, limit: i32) -> Result<Vec<&'t str>, RegexFault> {
        let engine = self.search()?;
        let most = usize::try_from(limit).ok().filter(|limit| *limit > 0);
        let mut parts = Vec::new();
        let mut rest = 0;
        let mut from = Some(0);
        while most.is_none_or(|most| parts.len() + 1 < most) {
            let Some(groups) = engine.groups_at(text, &mut from)? else { break };
            let Some((start, end)) = groups.whole() else { break };
            // Java drops the empty part before an empty match at the very beginning.
            if end == 0 {
                continue;
            }
            parts.push(text.get(rest..start).unwrap_or_default());
            rest = end;
        }
        if rest == 0 {
            return Ok(vec![text]);
        }
        parts.push(text.get(rest..).unwrap_or_default());
        if limit == 0 {
            while parts.last().is_some_and(|part| part.is_empty()) {
                parts.pop();
            }
        }
        Ok(parts)
    }

    fn search(&self) -> Result<&Engine, RegexFault> {
        self.search
            .get_or_init(|| {
                // The pattern has compiled for whole matches, so only the limit of the compiled size can fail here.
                let translated = translate(&self.pattern, Purpose::Search)
                    .map_err(|_| RegexFault::TooMuchBacktracking)?;
                Engine::compile(&translated).map_err(|_| RegexFault::TooMuchBacktracking)
            })
            .as_ref()
            .map_err(Clone::clone)
    }
}

/// Two patterns are equal when they are written alike.
impl PartialEq for JavaRegex {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Eq for JavaRegex {}
