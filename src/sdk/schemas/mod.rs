//! From schemas to models and types.

mod own_names;
mod simple;
mod unions;

use std::collections::HashMap;

use crate::ir;
use crate::source::{Node, Span, SpannedMap};

use super::naming::{Name, Scope};
use super::notes::Notes;
use super::surface::{Field, Model, Object, Shape, Type};
use super::view::{At, Target, View};
use own_names::{OWN_TYPES, claim};
use simple::{enumeration, primitive};

/// Schemas nested deeper than this are not looked into.
const DEEPEST: usize = 48;

/// The models of an API while they are made.
pub(super) struct Schemas<'a> {
    declared: &'a SpannedMap<ir::Model>,
    /// Models with names of their own, by name.
    indices: HashMap<&'a str, usize>,
    /// Models that extend another one by `allOf`, by the other's name.
    children: HashMap<&'a str, Vec<&'a str>>,
    /// What parts of models became that references lead to.
    inner: HashMap<Span, Type>,
    models: Vec<Model>,
    scope: Scope,
    depth: usize,
}

/// What a schema turned out to be.
enum Found {
    Type(Type),
    Shape(Shape),
}

impl<'a> Schemas<'a> {
    /// The models that have names of their own. None is called `client`.
    pub(super) fn new(declared: &'a SpannedMap<ir::Model>, client: &Name) -> Self {
        let named = || declared.iter().filter(|(_, model)| !model.anonymous);
        let mut scope = Scope::with(OWN_TYPES);
        scope.claim(client.clone());
        let mut names: HashMap<&str, Name> = HashMap::new();
        // A name that is as it would be written keeps its form, whatever stands before it.
        for exact in [true, false] {
            for (wire, _) in named() {
                let name = Name::of(wire, "model");
                if (name.pascal() == wire.as_str()) == exact {
                    names.insert(wire, claim(&mut scope, name));
                }
            }
        }
        let mut schemas = Self {
            declared,
            indices: HashMap::new(),
            children: children(declared),
            inner: HashMap::new(),
            models: Vec::new(),
            scope,
            depth: 0,
        };
        for (wire, model) in named() {
            let Some(name) = names.remove(wire.as_str()) else { continue };
            let index = schemas.push(name, At::root(model));
            schemas.indices.insert(wire, index);
            if let Some(own) = schemas.models.get_mut(index) {
                own.wire = Some(wire.to_string());
            }
        }
        for (wire, model) in named() {
            schemas.fill(wire, model);
        }
        schemas
    }

    /// The models.
    pub(super) fn finish(mut self) -> Vec<Model> {
        for model in &mut self.models {
            // A description of nothing but blanks describes nothing.
            model.description = model.description.take().filter(|text| !text.trim().is_empty());
        }
        self.models
    }

    /// Takes a name for a type that is no model.
    pub(super) fn claim(&mut self, name: Name) -> Name {
        claim(&mut self.scope, name)
    }

    /// Takes a name for a type that is no model, if there is such a type.
    pub(super) fn claim_if(&mut self, needed: bool, name: Name) -> Name {
        if needed { self.claim(name) } else { name }
    }

    /// Describes the model `wire` unless it describes itself.
    pub(super) fn describe(&mut self, wire: &str, text: &str) {
        let index = self.indices.get(wire).copied();
        if let Some(model) = index.and_then(|index| self.models.get_mut(index)) {
            model.description.get_or_insert_with(|| text.to_owned());
        }
    }

    /// The type of the model `wire`. One without a name of its own gets `name`, if it needs any.
    pub(super) fn model(&mut self, wire: &str, name: &Name) -> Type {
        if let Some(index) = self.indices.get(wire) {
            return self.reference(*index, wire);
        }
        let Some(model) = self.declared.get(wire) else { return Type::Any };
        let at = At::root(model);
        if let Some(known) = self.inner.get(&at.node.span()) {
            return known.clone();
        }
        let found = self.type_of(at, name);
        self.inner.insert(at.node.span(), found.clone());
        found
    }

    /// The type of a schema that stands alone. A type that needs a name gets `name`.
    pub(super) fn schema(&mut self, node: Node<'a>, name: &Name) -> Type {
        self.type_of(At { node, root: node }, name)
    }

