//! What every rule may ask: the definition, and what is computed from it once for all rules.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diag::{Diagnostic, Sink};
use crate::iam::{Document, PolicyKind};
use crate::ir::{Definition, ReferenceGraph};
use crate::source::{Sources, Span, TextEdit};
use crate::vtl::Template;

use super::cached::{self, CachedAt};
use super::context_uses::{self, ContextUse};
use super::policies;
use super::policy::MethodCalls;
use super::selection;
use super::stage_variables::{self, StageVariableUse};
use super::{InForce, IntegrationAt, IntegrationResponseAt, MethodAt, Owner, ResourceAt, RouteAt};

/// So many different templates are kept, so that memory stays bounded; more are parsed anew for each rule.
const KEPT_TEMPLATES: usize = 500;

/// A definition prepared for checking.
#[derive(Debug)]
pub struct Context<'a> {
    definition: &'a Definition,
    sources: &'a Sources,
    graph: ReferenceGraph<'a>,
    methods: Vec<MethodAt<'a>>,
    integrations: Vec<IntegrationAt<'a>>,
    integration_responses: Vec<IntegrationResponseAt<'a>>,
    in_force: InForce<'a>,
    cached: Vec<CachedAt<'a>>,
    stage_variables: OnceCell<Vec<StageVariableUse>>,
    policy: Option<Document>,
    /// What is wrong with the policy, and with those of the identities.
    policy_findings: Vec<Diagnostic>,
    calls: OnceCell<Vec<MethodCalls<'a>>>,
    uses: OnceCell<Vec<ContextUse<'a>>>,
    /// By text: definitions repeat most of their templates, and several rules read each.
    templates: RefCell<BTreeMap<String, Option<Rc<Template>>>>,
    /// By selection pattern: an API has few of them, and each is tried with all status codes.
    statuses: RefCell<BTreeMap<String, Option<Rc<BTreeSet<u16>>>>>,
}

impl<'a> Context<'a> {
    /// Prepares `definition`.
    pub fn new(definition: &'a Definition, sources: &'a Sources) -> Self {
        let methods = methods(definition);
        let mut sink = Sink::default();
        let policy = definition
            .rest()
            .and_then(|api| api.policy.as_ref())
            .map(|policy| Document::read(policy.document.node(), PolicyKind::Resource, &mut sink));
        let mut integrations: Vec<IntegrationAt<'a>> = Vec::new();
        let mut integration_responses = Vec::new();
        for method in &methods {
            let Some(integration) = &method.method.integration else { continue };
            integrations.push(IntegrationAt { owner: Owner::Method(*method), integration });
            for response in &integration.responses {
                let at = IntegrationResponseAt { method: *method, integration, response };
                integration_responses.push(at);
            }
        }
        for route in routes(definition) {
            if let Some(integration) = &route.route.integration {
                integrations.push(IntegrationAt { owner: Owner::Route(route), integration });
            }
        }
        policies::check(definition, sources, &mut sink);
        let in_force = InForce::new(definition);
        let cached = cached::cached(definition, &methods, &in_force);
        Self {
            definition,
            sources,
            graph: ReferenceGraph::new(definition),
            methods,
            integrations,
            integration_responses,
            in_force,
            cached,
            stage_variables: OnceCell::new(),
            policy,
            policy_findings: sink.into_diagnostics(),
            calls: OnceCell::new(),
            uses: OnceCell::new(),
            templates: RefCell::default(),
            statuses: RefCell::default(),
        }
    }

    /// The parts of `$context` that requests to backends are made of.
    pub(super) fn context_uses(&self) -> &[ContextUse<'a>] {
        self.uses.get_or_init(|| context_uses::all(self))
    }

    /// A mapping template, parsed; nothing where it does not parse.
    pub(super) fn template(&self, text: &str) -> Option<Rc<Template>> {
        if let Some(found) = self.templates.borrow().get(text) {
            return found.clone();
        }
        let parsed = Template::parse(text).ok().map(Rc::new);
        let mut kept = self.templates.borrow_mut();
        if kept.len() < KEPT_TEMPLATES {
            kept.insert(text.to_owned(), parsed.clone());
        }
        parsed
    }

