//! What a caller is told whom a policy refuses (reference `access-control`, section 7.1). Of the service's wordings the
//! older, shorter ones are used throughout.

use crate::iam::Principal;

use super::Api;
use super::decide::INVOKE;

const AUTHORIZER: &str = "User is not authorized to access this resource";
const EXPLICIT: &str = " with an explicit deny";

/// A refusal by the resource policy, or by the policies of an identity.
pub(super) fn denied(api: &Api, principal: Principal<'_>, arn: &str, is_explicit: bool) -> String {
    let user = match principal {
        Principal::Identity(identity) => identity.arn(),
        Principal::Anonymous | Principal::Service(_) | Principal::Unknown => "anonymous",
    };
    let arn = masked(api, arn);
    let tail = if is_explicit { EXPLICIT } else { "" };
    format!("User: {user} is not authorized to perform: {INVOKE} on resource: {arn}{tail}")
}

/// A refusal by the policy of a VPC endpoint.
pub(super) fn denied_by_endpoint(api: &Api, principal: Principal<'_>, arn: &str) -> String {
    let denied = denied(api, principal, arn, false);
    format!("{denied} because no VPC endpoint policy allows the {INVOKE} action")
}

/// A refusal by what a Lambda authorizer answered.
pub(super) fn denied_by_authorizer(is_explicit: bool) -> String {
    format!("{AUTHORIZER}{}", if is_explicit { EXPLICIT } else { "" })
}

/// The account is shown by its last four digits.
fn masked(api: &Api, arn: &str) -> String {
    let account = api.identity().account.as_str();
    let shown = account.get(account.len().saturating_sub(4)..).unwrap_or(account);
    let hidden = "*".repeat(account.len().saturating_sub(4));
    arn.replacen(&format!(":{account}:"), &format!(":{hidden}{shown}:"), 1)
}
