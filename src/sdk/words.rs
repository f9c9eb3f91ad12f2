//! What the definition says about its parts in plain words.

use std::collections::HashMap;

use crate::ir::{Documentation, DocumentationLocation, DocumentationPart, DocumentationType};
use crate::source::Node;

/// The documentation parts of a definition by what they describe.
pub(super) struct Words<'a> {
    parts: HashMap<&'a DocumentationLocation, &'a DocumentationPart>,
}

impl<'a> Words<'a> {
    pub(super) fn of(documentation: &'a Documentation) -> Self {
        let parts = documentation.parts.iter().map(|part| (&part.location, part)).collect();
        Self { parts }
    }

    /// The text `property` of what is at `location`.
    pub(super) fn text(&self, location: &DocumentationLocation, property: &str) -> Option<String> {
        let text = self.property(location, property)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The texts in the list `property` of what is at `location`.
    pub(super) fn list(&self, location: &DocumentationLocation, property: &str) -> Vec<String> {
        let items = self.property(location, property).into_iter().flat_map(Node::items);
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// What the document says about each of its tags.
    pub(super) fn tags(&self) -> HashMap<String, String> {
        let location = place(DocumentationType::Api);
        let tags = self.property(&location, "tags").into_iter().flat_map(Node::items);
        tags.filter_map(|tag| {
            let name = tag.get("name")?.as_str()?;
            Some((name.to_owned(), tag.get("description")?.as_str()?.to_owned()))
        })
        .collect()
    }

    /// The names and descriptions of models.
    pub(super) fn models(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = self
            .parts
            .keys()
            .filter(|location| location.location_type == DocumentationType::Model)
            .filter_map(|location| {
                Some((location.name.clone()?, self.text(location, "description")?))
            })
            .collect();
        found.sort();
        found
    }

    fn property(&self, location: &DocumentationLocation, property: &str) -> Option<Node<'_>> {
        let part = self.parts.get(location)?;
        let (_, value) = part.properties.iter().find(|(name, _)| name == property)?;
        Some(value.node())
    }
}

/// A place that has only a type.
pub(super) const fn place(location_type: DocumentationType) -> DocumentationLocation {
    DocumentationLocation { location_type, path: None, method: None, status_code: None, name: None }
}
