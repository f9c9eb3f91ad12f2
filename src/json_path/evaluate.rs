//! Walks a document along a path.

use super::filter::Subject;
use super::{Function, Json, Route, Shape, Step};

/// The deepest document that is searched.
const MAX_DEPTH: usize = 512;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<V> {
    /// Nothing is there.
    Missing,
    /// The one place of a definite path.
    One(V),
    /// The places of another path, in the order of the document.
    Many(Vec<V>),
    /// The result of `length()`.
    Count(usize),
    /// The result of `min()`, `max()`, `avg()` or `sum()`.
    Measure(f64),
}

/// Why a path gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathFault {
    /// The evaluation looks at more nodes than the caller allows.
    #[error("the path looks at too many parts of the document")]
    TooMuchWork,
    /// The document is nested too deeply.
    #[error("the document is nested too deeply to be searched")]
    TooDeep,
}

pub(super) fn spend(budget: &mut u64) -> Result<(), PathFault> {
    *budget = budget.checked_sub(1).ok_or(PathFault::TooMuchWork)?;
    Ok(())
}

pub(super) fn evaluate<V: Json>(
    route: &Route,
    root: V,
    budget: &mut u64,
) -> Result<Found<V>, PathFault> {
    from(route, root.clone(), root, 0, budget)
}

/// Evaluates `route` from `start`; filters may look at `root` again. `depth` counts on through nested filters.
pub(super) fn from<V: Json>(
    route: &Route,
    start: V,
    root: V,
    depth: usize,
    budget: &mut u64,
) -> Result<Found<V>, PathFault> {
    // The definite beginning of the path is one place after another: no list is needed for it.
    let mut at = start;
    let mut steps = route.steps.as_slice();
    while let Some((step, rest)) = steps.split_first() {
        let next = match step {
            Step::Member(name) => at.member(name),
            Step::Element(index) => element(&at, *index),
            Step::Members(_)
            | Step::Elements(_)
            | Step::Slice { .. }
            | Step::Every
            | Step::Descend
            | Step::Filter(_) => break,
        };
        spend(budget)?;
        let Some(next) = next else { return Ok(Found::Missing) };
        (at, steps) = (next, rest);
    }
    if steps.is_empty() {
        return Ok(match route.function {
            None => Found::One(at),
            Some(function) => apply_to_node(function, &at),
        });
    }
    if !can_begin(steps, &at) {
        return Ok(Found::Missing);
    }
    let mut walk = Walk { root, budget, found: Vec::new() };
    walk.steps(steps, at, depth)?;
    let found = walk.found;
    Ok(match route.function {
        None => Found::Many(found),
        Some(Function::Length) => Found::Count(found.len()),
        Some(function) => measure(function, &found),
    })
}

/// Whether the first indefinite step can be made at all: on a scalar it leads nowhere, as a missing member does.
fn can_begin<V: Json>(steps: &[Step], at: &V) -> bool {
    let shape = at.shape();
    match steps.first() {
        Some(Step::Members(_)) => matches!(shape, Shape::Map(_)),
        Some(Step::Elements(_) | Step::Slice { .. }) => matches!(shape, Shape::List(_)),
        Some(Step::Every | Step::Filter(_)) => matches!(shape, Shape::List(_) | Shape::Map(_)),
        Some(Step::Descend | Step::Member(_) | Step::Element(_)) | None => true,
    }
}

struct Walk<'b, V> {
    root: V,
    budget: &'b mut u64,
    found: Vec<V>,
}

