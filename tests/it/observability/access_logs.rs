//! One line for each request, in the stage's format.

use portcullis::access::LogFormat;
use portcullis::gateway::{FunctionOutcome, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome};
use portcullis::mapping::AccessLogFormat;

use super::{Api, Asked, asked, backend, policy, returned};

const ID: &str = "30313233-3435-4637-b839-616263646566";

/// An API whose access log has these variables of `$context`, between bars, after the id without which the service
/// takes no format.
fn api(variables: &[&str]) -> Api {
    let names: Vec<String> = variables.iter().map(|name| format!("|${{context.{name}}}")).collect();
    formatted(&format!("$context.requestId{}", names.concat()))
}

/// The variables of an entry of such an API.
#[track_caller]
fn variables_of(entry: &str) -> Vec<&str> {
    let mut values = entry.trim_end_matches('\n').split('|');
    assert!(values.next().is_some_and(|id| id.len() >= 32));
    values.collect()
}

fn formatted(format: &str) -> Api {
    let format = serde_json::to_string(format).unwrap();
    Api::new(&format!("    accessLog: {{ format: {format} }}\n"))
}

#[track_caller]
fn check(
    variables: &[&str],
    asked: &Asked<'_>,
    outcomes: Vec<portcullis::gateway::Outcome>,
    expected: &[&str],
) {
    assert_eq!(variables_of(&api(variables).entry(asked, outcomes)), expected);
}

#[test]
fn a_request_is_told_of_as_it_was_asked() {
    check(
        &[
            "requestId",
            "extendedRequestId",
            "accountId",
            "apiId",
            "stage",
            "httpMethod",
            "path",
            "resourcePath",
            "protocol",
            "status",
            "responseLength",
            "responseLatency",
            "requestTime",
            "requestTimeEpoch",
            "identity.sourceIp",
            "identity.userAgent",
            "domainName",
            "domainPrefix",
            "xrayTraceId",
        ],
        &Asked { headers: &[("user-agent", "curl/8")], ..asked("GET /prod/mock?q=1") },
        vec![],
        &[
            ID,
            "MDEyMzQ1Njc4OWE=",
            "111122223333",
            "va5lll51kl",
            "prod",
            "GET",
            "/prod/mock",
            "/mock",
            "HTTP/1.1",
            "200",
            "15",
            "2",
            "14/Nov/2023:22:13:20 +0000",
            "1700000000000",
            "192.0.2.7",
            "curl/8",
            "abc.execute-api.test",
            "abc",
            "1-6553f100-303132333435363738396162",
        ],
    );
}

#[test]
fn what_is_not_there_is_a_hyphen() {
    let variables = [
        "identity.caller",
        "identity.apiKey",
        "authorizer.principalId",
        "authorizer.error",
        "authenticate.status",
        "authorize.status",
        "integration.status",
        "integrationLatency",
        "error.message",
        "error.messageString",
        "error.responseType",
        "waf.status",
        "wafResponseCode",
        "webaclArn",
        "customDomain.basePathMatched",
        "identity.cognitoIdentityId",
        "no.such.variable",
        "routeKey",
    ];
    check(&variables, &asked("GET /prod/mock"), vec![], &["-"; 18]);
}

#[test]
fn the_backend_of_a_proxy_has_a_status_a_latency_and_an_id() {
    let variables = [
        "status",
        "integration.status",
        "integration.integrationStatus",
        "integrationStatus",
        "integration.latency",
        "integrationLatency",
        "integration.requestId",
        "awsEndpointRequestId",
        "integration.error",
        "responseLatency",
    ];
    check(
        &variables,
        &asked("POST /prod/proxy/7"),
        vec![backend(404, &[("x-amzn-requestid", "of-backend")], "no")],
        &["404", "404", "404", "404", "40", "40", "of-backend", "of-backend", "-", "43"],
    );
    let failure = UpstreamFailure { kind: UpstreamFailureKind::Timeout, detail: String::new() };
    check(
        &[
            "status",
            "integration.status",
            "integrationErrorMessage",
            "integration.latency",
            "error.responseType",
        ],
        &asked("POST /prod/proxy/7"),
        vec![UpstreamOutcome::Failure(failure).into()],
        &["504", "-", "Execution failed due to a timeout error", "40", "INTEGRATION_TIMEOUT"],
    );
}