    /// The status codes that a selection pattern matches as a whole; nothing where that is not known.
    pub(super) fn statuses(&self, pattern: &str) -> Option<Rc<BTreeSet<u16>>> {
        if let Some(found) = self.statuses.borrow().get(pattern) {
            return found.clone();
        }
        let found = selection::statuses(pattern).map(Rc::new);
        self.statuses.borrow_mut().insert(pattern.to_owned(), found.clone());
        found
    }

    /// The definition.
    pub const fn definition(&self) -> &'a Definition {
        self.definition
    }

    /// The files that it was read from.
    pub const fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// Who refers to whom.
    pub const fn graph(&self) -> &ReferenceGraph<'a> {
        &self.graph
    }

    /// What is in force: limits and caches.
    pub const fn in_force(&self) -> &InForce<'a> {
        &self.in_force
    }

    /// The resource policy of a REST API, as it was read; where it has errors it says less than was written.
    pub const fn policy(&self) -> Option<&Document> {
        self.policy.as_ref()
    }

    /// The calls that each method answers, for comparing them with resources of policies.
    pub(super) fn calls(&self) -> &[MethodCalls<'a>] {
        self.calls.get_or_init(|| MethodCalls::all(self))
    }

    pub(super) fn policy_findings(&self) -> &[Diagnostic] {
        &self.policy_findings
    }

    /// The methods of a REST API whose responses some stage keeps, each once.
    pub fn cached(&self) -> &[CachedAt<'a>] {
        &self.cached
    }

    /// Where stage variables are used.
    pub fn stage_variables(&self) -> &[StageVariableUse] {
        self.stage_variables.get_or_init(|| stage_variables::uses(self, self.definition))
    }

    /// All resources of a REST API.
    pub fn resources(&self) -> impl Iterator<Item = ResourceAt<'a>> {
        self.definition.rest().into_iter().flat_map(|api| {
            api.resources.iter().map(move |(id, resource)| ResourceAt { api, id, resource })
        })
    }

    /// All methods of a REST API.
    pub fn methods(&self) -> &[MethodAt<'a>] {
        &self.methods
    }

    /// All routes of an HTTP API.
    pub fn routes(&self) -> impl Iterator<Item = RouteAt<'a>> {
        routes(self.definition)
    }

    /// All integrations.
    pub fn integrations(&self) -> &[IntegrationAt<'a>] {
        &self.integrations
    }

    /// All integration responses of a REST API.
    pub fn integration_responses(&self) -> &[IntegrationResponseAt<'a>] {
        &self.integration_responses
    }

    /// The change that puts `text` in the place of the scalar at `span`, in the quotes that it is written in.
    pub(super) fn replace(&self, span: Span, text: &str) -> TextEdit {
        let written = self.sources.text(span);
        let quote = written.chars().next().filter(|own| matches!(own, '"' | '\''));
        let quote = quote.map(String::from).unwrap_or_default();
        TextEdit { span, replacement: format!("{quote}{text}{quote}") }
    }

    /// The key at the start of `span`, so that a finding about a whole construct points at its name.
    pub fn key(&self, span: Span) -> Span {
        let text = self.sources.text(span);
        let first = text.chars().next();
        let len = match first.filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => text.match_indices(quote).nth(1).map(|(at, _)| at + 1),
            None => text.find([':', '\n', '\r', '{', '[']).filter(|at| *at > 0),
        };
        // A key that cannot be told from the rest is left as it is.
        let len = len.and_then(|len| u32::try_from(len).ok()).unwrap_or(span.len());
        Span::new(span.file(), span.start(), span.start() + len.min(span.len()))
    }
}

fn methods(definition: &Definition) -> Vec<MethodAt<'_>> {
    let Some(api) = definition.rest() else { return Vec::new() };
    api.resources.methods().map(|(resource, method)| MethodAt { api, resource, method }).collect()
}

fn routes(definition: &Definition) -> impl Iterator<Item = RouteAt<'_>> {
    definition
        .http()
        .into_iter()
        .flat_map(|api| api.routes.iter().map(move |(key, route)| RouteAt { api, key, route }))
}
