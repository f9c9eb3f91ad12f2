//! The tree of resources.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::source::{FileId, Origin, Span};

use super::{HttpMethod, Method};

/// A resource of one tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(u32);

/// One path segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The root, `/`.
    Root,
    /// Text that a request must repeat.
    Literal(String),
    /// `{name}`: any one segment.
    Variable(String),
    /// `{name+}`: all that is left.
    Greedy(String),
}

impl Segment {
    /// Reads one segment of a path. A brace that does not enclose the whole segment makes it literal; a rule
    /// reports that.
    pub fn parse(text: &str) -> Self {
        let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return Self::Literal(text.to_owned());
        };
        match name.strip_suffix('+') {
            Some(name) => Self::Greedy(name.to_owned()),
            None => Self::Variable(name.to_owned()),
        }
    }
}

/// One resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The full path, `/` for the root.
    pub path: String,
    /// The last segment.
    pub segment: Segment,
    /// The resource above; none for the root.
    pub parent: Option<ResourceId>,
    /// The resources below, in document order.
    pub children: Vec<ResourceId>,
    /// Methods by verb, in document order.
    pub methods: IndexMap<HttpMethod, Method>,
    /// The path as a key of the document; for a resource that a longer path implies, that path.
    pub origin: Origin,
    /// Whether the document names it, rather than a longer path implying it.
    pub declared: bool,
}

impl Resource {
    /// The variables of the path, greedy ones left out.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let names =
            self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        names.filter(|name| !name.is_empty() && !name.ends_with('+'))
    }

    /// Whether the path has the variable `name`, which is not a greedy one.
    pub fn has_variable(&self, name: &str) -> bool {
        self.variables().any(|own| own == name)
    }
}

/// All resources of an API. Equal to another when both have the same paths with equal methods.
#[derive(Clone, Debug)]
pub struct ResourceTree {
    resources: Vec<Resource>,
    by_path: IndexMap<String, ResourceId>,
}

impl Default for ResourceTree {
    fn default() -> Self {
        Self::new()
    }
}

impl ResourceTree {
    /// Gives back what its maps have room for and do not use. Most resources have one method, and a map has room for
    /// more.
    pub fn shrink_to_fit(&mut self) {
        self.resources.shrink_to_fit();
        for resource in &mut self.resources {
            resource.methods.shrink_to_fit();
            resource.children.shrink_to_fit();
        }
    }

    /// A tree with the root alone, which always exists.
    pub fn new() -> Self {
        let root = Resource {
            path: "/".to_owned(),
            segment: Segment::Root,
            parent: None,
            children: Vec::new(),
            methods: IndexMap::new(),
            origin: Origin(Span::new(FileId::FIRST, 0, 0)),
            declared: false,
        };
        let by_path = IndexMap::from([("/".to_owned(), ResourceId(0))]);
        Self { resources: vec![root], by_path }
    }

    /// The root.
    pub const fn root(&self) -> ResourceId {
        ResourceId(0)
    }

    /// The resource at `path`, made with all that lie above it where they are missing. Empty segments are
    /// dropped, so `/pets/` and `//pets` are `/pets` (reference `openapi-extensions`, section 2).
    pub fn insert(&mut self, path: &str, origin: Origin) -> ResourceId {
        let mut at = self.root();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            at = self.child(at, part, origin);
        }
        if let Some(resource) = self.get_mut(at) {
            if !resource.declared {
                resource.origin = origin;
            }
            resource.declared = true;
        }
        at
    }

    /// The resource with that id.
    pub fn get(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.get(id.0 as usize)
    }

    /// The resource with that id, to change it.
    pub fn get_mut(&mut self, id: ResourceId) -> Option<&mut Resource> {
        self.resources.get_mut(id.0 as usize)
    }

    /// The resource with exactly this path template.
    pub fn find(&self, path: &str) -> Option<ResourceId> {
        self.by_path.get(path).copied()
    }

    /// All resources in the order in which they were made: a parent before its children.
    pub fn iter(&self) -> impl Iterator<Item = (ResourceId, &Resource)> {
        (0u32..).map(ResourceId).zip(&self.resources)
    }

    /// All methods with their resources.
    pub fn methods(&self) -> impl Iterator<Item = (&Resource, &Method)> {
        self.resources
            .iter()
            .flat_map(|resource| resource.methods.values().map(move |method| (resource, method)))
    }

    /// The number of resources, the root among them.
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether the root has neither methods nor children.
    pub fn is_empty(&self) -> bool {
        self.resources.len() == 1 && self.methods().next().is_none()
    }

    fn child(&mut self, parent: ResourceId, part: &str, origin: Origin) -> ResourceId {
        let above = self.get(parent).map_or("", |resource| resource.path.trim_end_matches('/'));
        let path = format!("{above}/{part}");
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let id = ResourceId(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
        self.by_path.insert(path.clone(), id);
        self.resources.push(Resource {
            path,
            segment: Segment::parse(part),
            parent: Some(parent),
            children: Vec::new(),
            methods: IndexMap::new(),
            origin,
            declared: false,
        });
        if let Some(above) = self.get_mut(parent) {
            above.children.push(id);
        }
        id
    }
}

impl PartialEq for ResourceTree {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |tree: &Self| -> BTreeMap<String, IndexMap<HttpMethod, Method>> {
            let all = tree.resources.iter();
            all.map(|resource| (resource.path.clone(), resource.methods.clone())).collect()
        };
        sorted(self) == sorted(other)
    }
}
