//! The decision tables, as they stand in the reference (`access-control`, sections 2.1 to 2.4). `None` is a policy that
//! is not there.

use crate::iam::Decision;

/// A method that asks for nothing (2.1). Without a policy a public API is open and a private one is closed.
pub(super) fn alone(resource: Option<Decision>, is_private: bool) -> Decision {
    match resource {
        Some(decision) => decision,
        None if is_private => Decision::ImplicitDeny,
        None => Decision::Allow,
    }
}

/// A method with a Lambda authorizer, whose answer is a policy (2.2).
pub(super) fn with_authorizer(authorizer: Decision, resource: Option<Decision>) -> Decision {
    either(authorizer, resource.unwrap_or(Decision::ImplicitDeny))
}

/// A caller of the API's own account (2.3, table A).
pub(super) fn same_account(identity: Decision, resource: Option<Decision>) -> Decision {
    either(identity, resource.unwrap_or(Decision::ImplicitDeny))
}

/// A caller of another account (2.3, table B).
pub(super) fn other_account(identity: Decision, resource: Option<Decision>) -> Decision {
    both(identity, resource.unwrap_or(Decision::ImplicitDeny))
}

/// A method whose caller has shown a valid token of a user pool (2.4). AWS docs, "API Gateway resource policies",
/// contradict themselves here: the text about user pools asks for an explicit Allow, a table does not. The text counts.
pub(super) fn with_token(resource: Option<Decision>, is_private: bool) -> Decision {
    alone(resource, is_private)
}

/// One of them has to allow.
fn either(one: Decision, two: Decision) -> Decision {
    match (one, two) {
        (Decision::ExplicitDeny, _) | (_, Decision::ExplicitDeny) => Decision::ExplicitDeny,
        (Decision::Allow, _) | (_, Decision::Allow) => Decision::Allow,
        (Decision::ImplicitDeny, Decision::ImplicitDeny) => Decision::ImplicitDeny,
    }
}

/// Both have to allow.
fn both(one: Decision, two: Decision) -> Decision {
    one.max(two)
}
