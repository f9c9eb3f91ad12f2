//! Handlers in Node.js.

use serde_json::Value;

use super::project::{custom, folder, get, has, node, serve, write};
use crate::serve::client::Client;
use crate::serve::running::Running;

#[test]
fn handlers_answer_in_every_form() {
    if !has("node", "handlers_answer_in_every_form") {
        return;
    }
    let forms = [
        ("main.js", "exports.handler = async (event) => ({ ok: event.n });"),
        (
            "main.js",
            "exports.handler = (event, context, callback) => callback(null, { ok: event.n });",
        ),
        (
            "main.js",
            "exports.handler = (event, context, callback) => {
               setTimeout(() => callback(null, { ok: event.n }), 1);
             };",
        ),
        ("main.js", "exports.handler = (event) => Promise.resolve({ ok: event.n });"),
        ("main.js", "exports.handler = (event, context) => context.succeed({ ok: event.n });"),
        ("main.js", "module.exports = { handler: (e, c) => { c.done(null, { ok: e.n }); } };"),
        ("main.cjs", "exports.handler = async (event) => ({ ok: event.n });"),
        ("main.mjs", "export const handler = async (event) => ({ ok: event.n });"),
        (
            "main.mjs",
            "const base = await Promise.resolve(0);
             export const handler = async (event) => ({ ok: base + event.n });",
        ),
    ];
    for (file, text) in forms {
        let running = node(file, text);
        assert_eq!(custom(&running, "{\"n\": 7}"), (200, serde_json::json!({"ok": 7})), "{text}");
    }
}

#[test]
fn names_of_headers_come_as_they_were_sent() {
    if !has("node", "names_of_headers_come_as_they_were_sent") {
        return;
    }
    let running = node(
        "main.js",
        "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
    );
    let mut client = Client::connect(running.address);
    // What follows a body counts as the first request does, and one in two parts as one that comes whole.
    let body = "X-OWN: 2\r\n\r\n";
    for name in ["tEsT-HEADeR", "X-Own", "x-own", "accept", "user-AGENT"] {
        for rest in [format!("Content-Length: {}\r\n\r\n{body}", body.len()), "\r\n".to_owned()] {
            client.send("POST /dev/x HTTP/1.1\r\nhOST: a.exa");
            client.send(&format!("mple\r\n{name}: 1\r\n{rest}"));
            let answer = client.answer();
            let event: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(event["headers"][name], "1", "{name}: {event}");
            assert_eq!(event["multiValueHeaders"][name], serde_json::json!(["1"]));
            assert_eq!(event["headers"]["hOST"], "a.example");
        }
    }
}

#[test]
fn modules_are_found_as_node_finds_them() {
    if !has("node", "modules_are_found_as_node_finds_them") {
        return;
    }
    let running = serve(
        "{ handler: functions/main.inner.handler, timeout: 5 }",
        &[
            ("package.json", "{\"type\": \"module\"}"),
            (
                "functions/main.js",
                "import { word } from '../shared/word.js';
                 import { own } from 'own';
                 export const inner = { handler: async () => [word, own, process.cwd()] };",
            ),
            ("shared/word.js", "export const word = 'shared';"),
            (
                "node_modules/own/package.json",
                "{\"type\": \"module\", \"exports\": \"./index.js\"}",
            ),
            ("node_modules/own/index.js", "export const own = 'installed';"),
        ],
    );
    let (status, value) = custom(&running, "{}");
    assert_eq!((status, &value[0], &value[1]), (200, &"shared".into(), &"installed".into()));
}

