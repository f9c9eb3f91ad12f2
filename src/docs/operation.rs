//! The page of one operation.

use super::answers::{Answers, Behind};
use super::schema::Models;
use super::view::{Attempt, AttemptField, Body, Link, Operation, OperationLine, Response, Sample};
use super::{authentication, curl, files, in_force, prose};
use crate::sdk::{self, Content, Notes, Shape, Style, Surface, Type};

/// What all pages of operations are made of.
pub(super) struct Making<'a> {
    pub(super) surface: &'a Surface,
    pub(super) models: &'a Models<'a>,
    pub(super) in_force: &'a in_force::InForce,
    /// The address that examples call.
    pub(super) base: String,
    /// The stages that are documented.
    pub(super) stages: Vec<String>,
}

/// The address of the page of an operation.
pub(super) fn href(operation: &sdk::Operation) -> String {
    format!("operations/{}", files::name(&operation.name))
}

/// What an operation is called.
pub(super) fn title(operation: &sdk::Operation) -> String {
    let summary = operation.summary.as_deref().map(prose::plain).filter(|own| !own.is_empty());
    summary.unwrap_or_else(|| operation.name.camel())
}

/// The operation in a list.
pub(super) fn line(operation: &sdk::Operation) -> OperationLine {
    OperationLine {
        method: operation.method.unwrap_or("ANY"),
        path: operation.path.clone(),
        href: href(operation),
        summary: title(operation),
        deprecated: operation.deprecated,
    }
}

