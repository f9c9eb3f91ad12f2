//! Models.

use std::collections::HashSet;

use serde::Serialize;

use crate::sdk::layout::marked;
use crate::sdk::surface::{Field, Model, Object, Shape, Surface, Type, Union};

use super::dialect::Dialect;
use super::kinds::{form, held, is_file, kind_of, many, required_keys};
use super::rings::{model_rings, turning};

/// A model.
#[derive(Serialize)]
pub(in crate::sdk) struct ModelView {
    pub(in crate::sdk) name: String,
    doc: Vec<String>,
    pub(in crate::sdk) kind: &'static str,
    pub(in crate::sdk) fields: Vec<FieldView>,
    /// The type of all other values.
    pub(in crate::sdk) others: Option<String>,
    others_codec: Option<String>,
    values: Vec<ValueView>,
    pub(in crate::sdk) variants: Vec<VariantView>,
    /// The same, those with the most keys that have to be there first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<VariantView>,
    key: Option<String>,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
    codec: Option<String>,
    /// The name of its own codec.
    pub(in crate::sdk) codec_name: Option<String>,
    /// Whether it is a list or a map by another name.
    many: &'static str,
    /// Whether it is another name of something that has it in turn.
    turns: bool,
}

/// A field of a model, or a parameter.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a field")]
pub(in crate::sdk) struct FieldView {
    pub(in crate::sdk) name: String,
    pub(super) wire: String,
    /// Whether the name is the key.
    pub(super) same: bool,
    pub(in crate::sdk) doc: Vec<String>,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
    pub(in crate::sdk) codec: Option<String>,
    pub(in crate::sdk) required: bool,
    pub(in crate::sdk) nullable: bool,
    pub(super) plain: bool,
    pub(super) many: &'static str,
    /// Whether it is a date or a moment, bytes, or something else.
    pub(super) form: &'static str,
    pub(super) file: bool,
    /// Whether nobody is to see it.
    pub(super) secret: bool,
    /// Where a parameter is sent.
    pub(super) place: &'static str,
    /// How several values of a parameter are written.
    pub(super) style: &'static str,
}

/// One of the texts of an enum.
#[derive(Serialize)]
struct ValueView {
    name: String,
    wire: String,
}

/// One of the types of a union.
#[derive(Clone, Serialize)]
pub(in crate::sdk) struct VariantView {
    name: String,
    /// Its number in the union, from 1.
    number: usize,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
    codec: Option<String>,
    /// Whether its values are objects, lists, or something else.
    is: &'static str,
    keys: Vec<String>,
    tags: Vec<String>,
    /// The tag that is sent.
    tag: Option<String>,
    form: &'static str,
}

/// The models.
pub(in crate::sdk) fn models<D: Dialect>(dialect: &D, surface: &Surface) -> Vec<ModelView> {
    let models = &surface.models;
    let rings = model_rings(models, D::OPTIONAL_INSIDE);
    let turning = turning(models);
    let all = models.iter().enumerate();
    all.map(|(index, model)| {
        let boxed = |kind: &Type| {
            held(kind).is_some_and(|own| own == index || rings.get(own) == rings.get(index))
        };
        let mut view = model_view(dialect, models, index, model, &boxed);
        view.turns = turning.get(index).copied().unwrap_or(false);
        view
    })
    .collect()
}

