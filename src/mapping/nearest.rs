//! Path templates that are close to a path, and where they differ from it: what "Missing Authentication Token" does
//! not say.

use super::path_template::{PathSegment, segments};

/// Longer paths are not compared: nobody mistypes one of them, and the work is the product of both lengths.
const MOST_SEGMENTS: usize = 64;

/// A literal that is written otherwise costs up to this; a variable that takes anything, nothing.
const OTHER: u32 = 10;

/// The same letters in another case.
const OTHER_CASE: u32 = 1;

/// A literal that costs more than this has another meaning.
const ALIKE: u32 = 5;

/// A segment too many or too few.
const UNPAIRED: u32 = 6;

/// How a path differs from a template, at one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathDifference<'a> {
    /// The template has another text there.
    Other {
        /// What the template has.
        wanted: &'a str,
        /// What the path has.
        found: &'a str,
    },
    /// The path lacks a segment.
    Missing {
        /// What the template has.
        wanted: &'a str,
    },
    /// The path has a segment that the template does not have.
    Extra {
        /// What the path has.
        found: &'a str,
    },
}

/// A template that is close to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearPath<'a> {
    /// The template.
    pub template: &'a str,
    /// Where the path differs, in the order of the path; nowhere when the template fits.
    pub differences: Vec<PathDifference<'a>>,
    /// How far they are apart. Only the order means something.
    pub distance: u32,
}

/// How far `path` is from `template` and where it differs; nothing where they have too little in common to be taken
/// for each other. The path is raw, as a request has it.
pub fn near_path<'a>(template: &'a str, path: &'a str) -> Option<NearPath<'a>> {
    let wanted: Vec<PathSegment<'a>> = segments(template).take(MOST_SEGMENTS + 1).collect();
    let found: Vec<&'a str> =
        path.split('/').filter(|part| !part.is_empty()).take(MOST_SEGMENTS + 1).collect();
    if wanted.len() > MOST_SEGMENTS || found.len() > MOST_SEGMENTS {
        return None;
    }
    let (near, has_anchor) = Alignment::new(&wanted, &found).best(template);
    if near.differences.is_empty() {
        return Some(near);
    }
    // Half of the path may be wrong, and one segment of a short one.
    let longest = wanted.len().max(found.len());
    let most = u32::try_from(longest.div_ceil(2)).unwrap_or(1) * (UNPAIRED + 1);
    let is_nameless =
        !wanted.is_empty() && !wanted.iter().any(|own| matches!(own, PathSegment::Literal(_)));
    let may_be_meant = has_anchor || (is_nameless && near.differences.len() == 1);
    (may_be_meant && near.distance <= most).then_some(near)
}

/// What of a path stands for what of a template, at the least cost.
struct Alignment<'t, 'a> {
    wanted: &'t [PathSegment<'a>],
    found: &'t [&'a str],
    /// The costs of the rests: of `wanted` from the row on, of `found` from the column on.
    costs: Vec<u32>,
}

