//! Every operator over every state of a key (reference `access-control`, sections 5.1 to 5.3).

use super::*;

const ABSENT: State<'_> = State::Absent("not sent");

fn text(value: &str) -> State<'_> {
    State::text(value)
}

/// One operator: its name, a key, the policy's values, a value that matches one of them, and one that matches none.
struct Case {
    operator: &'static str,
    key: &'static str,
    wanted: Json,
    yes: Value<'static>,
    no: Value<'static>,
}

fn address(text: &str) -> Value<'static> {
    Value::Address(text.parse().unwrap())
}

/// The positive operators; `negated` are their opposites.
fn cases() -> Vec<Case> {
    let case = |operator, key, wanted, yes, no| Case { operator, key, wanted, yes, no };
    let (agent, arn) = ("aws:UserAgent", "aws:PrincipalArn");
    vec![
        case("StringEquals", agent, json!(["a*", "b"]), Value::Text("a*"), Value::Text("ab")),
        case(
            "StringEqualsIgnoreCase",
            agent,
            json!("CURL"),
            Value::Text("cUrl"),
            Value::Text("curl/8"),
        ),
        case(
            "StringLike",
            agent,
            json!(["curl/*", "w?et"]),
            Value::Text("wget"),
            Value::Text("Curl/8"),
        ),
        case(
            "NumericEquals",
            "aws:MultiFactorAuthAge",
            json!("60.0"),
            Value::Number(60),
            Value::Number(61),
        ),
        case(
            "NumericLessThan",
            "aws:MultiFactorAuthAge",
            json!(60),
            Value::Number(59),
            Value::Number(60),
        ),
        case(
            "NumericLessThanEquals",
            "aws:MultiFactorAuthAge",
            json!("60"),
            Value::Number(60),
            Value::Number(61),
        ),
        case("NumericGreaterThan", "aws:EpochTime", json!("60"), Value::Time(61), Value::Time(60)),
        case(
            "NumericGreaterThanEquals",
            "aws:MultiFactorAuthAge",
            json!("60"),
            Value::Number(60),
            Value::Number(59),
        ),
        case(
            "DateEquals",
            "aws:CurrentTime",
            json!("2023-02-01T09:30:15Z"),
            Value::Time(1_675_243_815),
            Value::Time(1_675_243_816),
        ),
        case(
            "DateLessThan",
            "aws:CurrentTime",
            json!("2023-02-01"),
            Value::Time(1_675_209_599),
            Value::Time(1_675_209_600),
        ),
        case(
            "DateLessThanEquals",
            "aws:EpochTime",
            json!("1675209600"),
            Value::Number(1_675_209_600),
            Value::Number(1_675_209_601),
        ),
        case(
            "DateGreaterThan",
            "aws:TokenIssueTime",
            json!("2023-02-01T00:00Z"),
            Value::Text("2023-02-01T00:00:01Z"),
            Value::Text("2023-02-01T00:00:00Z"),
        ),
        case(
            "DateGreaterThanEquals",
            "aws:CurrentTime",
            json!("2023-02-01"),
            Value::Time(1_675_209_600),
            Value::Time(1_675_209_599),
        ),
        case("Bool", "aws:SecureTransport", json!("TRUE"), Value::Bool(true), Value::Bool(false)),
        case("BinaryEquals", agent, json!("aGk="), Value::Text("aGk="), Value::Text("aGo=")),
        case(
            "IpAddress",
            "aws:SourceIp",
            json!(["203.0.113.0/24", "2001:db8::/32"]),
            address("203.0.113.9"),
            address("203.0.114.9"),
        ),
        case(
            "ArnEquals",
            arn,
            json!("arn:aws:iam::111122223333:role/*"),
            Value::Text("arn:aws:iam::111122223333:role/a/b"),
            Value::Text("arn:aws:iam::111122223334:role/a"),
        ),
        case(
            "ArnLike",
            arn,
            json!("arn:aws:iam::*:user/?ob"),
            Value::Text("arn:aws:iam::1:user/Bob"),
            Value::Text("arn:aws:iam::1:user/Rob1"),
        ),
    ]
}

