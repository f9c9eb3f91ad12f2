//! Whether one statement is about everything that another is about. "Yes" is always right; where it cannot be told, it
//! is "no".

use super::AddressSet;
use super::Version;
use super::document::{Condition, Effect, PrincipalElement, Statement, TextElement};
use super::principal::{Principal, PrincipalMatcher};
use super::shape::{ResourcePattern, Shape};
use super::template::{Reading, Template};
use super::truth::Truth;
use super::{principal, read_text};

impl Statement {
    /// Whether this statement applies wherever `other` does, both of one policy in `version` of the language.
    pub fn covers(&self, other: &Self, version: Version) -> bool {
        self.open.is_none()
            && other.open.is_none()
            && self.covers_principal(other)
            && both(self.action(), other.action(), |own, other| action_covers(own, other, version))
            && both(self.resource(), other.resource(), |own, other| {
                resource_covers(own, other, version)
            })
            && self
                .conditions
                .iter()
                .all(|own| other.conditions.iter().any(|one| implies(one, own)))
    }

    /// The same without regard to whom and on which conditions.
    pub fn covers_calls(&self, other: &Self, version: Version) -> bool {
        both(self.action(), other.action(), |own, other| action_covers(own, other, version))
            && both(self.resource(), other.resource(), |own, other| {
                resource_covers(own, other, version)
            })
    }

    /// Whether the two are about the same, conditions left aside.
    pub fn is_about_the_same(&self, other: &Self, version: Version) -> bool {
        let (one, two) = (self.without_conditions(), other.without_conditions());
        one.covers(&two, version) && two.covers(&one, version)
    }

    fn without_conditions(&self) -> Self {
        Self { conditions: Vec::new(), ..self.clone() }
    }