impl<'t, 'a> Alignment<'t, 'a> {
    fn new(wanted: &'t [PathSegment<'a>], found: &'t [&'a str]) -> Self {
        let size = (wanted.len() + 1) * (found.len() + 1);
        let mut own = Self { wanted, found, costs: vec![0; size] };
        for row in (0..=wanted.len()).rev() {
            for column in (0..=found.len()).rev() {
                let cost = own.steps(row, column).into_iter().flatten().map(|(cost, _)| cost).min();
                let place = row * (found.len() + 1) + column;
                if let Some(own) = own.costs.get_mut(place) {
                    *own = cost.unwrap_or(0);
                }
            }
        }
        own
    }

    fn cost(&self, row: usize, column: usize) -> u32 {
        self.costs.get(row * (self.found.len() + 1) + column).copied().unwrap_or(0)
    }

    /// What can be done at a place, each with the cost of all that follows: take a segment of both, leave one out of
    /// the path, or lack one.
    fn steps(&self, row: usize, column: usize) -> [Option<(u32, Step<'a>)>; 3] {
        let (wanted, found) = (self.wanted.get(row), self.found.get(column));
        let both = wanted.zip(found).map(|(wanted, found)| {
            let (cost, is_greedy) = pair(*wanted, found);
            // A greedy variable takes all that is left.
            let rest = if is_greedy { 0 } else { self.cost(row + 1, column + 1) };
            (cost + rest, Step::Both { wanted: *wanted, found, cost, is_greedy })
        });
        let extra = found.map(|found| (UNPAIRED + self.cost(row, column + 1), Step::Extra(found)));
        let missing =
            wanted.map(|wanted| (UNPAIRED + self.cost(row + 1, column), Step::Missing(*wanted)));
        [both, extra, missing]
    }

    /// The cheapest way, and whether the path has a segment in it that is like a literal of the template.
    fn best(&self, template: &'a str) -> (NearPath<'a>, bool) {
        let mut differences = Vec::new();
        let mut has_anchor = false;
        let (mut row, mut column) = (0, 0);
        loop {
            let steps = self.steps(row, column);
            let best = steps.into_iter().flatten().min_by_key(|(cost, _)| *cost);
            let Some((_, step)) = best else { break };
            match step {
                Step::Both { wanted, found, cost, is_greedy } => {
                    has_anchor |= matches!(wanted, PathSegment::Literal(_)) && cost <= ALIKE;
                    if cost > 0 {
                        let wanted = written(template, row, wanted);
                        differences.push(PathDifference::Other { wanted, found });
                    }
                    if is_greedy {
                        break;
                    }
                    (row, column) = (row + 1, column + 1);
                }
                Step::Extra(found) => {
                    differences.push(PathDifference::Extra { found });
                    column += 1;
                }
                Step::Missing(wanted) => {
                    let wanted = written(template, row, wanted);
                    differences.push(PathDifference::Missing { wanted });
                    row += 1;
                }
            }
        }
        (NearPath { template, differences, distance: self.cost(0, 0) }, has_anchor)
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Both { wanted: PathSegment<'a>, found: &'a str, cost: u32, is_greedy: bool },
    Extra(&'a str),
    Missing(PathSegment<'a>),
}

/// What it costs that `found` stands where the template has `wanted`, and whether that is the end of both.
fn pair(wanted: PathSegment<'_>, found: &str) -> (u32, bool) {
    match wanted {
        PathSegment::Literal(text) => (literal(text, found), false),
        PathSegment::Variable(_) => (0, false),
        PathSegment::Greedy(_) => (0, true),
    }
}

fn literal(wanted: &str, found: &str) -> u32 {
    if wanted == found {
        return 0;
    }
    if wanted.eq_ignore_ascii_case(found) {
        return OTHER_CASE;
    }
    let (lower, other) = (wanted.to_lowercase(), found.to_lowercase());
    let longest = lower.chars().count().max(other.chars().count());
    // Comparing costs the product of both lengths.
    if longest > 100 {
        return OTHER;
    }
    let distance = strsim::damerau_levenshtein(&lower, &other);
    let share = (distance * OTHER as usize).div_ceil(longest.max(1));
    u32::try_from(share).unwrap_or(OTHER).clamp(OTHER_CASE + 1, OTHER)
}

/// The segment of the template at `place`, with the braces of a variable.
fn written<'a>(template: &'a str, place: usize, segment: PathSegment<'a>) -> &'a str {
    let text = template.split('/').filter(|part| !part.is_empty()).nth(place);
    text.unwrap_or(match segment {
        PathSegment::Literal(text) | PathSegment::Variable(text) | PathSegment::Greedy(text) => {
            text
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{PathDifference, near_path};

    /// The templates in the order of their distances, each with its differences.
    fn check(templates: &[&str], path: &str, expected: &[&str]) {
        let mut near: Vec<_> =
            templates.iter().filter_map(|template| near_path(template, path)).collect();
        near.sort_by_key(|own| own.distance);
        let actual: Vec<String> = near
            .iter()
            .map(|own| {
                let differences = own.differences.iter().map(|difference| match difference {
                    PathDifference::Other { wanted, found } => format!(" {found}>{wanted}"),
                    PathDifference::Missing { wanted } => format!(" +{wanted}"),
                    PathDifference::Extra { found } => format!(" -{found}"),
                });
                format!("{}{}", own.template, differences.collect::<String>())
            })
            .collect();
        assert_eq!(actual, expected, "{path}");
    }

    #[test]
    fn the_segment_that_differs_is_named() {
        let templates = ["/", "/pets", "/pets/{petId}", "/pets/{petId}/toys", "/orders/{id}"];
        check(&templates, "/pet", &["/pets pet>pets"]);
        check(
            &templates[2..],
            "/pet/7",
            &["/pets/{petId} pet>pets", "/pets/{petId}/toys pet>pets +toys"],
        );
        check(
            &templates[2..],
            "/pets/7/toy",
            &["/pets/{petId}/toys toy>toys", "/pets/{petId} -toy"],
        );
        check(&templates[..2], "/Pets", &["/pets Pets>pets"]);
    }

    #[test]
    fn a_segment_too_many_or_too_few_is_named() {
        let templates = ["/pets/{petId}", "/pets/{petId}/toys"];
        check(&templates[..1], "/prod/pets/7", &["/pets/{petId} -prod"]);
        check(&templates, "/pets//7/", &["/pets/{petId}", "/pets/{petId}/toys +toys"]);
        check(&templates[..1], "/pets", &["/pets/{petId} +{petId}"]);
        check(&["/api/{proxy+}"], "/api", &["/api/{proxy+} +{proxy+}"]);
        check(&["/api/{proxy+}"], "/apj/a/b/c", &["/api/{proxy+} apj>api"]);
    }

    #[test]
    fn what_has_little_in_common_is_not_near() {
        check(&["/a/b/c/d", "/orders/{id}/lines"], "/pets", &[]);
        check(&["/pets", "/"], "/zzzzzzz", &[]);
        check(&["/{tenant}"], "/a/b", &["/{tenant} -b"]);
        check(&["/a/b"], &"/a".repeat(10_000), &[]);
        check(&["/"], "/", &["/"]);
    }

    #[test]
    fn distance_zero_is_a_fit() {
        for path in ["/pets/7", "/pets/7/", "//pets/7"] {
            assert_eq!(near_path("/pets/{petId}", path).map(|own| own.distance), Some(0), "{path}");
        }
    }
}
