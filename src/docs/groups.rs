//! Operations in groups: by their tags, and without tags by the first part of their paths that tells them apart.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::files;
use crate::sdk::{self, Name, Surface};

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
    let mut taken = HashSet::new();
    let is_default = |own: &sdk::Group| surface.groups.len() == 1 && own.name.flat() == "default";
    let mut all = Vec::new();
    for group in &surface.groups {
        if is_default(group) {
            for (label, operations) in by_path(surface, &group.operations) {
                let file = free(&mut taken, &files::name(&Name::of(&label, "root")));
                all.extend(parts(&file, &label, None, &operations));
            }
        } else {
            let file = free(&mut taken, &files::name(&group.name));
            let description = group.description.as_deref();
            all.extend(parts(&file, &group.label, description, &group.operations));
        }
    }
    all
}

/// A name that no group has yet.
fn free(taken: &mut HashSet<String>, name: &str) -> String {
    let mut own = name.to_owned();
    let mut number = 1;
    while !taken.insert(own.clone()) {
        number += 1;
        own = format!("{name}-{number}");
    }
    own
}

/// Operations by the first part of their paths that tells them apart, in document order.
fn by_path(surface: &Surface, operations: &[usize]) -> IndexMap<String, Vec<usize>> {
    let path = |at: &usize| surface.operations.get(*at).map_or("/", |own| own.path.as_str());
    let shared = shared_parts(operations.iter().map(path));
    let by = |shared: usize| {
        let mut found: IndexMap<String, Vec<usize>> = IndexMap::new();
        for at in operations {
            let own: Vec<&str> = parts_of(path(at)).take(shared + 1).collect();
            found.entry(format!("/{}", own.join("/"))).or_default().push(*at);
        }
        found
    };
    // A group for almost each operation is none.
    let found = by(shared);
    if shared > 0 && found.len() * 2 > operations.len() { by(0) } else { found }
}

/// The parts of a path before its first variable.
fn parts_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty()).take_while(|part| !part.starts_with('{'))
}

/// How many parts all paths have in common, as a version before everything.
fn shared_parts<'p>(mut paths: impl Iterator<Item = &'p str>) -> usize {
    let first: Vec<&str> = paths.next().into_iter().flat_map(parts_of).collect();
    paths.fold(first.len(), |shared, path| {
        let same = parts_of(path).zip(&first).take_while(|(own, other)| own == *other).count();
        shared.min(same)
    })
}

/// A group on as many pages as it takes.
fn parts(file: &str, label: &str, description: Option<&str>, operations: &[usize]) -> Vec<Group> {
    let is_one = operations.len() <= PAGE;
    let chunks = operations.chunks(PAGE).enumerate();
    chunks
        .map(|(number, part)| {
            let (first, last) = (number * PAGE + 1, number * PAGE + part.len());
            let ending = if number == 0 { String::new() } else { format!("--{}", number + 1) };
            let label =
                if is_one { label.to_owned() } else { format!("{label} ({first} to {last})") };
            Group {
                label,
                href: format!("groups/{file}{ending}"),
                description: description.map(str::to_owned),
                operations: part.to_vec(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shared_parts;

    #[test]
    fn what_all_paths_have_in_common_tells_nothing() {
        let of = |paths: &[&'static str]| shared_parts(paths.iter().copied());
        assert_eq!(of(&["/v1/pets", "/v1/pets/{id}", "/v1/owners"]), 1);
        assert_eq!(of(&["/pets", "/pets/{id}"]), 1);
        assert_eq!(of(&["/pets", "/owners"]), 0);
        assert_eq!(of(&[]), 0);
    }
}