fn model_view<D: Dialect>(
    dialect: &D,
    models: &[Model],
    index: usize,
    model: &Model,
    boxed: &dyn Fn(&Type) -> bool,
) -> ModelView {
    let name = dialect.model(index).to_owned();
    let (kind, is) = match &model.shape {
        Shape::Object(_) => ("object", "An object"),
        Shape::Enum(_) => ("enum", "One of several texts, and perhaps of others later"),
        Shape::Union(_) => ("union", "One of several types"),
        Shape::Alias(_) => ("alias", "Another name of its type"),
    };
    let sentence = match (D::SENTENCES, &model.description) {
        (true, _) if D::NAME_FIRST => format!("{name} is {}.", is.to_lowercase()),
        (true, None) => format!("{is}."),
        _ => String::new(),
    };
    let deprecated = if model.deprecated { D::DEPRECATED } else { "" };
    let mut view = ModelView {
        doc: dialect.type_comment(&[
            &sentence,
            model.description.as_deref().unwrap_or(""),
            deprecated,
        ]),
        kind,
        fields: Vec::new(),
        others: None,
        others_codec: None,
        values: Vec::new(),
        variants: Vec::new(),
        choices: Vec::new(),
        turns: false,
        key: None,
        written: String::new(),
        codec: None,
        codec_name: dialect.model_codec(index),
        many: "",
        name,
    };
    match &model.shape {
        Shape::Object(object) => {
            let others = object.additional.as_ref();
            view.others = others.map(|kind| dialect.written(kind, true, false));
            view.others_codec = others.and_then(|kind| codec(dialect, kind));
            view.fields = fields(dialect, models, object, boxed);
        }
        Shape::Enum(values) => {
            let views = values.iter().enumerate().map(|(at, value)| ValueView {
                name: dialect.value(index, at, &value.name),
                wire: value.wire.clone(),
            });
            view.values = views.collect();
        }
        Shape::Union(union) => {
            view.key.clone_from(&union.discriminator);
            view.written = dialect.union(&view.name, union);
            view.variants = variants(dialect, models, union, boxed);
            view.choices.clone_from(&view.variants);
            view.choices.sort_by_key(|own| std::cmp::Reverse(own.keys.len()));
        }
        Shape::Alias(kind) => {
            view.written = dialect.alias(&view.name, kind, boxed(kind));
            view.codec = codec(dialect, kind);
            view.many = many(kind, models);
        }
    }
    view
}

/// What turns values of the type, with line breaks where it may have them.
pub(super) fn codec<D: Dialect>(dialect: &D, kind: &Type) -> Option<String> {
    dialect.codec(kind).map(|written| marked(&written))
}

/// The fields of an object.
pub(super) fn fields<D: Dialect>(
    dialect: &D,
    models: &[Model],
    object: &Object,
    boxed: &dyn Fn(&Type) -> bool,
) -> Vec<FieldView> {
    let open = object.additional.is_some();
    let all = object.fields.iter();
    all.map(|field| field_view(dialect, models, field, open, boxed(&field.kind))).collect()
}

fn field_view<D: Dialect>(
    dialect: &D,
    models: &[Model],
    field: &Field,
    open: bool,
    boxed: bool,
) -> FieldView {
    let deprecated = if field.deprecated { D::DEPRECATED } else { "" };
    let name = dialect.member(field, open);
    FieldView {
        same: name.trim_start_matches("r#") == field.wire,
        name,
        wire: field.wire.clone(),
        doc: dialect.comment(&[field.description.as_deref().unwrap_or(""), deprecated]),
        written: dialect.written(&field.kind, field.required, boxed),
        codec: codec(dialect, &field.kind),
        required: field.required,
        nullable: field.kind.split_nullable().1,
        plain: dialect.is_plain_key(&field.wire),
        many: many(&field.kind, models),
        form: form(&field.kind),
        file: is_file(&field.kind),
        secret: field.notes.format.as_deref() == Some("password"),
        place: "",
        style: "",
    }
}

fn variants<D: Dialect>(
    dialect: &D,
    models: &[Model],
    union: &Union,
    boxed: &dyn Fn(&Type) -> bool,
) -> Vec<VariantView> {
    let mut seen: HashSet<&String> = HashSet::new();
    union
        .variants
        .iter()
        .enumerate()
        .map(|(at, variant)| {
            let tags: Vec<String> =
                variant.tags.iter().filter(|tag| seen.insert(tag)).cloned().collect();
            let keys = required_keys(&variant.kind, models);
            VariantView {
                name: dialect.variant(&variant.name),
                number: at + 1,
                written: dialect.variant_type(union, variant, boxed(&variant.kind)),
                codec: codec(dialect, &variant.kind),
                is: kind_of(&variant.kind, models),
                keys: keys.into_iter().flatten().map(str::to_owned).collect(),
                tag: tags.first().cloned(),
                tags,
                form: form(&variant.kind),
            }
        })
        .collect()
}
