//! `execution-log-of-http-api`

use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::{LoggingLevel, Stage};
use crate::source::{Span, Spanned};

rule! {
    /// A stage of an HTTP API is to write an execution log.
    ///
    /// ## Why
    /// HTTP APIs have access logs alone. API Gateway refuses a logging level and data traces for them: only
    /// WebSocket APIs and REST APIs have execution logs (AWS docs, "Choosing between REST APIs and HTTP APIs").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: { logging: { level: INFO } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com", payloadFormatVersion: "1.0" }
    /// x-amazon-apigateway-cors: { allowOrigins: ["https://example.com"] }
    /// ---
    /// stages: { prod: { accessLog: { format: json } } }
    /// ```
    "execution-log-of-http-api", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    if cx.definition().http().is_none() {
        return;
    }
    let own = asked(stage.logging.as_ref(), stage.data_trace.as_ref());
    let of_methods = || {
        stage.methods.values().find_map(|own| asked(own.logging.as_ref(), own.data_trace.as_ref()))
    };
    let Some(span) = own.or_else(of_methods) else { return };
    let message = format!("the stage `{}` cannot write an execution log", **stage.name);
    sink.report(&RULE, span, message).label("this is for REST APIs").help(
        "take it out; an `accessLog` with `$context.integrationErrorMessage` tells most of it",
    );
}

/// Where an execution log is asked for.
fn asked(level: Option<&Spanned<LoggingLevel>>, trace: Option<&Spanned<bool>>) -> Option<Span> {
    let level = level.filter(|own| ***own != LoggingLevel::Off).map(Spanned::span);
    level.or_else(|| trace.filter(|own| ***own).map(Spanned::span))
}
