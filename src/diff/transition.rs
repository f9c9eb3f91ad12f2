//! Changes of the endpoint type (reference `endpoints-domains-stages`, section 1.1).

use serde_json::Value;

use crate::ir::EndpointType;

/// What becomes of a change of the endpoint type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It is no change.
    None,
    /// The service makes it.
    Legal {
        /// What it was.
        from: EndpointType,
        /// What it becomes.
        to: EndpointType,
    },
    /// The service refuses it.
    Illegal {
        /// What it is.
        from: EndpointType,
        /// What it would become.
        to: EndpointType,
        /// The legal way, one line each.
        steps: Vec<String>,
    },
}

/// The change from one type to another, for an API with a resource policy or without.
pub fn transition(from: EndpointType, to: EndpointType, policy: Option<&Value>) -> Transition {
    if from == to {
        Transition::None
    } else if from.can_become(to) {
        Transition::Legal { from, to }
    } else {
        Transition::Illegal { from, to, steps: steps(&from.way_to(to), policy) }
    }
}

/// The change between types by their names, for an API of which nothing else is said.
pub(super) fn between(from: &str, to: &str) -> Transition {
    match (EndpointType::parse(from), EndpointType::parse(to)) {
        (Some(from), Some(to)) => transition(from, to, None),
        _ => Transition::None,
    }
}

/// What is to be done, one line each.
fn steps(way: &[EndpointType], policy: Option<&Value>) -> Vec<String> {
    let mut steps = Vec::new();
    for (from, to) in way.iter().zip(way.iter().skip(1)) {
        let step = format!("write `endpoint: {{ type: {} }}`, and deploy", to.name());
        if *from != EndpointType::Private {
            steps.push(step);
            continue;
        }
        if names_vpc(policy) {
            steps.push(
                "remove the conditions on `aws:SourceVpc`, `aws:SourceVpce` and `aws:VpcSourceIp` from the resource \
                 policy, so that callers from outside get in"
                    .to_owned(),
            );
        }
        steps.push(step);
        if policy.is_some() {
            steps.push(
                "remove the resource policy where nothing else needs it, and deploy again"
                    .to_owned(),
            );
        }
    }
    steps
}

/// Whether a policy has conditions that nobody outside of a VPC meets.
pub fn names_vpc(policy: Option<&Value>) -> bool {
    const KEYS: [&str; 3] = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];
    match policy {
        None | Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => false,
        Some(Value::Array(items)) => items.iter().any(|own| names_vpc(Some(own))),
        Some(Value::Object(members)) => members.iter().any(|(name, own)| {
            KEYS.contains(&name.to_ascii_lowercase().as_str()) || names_vpc(Some(own))
        }),
    }
}
