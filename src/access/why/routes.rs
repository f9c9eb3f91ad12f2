//! The routes that are close to one that does not exist: "Missing Authentication Token" says nothing of them.

use crate::mapping::{NearPath, PathDifference, near_path};

use super::subject::Found;
use super::{Question, Subject};

/// A route that is close to a request, with the request that would be for it.
#[derive(Clone, Debug)]
pub(super) struct Near<'s> {
    pub(super) found: Found<'s>,
    /// Where the request differs, in words.
    pub(super) difference: String,
    /// The verb and the path that would be for the route, where they can be told.
    pub(super) instead: Option<(String, String)>,
    distance: u32,
}

/// Another verb for the same path.
const OTHER_VERB: u32 = 3;

/// The routes that are close to a request, the closest first.
pub(super) fn near_routes<'s>(
    subject: &Subject<'s>,
    question: &Question,
    most: usize,
) -> Vec<Near<'s>> {
    let (verb, path) = (question.counting_verb(), question.path.as_str());
    let mut all: Vec<Near<'s>> = Vec::new();
    for found in subject.methods() {
        // The answer to a preflight is nothing that anybody wants instead.
        if found.verb == "OPTIONS" && verb != "OPTIONS" {
            continue;
        }
        let template = found.resource.path.as_str();
        let Some(near) = near_path(template, path) else { continue };
        let fits_verb = found.verb == verb || found.verb == "ANY";
        let mut difference = differences(subject, question, &near);
        if !fits_verb {
            let verbs = format!("the verb is `{verb}`, and the route has `{}`", found.verb);
            difference = match difference.as_str() {
                "" => verbs,
                other => format!("{other}; {verbs}"),
            };
        }
        let distance = near.distance + if fits_verb { 0 } else { OTHER_VERB };
        let path = instead(&near, path);
        let verb = if fits_verb { verb } else { found.verb };
        let instead = path.map(|path| (verb.to_owned(), path));
        all.push(Near { found, difference, instead, distance });
    }
    all.sort_by_key(|near| near.distance);
    all.truncate(most);
    all
}

fn differences(subject: &Subject<'_>, question: &Question, near: &NearPath<'_>) -> String {
    let parts = near.differences.iter().map(|difference| match difference {
        PathDifference::Other { wanted, found } if wanted.eq_ignore_ascii_case(found) => {
            format!("`{found}` is `{wanted}` there, and case counts")
        }
        PathDifference::Other { wanted, found } => format!("`{found}` is `{wanted}` there"),
        PathDifference::Missing { wanted } => format!("`{wanted}` is missing"),
        PathDifference::Extra { found } if subject.config.stages.contains_key(*found) => {
            format!(
                "`{found}` is too much: it is a stage, and the path behind the stage `{}` is meant",
                question.stage
            )
        }
        PathDifference::Extra { found } => format!("`{found}` is too much"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The path that the template takes and that differs as little as possible.
fn instead(near: &NearPath<'_>, path: &str) -> Option<String> {
    let mut parts: Vec<String> =
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for difference in &near.differences {
        match difference {
            PathDifference::Other { wanted, found } => {
                let own = parts.iter_mut().find(|own| own == found)?;
                (*wanted).clone_into(own);
            }
            PathDifference::Extra { found } => {
                let at = parts.iter().position(|own| own == found)?;
                parts.remove(at);
            }
            // What stands for a variable is not for us to say, and a literal has its place.
            PathDifference::Missing { wanted } if wanted.starts_with('{') => return None,
            PathDifference::Missing { wanted } => {
                let wanted_parts = near.template.split('/').filter(|part| !part.is_empty());
                let at = wanted_parts.into_iter().position(|own| own == *wanted)?;
                parts.insert(at.min(parts.len()), (*wanted).to_owned());
            }
        }
    }
    Some(format!("/{}", parts.join("/")))
}
