//! Which version of OpenAPI a document is in.

use crate::diag::Sink;
use crate::frontend::codes;
use crate::ir::Dialect;
use crate::source::{Kind, Node};

/// The dialect that the document says it is in; `None` is reported.
pub(super) fn dialect(root: Node<'_>, sink: &mut Sink) -> Option<Dialect> {
    let (key, value) = root.get_entry("openapi").or_else(|| root.get_entry("swagger"))?;
    let name = key.scalar_text().unwrap_or("");
    let Some(version) = value.scalar_text().filter(|_| value.kind() != Kind::Null) else {
        let message = format!("`{name}` has no version");
        sink.report(&codes::UNSUPPORTED_VERSION, key.span(), message).help(known(name));
        return None;
    };
    let found = match (name, version) {
        // A version without quotes is a number in YAML, and means the same.
        ("swagger", "2.0" | "2") => Some(Dialect::Swagger2),
        ("openapi", "3.0" | "3") => Some(Dialect::OpenApi30),
        ("openapi", "3.1") => Some(Dialect::OpenApi31),
        ("openapi", version) if version.starts_with("3.0.") => Some(Dialect::OpenApi30),
        ("openapi", version) if version.starts_with("3.1.") => Some(Dialect::OpenApi31),
        _ => None,
    };
    match found {
        None => {
            let message = format!("`{version}` is no version of `{name}` that is read here");
            sink.report(&codes::UNSUPPORTED_VERSION, value.span(), message).help(known(name));
        }
        Some(Dialect::OpenApi31) => {
            sink.report(&codes::OPENAPI_3_1, value.span(), "API Gateway does not take OpenAPI 3.1")
                .help("`export` writes the API as OpenAPI 3.0.1, which it takes");
        }
        Some(Dialect::Swagger2 | Dialect::OpenApi30) => {}
    }
    found
}

fn known(name: &str) -> &'static str {
    match name {
        "swagger" => "Swagger documents are in version 2.0; from 3.0 on the key is `openapi`",
        _ => "versions 3.0.x and 3.1.x are read, and Swagger 2.0 under the key `swagger`",
    }
}
