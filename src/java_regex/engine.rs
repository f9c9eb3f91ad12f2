//! One of two engines: linear time where the pattern allows it, bounded backtracking otherwise.

use super::RegexFault;
use super::translate::Translated;

/// The most bytes that a compiled pattern may take.
const MAX_COMPILED: usize = 4 << 20;
/// How often the backtracking engine may turn back in one search.
const MAX_BACKTRACKS: usize = 200_000;

#[derive(Debug)]
pub(super) enum Engine {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

/// The places that one match and its groups have in the text.
pub(super) struct Groups(Vec<Option<(usize, usize)>>);

impl Groups {
    pub(super) fn whole(&self) -> Option<(usize, usize)> {
        self.get(0)
    }

    pub(super) fn get(&self, group: usize) -> Option<(usize, usize)> {
        self.0.get(group).copied().flatten()
    }
}

impl Engine {
    /// Compiles what [`super::translate`] made; the error is one line. The backtracking engine is taken only where
    /// the pattern needs it, since it also accepts texts that are no patterns.
    pub(super) fn compile(translated: &Translated) -> Result<Self, String> {
        let pattern = &translated.pattern;
        if translated.backtracks {
            fancy_regex::RegexBuilder::new(pattern)
                .backtrack_limit(MAX_BACKTRACKS)
                .delegate_size_limit(MAX_COMPILED)
                .build()
                .map(|regex| Self::Backtracking(Box::new(regex)))
                .map_err(|error| last_line(&error.to_string()))
        } else {
            regex::RegexBuilder::new(pattern)
                .size_limit(MAX_COMPILED)
                .build()
                .map(Self::Linear)
                .map_err(|error| last_line(&error.to_string()))
        }
    }

    pub(super) fn is_match(&self, text: &str) -> Result<bool, RegexFault> {
        match self {
            Self::Linear(regex) => Ok(regex.is_match(text)),
            Self::Backtracking(regex) => {
                regex.is_match(text).map_err(|_| RegexFault::TooMuchBacktracking)
            }
        }
    }

    /// How many groups there are, the whole match included.
    pub(super) fn group_count(&self) -> usize {
        match self {
            Self::Linear(regex) => regex.captures_len(),
            Self::Backtracking(regex) => regex.captures_len(),
        }
    }

    /// The number of the group `name`.
    pub(super) fn group_named(&self, name: &str) -> Option<usize> {
        match self {
            Self::Linear(regex) => regex.capture_names().position(|known| known == Some(name)),
            Self::Backtracking(regex) => {
                regex.capture_names().position(|known| known == Some(name))
            }
        }
    }

    /// The next match at or after `from`, which then says where the one after it is looked for: as in Java, right
    /// behind this match, and one character further when this one is empty.
    pub(super) fn groups_at(
        &self,
        text: &str,
        from: &mut Option<usize>,
    ) -> Result<Option<Groups>, RegexFault> {
        let Some(at) = *from else { return Ok(None) };
        let groups = match self {
            Self::Linear(regex) => regex.captures_at(text, at).map(|found| {
                Groups(found.iter().map(|group| group.map(|g| (g.start(), g.end()))).collect())
            }),
            Self::Backtracking(regex) => regex
                .captures_from_pos(text, at)
                .map_err(|_| RegexFault::TooMuchBacktracking)?
                .map(|found| {
                    Groups(found.iter().map(|group| group.map(|g| (g.start(), g.end()))).collect())
                }),
        };
        *from = groups.as_ref().and_then(Groups::whole).and_then(|(start, end)| {
            if end > start {
                Some(end)
            } else {
                let next = text.get(end..)?.chars().next()?;
                Some(end + next.len_utf8())
            }
        });
        Ok(groups)
    }
}

/// The engines draw the pattern with a marker above the line that says what is wrong.
fn last_line(text: &str) -> String {
    let line = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}
