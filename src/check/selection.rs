//! How an integration chooses its response (reference `pipeline`, section 11).

use std::collections::BTreeSet;

use crate::ir::{Integration, IntegrationType};
use crate::java_regex::JavaRegex;

use super::values::{Target, is_open, target};

/// Whether patterns are compared with a status code: that of an HTTP backend, of a service or of a mock. A function is
/// known by its error message.
pub(super) fn is_by_status(integration: &Integration) -> bool {
    match *integration.integration_type {
        IntegrationType::Http | IntegrationType::Mock => true,
        IntegrationType::Aws => {
            let uri = integration.uri.as_ref();
            uri.is_some_and(|uri| matches!(target(uri), Target::Service(_)))
        }
        IntegrationType::AwsProxy | IntegrationType::HttpProxy => false,
    }
}

/// The status codes that a pattern matches as a whole; nothing where that is not known.
pub(super) fn statuses(pattern: &str) -> Option<BTreeSet<u16>> {
    if is_open(pattern) {
        return None;
    }
    let regex = JavaRegex::new(pattern).ok()?;
    (100..600)
        .map(|status: u16| Some((status, regex.is_full_match(&status.to_string()).ok()?)))
        .filter_map(|one| match one {
            Some((_, false)) => None,
            Some((status, true)) => Some(Some(status)),
            None => Some(None),
        })
        .collect()
}

/// Some status codes in a few words: `404`, or `400` to `499`.
pub(super) fn in_words(statuses: &BTreeSet<u16>) -> String {
    match (statuses.first(), statuses.last()) {
        (Some(first), Some(last)) if first == last => format!("`{first}`"),
        (Some(first), Some(last)) if usize::from(last - first) + 1 == statuses.len() => {
            format!("`{first}` to `{last}`")
        }
        (Some(first), Some(_)) => format!("`{first}` and {} more", statuses.len() - 1),
        _ => "nothing".to_owned(),
    }
}
