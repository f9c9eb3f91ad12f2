//! Which rules run, and how bad their findings are.

use std::collections::BTreeMap;

use crate::diag::{Code, Severity, Sink, closest};
use crate::ir::CheckSettings;

use super::{AREAS, catalog};

/// The linter's settings. Names are rules, or areas for all rules of the area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Only these run, unless it is empty. What is wrong with the text itself is reported all the same.
    pub select: Vec<String>,
    /// These do not run.
    pub ignore: Vec<String>,
    /// Severities that differ from the rules' own.
    pub severity: BTreeMap<String, Severity>,
}

crate::codes! {
    /// What can be wrong with settings.
    pub(super) static CODES, each pub(super) static;

    /// A rule or area that does not exist.
    ///
    /// ## Why
    /// Settings name rules and areas. A name that is neither changes nothing, and what it was to change is as before.
    ///
    /// `portcullis explain` lists all names.
    UNKNOWN_RULE = Error "unknown-rule";
}

/// A name in the settings that is neither a rule nor an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// As it was written.
    pub name: String,
    /// The name that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl Settings {
    /// The settings of a manifest. Names that mean nothing are reported.
    pub fn of_manifest(settings: &CheckSettings, sink: &mut Sink) -> Self {
        let names = settings.select.iter().chain(&settings.ignore).chain(settings.severity.keys());
        for name in names.filter(|name| !known().any(|known| known == name.as_str())) {
            let message = format!("there is no rule or area `{}`", name.as_str());
            let found = sink.report(&UNKNOWN_RULE, name.span(), message);
            match closest(name, known()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help("`portcullis explain` lists all of them"),
            };
        }
        Self {
            select: settings.select.iter().map(ToString::to_string).collect(),
            ignore: settings.ignore.iter().map(ToString::to_string).collect(),
            severity: settings
                .severity
                .iter()
                .map(|(name, severity)| (name.to_string(), **severity))
                .collect(),
        }
    }

    /// The names that mean nothing, in the order of the fields.
    pub fn unknown_names(&self) -> Vec<UnknownName> {
        let names = self.select.iter().chain(&self.ignore).chain(self.severity.keys());
        names
            .filter(|name| !known().any(|known| known == name.as_str()))
            .map(|name| UnknownName { name: name.clone(), suggestion: closest(name, known()) })
            .collect()
    }

    /// Whether findings of `code` are wanted.
    pub(super) fn wants(&self, code: &Code) -> bool {
        let named = |names: &[String]| names.iter().any(|name| is_named(name, code));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }

    /// How bad findings of `code` are. A rule's own name counts before its area's.
    pub(super) fn severity(&self, code: &Code) -> Option<Severity> {
        let own = self.severity.get(code.name).copied();
        own.or_else(|| {
            let mut entries = self.severity.iter();
            entries.find(|(name, _)| is_named(name, code)).map(|(_, severity)| *severity)
        })
    }
}

fn known() -> impl Iterator<Item = &'static str> {
    catalog().iter().map(|code| code.name).chain(AREAS.iter().map(|area| area.name))
}

fn is_named(name: &str, code: &Code) -> bool {
    name == code.name
        || AREAS.iter().any(|area| {
            area.name == name && area.rules.iter().any(|rule| rule.code.name == code.name)
        })
}
