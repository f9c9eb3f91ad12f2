//! A document prepared for deciding, and the deciding.

use super::action::ActionMatcher;
use super::arn::{self, ArnMatcher};
use super::context::{Context, State, Value};
use super::document::{Condition, Document, Effect, Quantifier, Statement, TextElement, Version};
use super::keys::Key;
use super::operators::{Operator, Wanted};
use super::principal::{self, Principal, PrincipalMatcher, Strength};
use super::read_text::SHORT;
use super::template::{Reading, Template};
use super::truth::Truth;
use super::verdict::Verdict;

/// What a document leaves to the place where it is used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'s> {
    /// The ARN of the API that `execute-api:/` is short for, as `arn:aws:execute-api:eu-central-1:111122223333:a1b2c3`.
    pub own: Option<&'s str>,
    /// What is known of what another tool fills in: `AWS::Region` and its value.
    pub tokens: &'s [(&'s str, &'s str)],
}

impl Setting<'_> {
    fn token(&self, name: &str) -> Option<String> {
        self.tokens.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }
}

/// A request as policies see it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub(super) principal: Principal<'a>,
    pub(super) action: &'a str,
    pub(super) resource: &'a str,
    parts: Option<[&'a str; 6]>,
    pub(super) context: &'a Context<'a>,
}

impl<'a> Request<'a> {
    /// A request by `principal` for `action` on the ARN `resource`.
    pub fn new(
        principal: Principal<'a>,
        action: &'a str,
        resource: &'a str,
        context: &'a Context<'a>,
    ) -> Self {
        Self { principal, action, resource, parts: arn::parts(resource), context }
    }

    /// Who makes it.
    pub const fn principal(&self) -> Principal<'a> {
        self.principal
    }

    /// What it is on.
    pub const fn resource(&self) -> &'a str {
        self.resource
    }
}

/// A document prepared for deciding.
#[derive(Clone, Debug)]
pub struct Policy {
    document: Document,
    statements: Vec<Prepared>,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    effect: Option<Effect>,
    is_open: bool,
    /// Whether the statement before it has the same actions, as in most policies nearly all have.
    repeats_action: bool,
    pub(super) principal: Option<Whom>,
    /// Actions and resources are absent where another tool makes the whole statement.
    pub(super) action: Option<Texts<ActionMatcher>>,
    pub(super) resource: Option<Texts<ArnMatcher>>,
    pub(super) conditions: Vec<PreparedCondition>,
}

/// Whom a statement is about.
#[derive(Clone, Debug)]
pub(super) struct Whom {
    negated: bool,
    denies: bool,
    pub(super) matchers: Vec<PrincipalMatcher>,
}

/// Actions or resources. What cannot match anything is `None`.
#[derive(Clone, Debug)]
pub(super) struct Texts<M> {
    negated: bool,
    pub(super) matchers: Vec<Option<M>>,
    /// The values that are written short, in full, by their places.
    pub(super) expanded: Vec<(usize, Box<str>)>,
}

/// An operator over a key.
#[derive(Clone, Debug)]
pub(super) struct PreparedCondition {
    pub(super) operator: &'static Operator,
    quantifier: Option<Quantifier>,
    if_exists: bool,
    pub(super) key: Key,
    /// Whether the key itself is known only after a deployment.
    is_open: bool,
    pub(super) wanted: Vec<Wanted>,
}

impl Policy {
    /// Prepares `document` for use in `setting`.
    pub fn new(document: Document, setting: &Setting<'_>) -> Self {
        let version = document.version;
        let prepare = |own| Prepared::new(own, version, setting);
        let mut statements: Vec<Prepared> = document.statements.iter().map(prepare).collect();
        let pairs = document.statements.iter().zip(document.statements.iter().skip(1));
        for (own, (before, this)) in statements.iter_mut().skip(1).zip(pairs) {
            own.repeats_action = has_same_actions(before, this);
        }
        Self { document, statements }
    }

