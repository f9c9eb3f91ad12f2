//! What a service gets, and what becomes of its answer (reference `pipeline`, section 10.4).

use portcullis::gateway::UpstreamFailureKind;

use super::{ROLE, answer, api, called, document, fail, header};

const LOCAL: &str =
    "local: { services: { dynamodb: 'http://127.0.0.1:8000', s3: 'http://127.0.0.1:9000' } }\n";

/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn an_action_gets_what_the_template_makes() {
    let document = document(
        "post",
        &[
            "httpMethod: POST",
            "uri: 'arn:aws:apigateway:us-west-2:dynamodb:action/PutItem'",
            ROLE,
            "requestParameters: { integration.request.querystring.trace: method.request.querystring.id }",
            "requestTemplates: { application/json: '{\"TableName\": \"orders\", \"Item\": {\"id\": {\"S\": $input.json(\"$.id\")}}}' }",
        ],
    );
    let api = api(&document, LOCAL, &[]);
    assert_eq!(api.plan().unserved(), []);
    assert_eq!(api.plan().called_services().count(), 0);
    let json = [("content-type", "application/json"), ("accept", "text/html")];
    let (call, suspended) = called(api.step("POST /dev/x?id=7&other=8", &json, r#"{"id": "a"}"#));
    assert_eq!(call.method, "POST");
    assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 8000));
    assert!(call.endpoint.tls.is_none());
    assert_eq!(call.target, "/?Action=PutItem&trace=7");
    assert_eq!(call.body, r#"{"TableName": "orders", "Item": {"id": {"S": "a"}}}"#);
    for (name, value) in [
        ("host", "127.0.0.1:8000"),
        ("x-amz-target", "DynamoDB_20120810.PutItem"),
        ("content-type", "application/x-amz-json-1.0"),
        ("accept", "application/json"),
        ("x-amz-date", "20231114T221320Z"),
        ("x-amz-security-token", ""),
        ("x-amz-content-sha256", ""),
    ] {
        assert_eq!(header(&call, name), value, "{name}");
    }
    assert!(header(&call, "user-agent").starts_with("AmazonAPIGateway_"));
    assert!(header(&call, "x-amzn-trace-id").starts_with("Root=1-"));
    assert!(!header(&call, "x-amzn-apigateway-api-id").is_empty());
    let authorization = header(&call, "authorization");
    assert!(
        authorization.starts_with(
            "AWS4-HMAC-SHA256 Credential=test/20231114/us-west-2/dynamodb/aws4_request, \
             SignedHeaders=accept;content-type;host;x-amz-date;x-amz-target;x-amzn-apigateway-api-id, "
        ),
        "{authorization}"
    );
    let done =
        answer(&api, suspended, 200, &[("content-type", "application/x-amz-json-1.0")], "{}");
    assert_eq!(done.short(), (200, "{}"));
    assert!(done.headers.contains_key("x-amzn-trace-id"));
    for line in [
        "Endpoint request URI: http://127.0.0.1:8000/?Action=PutItem&trace=7",
        "Authorization=****",
        "X-Amz-Date=20231114T221320Z",
        "X-Amz-Target=DynamoDB_20120810.PutItem",
        "Endpoint request body after transformations: {\"TableName\": \"orders\"",
        "Sending request to http://127.0.0.1:8000/?Action=PutItem",
        "Received response. Status: 200, Integration latency: 0 ms",
        "Successfully completed execution",
    ] {
        assert!(done.log.contains(line), "{line}: {}", done.log);
    }
    assert!(!done.log.contains("Signature="), "{}", done.log);
}

#[test]
fn a_status_of_the_service_selects_the_answer() {
    let document = document(
        "get",
        &[
            "httpMethod: POST",
            "uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/GetItem'",
            ROLE,
            "responses: { default: { statusCode: '200', responseParameters: { method.response.header.X-Id: integration.response.header.x-amzn-requestid }, responseTemplates: { application/json: \"$input.path('$.Item.id.S')\" } }, '4\\d{2}': { statusCode: '409', responseTemplates: { application/json: '{\"why\": $input.json(\"$.__type\")}' } } }",
        ],
    );
    let api = api(&document, LOCAL, &[]);
    let ask = || called(api.step("GET /dev/x", &[], ""));
    let (call, suspended) = ask();
    assert_eq!(call.method, "POST");
    assert_eq!(header(&call, "content-type"), "application/x-amz-json-1.0");
    let found = r#"{"Item": {"id": {"S": "7"}}}"#;
    let done = answer(&api, suspended, 200, &[("x-amzn-requestid", "r-1"), ("server", "x")], found);
    assert_eq!(done.short(), (200, "7"));
    assert_eq!(done.headers["x-id"], "r-1");
    assert!(!done.headers.contains_key("server"));
    let (_, suspended) = ask();
    let error = r#"{"__type": "ResourceNotFoundException"}"#;
    let done = answer(&api, suspended, 400, &[], error);
    assert_eq!(done.short(), (409, r#"{"why": "ResourceNotFoundException"}"#));
    let (_, suspended) = ask();
    let done = answer(&api, suspended, 500, &[], "");
    assert_eq!(done.status, 200, "the default is for all others");
}

#[test]
fn a_path_takes_parameters_and_only_what_is_mapped() {
    let document = document(
        "get",
        &[
            "httpMethod: GET",
            "uri: 'arn:aws:apigateway:eu-west-1:s3:path/photos/{key}'",
            ROLE,
            "requestParameters: { integration.request.path.key: method.request.querystring.id, integration.request.header.Range: \"'bytes=0-9'\", integration.request.header.Referer: \"'r'\", integration.request.header.Host: \"'h'\", integration.request.header.X-Amz-Content-Sha256: \"'UNSIGNED-PAYLOAD'\" }",
        ],
    );
    let api = api(&document, LOCAL, &[]);
    let (call, _) = called(api.step("GET /dev/x?id=a%252Fb%20c", &[("x-kind", "k")], ""));
    assert_eq!((call.method.as_str(), call.target.as_str()), ("GET", "/photos/a%2Fb%20c"));
    for (name, value) in [
        ("range", "bytes=0-9"),
        ("referer", ""),
        ("x-kind", ""),
        ("host", "127.0.0.1:9000"),
        ("x-amz-content-sha256", EMPTY),
    ] {
        assert_eq!(header(&call, name), value, "{name}");
    }
    let authorization = header(&call, "authorization");
    assert!(authorization.contains("/eu-west-1/s3/aws4_request, "), "{authorization}");
    assert!(authorization.contains("host;range;x-amz-content-sha256;x-amz-date;"));
}

#[test]
fn a_stage_says_what_is_called() {
    let document = document(
        "post",
        &[
            "httpMethod: POST",
            "uri: 'arn:aws:apigateway:us-east-1:dynamodb:${stageVariables.call}'",
            ROLE,
        ],
    );
    let stages = format!(
        "{LOCAL}stages:
  one: {{ variables: {{ call: action/Scan }} }}
  two: {{ variables: {{ call: path/health }} }}
  none: {{ variables: {{ call: nothing }} }}
"
    );
    let api = api(&document, &stages, &[]);
    let (call, _) = called(api.step("POST /one/x", &[], "{}"));
    assert_eq!(
        (call.target.as_str(), header(&call, "x-amz-target")),
        ("/?Action=Scan", "DynamoDB_20120810.Scan")
    );
    let (call, _) = called(api.step("POST /two/x", &[], "{}"));
    assert_eq!((call.target.as_str(), header(&call, "x-amz-target")), ("/health", ""));
    let refused = api.answer("POST /none/x", &[]);
    assert_eq!(refused.short(), (500, r#"{"message":"Internal server error"}"#));
    let told: Vec<String> = api.plan().unserved().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("is not that of a service"), "{told:?}");
}

#[test]
fn headers_of_the_signature_cannot_be_mapped() {
    for name in ["Authorization", "Connection", "Expect", "Content-Length", "X-Amzn-Trace-Id"] {
        let mapping = format!(
            "requestParameters: {{ integration.request.header.{name}: method.request.header.X-Kind }}"
        );
        let document = document(
            "post",
            &[
                "httpMethod: POST",
                "uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/Scan'",
                ROLE,
                &mapping,
            ],
        );
        let api = api(&document, LOCAL, &[]);
        let refused = api.answer("POST /dev/x", &[("x-kind", "v")]);
        assert_eq!(refused.short(), (500, r#"{"message":"Internal server error"}"#), "{name}");
        assert!(
            refused.cause.contains(&format!("{name} header already present")),
            "{}",
            refused.cause
        );
    }
}

#[test]
fn a_template_overrides_all_but_the_signature() {
    let template = "requestTemplates: { application/json: '#set($context.requestOverride.header[\"X-Amz-Target\"] = \"Mine.Now\")#set($context.requestOverride.header.Authorization = \"mine\")#set($context.requestOverride.header[\"content-type\"] = \"a/b\")#set($context.requestOverride.querystring.a = \"b*c\"){}' }";
    let document = document(
        "post",
        &[
            "httpMethod: POST",
            "uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/Scan'",
            ROLE,
            template,
        ],
    );
    let api = api(&document, LOCAL, &[]);
    let (call, _) = called(api.step("POST /dev/x", &[], "{}"));
    assert_eq!(header(&call, "x-amz-target"), "Mine.Now");
    assert_eq!(header(&call, "content-type"), "a/b");
    assert!(header(&call, "authorization").starts_with("AWS4-HMAC-SHA256 "));
    assert_eq!(call.headers.get_all("authorization").iter().count(), 1);
    assert_eq!(call.target, "/?Action=Scan&a=b%2Ac");
}

#[test]
fn a_service_that_is_not_there_is_a_failure_of_the_network() {
    let responses = "x-amazon-apigateway-gateway-responses:
  INTEGRATION_FAILURE: { statusCode: '504' }
";
    let method = document(
        "post",
        &["httpMethod: POST", "uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/Scan'", ROLE],
    );
    let ask = |document: &str, kind| {
        let api = api(document, LOCAL, &[]);
        let (_, suspended) = called(api.step("POST /dev/x", &[], "{}"));
        fail(&api, suspended, kind)
    };
    let network = r#"{"message":"Network error communicating with endpoint"}"#;
    let refused = ask(&method, UpstreamFailureKind::Refused);
    assert_eq!(refused.short(), (500, network));
    assert!(refused.cause.contains("network error communicating with endpoint: cannot connect"));
    let custom = format!("{method}{responses}");
    assert_eq!(ask(&custom, UpstreamFailureKind::Refused).short(), (504, network));
    let late = ask(&method, UpstreamFailureKind::Timeout);
    assert_eq!(late.short(), (504, r#"{"message":"Endpoint request timed out"}"#));
}
