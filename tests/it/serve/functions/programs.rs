//! Programs that speak the Runtime API, whatever speaks the Invoke API, and answers in files.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::project::{custom, folder, get, has, node, serve, write};
use crate::cli::{portcullis, stderr, stdout};
use crate::serve::running::Running;
use crate::serve::stub::{Stub, ok};

/// A runtime as somebody else would write it.
const RUNTIME: &str = "
import http.client, json, os, sys
address = os.environ['AWS_LAMBDA_RUNTIME_API']
def call(method, path, body=None):
    connection = http.client.HTTPConnection(address)
    connection.request(method, '/2018-06-01/runtime' + path, body=body)
    response = connection.getresponse()
    return response.status, response.headers, response.read()
if sys.argv[1:] == ['refuse']:
    call('POST', '/init/error', json.dumps({'errorMessage': 'not today', 'errorType': 'Own.Refusal'}))
    sys.exit(1)
while True:
    status, headers, body = call('GET', '/invocation/next')
    event = json.loads(body)
    id = headers['Lambda-Runtime-Aws-Request-Id']
    wrong = call('POST', '/invocation/00000000-0000-4000-8000-000000000000/response', '{}')[0]
    unknown = call('GET', '/nothing')[0]
    if event.get('fail'):
        call('POST', f'/invocation/{id}/error', 'no document at all')
    else:
        status, headers, body = call('POST', f'/invocation/{id}/response', json.dumps([event, wrong, unknown]))
        assert (status, headers['Content-Type']) == (202, 'application/json'), (status, headers.items())
        again = call('POST', f'/invocation/{id}/response', '{}')[0]
        assert again == 400, again
";

#[test]
fn a_program_that_speaks_the_runtime_api_is_a_function() {
    if !has("python3", "a_program_that_speaks_the_runtime_api_is_a_function") {
        return;
    }
    let running =
        serve("{ command: python3 -u 'my runtime.py', timeout: 5 }", &[("my runtime.py", RUNTIME)]);
    for n in 0..3 {
        let (status, value) = custom(&running, &format!("{{\"n\": {n}}}"));
        assert_eq!((status, value), (200, json!([{"n": n}, 400, 404])));
    }
    let (status, value) = custom(&running, "{\"fail\": true}");
    assert_eq!(
        (status, value),
        (500, json!({"errorType": "Unhandled", "errorMessage": "no document at all"}))
    );
    let refusing = serve("{ command: python3 -u r.py refuse, timeout: 5 }", &[("r.py", RUNTIME)]);
    assert_eq!(custom(&refusing, "{}").1["errorType"], "Own.Refusal");
}

#[test]
fn only_a_process_that_was_started_for_it_gets_events() {
    if !has("node", "only_a_process_that_was_started_for_it_gets_events") {
        return;
    }
    let running =
        node("main.js", "exports.handler = async () => process.env.AWS_LAMBDA_RUNTIME_API;");
    let address = custom(&running, "{}").1;
    let mut stream = TcpStream::connect(address.as_str().unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let request = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\
                   x-portcullis-token: 00000000000000000000000000000000\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{answer}");
    assert_eq!(custom(&running, "{}").0, 200);
}

#[test]
fn an_endpoint_is_called_as_lambda_is() {
    let stub = Stub::answering(|head, body| {
        let line = head.lines().next().unwrap();
        assert_eq!(line, "POST /2015-03-31/functions/main/invocations HTTP/1.1");
        assert!(head.contains("X-Amz-Invocation-Type: RequestResponse\r\n"), "{head}");
        match body {
            "{\"how\":\"fail\"}" => ok("{\"errorMessage\":\"own failure\"}")
                .replace("\r\n\r\n", "\r\nX-Amz-Function-Error: Unhandled\r\n\r\n"),
            "{\"how\":\"absent\"}" => {
                ok("{\"Message\":\"Function not found\"}").replace("200 OK", "404 Not Found")
            }
            _ => ok(&format!("{{\"statusCode\": 202, \"body\": \"{}\"}}", body.len())),
        }
    });
    let running = serve(&format!("{{ endpoint: \"http://{}\" }}", stub.address), &[]);
    let answer = get(&running, "/x");
    assert_eq!(answer.status, 202);
    assert!(answer.body.parse::<usize>().unwrap() > 500, "{}", answer.body);
    assert_eq!(
        custom(&running, "{\"how\":\"fail\"}"),
        (500, json!({"errorMessage": "own failure"}))
    );
    let absent = custom(&running, "{\"how\":\"absent\"}");
    assert_eq!(absent, (500, json!({"message": "Internal server error"})));
}

#[test]
fn an_endpoint_that_is_not_there_is_a_failure() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let running = serve(&format!("{{ endpoint: \"http://{address}\" }}"), &[]);
    let answer = get(&running, "/x");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, "{\"message\":\"Internal server error\"}")
    );
}