    /// The document.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    pub(super) fn prepared(&self) -> impl Iterator<Item = (&Statement, &Prepared)> {
        self.document.statements.iter().zip(&self.statements)
    }

    /// What the policy decides about `request`. Nothing is allocated, unless a value has variables.
    pub fn evaluate(&self, request: &Request<'_>) -> Verdict {
        if self.document.is_broken {
            return Verdict::UNKNOWN;
        }
        let (mut allow, mut deny) = (Truth::False, Truth::False);
        // What is known of the actions that this statement has, from those before it.
        let mut action = None;
        for statement in &self.statements {
            if !statement.repeats_action {
                action = None;
            }
            if statement.effect == Some(Effect::Allow) && allow == Truth::True {
                continue;
            }
            let own = *action.get_or_insert_with(|| statement.action_truth(request));
            let applies = statement.applies_to_action(own, request);
            match statement.effect {
                Some(Effect::Allow) => allow = allow.or(applies),
                Some(Effect::Deny) => deny = deny.or(applies),
                None if applies == Truth::False => {}
                None => (allow, deny) = (allow.or(Truth::Unknown), deny.or(Truth::Unknown)),
            }
            if deny == Truth::True {
                break;
            }
        }
        Verdict::new(allow, deny)
    }

    /// Whether a statement that allows `request` names the very user or session that makes it. Such a statement counts
    /// also where the caller's permissions boundary says nothing.
    pub fn allows_by_name(&self, request: &Request<'_>) -> Truth {
        Truth::any(self.statements.iter().map(|own| match (own.effect, &own.principal) {
            (Some(Effect::Allow), Some(whom)) if !whom.negated => {
                let (_, strength) = principal::any(&whom.matchers, request.principal);
                Truth::from(strength == Strength::Exact).and(own.applies(request))
            }
            _ => Truth::False,
        }))
    }
}

impl Policy {
    /// Whether a statement that allows `request` is about more than the account of whoever makes it. One that names an
    /// account leaves it to that account whom of its identities it lets call.
    pub fn allows_beyond_account(&self, request: &Request<'_>) -> Truth {
        let named = |matcher: &PrincipalMatcher| match matcher.matches(request.principal) {
            (_, Strength::Account) if !matcher.is_open() => Truth::False,
            (truth, _) => truth,
        };
        Truth::any(self.statements.iter().map(|own| match (own.effect, &own.principal) {
            (Some(Effect::Deny), _) => Truth::False,
            (_, Some(whom)) if !whom.negated => {
                Truth::any(whom.matchers.iter().map(named)).and(own.applies(request))
            }
            _ => own.applies(request),
        }))
    }
}

