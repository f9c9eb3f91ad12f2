//! What the views of several languages have in common.

use serde::Serialize;

use super::naming::Name;
use super::surface::{Auth, Content, Model, Parameter, Response, Shape, Style, Surface, Type};

/// Who needs which credentials, in words.
#[derive(Serialize)]
pub(super) struct AuthWords {
    iam: String,
    api_key: String,
    tokens: String,
    token_words: String,
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

/// Whether a style makes a difference.
pub(super) fn has_parts(parameter: &Parameter) -> bool {
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

/// Who needs which credentials.
pub(super) fn auth_words(surface: &Surface) -> AuthWords {
    let total = surface.operations.len();
    let count = |wanted: &dyn Fn(&Auth) -> bool| match surface
        .operations
        .iter()
        .filter(|own| wanted(&own.auth))
        .count()
    {
        0 => "no operation".to_owned(),
        all if all == total => "every operation".to_owned(),
        1 => "one operation".to_owned(),
        some => format!("{some} of {total} operations"),
    };
    let kinds: Vec<String> = surface
        .schemes
        .iter()
        .map(|scheme| format!("`{}`: {}", scheme.wire, scheme.description))
        .collect();
    AuthWords {
        iam: count(&|auth| auth.iam),
        api_key: count(&|auth| auth.api_key),
        tokens: count(&|auth| !auth.schemes.is_empty()),
        token_words: if kinds.is_empty() { "tokens".to_owned() } else { kinds.join("; ") },
    }
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
