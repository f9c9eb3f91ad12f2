//! What operations send.

use super::media::{content, preferred, sent_media_type};
use super::{Reader, Reading, at, notes};
use crate::ir::{DocumentationType, HttpMethod};
use crate::sdk::naming::{Name, Scope};
use crate::sdk::surface::{Body, Content, Field, Type};

impl<'a> Reader<'a> {
    pub(super) fn body(&mut self, reading: Reading<'_, 'a>) -> Option<Body> {
        let description =
            self.words.text(&at(reading.call, DocumentationType::RequestBody), "description");
        let required = |default| reading.facts.and_then(|own| own.body_required).unwrap_or(default);
        if let Some(form) = self.form(reading) {
            return Some(form);
        }
        let name = reading.name.and("body");
        let models = reading.call.method.map(|method| &method.request_models);
        if let Some((media_type, model)) = models.and_then(|models| preferred(models)) {
            let kind = self.schemas.model(model, &name);
            let content = content(media_type, kind);
            let media_type = sent_media_type(media_type, &content);
            let required = required(!matches!(content, Content::Binary));
            return Some(Body { media_type, content, required, description });
        }
        // A body that nothing describes can be sent all the same.
        let content = match reading.call.verb {
            HttpMethod::Any => Content::Binary,
            HttpMethod::Post | HttpMethod::Put | HttpMethod::Patch => Content::Json(Type::Any),
            HttpMethod::Delete | HttpMethod::Get | HttpMethod::Head | HttpMethod::Options => {
                return None;
            }
        };
        let media_type = match content {
            Content::Binary => "application/octet-stream",
            _ => "application/json",
        };
        Some(Body {
            media_type: media_type.to_owned(),
            content,
            required: required(false),
            description,
        })
    }

    /// The form of a Swagger document.
    fn form(&mut self, reading: Reading<'_, 'a>) -> Option<Body> {
        let facts = reading.facts.filter(|facts| !facts.form.is_empty())?;
        let name = reading.name.and("body");
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for (wire, parameter) in &facts.form {
            let own = scope.claim(Name::of(wire, "field"));
            fields.push(Field {
                kind: self.parameter_type(parameter, &name.with(&own)),
                name: own,
                wire: wire.to_string(),
                required: parameter.required,
                read_only: false,
                write_only: false,
                deprecated: false,
                notes: notes(Some(parameter)),
                description: parameter.description.get().cloned(),
            });
        }
        let has_file = fields.iter().any(|field| field.kind.split_nullable().0 == &Type::File);
        let multipart = facts.form_media_types.iter().any(|own| own.starts_with("multipart/"));
        let kind = self.schemas.object(&name, fields);
        let (media_type, content) = if has_file || multipart {
            ("multipart/form-data", Content::Multipart(kind))
        } else {
            ("application/x-www-form-urlencoded", Content::Form(kind))
        };
        let required = facts.form.values().any(|parameter| parameter.required);
        Some(Body { media_type: media_type.to_owned(), content, required, description: None })
    }
}
