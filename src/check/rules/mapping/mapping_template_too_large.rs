//! `mapping-template-too-large`

use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::quota::MAPPING_TEMPLATE_BYTES;

rule! {
    /// A mapping template is larger than API Gateway takes.
    ///
    /// ## Why
    /// A template has at most 300 KB (AWS docs, "Amazon API Gateway important notes"). API Gateway refuses more.
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: { "200": { description: fine } }
    ///       x-amazon-apigateway-integration:
    ///         type: mock
    ///         requestTemplates: { application/json: '{"statusCode": 200}' }
    ///         responses: { default: { statusCode: "200" } }
    /// ```
    "mapping-template-too-large", Error, Integration => check
}

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let answers = at.responses.iter().flat_map(|own| &own.response_templates);
    for (media_type, template) in at.request_templates.iter().chain(answers) {
        let size = template.text.text().len();
        if !MAPPING_TEMPLATE_BYTES.admits(size as u64) {
            let most = MAPPING_TEMPLATE_BYTES.max;
            let message =
                format!("a template of `{}` has {size} bytes, {most} are possible", at.owner);
            sink.report(&RULE, media_type.span(), message)
                .help("let the backend make the larger part");
        }
    }
}
