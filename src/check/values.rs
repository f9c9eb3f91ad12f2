//! Texts with a form of their own, read as far as a rule needs it.

use crate::mapping::{IntegrationTarget, UriTemplate};

use super::Context;

/// Whether a part of `text` is filled in by another tool before or at deployment: `${Name}` of CloudFormation or
/// Terraform, `{{ name }}` of Jinja. `${stageVariables.name}` is API Gateway's own and is none of these.
pub(super) fn is_open(text: &str) -> bool {
    text.match_indices("${").any(|(at, mark)| {
        !text.get(at + mark.len()..).is_some_and(|rest| rest.starts_with("stageVariables."))
    }) || text.contains("{{")
        || text.contains("%{")
}

/// Whether functions of CloudFormation choose parts of the document or bring some in, so that what is missing may be
/// there after all.
pub(super) fn has_parts_of_choice(cx: &Context<'_>) -> bool {
    let text = cx.sources().text(cx.definition().origin.span());
    ["Fn::If", "!If", "Fn::Transform", "!Transform"].iter().any(|name| text.contains(name))
}

/// What the URI of an integration or authorizer leads to, as far as rules tell things apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A function.
    Lambda,
    /// Another service.
    Service(String),
    /// An HTTP URL.
    Http,
    /// Any other ARN: of a function, a load balancer's listener, a Cloud Map service.
    OtherArn,
    /// Parts that decide it are filled in later.
    Open,
    /// None of these, and why.
    Invalid(&'static str),
}

/// Reads a URI (reference `openapi-extensions`, section 5).
pub(super) fn target(uri: &str) -> Target {
    if uri.starts_with("{{") || uri.starts_with("%{") {
        return Target::Open;
    }
    match UriTemplate::parse(uri).target() {
        IntegrationTarget::Http => Target::Http,
        IntegrationTarget::Lambda { .. } => Target::Lambda,
        IntegrationTarget::ServicePath { service: "lambda", path, .. } if is_open(path) => {
            Target::Open
        }
        IntegrationTarget::ServicePath { service: "lambda", .. }
        | IntegrationTarget::ServiceAction { service: "lambda", .. } => {
            Target::Invalid("the path is not `2015-03-31/functions/FUNCTION_ARN/invocations`")
        }
        IntegrationTarget::ServicePath { service, .. }
        | IntegrationTarget::ServiceAction { service, .. } => Target::Service(service.to_owned()),
        IntegrationTarget::Arn => Target::OtherArn,
        IntegrationTarget::Unknown => Target::Open,
        IntegrationTarget::Invalid => Target::Invalid("it is neither an ARN nor an HTTP URL"),
    }
}

/// Whether `text` is a status code: `[1-5]\d\d`.
pub(super) fn is_status_code(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::{Target, is_open, is_status_code, target};

    #[test]
    fn uris_lead_somewhere() {
        assert_eq!(target("HTTPS://a.example"), Target::Http);
        assert_eq!(
            target("arn:aws:apigateway:us-east-1:sqs:path/1/q"),
            Target::Service("sqs".into())
        );
        assert_eq!(target("${invoke_arn}"), Target::Open);
        assert_eq!(target("{{ url }}"), Target::Open);
        assert_eq!(target("arn:aws:apigateway:r:lambda:path/${path}"), Target::Open);
        for bad in ["pets.example.com", "arn:aws:apigateway:r:lambda:path/random/value"] {
            assert!(matches!(target(bad), Target::Invalid(_)), "{bad}");
        }
    }

    #[test]
    fn what_is_filled_in_later_is_open() {
        assert!(is_open("a${B}") && is_open("{{ b }}"));
        assert!(!is_open("${stageVariables.b}") && !is_open("{id}"));
        assert!(is_status_code("204") && !is_status_code("600") && !is_status_code("2xx"));
    }
}
