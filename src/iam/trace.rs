//! Why a policy decides as it does: each statement with what it asks, what the request has, and where they differ.

use std::borrow::Cow;

use crate::source::Span;

use super::Version;
use super::context::{Context, State, Value};
use super::document::{Effect, Statement, TextElement, Written};
use super::operators::Wanted;
use super::pattern::Token;
use super::policy::{
    Policy, Prepared, PreparedCondition, Request, Texts, action_matches, resource_matches,
};
use super::principal::{self, Principal, Strength};
use super::template::{Filled, Reading, Template};
use super::truth::Truth;
use super::verdict::{Decision, Verdict};

/// A policy's decision with its reasons. It borrows from the policy and the request.
#[derive(Clone, Debug)]
pub struct PolicyTrace<'a> {
    /// What the policy decides.
    pub verdict: Verdict,
    /// All statements, in the order of the text.
    pub statements: Vec<StatementTrace<'a>>,
    /// Whether the document has errors, so that nobody knows what it decides.
    pub is_broken: bool,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct StatementTrace<'a> {
    /// Its place in the policy, from 0.
    pub index: usize,
    /// Its name.
    pub sid: Option<&'a str>,
    /// What it does; nothing where only a deployment knows.
    pub effect: Option<Effect>,
    /// Whether it is about the request.
    pub applies: Truth,
    /// Where it was written.
    pub span: Option<Span>,
    /// What it asks: principal, action, resource, then each condition.
    pub elements: Vec<ElementTrace<'a>>,
}

/// One thing that a statement asks.
#[derive(Clone, Debug)]
pub struct ElementTrace<'a> {
    /// What it is.
    pub element: Element<'a>,
    /// Whether it holds.
    pub truth: Truth,
    /// Whether it holds where no value matches: `NotAction`, `StringNotLike`.
    pub negated: bool,
    /// Where it was written.
    pub span: Option<Span>,
    /// What the policy wants.
    pub values: Vec<ValueTrace<'a>>,
    /// What the request has.
    pub actual: Actual<'a>,
    /// Why it holds or not.
    pub because: Because<'a>,
}

/// The parts of a statement that ask something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element<'a> {
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// An operator over a key, as both were written.
    Condition {
        /// The operator.
        operator: &'a str,
        /// The key.
        key: &'a str,
    },
    /// A part that another tool fills in, by its name.
    Open(&'a str),
}

/// One value that a policy wants.
#[derive(Clone, Debug)]
pub struct ValueTrace<'a> {
    /// As it was written.
    pub written: &'a str,
    /// As it was compared, where that is another text: in full, and with its variables filled in.
    pub compared: Option<Cow<'a, str>>,
    /// The variable in it that has no value, or whose value is not known.
    pub variable: Option<&'a str>,
    /// Whether the request matches it.
    pub matches: Truth,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What a request has where a policy asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actual<'a> {
    /// Who calls.
    Principal(Principal<'a>),
    /// The action or the resource.
    Text(&'a str),
    /// The values of a condition key.
    Key(State<'a>),
    /// Nobody asks.
    Nothing,
}

/// Why an element holds or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because<'a> {
    /// A value matches, which for a negated element is why it does not hold.
    ValueMatches,
    /// No value matches, which for a negated element is why it holds.
    NoValueMatches,
    /// The caller is named: by itself, its role, its account or with everybody.
    Named(Strength),
    /// The request does not carry the key.
    KeyAbsent,
    /// The request carries the key, and the operator asks whether.
    KeyPresent,
    /// The request carries several values, and the operator is for one.
    SeveralValues,
    /// A variable in a value has no value itself.
    VariableMissing(&'a str),
    /// It depends on what is not known.
    Unknown,
}

/// Something that has to be known before a decision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'a> {
    /// A condition key.
    Key {
        /// As the policy writes it.
        name: &'a str,
        /// Why it is not known.
        why: &'static str,
    },
    /// Who calls, or in which session.
    Principal,
    /// A part of the policy that another tool fills in.
    Part {
        /// Its name, or the text that it stands in.
        name: &'a str,
        /// Where.
        span: Option<Span>,
    },
    /// The policy itself, which has errors.
    Policy,
}

impl Policy {
    /// What the policy decides about `request`, and why. The decision is that of [`Policy::evaluate`].
    pub fn trace<'a>(&'a self, request: &Request<'a>) -> PolicyTrace<'a> {
        let version = self.document().version;
        let statements = self
            .prepared()
            .enumerate()
            .map(|(index, (written, prepared))| {
                StatementTrace::new(index, version, written, prepared, request)
            })
            .collect();
        let is_broken = self.document().is_broken;
        let mut trace = PolicyTrace { verdict: Verdict::UNKNOWN, statements, is_broken };
        if !is_broken {
            trace.verdict = trace.sum();
        }
        trace
    }
}

impl<'a> PolicyTrace<'a> {
    fn sum(&self) -> Verdict {
        let (mut allow, mut deny) = (Truth::False, Truth::False);
        for statement in &self.statements {
            match statement.effect {
                Some(Effect::Allow) => allow = allow.or(statement.applies),
                Some(Effect::Deny) => deny = deny.or(statement.applies),
                None if statement.applies == Truth::False => {}
                None => (allow, deny) = (allow.or(Truth::Unknown), deny.or(Truth::Unknown)),
            }
        }
        Verdict::new(allow, deny)
    }

    /// The statements that make the decision: those that deny, else those that allow.
    pub fn deciding(&self) -> impl Iterator<Item = &StatementTrace<'a>> {
        let effect = match self.verdict.decided() {
            Some(Decision::Allow) => Some(Effect::Allow),
            Some(Decision::ExplicitDeny) => Some(Effect::Deny),
            Some(Decision::ImplicitDeny) | None => None,
        };
        self.statements.iter().filter(move |own| {
            own.applies == Truth::True && effect.is_some() && own.effect == effect
        })
    }

    /// What has to be known before the decision is; nothing where it is.
    pub fn needs(&self) -> Vec<Need<'a>> {
        if self.is_broken {
            return vec![Need::Policy];
        }
        let mut needs = Vec::new();
        if self.verdict.decided().is_some() {
            return needs;
        }
        let open = self.statements.iter().filter(|own| own.applies == Truth::Unknown);
        for need in open.flat_map(StatementTrace::needs) {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
        needs
    }
}

