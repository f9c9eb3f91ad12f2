//! `stage-variable-breaks-uri`

use crate::check::values::is_open;
use crate::check::{Context, Named};
use crate::diag::Sink;
use crate::ir::Stage;
use crate::mapping::{IntegrationTarget, UriTemplate};
use crate::source::Spanned;

rule! {
    /// With the value of a stage variable, an integration leads nowhere.
    ///
    /// ## Why
    /// The service puts the value into the URI as it is. A URL in the place of a host gives `http://https://…`, and the ARN of a
    /// function in the place of its name an ARN within an ARN; a host where the scheme is missing is no URL. The stage answers 500
    /// (AWS docs, "API Gateway stage variables reference").
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "http://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { host: "https://pets.example.com" } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "http://${stageVariables.host}/pets" }
    /// ---
    /// stages: { prod: { variables: { host: pets.example.com } } }
    /// ```
    "stage-variable-breaks-uri", Error, Stage => check
}

fn check(cx: &Context<'_>, stage: Named<'_, Stage>, sink: &mut Sink) {
    let mut told: Vec<&Spanned<String>> = Vec::new();
    for at in cx.integrations() {
        let Some(uri) = at.uri.as_ref().filter(|own| !is_open(own)) else { continue };
        let template = UriTemplate::parse(uri);
        let value = |name: &str| {
            let found = stage.variables.iter().find(|(own, _)| own.as_str() == name);
            found.map(|(_, value)| value)
        };
        let used: Option<Vec<&Spanned<String>>> = template.stage_variables().map(value).collect();
        // What is not defined is told as that.
        let Some(used) = used.filter(|own| own.iter().all(|value| !is_open(value))) else {
            continue;
        };
        let whole = template.with_stage_variables(|name| value(name).map(|own| own.as_str()));
        let Some((fault, help)) = fault(&template, whole.text()) else { continue };
        let culprit = used.into_iter().find(|own| is_whole(own)).or_else(|| {
            template.stage_variables().next().and_then(value).filter(|_| uri.starts_with("${"))
        });
        let Some(culprit) = culprit.filter(|own| !told.contains(own)) else { continue };
        told.push(culprit);
        let message = format!("`{}` of the stage `{}` leads nowhere", at.owner, **stage.name);
        sink.report(&RULE, culprit.span(), message)
            .label(fault)
            .related(uri.span(), format!("this becomes `{}`", shown(whole.text())))
            .help(help);
    }
}

/// Whether a value is a whole address rather than a part of one.
fn is_whole(value: &str) -> bool {
    ["http://", "https://", "arn:"].iter().any(|own| value.starts_with(own))
}

/// What is wrong with a URI, and what to do about it.
fn fault(template: &UriTemplate, whole: &str) -> Option<(&'static str, &'static str)> {
    if matches!(template.target(), IntegrationTarget::Lambda { .. }) {
        let is_nested = whole.contains(":function:arn:");
        return is_nested.then_some((
            "an ARN stands where the name of the function is meant",
            "write the name of the function, and an alias behind `:` where there is one",
        ));
    }
    if template.text().starts_with("arn:") {
        return None;
    }
    let rest = whole.strip_prefix("https://").or_else(|| whole.strip_prefix("http://"));
    match rest {
        None if !whole.contains("://") && !whole.starts_with("arn:") => {
            Some(("the URI has no scheme then", "write it with `https://`"))
        }
        Some(rest) if is_whole(rest) => Some((
            "it has the scheme that the URI has already",
            "write the host alone, as in `pets.example.com`",
        )),
        _ => None,
    }
}

fn shown(text: &str) -> String {
    text.chars().take(120).collect()
}
