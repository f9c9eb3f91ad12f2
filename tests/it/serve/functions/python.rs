//! Handlers in Python.

use serde_json::json;

use super::project::{custom, get, has, python, serve};

#[test]
fn a_handler_in_python_answers() {
    if !has("python3", "a_handler_in_python_answers") {
        return;
    }
    let running = python(
        "import json, os
def handler(event, context):
    if 'path' in event:
        return {'statusCode': 200, 'body': json.dumps([event['path'], event['requestContext']['stage']])}
    return {
        'n': event['n'],
        'left': context.get_remaining_time_in_millis(),
        'name': context.function_name,
        'arn': context.invoked_function_arn,
        'id': context.aws_request_id,
        'memory': context.memory_limit_in_mb,
        'execution': os.environ['AWS_EXECUTION_ENV'],
        'token': os.environ.get('PORTCULLIS_RUNTIME_TOKEN'),
        'word': 'größer',
    }
",
    );
    let (status, value) = custom(&running, "{\"n\": 7}");
    assert_eq!(status, 200, "{value}");
    assert_eq!((&value["n"], &value["name"]), (&json!(7), &json!("main")));
    assert!((1..=5000).contains(&value["left"].as_i64().unwrap()), "{value}");
    assert_eq!(value["arn"], "arn:aws:lambda:us-east-1:111122223333:function:main");
    assert_eq!((&value["memory"], &value["token"]), (&json!("128"), &json!(null)));
    assert_eq!(
        (&value["execution"], &value["word"]),
        (&json!("AWS_Lambda_python3.12"), &json!("größer"))
    );
    assert_eq!(get(&running, "/a/b").body, "[\"/a/b\", \"dev\"]");
}

#[test]
fn modules_are_found_as_lambda_finds_them() {
    if !has("python3", "modules_are_found_as_lambda_finds_them") {
        return;
    }
    let running = serve(
        "{ handler: functions/main.handler, timeout: 5 }",
        &[
            (
                "functions/main.py",
                "from functions.inner import word\nfrom shared import other\n\
                 def handler(event, context): return [word, other]\n",
            ),
            ("functions/inner.py", "word = 'inner'\n"),
            ("shared/__init__.py", "other = 'shared'\n"),
        ],
    );
    assert_eq!(custom(&running, "{}"), (200, json!(["inner", "shared"])));
}

#[test]
fn errors_have_the_documents_of_lambda() {
    if !has("python3", "errors_have_the_documents_of_lambda") {
        return;
    }
    let running = python(
        "import datetime, decimal, sys
class OwnError(Exception):
    pass
def handler(event, context):
    how = event.get('how')
    if how == 'raise':
        raise OwnError('raised')
    if how == 'unauthorized':
        raise Exception('Unauthorized')
    if how == 'unmarshallable':
        return datetime.date(2020, 1, 1)
    if how == 'exit':
        sys.exit(3)
    return [decimal.Decimal('1'), decimal.Decimal('1.5')]
",
    );
    let ask = |how: &str| custom(&running, &format!("{{\"how\": \"{how}\"}}"));
    let (status, value) = ask("raise");
    assert_eq!(
        (status, &value["errorType"], &value["errorMessage"]),
        (500, &json!("OwnError"), &json!("raised"))
    );
    assert!(value["stackTrace"][0].as_str().unwrap().contains("main.py"), "{value}");
    assert_eq!(ask("unauthorized").1["errorMessage"], "Unauthorized");
    assert_eq!(ask("unmarshallable").1["errorType"], "Runtime.MarshalError");
    let (status, value) = ask("exit");
    assert_eq!((status, &value["errorType"]), (500, &json!("Runtime.ExitError")));
    let message = value["errorMessage"].as_str().unwrap();
    assert!(message.ends_with("Error: Runtime exited with error: exit status 3"), "{message}");
    assert_eq!(custom(&running, "{}"), (200, json!([1, 1.5])));
}

#[test]
fn what_cannot_be_loaded_is_named() {
    if !has("python3", "what_cannot_be_loaded_is_named") {
        return;
    }
    let cases = [
        ("other = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'main'"),
        (
            "import absent_module",
            "Runtime.ImportModuleError",
            "Unable to import module 'main': No module named 'absent_module'",
        ),
        ("def handler(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'main': "),
        ("1 / 0", "ZeroDivisionError", "division by zero"),
    ];
    for (text, kind, message) in cases {
        let running = python(text);
        let (status, value) = custom(&running, "{}");
        assert_eq!((status, &value["errorType"]), (500, &json!(kind)), "{text}: {value}");
        assert!(value["errorMessage"].as_str().unwrap().starts_with(message), "{text}: {value}");
    }
}
