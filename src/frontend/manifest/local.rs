//! The files that the `local` section names: keys of user pools, policies of identities, and answers of functions.

use std::path::Path;
use std::sync::Arc;

use super::super::library::is_remote;
use super::super::{codes, reading};
use crate::diag::Sink;
use crate::ir::{Local, LocalIdentity, LocalUserPool};
use crate::jwt::KeySet;
use crate::source::{Fragment, LoadError, Loader, Problem, Sources, read_json};

/// Reads them from `folder`.
pub(super) fn read(
    loader: &dyn Loader,
    folder: &Path,
    local: &mut Local,
    sources: &mut Sources,
    sink: &mut Sink,
) {
    for pool in local.user_pools.values_mut() {
        if !is_remote(&pool.jwks) {
            pool.keys = key_set(loader, folder, pool, sources, sink);
        }
    }
    for identity in local.identities.values_mut() {
        identity.documents = policies(loader, folder, identity, sources, sink);
    }
    for function in local.functions.values_mut() {
        function.answer = function
            .response
            .as_ref()
            .and_then(|name| answer(loader, &folder.join(name.as_str()), sources));
    }
}

/// A function may answer with any text, and its file is missed by whoever runs it.
fn answer(loader: &dyn Loader, path: &Path, sources: &mut Sources) -> Option<Fragment> {
    let bytes = loader.load(path).ok()?;
    let name = path.display().to_string();
    let text: Arc<str> = String::from_utf8(bytes).ok()?.into();
    let (tree, problems) = read_json(sources.next_id(), &text);
    if problems.iter().any(Problem::is_fatal) {
        return None;
    }
    sources.add(name, text);
    let tree = Arc::new(tree);
    Some(Fragment::new(&tree, tree.root()))
}

/// A key set that is not there yet is no fault of the manifest: the runtime denies until there is one.
fn key_set(
    loader: &dyn Loader,
    folder: &Path,
    pool: &LocalUserPool,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Fragment> {
    let (path, place) = (folder.join(pool.jwks.as_str()), pool.jwks.span());
    if let Err(LoadError::NotFound(_)) = loader.load(&path) {
        let message = format!("there is no key set `{}`", pool.jwks);
        sink.report(&codes::MISSING_KEY_SET, place, message)
            .help("`portcullis token --create` makes one");
        return None;
    }
    let tree = reading::read_file(loader, &path, Some(place), sources, sink)?;
    match KeySet::parse(tree.root().to_json().to_string().as_bytes()) {
        Ok(set) => {
            for why in set.unusable() {
                let message = format!("{why} (`{}`)", pool.jwks);
                sink.report(&codes::UNUSABLE_KEY, place, message);
            }
            Some(Fragment::new(&tree, tree.root()))
        }
        Err(error) => {
            let message = format!("`{}` is no key set: {error}", pool.jwks);
            sink.report(&codes::INVALID_KEY_SET, place, message)
                .help("write a JSON Web Key Set: `{\"keys\": [...]}`");
            None
        }
    }
}

fn policies(
    loader: &dyn Loader,
    folder: &Path,
    identity: &LocalIdentity,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Vec<Fragment> {
    let read = identity.policies.iter().filter_map(|name| {
        let path = folder.join(name.as_str());
        let tree = reading::read_file(loader, &path, Some(name.span()), sources, sink)?;
        Some(Fragment::new(&tree, tree.root()))
    });
    read.collect()
}