#[test]
fn an_answer_in_a_file_is_read_each_time() {
    let project = folder(
        "{ response: canned.json }",
        &[("canned.json", "{\"statusCode\": 203, \"body\": \"one\"}")],
    );
    let file = project.path().join("canned.json");
    let running = Running::start_in(project, "portcullis.yaml");
    let answer = get(&running, "/x");
    assert_eq!((answer.status, answer.body.as_str()), (203, "one"));
    fs::write(&file, "{\"body\": \"two\"}").unwrap();
    assert_eq!(get(&running, "/x").body, "two");
    for text in ["{", "\"no object\""] {
        fs::write(&file, text).unwrap();
        assert!(matches!(get(&running, "/x").status, 500 | 502), "{text}");
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(get(&running, "/x").status, 500);
}

#[test]
fn what_is_wrong_with_a_function_is_said_at_the_start_and_in_the_log() {
    let cases = [
        ("{}", "it says none of `handler`, `command`, `endpoint` and `response`"),
        ("{ response: a, command: b }", "it says both `command` and `response`"),
        ("{ response: absent.json }", "there is no file `"),
        (
            "{ handler: functions/absent.handler, runtime: nodejs20.x }",
            "functions/absent.mjs` or `",
        ),
        ("{ handler: nothing, runtime: nodejs20.x }", "is not a file without its ending"),
        ("{ handler: a.b, runtime: cobol }", "the runtime `cobol` has no bootstrap here"),
        ("{ command: ./absent }", "there is no program `"),
        ("{ command: no-such-program-here }", "`no-such-program-here` is not installed here"),
        ("{ endpoint: nowhere }", "its `endpoint` `nowhere` is no address"),
        (
            "{ command: x, environment: { A: \"${env:NOT_SET_ANYWHERE}\" } }",
            "the environment variable `NOT_SET_ANYWHERE`, which is not set",
        ),
    ];
    for (function, message) in cases {
        let project = folder(function, &[]);
        let output = portcullis(project.path(), &["invoke", "GET /x"]);
        let (log, answer) = (stderr(&output), stdout(&output));
        assert!(answer.starts_with("HTTP/1.1 500 "), "{function}: {answer}");
        let warning = log.lines().find(|line| line.starts_with("warning: the function `main`: "));
        assert!(warning.is_some_and(|line| line.contains(message)), "{function}: {log}");
        let cause =
            log.lines().find(|line| line.contains("Execution failed due to configuration error"));
        assert!(cause.is_some_and(|line| line.contains(message)), "{function}: {log}");
    }
    let project = folder("{ response: canned.json }", &[("canned.json", "{}")]);
    write(project.path(), "portcullis.yaml", "portcullis: 1\nname: x\napi: api.yaml\n");
    let log = stderr(&portcullis(project.path(), &["invoke", "GET /x"]));
    assert!(
        log.contains("nothing stands in for the function `main`; name it in `local.functions`"),
        "{log}"
    );
}

#[test]
fn one_request_is_sent_through_a_function_without_a_server() {
    if !has("node", "one_request_is_sent_through_a_function_without_a_server") {
        return;
    }
    let text = "exports.handler = async (event) => { console.log('seen', event.path + '\\rand\\r\\nmore'); return { body: 'hello' }; };";
    let project = folder("{ handler: main.handler, runtime: nodejs20.x }", &[("main.js", text)]);
    let output = portcullis(project.path(), &["invoke", "GET /x"]);
    assert!(stdout(&output).ends_with("\n\nhello\n"), "{}", stdout(&output));
    let log = stderr(&output);
    assert!(log.contains("main | seen /x\nmain | and\nmain | more\n"), "{log}");
    // What was built runs from the project's directory.
    assert!(portcullis(project.path(), &["build"]).status.success());
    let output = portcullis(project.path(), &["invoke", "-q", "build/gateway.json", "GET /x"]);
    assert!(stdout(&output).ends_with("\n\nhello\n"), "{}", stderr(&output));
    let elsewhere = tempfile::tempdir().unwrap();
    let built = project.path().join("build/gateway.json");
    let words = [
        "invoke",
        "-q",
        built.to_str().unwrap(),
        "GET /x",
        "--project",
        project.path().to_str().unwrap(),
    ];
    let output = portcullis(elsewhere.path(), &words);
    assert!(stdout(&output).ends_with("\n\nhello\n"), "{}", stderr(&output));
}
