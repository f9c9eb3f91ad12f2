//! Where a mapping takes a value from (reference `pipeline`, section 7).

use crate::diag::closest;
use crate::json_path::JsonPath;

use super::fault::{MappingFault, is_name};

/// Which expressions are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpressionSide {
    /// In an integration's `requestParameters`: the caller's request.
    Request,
    /// In an integration response's `responseParameters`: the backend's answer.
    Response,
    /// In a gateway response: the caller's request, without its body.
    GatewayResponse,
}

/// A parsed expression.
#[derive(Clone, Debug)]
pub enum Expression {
    /// `method.request.path.NAME`
    Path(String),
    /// `method.request.querystring.NAME`: the last value.
    QueryString(String),
    /// `method.request.multivaluequerystring.NAME`: all values.
    MultiValueQueryString(String),
    /// `method.request.header.NAME`: the last value.
    Header(String),
    /// `method.request.multivalueheader.NAME`: all values, joined by commas.
    MultiValueHeader(String),
    /// `method.request.body`
    Body,
    /// `method.request.body.JSONPATH`
    BodyPath(JsonPath),
    /// `integration.response.header.NAME`: the last value.
    ResponseHeader(String),
    /// `integration.response.multivalueheader.NAME`
    ResponseMultiValueHeader(String),
    /// `integration.response.body`
    ResponseBody,
    /// `integration.response.body.JSONPATH`
    ResponseBodyPath(JsonPath),
    /// `context.NAME`, with dots in the name.
    Context(String),
    /// `stageVariables.NAME`
    StageVariable(String),
    /// `'text'`
    Static(String),
}

impl Expression {
    /// Reads an expression of `side`.
    pub fn parse(text: &str, side: ExpressionSide) -> Result<Self, MappingFault> {
        if let Some(rest) = text.strip_prefix('\'') {
            return match rest.strip_suffix('\'') {
                Some(inner) => Ok(Self::Static(inner.to_owned())),
                None => {
                    Err(MappingFault::new(0, text.len(), "the static value has no closing quote")
                        .help("end it with `'`"))
                }
            };
        }
        if let Some(name) = text.strip_prefix("context.") {
            return named(text, "context.".len(), name, Self::Context);
        }
        if let Some(name) = text.strip_prefix("stageVariables.") {
            return named(text, "stageVariables.".len(), name, Self::StageVariable);
        }
        match side {
            ExpressionSide::Request => Self::request(text, true),
            ExpressionSide::GatewayResponse => Self::request(text, false),
            ExpressionSide::Response => Self::response(text),
        }
    }

    /// The parameter of the caller's request that it names, as `(place, name)` with the place's word in
    /// `method.request.PLACE.NAME` (multi-value places are named by their single-value word).
    pub fn request_parameter(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Path(name) => Some(("path", name)),
            Self::QueryString(name) | Self::MultiValueQueryString(name) => {
                Some(("querystring", name))
            }
            Self::Header(name) | Self::MultiValueHeader(name) => Some(("header", name)),
            Self::Body
            | Self::BodyPath(_)
            | Self::ResponseHeader(_)
            | Self::ResponseMultiValueHeader(_)
            | Self::ResponseBody
            | Self::ResponseBodyPath(_)
            | Self::Context(_)
            | Self::StageVariable(_)
            | Self::Static(_) => None,
        }
    }

    fn request(text: &str, with_body: bool) -> Result<Self, MappingFault> {
        const PREFIX: &str = "method.request.";
        let Some(rest) = text.strip_prefix(PREFIX) else { return Err(unknown(text, PREFIX)) };
        if with_body && let Some(body) = body(text, PREFIX.len(), rest) {
            return body.map(|path| path.map_or(Self::Body, Self::BodyPath));
        }
        let (word, name) = rest.split_once('.').unwrap_or((rest, ""));
        let at = PREFIX.len() + word.len() + 1;
        let make: fn(String) -> Self = match word {
            "path" => Self::Path,
            "querystring" => Self::QueryString,
            "multivaluequerystring" => Self::MultiValueQueryString,
            "header" => Self::Header,
            "multivalueheader" => Self::MultiValueHeader,
            _ => {
                let known = [
                    "path",
                    "querystring",
                    "multivaluequerystring",
                    "header",
                    "multivalueheader",
                    "body",
                ];
                return Err(unknown_word(PREFIX.len(), word, &known));
            }
        };
        named(text, at, name, make)
    }

    fn response(text: &str) -> Result<Self, MappingFault> {
        const PREFIX: &str = "integration.response.";
        let Some(rest) = text.strip_prefix(PREFIX) else { return Err(unknown(text, PREFIX)) };
        if let Some(body) = body(text, PREFIX.len(), rest) {
            return body.map(|path| path.map_or(Self::ResponseBody, Self::ResponseBodyPath));
        }
        let (word, name) = rest.split_once('.').unwrap_or((rest, ""));
        let at = PREFIX.len() + word.len() + 1;
        let make: fn(String) -> Self = match word {
            "header" => Self::ResponseHeader,
            "multivalueheader" => Self::ResponseMultiValueHeader,
            _ => {
                return Err(unknown_word(
                    PREFIX.len(),
                    word,
                    &["header", "multivalueheader", "body"],
                ));
            }
        };
        named(text, at, name, make)
    }
}

