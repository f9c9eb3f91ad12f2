//! All changes between two editions.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Model as IrModel;
use crate::limits::ANY_VERBS;
use crate::mapping::Router;

use super::change::{Change, Class, Subject};
use super::edition::{Edition, Model, Operation, Route, variable};
use super::kinds::Kind;
use super::operation::{self, Pair, Use, Uses, below};
use super::schema::{Direction, Found, Schemas};
use super::words::listed;
use super::{parts, policy, told};

/// What is different between two editions, the worst first, and in the order of the API among those of one class. Two
/// editions that say the same have no change.
pub fn compare(old: &Edition, new: &Edition) -> Vec<Change> {
    let mut found = Vec::new();
    let mut uses = Uses::new();
    operations(old, new, &mut uses, &mut found);
    models(old, new, uses, &mut found);
    parts::compare(old, new, &mut found);
    policy::compare(old, new, &mut found);
    told::compare(old, new, &mut found);
    found.sort_by_key(|change| change.class);
    found
}

fn operations(old: &Edition, new: &Edition, uses: &mut Uses, found: &mut Vec<Change>) {
    for (route, one) in &old.operations {
        if let Some(two) = new.operations.get(route) {
            let pair = Pair { old: one, new: two, editions: (old, new) };
            operation::compare(&pair, uses, found);
        } else if let Some(two) = taken_over(new, one) {
            rerouted(&Pair { old: one, new: two, editions: (old, new) }, found);
        } else {
            let subject = Subject::Operation(one.name.clone());
            let change =
                Change::new(Kind::OperationRemoved, Class::Breaking, subject, "is gone".to_owned());
            found.push(change.at(one.place.as_ref(), None));
        }
    }
    for (route, two) in &new.operations {
        if !old.operations.contains_key(route) {
            let subject = Subject::Operation(two.name.clone());
            let change =
                Change::new(Kind::OperationAdded, Class::Compatible, subject, "is new".to_owned());
            found.push(change.at(None, two.place.as_ref()));
        }
    }
}

/// An operation of the old edition, and what answers its requests in the new one.
fn rerouted(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let message = format!("is gone, and `{}` answers its requests", pair.new.name);
    let subject = Subject::Operation(pair.old.name.clone());
    let change = Change::new(Kind::OperationRerouted, Class::Behaviour, subject, message);
    found.push(change.at(pair.old.place.as_ref(), pair.new.place.as_ref()));
    let mut asked = Vec::new();
    super::access::compare(pair, &mut asked);
    let subject = Subject::Operation(pair.old.name.clone());
    found.extend(asked.into_iter().map(|own| Change { subject: subject.clone(), ..own }));
}

/// The operation that answers requests to `gone`, which is not there any more.
fn taken_over<'e>(edition: &'e Edition, gone: &Operation) -> Option<&'e Operation> {
    let mut router = Router::new();
    let mut by_path: BTreeMap<&str, Vec<(&str, &Operation)>> = BTreeMap::new();
    for (route, operation) in &edition.operations {
        by_path.entry(&operation.path).or_default().push((&route.verb, operation));
    }
    for (path, methods) in by_path {
        router.insert(path, methods);
    }
    let verb = gone.name.split(' ').next().unwrap_or("");
    let path: Vec<&str> =
        gone.path.split('/').map(|own| if variable(own).is_some() { "x" } else { own }).collect();
    let path = path.join("/");
    let found = router.find(&path, |methods| {
        let get = |wanted: &str| methods.iter().find(|(own, _)| *own == wanted);
        let any = || if ANY_VERBS.contains(&verb) { get("ANY") } else { None };
        get(verb).or_else(any).map(|(_, operation)| *operation)
    });
    found.map(|found| found.value)
}

