//! What API Gateway has no room for, and the words that say so.

use crate::frontend::codes;

use super::context::Counted;

macro_rules! counted {
    ($($name:ident: $code:ident, $message:literal;)+) => {
        $(pub(super) static $name: Counted =
            Counted { code: &codes::$code, message: $message };)+
    };
}

counted! {
    CALLBACKS: DROPPED_CONSTRUCT, "`callbacks` are dropped: API Gateway calls nobody back";
    COOKIE_PARAMETERS: IGNORED_PARAMETER, "a cookie is no parameter of a method: it is ignored";
    DEPRECATED: DROPPED_CONSTRUCT, "`deprecated` is dropped: a method cannot be marked";
    EXAMPLES: DROPPED_CONSTRUCT, "examples are dropped: API Gateway keeps none";
    EXTERNAL_DOCS: DROPPED_CONSTRUCT, "`externalDocs` is dropped: API Gateway keeps no links";
    FORM_PARAMETERS: IGNORED_PARAMETER, "a form field is no parameter of a method: it is ignored";
    HOST: DROPPED_CONSTRUCT, "the host is dropped: an API has a host of its own";
    INFO: DROPPED_CONSTRUCT, "contact, licence and terms are dropped: API Gateway keeps none";
    LINKS: DROPPED_CONSTRUCT, "`links` are dropped: API Gateway keeps none";
    PARAMETER_SCHEMA: DROPPED_CONSTRUCT, "the schema of a parameter is dropped: API Gateway checks only that a required one is there";
    PARAMETER_STYLE: DROPPED_CONSTRUCT, "the style of a parameter is dropped: API Gateway takes its text as it is";
    PATH_PARAMETERS: PATH_LEVEL_PARAMETERS, "parameters of a path are merged into its operations";
    SCHEMA_DIALECT: DROPPED_CONSTRUCT, "`jsonSchemaDialect` is dropped: models are JSON Schema draft 4";
    SCHEME_DETAILS: DROPPED_CONSTRUCT, "what a security scheme tells its clients is dropped: API Gateway keeps the authorizer alone";
    SERVERS: DROPPED_CONSTRUCT, "servers of a path or an operation are dropped: an API has one host";
    WEBHOOKS: DROPPED_CONSTRUCT, "`webhooks` are dropped: API Gateway calls nobody";
    ENCODING: DROPPED_CONSTRUCT, "`encoding` is dropped: API Gateway does not take bodies apart";
    HTTP_BODIES: IGNORED_BY_HTTP_API, "request bodies are ignored by HTTP APIs";
    HTTP_RESPONSES: IGNORED_BY_HTTP_API, "responses are ignored by HTTP APIs";
    HTTP_SCHEMAS: IGNORED_BY_HTTP_API, "schemas are ignored by HTTP APIs";
    HTTP_PARAMETERS: IGNORED_BY_HTTP_API, "declared parameters are ignored by HTTP APIs";
    HTTP_DESCRIPTIONS: IGNORED_BY_HTTP_API, "descriptions of operations are ignored by HTTP APIs";
}
