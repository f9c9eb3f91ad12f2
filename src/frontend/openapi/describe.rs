//! Documentation parts from the plain descriptions of a document.
//!
//! The service makes a part from each description, summary and list of tags, unless the import is asked to ignore
//! documentation (reference `openapi-extensions`, section 1.8). A part of the extension for the same place wins.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::ir::{
    Documentation, DocumentationLocation, DocumentationPart, DocumentationType, HttpMethod,
};
use crate::source::{Fragment, Origin, Span};

use super::context::Context;
use super::read::Field;

/// Collects parts while a document is lowered.
#[derive(Debug)]
pub(super) struct Describer {
    ignore: bool,
    /// What was said by the extension, which wins.
    known: HashSet<DocumentationLocation>,
    /// What the document says: the first for each place.
    parts: IndexMap<DocumentationLocation, (Vec<(String, Fragment)>, Origin)>,
}

impl Describer {
    /// Starts with the parts of the extension.
    pub(super) fn new(cx: &Context<'_>, documentation: &Documentation) -> Self {
        let known = documentation.parts.iter().map(|part| part.location.clone()).collect();
        Self { ignore: cx.options.ignore_documentation, known, parts: IndexMap::new() }
    }

    /// Adds a part with these properties, if there are any.
    pub(super) fn add<'t>(
        &mut self,
        cx: &Context<'t>,
        location: DocumentationLocation,
        fields: impl IntoIterator<Item = Field<'t>>,
        origin: Span,
    ) {
        if self.ignore {
            return;
        }
        let mut properties: Vec<(String, Fragment)> = fields
            .into_iter()
            .filter(|field| !field.value.is_null())
            .filter_map(|field| Some((field.name.to_owned(), cx.fragment(field.value)?)))
            .collect();
        if !properties.is_empty() && !self.known.contains(&location) {
            properties.shrink_to_fit();
            self.parts.entry(location).or_insert((properties, Origin(origin)));
        }
    }

    /// The parts, in document order.
    pub(super) fn finish(self) -> Vec<DocumentationPart> {
        let parts = self.parts.into_iter();
        parts
            .map(|(location, (properties, origin))| DocumentationPart {
                location,
                properties,
                origin,
            })
            .collect()
    }
}

/// The place of the whole API.
pub(super) const API: DocumentationLocation = DocumentationLocation {
    location_type: DocumentationType::Api,
    path: None,
    method: None,
    status_code: None,
    name: None,
};

/// The place of a resource.
pub(super) fn resource(path: &str) -> DocumentationLocation {
    DocumentationLocation {
        location_type: DocumentationType::Resource,
        path: Some(path.to_owned()),
        ..API
    }
}

/// The place of something of a method.
pub(super) fn of_method(
    location_type: DocumentationType,
    path: &str,
    method: HttpMethod,
) -> DocumentationLocation {
    // The service writes `*` for a method that stands for all verbs.
    let method = match method {
        HttpMethod::Any => "*",
        _ => method.name(),
    };
    DocumentationLocation {
        location_type,
        path: Some(path.to_owned()),
        method: Some(method.to_owned()),
        ..API
    }
}
