//! What a schema says, with everything that stands in its `allOf` merged into it.

use indexmap::{IndexMap, IndexSet};

use crate::ir;
use crate::source::{Kind, Node, SpannedMap};

/// References and nested schemas deeper than this are not followed.
const DEEPEST: usize = 64;

/// A schema, and the schema of the model that it is a part of, into which its references may point.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) node: Node<'a>,
    pub(super) root: Node<'a>,
}

/// Where a `$ref` leads.
pub(super) enum Target<'a> {
    /// A model of the API.
    Model(&'a str),
    /// A part of the same model.
    Inner(At<'a>, &'a str),
}

/// A schema with its `allOf` merged.
#[derive(Clone, Default)]
pub(super) struct View<'a> {
    pub(super) types: Vec<&'a str>,
    pub(super) nullable: bool,
    pub(super) format: Option<&'a str>,
    pub(super) properties: IndexMap<&'a str, At<'a>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Option<At<'a>>,
    pub(super) items: Option<At<'a>>,
    pub(super) values: Option<Vec<Node<'a>>>,
    pub(super) one_of: Vec<At<'a>>,
    pub(super) discriminator: Option<Node<'a>>,
}

impl<'a> At<'a> {
    /// The whole of a model.
    pub(super) fn root(model: &'a ir::Model) -> Self {
        let root = model.schema.node();
        Self { node: root, root }
    }

    /// Another schema of the same model.
    pub(super) fn inside(self, node: Node<'a>) -> Self {
        Self { node, root: self.root }
    }

    /// The schema under `key`.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.inside(node))
    }

    /// The text under `key`.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.node.get(key)?.as_str()
    }

    /// Whether `key` is true.
    pub(super) fn is(self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The schemas in the list under `key`.
    pub(super) fn list(self, key: &str) -> impl Iterator<Item = Self> {
        self.node.get(key).into_iter().flat_map(Node::items).map(move |node| self.inside(node))
    }

    /// Where its `$ref` leads.
    pub(super) fn reference(self, models: &'a SpannedMap<ir::Model>) -> Option<Target<'a>> {
        let text = self.text("$ref")?;
        if let Some(inner) = inner(self.root, text) {
            let name = text.rsplit('/').next().unwrap_or(text);
            return Some(Target::Inner(self.inside(inner), name));
        }
        let name = ir::Model::reference(text);
        models.contains_key(name).then_some(Target::Model(name))
    }

    /// Whether it says which values it takes.
    pub(super) fn says_type(self) -> bool {
        const KEYS: [&str; 9] =
            ["$ref", "type", "properties", "enum", "const", "allOf", "oneOf", "anyOf", "items"];
        KEYS.iter().any(|key| self.node.get(key).is_some())
    }

    /// Whether null is a value of it, as far as its own words say.
    pub(super) fn is_nullable(self) -> bool {
        let is_null = |node: Node<'_>| node.as_str() == Some("null") || node.is_null();
        let kinds = self.node.get("type").into_iter().flat_map(Node::items);
        self.is("nullable")
            || self.is("x-nullable")
            || kinds.into_iter().any(is_null)
            || ["oneOf", "anyOf"].iter().any(|key| self.list(key).any(Self::is_null))
    }

    /// Whether null is its only value.
    pub(super) fn is_null(self) -> bool {
        let kind = self.node.get("type");
        kind.is_some_and(|kind| kind.as_str() == Some("null") || kind.is_null())
            || self
                .node
                .get("enum")
                .is_some_and(|values| values.len() == 1 && values.items().all(Node::is_null))
    }
}

/// The node of `root` that `target` points at.
fn inner<'a>(root: Node<'a>, target: &str) -> Option<Node<'a>> {
    if target == "#" {
        return Some(root);
    }
    target.strip_prefix("#/")?.split('/').try_fold(root, |node, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match node.kind() {
            Kind::Sequence => node.items().nth(token.parse().ok()?),
            _ => node.get(&token),
        }
    })
}

impl<'a> View<'a> {
    /// What `at` says.
    pub(super) fn of(at: At<'a>, models: &'a SpannedMap<ir::Model>) -> Self {
        let mut view = Self::default();
        view.add(at, models, 0);
        view.nullable = at.is_nullable();
        view.discriminator = at.node.get("discriminator");
        view
    }

    /// Adds what another schema says. What it says about a property that is known already counts when it says more.
    pub(super) fn add(&mut self, at: At<'a>, models: &'a SpannedMap<ir::Model>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match at.reference(models) {
            Some(Target::Model(name)) => {
                if let Some(model) = models.get(name) {
                    self.add(At::root(model), models, depth + 1);
                }
            }
            Some(Target::Inner(inner, _)) => self.add(inner, models, depth + 1),
            None => {}
        }
        for part in at.list("allOf") {
            self.add(part, models, depth + 1);
        }
        self.add_own(at, models);
    }

    fn add_own(&mut self, at: At<'a>, models: &'a SpannedMap<ir::Model>) {
        if let Some(kind) = at.node.get("type") {
            let several = kind.items().filter_map(Node::as_str);
            let own: Vec<&str> = kind.as_str().into_iter().chain(several).collect();
            self.types = own.into_iter().filter(|name| *name != "null").collect();
        }
        self.format = at.text("format").or(self.format);
        for (key, value) in at.node.get("properties").into_iter().flat_map(Node::entries) {
            let Some(key) = key.scalar_text() else { continue };
            let property = at.inside(value);
            let known = self.properties.get(key).is_some_and(|known| known.says_type());
            if !known || property.says_type() {
                self.properties.insert(key, property);
            }
        }
        let required = at.node.get("required").into_iter().flat_map(Node::items);
        self.required.extend(required.filter_map(Node::as_str));
        self.additional = at.get("additionalProperties").or(self.additional);
        self.items = at.get("items").or(self.items);
        let constant = || at.node.get("const").map(|value| vec![value]);
        let values = at.node.get("enum").map(|values| values.items().collect());
        self.values = values.or_else(constant).or_else(|| self.values.take());
        self.add_alternatives(at, models);
    }

    /// Alternatives that only say which properties must be there tell nothing about types.
    fn add_alternatives(&mut self, at: At<'a>, models: &'a SpannedMap<ir::Model>) {
        for key in ["oneOf", "anyOf"] {
            let alternatives: Vec<At<'a>> = at.list(key).filter(|own| own.says_type()).collect();
            let only_required = alternatives.iter().all(|own| {
                own.node.get("$ref").is_none() && Self::of(*own, models).is_constraint_of(self)
            });
            if self.one_of.is_empty() && !only_required {
                self.one_of = alternatives;
            }
        }
    }

    /// Whether it adds nothing to `base` but requirements.
    fn is_constraint_of(&self, base: &View<'_>) -> bool {
        !base.properties.is_empty()
            && self.types.iter().all(|kind| *kind == "object")
            && self.values.is_none()
            && self.one_of.is_empty()
            && self.items.is_none()
            && self.properties.keys().all(|key| base.properties.contains_key(key))
            && self.properties.values().all(|property| {
                property.node.get("enum").is_none() && property.node.get("const").is_none()
            })
    }

    /// Whether values are maps.
    pub(super) fn is_object(&self) -> bool {
        !self.properties.is_empty()
            || self.types.contains(&"object")
            || (self.types.is_empty() && self.additional.is_some())
    }
}
