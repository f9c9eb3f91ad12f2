//! Media types of bodies.

use crate::sdk::surface::{Content, Type};
use crate::source::{Spanned, SpannedMap};

/// The entry of the media type that a client understands best: JSON, then forms, then text, then what is first.
pub(super) fn preferred<T>(map: &SpannedMap<T>) -> Option<(&Spanned<String>, &T)> {
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

pub(super) fn content(media_type: &str, kind: Type) -> Content {
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
pub(super) fn sent_media_type(media_type: &str, content: &Content) -> String {
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

fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json") || media_type == "text/json"
}
