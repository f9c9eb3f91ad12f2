//! The execution log of a stage, as much of it as the stage asks for.

use super::{Api, Asked, asked, backend, policy, returned};

/// The texts of the lines, without times and ids.
fn texts(log: &str) -> Vec<&str> {
    log.lines().map(|line| line.split_once(") ").unwrap().1).collect()
}

fn api(logging: &str) -> Api {
    Api::new(&format!("    logging: {logging}\n"))
}

#[test]
fn info_tells_the_steps_and_no_data() {
    let api = api("{ level: INFO }");
    let asked =
        Asked { headers: &[("cookie", "c=1")], body: "secret", ..asked("POST /prod/proxy/7") };
    let log = api.log(&asked, vec![backend(200, &[], "secret")]);
    let id = "30313233-3435-4637-b839-616263646566";
    assert!(log.starts_with(&format!("Tue Nov 14 22:13:20 UTC 2023 : ({id}) ")), "{log}");
    assert_eq!(
        texts(&log),
        [
            &*format!("Starting execution for request: {id}"),
            "HTTP Method: POST, Resource Path: /proxy/{id}",
            "API Key  authorized because method 'POST /proxy/{id}' does not require API Key. Request will not \
             contribute to throttle or quota limits",
            "Received response. Status: 200, Integration latency: 40 ms",
            "Successfully completed execution",
            "Method completed with status: 200",
        ]
    );
}

#[test]
fn data_traces_have_everything_but_secrets() {
    let api = api("{ level: INFO, dataTrace: true }");
    let asked = Asked {
        headers: &[
            ("authorization", "Bearer s3cret-of-the-caller"),
            ("x-api-key", "s3cret-s3cret-s3cret-abcdef"),
            ("cookie", "session=s3cret"),
            ("x-plain", "shown"),
        ],
        body: "the payload\nof two lines",
        ..asked("POST /prod/proxy/7?token=s3cret&page=2")
    };
    let log = api.log(&asked, vec![backend(200, &[("set-cookie", "s3cret=1")], "the answer")]);
    for shown in [
        "Method request query string: {token=****, page=2}",
        "x-plain=shown",
        "x-api-key=*********************abcdef",
        "Method request body before transformations: the payload\\nof two lines",
        "Endpoint request URI: http://backend.test:81/pets/7?token=****&page=2",
        "Endpoint response body before transformations: the answer",
        "Method response body after transformations: the answer",
    ] {
        assert!(log.contains(shown), "{shown}\n{log}");
    }
    assert!(!log.contains("s3cret"), "{log}");
}

#[test]
fn errors_are_all_that_some_want_to_know() {
    let api = api("{ level: ERROR, dataTrace: true }");
    let good = api.log(&asked("GET /prod/mock"), vec![]);
    assert_eq!(good, "");
    let asked = Asked { headers: &[("authorization", "t")], ..asked("GET /prod/guarded") };
    let log = api.log(&asked, vec![policy("Allow"), returned("[]")]);
    let lines = texts(&log);
    assert_eq!(
        lines[0],
        "Execution failed due to configuration error: Malformed Lambda proxy response"
    );
    assert_eq!(*lines.last().unwrap(), "Method completed with status: 502");
}

#[test]
fn a_method_can_have_a_level_of_its_own() {
    let stage = "    logging: { level: INFO, destination: logs/execution.log }\n    methods:\n      \
                 GET /mock: { logging: { level: 'OFF' } }\n      ANY /keyed: { logging: { level: ERROR } }\n";
    let api = Api::new(stage);
    let destination = |request| {
        let transcript = api.transcript(&asked(request), vec![]);
        transcript.execution_log().map(ToString::to_string)
    };
    let own = Some("logs/execution.log".to_owned());
    assert_eq!(destination("GET /prod/mock"), None);
    assert_eq!(destination("PUT /prod/mock"), own);
    assert_eq!(destination("GET /prod/keyed"), own);
    assert_eq!(
        texts(&api.log(&asked("GET /prod/keyed"), vec![])),
        ["Execution failed due to an invalid API key: the request has no header `x-api-key`"]
    );
    assert_eq!(api.log(&asked("GET /prod/nothing"), vec![]), "", "there is no method");
    // Without a level there is no log, whatever else is set.
    let none = Api::new("    logging: { dataTrace: true }\n");
    assert_eq!(none.transcript(&asked("GET /prod/mock"), vec![]).execution_log(), None);
}
