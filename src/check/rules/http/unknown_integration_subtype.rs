//! `unknown-integration-subtype`

use crate::check::values::is_open;
use crate::check::{Context, IntegrationAt};
use crate::diag::{Sink, closest};

rule! {
    /// An AWS service integration that HTTP APIs do not have, or one without its parameters.
    ///
    /// ## Why
    /// An HTTP API calls the services of a fixed list, each with parameters that it needs. API Gateway refuses others
    /// (AWS docs, "Integration subtype reference").
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /queue:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         integrationSubtype: SQS-SendMessage
    ///         credentials: arn:aws:iam::123456789012:role/api-role
    ///         payloadFormatVersion: "1.0"
    ///         requestParameters: { MessageBody: $request.body }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-importexport-version: "1.0"
    /// paths:
    ///   /queue:
    ///     post:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         integrationSubtype: SQS-SendMessage
    ///         credentials: arn:aws:iam::123456789012:role/api-role
    ///         payloadFormatVersion: "1.0"
    ///         requestParameters:
    ///           QueueUrl: https://sqs.eu-central-1.amazonaws.com/123456789012/pets
    ///           MessageBody: $request.body
    /// ```
    "unknown-integration-subtype", Error, Integration => check
}

/// Reference `http-and-websocket`, section 3: subtypes with the parameters that they need.
const SUBTYPES: [(&str, &[&str]); 10] = [
    ("EventBridge-PutEvents", &["Detail", "DetailType", "Source"]),
    ("SQS-SendMessage", &["QueueUrl", "MessageBody"]),
    ("SQS-ReceiveMessage", &["QueueUrl"]),
    ("SQS-DeleteMessage", &["ReceiptHandle", "QueueUrl"]),
    ("SQS-PurgeQueue", &["QueueUrl"]),
    ("AppConfig-GetConfiguration", &["Application", "Environment", "Configuration", "ClientId"]),
    ("Kinesis-PutRecord", &["StreamName", "Data", "PartitionKey"]),
    ("StepFunctions-StartExecution", &["StateMachineArn"]),
    ("StepFunctions-StartSyncExecution", &["StateMachineArn"]),
    ("StepFunctions-StopExecution", &["ExecutionArn"]),
];

fn check(_: &Context<'_>, at: IntegrationAt<'_>, sink: &mut Sink) {
    let Some(subtype) = &at.integration_subtype else { return };
    if is_open(subtype) {
        return;
    }
    // Since the list was published some subtypes got a version at their end.
    let name = subtype.split_once("-v").map_or(subtype.as_str(), |(name, _)| name);
    let Some((_, needed)) = SUBTYPES.iter().find(|(known, _)| *known == name) else {
        let message = format!("`{}` is no integration subtype", **subtype);
        let found = sink.report(&RULE, subtype.span(), message);
        if let Some(meant) = closest(subtype, SUBTYPES.iter().map(|(known, _)| *known)) {
            found.help(format!("did you mean `{meant}`?"));
        }
        return;
    };
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|parameter| !at.request_parameters.contains_key(*parameter))
        .collect();
    if !missing.is_empty() {
        let message = format!("`{}` calls {name} without `{}`", at.owner, missing.join("` and `"));
        sink.report(&RULE, subtype.span(), message).help("add it to `requestParameters`");
    }
}