/// The operator that holds where `operator` does not.
fn opposite(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "StringEquals" => "StringNotEquals",
        "StringEqualsIgnoreCase" => "StringNotEqualsIgnoreCase",
        "StringLike" => "StringNotLike",
        "NumericEquals" => "NumericNotEquals",
        "DateEquals" => "DateNotEquals",
        "IpAddress" => "NotIpAddress",
        "ArnEquals" => "ArnNotEquals",
        "ArnLike" => "ArnNotLike",
        _ => return None,
    })
}

#[track_caller]
fn check(operator: &str, case: &Case, state: State<'static>, wanted: Truth) {
    let condition = json!({operator: {case.key: case.wanted}});
    let found = truth(&condition, &[(case.key, state)]);
    assert_eq!(found, wanted, "{condition} with {state:?}");
}

#[test]
fn operators_over_states_of_a_key() {
    use Truth::{False, True, Unknown};
    let unknown = State::Unknown("not given");
    for case in cases() {
        let (yes, no) = (State::One(case.yes), State::One(case.no));
        for (operator, holds) in [Some(case.operator)]
            .into_iter()
            .chain([opposite(case.operator)])
            .flatten()
            .zip([true, false])
        {
            let (on_yes, on_no) = if holds { (True, False) } else { (False, True) };
            check(operator, &case, yes, on_yes);
            check(operator, &case, no, on_no);
            check(operator, &case, ABSENT, (!holds).into());
            check(operator, &case, unknown, Unknown);
            let lenient = format!("{operator}IfExists");
            check(&lenient, &case, yes, on_yes);
            check(&lenient, &case, no, on_no);
            check(&lenient, &case, ABSENT, True);
            check(&lenient, &case, unknown, Unknown);
        }
    }
}

#[test]
fn every_operator_is_tried() {
    let mut tried: Vec<&str> = cases().iter().map(|case| case.operator).collect();
    let opposites: Vec<&str> = tried.iter().copied().filter_map(opposite).collect();
    tried.extend(opposites);
    tried.push("Null");
    for operator in operators() {
        assert!(tried.contains(&operator.name), "{} is not tried", operator.name);
        assert!(!operator.doc.is_empty());
    }
    assert_eq!(operators().count(), tried.len());
}

#[test]
fn null_asks_for_the_key() {
    use Truth::{False, True, Unknown};
    let table = [
        (json!("true"), False, True, Unknown),
        (json!("false"), True, False, Unknown),
        (json!(false), True, False, Unknown),
        (json!(["true", "false"]), True, True, True),
    ];
    for (wanted, present, absent, unknown) in table {
        let condition = json!({"Null": {"aws:UserAgent": wanted}});
        let ask = |state| truth(&condition, &[("aws:UserAgent", state)]);
        assert_eq!(ask(text("")), present, "{condition}: an empty text is there");
        assert_eq!(ask(many(&["a"])), present, "{condition}");
        assert_eq!(ask(many(&[])), absent, "{condition}: an empty set is not");
        assert_eq!(ask(ABSENT), absent, "{condition}");
        assert_eq!(ask(State::Unknown("not given")), unknown, "{condition}");
    }
}

