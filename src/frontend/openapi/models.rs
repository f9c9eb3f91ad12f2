//! Models: the schemas that have names, and those that get one.

use std::collections::HashMap;

use crate::frontend::references::{model_name, own_model, reference_text};
use crate::frontend::{codes, scan};
use crate::ir::{Dialect, Model};
use crate::source::{Node, Origin, Span, Spanned, SpannedMap};

use super::context::{Context, Findings};
use super::read::{self, Field};
use super::schema_3_1;

/// The models of an API while it is lowered.
#[derive(Debug, Default)]
pub(super) struct Models<'t> {
    by_name: SpannedMap<Model>,
    /// The schema that each name stands for.
    schemas: HashMap<String, Node<'t>>,
    /// Inline schemas that have their name already.
    inline: HashMap<Span, Spanned<String>>,
}

impl<'t> Models<'t> {
    /// The models of `definitions` or `components.schemas`.
    pub(super) fn declare(
        cx: &Context<'t>,
        field: Option<Field<'t>>,
        f: &mut Findings<'_>,
    ) -> Self {
        let mut models = Self::default();
        let Some(map) = field.and_then(|field| read::map(field, f)) else { return models };
        for field in read::fields(map) {
            let schema = own_schema(cx, field);
            models.add(cx, field.spanned_name(), schema, false, field.span(), f);
        }
        models
    }

    /// The name of the model that `schema`, the schema of a body, stands for. An inline schema becomes a model
    /// with the name that `anonymous` makes.
    pub(super) fn name_of(
        &mut self,
        cx: &Context<'t>,
        schema: Node<'t>,
        anonymous: impl FnOnce() -> String,
        f: &mut Findings<'_>,
    ) -> Option<Spanned<String>> {
        if let Some(text) = reference_text(schema) {
            return self.refer(cx, text, f);
        }
        if !schema.is_mapping() {
            return None;
        }
        if let Some(known) = self.inline.get(&schema.span()) {
            return Some(known.clone());
        }
        let name = self.free_name(anonymous());
        let name = Spanned::new(name, schema.span());
        self.add(cx, name.clone(), schema, true, schema.span(), f);
        self.inline.insert(schema.span(), name.clone());
        Some(name)
    }

    /// The models, with all that their schemas refer to.
    pub(super) fn finish(mut self, cx: &Context<'t>, f: &mut Findings<'_>) -> SpannedMap<Model> {
        if refers_elsewhere(cx) {
            let mut open: Vec<Node<'t>> = self.schemas.values().copied().collect();
            open.sort_by_key(|node| node.span());
            while let Some(schema) = open.pop() {
                for text in scan::references(schema) {
                    let known = self.schemas.len();
                    let name = self.refer(cx, text, f);
                    if self.schemas.len() > known {
                        open.extend(name.and_then(|name| self.schemas.get(name.as_str()).copied()));
                    }
                }
            }
        }
        self.by_name
    }

    /// The model that a reference names. A schema that is not among the declared ones becomes a model.
    fn refer(
        &mut self,
        cx: &Context<'t>,
        text: Node<'t>,
        f: &mut Findings<'_>,
    ) -> Option<Spanned<String>> {
        let Some(target) = cx.references.target(text) else {
            let own = own_model(text.as_str()?)?;
            return Some(Spanned::new(own.to_owned(), text.span()));
        };
        let name = Spanned::new(model_name(text.as_str()?).to_owned(), text.span());
        let schema =
            own_schema(cx, Field { name: text.as_str()?, key: target.key, value: target.node });
        match self.schemas.get(name.as_str()) {
            None => self.add(cx, name.clone(), schema, false, target.node.span(), f),
            Some(known) if known.span() != schema.span() && known.span() != target.node.span() => {
                let message = format!("two schemas would become the model `{name}`");
                f.report(&codes::MODEL_NAME_COLLISION, text.span(), message)
                    .related(schema.span(), "this one")
                    .related(known.span(), "and this one");
            }
            Some(_) => {}
        }
        Some(name)
    }

    fn add(
        &mut self,
        cx: &Context<'t>,
        name: Spanned<String>,
        schema: Node<'t>,
        anonymous: bool,
        origin: Span,
        f: &mut Findings<'_>,
    ) {
        if cx.dialect == Dialect::OpenApi31 {
            schema_3_1::report(schema, f);
        }
        let Some(fragment) = cx.fragment(schema) else { return };
        let description = schema
            .get("description")
            .and_then(|text| Some(Spanned::new(text.as_str()?.to_owned(), text.span())));
        let model = Model {
            content_type: "application/json".to_owned(),
            description,
            schema: fragment,
            anonymous,
            origin: Origin(origin),
        };
        self.schemas.insert(name.value().clone(), schema);
        self.by_name.insert(name, model);
    }

    fn free_name(&self, wanted: String) -> String {
        if !self.schemas.contains_key(&wanted) {
            return wanted;
        }
        let mut numbered = (2_u32..).map(|number| format!("{wanted}{number}"));
        numbered.find(|name| !self.schemas.contains_key(name)).unwrap_or(wanted)
    }
}

/// The schema itself, where a name only points to a schema of the same name in another file.
fn own_schema<'t>(cx: &Context<'t>, field: Field<'t>) -> Node<'t> {
    let Some(text) = reference_text(field.value).and_then(Node::as_str) else { return field.value };
    if model_name(text) != model_name(field.name) || text.starts_with('#') {
        return field.value;
    }
    cx.follow(field.value).map_or(field.value, |reached| reached.node)
}

/// Whether any reference leads to something else than a named schema, parameter or response of the document.
fn refers_elsewhere(cx: &Context<'_>) -> bool {
    // `#/definitions/Pet` has three parts, `#/components/schemas/Pet` four.
    let usual = if cx.dialect == Dialect::Swagger2 { 3 } else { 4 };
    cx.library.has_several_files()
        || cx.library.references().any(|node| {
            let parts = node.as_str().unwrap_or("").split('/').count();
            parts != usual
        })
}

/// A name made of words: `POST /pets/{petId}` with `Request` is `PostPetsPetIdRequest`. Names of models are
/// letters and digits alone.
pub(super) fn anonymous_name(method: &str, path: &str, role: &str, media_type: &str) -> String {
    let mut name = String::new();
    append_word(&method.to_lowercase(), &mut name);
    for word in path.split(|c: char| !c.is_ascii_alphanumeric()) {
        append_word(word, &mut name);
    }
    append_word(role, &mut name);
    if media_type != "application/json" {
        for word in media_type.split(|c: char| !c.is_ascii_alphanumeric()).skip(1) {
            append_word(word, &mut name);
        }
    }
    name
}

fn append_word(word: &str, name: &mut String) {
    let mut letters = word.chars();
    if let Some(first) = letters.next() {
        name.extend(first.to_uppercase());
        name.push_str(letters.as_str());
    }
}
