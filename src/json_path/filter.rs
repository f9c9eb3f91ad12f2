//! Filters: which elements of a list a path goes on with.

use super::evaluate::{self, PathFault};
use super::{Found, Json, Route, Shape};

/// A condition on an element.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Or(Vec<Filter>),
    And(Vec<Filter>),
    Not(Box<Filter>),
    Exists(Selection),
    Compare(Operand, Operator, Operand),
    /// The element, or a part of it, in a list of literals.
    In {
        value: Operand,
        list: Vec<Operand>,
        negated: bool,
    },
    Like(Operand, regex::Regex),
}

/// A path inside of a filter.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    /// Whether it begins at the document (`$`) and not at the element (`@`).
    pub(super) from_root: bool,
    pub(super) route: Route,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Selection(Selection),
    Text(Box<str>),
    Number(f64),
    Bool(bool),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// A list that has the element, or a text that has the part.
    Contains,
    /// A list or text of a length.
    Size,
    /// A list or text without anything in it, or not.
    Empty,
}

/// The document and the element that a filter is asked about.
#[derive(Clone)]
pub(super) struct Subject<V> {
    pub(super) root: V,
    pub(super) element: V,
    /// How deep the search already is.
    pub(super) depth: usize,
}

/// What an operand stands for.
enum Term<'f, V> {
    Undefined,
    Node(V),
    Many(Vec<V>),
    Text(&'f str),
    Number(f64),
    Bool(bool),
    Null,
}

/// A term as far as it can be compared.
#[derive(Clone, Copy, PartialEq)]
enum Scalar<'t> {
    Undefined,
    Container,
    Text(&'t str),
    Number(f64),
    Bool(bool),
    Null,
}

impl<V: Json> Term<'_, V> {
    fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Undefined => Scalar::Undefined,
            Self::Many(_) => Scalar::Container,
            Self::Text(text) => Scalar::Text(text),
            Self::Number(number) => Scalar::Number(*number),
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Null => Scalar::Null,
            Self::Node(node) => scalar(node),
        }
    }

    /// The length of a list or a text.
    fn length(&self) -> Option<usize> {
        match self {
            Self::Many(list) => Some(list.len()),
            Self::Text(text) => Some(text.chars().count()),
            Self::Node(node) => match node.shape() {
                Shape::List(length) | Shape::Map(length) => Some(length),
                Shape::Text => node.text().map(|text| text.chars().count()),
                Shape::Null | Shape::Bool(_) | Shape::Number(_) => None,
            },
            Self::Undefined | Self::Number(_) | Self::Bool(_) | Self::Null => None,
        }
    }
}

fn scalar<V: Json>(node: &V) -> Scalar<'_> {
    match node.shape() {
        Shape::Null => Scalar::Null,
        Shape::Bool(value) => Scalar::Bool(value),
        Shape::Number(number) => Scalar::Number(number),
        Shape::Text => Scalar::Text(node.text().unwrap_or_default()),
        Shape::List(_) | Shape::Map(_) => Scalar::Container,
    }
}