#[test]
fn a_handler_is_told_of_its_invocation() {
    if !has("node", "a_handler_is_told_of_its_invocation") {
        return;
    }
    let text = "exports.handler = async (event, context) => ({
        left: context.getRemainingTimeInMillis(),
        name: context.functionName,
        version: context.functionVersion,
        arn: context.invokedFunctionArn,
        id: context.awsRequestId,
        memory: context.memoryLimitInMB,
        group: context.logGroupName,
        trace: process.env._X_AMZN_TRACE_ID,
        table: process.env.TABLE,
        region: process.env.AWS_REGION,
        execution: process.env.AWS_EXECUTION_ENV,
        root: process.env.LAMBDA_TASK_ROOT === process.cwd(),
        token: process.env.PORTCULLIS_RUNTIME_TOKEN,
        cargo: process.env.CARGO_MANIFEST_DIR,
    });";
    let function =
        "{ handler: main.handler, runtime: nodejs20.x, timeout: 9, environment: { TABLE: pets } }";
    let running = serve(function, &[("main.js", text)]);
    let (status, value) = custom(&running, "{}");
    assert_eq!(status, 200, "{value}");
    let left = value["left"].as_i64().unwrap();
    assert!((1..=9000).contains(&left), "{left}");
    assert_eq!(value["name"], "main");
    assert_eq!(value["version"], "$LATEST");
    assert_eq!(value["arn"], "arn:aws:lambda:us-east-1:111122223333:function:main");
    assert_eq!(value["id"].as_str().unwrap().len(), 36);
    assert_eq!((&value["memory"], &value["group"]), (&"128".into(), &"/aws/lambda/main".into()));
    assert!(value["trace"].as_str().unwrap().starts_with("Root=1-"), "{value}");
    assert_eq!((&value["table"], &value["region"]), (&"pets".into(), &"us-east-1".into()));
    assert_eq!(value["execution"], "AWS_Lambda_nodejs20.x");
    assert_eq!(value["root"], true);
    // Neither the token nor anything else of this process.
    assert!(value.get("token").is_none() && value.get("cargo").is_none(), "{value}");
}

#[test]
fn a_proxy_gets_the_whole_request() {
    if !has("node", "a_proxy_gets_the_whole_request") {
        return;
    }
    let running = node(
        "main.js",
        "exports.handler = async (event) => ({
           statusCode: 201,
           headers: { 'x-one': 'a', Date: 'yesterday' },
           multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
           body: JSON.stringify([event.httpMethod, event.path, event.queryStringParameters,
             event.multiValueQueryStringParameters, event.pathParameters, event.headers.Host, event.body,
             event.requestContext.identity.sourceIp]),
         });",
    );
    let answer = get(&running, "/a/b%2F?x=1&x=2");
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.body,
        r#"["GET","/a/b%2F",{"x":"2"},{"x":["1","2"]},{"proxy":"a/b%2F"},"test.example",null,"127.0.0.1"]"#
    );
    assert_eq!(answer.header("x-one"), Some("a"));
    assert_eq!(answer.header("x-amzn-remapped-date"), Some("yesterday"));
    let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie").count();
    assert_eq!(cookies, 2);
}

#[test]
fn errors_have_the_documents_of_lambda() {
    if !has("node", "errors_have_the_documents_of_lambda") {
        return;
    }
    let running = node(
        "main.js",
        "exports.handler = (event, context, callback) => {
           switch (event.how) {
             case 'throw': throw new TypeError('thrown');
             case 'text': return callback('Unauthorized');
             case 'reject': return Promise.reject(new RangeError('rejected'));
             case 'fail': return context.fail(new Error('failed'));
             case 'circular': { const all = {}; all.all = all; return Promise.resolve(all); }
             case 'big': return Promise.resolve(10n);
             default: return Promise.resolve();
           }
         };",
    );
    let cases = [
        ("throw", "TypeError", "thrown"),
        ("text", "string", "Unauthorized"),
        ("reject", "RangeError", "rejected"),
        ("fail", "Error", "failed"),
        ("circular", "Runtime.MarshalError", "Unable to stringify"),
        ("big", "Runtime.MarshalError", "Unable to stringify"),
    ];
    for (how, kind, message) in cases {
        let (status, value) = custom(&running, &format!("{{\"how\": \"{how}\"}}"));
        assert_eq!((status, &value["errorType"]), (500, &kind.into()), "{value}");
        assert!(value["errorMessage"].as_str().unwrap().starts_with(message), "{value}");
        assert!(value["trace"].is_array(), "{value}");
    }
    assert_eq!(custom(&running, "{}"), (200, Value::Null));
}

