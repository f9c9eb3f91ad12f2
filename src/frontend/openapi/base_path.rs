//! The base path of a document, and what the import makes of it (reference `openapi-extensions`, section 3).

use crate::frontend::codes;
use crate::frontend::options::BasePathMode;

use super::context::{Context, Findings};
use super::read::{self, Field};
use super::root::Root;

/// The text that stands before every path: empty, or with a leading and without a trailing slash.
pub(super) fn prefix(cx: &Context<'_>, root: &Root<'_>, f: &mut Findings<'_>) -> String {
    let base = match cx.options.base_path {
        BasePathMode::Ignore => {
            report_left_out(root, f);
            return String::new();
        }
        BasePathMode::Prepend | BasePathMode::Split => base(root, f),
    };
    let skipped = usize::from(cx.options.base_path == BasePathMode::Split);
    let mut prefix = String::new();
    for segment in base.split('/').filter(|segment| !segment.is_empty()).skip(skipped) {
        prefix.push('/');
        prefix.push_str(segment);
    }
    prefix
}

/// Says that the service leaves the base path out, which surprises whoever looks for the paths below it.
fn report_left_out(root: &Root<'_>, f: &mut Findings<'_>) {
    let base = base(root, f);
    let base = base.trim_matches('/');
    let Some(field) = root.base_path.or(root.servers).filter(|_| !base.is_empty()) else { return };
    let message =
        format!("the base path `/{base}` is dropped: `--base-path prepend` keeps it in every path");
    f.count_message(&codes::DROPPED_CONSTRUCT, &message, field.key.span());
}

fn base(root: &Root<'_>, f: &mut Findings<'_>) -> String {
    if let Some(path) = root.base_path.and_then(|field| read::text(field, f)) {
        return path.into_value();
    }
    let Some(servers) = root.servers else { return String::new() };
    // The variable counts although no URL refers to it; of several, the first.
    let variable = servers
        .value
        .items()
        .find_map(|server| read::field(server.get("variables")?.get("basePath")?, "default"));
    if let Some(path) = variable.and_then(|field| read::text(field, f)) {
        return path.into_value();
    }
    let url = servers.value.items().find_map(|server| read::field(server, "url"));
    url.and_then(|field: Field<'_>| read::text(field, f))
        .map_or_else(String::new, |url| path_of(&url))
}

/// The path of a server's URL, which may be a path alone.
fn path_of(url: &str) -> String {
    let after_host = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    after_host.split(['?', '#']).next().unwrap_or("").to_owned()
}
