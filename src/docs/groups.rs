//! Operations in groups: by their tags, and without tags by the first part of their paths.

use indexmap::IndexMap;

use super::files;
use crate::sdk::{Name, Surface};

/// So many operations are listed on one page.
pub(super) const PAGE: usize = 300;

/// Operations that belong together, on one page.
pub(super) struct Group {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) description: Option<String>,
    /// Indices.
    pub(super) operations: Vec<usize>,
}

/// The groups of an API; large ones in parts.
pub(super) fn groups(surface: &Surface) -> Vec<Group> {
    let mut found: IndexMap<String, (String, Option<String>, Vec<usize>)> = IndexMap::new();
    for group in &surface.groups {
        let is_default = surface.groups.len() == 1 && group.name.flat() == "default";
        if !is_default {
            let label = group.label.clone();
            let own = (label, group.description.clone(), group.operations.clone());
            found.insert(files::name(&group.name), own);
            continue;
        }
        for index in &group.operations {
            let path = surface.operations.get(*index).map_or("/", |own| own.path.as_str());
            let first = path.split('/').find(|part| !part.is_empty());
            let first = first.filter(|part| !part.starts_with('{')).unwrap_or("/");
            let file = files::name(&Name::of(first, "root"));
            let label = if first == "/" { "/".to_owned() } else { format!("/{first}") };
            found.entry(file).or_insert_with(|| (label, None, Vec::new())).2.push(*index);
        }
    }
    found.into_iter().flat_map(|(file, own)| parts(&file, own)).collect()
}

fn parts(file: &str, own: (String, Option<String>, Vec<usize>)) -> Vec<Group> {
    let (label, description, operations) = own;
    let is_one = operations.len() <= PAGE;
    let chunks = operations.chunks(PAGE).enumerate();
    chunks
        .map(|(number, part)| {
            let (first, last) = (number * PAGE + 1, number * PAGE + part.len());
            let ending = if number == 0 { String::new() } else { format!("--{}", number + 1) };
            Group {
                label: if is_one { label.clone() } else { format!("{label} ({first} to {last})") },
                href: format!("groups/{file}{ending}"),
                description: description.clone(),
                operations: part.to_vec(),
            }
        })
        .collect()
}
