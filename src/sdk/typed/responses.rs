//! What comes back.

use serde::Serialize;

use crate::sdk::surface::{Content, Response, Status, Type};

use super::dialect::Dialect;
use super::models::codec;

/// What comes back with one status.
#[derive(Serialize)]
pub(in crate::sdk) struct ResponseView {
    status: String,
    /// The status, where it is only one.
    pub(in crate::sdk) code: Option<u16>,
    /// The status in a name; nothing when there is only one.
    pub(in crate::sdk) suffix: String,
    /// The status as the name of a case.
    case: String,
    doc: String,
    pub(in crate::sdk) content: &'static str,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
    pub(in crate::sdk) codec: Option<String>,
    pub(in crate::sdk) headers: Vec<HeaderView>,
    pub(in crate::sdk) headers_name: String,
    pub(in crate::sdk) error: String,
}

/// A header that the definition names.
#[derive(Serialize)]
pub(in crate::sdk) struct HeaderView {
    pub(in crate::sdk) name: String,
    pub(in crate::sdk) wire: String,
    pub(in crate::sdk) doc: Vec<String>,
    kind: &'static str,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
}

impl ResponseView {
    /// Whether the definition names headers.
    pub(in crate::sdk) fn has_headers(&self) -> bool {
        !self.headers.is_empty()
    }
}

/// What comes back with one status, which may be the `only` one.
pub(super) fn response_view<D: Dialect>(
    dialect: &D,
    response: &Response,
    only: bool,
) -> ResponseView {
    let doc = match response.status {
        Status::Code(code) => format!("status {code}"),
        Status::Range(digit) => format!("a status from {digit}00 to {digit}99"),
        Status::Default => "any other status".to_owned(),
    };
    let is_error = !response.status.is_success();
    let headers = response.headers.iter().map(|header| HeaderView {
        name: dialect.field(&header.name),
        wire: header.wire.clone(),
        doc: dialect.comment(&[header.description.as_deref().unwrap_or("")]),
        kind: match header.kind {
            Type::Integer { .. } => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            _ => "text",
        },
        written: dialect.written(&header.kind, false, false),
    });
    let content = read(response, is_error);
    ResponseView {
        status: response.status.text(),
        code: match response.status {
            Status::Code(code) => Some(code),
            Status::Range(_) | Status::Default => None,
        },
        suffix: if only { String::new() } else { response.status.text() },
        case: match response.status {
            Status::Default => "Other".to_owned(),
            other => format!("Status{}", other.text().to_ascii_lowercase()),
        },
        doc,
        content: content.map_or("", Content::word),
        written: dialect.received(content, only),
        codec: content.and_then(Content::kind).and_then(|kind| codec(dialect, kind)),
        headers: if is_error { Vec::new() } else { headers.collect() },
        headers_name: dialect.type_name(&response.headers_name),
        error: dialect.error_name(&response.error_name),
    }
}

/// What is read of a body: a form that comes back is not taken apart, and an error is never streamed.
fn read(response: &Response, is_error: bool) -> Option<&Content> {
    match &response.content {
        Some(Content::Binary) if is_error => Some(&Content::Text),
        Some(Content::Form(_) | Content::Multipart(_)) => Some(&Content::Text),
        other => other.as_ref(),
    }
}