#[test]
fn a_function_has_a_status_of_its_own_and_lambda_another() {
    let variables = [
        "status",
        "integration.status",
        "integration.integrationStatus",
        "integration.requestId",
        "integration.error",
        "authorizer.status",
        "authorizer.integrationStatus",
        "authorizer.latency",
        "authorizer.integrationLatency",
        "authorizer.error",
        "authorizer.principalId",
        "authorizer.team",
        "authorize.status",
        "authorize.error",
    ];
    let asked = Asked { headers: &[("authorization", "token")], ..asked("GET /prod/guarded") };
    let api = api(&variables);
    let line =
        api.entry(&asked, vec![policy("Allow"), returned(r#"{"statusCode":418,"body":"x"}"#)]);
    let values = variables_of(&line);
    assert_eq!(values[..3], ["418", "418", "200"]);
    assert_eq!(values[3].len(), ID.len());
    assert_eq!(values[4..], ["-", "200", "200", "40", "40", "-", "joe", "a\\\"b", "200", "-"]);
    // The answer of the authorizer was kept, and the function returns what is no answer.
    let line = api.entry(&asked, vec![returned("[]")]);
    let values = variables_of(&line);
    assert_eq!(values[..3], ["502", "200", "200"]);
    assert_eq!(
        values[4],
        "Execution failed due to configuration error: Malformed Lambda proxy response"
    );
    assert_eq!(values[5..9], ["200", "-", "0", "0"]);
}

#[test]
fn phases_that_keep_a_caller_out_say_so() {
    let variables = [
        "status",
        "authorizer.status",
        "authorizer.error",
        "authorize.status",
        "authorize.error",
        "error.message",
        "error.responseType",
        "error.messageString",
    ];
    let asked_with = Asked { headers: &[("authorization", "token")], ..asked("GET /prod/guarded") };
    check(
        &variables,
        &asked_with,
        vec![policy("Deny")],
        &[
            "403",
            "200",
            "-",
            "403",
            "User is not authorized to access this resource with an explicit deny",
            "User is not authorized to access this resource with an explicit deny",
            "ACCESS_DENIED",
            "\"User is not authorized to access this resource with an explicit deny\"",
        ],
    );
    let unknown = bytes::Bytes::from_static(b"{\"errorMessage\":\"Unauthorized\"}");
    check(
        &variables,
        &asked_with,
        vec![FunctionOutcome::Error(unknown).into()],
        &[
            "401",
            "401",
            "Unauthorized",
            "-",
            "-",
            "Unauthorized",
            "UNAUTHORIZED",
            "\"Unauthorized\"",
        ],
    );
    check(
        &["status", "error.validationErrorString", "error.message"],
        &asked("GET /prod/checked"),
        vec![],
        &[
            "400",
            "Missing required request parameters: [type]",
            "Missing required request parameters: [type]",
        ],
    );
    check(
        &["status", "stage", "resourcePath", "error.responseType"],
        &asked("GET /prod/nothing"),
        vec![],
        &["403", "prod", "-", "MISSING_AUTHENTICATION_TOKEN"],
    );
}

#[test]
fn a_stage_that_is_none_has_no_log() {
    let api = api(&["requestId"]);
    let transcript = api.transcript(&asked("GET /test/mock"), vec![]);
    assert_eq!((transcript.access_log(), transcript.status().as_u16()), (None, 403));
    let transcript = api.transcript(&asked("GET /prod/mock"), vec![]);
    assert_eq!(transcript.access_log().map(|own| &**own), Some("stdout"));
}

#[test]
fn keys_are_not_given_away_and_ids_of_callers_are_replaced() {
    let key = "abcdefghijklmnopqrstuvwxyz";
    check(
        &["identity.apiKey", "identity.apiKeyId", "requestId"],
        &Asked {
            headers: &[("x-api-key", key), ("x-amzn-requestid", "mine")],
            ..asked("GET /prod/keyed")
        },
        vec![],
        &["********************uvwxyz", "app", "UUID_REPLACED_INVALID_REQUEST_ID"],
    );
    let own = "9d0e1f2a-0000-4000-8000-00000000000b";
    let asked = Asked { headers: &[("x-amzn-requestid", own)], ..asked("GET /prod/mock") };
    check(&["requestId"], &asked, vec![], &[own]);
}

/// What a caller may try in order to write an entry of its own.
const HOSTILE: &str = "a\"} , \\ </ip>\t, {\"status\":\"200\"}\u{9b}é";

#[test]
fn nobody_writes_entries_but_the_gateway() {
    let asked = Asked { headers: &[("user-agent", HOSTILE)], ..asked("GET /prod/mock") };
    for format in [
        "{\"id\":\"$context.requestId\",\"userAgent\":\"$context.identity.userAgent\",\"status\":$context.status}",
        "<r id=\"$context.requestId\"><ua>$context.identity.userAgent</ua><s>$context.status</s></r>",
        "$context.requestId \"$context.identity.userAgent\" $context.status",
    ] {
        let line = formatted(format).entry(&asked, vec![]);
        assert_eq!(line.matches('\n').count(), 1, "{line}");
        assert!(!line.trim_end_matches('\n').chars().any(char::is_control), "{line}");
        let record = LogFormat::new(Some(format)).read(&line).unwrap();
        assert_eq!((record.status, record.user_agent.as_deref()), (200, Some(HOSTILE)), "{line}");
        assert_eq!(record.request_id.as_deref(), Some(ID), "{line}");
    }
}

#[test]
fn what_is_written_is_read_by_those_who_explain_logs() {
    let named: Vec<String> =
        AccessLogFormat::names().map(|name| AccessLogFormat::text(name).to_owned()).collect();
    let own = "$context.requestId $context.status $context.httpMethod $context.resourcePath \
               $context.identity.sourceIp [$context.requestTime] $context.error.messageString";
    for format in named.iter().map(String::as_str).chain([own]) {
        let api = formatted(format);
        for (request, status, path) in [
            ("GET /prod/mock", 200, Some("/mock")),
            ("GET /prod/keyed", 403, Some("/keyed")),
            ("DELETE /prod/nothing", 403, None),
        ] {
            let line = api.entry(&asked(request), vec![]);
            let record = LogFormat::new(Some(format)).read(&line);
            let record = record.unwrap_or_else(|fault| panic!("{fault}: {line}"));
            assert_eq!((record.status, record.resource_path.as_deref()), (status, path), "{line}");
            assert_eq!(record.verb.as_deref(), request.split(' ').next(), "{line}");
            assert_eq!(record.source_ip.map(|own| own.to_string()).as_deref(), Some("192.0.2.7"));
            assert_eq!(record.time, Some(1_700_000_000), "{line}");
            assert_eq!(record.request_id.as_deref(), Some(ID), "{line}");
        }
    }
}

#[test]
fn formats_go_by_the_names_of_the_console() {
    let line = |format: &str| {
        let api = Api::new(&format!("    accessLog: {{ format: {format} }}\n"));
        api.entry(&asked("GET /prod/mock"), vec![])
    };
    let time = "14/Nov/2023:22:13:20 +0000";
    assert_eq!(
        line("clf"),
        format!("192.0.2.7 - - [{time}] \"GET /mock HTTP/1.1\" 200 15 {ID} MDEyMzQ1Njc4OWE=\n")
    );
    assert_eq!(
        line("csv"),
        format!("192.0.2.7,-,-,{time},GET,/mock,HTTP/1.1,200,15,{ID},MDEyMzQ1Njc4OWE=\n")
    );
    assert!(line("xml").starts_with(&format!("<request id=\"{ID}\"> <extendedRequestId>")));
    let json: serde_json::Value = serde_json::from_str(&line("json")).unwrap();
    assert_eq!((&json["status"], &json["requestTime"]), (&"200".into(), &time.into()));
}
