//! Both ways to a decision come to the same one, and laws hold that need no other judge: over policies and requests
//! that are drawn from a seed.

use super::*;

struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        (0..=self.below(2)).map(|_| self.of(all).clone()).collect()
    }
}

const KEYS: [&str; 8] = [
    "aws:SourceIp",
    "aws:UserAgent",
    "aws:Referer",
    "aws:CurrentTime",
    "aws:SecureTransport",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalArn",
    "aws:username",
];

fn condition(draw: &mut Draw) -> Json {
    let texts = ["a", "b", "A", "*", "a?", "${aws:username}", "${aws:Referer, 'a'}", "${Hole}"];
    let set = ["", "", "ForAllValues:", "ForAnyValue:"];
    let tail = ["", "", "IfExists"];
    let (operator, values): (&str, Vec<&str>) = match draw.below(8) {
        0 => (
            *draw.of(&["IpAddress", "NotIpAddress"]),
            draw.some(&["203.0.113.0/24", "0.0.0.0/0", "::/0"]),
        ),
        1 => (
            *draw.of(&["DateLessThan", "DateGreaterThanEquals", "DateNotEquals"]),
            draw.some(&["2023-02-01", "1700000000"]),
        ),
        2 => (*draw.of(&["NumericLessThan", "NumericNotEquals"]), draw.some(&["0", "1700000000"])),
        3 => ("Bool", draw.some(&["true", "false"])),
        4 => (
            *draw.of(&["ArnLike", "ArnNotEquals"]),
            draw.some(&["arn:aws:iam::111122223333:*", "*"]),
        ),
        5 => return json!({"Null": {*draw.of(&KEYS): draw.some(&["true", "false"])}}),
        _ => (
            *draw.of(&[
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
            ]),
            draw.some(&texts),
        ),
    };
    let operator = format!("{}{operator}{}", draw.of(&set), draw.of(&tail));
    json!({operator: {*draw.of(&KEYS): values}})
}

fn statement(draw: &mut Draw) -> Json {
    let principals = [
        json!("*"),
        json!("*"),
        json!({"AWS": "111122223333"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/Ann"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/Reader/one"}),
        json!({"Service": "events.amazonaws.com"}),
    ];
    let resources = [
        "*",
        "execute-api:/*",
        "execute-api:/prod/GET/*",
        "execute-api:/prod/*/pets",
        "execute-api:/dev/*",
        "execute-api:/prod/GET/${aws:username}",
        "arn:aws:execute-api:*:*:${Api}/prod/GET/pets",
    ];
    let actions = ["execute-api:Invoke", "execute-api:*", "*", "execute-api:ManageConnections"];
    let mut own = json!({
        "Effect": draw.of(&["Allow", "Allow", "Deny"]),
        *draw.of(&["Principal", "Principal", "Principal", "NotPrincipal"]): draw.of(&principals),
        *draw.of(&["Action", "Action", "NotAction"]): draw.some(&actions),
        *draw.of(&["Resource", "Resource", "NotResource"]): draw.some(&resources),
    });
    if draw.below(3) > 0 {
        own["Condition"] = condition(draw);
    }
    own
}

fn state(draw: &mut Draw) -> State<'static> {
    match draw.below(9) {
        0 | 1 => State::Absent("not sent"),
        2 => State::Unknown("not given"),
        3 => State::One(Value::Address("203.0.113.9".parse().unwrap())),
        4 => State::One(Value::Time(1_675_243_815)),
        5 => State::One(Value::Bool(true)),
        6 => *draw.of(&[many(&["a", "b"]), many(&[])]),
        7 => State::text("arn:aws:iam::111122223333:user/Ann"),
        _ => {
            let text: &&str = draw.of(&["a", "b", "", "ab"]);
            State::text(text)
        }
    }
}

/// The verdict if every unknown key were `state`.
fn known(
    policy: &Policy,
    states: &[State<'static>],
    principal: Principal<'_>,
    state: State<'static>,
) -> Verdict {
    let mut context = Context::new(State::Absent("not sent"));
    for (key, own) in KEYS.into_iter().zip(states) {
        context.set_named(key, if matches!(own, State::Unknown(_)) { state } else { *own });
    }
    policy.evaluate(&Request::new(principal, "execute-api:Invoke", PETS, &context))
}

#[test]
fn both_ways_agree_and_nothing_is_guessed() {
    let mut draw = Draw(20_231_201);
    let ann = Identity::parse("arn:aws:iam::111122223333:user/Ann").unwrap();
    let session = Identity::parse("arn:aws:sts::111122223333:assumed-role/Reader/one").unwrap();
    let callers = [
        Principal::Anonymous,
        Principal::Identity(&ann),
        Principal::Identity(&session),
        Principal::Unknown,
    ];
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..1_200 {
        let statements: Vec<Json> = (0..=draw.below(3)).map(|_| statement(&mut draw)).collect();
        let policy = policy(&json!(statements));
        let states: Vec<State<'static>> = KEYS.iter().map(|_| state(&mut draw)).collect();
        let mut context = Context::new(State::Absent("not sent"));
        KEYS.into_iter().zip(&states).for_each(|(key, state)| context.set_named(key, *state));
        let principal = *draw.of(&callers);
        let request = Request::new(principal, "execute-api:Invoke", PETS, &context);
        let verdict = ask(&policy, &request);
        *seen.entry(verdict.decided()).or_insert(0) += 1;
        // Whatever the unknown turns out to be, the decision was possible.
        for state in [State::Absent("not sent"), State::text("a"), many(&["b"])] {
            let settled = known(&policy, &states, principal, state);
            let all = settled.possible().all(|decision| verdict.may_be(decision));
            assert!(all, "{settled:?} was not possible in {verdict:?}: {}", json!(statements));
        }
        laws(&statements, &request, verdict);
    }
    assert!(seen.len() == 4 && seen.values().all(|count| *count > 60), "{seen:?}");
}

fn laws(statements: &[Json], request: &Request<'_>, verdict: Verdict) {
    let reversed: Vec<Json> = statements.iter().rev().cloned().collect();
    assert_eq!(policy(&json!(reversed)).evaluate(request), verdict, "order counts");
    let twice: Vec<&Json> = statements.iter().chain(statements).collect();
    assert_eq!(policy(&json!(twice)).evaluate(request), verdict, "repeating counts");
    let everything = |effect: &str| {
        let own = json!({"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"});
        let all: Vec<Json> = statements.iter().cloned().chain([own]).collect();
        policy(&json!(all)).evaluate(request)
    };
    assert_eq!(everything("Deny").decided(), Some(Decision::ExplicitDeny));
    assert_eq!(
        everything("Allow").may_be(Decision::ExplicitDeny),
        verdict.may_be(Decision::ExplicitDeny)
    );
    assert!(!everything("Allow").may_be(Decision::ImplicitDeny));
}
