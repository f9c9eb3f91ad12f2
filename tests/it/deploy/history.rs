//! What is deployed when, and what is refused.

use portcullis::deploy::{DeedKind, History, Refusal, deployment_id};
use portcullis::diff::Effect;
use portcullis::ir::EndpointType;

use super::{config, document, engine, said};

const STAGES: &str =
    "stages: { prod: { variables: { who: cat } }, test: { variables: { who: dog } } }\n";
const CANARY: &str = "stages: { prod: { variables: { who: cat }, canary: { percent: 100, variables: { who: bird } } } }\n";

#[test]
fn a_stage_runs_what_was_deployed_and_not_what_is_written() {
    let (one, two) = (config(&document("one"), STAGES), config(&document("two"), STAGES));
    let mut history = History::default();
    history.deploy(&one, "prod", Some("the first"), 10).unwrap();
    history.deploy(&two, "test", None, 20).unwrap();
    let running = engine(&history.running(&two), 0);
    assert_eq!(said(&running, "/prod/pets"), "one cat");
    assert_eq!(said(&running, "/test/pets"), "two dog");
    // What was never deployed is not there.
    let mut single = History::default();
    single.deploy(&one, "prod", None, 10).unwrap();
    let running = engine(&single.running(&two), 0);
    assert_eq!(said(&running, "/test/pets"), "{\"message\":\"Forbidden\"}");
    // Settings of stages take effect at once.
    let renamed = config(&document("two"), "stages: { prod: { variables: { who: lion } } }\n");
    assert_eq!(said(&engine(&single.running(&renamed), 0), "/prod/pets"), "one lion");
}

#[test]
fn the_same_api_is_the_same_deployment() {
    let (one, two) = (config(&document("one"), STAGES), config(&document("two"), STAGES));
    let below = format!("# a comment, which moves every line\n{}", document("one"));
    assert_eq!(deployment_id(&one.rest_api), deployment_id(&config(&below, STAGES).rest_api));
    assert_ne!(deployment_id(&one.rest_api), deployment_id(&two.rest_api));
    let mut history = History::default();
    for at in [10, 20] {
        history.deploy(&one, "prod", None, at).unwrap();
    }
    assert_eq!((history.deployments.len(), history.deeds.len()), (1, 2));
}

#[test]
fn a_stage_can_be_pointed_back() {
    let mut history = History::default();
    let ids: Vec<String> = ["one", "two", "three"]
        .iter()
        .zip(0..)
        .map(|(word, at)| {
            let deed = history.deploy(&config(&document(word), STAGES), "prod", None, at);
            deed.unwrap().deployment_id
        })
        .collect();
    let now = |history: &History| history.stages["prod"].deployment_id.clone();
    assert_eq!(history.rollback("prod", None, 5).unwrap().deployment_id, ids[1]);
    assert_eq!(history.rollback("prod", Some(&ids[0]), 6).unwrap().before, Some(ids[1].clone()));
    assert_eq!(now(&history), ids[0]);
    assert_eq!(history.rollback("prod", Some("none"), 7), Err(Refusal::UnknownDeployment));
    assert_eq!(history.rollback("test", None, 7), Err(Refusal::NotDeployed("test".to_owned())));
    let mut fresh = History::default();
    fresh.deploy(&config(&document("one"), STAGES), "prod", None, 1).unwrap();
    assert_eq!(fresh.rollback("prod", None, 2), Err(Refusal::NothingBefore("prod".to_owned())));
}

#[test]
fn a_canary_is_deployed_to_and_promoted() {
    let (one, two) = (config(&document("one"), STAGES), config(&document("two"), CANARY));
    let mut history = History::default();
    assert_eq!(
        history.deploy(&two, "prod", None, 1).unwrap_err().to_string(),
        "Stage prod must already be created before making a canary release deployment"
    );
    history.deploy(&one, "prod", None, 1).unwrap();
    assert_eq!(history.promote("prod", None, 2), Err(Refusal::NoCanary));
    assert_eq!(history.deploy(&two, "prod", None, 2).unwrap().kind, DeedKind::DeployCanary);
    let said_by = |history: &History| said(&engine(&history.running(&two), 0), "/prod/pets");
    assert_eq!(said_by(&history), "two bird  true");
    let mut taken_back = history.clone();
    assert_eq!(taken_back.rollback("prod", None, 3).unwrap().kind, DeedKind::RollbackCanary);
    assert_eq!(said_by(&taken_back), "one cat  false");
    // The canary stays attached and gets nothing; its variables are those of the stage now.
    assert_eq!(history.promote("prod", None, 3).unwrap().kind, DeedKind::Promote);
    assert_eq!(said_by(&history), "two bird  false");
    // The next deployment to the stage itself takes what is written.
    history.deploy(&one, "prod", None, 4).unwrap();
    assert_eq!(said(&engine(&history.running(&one), 0), "/prod/pets"), "one cat");
}

