//! A share of the requests goes to the canary.

use portcullis::bundle::Config;

use super::{config, document, engine, response, said};

fn canary(percent: &str) -> Config {
    let stage = format!("canary: {{ percent: {percent}, variables: {{ who: bird, more: seed }} }}");
    config(
        &document("base"),
        &format!(
            "stages:\n  prod: {{ variables: {{ who: cat }}, {stage} }}\n  test: {{ variables: {{ who: dog }} }}\n"
        ),
    )
}

#[test]
fn none_and_all_are_exact() {
    let (none, all) = (engine(&canary("0"), 7), engine(&canary("100"), 7));
    for _ in 0..200 {
        assert_eq!(said(&none, "/prod/pets"), "base cat  false");
        assert_eq!(said(&all, "/prod/pets"), "base bird seed true");
        // A stage without a canary does not know the word.
        assert_eq!(said(&all, "/test/pets"), "base dog");
    }
}

#[test]
fn the_same_seed_gives_the_same_requests_and_the_share_is_right() {
    let drawn = |seed: u64| -> Vec<bool> {
        let engine = engine(&canary("10"), seed);
        (0..2000).map(|_| said(&engine, "/prod/pets").ends_with("true")).collect()
    };
    let first = drawn(7);
    assert_eq!(first, drawn(7));
    assert_ne!(first, drawn(8));
    let share = first.iter().filter(|own| **own).count();
    assert!((160..=240).contains(&share), "{share} of 2000");
}

#[test]
fn a_canary_has_logs_of_its_own_and_the_metrics_of_its_stage() {
    let stages = |percent: u8| {
        format!(
            "stages: {{ prod: {{ accessLog: {{ format: json, destination: access.log }}, canary: {{ percent: {percent} }} }} }}\n"
        )
    };
    for (percent, file) in [(0, "access.log"), (100, "access.log.canary")] {
        let engine = engine(&config(&document("base"), &stages(percent)), 0);
        let mut transcript = response(&engine, "/prod/pets").transcript.unwrap();
        assert_eq!(transcript.access_log().map(|own| &**own), Some(file));
        transcript.close(transcript.status(), 0, portcullis::gateway::Moment::default());
        let metrics = engine.metrics();
        assert!(
            metrics.contains("AWS_ApiGateway_Count{ApiName=\"pets\",Stage=\"prod\"} 1\n"),
            "{metrics}"
        );
        assert!(metrics.contains("AWS_ApiGateway_Count{ApiName=\"pets\"} 1\n"), "{metrics}");
    }
}

#[test]
fn a_deployment_that_is_not_there_is_told() {
    let mut config = canary("50");
    config.stages.get_mut("prod").unwrap().deployment_id = Some("none".to_owned());
    let options = portcullis::gateway::PlanOptions::default();
    let error = portcullis::gateway::Plan::new(&config, &options).unwrap_err();
    assert_eq!(error.to_string(), "prod: there is no deployment `none`");
}
