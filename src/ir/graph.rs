//! Who refers to whom.
//!
//! Names in a definition lead from methods to authorizers, validators and models, from models to models, from usage
//! plans to stages and keys, and from domain names to stages. The graph holds the references that lead somewhere; a
//! list holds those that do not.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{Api, Authorization, Definition, HttpApi, Model, RestApi};
use crate::source::{Kind, Node, Span, Spanned, SpannedMap};

/// Something that can refer or be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity<'a> {
    /// A method of a REST API: its path and verb.
    Method(&'a str, &'static str),
    /// A route of an HTTP API: its key.
    Route(&'a str),
    /// An authorizer.
    Authorizer(&'a str),
    /// A request validator.
    RequestValidator(&'a str),
    /// A model.
    Model(&'a str),
    /// A stage.
    Stage(&'a str),
    /// A usage plan.
    UsagePlan(&'a str),
    /// An API key.
    ApiKey(&'a str),
    /// A custom domain name.
    DomainName(&'a str),
}

/// A reference: who names whom, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Who names.
    pub from: Entity<'a>,
    /// Who is named.
    pub to: Entity<'a>,
    /// Where the name stands.
    pub span: Span,
}

/// All references of a definition.
#[derive(Debug)]
pub struct ReferenceGraph<'a> {
    graph: DiGraph<Entity<'a>, Span>,
    nodes: BTreeMap<Entity<'a>, NodeIndex>,
    unresolved: Vec<Reference<'a>>,
}

impl<'a> ReferenceGraph<'a> {
    /// Follows all names of `definition`.
    pub fn new(definition: &'a Definition) -> Self {
        let mut graph =
            Self { graph: DiGraph::new(), nodes: BTreeMap::new(), unresolved: Vec::new() };
        graph.add_defined(definition);
        match &definition.api {
            Api::Rest(api) => graph.follow_rest(api),
            Api::Http(api) => graph.follow_http(api),
        }
        for (name, plan) in &definition.usage_plans {
            let from = Entity::UsagePlan(name);
            for stage in &plan.stages {
                graph.follow(from, Entity::Stage(stage), stage.span());
            }
            for key in &plan.keys {
                graph.follow(from, Entity::ApiKey(key), key.span());
            }
        }
        for (name, domain) in &definition.domains {
            for stage in domain.mappings.values() {
                graph.follow(Entity::DomainName(name), Entity::Stage(stage), stage.span());
            }
        }
        graph
    }

    /// The references that lead nowhere, in document order.
    pub fn unresolved(&self) -> &[Reference<'a>] {
        &self.unresolved
    }

    /// Whether anything refers to `entity`, itself left out.
    pub fn is_used(&self, entity: Entity<'_>) -> bool {
        self.users(entity).any(|reference| reference.from != entity)
    }

    /// The references to `entity`.
    pub fn users(&self, entity: Entity<'_>) -> impl Iterator<Item = Reference<'a>> {
        let node = self.nodes.get(&entity).copied();
        let edges =
            node.into_iter().flat_map(|at| self.graph.edges_directed(at, Direction::Incoming));
        edges.filter_map(|edge| {
            let from = *self.graph.node_weight(edge.source())?;
            let to = *self.graph.node_weight(edge.target())?;
            Some(Reference { from, to, span: *edge.weight() })
        })
    }

    /// Everything that `roots` lead to, over any number of references, themselves included.
    pub fn reachable(&self, roots: impl IntoIterator<Item = Entity<'a>>) -> Vec<Entity<'a>> {
        let mut seen = vec![false; self.graph.node_count()];
        let mut queue: Vec<NodeIndex> =
            roots.into_iter().filter_map(|entity| self.nodes.get(&entity).copied()).collect();
        let mut found = Vec::new();
        while let Some(at) = queue.pop() {
            let Some(mark) = seen.get_mut(at.index()) else { continue };
            if std::mem::replace(mark, true) {
                continue;
            }
            found.extend(self.graph.node_weight(at).copied());
            queue.extend(self.graph.neighbors(at));
        }
        found
    }

    /// Groups of entities that refer to each other in a circle, each with the references inside of the group.
    pub fn cycles(&self) -> Vec<Vec<Reference<'a>>> {
        let mut group_of = vec![0; self.graph.node_count()];
        for (number, group) in tarjan_scc(&self.graph).iter().enumerate() {
            for node in group {
                if let Some(own) = group_of.get_mut(node.index()) {
                    *own = number;
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<Reference<'a>>> = BTreeMap::new();
        for edge in self.graph.edge_references() {
            let group = group_of.get(edge.source().index());
            let (Some(from), Some(to)) =
                (self.graph.node_weight(edge.source()), self.graph.node_weight(edge.target()))
            else {
                continue;
            };
            if let Some(number) = group.filter(|_| group == group_of.get(edge.target().index())) {
                let reference = Reference { from: *from, to: *to, span: *edge.weight() };
                groups.entry(*number).or_default().push(reference);
            }
        }
        let mut cycles: Vec<Vec<Reference<'a>>> = groups.into_values().collect();
        cycles.sort_by_key(|cycle| cycle.first().map(|reference| reference.span));
        cycles
    }

    fn add(&mut self, entity: Entity<'a>) -> NodeIndex {
        let graph = &mut self.graph;
        *self.nodes.entry(entity).or_insert_with(|| graph.add_node(entity))
    }

    fn follow(&mut self, from: Entity<'a>, to: Entity<'a>, span: Span) {
        let Some(target) = self.nodes.get(&to).copied() else {
            self.unresolved.push(Reference { from, to, span });
            return;
        };
        let source = self.add(from);
        self.graph.add_edge(source, target, span);
    }

    fn add_defined(&mut self, definition: &'a Definition) {
        let (authorizers, validators, models) = match &definition.api {
            Api::Rest(api) => (&api.authorizers, Some(&api.request_validators), Some(&api.models)),
            Api::Http(api) => (&api.authorizers, None, None),
        };
        self.add_names(authorizers, Entity::Authorizer);
        if let Some(validators) = validators {
            self.add_names(validators, Entity::RequestValidator);
        }
        if let Some(models) = models {
            for own in Model::OWN {
                self.add(Entity::Model(own));
            }
            self.add_names(models, Entity::Model);
        }
        self.add_names(&definition.stages, Entity::Stage);
        self.add_names(&definition.api_keys, Entity::ApiKey);
        self.add_names(&definition.usage_plans, Entity::UsagePlan);
        self.add_names(&definition.domains, Entity::DomainName);
    }

    fn add_names<T>(&mut self, map: &'a SpannedMap<T>, entity: impl Fn(&'a str) -> Entity<'a>) {
        for name in map.keys() {
            self.add(entity(name));
        }
    }

    fn follow_rest(&mut self, api: &'a RestApi) {
        for (resource, method) in api.resources.methods() {
            let from = Entity::Method(&resource.path, method.http_method.name());
            self.add(from);
            self.follow_authorization(from, &method.authorization);
            if let Some(name) = &method.request_validator {
                self.follow(from, Entity::RequestValidator(name), name.span());
            }
            self.follow_models(from, &method.request_models);
            for response in method.responses.values() {
                self.follow_models(from, &response.models);
            }
        }
        for (name, model) in &api.models {
            self.follow_schema(Entity::Model(name), model.schema.node());
        }
    }

    fn follow_http(&mut self, api: &'a HttpApi) {
        for (key, route) in &api.routes {
            let from = Entity::Route(key);
            self.add(from);
            self.follow_authorization(from, &route.authorization);
        }
    }

    fn follow_authorization(&mut self, from: Entity<'a>, authorization: &'a Authorization) {
        if let Some(name) = &authorization.authorizer {
            self.follow(from, Entity::Authorizer(name), name.span());
        }
    }

    fn follow_models(&mut self, from: Entity<'a>, models: &'a SpannedMap<Spanned<String>>) {
        for name in models.values() {
            self.follow(from, Entity::Model(name), name.span());
        }
    }

    /// Follows the `$ref`s of a schema that lead to models. One that leads into the schema itself (`#/definitions/x`
    /// of its own) is resolved by whoever validates with it.
    fn follow_schema(&mut self, from: Entity<'a>, schema: Node<'a>) {
        let mut left = vec![schema];
        while let Some(node) = left.pop() {
            match node.kind() {
                Kind::Mapping => {
                    for (key, value) in node.entries() {
                        match (key.scalar_text(), value.as_str()) {
                            (Some("$ref"), Some(target)) if !is_inner(schema, target) => {
                                let name = Model::reference(target);
                                self.follow(from, Entity::Model(name), value.span());
                            }
                            // These hold values, not schemas.
                            (Some("enum" | "default" | "example" | "examples" | "const"), _) => {}
                            _ => left.push(value),
                        }
                    }
                }
                Kind::Sequence => left.extend(node.items()),
                Kind::Null | Kind::Bool | Kind::Int | Kind::Float | Kind::String => {}
            }
        }
    }
}

/// Whether `target` is a pointer that leads somewhere inside of `schema`.
fn is_inner(schema: Node<'_>, target: &str) -> bool {
    let Some(rest) = target.strip_prefix("#/") else { return target == "#" };
    let mut at = Some(schema);
    for token in rest.split('/') {
        at = at.and_then(|node| node.get(&token.replace("~1", "/").replace("~0", "~")));
    }
    at.is_some()
}
