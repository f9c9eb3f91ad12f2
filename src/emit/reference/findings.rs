//! One page for each area of rules, one for what is found while reading and writing, and a list of all.

use serde::Serialize;

use crate::check::AREAS;
use crate::diag::Code;

use super::{Page, ReferenceError, cell, render};

/// What stands on one page.
#[derive(Serialize)]
struct Chapter {
    name: &'static str,
    summary: String,
    findings: Vec<Finding>,
}

/// One finding.
#[derive(Serialize)]
struct Finding {
    name: &'static str,
    severity: &'static str,
    summary: String,
    text: String,
}

#[derive(Serialize)]
struct Index {
    count: usize,
    chapters: Vec<Chapter>,
}

/// The pages of all findings. `catalog` has every code that any command reports; rules are found in their areas, and
/// what is left is on the page `reading`.
pub fn finding_pages(catalog: &[&'static Code]) -> Result<Vec<Page>, ReferenceError> {
    let mut chapters: Vec<Chapter> = AREAS
        .iter()
        .map(|area| Chapter {
            name: area.name,
            summary: cell(area.doc),
            findings: area.rules.iter().map(|rule| finding(&rule.code)).collect(),
        })
        .collect();
    let is_rule = |code: &Code| {
        AREAS.iter().flat_map(|area| area.rules).any(|rule| rule.code.name == code.name)
    };
    let others = catalog.iter().filter(|code| !is_rule(code));
    chapters.push(Chapter {
        name: "reading",
        summary: "What is wrong with the text itself, what cannot be carried over, and how findings are allowed."
            .to_owned(),
        findings: others.map(|code| finding(code)).collect(),
    });
    let mut pages = Vec::with_capacity(chapters.len() + 1);
    for chapter in &chapters {
        let text = render(include_str!("chapter.md.tera"), chapter)?;
        pages.push(Page { path: format!("rules/{}.md", chapter.name), text });
    }
    let count = chapters.iter().map(|chapter| chapter.findings.len()).sum();
    let text = render(include_str!("index.md.tera"), &Index { count, chapters })?;
    pages.push(Page { path: "rules/index.md".to_owned(), text });
    Ok(pages)
}

/// A doc comment's lines begin with the space after its slashes, and its heads are below that of the finding.
fn finding(code: &Code) -> Finding {
    let mut text = String::with_capacity(code.doc.len());
    for line in code.doc.trim().lines() {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        if line.starts_with("## ") {
            text.push('#');
        }
        text.push_str(line);
        text.push('\n');
    }
    Finding {
        name: code.name,
        severity: code.severity.name(),
        summary: cell(code.summary()),
        text: text.trim_end().to_owned(),
    }
}
