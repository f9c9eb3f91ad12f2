//! What a trace says.

use std::borrow::Cow;

use super::*;

const DOCUMENT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Office",
      "Effect": "Allow",
      "Principal": "*",
      "Action": "execute-api:Invoke",
      "Resource": "execute-api:/prod/GET/*",
      "Condition": { "IpAddress": { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"] } }
    },
    {
      "Sid": "Robots",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "execute-api:Invoke",
      "Resource": "*",
      "Condition": { "StringLike": { "aws:UserAgent": "*bot*" } }
    }
  ]
}"#;

fn read(text: &str) -> Policy {
    let text: Arc<str> = text.into();
    let (tree, _) = read_json(FileId::FIRST, &text);
    let tree = Arc::new(tree);
    let fragment = Fragment::new(&tree, tree.root());
    let mut sink = Sink::default();
    let document = Document::read(fragment.node(), PolicyKind::Resource, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{:?}", sink.diagnostics());
    Policy::new(document, &SETTING)
}

fn context(address: &str, agent: Option<&'static str>) -> Context<'static> {
    let mut context = Context::new(State::Absent("not sent"));
    let address = address.parse().unwrap();
    context.set(GlobalKey::SourceIp, State::One(Value::Address(address)));
    if let Some(agent) = agent {
        context.set(GlobalKey::UserAgent, State::text(agent));
    }
    context
}

#[test]
fn a_trace_names_what_fails_and_where() {
    let policy = read(DOCUMENT);
    let context = context("207.172.87.12", None);
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context);
    let trace = policy.trace(&request);
    assert_eq!(trace.verdict.decided(), Some(Decision::ImplicitDeny));
    assert_eq!(trace.deciding().count(), 0);
    let office = &trace.statements[0];
    assert_eq!((office.sid, office.applies), (Some("Office"), Truth::False));
    let misses: Vec<_> = office.misses().collect();
    assert_eq!(misses.len(), 1);
    let miss = misses[0];
    assert_eq!(miss.element, Element::Condition { operator: "IpAddress", key: "aws:SourceIp" });
    assert_eq!(miss.because, Because::NoValueMatches);
    let wanted: Vec<&str> = miss.values.iter().map(|value| value.written).collect();
    assert_eq!(wanted, ["198.51.100.0/24", "203.0.113.0/24"]);
    let Actual::Key(State::One(actual)) = miss.actual else { panic!("{miss:?}") };
    assert_eq!(actual.to_string(), "207.172.87.12");
    let place = miss.values[1].span.unwrap();
    assert_eq!(at(DOCUMENT, place), "\"203.0.113.0/24\"");
    assert!(at(DOCUMENT, miss.span.unwrap()).starts_with("\"aws:SourceIp\": ["));
    assert!(at(DOCUMENT, office.span.unwrap()).contains("Office"));
    let robots: Vec<_> = trace.statements[1].misses().map(|miss| miss.because).collect();
    assert_eq!(robots, [Because::KeyAbsent]);
}

#[test]
fn a_trace_shows_what_was_compared() {
    let policy = read(DOCUMENT);
    let context = context("203.0.113.9", Some("googlebot"));
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context);
    let trace = policy.trace(&request);
    assert_eq!(trace.verdict.decided(), Some(Decision::ExplicitDeny));
    let deciding: Vec<_> = trace.deciding().map(|own| own.sid).collect();
    assert_eq!(deciding, [Some("Robots")]);
    let resource = &trace.statements[0].elements[2];
    assert_eq!(resource.values[0].written, "execute-api:/prod/GET/*");
    assert_eq!(resource.values[0].compared.as_deref(), Some(format!("{OWN}/prod/GET/*").as_str()));
    assert_eq!(resource.actual, Actual::Text(PETS));
    assert_eq!(trace.statements[0].applies, Truth::True);
}

#[test]
fn a_trace_names_what_has_to_be_known() {
    let policy = read(DOCUMENT);
    let mut context = context("203.0.113.9", None);
    context.set(GlobalKey::UserAgent, State::Unknown("no header was given"));
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context);
    let needs = policy.trace(&request).needs();
    assert_eq!(needs, [Need::Key { name: "aws:UserAgent", why: "no header was given" }]);
}

#[test]
fn a_trace_fills_variables_in() {
    let condition = json!({"StringEquals": {"aws:Referer": "${aws:username}"}});
    let policy = policy(&allow_if(&condition));
    let trace_of = |name: State<'static>| {
        let mut context = Context::new(State::Absent("not sent"));
        context.set(GlobalKey::Username, name);
        context.set(GlobalKey::Referer, State::text("bob"));
        let request = Request::new(Principal::Anonymous, "execute-api:Invoke", PETS, &context);
        let trace = policy.trace(&request);
        let element = trace.statements[0].elements[3].clone();
        let compared = element.values[0].compared.clone().map(Cow::into_owned);
        (compared, format!("{:?}", element.because), format!("{:?}", trace.needs()))
    };
    let (compared, because, _) = trace_of(State::text("ann"));
    assert_eq!((compared.as_deref(), because.as_str()), (Some("ann"), "NoValueMatches"));
    let (_, because, _) = trace_of(State::Absent("a role has none"));
    assert_eq!(because, "VariableMissing(\"aws:username\")");
    let (_, because, needs) = trace_of(State::Unknown("not given"));
    assert_eq!(because, "Unknown");
    assert!(needs.contains("aws:username"), "{needs}");
}

#[test]
fn a_policy_with_errors_decides_nothing() {
    let text: Arc<str> =
        r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}}"#.into();
    let (tree, _) = read_json(FileId::FIRST, &text);
    let mut sink = Sink::default();
    let document = Document::read(tree.root(), PolicyKind::Resource, &mut sink);
    assert!(document.is_broken());
    let policy = Policy::new(document, &SETTING);
    assert_eq!(verdict(&policy, &[]).decided(), None);
}

#[test]
fn functions_of_templates_leave_open_what_they_make() {
    let yaml: Arc<str> = "
Version: 2012-10-17
Statement:
  - Effect: Allow
    Principal: '*'
    Action: execute-api:Invoke
    Resource: !Sub 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/prod/GET/*'
  - Fn::If: [Closed, { Effect: Deny }, { Ref: AWS::NoValue }]
"
    .into();
    let (tree, problems) = read_yaml(FileId::FIRST, &yaml);
    assert!(problems.is_empty());
    let mut sink = Sink::default();
    let document = Document::read(tree.root(), PolicyKind::Resource, &mut sink);
    assert!(!document.is_broken());
    let names: Vec<&str> = sink.diagnostics().iter().map(|found| found.code.name).collect();
    assert_eq!(names, ["unresolved-policy-value"]);
    let policy = Policy::new(document, &SETTING);
    assert_eq!(verdict(&policy, &[]).decided(), None);
    let again = policy_json(tree.root());
    let again = Document::from_value(&again, PolicyKind::Resource).unwrap();
    let values: Vec<&str> = again.statements()[0]
        .resource()
        .unwrap()
        .values()
        .iter()
        .map(|value| value.as_str())
        .collect();
    assert_eq!(
        values,
        ["arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/prod/GET/*"]
    );
    assert_eq!(again.statements().len(), 2);
}
