use serde_json::{Value, json};

use super::{SchemaError, Validator};

fn compile(models: &Value, name: &str) -> Result<Validator, SchemaError> {
    Validator::compile(name, |wanted| models.get(wanted))
}

#[expect(clippy::needless_pass_by_value, reason = "the calls read better without borrows")]
fn check(schema: Value, payload: Value, expected: &[&str]) {
    let validator = compile(&json!({ "M": schema }), "M").unwrap();
    assert_eq!(validator.faults(&payload), expected, "{payload}");
    assert_eq!(validator.is_valid(&payload), expected.is_empty(), "{payload}");
}

#[test]
fn speaks_as_the_service_does() {
    let car = json!({
        "type": "object",
        "required": ["make", "model"],
        "additionalProperties": false,
        "properties": {
            "make": {"type": "string", "enum": ["Tesla", "Hyundai"]},
            "model": {"type": "string", "minLength": 2},
            "price": {"type": "number", "minimum": 1},
        },
    });
    check(car.clone(), json!({"make": "Tesla", "model": "S3"}), &[]);
    check(
        car.clone(),
        json!({}),
        &["object has missing required properties ([\"make\",\"model\"])"],
    );
    check(
        car.clone(),
        json!({"make": "Ford", "model": "T0"}),
        &["instance value (\"Ford\") not found in enum (possible values: [\"Tesla\",\"Hyundai\"])"],
    );
    check(
        car.clone(),
        json!({"make": "Tesla", "model": "S"}),
        &["string \"S\" is too short (length: 1, required minimum: 2)"],
    );
    check(
        car.clone(),
        json!({"make": "Tesla", "model": "S3", "price": "1"}),
        &[
            "instance type (string) does not match any allowed primitive type (allowed: [\"integer\",\"number\"])",
        ],
    );
    check(
        car,
        json!({"make": "Tesla", "model": "S3", "x": 1}),
        &["object instance has properties which are not allowed by the schema: [\"x\"]"],
    );
    check(
        json!({"type": "array"}),
        json!({}),
        &[
            "instance type (object) does not match any allowed primitive type (allowed: [\"array\"])",
        ],
    );
}

#[test]
fn exclusive_limits_are_those_of_draft_4() {
    let schema = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
    check(schema.clone(), json!(1), &[]);
    check(
        schema,
        json!(0),
        &["numeric instance is not strictly greater than the required minimum 0"],
    );
}

#[test]
fn models_refer_to_each_other_in_every_form() {
    let models = json!({
        "Pets": {"type": "array", "items": {"$ref": "https://apigateway.amazonaws.com/restapis/abc/models/Pet"}},
        "Pet": {
            "type": "object",
            "properties": {
                "mother": {"$ref": "#/components/schemas/Pet"},
                "kind": {"$ref": "#/definitions/Kind"},
                "size": {"$ref": "#/definitions/size"},
            },
            "definitions": {"size": {"type": "integer"}},
        },
        "Kind": {"enum": ["dog"]},
    });
    let validator = compile(&models, "Pets").unwrap();
    assert!(validator.is_valid(&json!([{"mother": {"mother": {"kind": "dog"}}, "size": 1}])));
    assert!(!validator.is_valid(&json!([{"mother": {"mother": {"kind": "cat"}}}])));
    assert!(!validator.is_valid(&json!([{"size": "1"}])));
}

#[test]
fn faults_of_schemas_have_a_place() {
    let error = compile(&json!({"M": {"properties": {"a": {"type": "text"}}}}), "M").unwrap_err();
    assert_eq!((error.model.as_str(), error.pointer.as_str()), ("M", "/properties/a/type"));
    let error = compile(&json!({"M": {"$ref": "#/definitions/Gone"}}), "M").unwrap_err();
    assert!(error.message.contains("Gone"), "{error}");
    let error = compile(&json!({}), "M").unwrap_err();
    assert_eq!(error.message, "there is no model `M`");
}

#[test]
fn a_model_that_only_refers_to_itself_is_refused() {
    let models = json!({
        "A": {"allOf": [{"$ref": "#/definitions/B"}]},
        "B": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/A"}]},
    });
    let error = compile(&models, "A").unwrap_err();
    assert_eq!(error.message, "the model `A` refers to itself without end");
    assert!(compile(&json!({"A": {"$ref": "#"}}), "A").is_err());
}

#[test]
fn nothing_is_fetched() {
    let error = compile(&json!({"A": {"$ref": "https://example.com/schema.json"}}), "A");
    assert!(error.is_err());
    let error = compile(&json!({"A": {"$ref": "file:///etc/passwd"}}), "A");
    assert!(error.is_err());
}

#[test]
fn a_hostile_pattern_ends() {
    let schema = json!({"type": "string", "pattern": "^(?=(a+)+$)(a|a)*b$"});
    let validator = compile(&json!({ "M": schema }), "M").unwrap();
    assert!(!validator.is_valid(&json!("a".repeat(10_000))));
}

#[test]
fn an_empty_schema_takes_everything() {
    let validator = compile(&json!({"M": {}}), "M").unwrap();
    assert!(validator.is_valid(&Value::Null));
    assert!(validator.faults(&json!([1])).is_empty());
}
