//! Schemas in both directions, and policies that say the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::change::Class;
use super::normal::normal_policy;
use super::schema::{Direction, Schemas};

/// What a caller sees who sends, and who gets, what the new schema says instead of the old.
#[track_caller]
fn check(old: &Value, new: &Value, sends: &[(Class, &str)], gets: &[(Class, &str)]) {
    let models = BTreeMap::new();
    let schemas = Schemas { old: &models, new: &models };
    for (direction, expected) in [(Direction::Request, sends), (Direction::Response, gets)] {
        let found = schemas.compare(old, new, direction).differences;
        let found: Vec<(Class, String)> =
            found.iter().map(|own| (own.class, format!("{} {}", own.path, own.message))).collect();
        let expected: Vec<(Class, String)> =
            expected.iter().map(|(class, text)| (*class, (*text).to_owned())).collect();
        assert_eq!(found, expected, "{direction:?}");
    }
}

use Class::{Behaviour, Breaking, Compatible};

#[test]
fn types_may_widen_in_requests_and_narrow_in_responses() {
    let (integer, number) = (json!({ "type": "integer" }), json!({ "type": "number" }));
    // Whoever sent integers sends numbers; whoever got integers may meet a fraction.
    let wider = " can be `number` too";
    check(&integer, &number, &[(Compatible, wider)], &[(Breaking, wider)]);
    let narrower = " is `number` no longer";
    check(&number, &integer, &[(Breaking, narrower)], &[(Compatible, narrower)]);
    let text = json!({ "type": "string" });
    let other = " is `string` instead of `integer`";
    check(&integer, &text, &[(Breaking, other)], &[(Breaking, other)]);
    let text = json!({ "type": ["string", "null"] });
    let only = json!({ "type": "string" });
    check(
        &text,
        &only,
        &[(Breaking, " is `null` no longer")],
        &[(Compatible, " is `null` no longer")],
    );
    check(&only, &text, &[(Compatible, " can be `null` too")], &[(Breaking, " can be `null` too")]);
    let nullable = json!({ "type": "string", "nullable": true });
    check(&text, &nullable, &[], &[]);
}

#[test]
fn properties_come_and_go() {
    let old = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" }, "tag": {} } });
    let more = json!({ "type": "object", "required": ["id", "age"], "properties": { "id": { "type": "string" }, "tag": {}, "age": {} } });
    check(
        &old,
        &more,
        &[(Breaking, ".age is new and has to be there")],
        &[(Compatible, ".age is new")],
    );
    check(
        &more,
        &old,
        &[(Behaviour, ".age is no longer described")],
        &[(Breaking, ".age is gone")],
    );
    let optional =
        json!({ "type": "object", "properties": { "id": { "type": "string" }, "tag": {} } });
    check(
        &old,
        &optional,
        &[(Compatible, ".id can be missing")],
        &[(Breaking, ".id can be missing")],
    );
    let closed = json!({ "type": "object", "required": ["id"], "additionalProperties": false, "properties": { "id": { "type": "string" } } });
    let message = " has no properties but those that are named";
    check(
        &old,
        &closed,
        &[(Breaking, ".tag is gone and no longer taken"), (Breaking, message)],
        &[(Breaking, ".tag is gone"), (Compatible, message)],
    );
}

#[test]
fn values_bounds_and_forms() {
    let (one, two) = (json!({ "enum": ["a", "b"] }), json!({ "enum": ["b", "c", "a"] }));
    check(&one, &two, &[(Compatible, " can be `c` too")], &[(Breaking, " can be `c` too")]);
    check(&two, &one, &[(Breaking, " is `c` no longer")], &[(Compatible, " is `c` no longer")]);
    let (short, long) = (json!({ "maxLength": 5 }), json!({ "maxLength": 9 }));
    let message = " `maxLength` is 9 instead of 5";
    check(&short, &long, &[(Compatible, message)], &[(Breaking, message)]);
    let message = " `minimum` is 3 instead of none";
    check(&json!({}), &json!({ "minimum": 3 }), &[(Breaking, message)], &[(Compatible, message)]);
    let (one, two) = (
        json!({ "oneOf": [{ "type": "string" }, { "type": "object", "title": "x" }] }),
        json!({ "oneOf": [{ "title": "x", "type": "object" }, { "type": "string" }, { "type": "null" }] }),
    );
    let message = " can be of 1 more forms";
    check(&one, &two, &[(Compatible, message)], &[(Breaking, message)]);
    // What was the only form is one of several.
    let text = json!({ "type": "string" });
    let several =
        json!({ "description": "x", "anyOf": [{ "type": "object" }, { "type": "string" }] });
    let message = " can be of 1 more forms";
    check(&text, &several, &[(Compatible, message)], &[(Breaking, message)]);
    let message = " is of 1 of the forms no longer";
    check(&several, &text, &[(Breaking, message)], &[(Compatible, message)]);
    let message = " `pattern` is another";
    let patterns = (json!({ "pattern": "a" }), json!({ "pattern": "b" }));
    check(&patterns.0, &patterns.1, &[(Breaking, message)], &[(Behaviour, message)]);
}

#[test]
fn words_are_no_difference() {
    let old =
        json!({ "title": "Pet", "description": "a pet", "properties": { "id": { "example": 1 } } });
    let new = json!({ "properties": { "id": { "description": "its number", "x-order": 1 } } });
    check(&old, &new, &[], &[]);
    let parts = json!({ "allOf": [{ "properties": { "id": {} } }, { "description": "x" }] });
    check(&new, &parts, &[], &[]);
}

#[test]
fn a_policy_is_the_same_in_any_notation() {
    let one = json!({
        "Version": "2012-10-17",
        "Id": "one",
        "Statement": [
            { "Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
              "Resource": "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3/prod/GET/pets" },
            { "Effect": "Deny", "Principal": { "AWS": "111122223333" }, "Action": ["execute-api:invoke"],
              "Resource": ["execute-api:/*"],
              "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } },
        ],
    });
    let two = json!({
        "Statement": [
            { "Condition": { "ipaddress": { "aws:sourceip": ["10.0.0.0/8"] } }, "Effect": "Deny",
              "Resource": "execute-api:/*", "Action": "execute-api:Invoke",
              "Principal": { "AWS": ["arn:aws:iam::111122223333:root"] } },
            { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "Execute-Api:Invoke",
              "Resource": "execute-api:/prod/GET/pets" },
        ],
        "Version": "2012-10-17",
    });
    assert_eq!(normal_policy(&one, "a1b2c3"), normal_policy(&two, "a1b2c3"));
    // Of another API it is another.
    assert_ne!(normal_policy(&one, "other"), normal_policy(&two, "other"));
    let mut three = two.clone();
    three["Statement"][0]["Effect"] = json!("Allow");
    assert_ne!(normal_policy(&three, "a1b2c3"), normal_policy(&two, "a1b2c3"));
}
