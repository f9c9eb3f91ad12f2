//! What operations answer.

use super::media::{content, preferred};
use super::{Reader, Reading, at};
use crate::ir::{DocumentationType, Hint, HttpMethod, MethodResponse};
use crate::sdk::naming::{Name, Scope};
use crate::sdk::surface::{Content, Header, Response, Status, Type};
use crate::source::{Fragment, Node, SpannedMap};

impl<'a> Reader<'a> {
    pub(super) fn responses(&mut self, reading: Reading<'_, 'a>) -> Vec<Response> {
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

/// A header is text; what is more than a word of text is left as text.
fn header_type(schema: &Fragment) -> Type {
    match schema.node().get("type").and_then(Node::as_str) {
        Some("integer") => Type::Integer { small: false },
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        _ => Type::String,
    }
}