impl<'a> StatementTrace<'a> {
    fn new(
        index: usize,
        version: Version,
        written: &'a Statement,
        prepared: &'a Prepared,
        request: &Request<'a>,
    ) -> Self {
        let mut elements = Vec::with_capacity(3 + written.conditions.len());
        if let (Some(element), Some(whom)) = (&written.principal, &prepared.principal) {
            let (_, strength) = principal::any(&whom.matchers, request.principal);
            let truth = prepared.principal_truth(request);
            let matches = whom.matchers.iter().map(|own| own.matches(request.principal).0);
            elements.push(ElementTrace {
                element: Element::Principal,
                truth,
                negated: element.negated,
                span: element.span,
                values: values(&element.values, matches).collect(),
                actual: Actual::Principal(request.principal),
                because: match truth.negated_if(element.negated) {
                    Truth::True => Because::Named(strength),
                    Truth::False => Because::NoValueMatches,
                    Truth::Unknown => Because::Unknown,
                },
            });
        }
        if let (Some(element), Some(own)) = (&written.action, &prepared.action) {
            let matches = |own: &_| action_matches(own, request);
            elements.push(texts(Element::Action, element, own, request.action, matches));
        }
        if let (Some(element), Some(own)) = (&written.resource, &prepared.resource) {
            let matches = |own: &_| resource_matches(own, request);
            let mut own = texts(Element::Resource, element, own, request.resource, matches);
            fill_in(&mut own, version, request.context);
            elements.push(own);
        }
        for (written, prepared) in written.conditions.iter().zip(&prepared.conditions) {
            let mut own = condition(written, prepared, request.context);
            if prepared.operator.has_variables() {
                fill_in(&mut own, version, request.context);
            }
            elements.push(own);
        }
        elements.extend(written.open.as_ref().map(open));
        let applies = prepared.openness().and(Truth::all(elements.iter().map(|own| own.truth)));
        Self {
            index,
            sid: written.sid.as_ref().map(|sid| sid.as_str()),
            effect: written.effect,
            applies,
            span: written.span,
            elements,
        }
    }

    /// What keeps the statement from applying.
    pub fn misses(&self) -> impl Iterator<Item = &ElementTrace<'a>> {
        self.elements.iter().filter(|own| own.truth == Truth::False)
    }

    fn needs(&self) -> Vec<Need<'a>> {
        let open = self.elements.iter().filter(|own| own.truth == Truth::Unknown);
        open.flat_map(ElementTrace::needs).collect()
    }
}

impl<'a> ElementTrace<'a> {
    fn needs(&self) -> Vec<Need<'a>> {
        match (self.element, self.actual) {
            (Element::Condition { key, .. }, Actual::Key(State::Unknown(why))) => {
                return vec![Need::Key { name: key, why }];
            }
            (Element::Principal, _) => return vec![Need::Principal],
            (Element::Open(name), _) => return vec![Need::Part { name, span: self.span }],
            _ => {}
        }
        let open = self.values.iter().filter(|own| own.matches == Truth::Unknown);
        open.map(|own| match own.variable {
            Some(name) => Need::Key { name, why: "nobody has said what the request carries" },
            None => Need::Part { name: own.written, span: own.span },
        })
        .collect()
    }
}