#[test]
fn a_stage_can_take_over_what_another_runs() {
    let one = config(&document("one"), STAGES);
    let mut history = History::default();
    let id = history.deploy(&one, "test", None, 1).unwrap().deployment_id;
    let deed = history.promote("prod", Some("test"), 2).unwrap();
    assert_eq!((deed.deployment_id, deed.before), (id, None));
    assert_eq!(said(&engine(&history.running(&one), 0), "/prod/pets"), "one cat");
}

#[test]
fn every_change_says_when_it_takes_effect() {
    let one = config(&document("one"), STAGES);
    let mut history = History::default();
    history.deploy(&one, "prod", None, 1).unwrap();
    let more = format!(
        "{}  /more:\n    get:\n      responses: {{}}\n      x-amazon-apigateway-integration: {{ type: mock }}\n",
        document("two")
    );
    let stages =
        "stages: { prod: { variables: { who: lion } }, new: {} }\nendpoint: { type: REGIONAL }\n";
    let plans = history.plan(&config(&more, stages), None).unwrap();
    let prod = &plans[0];
    let shown =
        prod.changes.iter().map(|own| (own.subject.to_string(), own.message.clone(), own.effect));
    let mapping =
        "the mapping is another: `integrationResponses.default.responseTemplates.application/json`";
    let endpoint = "the endpoint type is `REGIONAL` instead of `EDGE`";
    let expected = [
        ("GET /pets", mapping, Effect::Deployment),
        ("API", endpoint, Effect::Deployment),
        ("stage prod", "`variables.who` is `lion` instead of `cat`", Effect::Immediate),
        ("GET /more", "is new", Effect::Deployment),
    ];
    let expected =
        expected.map(|(subject, what, when)| (subject.to_owned(), what.to_owned(), when));
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert!(prod.needs_deployment() && prod.refusal.is_none());
    assert_eq!((plans[1].stage.as_str(), &plans[1].deployed), ("new", &None));
    assert!(!history.plan(&one, Some("prod")).unwrap()[0].needs_deployment());
    assert_eq!(history.plan(&one, Some("none")), Err(Refusal::UnknownStage("none".to_owned())));
}

/// An API of that endpoint type, with a policy where `vpc` says which VPC may call.
fn typed(endpoint: &str, vpc: Option<&str>) -> portcullis::bundle::Config {
    let condition = vpc.map_or(String::new(), |own| {
        format!("\n      Condition: {{ StringEquals: {{ aws:SourceVpc: {own} }} }}")
    });
    let document = format!(
        "{}x-amazon-apigateway-policy:\n  Version: '2012-10-17'\n  Statement:\n    - Effect: Allow\n      Principal: '*'\n      \
         Action: execute-api:Invoke\n      Resource: '*'{condition}\n",
        document("one")
    );
    config(&document, &format!("endpoint: {{ type: {endpoint} }}\nstages: {{ prod: {{}} }}\n"))
}

#[test]
fn a_private_api_does_not_become_edge_optimized() {
    let mut history = History::default();
    history.deploy(&typed("PRIVATE", Some("vpc-1")), "prod", None, 1).unwrap();
    let refusal = history.deploy(&typed("EDGE", Some("vpc-1")), "prod", None, 2).unwrap_err();
    assert_eq!(refusal.to_string(), "an API of the type PRIVATE cannot become EDGE");
    assert_eq!(
        refusal.help().unwrap(),
        "this way is legal:\n  \
         1. remove the conditions on `aws:SourceVpc`, `aws:SourceVpce` and `aws:VpcSourceIp` from the resource policy, so \
         that callers from outside get in\n  \
         2. write `endpoint: { type: REGIONAL }`, and deploy\n  \
         3. remove the resource policy where nothing else needs it, and deploy again\n  \
         4. write `endpoint: { type: EDGE }`, and deploy"
    );
    // Nothing was done, and the plan says the same.
    assert_eq!(history.deeds.len(), 1);
    let plans = history.plan(&typed("EDGE", None), None).unwrap();
    assert!(matches!(
        plans[0].refusal,
        Some(Refusal::EndpointType { from: EndpointType::Private, to: EndpointType::Edge, .. })
    ));
    assert_eq!(
        history.deploy(&typed("REGIONAL", Some("vpc-1")), "prod", None, 2),
        Err(Refusal::PolicyOfPrivate { to: EndpointType::Regional })
    );
    history.deploy(&typed("REGIONAL", None), "prod", None, 2).unwrap();
    history.deploy(&typed("EDGE", None), "prod", None, 3).unwrap();
}

#[test]
fn what_nobody_could_call_is_not_deployed() {
    let mut history = History::default();
    let empty = config("openapi: 3.0.1\ninfo: { title: x, version: '1' }\npaths: {}\n", STAGES);
    assert_eq!(history.deploy(&empty, "prod", None, 1), Err(Refusal::NoMethods));
    let open = config(&document("one"), "endpoint: { type: PRIVATE }\nstages: { prod: {} }\n");
    assert_eq!(history.deploy(&open, "prod", None, 1), Err(Refusal::NoPolicy));
    let unknown = history.deploy(&config(&document("one"), STAGES), "pord", None, 1);
    assert_eq!(unknown, Err(Refusal::UnknownStage("pord".to_owned())));
}
