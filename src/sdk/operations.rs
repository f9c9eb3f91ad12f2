//! From methods to operations.

use std::collections::HashMap;

use crate::ir::{
    CallerFacts, Definition, DocumentationLocation, DocumentationType, Hint, HttpMethod,
    MethodResponse, ParameterKey, ParameterLocation, ParameterStyle, RequestParameter,
};
use crate::source::{Fragment, Spanned, SpannedMap};

use super::auth::Tokens;
use super::calls::{Call, Messages};
use super::naming::{Name, Scope};
use super::notes::Notes;
use super::schemas::Schemas;
use super::surface::{
    Auth, Body, Content, Field, Header, Operation, Parameter, Place, Response, Status, Style, Type,
};
use super::words::{Words, place};

/// Reads the operations of one definition.
pub(super) struct Reader<'a> {
    pub(super) schemas: Schemas<'a>,
    pub(super) tokens: Tokens<'a>,
    words: Words<'a>,
}

/// One operation while it is read.
#[derive(Clone, Copy)]
struct Reading<'r, 'a> {
    call: &'r Call<'a>,
    name: &'r Name,
    facts: Option<&'a CallerFacts>,
}

/// The names of all operations: those that are stated first, then those that are made of verb and path.
pub(super) fn names(calls: &[Call<'_>]) -> Vec<Name> {
    let mut scope = Scope::default();
    let mut names: HashMap<usize, Name> = HashMap::new();
    for stated in [true, false] {
        for (index, call) in calls.iter().enumerate() {
            let own = call.operation_name.map(|own| own.trim()).filter(|own| !own.is_empty());
            if own.is_some() == stated {
                let made = || format!("{} {}", call.verb.name().to_ascii_lowercase(), call.path);
                let text = own.map_or_else(made, str::to_owned);
                names.insert(index, scope.claim(Name::of(&text, "operation")));
            }
        }
    }
    (0..calls.len()).filter_map(|index| names.remove(&index)).collect()
}

impl<'a> Reader<'a> {
    pub(super) fn new(definition: &'a Definition, messages: Messages<'a>, client: &Name) -> Self {
        let words = Words::of(messages.documentation);
        let mut schemas = Schemas::new(messages.models, client);
        for (name, text) in words.models() {
            schemas.describe(&name, &text);
        }
        Self { schemas, tokens: Tokens::new(definition), words }
    }

    /// What the document says about each of its tags.
    pub(super) fn tags(&self) -> HashMap<String, String> {
        self.words.tags()
    }

    /// The first tag of `call`.
    pub(super) fn tag(&self, call: &Call<'a>) -> Option<String> {
        self.words.list(&at(call, DocumentationType::Method), "tags").into_iter().next()
    }

    /// The operation that `call` is.
    pub(super) fn operation(&mut self, call: &Call<'a>, name: Name) -> Operation {
        let facts = call.method.and_then(|method| method.callers.get()).map(Box::as_ref);
        let reading = Reading { call, name: &name, facts };
        let auth = self.tokens.of(call, facts);
        let body = self.body(reading);
        let (parameters, idempotency_header) = self.parameters(reading, &auth, body.is_some());
        let responses = self.responses(reading);
        let method_place = at(call, DocumentationType::Method);
        Operation {
            input: self.schemas.claim(name.and("input")),
            output: self.schemas.claim(name.and("output")),
            error: self.schemas.claim(name.and("error")),
            method: (call.verb != HttpMethod::Any).then(|| call.verb.name()),
            path: call.path.to_owned(),
            summary: self.words.text(&method_place, "summary"),
            description: self.words.text(&method_place, "description"),
            deprecated: facts.is_some_and(|facts| facts.deprecated),
            parameters,
            body,
            responses,
            auth,
            idempotent: !matches!(
                call.verb,
                HttpMethod::Post | HttpMethod::Patch | HttpMethod::Any
            ),
            idempotency_header,
            paging: None,
            name,
        }
    }

    fn body(&mut self, reading: Reading<'_, 'a>) -> Option<Body> {
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

    fn parameter_type(&mut self, parameter: &'a RequestParameter, name: &Name) -> Type {
        let schema: Option<&'a Fragment> = parameter.schema.get();
        schema.map_or(Type::String, |schema| {
            let kind = self.schemas.schema(schema.node(), name);
            // What a parameter holds is text on the wire, unless more is known.
            if kind == Type::Any { Type::String } else { kind.split_nullable().0.clone() }
        })
    }

    fn parameters(
        &mut self,
        reading: Reading<'_, 'a>,
        auth: &Auth,
        has_body: bool,
    ) -> (Vec<Parameter>, Option<String>) {
        let call = reading.call;
        let mut scope = Scope::with(&["body", "method"]);
        let mut found = Vec::new();
        let mut idempotency = None;
        for wire in placeholders(call.path) {
            let key = |name: &str| ParameterKey {
                location: ParameterLocation::Path,
                name: name.to_owned(),
            };
            let declared = call.method.and_then(|method| {
                let all = &method.request_parameters;
                all.get(&key(wire)).or_else(|| all.get(&key(wire.trim_end_matches('+'))))
            });
            let mut parameter = self.parameter(reading, Place::Path, wire, declared, &mut scope);
            parameter.required = true;
            found.push(parameter);
        }
        let declared = call.method.into_iter().flat_map(|method| &method.request_parameters);
        for (key, own) in declared {
            let place = match key.location {
                ParameterLocation::Path => continue,
                ParameterLocation::QueryString => Place::Query,
                ParameterLocation::Header => Place::Header,
            };
            if self.is_sent_otherwise(place, &key.name, auth, has_body) {
                continue;
            }
            if place == Place::Header && is_idempotency_key(&key.name) {
                idempotency = Some(key.name.clone());
                continue;
            }
            found.push(self.parameter(reading, place, &key.name, Some(own), &mut scope));
        }
        for (wire, own) in reading.facts.into_iter().flat_map(|facts| &facts.cookies) {
            if !self.is_sent_otherwise(Place::Cookie, wire, auth, has_body) {
                found.push(self.parameter(reading, Place::Cookie, wire, Some(own), &mut scope));
            }
        }
        found.sort_by_key(|parameter| (parameter.place != Place::Path, !parameter.required));
        (found, idempotency)
    }

    /// Whether credentials, or what is known of the body, say the same.
    fn is_sent_otherwise(&self, place: Place, wire: &str, auth: &Auth, has_body: bool) -> bool {
        let named = |name: &str| place == Place::Header && wire.eq_ignore_ascii_case(name);
        (has_body && named("content-type"))
            || named("accept")
            || named("host")
            || (auth.api_key && named("x-api-key"))
            || (auth.iam && named("authorization"))
            || self.tokens.sends(auth, place, wire)
    }

    fn parameter(
        &mut self,
        reading: Reading<'_, 'a>,
        place: Place,
        wire: &str,
        declared: Option<&'a RequestParameter>,
        scope: &mut Scope,
    ) -> Parameter {
        let greedy = place == Place::Path && wire.ends_with('+');
        let wire = wire.trim_end_matches('+');
        let own = Name::of(wire, "parameter");
        let own = if scope.is_free(&own) { own } else { own.and(place.word()) };
        let name = scope.claim(own);
        let kind = declared.map_or(Type::String, |declared| {
            self.parameter_type(declared, &reading.name.with(&name))
        });
        let stated = declared.and_then(|declared| declared.style.get());
        let style = if greedy {
            Style::Greedy
        } else {
            stated.map_or(Style::Joined(','), |style| match style {
                ParameterStyle::Repeated => Style::Repeated,
                ParameterStyle::Commas => Style::Joined(','),
                ParameterStyle::Spaces => Style::Joined(' '),
                ParameterStyle::Tabs => Style::Joined('\t'),
                ParameterStyle::Pipes => Style::Joined('|'),
                ParameterStyle::Brackets => Style::Brackets,
                ParameterStyle::Json => Style::Json,
            })
        };
        let kind_of_words = match place {
            Place::Path => DocumentationType::PathParameter,
            Place::Query => DocumentationType::QueryParameter,
            Place::Header | Place::Cookie => DocumentationType::RequestHeader,
        };
        let mut words = at(reading.call, kind_of_words);
        words.name = Some(wire.to_owned());
        let said = declared.and_then(|declared| declared.description.get().cloned());
        Parameter {
            name,
            wire: wire.to_owned(),
            place,
            style,
            kind,
            required: declared.is_some_and(|declared| declared.required),
            notes: notes(declared),
            description: self.words.text(&words, "description").or(said),
        }
    }

    fn responses(&mut self, reading: Reading<'_, 'a>) -> Vec<Response> {
        let mut found = Vec::new();
        for (code, response) in reading.call.method.into_iter().flat_map(|own| &own.responses) {
            let Ok(status) = code.parse() else { continue };
            found.push(self.response(reading, status, response));
        }
        for (range, response) in reading.facts.into_iter().flat_map(|own| &own.other_responses) {
            let status = match range.bytes().next() {
                Some(digit @ b'1'..=b'5') => Status::Range(u16::from(digit - b'0')),
                _ => Status::Default,
            };
            let name = reading.name.and(&status.text().to_ascii_lowercase()).and("body");
            let content = preferred(&response.schemas).map(|(media_type, schema)| {
                content(media_type, self.schemas.schema(schema.node(), &name))
            });
            let description = response.description.clone();
            let media_type =
                preferred(&response.schemas).map(|(media_type, _)| media_type.to_string());
            found.push(Response {
                media_type,
                status,
                description,
                content,
                headers: Vec::new(),
                error_name: self.error_name(reading, status),
                headers_name: name,
            });
        }
        found.sort_by_key(|response| response.status);
        if !found.iter().any(|response| response.status.is_success()) {
            let default = found.iter().find(|response| response.status == Status::Default);
            let undescribed = match reading.call.verb {
                HttpMethod::Any => Some(Content::Binary),
                HttpMethod::Head => None,
                _ => Some(Content::Json(Type::Any)),
            };
            let media_type = default.and_then(|response| response.media_type.clone());
            let content = default.map_or(undescribed, |response| response.content.clone());
            let status = Status::Range(2);
            let headers_name = reading.name.and("headers");
            let headers = Vec::new();
            found.insert(
                0,
                Response {
                    status,
                    description: None,
                    content,
                    media_type,
                    headers,
                    error_name: headers_name.clone(),
                    headers_name,
                },
            );
        }
        found
    }

    fn response(
        &mut self,
        reading: Reading<'_, 'a>,
        code: u16,
        response: &'a MethodResponse,
    ) -> Response {
        let mut words = at(reading.call, DocumentationType::Response);
        words.status_code = Some(code.to_string());
        let name = reading.name.and(&code.to_string()).and("body");
        let content = match preferred(&response.models) {
            Some((media_type, model)) => {
                Some(content(media_type, self.schemas.model(model, &name)))
            }
            None if matches!(code, 204 | 205 | 304) => None,
            None if reading.call.verb == HttpMethod::Head => None,
            None => Some(Content::Json(Type::Any)),
        };
        let headers = self.headers(reading, code, response);
        Response {
            media_type: preferred(&response.models).map(|(media_type, _)| media_type.to_string()),
            error_name: self.error_name(reading, Status::Code(code)),
            status: Status::Code(code),
            description: self.words.text(&words, "description"),
            content,
            headers_name: self
                .schemas
                .claim_if(!headers.is_empty(), reading.name.and(&code.to_string()).and("headers")),
            headers,
        }
    }

    fn error_name(&mut self, reading: Reading<'_, 'a>, status: Status) -> Name {
        let name = reading.name.and(&status.text().to_ascii_lowercase()).and("error");
        self.schemas.claim_if(!status.is_success(), name)
    }

    fn headers(
        &mut self,
        reading: Reading<'_, 'a>,
        code: u16,
        response: &'a MethodResponse,
    ) -> Vec<Header> {
        let mut scope = Scope::with(&["status", "body", "raw", "headers"]);
        let mut found = Vec::new();
        let is_of_interest = |wire: &str| {
            let lower = wire.to_ascii_lowercase();
            // These are for browsers and for the transport.
            !lower.starts_with("access-control-") && lower != "content-type"
        };
        for wire in response.headers.keys().filter(|wire| is_of_interest(wire)) {
            let name = scope.claim(Name::of(wire, "header"));
            let schemas: Option<&'a SpannedMap<Fragment>> = Hint::get(&response.header_schemas);
            let schema = schemas.and_then(|schemas| schemas.get(wire));
            let kind = schema.map_or(Type::String, header_type);
            let mut words = at(reading.call, DocumentationType::ResponseHeader);
            words.status_code = Some(code.to_string());
            words.name = Some(wire.to_string());
            let description = self.words.text(&words, "description");
            found.push(Header { name, wire: wire.to_string(), kind, description });
        }
        found
    }
}

/// The place of something of an operation.
fn at(call: &Call<'_>, location_type: DocumentationType) -> DocumentationLocation {
    let method = match call.verb {
        HttpMethod::Any => "*",
        other => other.name(),
    };
    let mut location = place(location_type);
    location.path = Some(call.path.to_owned());
    location.method = Some(method.to_owned());
    location
}

/// The names between braces.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A header is text; what is more than a word of text is left as text.
fn header_type(schema: &Fragment) -> Type {
    match schema.node().get("type").and_then(crate::source::Node::as_str) {
        Some("integer") => Type::Integer { small: false },
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        _ => Type::String,
    }
}

/// The entry of the media type that a client understands best: JSON, then forms, then text, then what is first.
fn preferred<T>(map: &SpannedMap<T>) -> Option<(&Spanned<String>, &T)> {
    let rank = |media_type: &str| {
        let media_type = media_type.to_ascii_lowercase();
        match media_type.split(';').next().unwrap_or("").trim() {
            "application/json" => 0,
            other if is_json(other) => 1,
            "multipart/form-data" => 2,
            "application/x-www-form-urlencoded" => 3,
            other if other.starts_with("text/") => 4,
            _ => 5,
        }
    };
    map.iter().min_by_key(|(media_type, _)| rank(media_type))
}

fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json") || media_type == "text/json"
}

fn content(media_type: &str, kind: Type) -> Content {
    let lower = media_type.to_ascii_lowercase();
    let bare = lower.split(';').next().unwrap_or("").trim();
    let is_bytes = matches!(kind.split_nullable().0, Type::File | Type::Bytes);
    match bare {
        "application/x-www-form-urlencoded" => Content::Form(kind),
        "multipart/form-data" => Content::Multipart(kind),
        _ if is_json(bare) && kind.split_nullable().0 != &Type::File => Content::Json(kind),
        "*/*" if !is_bytes => Content::Json(kind),
        _ if bare.starts_with("text/") || bare.ends_with("xml") => Content::Text,
        _ => Content::Binary,
    }
}

/// The media type that a request states; a pattern is none.
fn sent_media_type(media_type: &str, content: &Content) -> String {
    if !media_type.contains('*') {
        return media_type.to_owned();
    }
    let own = match content {
        Content::Json(_) => "application/json",
        Content::Form(_) => "application/x-www-form-urlencoded",
        Content::Multipart(_) => "multipart/form-data",
        Content::Text => "text/plain",
        Content::Binary => "application/octet-stream",
    };
    own.to_owned()
}

fn is_idempotency_key(header: &str) -> bool {
    let flat: String =
        header.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    flat.contains("idempotency") || flat.ends_with("clienttoken")
}

/// What the schema of a parameter says beyond its type.
fn notes(parameter: Option<&RequestParameter>) -> Notes {
    let schema: Option<&Fragment> = parameter.and_then(|own| own.schema.get());
    schema.map(|schema| Notes::of(schema.node())).unwrap_or_default()
}
