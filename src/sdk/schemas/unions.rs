//! Values of one of several types.

use crate::ir;
use crate::sdk::naming::{Name, Scope};
use crate::sdk::surface::{Shape, Type, Union, Variant};
use crate::sdk::view::{At, Target, View};
use crate::source::Node;

use super::{Found, Schemas, only_reference};

impl<'a> Schemas<'a> {
    pub(super) fn union(&mut self, view: &View<'a>, name: &Name) -> Found {
        let property = discriminator(view).or_else(|| self.telling_property(&view.one_of));
        let mut scope = Scope::default();
        let mut variants: Vec<Variant> = Vec::new();
        for (number, at) in view.one_of.iter().filter(|at| !at.is_null()).enumerate() {
            let wire = self.wire(*at);
            let kind = self.variant(view, *at, wire, name, number);
            let kind = kind.split_nullable().0.clone();
            if kind == Type::Any {
                return Found::Type(Type::Any);
            }
            let tags = self.tags(view, *at, wire, property);
            if let Some(known) = variants.iter_mut().find(|known| known.kind == kind) {
                known.tags.extend(tags);
                continue;
            }
            let name = scope.claim(self.variant_name(&kind, number));
            variants.push(Variant { name, kind, tags });
        }
        if let Some(simple) = self.simplified(&variants) {
            return simple;
        }
        let tagged = variants.iter().all(|variant| !variant.tags.is_empty());
        let discriminator = property.filter(|_| tagged).map(str::to_owned);
        Found::Shape(Shape::Union(Union { variants, discriminator }))
    }

    /// One variant, with the properties that stand beside the alternatives.
    fn variant(
        &mut self,
        view: &View<'a>,
        at: At<'a>,
        wire: Option<&str>,
        name: &Name,
        number: usize,
    ) -> Type {
        let own = View::of(at, self.declared);
        let title = at.text("title").map(|title| Name::of(title, "option"));
        let own_name = match (wire, title) {
            (Some(wire), _) => name.with(&Name::of(wire, "option")),
            (None, Some(title)) => name.with(&title),
            (None, None) => name.and(&format!("option{}", number + 1)),
        };
        let complete = view.properties.keys().all(|key| own.properties.contains_key(key));
        if complete || !(own.is_object() || own.types.is_empty()) {
            return self.type_of(at, &own_name);
        }
        let mut merged = view.clone();
        merged.one_of = Vec::new();
        merged.add(at, self.declared, 0);
        match self.find_view(&merged, &own_name) {
            Found::Type(kind) => kind,
            Found::Shape(shape) => self.add(own_name, at, shape),
        }
    }

    fn variant_name(&self, kind: &Type, number: usize) -> Name {
        let word = match kind {
            Type::Model(index) => {
                return self
                    .models
                    .get(*index)
                    .map_or_else(|| Name::of("model", "model"), |model| model.name.clone());
            }
            Type::Boolean => "boolean",
            Type::Integer { .. } => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Date => "date",
            Type::DateTime => "dateTime",
            Type::Bytes => "bytes",
            Type::File => "file",
            Type::List(_) => "list",
            Type::Map(_) => "map",
            Type::Any | Type::Nullable(_) => return Name::of(&format!("option{number}"), "option"),
        };
        Name::of(word, "option")
    }

    /// What several types come to that need no union.
    fn simplified(&self, variants: &[Variant]) -> Option<Found> {
        let is_number = |kind: &Type| matches!(kind, Type::Integer { .. } | Type::Number);
        match variants {
            [] => return Some(Found::Type(Type::Any)),
            [one] => return Some(Found::Type(one.kind.clone())),
            many if many.iter().all(|one| is_number(&one.kind)) => {
                return Some(Found::Type(Type::Number));
            }
            _ => {}
        }
        let texts = variants.iter().all(|variant| match &variant.kind {
            Type::String | Type::Date | Type::DateTime | Type::Bytes | Type::File => true,
            Type::Model(index) => {
                self.models.get(*index).is_some_and(|model| matches!(model.shape, Shape::Enum(_)))
            }
            _ => false,
        });
        texts.then_some(Found::Type(Type::String))
    }

