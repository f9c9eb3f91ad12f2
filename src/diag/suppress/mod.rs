//! Findings that a definition allows, with a reason.
//!
//! In YAML a comment says so: `# portcullis: allow(rule-a, rule-b) because`. It covers the rest of its line or, alone
//! on a line, the whole of the next key or item. In JSON, which has no comments, an object says so with a member
//! `"x-portcullis-allow": {"rule-a": "because"}`, which covers the object.

mod comment;
mod cover;
mod member;

use std::collections::BTreeSet;

use super::{Code, Diagnostic, Severity, closest};
use crate::source::{Sources, Span};

crate::codes! {
    /// What can be wrong with an allowance.
    pub static ALLOWANCE_CODES, each static;

    /// A comment or member that allows findings is not written as one.
    ///
    /// ## Why
    /// It allows nothing as it stands, and whoever wrote it believes that it does.
    ///
    /// A comment is written `# portcullis: allow(rule-a, rule-b) reason`, a member
    /// `"x-portcullis-allow": {"rule-a": "reason"}`.
    MALFORMED_ALLOWANCE = Warning "malformed-allowance";

    /// A finding is allowed without saying why.
    ///
    /// ## Why
    /// Who reads the definition next cannot know whether the reason still holds. The allowance has no effect until
    /// it has a reason: the words after the closing parenthesis.
    ALLOWANCE_WITHOUT_REASON = Warning "allowance-without-reason";

    /// A rule is allowed that does not exist or cannot be allowed.
    ///
    /// ## Why
    /// The name is misspelt, or the rule has another name today, so the finding that was meant is not allowed.
    /// What is wrong with the text itself cannot be allowed: a definition that cannot be read has no meaning.
    UNKNOWN_RULE_IN_ALLOWANCE = Warning "unknown-rule-in-allowance";

    /// A finding is allowed that is not there.
    ///
    /// ## Why
    /// The cause is gone, and the allowance would hide it if it came back. Remove the allowance.
    UNUSED_ALLOWANCE = Warning "unused-allowance";
}

/// One rule that one place allows.
#[derive(Debug)]
struct Allowance {
    rule: String,
    /// Where the rule is named.
    name: Span,
    /// Findings that start here are allowed.
    covers: Span,
}

/// What the files say, well or badly.
#[derive(Debug, Default)]
struct Allowances {
    all: Vec<Allowance>,
    faults: Vec<Diagnostic>,
}

impl Allowances {
    fn fault(&mut self, code: &'static Code, span: Span, message: String, help: &str) {
        let mut found = Diagnostic::new(code, span, message);
        found.help(help);
        self.faults.push(found);
    }
}

/// Takes the findings that the files allow out of `found`, and adds what is wrong with the allowances.
///
/// Only findings for whose code `allowable` holds can be allowed. A rule that is named in `silent` did not run, so
/// that an allowance of it is not called unused.
pub fn suppress(
    found: Vec<Diagnostic>,
    sources: &Sources,
    catalog: &[&'static Code],
    allowable: impl Fn(&Code) -> bool,
    silent: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let allowances = collect(sources);
    if allowances.all.is_empty() && allowances.faults.is_empty() {
        return found;
    }
    let Allowances { all, mut faults } = allowances;
    let mut used = vec![false; all.len()];
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for finding in found {
        let mut allowed = false;
        if allowable(finding.code) {
            for (allowance, used) in all.iter().zip(&mut used) {
                if allowance.allows(&finding) {
                    *used = true;
                    allowed = true;
                }
            }
        }
        if !allowed {
            kept.push(finding);
        }
    }
    for (allowance, used) in all.iter().zip(used) {
        if !used && !silent.contains(allowance.rule.as_str()) {
            faults.push(useless(allowance, catalog, &allowable));
        }
    }
    kept.append(&mut faults);
    kept
}

impl Allowance {
    fn allows(&self, finding: &Diagnostic) -> bool {
        let at = finding.primary.span;
        self.rule == finding.code.name
            && self.covers.file() == at.file()
            && self.covers.start() <= at.start()
            && at.start() < self.covers.end()
    }
}

fn useless(
    allowance: &Allowance,
    catalog: &[&'static Code],
    allowable: &impl Fn(&Code) -> bool,
) -> Diagnostic {
    let rule = &allowance.rule;
    let Some(code) = catalog.iter().find(|code| code.name == rule) else {
        let message = format!("there is no rule `{rule}`");
        let mut found = Diagnostic::new(&UNKNOWN_RULE_IN_ALLOWANCE, allowance.name, message);
        let names = catalog.iter().filter(|code| allowable(code)).map(|code| code.name);
        if let Some(name) = closest(rule, names) {
            found.help(format!("did you mean `{name}`?"));
        }
        return found;
    };
    if allowable(code) {
        let message = format!("`{rule}` is allowed here and not found");
        let mut found = Diagnostic::new(&UNUSED_ALLOWANCE, allowance.name, message);
        found.help("remove the allowance");
        return found;
    }
    let why = match code.severity {
        Severity::Error => "it is about the text itself",
        Severity::Warning | Severity::Info => "it is about allowances",
    };
    let message = format!("`{rule}` cannot be allowed: {why}");
    Diagnostic::new(&UNKNOWN_RULE_IN_ALLOWANCE, allowance.name, message)
}

fn collect(sources: &Sources) -> Allowances {
    let mut allowances = Allowances::default();
    for (_, file) in sources.iter() {
        let Some(tree) = file.tree() else { continue };
        comment::collect(tree, file, &mut allowances);
        member::collect(tree, &mut allowances);
    }
    allowances
}
