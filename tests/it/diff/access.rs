//! Who gets in, and who no longer does.

use portcullis::diff::{Class, Edition, Kind, compare};

use super::{check, edition, lines, pets};

#[test]
fn what_a_method_asks_for() {
    check(
        "security: [{ pool: [pets/write, pets/admin] }, { key: [] }]",
        "security: [{ pool: [pets/write, pets/admin] }]",
        &["widened-access[api-key-required] POST /pets: no longer needs an API key"],
        &["narrowed-access[api-key-required] POST /pets: needs an API key"],
    );
    check(
        "security: [{ pool: [pets/write, pets/admin] }, { key: [] }]",
        "security: [{ key: [] }]",
        &[
            "widened-access[authorization] POST /pets: the authorization is `NONE` instead of `COGNITO_USER_POOLS`",
        ],
        &[
            "narrowed-access[authorization] POST /pets: the authorization is `COGNITO_USER_POOLS` instead of `NONE`",
        ],
    );
    check(
        "security: [{ pool: [pets/write, pets/admin] }, { key: [] }]",
        "security: [{ pool: [pets/admin] }, { key: [] }]",
        &[
            "narrowed-access[scopes] POST /pets: a token needs one of the scopes `pets/admin` instead of `pets/admin`, `pets/write`",
        ],
        &[
            "widened-access[scopes] POST /pets: a token needs one of the scopes `pets/admin`, `pets/write` instead of `pets/admin`",
        ],
    );
    check(
        "userpool/eu-central-1_One\"]",
        "userpool/eu-central-1_Two\"]",
        &[
            "narrowed-access[authorizer] authorizer pool: `providerARNs` has no longer `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_One`",
            "widened-access[authorizer] authorizer pool: `providerARNs` has `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Two` too",
        ],
        &[
            "narrowed-access[authorizer] authorizer pool: `providerARNs` has no longer `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Two`",
            "widened-access[authorizer] authorizer pool: `providerARNs` has `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_One` too",
        ],
    );
}

/// An API with that resource policy, as JSON.
fn with_policy(statements: &str) -> Edition {
    let document = format!(
        "{}x-amazon-apigateway-policy: {{ \"Version\": \"2012-10-17\", \"Statement\": {statements} }}\n",
        pets()
    );
    edition(&document, "account: '111122223333'\nregion: eu-central-1\nstages: { prod: {} }\n")
}

#[test]
fn order_and_notation_of_a_policy_are_no_difference() {
    let one = with_policy(
        r#"[{ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" },
            { "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/POST/*" }]"#,
    );
    let two = with_policy(
        r#"[{ "Sid": "No", "Principal": { "AWS": ["*"] }, "Effect": "Deny", "Resource": ["execute-api:/prod/POST/*"], "Action": ["execute-api:invoke"] },
            { "Effect": "Allow", "Principal": "*", "Action": ["execute-api:Invoke"], "Resource": "execute-api:/*" }]"#,
    );
    assert_eq!(lines(&compare(&one, &two)), [] as [&str; 0]);
}

/// The only change, which is one of decisions, with its request.
#[track_caller]
fn witness(old: &str, new: &str) -> (Class, String, Vec<String>) {
    let changes = compare(&with_policy(old), &with_policy(new));
    let [change] = changes.as_slice() else { panic!("{:#?}", lines(&changes)) };
    assert_eq!(change.kind, Kind::PolicyDecision);
    let witness = change.witness.as_ref().unwrap();
    assert_eq!(witness.is_allowed_now, change.class == Class::WidenedAccess);
    (change.class, witness.to_string(), change.operations.clone())
}

const EVERYBODY: &str = r#"{ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*" }"#;

#[test]
fn a_policy_is_shown_by_a_request_that_it_decides_otherwise() {
    let all = format!("[{EVERYBODY}]");
    let but = |more: &str| {
        format!(
            r#"[{EVERYBODY}, {{ "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"{more} }}]"#
        )
    };
    let inside = but(r#", "Condition": { "NotIpAddress": { "aws:SourceIp": "10.0.0.0/8" } }"#);
    let (class, request, operations) = witness(&all, &inside);
    assert_eq!(class, Class::NarrowedAccess);
    assert_eq!(request, "GET /prod/pets from 203.0.113.9");
    // A token of the user pool changes nothing about it.
    assert_eq!(operations, ["GET /pets", "OPTIONS /pets", "POST /pets", "GET /pets/{petId}"]);
    let (class, ..) = witness(&inside, &all);
    assert_eq!(class, Class::WidenedAccess);
    // A range that grows by its half lets in an address of that half.
    let wider = but(r#", "Condition": { "NotIpAddress": { "aws:SourceIp": "10.0.0.0/7" } }"#);
    let (class, request, _) = witness(&inside, &wider);
    assert_eq!(
        (class, request.ends_with(" from 11.0.0.0")),
        (Class::WidenedAccess, true),
        "{request}"
    );
    // One path of one method.
    let one = format!(
        r#"[{EVERYBODY}, {{ "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/pets/42" }}]"#
    );
    let (class, request, operations) = witness(&all, &one);
    assert_eq!(class, Class::NarrowedAccess);
    assert!(request.starts_with("GET /prod/pets/42 "), "{request}");
    assert_eq!(operations, ["GET /pets/{petId}"]);
}

#[test]
fn a_policy_that_decides_nothing_otherwise_is_said_to_be_another() {
    let old = format!("[{EVERYBODY}]");
    let new = format!(
        r#"[{EVERYBODY}, {{ "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/GET/pets" }}]"#
    );
    assert_eq!(
        lines(&compare(&with_policy(&old), &with_policy(&new))),
        [
            "behaviour[policy] API: the resource policy is another, and no request was found that it decides otherwise"
        ]
    );
}
