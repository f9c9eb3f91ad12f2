//! What a reader can search for: data for the site's script, which reads no file by itself, so that a site that lies in a
//! folder can be searched as well.

use serde::Serialize;

use super::groups::Group;
use super::view::{Answer, Link};
use super::{operation, schema};
use crate::sdk::Surface;

/// Everything that can be found.
#[derive(Serialize)]
struct Index<'s> {
    groups: Vec<(&'s str, &'s str)>,
    /// Operations: verb, path, title, address without `operations/`, group, other words.
    operations: Vec<(&'static str, &'s str, String, String, usize, String)>,
    /// All else: kind, title, address, other words.
    others: Vec<(&'static str, String, String, String)>,
}

/// The data, as a script.
pub(super) fn script(
    surface: &Surface,
    groups: &[Group],
    pages: &[Link],
    models: &schema::Models<'_>,
    answers: &[Answer],
) -> String {
    let mut own_group = vec![0; surface.operations.len()];
    for (number, group) in groups.iter().enumerate() {
        for index in &group.operations {
            if let Some(own) = own_group.get_mut(*index) {
                *own = number;
            }
        }
    }
    let operations = surface.operations.iter().zip(own_group).map(|(own, group)| {
        let parameters = own.parameters.iter().map(|own| own.wire.as_str());
        let words: Vec<&str> = parameters.collect();
        let href = operation::href(own);
        let file = href.strip_prefix("operations/").unwrap_or(&href).to_owned();
        let words = format!("{} {}", own.name.camel(), words.join(" "));
        (own.method.unwrap_or("ANY"), own.path.as_str(), operation::title(own), file, group, words)
    });
    let mut others: Vec<(&'static str, String, String, String)> = pages
        .iter()
        .map(|page| ("page", page.label.clone(), page.href.clone(), String::new()))
        .collect();
    for (index, model) in models.all.iter().enumerate() {
        if let Some(page) = models.page(index) {
            let label = models.label(index);
            others.push(("model", label, page.clone(), schema::line(model)));
        }
    }
    for answer in answers {
        let href = format!("errors#{}", answer.anchor);
        let title = format!("{} {}", answer.status, answer.name);
        others.push(("error", title, href, answer.what.clone()));
    }
    let index = Index {
        groups: groups.iter().map(|own| (own.label.as_str(), own.href.as_str())).collect(),
        operations: operations.collect(),
        others,
    };
    let text = serde_json::to_string(&index).unwrap_or_default();
    // A script may be put into a page by whoever hosts it.
    format!("window.portcullisDocs = {};\n", text.replace('<', "\\u003c"))
}