#[test]
fn what_cannot_be_loaded_is_named() {
    if !has("node", "what_cannot_be_loaded_is_named") {
        return;
    }
    let cases = [
        (
            "exports.other = 1;",
            "Runtime.HandlerNotFound",
            "main.handler is undefined or not exported",
        ),
        ("exports.handler = 1;", "Runtime.HandlerNotFound", "main.handler is not a function"),
        (
            "require('./absent');",
            "Runtime.ImportModuleError",
            "Error: Cannot find module './absent'",
        ),
        ("exports.handler = (;", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ("throw new Error('at once');", "Error", "at once"),
    ];
    for (text, kind, message) in cases {
        let running = node("main.js", text);
        let (status, value) = custom(&running, "{}");
        assert_eq!((status, &value["errorType"]), (500, &kind.into()), "{text}: {value}");
        assert!(value["errorMessage"].as_str().unwrap().starts_with(message), "{text}: {value}");
    }
}

#[test]
fn a_changed_file_is_run_at_the_next_request() {
    if !has("node", "a_changed_file_is_run_at_the_next_request") {
        return;
    }
    let project = folder(
        "{ handler: functions/main.handler, runtime: nodejs20.x, timeout: 5 }",
        &[
            ("functions/main.js", "exports.handler = async () => require('../lib/word').word;"),
            ("lib/word.js", "exports.word = 'one';"),
        ],
    );
    let root = project.path().to_owned();
    let running = Running::start_in(project, "portcullis.yaml");
    assert_eq!(custom(&running, "{}").1, "one");
    write(&root, "lib/word.js", "exports.word = 'three';");
    assert_eq!(custom(&running, "{}").1, "three");
    write(&root, "functions/main.js", "exports.handler = async () => 'other';");
    assert_eq!(custom(&running, "{}").1, "other");
}

#[test]
fn events_are_handled_side_by_side() {
    if !has("node", "events_are_handled_side_by_side") {
        return;
    }
    // Each waits for the other, which one process alone could never do.
    let running = node(
        "main.js",
        "const fs = require('fs');
         exports.handler = async ({ own, other }) => {
           fs.writeFileSync(own, '');
           while (!fs.existsSync(other)) await new Promise((go) => setTimeout(go, 5));
           return process.pid;
         };",
    );
    let pids: Vec<_> = std::thread::scope(|scope| {
        let calls = [("a", "b"), ("b", "a")].map(|(own, other)| {
            let (running, body) =
                (&running, format!("{{\"own\": \"{own}\", \"other\": \"{other}\"}}"));
            scope.spawn(move || custom(running, &body))
        });
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert_eq!((pids[0].0, pids[1].0), (200, 200), "{pids:?}");
    assert_ne!(pids[0].1, pids[1].1);
    // A process that is idle takes the next one.
    let next = custom(&running, "{\"own\": \"a\", \"other\": \"b\"}").1;
    assert!(pids.iter().any(|(_, pid)| *pid == next), "{next} {pids:?}");
}

#[test]
fn an_event_is_taken_and_handled_later() {
    if !has("node", "an_event_is_taken_and_handled_later") {
        return;
    }
    let project = folder(
        "{ handler: main.handler, runtime: nodejs20.x, timeout: 5 }",
        &[(
            "main.js",
            "exports.handler = async (event) => require('fs').writeFileSync('seen', event.word);",
        )],
    );
    let api = super::project::API.replace(
        "        responses:\n          default",
        "        requestParameters: { integration.request.header.X-Amz-Invocation-Type: \"'Event'\" }\n        \
         responses:\n          default",
    );
    write(project.path(), "api.yaml", &api);
    let seen = project.path().join("seen");
    let running = Running::start_in(project, "portcullis.yaml");
    let mut client = Client::connect(running.address);
    let answer = client.post("/dev/custom", "{\"word\": \"late\"}");
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    running.until(|| std::fs::read_to_string(&seen).is_ok_and(|text| text == "late"));
}