#[test]
fn set_operators_over_several_values() {
    use Truth::{False, True};
    let key = "aws:PrincipalOrgPaths";
    // Operator, and what it says of: [a, b] both wanted, [a, c], [c, d], no values, an absent key, one value a.
    let table = [
        ("ForAllValues:StringEquals", [True, False, False, True, True, True]),
        ("ForAnyValue:StringEquals", [True, True, False, False, False, True]),
        ("ForAllValues:StringNotEquals", [False, False, True, True, True, False]),
        ("ForAnyValue:StringNotEquals", [False, True, True, False, False, False]),
        ("ForAllValues:StringEqualsIfExists", [True, False, False, True, True, True]),
        ("ForAnyValue:StringEqualsIfExists", [True, True, False, True, True, True]),
        // Without a set operator several values have no answer, one has.
        ("StringEquals", [False, False, False, False, False, True]),
        ("StringNotEquals", [False, False, False, True, True, False]),
    ];
    let states =
        [many(&["a", "b"]), many(&["a", "c"]), many(&["c", "d"]), many(&[]), ABSENT, text("a")];
    for (operator, wanted) in table {
        let condition = json!({operator: {key: ["a", "b"]}});
        for (state, wanted) in states.into_iter().zip(wanted) {
            assert_eq!(truth(&condition, &[(key, state)]), wanted, "{condition} with {state:?}");
        }
    }
}

#[test]
fn operators_and_keys_all_have_to_hold() {
    let condition = json!({
        "StringEquals": {"aws:UserAgent": "a", "aws:Referer": "b"},
        "StringNotEquals": {"aws:UserAgent": "c"},
    });
    let ask = |agent, referer| {
        truth(&condition, &[("aws:UserAgent", text(agent)), ("aws:Referer", text(referer))])
    };
    assert_eq!(ask("a", "b"), Truth::True);
    assert_eq!(ask("a", "c"), Truth::False);
    assert_eq!(ask("c", "b"), Truth::False);
    // What does not hold decides, whatever the rest is.
    let open = truth(
        &condition,
        &[("aws:UserAgent", State::Unknown("not given")), ("aws:Referer", text("c"))],
    );
    assert_eq!(open, Truth::False);
}

#[test]
fn names_of_keys_have_no_case() {
    let condition = json!({"StringEquals": {"AWS:useragent": "a", "aws:principaltag/TEAM": "x"}});
    let keys = [("aws:UserAgent", text("a")), ("aws:PrincipalTag/team", text("x"))];
    assert_eq!(truth(&condition, &keys), Truth::True);
    assert_eq!(truth(&condition, &keys[..1]), Truth::False);
}

#[test]
fn addresses_and_ranges() {
    let inside = |range: &str, value: &str| {
        let condition = json!({"IpAddress": {"aws:SourceIp": range}});
        truth(&condition, &[("aws:SourceIp", State::One(address(value)))]) == Truth::True
    };
    assert!(inside("0.0.0.0/0", "203.0.113.9"));
    assert!(inside("203.0.113.9", "203.0.113.9"));
    assert!(!inside("203.0.113.9", "203.0.113.8"));
    assert!(inside("203.0.113.9/24", "203.0.113.200"), "bits of a host are left out");
    assert!(inside("::/0", "2001:db8::1"));
    assert!(inside("2001:db8::1", "2001:db8:0::1"));
    assert!(!inside("0.0.0.0/0", "2001:db8::1"), "a range of version 4 holds none of version 6");
    assert!(!inside("::/0", "203.0.113.9"));
    assert!(!inside("::ffff:203.0.113.9", "203.0.113.9"));
    let text_of = truth(
        &json!({"StringEquals": {"aws:SourceIp": "203.0.113.9"}}),
        &[("aws:SourceIp", State::One(address("203.0.113.9")))],
    );
    assert_eq!(text_of, Truth::True, "an address has a text");
}

#[test]
fn ranges_share_a_list_or_shut_everybody_out() {
    let deny = |ranges: Json| {
        let mut own = allow_if(&json!({"NotIpAddress": {"aws:SourceIp": ranges}}));
        own["Effect"] = json!("Deny");
        own
    };
    let keys = [("aws:SourceIp", State::One(address("192.0.2.1")))];
    let allow = allow_if(&json!({}));
    let shared = policy(&json!([allow, deny(json!(["192.0.2.0/24", "203.0.113.0/24"]))]));
    assert_eq!(verdict(&shared, &keys).decided(), Some(Decision::Allow));
    let two = policy(&json!([allow, deny(json!("192.0.2.0/24")), deny(json!("203.0.113.0/24"))]));
    assert_eq!(verdict(&two, &keys).decided(), Some(Decision::ExplicitDeny));
}