fn has_same_actions(one: &Statement, other: &Statement) -> bool {
    fn texts(own: &TextElement) -> Vec<&str> {
        own.values.iter().map(|text| -> &str { text }).collect()
    }
    match (&one.action, &other.action) {
        (Some(one), Some(other)) => one.negated == other.negated && texts(one) == texts(other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

impl Prepared {
    fn new(statement: &Statement, version: Version, setting: &Setting<'_>) -> Self {
        let denies = statement.effect == Some(Effect::Deny);
        Self {
            effect: statement.effect,
            is_open: statement.open.is_some(),
            repeats_action: false,
            principal: statement.principal.as_ref().map(|own| Whom {
                negated: own.negated,
                denies,
                matchers: own.matchers.clone(),
            }),
            action: statement
                .action
                .as_ref()
                .map(|own| Texts::new(own, |text| (None, Some(action(text, version, setting))))),
            resource: statement
                .resource
                .as_ref()
                .map(|own| Texts::new(own, |text| resource(text, version, setting))),
            conditions: statement
                .conditions
                .iter()
                .map(|own| PreparedCondition::new(own, version, setting))
                .collect(),
        }
    }

    /// Whether the statement is about `request`.
    pub(super) fn applies(&self, request: &Request<'_>) -> Truth {
        self.applies_to_action(self.action_truth(request), request)
    }

    fn action_truth(&self, request: &Request<'_>) -> Truth {
        truth_of(self.action.as_ref(), |own| action_matches(own, request))
    }

    /// The same where it is known whether it is about the action. The cheapest questions come first.
    fn applies_to_action(&self, action: Truth, request: &Request<'_>) -> Truth {
        let mut truth = self.openness().and(action);
        if truth == Truth::False {
            return truth;
        }
        truth = truth.and(self.principal_truth(request));
        if truth == Truth::False {
            return truth;
        }
        truth = truth.and(truth_of(self.resource.as_ref(), |own| resource_matches(own, request)));
        if truth == Truth::False {
            return truth;
        }
        truth.and(Truth::all(self.conditions.iter().map(|own| own.truth(request.context))))
    }

    /// What is known of a statement whose other parts all hold.
    pub(super) fn openness(&self) -> Truth {
        if self.is_open { Truth::Unknown } else { Truth::True }
    }

    /// A policy that names no principals is about the caller.
    pub(super) fn principal_truth(&self, request: &Request<'_>) -> Truth {
        self.principal.as_ref().map_or(Truth::True, |whom| whom.truth(request.principal))
    }
}

impl Whom {
    fn truth(&self, principal: Principal<'_>) -> Truth {
        if !self.negated {
            return principal::any(&self.matchers, principal).0;
        }
        if self.denies {
            return !principal::exempts(&self.matchers, principal);
        }
        !principal::any(&self.matchers, principal).0
    }
}

impl<M> Texts<M> {
    fn new(element: &TextElement, prepare: impl Fn(&str) -> (Option<String>, Option<M>)) -> Self {
        let mut own = Self {
            negated: element.negated,
            matchers: Vec::with_capacity(element.values.len()),
            expanded: Vec::new(),
        };
        for (place, value) in element.values.iter().enumerate() {
            let (expanded, matcher) = prepare(value);
            own.expanded.extend(expanded.map(|text| (place, text.into())));
            own.matchers.push(matcher);
        }
        own
    }

    pub(super) fn truth(&self, matches: impl Fn(&M) -> Truth) -> Truth {
        let all = self.matchers.iter().map(|own| own.as_ref().map_or(Truth::False, &matches));
        Truth::any(all).negated_if(self.negated)
    }
}

fn truth_of<M>(texts: Option<&Texts<M>>, matches: impl Fn(&M) -> Truth) -> Truth {
    texts.map_or(Truth::True, |own| own.truth(matches))
}

fn action(text: &str, version: Version, setting: &Setting<'_>) -> ActionMatcher {
    let reading = Reading { version: Version::V2008, wildcards: true };
    let (mut template, _) = Template::parse(text, Reading { version, ..reading });
    if template.has_variables() {
        template = Template::parse(text, reading).0;
    }
    template.fill(&|name| setting.token(name));
    ActionMatcher::new(template)
}

pub(super) fn action_matches(matcher: &ActionMatcher, request: &Request<'_>) -> Truth {
    matcher.matches(request.action, request.context)
}

fn resource(
    text: &str,
    version: Version,
    setting: &Setting<'_>,
) -> (Option<String>, Option<ArnMatcher>) {
    let expanded = match (text.strip_prefix(SHORT), setting.own) {
        (Some(rest), Some(own)) => Some(format!("{own}/{rest}")),
        _ => None,
    };
    let reading = Reading { version, wildcards: true };
    let (mut template, _) = Template::parse(expanded.as_deref().unwrap_or(text), reading);
    template.fill(&|name| setting.token(name));
    // Variables are possible in the last part alone.
    let pieces = template.split_at_colons(6);
    let is_possible = pieces.iter().rev().skip(1).all(|piece| !piece.has_variables());
    let matcher = if is_possible { ArnMatcher::new(template) } else { None };
    (expanded, matcher)
}

pub(super) fn resource_matches(matcher: &ArnMatcher, request: &Request<'_>) -> Truth {
    matcher.matches(request.resource, request.parts.as_ref(), request.context)
}

impl PreparedCondition {
    pub(super) fn new(condition: &Condition, version: Version, setting: &Setting<'_>) -> Self {
        let meaning = condition.meaning;
        let prepare = |text: &str| {
            meaning.operator.prepare(text, version, &|name| setting.token(name)).wanted
        };
        Self {
            operator: meaning.operator,
            quantifier: meaning.quantifier,
            if_exists: meaning.if_exists,
            key: Key::new(&condition.key),
            is_open: condition.key.contains("${"),
            wanted: condition.values.iter().map(|value| prepare(value)).collect(),
        }
    }

    /// Whether the condition holds (reference `access-control`, sections 5.1 and 5.2).
    pub(super) fn truth(&self, cx: &Context<'_>) -> Truth {
        if self.is_open {
            return Truth::Unknown;
        }
        let state = cx.state(&self.key);
        if self.operator.is_null {
            return self.presence(state, cx);
        }
        match state {
            State::Unknown(_) => Truth::Unknown,
            State::Absent(_) | State::Many([]) => self.of_absent(),
            State::One(value) => self.member(value, cx),
            State::Many(values) => {
                let mut members = values.iter().map(|text| self.member(Value::Text(text), cx));
                match self.quantifier {
                    Some(Quantifier::All) => Truth::all(&mut members),
                    Some(Quantifier::Any) => Truth::any(&mut members),
                    // An operator for one value has no answer for several.
                    None => Truth::False,
                }
            }
        }
    }

    fn presence(&self, state: State<'_>, cx: &Context<'_>) -> Truth {
        let is_absent = |absent: bool| {
            Truth::any(self.wanted.iter().map(|own| own.matches(Value::Bool(absent), cx)))
        };
        match state {
            State::Absent(_) | State::Many([]) => is_absent(true),
            State::One(_) | State::Many(_) => is_absent(false),
            State::Unknown(_) => {
                let (absent, present) = (is_absent(true), is_absent(false));
                if absent == present { absent } else { Truth::Unknown }
            }
        }
    }

    fn of_absent(&self) -> Truth {
        let holds = self.if_exists
            || match self.quantifier {
                Some(Quantifier::All) => true,
                Some(Quantifier::Any) => false,
                None => self.operator.negated,
            };
        holds.into()
    }

    /// Whether one value is as wanted.
    pub(super) fn member(&self, value: Value<'_>, cx: &Context<'_>) -> Truth {
        let matches = Truth::any(self.wanted.iter().map(|own| own.matches(value, cx)));
        matches.negated_if(self.operator.negated)
    }
}
