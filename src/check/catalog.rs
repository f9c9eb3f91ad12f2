//! Everything that can be found, by whatever layer.

use std::sync::LazyLock;

use crate::diag::{ALLOWANCE_CODES, Code, closest};
use crate::frontend;
use crate::iam;

use super::{AREAS, RULES};

static CATALOG: LazyLock<Vec<&'static Code>> = LazyLock::new(|| {
    let mut all: Vec<&'static Code> = RULES.iter().map(|rule| &rule.code).collect();
    all.extend(ALLOWANCE_CODES);
    all.extend(super::config::CODES);
    all.extend(iam::CODES);
    all.extend(frontend::CODES.iter().copied().flatten());
    all.sort_by_key(|code| code.name);
    all
});

/// The codes of the frontends, of policies, of the rules and of allowances, by name.
pub fn catalog() -> &'static [&'static Code] {
    &CATALOG
}

/// The page of one code.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// The code.
    pub code: &'static Code,
    /// The area, of a rule.
    pub area: Option<&'static str>,
}

/// The page of the code of that name, or else the name that was probably meant.
pub fn explain(name: &str) -> Result<Explanation, Option<&'static str>> {
    let Some(code) = catalog().iter().find(|code| code.name == name) else {
        return Err(closest(name, catalog().iter().map(|code| code.name)));
    };
    let area = AREAS.iter().find(|area| area.rules.iter().any(|rule| rule.code.name == name));
    Ok(Explanation { code, area: area.map(|area| area.name) })
}
