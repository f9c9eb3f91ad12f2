//! What is sent and what comes back.

use super::Type;
use crate::sdk::naming::Name;

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media_type: String,
    /// What it holds.
    pub content: Content,
    /// Whether it must be sent.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
}

/// What a body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON.
    Json(Type),
    /// `application/x-www-form-urlencoded`
    Form(Type),
    /// `multipart/form-data`
    Multipart(Type),
    /// Text, XML among it.
    Text,
    /// Bytes, which are streamed.
    Binary,
}

impl Content {
    /// A word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Form(_) => "form",
            Self::Multipart(_) => "multipart",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }

    /// The type of what it holds, unless that is text or bytes.
    pub const fn kind(&self) -> Option<&Type> {
        match self {
            Self::Json(kind) | Self::Form(kind) | Self::Multipart(kind) => Some(kind),
            Self::Text | Self::Binary => None,
        }
    }
}

/// What comes back with one status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// What it means.
    pub description: Option<String>,
    /// What it holds; none for an empty answer.
    pub content: Option<Content>,
    /// Its media type, where the definition says it.
    pub media_type: Option<String>,
    /// The headers that the definition names.
    pub headers: Vec<Header>,
    /// The name of the type of those headers.
    pub headers_name: Name,
    /// The name of the type of the error that it is, unless it is none.
    pub error_name: Name,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This one.
    Code(u16),
    /// A hundred of them, by the first digit.
    Range(u16),
    /// All others.
    Default,
}

impl Status {
    /// Whether the operation was done.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=399) | Self::Range(2 | 3))
    }

    /// As it is written in a document.
    pub fn text(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(digit) => format!("{digit}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name.
    pub name: Name,
    /// Its name as it is sent.
    pub wire: String,
    /// The type of its value.
    pub kind: Type,
    /// What it is for.
    pub description: Option<String>,
}