/// The part after `body`, if it is a body expression: nothing, or a path.
fn body(text: &str, at: usize, rest: &str) -> Option<Result<Option<JsonPath>, MappingFault>> {
    let after = rest.strip_prefix("body")?;
    if after.is_empty() {
        return Some(Ok(None));
    }
    let path = after.strip_prefix('.')?;
    let start = at + "body.".len();
    // The service puts `$.` in front of what follows `body.`.
    let full = if path.starts_with('$') { path.to_owned() } else { format!("$.{path}") };
    Some(JsonPath::parse(&full).map(Some).map_err(|error| {
        MappingFault::new(start, text.len(), format!("`{path}` is not a JSON path: {error}"))
    }))
}

fn named(
    text: &str,
    at: usize,
    name: &str,
    make: fn(String) -> Expression,
) -> Result<Expression, MappingFault> {
    if is_name(name) {
        return Ok(make(name.to_owned()));
    }
    let message = format!("`{name}` cannot be the name of a parameter");
    Err(MappingFault::new(at.min(text.len()), text.len(), message)
        .help("a name has letters, digits, `.`, `_`, `$` and `-`"))
}

fn unknown(text: &str, prefix: &str) -> MappingFault {
    let message = format!("`{text}` is not a mapping expression");
    MappingFault::new(0, text.len(), message).help(format!(
        "write `{prefix}…`, `context.NAME`, `stageVariables.NAME`, or a static value in single quotes: `'{text}'`"
    ))
}

fn unknown_word(at: usize, word: &str, known: &[&str]) -> MappingFault {
    let help = match closest(word, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("use one of `{}`", known.join("`, `")),
    };
    MappingFault::new(at, at + word.len(), format!("`{word}` is nothing that can be mapped"))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::{Expression, ExpressionSide};

    fn check(text: &str, side: ExpressionSide, expected: &str) {
        let actual = match Expression::parse(text, side) {
            Ok(Expression::BodyPath(_)) => "BodyPath".to_owned(),
            Ok(Expression::ResponseBodyPath(_)) => "ResponseBodyPath".to_owned(),
            Ok(expression) => format!("{expression:?}"),
            Err(fault) => format!("{}..{} {}", fault.start, fault.end, fault.message),
        };
        assert_eq!(actual, expected, "{text}");
    }

    #[test]
    fn reads_every_source_of_a_request() {
        let side = ExpressionSide::Request;
        check("method.request.path.id", side, "Path(\"id\")");
        check("method.request.querystring.a.b", side, "QueryString(\"a.b\")");
        check("method.request.multivalueheader.X", side, "MultiValueHeader(\"X\")");
        check("method.request.body", side, "Body");
        check("method.request.body.pet.name", side, "BodyPath");
        check("context.identity.sourceIp", side, "Context(\"identity.sourceIp\")");
        check("stageVariables.url", side, "StageVariable(\"url\")");
        check("'it''s \"so\"'", side, "Static(\"it''s \\\"so\\\"\")");
        check("''", side, "Static(\"\")");
    }

    #[test]
    fn reads_every_source_of_a_response() {
        let side = ExpressionSide::Response;
        check("integration.response.header.Date", side, "ResponseHeader(\"Date\")");
        check("integration.response.body.error[0].code", side, "ResponseBodyPath");
        check(
            "method.request.header.X",
            side,
            "0..23 `method.request.header.X` is not a mapping expression",
        );
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let side = ExpressionSide::Request;
        check("'open", side, "0..5 the static value has no closing quote");
        check("application/json", side, "0..16 `application/json` is not a mapping expression");
        check("method.request.query.page", side, "15..20 `query` is nothing that can be mapped");
        check("method.request.header.", side, "22..22 `` cannot be the name of a parameter");
        check("method.request.header", side, "21..21 `` cannot be the name of a parameter");
        check("context.", side, "8..8 `` cannot be the name of a parameter");
        check(
            "method.request.body.x",
            ExpressionSide::GatewayResponse,
            "15..19 `body` is nothing that can be mapped",
        );
    }
}