    /// A new model with these fields.
    pub(super) fn object(&mut self, name: &Name, fields: Vec<Field>) -> Type {
        let name = claim(&mut self.scope, name.clone());
        self.models.push(Model {
            name,
            wire: None,
            description: None,
            deprecated: false,
            notes: Notes::default(),
            shape: Shape::Object(Object { fields, additional: None }),
            sent: false,
            received: false,
        });
        Type::Model(self.models.len() - 1)
    }

    fn push(&mut self, name: Name, at: At<'a>) -> usize {
        self.models.push(Model {
            name,
            wire: None,
            description: at.text("description").or_else(|| at.text("title")).map(str::to_owned),
            deprecated: at.is("deprecated"),
            notes: Notes::of(at.node),
            shape: Shape::Alias(Type::Any),
            sent: false,
            received: false,
        });
        self.models.len() - 1
    }

    /// A new model of this shape.
    fn add(&mut self, name: Name, at: At<'a>, shape: Shape) -> Type {
        let name = claim(&mut self.scope, name);
        let index = self.push(name, at);
        if let Some(model) = self.models.get_mut(index) {
            model.shape = shape;
        }
        Type::Model(index)
    }

    fn fill(&mut self, wire: &'a str, model: &'a ir::Model) {
        let Some(index) = self.indices.get(wire).copied() else { return };
        let Some(name) = self.models.get(index).map(|own| own.name.clone()) else { return };
        let at = At::root(model);
        let shape = match self.inherited(wire, at, &name) {
            Some(union) => Shape::Union(union),
            None => match self.find(at, &name) {
                Found::Shape(shape) => shape,
                Found::Type(kind) => Shape::Alias(self.without_turn(kind, index)),
            },
        };
        if let Some(own) = self.models.get_mut(index) {
            own.shape = shape;
        }
    }

    /// Nothing is another name of itself.
    fn without_turn(&self, kind: Type, index: usize) -> Type {
        let mut at = kind.clone();
        for _ in 0..DEEPEST {
            let Some(next) = at.models().first().copied() else { return kind };
            if next == index {
                return Type::Any;
            }
            match self.models.get(next).map(|model| &model.shape) {
                Some(Shape::Alias(target)) => at = target.clone(),
                _ => return kind,
            }
        }
        Type::Any
    }

    fn reference(&self, index: usize, wire: &str) -> Type {
        let nullable = self.declared.get(wire).is_some_and(|model| At::root(model).is_nullable());
        let kind = Type::Model(index);
        if nullable { kind.nullable() } else { kind }
    }

    /// The type of the values of `at`.
    fn type_of(&mut self, at: At<'a>, name: &Name) -> Type {
        if self.depth > DEEPEST {
            return Type::Any;
        }
        self.depth += 1;
        let nullable = at.is_nullable();
        let kind = match self.find(at, name) {
            Found::Type(kind) => kind,
            Found::Shape(shape) => self.add(name.clone(), at, shape),
        };
        self.depth -= 1;
        if nullable { kind.nullable() } else { kind }
    }

    fn find(&mut self, at: At<'a>, name: &Name) -> Found {
        if let Some(only) = only_reference(at).filter(|only| !self.is_extension(at, *only)) {
            return Found::Type(self.follow(only));
        }
        let view = View::of(at, self.declared);
        self.find_view(&view, name)
    }

    fn find_view(&mut self, view: &View<'a>, name: &Name) -> Found {
        if !view.one_of.is_empty() {
            return self.union(view, name);
        }
        if let Some(values) = &view.values
            && let Some(found) = enumeration(view, values)
        {
            return found;
        }
        if view.is_object() {
            return self.map(view, name);
        }
        if view.items.is_some() || view.types.first() == Some(&"array") {
            let item = view.items.filter(|items| items.node.is_mapping());
            let item = item.map_or(Type::Any, |items| self.type_of(items, &name.and("item")));
            return Found::Type(Type::List(Box::new(item)));
        }
        Found::Type(primitive(view))
    }

    fn follow(&mut self, at: At<'a>) -> Type {
        match at.reference(self.declared) {
            Some(Target::Model(wire)) => {
                self.indices.get(wire).map_or(Type::Any, |index| self.reference(*index, wire))
            }
            Some(Target::Inner(inner, wire)) => self.inner(inner, wire),
            None => Type::Any,
        }
    }

