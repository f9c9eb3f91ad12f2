//! What rules know of condition keys (reference `access-control`, section 4).

use crate::iam::{Condition, GlobalKey, Statement};

/// The start of the keys that are a tag of the caller.
const PRINCIPAL_TAG: &str = "aws:principaltag/";

/// Whether only a signed request carries the key.
pub(super) fn needs_signature(condition: &Condition) -> bool {
    condition.global_key().map_or_else(|| is_tag(condition), is_of_signer)
}

/// Whether only a signed request carries what the policy variable of that name stands for.
pub(super) fn variable_needs_signature(name: &str) -> bool {
    let key = GlobalKey::ALL.iter().find(|key| key.name().eq_ignore_ascii_case(name));
    key.map_or_else(
        || name.to_ascii_lowercase().starts_with(PRINCIPAL_TAG),
        |key| is_of_signer(*key),
    )
}

const fn is_of_signer(key: GlobalKey) -> bool {
    match key {
        GlobalKey::TokenIssueTime
        | GlobalKey::MultiFactorAuthPresent
        | GlobalKey::MultiFactorAuthAge
        | GlobalKey::PrincipalAccount
        | GlobalKey::PrincipalArn
        | GlobalKey::PrincipalOrgId
        | GlobalKey::PrincipalOrgPaths
        | GlobalKey::PrincipalType
        | GlobalKey::UserId
        | GlobalKey::Username => true,
        GlobalKey::CurrentTime
        | GlobalKey::EpochTime
        | GlobalKey::Referer
        | GlobalKey::SecureTransport
        | GlobalKey::SourceArn
        | GlobalKey::SourceIp
        | GlobalKey::SourceVpc
        | GlobalKey::SourceVpce
        | GlobalKey::UserAgent
        | GlobalKey::ViaDomainArn
        | GlobalKey::VpcSourceIp => false,
    }
}

/// Whether only a request through a VPC endpoint carries the key.
pub(super) fn needs_vpc_endpoint(condition: &Condition) -> bool {
    matches!(
        condition.global_key(),
        Some(
            GlobalKey::SourceVpc
                | GlobalKey::SourceVpce
                | GlobalKey::VpcSourceIp
                | GlobalKey::ViaDomainArn
        )
    )
}

/// Whether the client writes what the key holds, or leaves it out.
pub(super) fn is_of_the_client(condition: &Condition) -> bool {
    matches!(condition.global_key(), Some(GlobalKey::Referer | GlobalKey::UserAgent))
}

/// Whether also a signed request may lack the key.
pub(super) fn is_optional_of_signer(condition: &Condition) -> bool {
    is_tag(condition)
        || matches!(
            condition.global_key(),
            Some(
                GlobalKey::TokenIssueTime
                    | GlobalKey::MultiFactorAuthPresent
                    | GlobalKey::MultiFactorAuthAge
                    | GlobalKey::PrincipalOrgId
                    | GlobalKey::PrincipalOrgPaths
                    | GlobalKey::Username
            )
        )
}

/// Whether the statement asks for the key of `condition` to be there.
pub(super) fn is_guarded(statement: &Statement, condition: &Condition) -> bool {
    statement.conditions().iter().any(|other| {
        other.is_null()
            && other.key().eq_ignore_ascii_case(condition.key())
            && other.values().iter().all(|value| value.eq_ignore_ascii_case("false"))
    })
}

fn is_tag(condition: &Condition) -> bool {
    condition.key().to_ascii_lowercase().starts_with(PRINCIPAL_TAG)
}
