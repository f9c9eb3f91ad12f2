//! What is proposed was tried: the same is tried here again, from outside.

use std::fs;

use serde_json::{Value, json};

use super::{MANIFEST, ask, openapi, policy, project};

/// Policies that keep a caller at 198.51.100.7 out of `GET /pets/1` in different ways.
fn policies() -> Vec<Value> {
    let all = json!({ "Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke",
                      "Resource": "execute-api:/*" });
    let with = |own: Value, extra: Value| {
        let mut own = own;
        own.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        own
    };
    let deny = with(all.clone(), json!({ "Sid": "No", "Effect": "Deny" }));
    let address = |operator: &str, ranges: Value| json!({ "Condition": { operator: { "aws:SourceIp": ranges } } });
    vec![
        json!([with(all.clone(), address("IpAddress", json!(["192.0.2.0/24", "203.0.113.9"])))]),
        json!([all, with(deny.clone(), address("IpAddress", json!("198.51.0.0/16")))]),
        json!([all, with(deny.clone(), address("NotIpAddress", json!(["192.0.2.0/24"])))]),
        json!([all, deny]),
        json!([with(all.clone(), json!({ "Resource": "execute-api:/prod/POST/*" }))]),
        json!([with(all.clone(), json!({ "Resource": ["execute-api:/dev/*"] }))]),
        json!(with(all.clone(), json!({ "Action": "execute-api:InvalidateCache" }))),
        json!([with(all.clone(), json!({ "Principal": { "AWS": "111122223333" } }))]),
        json!([with(
            all.clone(),
            json!({ "Condition": { "StringLike": { "aws:UserAgent": "good-client/*" } } })
        )]),
        json!([
            all,
            with(
                deny.clone(),
                json!({ "Condition": { "StringLike": { "aws:UserAgent": "*bot*" } } })
            )
        ]),
        json!([with(
            all.clone(),
            json!({ "Condition": { "DateLessThan": { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } })
        )]),
    ]
}

const WORDS: [&str; 5] = ["GET /pets/1", "--from", "198.51.100.7", "-H", "User-Agent: a-bot/1"];

#[test]
fn every_edit_lets_the_request_in() {
    let manifest = format!("{MANIFEST}policy: policy.json\n");
    let folder = project(&[("openapi.yaml", &openapi("", "")), ("portcullis.yaml", &manifest)]);
    let file = folder.path().join("policy.json");
    let mut edits = 0;
    for statements in policies() {
        fs::write(&file, policy(&statements)).unwrap();
        let (exit, answer) = ask(folder.path(), &WORDS);
        assert_eq!(exit, 1, "{statements}");
        let told = answer["policyEdits"].as_array().unwrap();
        assert!(!told.is_empty(), "{statements}");
        for edit in told {
            let edited = apply(&statements, edit);
            fs::write(&file, policy(&edited)).unwrap();
            let (exit, answer) = ask(folder.path(), &WORDS);
            assert_eq!(exit, 0, "{statements} with {edit}: {answer:#}");
            edits += 1;
        }
    }
    assert!(edits >= 15, "{edits}");
}

/// The statements with the edit: the one that it is about is replaced, taken out or added.
fn apply(statements: &Value, edit: &Value) -> Value {
    let mut all = match statements {
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    };
    let what = edit["what"].as_str().unwrap();
    let about = all.iter().position(|own| {
        own["Sid"].as_str().is_some_and(|sid| what.contains(&format!("statement `{sid}`")))
    });
    match (about, &edit["statement"]) {
        (Some(place), Value::Null) => drop(all.remove(place)),
        (Some(place), statement) => all[place] = statement.clone(),
        (None, statement) => all.push(statement.clone()),
    }
    Value::Array(all)
}

#[test]
fn every_change_of_the_request_lets_it_in() {
    let manifest = format!("{MANIFEST}policy: policy.json\n");
    let folder = project(&[("openapi.yaml", &openapi("", "")), ("portcullis.yaml", &manifest)]);
    let mut kinds: Vec<String> = Vec::new();
    for statements in policies() {
        fs::write(folder.path().join("policy.json"), policy(&statements)).unwrap();
        let (_, answer) = ask(folder.path(), &WORDS);
        for change in answer["requestChanges"].as_array().unwrap() {
            assert_eq!(change["outcome"], "allowed", "{change}");
            let (what, to) = (change["what"].as_str().unwrap(), change["to"].as_str().unwrap());
            let header = format!("User-Agent:{}", if to == "not sent" { "" } else { to });
            let words: Vec<&str> = match what {
                "source address" => vec![WORDS[0], "--from", to, WORDS[3], WORDS[4]],
                "header `User-Agent`" => vec![WORDS[0], WORDS[1], WORDS[2], "-H", &header],
                "stage" => [&WORDS[..], &["--stage", to]].concat(),
                "time" => [&WORDS[..], &["--time", to]].concat(),
                other => panic!("{other}"),
            };
            let (exit, answer) = ask(folder.path(), &words);
            assert_eq!(exit, 0, "{statements} with {change}: {answer:#}");
            kinds.push(what.to_owned());
        }
    }
    for kind in ["source address", "header `User-Agent`", "stage", "time"] {
        assert!(kinds.iter().any(|own| own == kind), "{kind}: {kinds:?}");
    }
}

#[test]
fn where_one_change_is_not_enough_that_is_said() {
    let manifest = format!("{MANIFEST}policy: policy.json\n");
    let statements = json!([
        { "Sid": "Office", "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*",
          "Condition": { "IpAddress": { "aws:SourceIp": "192.0.2.0/24" },
                         "StringEquals": { "aws:Referer": "https://example.com/" } } },
        { "Sid": "Elsewhere", "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*",
          "Condition": { "NotIpAddress": { "aws:SourceIp": "192.0.2.0/24" } } }
    ]);
    let folder = project(&[
        ("openapi.yaml", &openapi("", "")),
        ("portcullis.yaml", &manifest),
        ("policy.json", &policy(&statements)),
    ]);
    let words = ["GET /pets/1", "--from", "198.51.100.7", "-H", "Referer: https://other.example/"];
    let (exit, answer) = ask(folder.path(), &words);
    assert_eq!(exit, 1);
    assert_eq!((&answer["requestChanges"], &answer["policyEdits"]), (&json!([]), &json!([])));
    let output = crate::cli::portcullis(folder.path(), &[&["why-denied"], &words[..]].concat());
    let text = crate::cli::stdout(&output);
    assert!(text.contains("\nno single change of the request lets it in\n"), "{text}");
    assert!(text.contains("\nno single edit of a policy lets it in\n"), "{text}");
}