impl Making<'_> {
    /// The page of an operation, with calls by clients in several languages.
    pub(super) fn page(
        &self,
        operation: &sdk::Operation,
        group: Link,
        behind: Behind<'_>,
        answers: &mut Answers<'_>,
        clients: Vec<Sample>,
    ) -> Operation {
        let surface = self.surface;
        let mut samples = vec![curl::sample(surface, operation, &self.base)];
        samples.extend(clients);
        Operation {
            method: operation.method.unwrap_or("ANY"),
            path: operation.path.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            idempotent: operation.idempotent,
            idempotency_header: operation.idempotency_header.clone(),
            group,
            credentials: authentication::credentials(surface, operation),
            entries: in_force::entries(&self.in_force.access(operation)),
            parameters: operation.parameters.iter().map(|own| self.models.parameter(own)).collect(),
            body: operation.body.as_ref().map(|body| self.body(body)),
            responses: operation.responses.iter().map(|own| self.response(own)).collect(),
            limits: in_force::limits(self.in_force, operation),
            caches: in_force::caches(&self.in_force.caches(operation)),
            errors: answers.of(operation, behind),
            samples,
            attempt: self.attempt(operation),
        }
    }

    fn body(&self, body: &sdk::Body) -> Body {
        let kind = body.content.kind();
        let example = kind.map(|kind| self.surface.example(kind, &Notes::default()));
        let is_json = matches!(body.content, Content::Json(_));
        let is_typed = kind.is_some_and(|kind| *kind != Type::Any);
        Body {
            media_type: body.media_type.clone(),
            required: body.required,
            description: body.description.clone(),
            schema: kind.map(|kind| self.models.schema(kind, &Notes::default())),
            example: example
                .filter(|_| is_json && is_typed)
                .map(|example| format!("{:#}", self.surface.json(&example))),
            binary: body.content == Content::Binary,
        }
    }

    fn response(&self, own: &sdk::Response) -> Response {
        let content = own.content.as_ref();
        let kind = content.and_then(Content::kind);
        // What nothing describes may be anything.
        let is_described = own.media_type.is_some() || kind != Some(&Type::Any);
        let kind = kind.filter(|_| is_described);
        let example = match content {
            Some(Content::Json(kind)) if *kind != Type::Any => {
                Some(format!("{:#}", self.surface.json(&self.surface.answer_example(kind))))
            }
            _ => None,
        };
        let media_type = match content {
            Some(Content::Json(_)) if is_described => {
                own.media_type.clone().or_else(|| Some("application/json".to_owned()))
            }
            Some(_) => own.media_type.clone(),
            None => None,
        };
        Response {
            status: own.status.text(),
            success: own.status.is_success(),
            description: own.description.clone(),
            media_type,
            headers: own.headers.iter().map(|header| self.models.header(header)).collect(),
            schema: kind.map(|kind| self.models.schema(kind, &Notes::default())),
            example,
            binary: content == Some(&Content::Binary),
        }
    }

    fn attempt(&self, operation: &sdk::Operation) -> Attempt {
        let mut fields = Vec::new();
        for own in &operation.parameters {
            let value = if own.required {
                curl::text(&curl::value(self.surface, own))
            } else {
                String::new()
            };
            fields.push(AttemptField {
                id: format!("try-{}-{}", own.place.word(), fields.len()),
                name: own.wire.clone(),
                place: own.place.word(),
                style: own.style.word(),
                prefix: "",
                value,
                required: own.required,
                file: false,
            });
        }
        let schemes = operation.auth.schemes.iter().filter_map(|at| self.surface.schemes.get(*at));
        let sources = schemes.flat_map(|own| own.sources.iter().map(move |source| (own, source)));
        let tokens = sources.enumerate().map(|(at, (scheme, source))| AttemptField {
            id: format!("try-token-{at}"),
            name: source.wire.clone(),
            place: source.place.word(),
            style: "",
            prefix: scheme.prefix.unwrap_or(""),
            value: String::new(),
            required: false,
            file: false,
        });
        let body = operation.body.as_ref();
        let example = body.and_then(|body| body.content.kind().map(|kind| (body, kind)));
        let example = example.filter(|(body, kind)| body.required || **kind != Type::Any);
        let example = example.map(|(body, kind)| {
            let value = self.surface.json(&self.surface.example(kind, &Notes::default()));
            match &body.content {
                Content::Json(_) => format!("{value:#}"),
                _ => members(&value),
            }
        });
        Attempt {
            base: self.stages.first().map_or_else(
                || "http://127.0.0.1:8080".to_owned(),
                |stage| format!("http://127.0.0.1:8080/{stage}"),
            ),
            stages: self.stages.clone(),
            fields,
            key: operation.auth.api_key,
            tokens: tokens.collect(),
            signed: operation.auth.iam,
            media_type: body.map(|body| body.media_type.clone()),
            body: match body.map(|body| &body.content) {
                None => "",
                Some(Content::Binary) => "file",
                Some(Content::Multipart(_)) => "parts",
                Some(Content::Json(_) | Content::Form(_) | Content::Text) => "text",
            },
            example: example.unwrap_or_default(),
            parts: body.map(|body| self.parts(&body.content)).unwrap_or_default(),
            any_method: operation.method.is_none(),
        }
    }

    /// The fields of a form of several parts.
    fn parts(&self, content: &Content) -> Vec<AttemptField> {
        let Content::Multipart(Type::Model(index)) = content else { return Vec::new() };
        let Some(Shape::Object(object)) = self.models.all.get(*index).map(|own| &own.shape) else {
            return Vec::new();
        };
        let all = object.fields.iter().enumerate();
        all.map(|(at, field)| AttemptField {
            id: format!("try-part-{at}"),
            name: field.wire.clone(),
            place: "part",
            style: Style::Repeated.word(),
            prefix: "",
            value: String::new(),
            required: field.required,
            file: matches!(field.kind.split_nullable().0, Type::File),
        })
        .collect()
    }
}

/// Members as a form writes them.
fn members(value: &serde_json::Value) -> String {
    let members = value.as_object().into_iter().flatten();
    let pairs: Vec<String> =
        members.map(|(key, value)| format!("{key}={}", curl::text(value))).collect();
    pairs.join("&")
}