#[test]
fn arns_are_compared_part_by_part() {
    let like = |pattern: &str, value: &'static str| {
        let condition = json!({"ArnLike": {"aws:SourceArn": pattern}});
        truth(&condition, &[("aws:SourceArn", text(value))]) == Truth::True
    };
    assert!(like("arn:aws:sns:*:1:topic:a:*", "arn:aws:sns:us-east-1:1:topic:a:b"));
    assert!(
        !like("arn:aws:*:1:topic:a:b", "arn:aws:sns:us-east-1:1:topic:a:b"),
        "a star ends at a colon"
    );
    assert!(like("*", "arn:aws:sns:us-east-1:1:topic"));
    assert!(!like("arn:aws:sns:*:*:*", "no arn"));
}

#[test]
fn variables_stand_for_what_the_request_carries() {
    let condition = json!({"StringLike": {"aws:Referer": "https://${aws:username}.example.com/*"}});
    let ask = |name, referer| {
        truth(&condition, &[("aws:username", name), ("aws:Referer", text(referer))])
    };
    assert_eq!(ask(text("ann"), "https://ann.example.com/x"), Truth::True);
    assert_eq!(ask(text("ann"), "https://bob.example.com/x"), Truth::False);
    assert_eq!(ask(text("*"), "https://bob.example.com/x"), Truth::False, "a value is no wildcard");
    assert_eq!(ask(ABSENT, "https://.example.com/x"), Truth::False);
    assert_eq!(ask(many(&["ann"]), "https://ann.example.com/x"), Truth::False);
    assert_eq!(ask(State::Unknown("not given"), "https://ann.example.com/x"), Truth::Unknown);
    let negated = json!({"StringNotEquals": {"aws:Referer": "${aws:username}"}});
    assert_eq!(truth(&negated, &[("aws:Referer", text("a"))]), Truth::True, "no value, no match");
    let fallback = json!({"StringEquals": {"aws:Referer": "${aws:PrincipalTag/team, 'none'}"}});
    assert_eq!(truth(&fallback, &[("aws:Referer", text("none"))]), Truth::True);
    let team = [("aws:Referer", text("blue")), ("aws:PrincipalTag/team", text("blue"))];
    assert_eq!(truth(&fallback, &team), Truth::True);
    let any_case = json!({"StringEqualsIgnoreCase": {"aws:Referer": "X${aws:username}"}});
    let upper = [("aws:Referer", text("xANN")), ("aws:username", text("Ann"))];
    assert_eq!(truth(&any_case, &upper), Truth::True);
}

#[test]
fn letters_that_would_be_wildcards() {
    let condition = json!({"StringLike": {"aws:Referer": "a${*}b${?}${$}*"}});
    assert_eq!(truth(&condition, &[("aws:Referer", text("a*b?$c"))]), Truth::True);
    assert_eq!(truth(&condition, &[("aws:Referer", text("axb?$c"))]), Truth::False);
}

#[test]
fn the_old_version_has_no_variables() {
    let document = json!({"Statement": allow_if(&json!({"StringEquals": {"aws:Referer": "${aws:username}"}}))});
    let old = Policy::new(Document::from_value(&document, PolicyKind::Resource).unwrap(), &SETTING);
    let keys = [("aws:username", text("a")), ("aws:Referer", text("a"))];
    assert_eq!(verdict(&old, &keys).decided(), Some(Decision::ImplicitDeny));
    let literal = [("aws:username", text("a")), ("aws:Referer", text("${aws:username}"))];
    assert_eq!(verdict(&old, &literal).decided(), Some(Decision::Allow));
}