    fn covers_principal(&self, other: &Self) -> bool {
        match (&self.principal, &other.principal) {
            (None, None) => true,
            (Some(own), Some(other)) => own.covers(other),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Whether `principal` is one of those that the statement is about. Nothing is known where only a deployment says
    /// it.
    pub fn is_about(&self, principal: Principal<'_>) -> Truth {
        let Some(own) = &self.principal else { return Truth::True };
        match (own.negated, self.effect) {
            (false, _) => principal::any(&own.matchers, principal).0,
            (true, Some(Effect::Deny)) => !principal::exempts(&own.matchers, principal),
            (true, _) => !principal::any(&own.matchers, principal).0,
        }
    }

    /// Whether the statement is about `action`, as in `execute-api:Invoke`.
    pub fn is_about_action(&self, action: &str, version: Version) -> Truth {
        let Some(element) = &self.action else { return Truth::True };
        let action = action.to_ascii_lowercase();
        let mut wanted = Shape::default();
        wanted.text(&action);
        let each = element.values.iter().map(|value| {
            let (shape, is_open) = Shape::of(&folded(value, version));
            match (shape.meets(&wanted), is_open) {
                (true, true) => Truth::Unknown,
                (meets, _) => meets.into(),
            }
        });
        Truth::any(each).negated_if(element.negated)
    }
}

impl PrincipalElement {
    fn covers(&self, other: &Self) -> bool {
        if self.is_everyone() {
            return true;
        }
        if self.negated || other.negated {
            return self.negated == other.negated
                && self.matchers.iter().all(|own| other.matchers.contains(own))
                && !self.matchers.iter().any(PrincipalMatcher::is_open);
        }
        let one = |own: &PrincipalMatcher| {
            !own.is_open()
                && (self.matchers.contains(own)
                    || self.matchers.iter().any(|account| holds(account, own)))
        };
        other.matchers.iter().all(one)
    }

    /// The principals that are never the caller of an API: services, identities of the web, identities that no longer
    /// exist.
    pub fn never_callers(&self) -> impl Iterator<Item = &super::Written<String>> {
        let pairs = self.values.iter().zip(&self.matchers);
        pairs.filter_map(|(value, matcher)| match matcher {
            PrincipalMatcher::Nobody | PrincipalMatcher::Service(_) => Some(value),
            PrincipalMatcher::Everyone
            | PrincipalMatcher::Account(_)
            | PrincipalMatcher::User(_)
            | PrincipalMatcher::Role { .. }
            | PrincipalMatcher::Session(_)
            | PrincipalMatcher::FederatedUser(_)
            | PrincipalMatcher::Open { .. } => None,
        })
    }
}

/// Whether `account` is an account and `other` an identity of it.
fn holds(account: &PrincipalMatcher, other: &PrincipalMatcher) -> bool {
    let PrincipalMatcher::Account(account) = account else { return false };
    match other {
        PrincipalMatcher::User(arn)
        | PrincipalMatcher::Session(arn)
        | PrincipalMatcher::FederatedUser(arn) => arn.split(':').nth(4) == Some(account),
        PrincipalMatcher::Role { account: own, .. } => own == account,
        PrincipalMatcher::Everyone
        | PrincipalMatcher::Account(_)
        | PrincipalMatcher::Service(_)
        | PrincipalMatcher::Nobody
        | PrincipalMatcher::Open { .. } => false,
    }
}

fn both(
    own: Option<&TextElement>,
    other: Option<&TextElement>,
    covers: impl Fn(&TextElement, &TextElement) -> bool,
) -> bool {
    match (own, other) {
        (Some(own), Some(other)) => covers(own, other),
        _ => false,
    }
}

fn folded(text: &str, version: Version) -> Template {
    let mut template = Template::parse(text, Reading { version, wildcards: true }).0;
    template.fold();
    template
}

fn action_covers(own: &TextElement, other: &TextElement, version: Version) -> bool {
    let shapes = |element: &TextElement| -> Vec<(Shape, bool)> {
        element.values.iter().map(|value| Shape::of(&folded(value, version))).collect()
    };
    element_covers(own, other, shapes, |(own, is_open), (other, other_is_open)| {
        !is_open && !other_is_open && own.contains(other)
    })
}

fn resource_covers(own: &TextElement, other: &TextElement, version: Version) -> bool {
    let shapes = |element: &TextElement| -> Vec<Option<ResourcePattern>> {
        element.values.iter().map(|value| ResourcePattern::of(value, version)).collect()
    };
    element_covers(own, other, shapes, |own, other| match (own, other) {
        (Some(own), Some(other)) => own.contains(other),
        // What is about no call is covered by anything.
        (_, None) => true,
        (None, Some(_)) => false,
    })
}

fn element_covers<T>(
    own: &TextElement,
    other: &TextElement,
    shapes: impl Fn(&TextElement) -> Vec<T>,
    contains: impl Fn(&T, &T) -> bool,
) -> bool {
    let all_in = |inner: &[T], outer: &[T]| {
        inner.iter().all(|one| outer.iter().any(|other| contains(other, one)))
    };
    if !own.negated && own.values.iter().any(|value| value.as_str() == "*") {
        return true;
    }
    let (first, second) = (shapes(own), shapes(other));
    match (own.negated, other.negated) {
        (false, false) => all_in(&second, &first),
        // Whoever leaves out more covers less.
        (true, true) => all_in(&first, &second),
        (true, false) | (false, true) => false,
    }
}

/// Whether `wanted` holds wherever `given` does.
fn implies(given: &Condition, wanted: &Condition) -> bool {
    if !given.key.eq_ignore_ascii_case(&wanted.key) || is_open(given) || is_open(wanted) {
        return false;
    }
    if same_form(given, wanted) {
        let within = |inner: &Condition, outer: &Condition| {
            inner.values.iter().all(|one| outer.values.iter().any(|two| **one == **two))
        };
        let covered =
            if wanted.is_negated() { within(wanted, given) } else { within(given, wanted) };
        if covered {
            return true;
        }
    }
    let is_plain = |own: &Condition| own.quantifier().is_none();
    // A condition that holds for an absent key implies only one that does as well.
    let holds_without = |own: &Condition| own.if_exists() || own.is_negated();
    if !is_plain(given) || !is_plain(wanted) || (holds_without(given) && !holds_without(wanted)) {
        return false;
    }
    match (AddressSet::of(given), AddressSet::of(wanted)) {
        (Some(given), Some(wanted)) => given.is_within(&wanted),
        _ => is_other_text(given, wanted),
    }
}

fn is_open(condition: &Condition) -> bool {
    condition.values.iter().any(|value| read_text::has_holes(value, Version::V2012))
        || condition.key.contains("${")
}

fn same_form(one: &Condition, two: &Condition) -> bool {
    one.base_operator() == two.base_operator()
        && one.quantifier() == two.quantifier()
        && (one.if_exists() == two.if_exists() || two.if_exists())
}

/// Whether one asks for texts and the other for none of some others.
fn is_other_text(given: &Condition, wanted: &Condition) -> bool {
    given.base_operator() == "StringEquals"
        && wanted.base_operator() == "StringNotEquals"
        && !given.values.iter().any(|one| wanted.values.iter().any(|two| **one == **two))
        && !given.values.iter().chain(&wanted.values).any(|value| value.contains("${"))
}
