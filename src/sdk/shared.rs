//! What the views of several languages have in common.

use memchr::memmem;
use serde::Serialize;

use super::naming::Name;
use super::surface::{
    Content, Model, Next, Operation, Paging, Parameter, Response, Shape, Style, Type,
};

/// A parameter of an operation.
#[derive(Serialize)]
pub(super) struct ParameterView {
    key: String,
    wire: String,
    place: &'static str,
    style: Option<&'static str>,
}

/// What an operation sends.
#[derive(Serialize)]
pub(super) struct BodyView {
    #[serde(rename = "type")]
    media_type: String,
    content: &'static str,
    pub(super) codec: Option<String>,
}

/// How the next page is found, taken apart.
pub(super) struct Way<'p> {
    /// The keys that lead to the token of the next page; none when pages are numbered.
    pub(super) token: Option<&'p [String]>,
    /// The number of the first page.
    pub(super) first: u32,
    /// Whether the number is that of the items before the page.
    pub(super) offset: bool,
}

/// The parameters of an operation, by the names that a language gives them. The usual style is left out.
pub(super) fn parameter_views(
    operation: &Operation,
    name: fn(&Name) -> String,
) -> Vec<ParameterView> {
    let views = operation.parameters.iter().map(|parameter| ParameterView {
        key: name(&parameter.name),
        wire: parameter.wire.clone(),
        place: parameter.place.word(),
        style: style(parameter),
    });
    views.collect()
}

/// What an operation sends; `codec` writes what turns it.
pub(super) fn body_view(
    operation: &Operation,
    codec: impl Fn(&Content) -> Option<String>,
) -> Option<BodyView> {
    let body = operation.body.as_ref()?;
    Some(BodyView {
        media_type: body.media_type.clone(),
        content: body.content.word(),
        codec: codec(&body.content),
    })
}

/// What comes back when all is well, and the errors that the definition names.
pub(super) fn divided(operation: &Operation) -> (Vec<&Response>, Vec<&Response>) {
    operation.responses.iter().partition(|response| response.status.is_success())
}

/// How a response's body is read. What comes back as a form is not taken apart.
pub(super) fn received(response: &Response) -> Option<&'static str> {
    response.content.as_ref().map(|content| match content {
        Content::Form(_) | Content::Multipart(_) => "text",
        other => other.word(),
    })
}

/// How the next page is found, taken apart.
pub(super) fn way(paging: &Paging) -> Way<'_> {
    match &paging.next {
        Next::Token(keys) => Way { token: Some(keys), first: 0, offset: false },
        Next::Page(first) => Way { token: None, first: *first, offset: false },
        Next::Offset => Way { token: None, first: 0, offset: true },
    }
}

/// Whether `name` is a word of what is written.
pub(super) fn mentions(written: &str, name: &str) -> bool {
    let is_part = |letter: &u8| letter.is_ascii_alphanumeric() || *letter == b'_';
    let written = written.as_bytes();
    memmem::find_iter(written, name).any(|at| {
        let (before, after) = written.split_at_checked(at).unwrap_or_default();
        !before.last().is_some_and(is_part) && !after.get(name.len()).is_some_and(is_part)
    })
}

/// Whether values of the type are objects, lists, or something else.
pub(super) fn kind_of(kind: &Type, models: &[Model]) -> &'static str {
    match kind.split_nullable().0 {
        Type::List(_) => "list",
        Type::Map(_) => "object",
        Type::Model(index) => match models.get(*index).map(|model| &model.shape) {
            Some(Shape::Object(_) | Shape::Union(_)) => "object",
            Some(Shape::Alias(inner)) if !matches!(inner, Type::Model(_)) => kind_of(inner, models),
            _ => "other",
        },
        _ => "other",
    }
}

/// The keys that objects of the type always have; none for what is no object.
pub(super) fn required_keys<'m>(kind: &Type, models: &'m [Model]) -> Option<Vec<&'m str>> {
    let Type::Model(index) = kind.split_nullable().0 else { return None };
    match &models.get(*index)?.shape {
        Shape::Object(object) => {
            let required = object.fields.iter().filter(|field| field.required);
            Some(required.map(|field| field.wire.as_str()).collect())
        }
        Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
    }
}

/// The media types of what is wanted. The gateway decides by the first of them whether it answers with bytes.
pub(super) fn accept(good: &[&Response]) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for response in good {
        let own = match (&response.media_type, &response.content) {
            (_, None) => continue,
            (Some(own), _) => own.as_str(),
            (None, Some(Content::Json(_))) => "application/json",
            (None, Some(_)) => "*/*",
        };
        if !types.contains(&own) {
            types.push(own);
        }
    }
    (!types.is_empty()).then(|| types.join(", "))
}

/// The word for the style of a parameter, where it makes a difference and is not the usual one.
pub(super) fn style(parameter: &Parameter) -> Option<&'static str> {
    has_parts(parameter).then(|| parameter.style.word()).filter(|word| *word != "commas")
}

/// Whether a style makes a difference.
fn has_parts(parameter: &Parameter) -> bool {
    let simple = matches!(
        parameter.kind,
        Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::Date
            | Type::DateTime
            | Type::Bytes
            | Type::File
    );
    parameter.style == Style::Greedy || !simple
}

/// The names of the fields that `keys` lead through from a value of type `kind`.
pub(super) fn field_names(kind: &Type, keys: &[String], models: &[Model]) -> Option<Vec<Name>> {
    let mut at = kind.clone();
    let mut names = Vec::new();
    for key in keys {
        let object = loop {
            let Type::Model(index) = at.split_nullable().0 else { return None };
            match &models.get(*index)?.shape {
                Shape::Object(object) => break object,
                Shape::Alias(inner) => at = inner.clone(),
                Shape::Enum(_) | Shape::Union(_) => return None,
            }
        };
        let field = object.fields.iter().find(|field| field.wire == *key)?;
        names.push(field.name.clone());
        at = field.kind.clone();
    }
    Some(names)
}
