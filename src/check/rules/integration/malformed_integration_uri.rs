//! `malformed-integration-uri`

use crate::check::values::{Target, target};
use crate::check::{Context, IntegrationAt};
use crate::diag::Sink;
use crate::ir::{ConnectionType, IntegrationType};

rule! {
    /// The `uri` of an integration does not have the form that its type needs.
    ///
    /// ## Why
    /// API Gateway refuses it. `http` and `http_proxy` take a URL with its scheme. `aws` takes
    /// `arn:aws:apigateway:REGION:SERVICE:path/…` or `…:action/…`. `aws_proxy` takes that of a Lambda function or of a
    /// Firehose stream; in HTTP APIs also the ARN of the function itself.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:lambda:eu-central-1:123456789012:function:pets
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ```
    "malformed-integration-uri", Error, Integration => check
}

const LAMBDA: &str =
    "write `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`";

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(uri) = &at.uri else { return };
    let target = target(uri);
    if target == Target::Open {
        return;
    }
    let fault = match (*at.integration_type, at.method().is_some()) {
        (IntegrationType::Mock, _) => None,
        (IntegrationType::Http | IntegrationType::HttpProxy, true) => http(&target),
        (IntegrationType::Http | IntegrationType::HttpProxy, false) => {
            let private = at.connection_type.as_deref() == Some(&ConnectionType::VpcLink);
            http(&target).filter(|_| !(private && target == Target::OtherArn))
        }
        (IntegrationType::Aws, _) => service(&target),
        (IntegrationType::AwsProxy, rest) => function(&target, rest),
    };
    let Some((reason, help)) = fault else { return };
    let name = at.integration_type.name();
    let message = format!("the `uri` of `{}` cannot be that of an {name} integration", at.owner);
    sink.report(&RULE, uri.span(), message).label(reason).help(help);
}

type Fault = Option<(&'static str, &'static str)>;

fn http(target: &Target) -> Fault {
    let help = "write a URL that starts with `https://` or `http://`";
    match target {
        Target::Http | Target::Open => None,
        Target::Lambda => Some(("this is a function", "use the type `aws_proxy` or `aws`")),
        Target::Service(_) => Some(("this is an AWS service", "use the type `aws`")),
        Target::OtherArn => Some(("this is an ARN and not a URL", help)),
        Target::Invalid(_) => Some(("this is not an HTTP URL", help)),
    }
}

fn service(target: &Target) -> Fault {
    let help = "write `arn:aws:apigateway:REGION:SERVICE:path/…` or `…:action/…`";
    match target {
        Target::Lambda | Target::Service(_) | Target::Open => None,
        Target::Http => Some(("this is an HTTP URL", "use the type `http` or `http_proxy`")),
        Target::OtherArn => Some(("the ARN contains neither `path/` nor `action/`", help)),
        Target::Invalid(reason) => Some((reason, help)),
    }
}

fn function(target: &Target, rest: bool) -> Fault {
    match target {
        Target::Lambda | Target::Open => None,
        Target::Service(service) if service == "firehose" => None,
        Target::Service(_) => Some((
            "a proxy integration leads to a function or a Firehose stream alone",
            "use the type `aws`",
        )),
        Target::Http => Some(("this is an HTTP URL", "use the type `http_proxy`")),
        Target::OtherArn if !rest => None,
        Target::OtherArn => Some(("this is the function and not its invocation", LAMBDA)),
        Target::Invalid(reason) => Some((reason, LAMBDA)),
    }
}