fn values(
    written: &[Written<String>],
    matches: impl Iterator<Item = Truth>,
) -> impl Iterator<Item = ValueTrace<'_>> {
    written.iter().zip(matches).map(|(own, matches)| ValueTrace {
        written: own,
        compared: None,
        variable: None,
        matches,
        span: own.span(),
    })
}

fn texts<'a, M>(
    element: Element<'a>,
    written: &'a TextElement,
    prepared: &'a Texts<M>,
    actual: &'a str,
    matches: impl Fn(&M) -> Truth,
) -> ElementTrace<'a> {
    let each = prepared.matchers.iter().map(|own| own.as_ref().map_or(Truth::False, &matches));
    let mut values: Vec<ValueTrace<'a>> = values(&written.values, each).collect();
    for (place, expanded) in &prepared.expanded {
        if let Some(value) = values.get_mut(*place) {
            value.compared = Some(Cow::Borrowed(expanded));
        }
    }
    let truth = prepared.truth(&matches);
    ElementTrace {
        element,
        truth,
        negated: written.negated,
        span: written.span,
        values,
        actual: Actual::Text(actual),
        because: because(truth, written.negated),
    }
}

fn because(truth: Truth, negated: bool) -> Because<'static> {
    match truth.negated_if(negated) {
        Truth::True => Because::ValueMatches,
        Truth::False => Because::NoValueMatches,
        Truth::Unknown => Because::Unknown,
    }
}

fn condition<'a>(
    written: &'a super::Condition,
    prepared: &'a PreparedCondition,
    cx: &Context<'a>,
) -> ElementTrace<'a> {
    let state = cx.state(&prepared.key);
    let truth = prepared.truth(cx);
    let negated = prepared.operator.negated;
    let each = prepared.wanted.iter().map(|wanted| value_matches(wanted, state, prepared, cx));
    ElementTrace {
        element: Element::Condition { operator: &written.operator, key: &written.key },
        truth,
        negated,
        span: written.span,
        values: values(&written.values, each).collect(),
        actual: Actual::Key(state),
        because: match (truth, state) {
            (Truth::Unknown, _) | (_, State::Unknown(_)) => Because::Unknown,
            (_, State::Absent(_) | State::Many([])) => Because::KeyAbsent,
            _ if prepared.operator.is_null => Because::KeyPresent,
            (_, State::Many(_)) if written.quantifier().is_none() => Because::SeveralValues,
            _ => because(truth, negated),
        },
    }
}

/// Whether a value of a policy matches any of those that the request carries.
fn value_matches(
    wanted: &Wanted,
    state: State<'_>,
    prepared: &PreparedCondition,
    cx: &Context<'_>,
) -> Truth {
    if prepared.operator.is_null {
        return match state {
            State::Unknown(_) => Truth::Unknown,
            State::Absent(_) | State::Many([]) => wanted.matches(Value::Bool(true), cx),
            State::One(_) | State::Many(_) => wanted.matches(Value::Bool(false), cx),
        };
    }
    match state {
        State::Unknown(_) => Truth::Unknown,
        State::Absent(_) => Truth::False,
        State::One(value) => wanted.matches(value, cx),
        State::Many(all) => {
            Truth::any(all.iter().map(|text| wanted.matches(Value::Text(text), cx)))
        }
    }
}

fn open(name: &Written<String>) -> ElementTrace<'_> {
    ElementTrace {
        element: Element::Open(name),
        truth: Truth::Unknown,
        negated: false,
        span: name.span(),
        values: Vec::new(),
        actual: Actual::Nothing,
        because: Because::Unknown,
    }
}

/// Says what the variables in the values of an element are.
fn fill_in(element: &mut ElementTrace<'_>, version: Version, cx: &Context<'_>) {
    let reading = Reading { version, wildcards: true };
    let mut missing = None;
    for value in &mut element.values {
        let text = value.compared.as_deref().unwrap_or(value.written);
        if !text.contains("${") {
            continue;
        }
        let (template, _) = Template::parse(text, reading);
        if !template.has_variables() {
            continue;
        }
        match template.filled(cx, false) {
            Filled::Pattern { tokens, .. } => {
                value.compared = Some(Cow::Owned(text_of(&tokens)));
            }
            Filled::Missing(variable) | Filled::Unknown(variable) => {
                value.variable = slice_of(value.written, &variable.name);
                missing = missing.or(value.variable);
            }
        }
    }
    if let Some(name) = missing.filter(|_| element.truth != Truth::Unknown) {
        element.because = Because::VariableMissing(name);
    }
}

/// `name` as it stands in `text`, which lives longer.
fn slice_of<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let at = text.find(name)?;
    text.get(at..at + name.len())
}

fn text_of(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| match token {
            Token::Text(text) => text.as_str(),
            Token::One => "?",
            Token::Any => "*",
        })
        .collect()
}
