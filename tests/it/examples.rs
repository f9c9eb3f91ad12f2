//! Every example is run.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::cli::{example, portcullis, stderr, stdout};
use crate::serve::stub::{Stub, ok};

/// A copy of an example whose backend is `stub`.
fn behind(name: &str, stub: &Stub) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(example(name)).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("127.0.0.1:9000", &stub.address.to_string());
        let text = text.replace("127.0.0.1:5000", &stub.address.to_string());
        fs::write(folder.path().join(path.file_name().unwrap()), text).unwrap();
    }
    folder
}

fn invoke(folder: &Path, words: &[&str]) -> Output {
    let output = portcullis(folder, &[&["invoke", "--quiet"], words].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    output
}

/// Status, and the body without its line break.
fn answer(folder: &Path, words: &[&str]) -> (String, String) {
    let text = stdout(&invoke(folder, words));
    let status = text.split(' ').nth(1).unwrap().to_owned();
    let body = text.split_once("\n\n").map_or("", |(_, body)| body);
    (status, body.trim_end().to_owned())
}

#[test]
fn no_example_has_a_finding() {
    let examples =
        ["petstore", "health", "proxy", "soap", "cars", "blocked-caller", "notes", "orders"];
    for name in examples {
        let checked = portcullis(&example(name), &["check", "--fail-on", "warning"]);
        assert_eq!(checked.status.code(), Some(0), "{name}: {}", stdout(&checked));
    }
}

#[test]
fn the_health_check_answers() {
    assert_eq!(
        answer(&example("health"), &["/health"]),
        ("200".into(), "{\"status\": \"ok\"}".into())
    );
}

#[test]
fn the_pet_store_sells_pets() {
    let folder = example("petstore");
    let dev = answer(&folder, &["/pets/1"]);
    assert_eq!(dev.1, "{\"id\": 1, \"type\": \"dog\", \"price\": 1, \"currency\": \"EUR\"}");
    let prod = answer(&folder, &["/pets/3", "--stage", "prod"]);
    assert_eq!(prod.1, "{\"id\": 3, \"type\": \"fish\", \"price\": 3, \"currency\": \"USD\"}");
    assert_eq!(answer(&folder, &["/pets/9"]).0, "404");
    let sold = answer(&folder, &["POST /pets", "-d", "{\"type\": \"cat\", \"price\": 9.5}"]);
    assert_eq!(sold.0, "201", "{}", sold.1);
    let refused = answer(&folder, &["POST /pets", "-d", "{\"type\": \"cow\", \"price\": 9.5}"]);
    assert_eq!(refused, ("400".into(), "{\"message\": \"Invalid request body\"}".into()));
    let preflight = stdout(&invoke(&folder, &["OPTIONS /pets", "-H", "Origin: https://a.example"]));
    assert!(preflight.contains("\naccess-control-allow-methods: "), "{preflight}");
    assert!(preflight.contains("\naccess-control-allow-origin: *\n"), "{preflight}");
}

#[test]
fn the_proxy_passes_on_what_it_gets() {
    let stub =
        Stub::answering(|head, body| ok(&format!("{} [{body}]", head.lines().next().unwrap())));
    let folder = behind("proxy", &stub);
    let passed = answer(folder.path(), &["PUT /api/a/b%2Fc?x=1&x=2", "-d", "hello"]);
    assert_eq!(passed, ("200".into(), "PUT /a/b%2Fc?x=1&x=2 HTTP/1.1 [hello]".into()));
}

#[test]
fn soap_is_hidden_behind_json() {
    let stub = Stub::answering(|head, body| {
        assert!(head.contains("Content-Type: text/xml; charset=utf-8\r\n"), "{head}");
        assert!(
            head.contains("Soapaction: \"urn:example:temperature/CelsiusToFahrenheit\""),
            "{head}"
        );
        let celsius = body.split_once("<Celsius>").unwrap().1.split_once('<').unwrap().0;
        let Ok(celsius) = celsius.parse::<f64>() else { panic!("{body}") };
        if celsius < -273.15 {
            let fault = "<soap:Fault><faultstring>too \"cold\"</faultstring></soap:Fault>";
            return ok(fault).replace("200 OK", "500 Internal Server Error");
        }
        ok(&format!(
            "<r>\n<CelsiusToFahrenheitResult>{}</CelsiusToFahrenheitResult></r>",
            celsius * 1.8 + 32.0
        ))
    });
    let folder = behind("soap", &stub);
    let json = ["-H", "Content-Type: application/json"];
    let ask = |body: &str| {
        answer(folder.path(), &[&["POST /temperature"][..], &json[..], &["-d", body][..]].concat())
    };
    assert_eq!(ask("{\"celsius\": 100}"), ("200".into(), "{\"fahrenheit\": 212}".into()));
    assert_eq!(
        ask("{\"celsius\": -300}"),
        ("502".into(), "{\"message\": \"too \\\"cold\\\"\"}".into())
    );
    assert_eq!(ask("{\"celsius\": \"warm\"}").0, "400");
    let xml = ["POST /temperature", "-H", "Content-Type: text/xml", "-d", "<a/>"];
    assert_eq!(answer(folder.path(), &xml).0, "400");
}

#[test]
fn two_makes_of_cars_are_taken_and_no_others() {
    let folder = example("cars");
    let order = |make: &str| {
        let body = format!("{{\"make\": \"{make}\", \"model\": \"X\"}}");
        answer(&folder, &["POST /orders?dealer=north", "-d", &body])
    };
    for make in ["Tesla", "Hyundai"] {
        assert_eq!(
            order(make),
            ("202".into(), "{\"dealer\": \"north\", \"state\": \"ordered\"}".into())
        );
    }
    assert_eq!(order("Trabant"), ("400".into(), "{\"message\":\"Invalid request body\"}".into()));
    let nobody =
        answer(&folder, &["POST /orders", "-d", "{\"make\": \"Tesla\", \"model\": \"X\"}"]);
    assert_eq!(
        nobody,
        ("400".into(), "{\"message\":\"Missing required request parameters: [dealer]\"}".into())
    );
}

/// What the services would answer; `tests/e2e/services.sh` asks those of moto.
#[test]
fn orders_need_no_function() {
    let stub = Stub::answering(|head, body| {
        assert!(head.contains("Authorization: AWS4-HMAC-SHA256 Credential=test/"), "{head}");
        if head.starts_with("POST /123456789012/shipments HTTP") {
            assert!(head.contains("Content-Type: application/x-www-form-urlencoded\r\n"), "{head}");
            let expected =
                "Action=SendMessage&Version=2012-11-05&MessageBody=%7B%22number%22%3A+%22A-1%22%7D";
            assert_eq!(body, expected);
            return ok("<SendMessageResponse/>");
        }
        let action = head.split("X-Amz-Target: DynamoDB_20120810.").nth(1).unwrap();
        let sent: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(sent["TableName"], "orders");
        if action.starts_with("PutItem") {
            let expected = serde_json::json!({
                "number": {"S": "A-1"}, "item": {"S": "a \"red\" bike"}, "quantity": {"N": "2"},
            });
            if sent["Item"] == expected {
                return ok("{}");
            }
            let fault = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
            return ok(&format!("{{\"__type\": \"{fault}\"}}"))
                .replace("200 OK", "400 Bad Request");
        }
        assert_eq!(sent["Key"], serde_json::json!({"number": {"S": "it's"}}));
        ok(r#"{"Item": {"number": {"S": "it's"}, "item": {"S": "bike"}, "quantity": {"N": "1"}}}"#)
    });
    let folder = behind("orders", &stub);
    let json = ["-H", "Content-Type: application/json"];
    let place = |item: &str| {
        let body = format!("{{\"number\": \"A-1\", \"item\": {item}, \"quantity\": 2}}");
        answer(folder.path(), &[&["POST /orders"][..], &json[..], &["-d", &body][..]].concat())
    };
    assert_eq!(place("\"a \\\"red\\\" bike\""), ("201".into(), "{\"state\": \"placed\"}".into()));
    assert_eq!(place("\"car\"").0, "409");
    assert_eq!(place("7").0, "400");
    let (status, found) = answer(folder.path(), &["/orders/it's"]);
    assert_eq!(status, "200", "{found}");
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found, serde_json::json!({"number": "it's", "item": "bike", "quantity": 1}));
    let shipped = answer(folder.path(), &["POST /orders/A-1/shipment", json[0], json[1]]);
    assert_eq!(shipped, ("202".into(), "{\"state\": \"queued\"}".into()));
}
