//! Policies: deciding with and without reasons, against a bare parse of the same policy with `serde_json`.

use std::hint::black_box;

use portcullis::access::{
    Api, ApiIdentity, ApiParts, Call, Caller, Credentials, Fact, Request, Signature,
};
use portcullis::iam::{
    self, Context, Document, GlobalKey, Identity, PolicyKind, Setting, State, Value,
};
use serde_json::{Value as Json, json};

use crate::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "iam", run };

/// So many decisions make one measurement.
const COUNT: u32 = 20_000;

const OWN: &str = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";

/// A policy of ten statements as they are usual: routes, offices, roles, a robot and a date.
fn typical() -> Json {
    let mut statements = Vec::new();
    for (route, ranges) in [
        ("prod/GET/pets", json!(["203.0.113.0/24", "198.51.100.0/24"])),
        ("prod/GET/pets/*", json!("203.0.113.0/24")),
        ("prod/POST/pets", json!("198.51.100.7")),
        ("prod/*/orders/*", json!(["192.0.2.0/24", "2001:db8::/32"])),
    ] {
        statements.push(json!({
            "Sid": format!("Office{}", statements.len()), "Effect": "Allow", "Principal": "*",
            "Action": "execute-api:Invoke", "Resource": format!("execute-api:/{route}"),
            "Condition": {"IpAddress": {"aws:SourceIp": ranges}},
        }));
    }
    for (role, route) in [("Reader", "*/GET/*"), ("Writer", "*/*/pets/*"), ("Admin", "*")] {
        statements.push(json!({
            "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::111122223333:role/{role}")},
            "Action": "execute-api:Invoke", "Resource": format!("execute-api:/{route}"),
        }));
    }
    statements.push(json!({
        "Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*",
        "Condition": {"StringLike": {"aws:UserAgent": ["*bot*", "*crawler*", "sqlmap/*"]}},
    }));
    statements.push(json!({
        "Effect": "Deny", "Principal": "*", "Action": "execute-api:*", "Resource": "execute-api:/prod/DELETE/*",
        "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
    }));
    statements.push(json!({
        "Effect": "Deny", "Principal": "*", "Action": "execute-api:*", "Resource": "execute-api:/*/*/admin/*",
        "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    }));
    assert_eq!(statements.len(), 10);
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn prepare(policy: &Json) -> iam::Policy {
    let document = Document::from_value(policy, PolicyKind::Resource).unwrap();
    iam::Policy::new(document, &Setting { own: Some(OWN), tokens: &[] })
}

fn context() -> Context<'static> {
    let mut context = Context::new(State::Absent("it was not sent"));
    context.set(GlobalKey::SourceIp, State::One(Value::Address("203.0.113.9".parse().unwrap())));
    context.set(
        GlobalKey::UserAgent,
        State::text("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101"),
    );
    context.set(GlobalKey::CurrentTime, State::One(Value::Time(1_675_243_815)));
    context
}

fn run(report: &mut Report) {
    let text = typical();
    let policy = prepare(&text);
    let text = text.to_string();
    let context = context();
    let arn = format!("{OWN}/prod/GET/pets/4711");
    let request =
        iam::Request::new(iam::Principal::Anonymous, "execute-api:Invoke", &arn, &context);
    assert_eq!(policy.evaluate(&request).decided(), Some(iam::Decision::Allow));
    let parse = || {
        for _ in 0..COUNT {
            black_box(serde_json::from_str::<Json>(black_box(&text)).unwrap());
        }
    };
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e6 / f64::from(COUNT);
    let decide = || {
        for _ in 0..COUNT {
            black_box(policy.evaluate(black_box(&request)));
        }
    };
    // Ten statements are decided a million times a second.
    let took = each(report.ratio("ten statements, against a parse", 0.12, decide, parse));
    report.figure("ten statements, microseconds", took, 1.0);
    println!("  ten statements: {:.0} decisions a second", 1e6 / took);
    let trace = || {
        for _ in 0..COUNT {
            black_box(policy.trace(black_box(&request)));
        }
    };
    // And explained a hundred thousand times.
    let took = each(report.ratio("the same with reasons, against a parse", 0.8, trace, parse));
    report.figure("the same with reasons, microseconds", took, 10.0);
    println!("  with reasons: {:.0} decisions a second", 1e6 / took);
    calls(report, &text, parse);
    wildcards(report);
}

/// The whole flow, with the making of the ARN and of the condition keys.
fn calls(report: &mut Report, text: &str, parse: impl Fn() + Copy) {
    let identity = ApiIdentity {
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
        id: "a1b2c3d4e5".to_owned(),
    };
    let policy = Document::from_text(text, PolicyKind::Resource).unwrap();
    let parts =
        ApiParts { identity, is_private: false, policy: Some(policy), endpoint_policy: None };
    let api = Api::new(parts);
    let own = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": format!("{OWN}/prod/GET/*")},
    ]});
    let own = api.prepare(Document::from_value(&own, PolicyKind::Identity).unwrap());
    let ann = Identity::parse("arn:aws:iam::123456789012:user/Ann").unwrap();
    let caller = Caller::with_policies(ann, vec![own]);
    let request = Request {
        source_ip: Fact::Known("203.0.113.9".parse().unwrap()),
        vpc: Fact::Absent,
        vpc_endpoint: Fact::Absent,
        referer: Fact::Absent,
        user_agent: Fact::Known("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101"),
        time: Fact::Known(1_675_243_815),
        ..Request::new("prod", "GET", "/pets/4711")
    };
    for (name, credentials) in [
        ("a call without a signature", Credentials::None),
        ("a signed call", Credentials::Iam(Signature::Verified(&caller))),
    ] {
        let decide = || {
            for _ in 0..COUNT {
                let call = Call::new(black_box(&api), black_box(&request), credentials);
                black_box(call.decide().is_allowed());
            }
        };
        let took = report.ratio(&format!("{name}, against a parse"), 0.2, decide, parse);
        println!("  {name}: {:.2} microseconds", took.as_secs_f64() * 1e6 / f64::from(COUNT));
    }
}

/// A policy of 8,192 bytes of wildcards takes four times as long over a text of four times the length. All pieces but the
/// last are in both texts, so that a way that tries again would never end.
fn wildcards(report: &mut Report) {
    for (name, piece) in [("stars", "*a"), ("stars and question marks", "*a?b")] {
        let pattern = piece.repeat(8_000 / piece.len());
        let allow = json!({"Statement": {
            "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
            "Condition": {"StringLike": {"aws:UserAgent": format!("{pattern}c*")}},
        }});
        let policy = prepare(&allow);
        let run = |text: &str| {
            let mut context = Context::new(State::Absent("it was not sent"));
            context.set(GlobalKey::UserAgent, State::text(text));
            let principal = iam::Principal::Anonymous;
            let request = iam::Request::new(principal, "execute-api:Invoke", OWN, &context);
            for _ in 0..20 {
                let verdict = policy.evaluate(black_box(&request));
                assert_eq!(verdict.decided(), Some(iam::Decision::ImplicitDeny));
            }
        };
        let (short, long) = ("aab".repeat(10_000), "aab".repeat(40_000));
        let took = report.ratio(
            &format!("{name}, four times the text"),
            8.0,
            || run(&long),
            || run(&short),
        );
        println!(
            "  {name}: {:.0} microseconds for 120,000 letters",
            took.as_secs_f64() * 1e6 / 20.0
        );
    }
}