impl Filter {
    pub(super) fn accepts<V: Json>(
        &self,
        subject: &Subject<V>,
        budget: &mut u64,
    ) -> Result<bool, PathFault> {
        evaluate::spend(budget)?;
        match self {
            Self::Or(parts) => {
                for part in parts {
                    if part.accepts(subject, budget)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::And(parts) => {
                for part in parts {
                    if !part.accepts(subject, budget)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(inner) => Ok(!inner.accepts(subject, budget)?),
            Self::Exists(selection) => Ok(match selection.find(subject, budget)? {
                Found::Missing => false,
                Found::Many(list) => !list.is_empty(),
                Found::One(_) | Found::Count(_) | Found::Measure(_) => true,
            }),
            Self::Compare(left, operator, right) => {
                let left = left.term(subject, budget)?;
                let right = right.term(subject, budget)?;
                compare(&left, *operator, &right, budget)
            }
            Self::In { value, list, negated } => {
                let value = value.term(subject, budget)?;
                let mut found = false;
                for member in list {
                    let member = member.term(subject, budget)?;
                    found |= equal(value.scalar(), member.scalar());
                }
                Ok(found != *negated)
            }
            Self::Like(value, pattern) => Ok(match value.term(subject, budget)?.scalar() {
                Scalar::Text(text) => pattern.is_match(text),
                Scalar::Undefined
                | Scalar::Container
                | Scalar::Number(_)
                | Scalar::Bool(_)
                | Scalar::Null => false,
            }),
        }
    }
}

impl Selection {
    fn find<V: Json>(&self, subject: &Subject<V>, budget: &mut u64) -> Result<Found<V>, PathFault> {
        let start = if self.from_root { &subject.root } else { &subject.element };
        evaluate::from(&self.route, start.clone(), subject.root.clone(), subject.depth, budget)
    }
}

impl Operand {
    fn term<V: Json>(
        &self,
        subject: &Subject<V>,
        budget: &mut u64,
    ) -> Result<Term<'_, V>, PathFault> {
        Ok(match self {
            Self::Text(text) => Term::Text(text),
            Self::Number(number) => Term::Number(*number),
            Self::Bool(value) => Term::Bool(*value),
            Self::Null => Term::Null,
            Self::Selection(selection) => match selection.find(subject, budget)? {
                Found::Missing => Term::Undefined,
                Found::One(node) => Term::Node(node),
                Found::Many(list) => Term::Many(list),
                #[expect(clippy::cast_precision_loss, reason = "lengths stay far below 2^52")]
                Found::Count(count) => Term::Number(count as f64),
                Found::Measure(number) => Term::Number(number),
            },
        })
    }
}

fn compare<V: Json>(
    left: &Term<'_, V>,
    operator: Operator,
    right: &Term<'_, V>,
    budget: &mut u64,
) -> Result<bool, PathFault> {
    let (a, b) = (left.scalar(), right.scalar());
    Ok(match operator {
        Operator::Equal => equal(a, b),
        Operator::NotEqual => !equal(a, b),
        Operator::Less => order(a, b).is_some_and(std::cmp::Ordering::is_lt),
        Operator::LessOrEqual => order(a, b).is_some_and(std::cmp::Ordering::is_le),
        Operator::Greater => order(a, b).is_some_and(std::cmp::Ordering::is_gt),
        Operator::GreaterOrEqual => order(a, b).is_some_and(std::cmp::Ordering::is_ge),
        Operator::Contains => contains(left, b, budget)?,
        Operator::Size => match (left.length(), b) {
            #[expect(clippy::cast_precision_loss, reason = "lengths stay far below 2^52")]
            (Some(length), Scalar::Number(wanted)) => equal_numbers(length as f64, wanted),
            _ => false,
        },
        Operator::Empty => match (left.length(), b) {
            (Some(length), Scalar::Bool(wanted)) => (length == 0) == wanted,
            _ => false,
        },
    })
}

/// A number and the text of that number are equal, as in Jayway; what is undefined equals nothing.
fn equal(a: Scalar<'_>, b: Scalar<'_>) -> bool {
    match (a, b) {
        (Scalar::Number(a), Scalar::Number(b)) => equal_numbers(a, b),
        (Scalar::Number(number), Scalar::Text(text))
        | (Scalar::Text(text), Scalar::Number(number)) => {
            text.trim().parse().is_ok_and(|parsed| equal_numbers(number, parsed))
        }
        (Scalar::Undefined | Scalar::Container, _) | (_, Scalar::Undefined | Scalar::Container) => {
            false
        }
        (a, b) => a == b,
    }
}

#[expect(clippy::float_cmp, reason = "both sides are read from text, nothing is computed")]
fn equal_numbers(a: f64, b: f64) -> bool {
    a == b
}

fn order(a: Scalar<'_>, b: Scalar<'_>) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Scalar::Number(a), Scalar::Number(b)) => a.partial_cmp(&b),
        (Scalar::Text(a), Scalar::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn contains<V: Json>(
    whole: &Term<'_, V>,
    part: Scalar<'_>,
    budget: &mut u64,
) -> Result<bool, PathFault> {
    if let (Scalar::Text(whole), Scalar::Text(part)) = (whole.scalar(), part) {
        return Ok(whole.contains(part));
    }
    let mut children = Vec::new();
    match whole {
        Term::Node(node) if matches!(node.shape(), Shape::List(_)) => node.children(&mut children),
        Term::Many(list) => children.clone_from(list),
        Term::Node(_)
        | Term::Undefined
        | Term::Text(_)
        | Term::Number(_)
        | Term::Bool(_)
        | Term::Null => {}
    }
    for child in &children {
        evaluate::spend(budget)?;
        if equal(scalar(child), part) {
            return Ok(true);
        }
    }
    Ok(false)
}
