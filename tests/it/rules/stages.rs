//! Rules on stages and what leads to them, where more than one part decides.

use super::findings_with;

const PETS: &str = "  /pets:\n    get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://pets.example.com' } }\n    post: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: POST, uri: 'https://pets.example.com' } }\n";

#[test]
fn a_stage_is_of_production_by_its_words_and_limited_by_any_layer() {
    let of = |manifest: &str| findings_with("production-stage-without-throttle", PETS, manifest);
    assert!(
        of("stages: { prod: {} }\n").contains("before the account's 10000 requests per second")
    );
    assert!(of("stages: { prod: {} }\naccountThrottle: { rate: 50 }\n").contains("account's 50 "));
    for quiet in [
        "stages: { dev: {} }\n",
        "stages: { prod-test: {} }\n",
        "stages: { prod: { throttle: { rate: 10 } } }\n",
        "stages: { prod: { methods: { '*': { throttle: { rate: 10 } } } } }\n",
        "stages: { prod: { methods: { GET /pets: { throttle: { rate: 10 } }, POST /pets: { throttle: { rate: 1 } } } } }\n",
        "stages: { prod: {} }\nendpoint: { type: PRIVATE }\n",
    ] {
        assert_eq!(of(quiet), "", "{quiet}");
    }
    let open = of("stages: { prod: { methods: { GET /pets: { throttle: { rate: 10 } } } } }\n");
    assert_eq!(open.lines().count(), 1, "{open}");
}

#[test]
fn settings_are_redundant_only_if_nothing_of_them_is_new() {
    let of = |stage: &str, own: &str| {
        let manifest = format!("stages: {{ prod: {{ {stage}, methods: {{ {own} }} }} }}\n");
        findings_with("redundant-method-settings", PETS, &manifest)
    };
    let cached = "cache: { size: 0.5, ttl: 60, enabled: true }";
    assert_eq!(of(cached, "GET /pets: { cache: { ttl: 60, enabled: true } }").lines().count(), 1);
    for new in [
        "GET /pets: { cache: { ttl: 61 } }",
        "GET /pets: { cache: { ttl: 60, encrypted: true } }",
        "GET /pets: { cache: { ttl: 60 }, throttle: { rate: 5 } }",
        // A stage turns the cache on for what is got alone.
        "POST /pets: { cache: { enabled: true } }",
        "'*': { throttle: { rate: 9 } }, GET /pets: { cache: { ttl: 60 } }",
    ] {
        assert_eq!(of(cached, new), "", "{new}");
    }
    let two = of(
        "throttle: { rate: 5, burst: 5 }",
        "GET /pets: { throttle: { rate: 5 } }, POST /pets: { throttle: { burst: 5 } }",
    );
    assert!(two.contains("and so are those of 1 more methods"), "{two}");
}

#[test]
fn a_fixed_text_uses_no_stage_variable() {
    let text = "  /pets:\n    get:\n      responses: { '200': { description: fine } }\n      x-amazon-apigateway-integration: { type: http, httpMethod: GET, uri: 'https://pets.example.com', requestParameters: { integration.request.header.a: \"'b-${stageVariables.x}'\" }, responses: { default: { statusCode: '200' } } }\n";
    let manifest = "stages: { prod: { variables: { x: y } }, dev: {} }\n";
    let of = |rule: &str| findings_with(rule, text, manifest);
    assert!(of("stage-variable-in-fixed-text").contains("is sent as it stands"));
    assert_eq!(of("undefined-stage-variable"), "");
    assert!(of("unused-stage-variable").contains("`x`"));
}

#[test]
fn values_of_keys_that_can_be_guessed_are_not_printed() {
    let of = |value: &str| {
        let manifest =
            format!("stages: {{ prod: {{}} }}\napiKeys: {{ app: {{ value: {value} }} }}\n");
        findings_with("weak-api-key-value", PETS, &manifest)
    };
    for weak in [
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "MySecretApiKeyForTesting1",
        "x7Gk123456789pQ2mZ9vLw4",
        "K3fT9zXhgfedcbaPq81LmW5",
    ] {
        let found = of(weak);
        assert_eq!(found.lines().count(), 1, "{weak}");
        assert!(!found.contains(weak), "{found}");
    }
    for strong in ["'${env:KEY}'", "x7GkR2mZ9vLw4pQ8sT1nB6cD", "2f9c1e7ab4d80536c7e1f0a9"] {
        assert_eq!(of(strong), "", "{strong}");
    }
}

#[test]
fn a_region_that_is_filled_in_later_is_no_other_one() {
    let of = |api: &str, function: &str| {
        let uri = format!(
            "arn:aws:apigateway:{api}:lambda:path/2015-03-31/functions/arn:aws:lambda:{function}:123456789012:function:f/invocations"
        );
        let text = PETS
            .replace("type: http_proxy", "type: aws_proxy")
            .replace("https://pets.example.com", &uri);
        findings_with("integration-of-other-region", &text, "region: eu-central-1\n")
    };
    assert_eq!(of("eu-central-1", "eu-central-1"), "");
    assert_eq!(of("${AWS::Region}", "${AWS::Region}"), "");
    let other = of("us-east-1", "us-east-1");
    assert!(other.contains("the API is in `eu-central-1`, and calls go to `us-east-1`"), "{other}");
    assert_eq!(other.lines().count(), 1);
    assert!(of("eu-central-1", "us-west-2").contains("`us-west-2`"));
}
