//! `$input`, `$context`, `$stageVariables` and the overrides.

use serde_json::{Value, json};

use super::super::Variables;
use super::{check, check_body, check_text, rendered};

#[test]
fn json_gives_json_text() {
    let body = json!({ "s": "a\"b\\\n\u{1}é", "n": 1.0, "i": null, "m": { "b": 1, "a": [true, null] }, "z": null });
    check_body("$input.json('$.s')", &body, "\"a\\\"b\\\\\\n\\u0001é\"");
    check_body("$input.json('$.n')", &body, "1.0");
    check_body("$input.json('$.m')", &body, r#"{"b":1,"a":[true,null]}"#);
    check_body("$input.json('$.z')", &body, "null");
    check_body("$input.json('$.m.a[*]')", &body, "[true,null]");
    check_body("$input.json('$.m.a.length()')", &body, "2");
    check_body("$input.json('$..b')", &body, "[1]");
    check_body("$input.json('$.missing')", &body, "\"\"");
    check_body("$input.json('$.m').length()", &body, "23");
    check_body("$input.json('$.m').b", &body, "");
    check_body("#set($p = '$.m.b')$input.json($p)", &body, "1");
    check(
        "$input.json('$')",
        &json!({ "body": "{ \"a\" : [ 1 , 12345678901234567890123 ] }" }),
        r#"{"a":[1,12345678901234567890123]}"#,
    );
    check("$input.json('$')", &json!({ "body": "{\"a\":1,\"b\":2,\"a\":3}" }), r#"{"a":3,"b":2}"#);
}

#[test]
fn a_body_may_be_missing_or_no_json() {
    check("$input.body", &json!({}), "{}");
    check("$input.body", &json!({ "body": "raw" }), "raw");
    check("$input.body.size", &json!({ "body": "{}" }), "");
    check("$input.json('$')", &json!({}), "{}");
    check("$input.json('$.a')", &json!({}), "\"\"");
    check("[$input.path('$.a')]", &json!({}), "[]");
    for body in [
        "raw",
        "{",
        "{]",
        "[1,]",
        "01",
        "{\"a\":1}x",
        "\"\u{1}\"",
        "nul",
        "'a'",
        "{a:1}",
        "\"\\x\"",
        "1.",
        "-",
    ] {
        check("[$input.path('$')]$input.json('$')", &json!({ "body": body }), "[]\"\"");
    }
    check(
        "$input.json('$')",
        &json!({ "body": " \"\\u00e9\\ud83c\\udf89\\/\\t\" " }),
        "\"é🎉/\\t\"",
    );
    check("$input.path('$')", &json!({ "body": "-1.5e2" }), "-150.0");
}

#[test]
fn paths_give_values() {
    let body = json!({ "records": [{ "data": "x" }, { "data": "y" }], "a": { "size": 7 } });
    check_body("$input.path('$.records').size()", &body, "2");
    check_body("$input.path('$.records[1].data')", &body, "y");
    check_body("#set($i = 1)$input.path(\"$.records[${i}]\").data", &body, "y");
    check_body("$input.path('$.a').size()", &body, "1");
    check_body("$input.path('$.a').size", &body, "7");
    check_body("$input.path('$..data')", &body, r#"["x","y"]"#);
    check_body("$input.path(\"$.records[?(@.data == 'y')]\")[0].data", &body, "y");
    check_body("$input.path('$.records.length()')", &body, "2");
    check_body("#set($r = $input.path('$'))#set($r.new = 1)$input.json('$.new')", &body, "1");
}

#[test]
fn parameters_are_searched_in_three_places() {
    let input = json!({
        "path": { "id": "p", "only": "path" },
        "query": { "id": "q", "q": "1" },
        "multiValueQuery": { "q": ["2", "3"] },
        "headers": { "id": "h", "X-Name": "n" },
    });
    let check = |template: &str, expected: &str| check(template, &input, expected);
    check("$input.params('id')$input.params('q')$input.params('X-Name')", "p3n");
    check("[$input.params('x-name')]", "[]");
    check(
        "$input.params().path.id$input.params().querystring.id$input.params().header['X-Name']",
        "pqn",
    );
    check(
        "$input.params()",
        "{path={id=p, only=path}, querystring={id=q, q=3}, header={id=h, X-Name=n}}",
    );
    check(
        "#set($all = $input.params())#foreach($type in $all.keySet())#set($params = $all.get($type))$type:\
         #foreach($name in $params.keySet())$name=$params.get($name)#if($foreach.hasNext),#end#end;#end",
        "path:id=p,only=path;querystring:id=q,q=3;header:id=h,X-Name=n;",
    );
    check("$input.params().header.containsKey('id')$input.params().header.size()", "true2");
}

#[test]
fn stage_variables_are_a_map() {
    let input = json!({ "stageVariables": { "version": "7", "url-x": "u" } });
    check("$stageVariables.version${stageVariables['url-x']}[$stageVariables.no]", &input, "7u[]");
    check(
        "#foreach($k in $stageVariables.keySet())$k=$stageVariables.get($k);#end",
        &input,
        "version=7;url-x=u;",
    );
}

fn context() -> Value {
    json!({ "context": {
        "stage": "prod",
        "identity": { "sourceIp": "192.0.2.1", "caller": null },
        "authorizer": { "claims": { "sub": "u", "custom:role": "admin" }, "n": 1 },
        "requestTimeEpoch": 1_428_582_896_000_i64,
        "isCanaryRequest": true,
    } })
}

#[test]
fn context_is_read_by_names() {
    for (template, expected) in [
        ("$context.stage", "prod"),
        ("$context.identity.sourceIp", "192.0.2.1"),
        ("$context['identity'].sourceIp", "192.0.2.1"),
        ("$context.get('identity').get('sourceIp')", "192.0.2.1"),
        ("$context.identity.caller", ""),
        ("$context.authorizer.claims['custom:role']", "admin"),
        ("$context.authorizer.claims", ""),
        ("$context.identity$context", ""),
        ("$context.requestTimeEpoch", "1428582896000"),
        ("$context.isCanaryRequest", "true"),
        ("$context.nothing.at.all", ""),
        ("$context.identity.keySet()", "[sourceIp, caller]"),
        ("$context.stage.length()", "4"),
        (
            "#foreach($k in $context.keySet())$k #end",
            "stage identity authorizer requestTimeEpoch isCanaryRequest requestOverride responseOverride ",
        ),
        ("$context.requestOverride.keySet()", "[path, header, querystring]"),
        ("$context.responseOverride.keySet()", "[header]"),
        ("#set($context.own = 1)$context.own", "1"),
    ] {
        check(template, &context(), expected);
    }
}

#[test]
fn overrides_come_back() {
    for write in [
        "#set($context.requestOverride.querystring.p = 'v')",
        "#set($k = 'p')#set($context.requestOverride.querystring[$k] = 'v')",
        "$context.requestOverride.querystring.put('p', 'v')",
        "#set($context[\"requestOverride\"].querystring[\"p\"] = \"v\")",
        "#set($c = $context.requestOverride)#set($c.querystring.p = 'v')",
        "#foreach($k in $context.keySet())#end#set($context.requestOverride.querystring.p = 'v')",
    ] {
        let rendered = rendered(write, &context()).unwrap();
        assert_eq!(rendered.text, "", "{write}");
        let query = rendered.overrides.request("querystring").unwrap();
        assert_eq!(query.get("p").unwrap().as_text(), Some("v"), "{write}");
        assert_eq!(query.len(), 1);
    }
}

#[test]
fn override_values_keep_their_kind() {
    let template = "#set($context.responseOverride.status = 444)\
                    #set($context.responseOverride.header.X-List = ['a', 'b'])\
                    #set($context.responseOverride.custom = {'k': 1.5})";
    let rendered = rendered(template, &json!({})).unwrap();
    assert_eq!(rendered.overrides.status(), Some(444));
    assert!(rendered.overrides.request.is_none());
    let json: serde_json::Map<_, _> = rendered
        .overrides
        .response
        .iter()
        .flat_map(Variables::iter)
        .map(|(name, value)| (name.to_owned(), value.to_json()))
        .collect();
    let expected =
        &json!({ "header": { "X-List": ["a", "b"] }, "status": 444, "custom": { "k": 1.5 } });
    assert_eq!(&Value::Object(json), expected);
}

#[test]
fn only_a_status_that_http_has_counts() {
    for (status, expected) in
        [("200", Some(200)), ("599", Some(599)), ("99", None), ("600", None), ("'200'", None)]
    {
        let template = format!("#set($context.responseOverride.status = {status})");
        assert_eq!(rendered(&template, &json!({})).unwrap().overrides.status(), expected);
    }
    assert_eq!(rendered("x", &json!({})).unwrap().overrides, super::super::Overrides::default());
}

#[test]
fn earlier_overrides_can_be_read() {
    let input = json!({ "context": { "requestOverride": { "path": { "body": "{\"a\":1}" } }, "responseOverride": { "status": 444 } } });
    check(
        "$util.parseJson($context.requestOverride.path.body).a$context.responseOverride.status",
        &input,
        "1444",
    );
}

#[test]
fn the_service_s_names_can_be_given_away() {
    check_text("#set($input = 'mine')$input", "mine");
    check_text("#set($foreach = 'mine')#foreach($i in [1])$foreach.index#end$foreach", "0mine");
}