impl<V: Json> Walk<'_, V> {
    fn steps(&mut self, steps: &[Step], at: V, depth: usize) -> Result<(), PathFault> {
        spend(self.budget)?;
        if depth > MAX_DEPTH {
            return Err(PathFault::TooDeep);
        }
        let Some((step, rest)) = steps.split_first() else {
            self.found.push(at);
            return Ok(());
        };
        match step {
            Step::Member(name) => self.go(rest, at.member(name), depth),
            Step::Element(index) => self.go(rest, element(&at, *index), depth),
            Step::Members(names) => {
                names.iter().try_for_each(|name| self.go(rest, at.member(name), depth))
            }
            Step::Elements(indexes) => {
                indexes.iter().try_for_each(|index| self.go(rest, element(&at, *index), depth))
            }
            Step::Slice { from, to } => self.slice(rest, &at, (*from, *to), depth),
            Step::Every => {
                children(&at).into_iter().try_for_each(|child| self.steps(rest, child, depth + 1))
            }
            Step::Filter(_) => {
                let candidates = match at.shape() {
                    Shape::List(_) => children(&at),
                    Shape::Map(_) => vec![at],
                    Shape::Null | Shape::Bool(_) | Shape::Number(_) | Shape::Text => Vec::new(),
                };
                candidates.into_iter().try_for_each(|one| self.filter(step, rest, one, depth + 1))
            }
            Step::Descend => self.descend(rest, &at, depth),
        }
    }

    fn go(&mut self, rest: &[Step], next: Option<V>, depth: usize) -> Result<(), PathFault> {
        next.map_or(Ok(()), |next| self.steps(rest, next, depth + 1))
    }

    fn slice(
        &mut self,
        rest: &[Step],
        at: &V,
        (from, to): (Option<i64>, Option<i64>),
        depth: usize,
    ) -> Result<(), PathFault> {
        let Shape::List(length) = at.shape() else { return Ok(()) };
        let place = |index: i64| {
            let size = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
            if index < 0 { length.saturating_sub(size) } else { size.min(length) }
        };
        let (from, to) = (from.map_or(0, place), to.map_or(length, place));
        (from..to).try_for_each(|index| self.go(rest, at.element(index), depth))
    }

    fn filter(
        &mut self,
        step: &Step,
        rest: &[Step],
        candidate: V,
        depth: usize,
    ) -> Result<(), PathFault> {
        let Step::Filter(filter) = step else { return Ok(()) };
        let subject = Subject { root: self.root.clone(), element: candidate, depth };
        if filter.accepts(&subject, self.budget)? {
            self.steps(rest, subject.element, depth)?;
        }
        Ok(())
    }

    /// The steps behind `..` are tried on the node and on everything below it. A filter there is asked about each
    /// node itself.
    fn descend(&mut self, rest: &[Step], at: &V, depth: usize) -> Result<(), PathFault> {
        spend(self.budget)?;
        if depth > MAX_DEPTH {
            return Err(PathFault::TooDeep);
        }
        match rest.split_first() {
            Some((step @ Step::Filter(_), after)) => {
                self.filter(step, after, at.clone(), depth + 1)?;
            }
            _ => self.steps(rest, at.clone(), depth + 1)?,
        }
        children(at).iter().try_for_each(|child| self.descend(rest, child, depth + 1))
    }
}

fn element<V: Json>(at: &V, index: i64) -> Option<V> {
    let Shape::List(length) = at.shape() else { return None };
    let size = usize::try_from(index.unsigned_abs()).ok()?;
    at.element(if index < 0 { length.checked_sub(size)? } else { size })
}

fn children<V: Json>(at: &V) -> Vec<V> {
    let mut children = Vec::new();
    at.children(&mut children);
    children
}

fn apply_to_node<V: Json>(function: Function, at: &V) -> Found<V> {
    match (function, at.shape()) {
        (Function::Length, Shape::List(length) | Shape::Map(length)) => Found::Count(length),
        (Function::Min | Function::Max | Function::Avg | Function::Sum, Shape::List(_)) => {
            measure(function, &children(at))
        }
        _ => Found::Missing,
    }
}

/// Elements that are no numbers do not count; without any number there is no result.
fn measure<V: Json>(function: Function, list: &[V]) -> Found<V> {
    let numbers = list.iter().filter_map(|node| match node.shape() {
        Shape::Number(number) => Some(number),
        Shape::Null | Shape::Bool(_) | Shape::Text | Shape::List(_) | Shape::Map(_) => None,
    });
    let (sum, count) = numbers.clone().fold((0.0, 0.0), |(sum, count), n| (sum + n, count + 1.0));
    let result = match function {
        Function::Min => numbers.reduce(f64::min),
        Function::Max => numbers.reduce(f64::max),
        Function::Sum => Some(sum).filter(|_| count > 0.0),
        Function::Avg => Some(sum / count).filter(|_| count > 0.0),
        Function::Length => None,
    };
    result.map_or(Found::Missing, Found::Measure)
}