/// Compares models where they are used, each once in each direction.
fn models(old: &Edition, new: &Edition, mut uses: Uses, found: &mut Vec<Change>) {
    let schemas = Schemas { old: &old.models, new: &new.models };
    let mut compared: BTreeMap<Use, Found> = BTreeMap::new();
    let mut left: Vec<Use> = uses.keys().cloned().collect();
    // What a model refers to is used where the model is.
    while let Some(key) = left.pop() {
        let (one, two, direction) = &key;
        let (Some(before), Some(after)) = (old.models.get(one), new.models.get(two)) else {
            continue;
        };
        let result = compared
            .entry(key.clone())
            .or_insert_with(|| schemas.compare(&before.schema, &after.schema, *direction));
        let operations = uses.get(&key).cloned().unwrap_or_default();
        for (one, two) in &result.models {
            let inner = (one.clone(), two.clone(), *direction);
            let known = uses.entry(inner.clone()).or_default();
            if !operations.is_subset(known) {
                known.extend(operations.iter().cloned());
                left.push(inner);
            }
        }
    }
    let mut touched: BTreeSet<String> = BTreeSet::new();
    for ((one, two, direction), result) in &compared {
        let (Some(before), Some(after)) = (old.models.get(one), new.models.get(two)) else {
            continue;
        };
        let operations =
            uses.get(&(one.clone(), two.clone(), *direction)).cloned().unwrap_or_default();
        for own in &result.differences {
            touched.insert(two.clone());
            let kind = match direction {
                Direction::Request => Kind::RequestSchema,
                Direction::Response => Kind::ResponseSchema,
            };
            let message = used(*direction, &below(&own.path), &own.message, &operations);
            let message = match (before.anonymous || after.anonymous, one == two) {
                (false, false) => format!("{message}, where `{one}` was before"),
                _ => message,
            };
            let subject = subject(two, after, &operations);
            let mut change = Change::new(kind, own.class, subject, message);
            change.operations = operations.iter().cloned().collect();
            found.push(change.at(before.place.as_ref(), after.place.as_ref()));
        }
    }
    rest_of_models(old, new, &touched, found);
}

/// A model that nobody has named is called by what has it.
fn subject(name: &str, model: &Model, operations: &BTreeSet<String>) -> Subject {
    match operations.first().filter(|_| model.anonymous) {
        Some(operation) => Subject::Operation(operation.clone()),
        None => Subject::Model(name.to_owned()),
    }
}

fn used(direction: Direction, place: &str, message: &str, operations: &BTreeSet<String>) -> String {
    let what = match direction {
        Direction::Request => "in requests",
        Direction::Response => "in responses",
    };
    let of = listed(operations.iter().map(String::as_str));
    format!("{message}{place} ({what} of {of})")
}

/// Models that are new, gone, or say the same otherwise.
fn rest_of_models(
    old: &Edition,
    new: &Edition,
    touched: &BTreeSet<String>,
    found: &mut Vec<Change>,
) {
    let fresh = new.models.keys().filter(|name| !old.models.contains_key(*name));
    for name in old.models.keys().chain(fresh) {
        let (one, two) = (old.models.get(name), new.models.get(name));
        // One that nobody has named is a part of what has it; the service's own are there whether they are written or not.
        let is_own = IrModel::OWN.contains(&name.as_str()) && (one.is_none() || two.is_none());
        if is_own || one.or(two).is_some_and(|own| own.anonymous) {
            continue;
        }
        let (kind, message) = match (one, two) {
            (None, Some(_)) => (Kind::ModelAdded, "is new"),
            (Some(_), None) => (Kind::ModelRemoved, "is gone"),
            (Some(one), Some(two)) if is_other(one, two) && !touched.contains(name) => {
                (Kind::ModelWording, "is another, and no caller notices")
            }
            _ => continue,
        };
        let place = |own: Option<&Model>| own.and_then(|own| own.place.clone());
        let subject = Subject::Model(name.clone());
        let change = Change::new(kind, Class::Compatible, subject, message.to_owned());
        found.push(change.at(place(one).as_ref(), place(two).as_ref()));
    }
}

fn is_other(one: &Model, two: &Model) -> bool {
    one.schema != two.schema || one.content_type != two.content_type
}

/// The routes of both editions.
pub(super) fn common<'e>(
    old: &'e Edition,
    new: &'e Edition,
) -> impl Iterator<Item = (&'e Route, &'e Operation, &'e Operation)> {
    old.operations.iter().filter_map(|(route, one)| Some((route, one, new.operations.get(route)?)))
}
