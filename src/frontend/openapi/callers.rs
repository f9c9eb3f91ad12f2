//! What a document tells callers and the service does not keep. Nothing here is a finding: what the service leaves
//! out is reported where the rest of it is read.

use crate::frontend::options::BasePathMode;
use crate::ir::{CallerResponse, Dialect, ParameterLocation, ParameterStyle};
use crate::source::{Node, Origin, Spanned, SpannedMap};

use super::context::Context;
use super::read::{self, Field};

/// How several values of the parameter `node` are written. The defaults are those of the specifications.
pub(super) fn style(
    cx: &Context<'_>,
    node: Node<'_>,
    location: Option<ParameterLocation>,
) -> ParameterStyle {
    if node.get("content").is_some() {
        return ParameterStyle::Json;
    }
    if cx.dialect == Dialect::Swagger2 {
        return match node.get("collectionFormat").and_then(Node::as_str) {
            Some("multi") => ParameterStyle::Repeated,
            Some("ssv") => ParameterStyle::Spaces,
            Some("tsv") => ParameterStyle::Tabs,
            Some("pipes") => ParameterStyle::Pipes,
            _ => ParameterStyle::Commas,
        };
    }
    let is_query = location == Some(ParameterLocation::QueryString);
    let default = if is_query { "form" } else { "simple" };
    let style = node.get("style").and_then(Node::as_str).unwrap_or(default);
    let explode = node.get("explode").and_then(Node::as_bool).unwrap_or(style == "form");
    match style {
        "deepObject" => ParameterStyle::Brackets,
        "form" if explode && is_query => ParameterStyle::Repeated,
        "spaceDelimited" => ParameterStyle::Spaces,
        "pipeDelimited" => ParameterStyle::Pipes,
        _ => ParameterStyle::Commas,
    }
}

/// The schema of a parameter: its own, that of its content, or itself in a Swagger document.
pub(super) fn parameter_schema(node: Node<'_>) -> Option<Node<'_>> {
    let content = || node.get("content")?.entries().next()?.1.get("schema");
    let typed = || ["type", "format", "items", "enum"].iter().any(|key| node.get(key).is_some());
    node.get("schema").or_else(content).or_else(|| typed().then_some(node))
}

/// A response for more than one status: `default`, or `4XX`.
pub(super) fn response<'t>(
    cx: &Context<'t>,
    field: Field<'t>,
    produces: &[Spanned<String>],
) -> Option<CallerResponse> {
    let node = cx.follow(field.value)?.node;
    let mut schemas = SpannedMap::default();
    if let Some(schema) = node.get("schema").and_then(|schema| cx.fragment(schema)) {
        schemas.extend(produces.iter().map(|media_type| (media_type.clone(), schema.clone())));
    }
    for media in node.get("content").into_iter().flat_map(read::fields) {
        if let Some(schema) = media.value.get("schema").and_then(|schema| cx.fragment(schema)) {
            schemas.insert(media.spanned_name(), schema);
        }
    }
    let description = node.get("description").and_then(Node::as_str).map(str::to_owned);
    Some(CallerResponse { description, schemas, origin: Origin(field.span()) })
}

/// Whether `name` stands for more than one status.
pub(super) fn is_range(name: &str) -> bool {
    let mut bytes = name.bytes();
    name == "default"
        || (name.len() == 3
            && bytes.next().is_some_and(|first| matches!(first, b'1'..=b'5'))
            && bytes.all(|byte| byte.eq_ignore_ascii_case(&b'x')))
}

/// The addresses that the document names, with the defaults of their variables put in.
pub(super) fn servers(cx: &Context<'_>) -> Vec<Spanned<String>> {
    let mut found = match cx.dialect {
        Dialect::Swagger2 => swagger_servers(cx.root),
        Dialect::OpenApi30 | Dialect::OpenApi31 => {
            let servers = cx.root.get("servers").into_iter().flat_map(Node::items);
            servers.filter_map(server).collect()
        }
    };
    if cx.options.base_path != BasePathMode::Ignore {
        // The base path is a part of all paths then.
        found = found.into_iter().map(|url| url.map(|url| origin_of(&url))).collect();
    }
    found
}

fn swagger_servers(root: Node<'_>) -> Vec<Spanned<String>> {
    let Some(host) = root.get("host") else { return Vec::new() };
    let Some(name) = host.as_str() else { return Vec::new() };
    let base = root.get("basePath").and_then(Node::as_str).unwrap_or("").trim_matches('/');
    let schemes: Vec<&str> =
        root.get("schemes").into_iter().flat_map(Node::items).filter_map(Node::as_str).collect();
    let scheme = if schemes.is_empty() || schemes.contains(&"https") { "https" } else { "http" };
    vec![Spanned::new(format!("{scheme}://{name}/{base}"), host.span())]
}

fn server(server: Node<'_>) -> Option<Spanned<String>> {
    let node = server.get("url")?;
    let mut url = node.as_str()?.to_owned();
    for variable in server.get("variables").into_iter().flat_map(read::fields) {
        let value = variable.value.get("default").and_then(Node::scalar_text).unwrap_or("");
        // `{basePath}` is written by the service's own export and may hold a leading slash.
        let value = value.trim_start_matches('/');
        url = url.replace(&format!("{{{}}}", variable.name), value);
    }
    Some(Spanned::new(url, node.span()))
}

/// A URL without its path.
fn origin_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    format!("{scheme}://{}", rest.split('/').next().unwrap_or(""))
}