    /// Whether `at` extends a model that stands for all that extend it, and so is another one itself.
    fn is_extension(&self, at: At<'a>, only: At<'a>) -> bool {
        let Some(Target::Model(base)) = only.reference(self.declared) else { return false };
        at.node.get("$ref").is_none()
            && self.children.contains_key(base)
            && self
                .declared
                .get(base)
                .is_some_and(|model| model.schema.node().get("discriminator").is_some())
    }

    /// The type of a part of a model that a reference leads to.
    fn inner(&mut self, at: At<'a>, wire: &str) -> Type {
        let span = at.node.span();
        if let Some(known) = self.inner.get(&span) {
            return known.clone();
        }
        if at.node.span() == at.root.span()
            && let Some(index) = self.declared_at(span)
        {
            return Type::Model(index);
        }
        // It may refer to itself, so it has its place before its parts are known.
        let name = claim(&mut self.scope, Name::of(wire, "model"));
        let index = self.push(name.clone(), at);
        self.inner.insert(span, Type::Model(index));
        let shape = match self.find(at, &name) {
            Found::Shape(shape) => shape,
            Found::Type(kind) => Shape::Alias(self.without_turn(kind, index)),
        };
        if let Some(model) = self.models.get_mut(index) {
            model.shape = shape;
        }
        Type::Model(index)
    }

    fn declared_at(&self, span: Span) -> Option<usize> {
        let mut all = self.declared.iter();
        let (wire, _) = all.find(|(_, model)| model.schema.span() == span)?;
        self.indices.get(wire.as_str()).copied()
    }

    fn map(&mut self, view: &View<'a>, name: &Name) -> Found {
        let additional = view.additional.filter(|own| own.node.is_mapping());
        let open = view.additional.is_some_and(|own| own.node.as_bool() == Some(true));
        let closed = view.additional.is_some_and(|own| own.node.as_bool() == Some(false));
        let additional = match additional {
            Some(at) => Some(self.type_of(at, &name.and("value"))),
            None if open => Some(Type::Any),
            None => None,
        };
        if view.properties.is_empty() && !closed {
            return Found::Type(Type::Map(Box::new(additional.unwrap_or(Type::Any))));
        }
        let fields = self.fields(view, name);
        Found::Shape(Shape::Object(Object { fields, additional }))
    }

    fn fields(&mut self, view: &View<'a>, name: &Name) -> Vec<Field> {
        let mut scope = Scope::default();
        let properties = view.properties.iter();
        properties
            .map(|(wire, at)| {
                let own = scope.claim(Name::of(wire, "field"));
                Field {
                    kind: self.type_of(*at, &name.with(&own)),
                    name: own,
                    wire: (*wire).to_owned(),
                    required: view.required.contains(wire),
                    read_only: at.is("readOnly"),
                    write_only: at.is("writeOnly"),
                    deprecated: at.is("deprecated"),
                    notes: Notes::of(at.node),
                    description: at
                        .text("description")
                        .filter(|text| !text.trim().is_empty())
                        .map(str::to_owned),
                }
            })
            .collect()
    }
}

/// Models that extend others by `allOf`, by the others' names.
fn children(declared: &SpannedMap<ir::Model>) -> HashMap<&str, Vec<&str>> {
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    for (wire, model) in declared {
        for part in At::root(model).list("allOf") {
            if let Some(Target::Model(base)) = part.reference(declared) {
                children.entry(base).or_default().push(wire);
            }
        }
    }
    children
}

/// Keywords beside an `allOf` that make it another schema than its only part.
const OTHERS: [&str; 6] = ["properties", "enum", "items", "oneOf", "anyOf", "additionalProperties"];

/// The reference that `at` is, with nothing beside it that changes which values there are.
fn only_reference(at: At<'_>) -> Option<At<'_>> {
    if at.node.get("$ref").is_some() {
        return Some(at);
    }
    if OTHERS.iter().any(|key| at.node.get(key).is_some()) {
        return None;
    }
    let mut parts = at.list("allOf").filter(|part| part.says_type());
    let first = parts.next()?;
    (parts.next().is_none() && first.node.get("$ref").is_some()).then_some(first)
}
