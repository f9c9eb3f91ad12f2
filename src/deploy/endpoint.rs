//! Changes of the endpoint type on the way to a stage (reference `endpoints-domains-stages`, section 1.1).

use serde_json::Value;

use super::Refusal;
use crate::bundle::RestApiConfig;
use crate::ir::EndpointType;

/// Refuses a change of the endpoint type that the service does not make, with the way through.
pub(super) fn check(deployed: &RestApiConfig, written: &RestApiConfig) -> Result<(), Refusal> {
    let types = (parse(deployed), parse(written));
    let (Some(from), Some(to)) = types else { return Ok(()) };
    let leaves_private = from == EndpointType::Private && to != EndpointType::Private;
    if from.can_become(to) {
        if leaves_private && names_vpc(written.policy.as_ref()) {
            return Err(Refusal::PolicyOfPrivate { to });
        }
        return Ok(());
    }
    Err(Refusal::EndpointType { from, to, steps: steps(&from.way_to(to), written) })
}

/// What is to be done, one line each.
fn steps(way: &[EndpointType], written: &RestApiConfig) -> Vec<String> {
    let mut steps = Vec::new();
    for (from, to) in way.iter().zip(way.iter().skip(1)) {
        if *from == EndpointType::Private {
            if names_vpc(written.policy.as_ref()) {
                steps.push(
                    "remove the conditions on `aws:SourceVpc`, `aws:SourceVpce` and `aws:VpcSourceIp` from the resource \
                     policy, so that callers from outside get in"
                        .to_owned(),
                );
            }
            steps.push(format!("write `endpoint: {{ type: {} }}`, and deploy", to.name()));
            if written.policy.is_some() {
                steps.push(
                    "remove the resource policy where nothing else needs it, and deploy again"
                        .to_owned(),
                );
            }
        } else {
            steps.push(format!("write `endpoint: {{ type: {} }}`, and deploy", to.name()));
        }
    }
    steps
}

fn parse(api: &RestApiConfig) -> Option<EndpointType> {
    EndpointType::parse(&api.endpoint.endpoint_type)
}

/// Whether a policy has conditions that nobody outside of a VPC meets.
fn names_vpc(policy: Option<&Value>) -> bool {
    const KEYS: [&str; 3] = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];
    match policy {
        None | Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => false,
        Some(Value::Array(items)) => items.iter().any(|own| names_vpc(Some(own))),
        Some(Value::Object(members)) => members.iter().any(|(name, own)| {
            KEYS.contains(&name.to_ascii_lowercase().as_str()) || names_vpc(Some(own))
        }),
    }
}