    /// The name of the model that `at` refers to.
    fn wire(&self, at: At<'a>) -> Option<&'a str> {
        match only_reference(at)?.reference(self.declared)? {
            Target::Model(wire) | Target::Inner(_, wire) => Some(wire),
        }
    }

    fn tags(
        &self,
        view: &View<'a>,
        at: At<'a>,
        wire: Option<&'a str>,
        property: Option<&str>,
    ) -> Vec<String> {
        let Some(property) = property else { return Vec::new() };
        if let Some(wire) = wire {
            let mapped = mapped(view.discriminator, wire);
            if !mapped.is_empty() {
                return mapped;
            }
        }
        let own = self.only_value(at, property).or_else(|| {
            let stated = view.discriminator.is_some();
            wire.filter(|_| stated).map(str::to_owned)
        });
        own.into_iter().collect()
    }

    /// The only value that the property has in `at`.
    fn only_value(&self, at: At<'a>, property: &str) -> Option<String> {
        let view = View::of(at, self.declared);
        let values = View::of(*view.properties.get(property)?, self.declared).values?;
        match values.as_slice() {
            [only] => only.as_str().map(str::to_owned),
            _ => None,
        }
    }

    /// A property that tells all variants apart: each has it, with one value of its own.
    fn telling_property(&self, variants: &[At<'a>]) -> Option<&'a str> {
        let mut others = variants.iter().filter(|at| !at.is_null());
        let first = View::of(*others.next()?, self.declared);
        let candidates: Vec<&'a str> = first.properties.keys().copied().collect();
        candidates.into_iter().find(|key| {
            let values: Option<Vec<String>> = variants
                .iter()
                .filter(|at| !at.is_null())
                .map(|at| self.only_value(*at, key))
                .collect();
            values.is_some_and(|values| {
                let mut distinct = values.clone();
                distinct.sort();
                distinct.dedup();
                values.len() > 1 && distinct.len() == values.len()
            })
        })
    }

    /// The union that a model stands for which others extend, as Swagger's discriminator says.
    pub(super) fn inherited(&mut self, wire: &'a str, at: At<'a>, name: &Name) -> Option<Union> {
        let stated = at.node.get("discriminator")?;
        let property = property_name(stated)?;
        let children = self.descendants(wire);
        if children.is_empty() || !View::of(at, self.declared).one_of.is_empty() {
            return None;
        }
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for child in children {
            let Some(index) = self.indices.get(child).copied() else { continue };
            let Some(own) = self.models.get(index).map(|model| model.name.clone()) else {
                continue;
            };
            let mut tags = mapped(Some(stated), child);
            if tags.is_empty() {
                tags.push(child.to_owned());
            }
            variants.push(Variant { name: scope.claim(own), kind: Type::Model(index), tags });
        }
        if let Found::Shape(shape) = self.find(at, name) {
            let kind = self.add(name.and("base"), at, shape);
            let mut tags = mapped(Some(stated), wire);
            if tags.is_empty() {
                tags.push(wire.to_owned());
            }
            let name = scope.claim(Name::of("base", "base"));
            variants.push(Variant { name, kind, tags });
        }
        Some(Union { variants, discriminator: Some(property.to_owned()) })
    }

    /// All models that extend `wire`, over any number of steps, those that are extended themselves left out.
    fn descendants(&self, wire: &'a str) -> Vec<&'a str> {
        let mut found: Vec<&'a str> = Vec::new();
        let mut open = vec![wire];
        while let Some(next) = open.pop() {
            for child in self.children.get(next).into_iter().flatten() {
                if *child != wire && !found.contains(child) {
                    found.push(child);
                    open.push(child);
                }
            }
        }
        found.sort_by_key(|child| self.declared.get_index_of(*child));
        found
    }
}

fn property_name(discriminator: Node<'_>) -> Option<&str> {
    discriminator.as_str().or_else(|| discriminator.get("propertyName")?.as_str())
}

fn discriminator<'a>(view: &View<'a>) -> Option<&'a str> {
    property_name(view.discriminator?)
}

/// The values that the mapping of a discriminator has for the model `wire`.
fn mapped(discriminator: Option<Node<'_>>, wire: &str) -> Vec<String> {
    let mapping = discriminator.and_then(|node| node.get("mapping"));
    let entries = mapping.into_iter().flat_map(Node::entries);
    entries
        .filter(|(_, target)| {
            target.as_str().is_some_and(|target| ir::Model::reference(target) == wire)
        })
        .filter_map(|(tag, _)| tag.scalar_text().map(str::to_owned))
        .collect()
}
