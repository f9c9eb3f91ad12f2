//! `mock-without-status-code`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::IntegrationType;

rule! {
    /// A mock integration has no request template that gives a status code.
    ///
    /// ## Why
    /// What a mock answers is chosen by `statusCode` in the rendered request template, a whole number in a JSON
    /// object. Without it every request is answered with `500 Internal server error`; the execution log says `Unable
    /// to parse statusCode. It should be an integer that is defined in the request template`.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": "200"}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /health:
    ///     get:
    ///       responses: { "200": { description: Alive } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "mock-without-status-code", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(method) = at.method() else { return };
    if *at.integration_type != IntegrationType::Mock {
        return;
    }
    let help = "write `requestTemplates: { application/json: '{\"statusCode\": 200}' }`";
    if at.request_templates.is_empty() {
        let message = format!("the mock of `{method}` has no request template");
        sink.report(&RULE, at.integration_type.span(), message)
            .label("nothing says which status code it answers with")
            .help(help);
        return;
    }
    for template in at.request_templates.values() {
        let Some(reason) = fault(template.text.text()) else { continue };
        let message = format!("the request template of the mock `{method}` gives no status code");
        sink.report(&RULE, template.text.whole(), message).label(reason).help(help);
    }
}

/// Why `template` gives no status code, where that is sure.
fn fault(template: &str) -> Option<&'static str> {
    let Some(at) = template.find("statusCode") else {
        // Something that is computed may contain it.
        let computed = template.contains(['$', '#']);
        return (!computed).then_some("`statusCode` is not in it");
    };
    let after = template.get(at + "statusCode".len()..)?;
    let value = after.trim_start_matches(['"', '\'', ' ', '\t', '\n', '\r']);
    let value = value.strip_prefix(':')?.trim_start();
    let text = value.starts_with(['"', '\'']);
    text.then_some("`statusCode` is a text and not a whole number")
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn only_what_is_sure_is_a_fault() {
        for good in ["{\"statusCode\": 200}", "{statusCode:200}", "$x", "{'statusCode' : $code}"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["", "{}", "{\"statusCode\": \"200\"}", "{statusCode: '200'}"] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
