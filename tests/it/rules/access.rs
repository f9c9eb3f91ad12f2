//! Rules on who gets in, over documents whose parts have to be seen together.

use portcullis::check::{Settings, check};
use portcullis::frontend::ImportOptions;

use super::findings;
use crate::frontends::compile::{Files, compile_files};

/// Statements that let everybody call everything.
const ALLOW: &str = "    - { Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }\n";

/// A document with methods of these verbs and paths, and with these statements.
fn policy(methods: &[&str], statements: &str) -> String {
    let paths = methods.iter().map(|method| {
        let (verb, path) = method.split_once(' ').unwrap();
        format!("  {path}:\n    {verb}: {{ x-amazon-apigateway-integration: {{ type: mock }} }}\n")
    });
    let mut text = paths.collect::<Vec<_>>().concat();
    text.push_str("x-amazon-apigateway-policy:\n  Version: '2012-10-17'\n  Statement:\n");
    text + statements
}

fn deny(resource: &str, condition: &str) -> String {
    format!(
        "    - {{ Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: '{resource}', Condition: {condition} }}\n"
    )
}

/// How often a rule finds something.
fn count(rule: &str, text: &str) -> usize {
    findings(rule, text).lines().count()
}

#[test]
fn a_resource_is_compared_with_the_calls_and_not_with_the_paths() {
    let rule = "policy-resource-without-method";
    let of = |methods: &[&str], resource: &str| {
        findings(rule, &policy(methods, &ALLOW.replace("execute-api:/*", resource)))
    };
    let about = |own: &str| of(&["get /pets", "get /pets/{id}", "get /files/{proxy+}"], own);
    for right in [
        "execute-api:/*/GET/pets/7",
        "execute-api:/*/GET/pets/*",
        "execute-api:/prod/*/files/a/b",
        "execute-api:/*/GET/*/a/b",
        "execute-api:/prod/*",
        "arn:aws:execute-api:*:*:*/prod/GET/pets",
        "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/${Stage}/GET/${Path}",
        "*",
    ] {
        assert_eq!(about(right), "", "{right}");
    }
    for wrong in [
        "execute-api:/prod/POST/pets",
        "execute-api:/prod/GET/pets/7/toys",
        "execute-api:/prod/GET/files",
        "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3/prod/GET/pet",
    ] {
        assert!(about(wrong).contains("no method of the API is called by"), "{wrong}");
    }
    // The star of the stage reaches over slashes, as far as `GET /files/POST/pets`.
    assert_eq!(about("execute-api:/*/POST/pets"), "");
    assert!(of(&["get /pets", "get /pets/{id}"], "execute-api:/*/POST/pets").contains("no method"));
    // One fault is told by one rule.
    assert_eq!(about("execute-api:/*/get/pets"), "");
    assert_eq!(about("execute-api:/*/ANY/pets"), "");
    assert_eq!(about("execute-api:/prod"), "");
}

#[test]
fn a_method_is_closed_only_if_every_caller_is_refused() {
    let rule = "method-closed-to-everybody";
    let closed = |statements: &str| count(rule, &policy(&["get /pets"], statements)) == 1;
    let address = |operator: &str, range: &str| {
        deny("execute-api:/*", &format!("{{ {operator}: {{ 'aws:SourceIp': [{range}] }} }}"))
    };
    let all = |denies: &[String]| format!("{ALLOW}{}", denies.concat());
    assert!(!closed(ALLOW));
    assert!(!closed(&all(&[address("NotIpAddress", "203.0.113.0/24")])));
    // Of the addresses that are allowed one half is denied, then the other.
    let lower = address("IpAddress", "203.0.113.0/25");
    let upper = address("IpAddress", "203.0.113.128/25");
    let outside = address("NotIpAddress", "203.0.113.0/24");
    assert!(!closed(&all(&[outside.clone(), lower.clone()])));
    assert!(closed(&all(&[outside.clone(), lower, upper])));
    // What a client may leave out keeps nobody out.
    let agent = deny("execute-api:/*", "{ StringLike: { 'aws:UserAgent': '*' } }");
    assert!(!closed(&all(&[agent])));
    let some = deny("execute-api:/*", "{ StringNotLike: { 'aws:UserAgent': 'pets/*' } }");
    let others = deny("execute-api:/*", "{ StringLike: { 'aws:UserAgent': 'p*' } }");
    assert!(!closed(&all(std::slice::from_ref(&some))));
    // Two patterns are not told apart by a few texts, so nothing is said of them.
    assert!(!closed(&all(&[some, others])));
    // A part that only a deployment knows may let somebody in.
    assert!(!closed(&all(&[outside, address("IpAddress", "'${Range}'")])));
}

#[test]
fn a_method_that_is_open_for_one_path_is_not_closed() {
    let rule = "method-closed-to-everybody";
    let of = |resource: &str| ALLOW.replace("execute-api:/*", resource);
    let everything_else =
        |resource: &str| format!("{}{}", of("execute-api:/*/GET/pets/mine"), deny(resource, "{}"));
    let closed = |statements: &str| count(rule, &policy(&["get /pets/{id}"], statements)) == 1;
    assert!(!closed(&of("execute-api:/*/GET/pets/mine")));
    assert!(!closed(&of("execute-api:/${Stage}/GET/pets/mine")));
    assert!(!closed(&everything_else("execute-api:/*/GET/pets/yours")));
    assert!(closed(&everything_else("execute-api:/*/GET/pets/*")));
    // Of two APIs that a policy names nobody knows which one this is.
    let arn = |id: &str| of(&format!("arn:aws:execute-api:eu-central-1:123456789012:{id}/*"));
    assert!(!closed(&format!("{}{}", arn("a1b2c3"), arn("d4e5f6"))));
}

#[test]
fn what_the_policy_asks_for_says_whether_the_api_is_private() {
    let rule = "method-closed-to-everybody";
    let closed = |condition: &str| {
        count(
            rule,
            &policy(&["get /pets"], &format!("{ALLOW}{}", deny("execute-api:/*", condition))),
        ) == 1
    };
    assert!(!closed("{ StringNotEquals: { 'aws:SourceVpce': vpce-0123456789abcdef0 } }"));
    assert!(!closed("{ NotIpAddress: { 'aws:SourceIp': 203.0.113.0/24 } }"));
    assert!(!closed(
        "{ NotIpAddress: { 'aws:SourceIp': 203.0.113.0/24 }, StringNotEquals: { 'aws:SourceVpce': vpce-0123456789abcdef0 } }"
    ));
    // No unsigned request has an account, which another rule says.
    let account = "{ StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } }";
    assert!(!closed(account));
    let text = policy(&["get /pets"], &format!("{ALLOW}{}", deny("execute-api:/*", account)));
    assert_eq!(count("signature-key-without-iam", &text), 1);
}

#[test]
fn statements_shadow_and_repeat_each_other_only_for_certain() {
    let pets = ALLOW.replace("execute-api:/*", "execute-api:/*/GET/pets");
    let with = |statements: &str| policy(&["get /pets", "post /pets2"], statements);
    let shadowed = |denied: &str| {
        count("shadowed-allow", &with(&format!("{ALLOW}{pets}{}", deny(denied, "{}"))))
    };
    assert_eq!(shadowed("execute-api:/*/GET/*"), 1);
    assert_eq!(shadowed("execute-api:/*"), 2);
    assert_eq!(shadowed("execute-api:/*/POST/*"), 0);
    assert_eq!(shadowed("execute-api:/${Stage}/GET/*"), 0);
    let on_condition =
        deny("execute-api:/*", "{ NotIpAddress: { 'aws:SourceIp': 203.0.113.0/24 } }");
    assert_eq!(count("shadowed-allow", &with(&format!("{ALLOW}{on_condition}"))), 0);
    // One range lies in the other, so the condition of the denial holds wherever that of the other does.
    let office = "    - { Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': 198.51.100.0/28 } } }\n";
    assert_eq!(count("shadowed-allow", &with(&format!("{ALLOW}{office}{on_condition}"))), 1);
    assert_eq!(count("redundant-statement", &with(&format!("{ALLOW}{pets}"))), 1);
    assert_eq!(count("redundant-statement", &with(&format!("{pets}{ALLOW}"))), 1);
    assert_eq!(count("redundant-statement", &with(&format!("{ALLOW}{ALLOW}"))), 1);
    assert_eq!(count("redundant-statement", &with(&format!("{pets}{on_condition}"))), 0);
}

#[test]
fn denials_that_leave_nobody_are_about_the_same_calls() {
    let rule = "denies-that-leave-nobody";
    let endpoint = |resource: &str, id: &str| {
        deny(resource, &format!("{{ StringNotEquals: {{ 'aws:SourceVpce': [{id}] }} }}"))
    };
    let with = |one: &str, two: &str| {
        count(rule, &policy(&["get /pets", "get /toys"], &format!("{ALLOW}{one}{two}")))
    };
    let (a, b) = ("vpce-0aaaaaaaaaaaaaaaa", "vpce-0bbbbbbbbbbbbbbbb");
    let all = "execute-api:/*";
    assert_eq!(with(&endpoint(all, a), &endpoint(all, b)), 1);
    assert_eq!(with(&endpoint(all, a), &endpoint(all, &format!("{a}, {b}"))), 0);
    assert_eq!(with(&endpoint(all, a), &endpoint("execute-api:/*/GET/pets", b)), 1);
    let apart = (endpoint("execute-api:/*/GET/pets", a), endpoint("execute-api:/*/GET/toys", b));
    assert_eq!(with(&apart.0, &apart.1), 0);
    assert_eq!(with(&endpoint(all, a), &endpoint(all, "'${Other}'")), 0);
    // What this rule says is not said again.
    let text = policy(&["get /pets"], &format!("{ALLOW}{}{}", endpoint(all, a), endpoint(all, b)));
    assert_eq!(count("method-closed-to-everybody", &text), 0);
}

#[test]
fn a_method_that_asks_for_an_undefined_scheme_is_told_once() {
    let text = "  /pets:
    get:
      security: [{ pool: [] }]
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://pets.example.com
        requestParameters: { integration.request.header.x-user: context.authorizer.claims.sub }
";
    assert_eq!(count("undefined-security-scheme", text), 1);
    assert_eq!(count("claims-without-user-pool", text), 0);
    let open = text.replace("      security: [{ pool: [] }]\n", "");
    assert_eq!(count("claims-without-user-pool", &open), 1);
}

#[test]
fn a_template_that_prints_the_whole_context_asks_for_nothing() {
    let text = |template: &str| {
        format!(
            "  /pets:
    get:
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: https://pets.example.com
        requestTemplates: {{ application/json: '{template}' }}
"
        )
    };
    let rule = "caller-identity-without-iam";
    assert_eq!(count(rule, &text("{\"user\": \"$context.identity.userArn\"}")), 1);
    let dump = "$context.identity.user $context.identity.caller $context.identity.sourceIp \
                $context.stage $context.requestId $context.resourcePath";
    assert_eq!(count(rule, &text(dump)), 0);
}

#[test]
fn a_verb_falls_through_to_the_method_that_the_router_finds() {
    let rule = "verb-that-falls-through";
    let text = |paths: &[(&str, &str, bool)]| {
        let methods = paths.iter().map(|(path, verb, is_open)| {
            let security = if *is_open { "[]" } else { "[{ iam: [] }]" };
            format!("  {path}:\n    {verb}: {{ security: {security}, x-amazon-apigateway-integration: {{ type: mock }} }}\n")
        });
        let text = methods.collect::<Vec<_>>().concat();
        text + "components:\n  securitySchemes:\n    iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }\n"
    };
    let any = "x-amazon-apigateway-any-method";
    let open = |paths: &[(&str, &str, bool)]| count(rule, &text(paths));
    assert_eq!(open(&[("/a", "get", false), ("/{proxy+}", any, true)]), 1);
    assert_eq!(open(&[("/a", any, false), ("/{proxy+}", any, true)]), 0);
    assert_eq!(open(&[("/a", "get", true), ("/{proxy+}", any, true)]), 0);
    assert_eq!(open(&[("/a", "get", false), ("/{proxy+}", any, false)]), 0);
    assert_eq!(open(&[("/a", "get", false), ("/{proxy+}", "get", true)]), 0);
    // A variable stands before a greedy one, and is protected.
    assert_eq!(open(&[("/a", "get", false), ("/{x}", any, false), ("/{proxy+}", any, true)]), 0);
    assert_eq!(
        open(&[("/a/{x}", "get", false), ("/a/b", "get", false), ("/{proxy+}", "post", true)]),
        1
    );
    // All paths that fall to one method are told together.
    assert_eq!(open(&[("/a", "get", false), ("/b", "get", false), ("/{proxy+}", any, true)]), 1);
}

#[test]
fn a_principal_that_is_filled_in_later_may_be_everybody_or_somebody() {
    let rule = "principal-without-iam";
    let of = |principal: &str| {
        let statement = ALLOW.replace("Principal: '*'", &format!("Principal: {principal}"));
        let text = policy(&["get /pets"], &statement);
        (count(rule, &text), count("method-closed-to-everybody", &text))
    };
    for somebody in [
        "{ AWS: '${AWS::AccountId}' }",
        "{ AWS: 'arn:aws:iam::${AWS::AccountId}:role/reader' }",
        "{ AWS: { 'Fn::GetAtt': [Reader, Arn] } }",
        "{ AWS: '${Partition}:iam::123456789012:root' }",
    ] {
        assert_eq!(of(somebody), (1, 0), "{somebody}");
    }
    for anybody in [
        "{ AWS: { Ref: Callers } }",
        "{ AWS: '${Callers}' }",
        "{ AWS: '${var.callers}' }",
        "{ AWS: { 'Fn::If': [IsOpen, '*', '123456789012'] } }",
        "{ Ref: Callers }",
    ] {
        assert_eq!(of(anybody), (0, 0), "{anybody}");
    }
}

#[test]
fn one_wrong_id_is_told_once_with_all_of_its_places() {
    let condition = "{ StringNotEquals: { 'aws:SourceVpce': vpc-0123456789abcdef0 } }";
    let denies = format!(
        "{}{}",
        deny("execute-api:/*/GET/*", condition),
        deny("execute-api:/*/POST/*", condition)
    );
    assert_eq!(count("malformed-vpc-id", &policy(&["get /pets"], &format!("{ALLOW}{denies}"))), 1);
}

#[test]
fn a_policy_that_cannot_be_read_says_nothing() {
    let broken = ALLOW.replace("Effect: Allow", "Effect: Permit");
    for rule in ["wildcard-principal", "method-closed-to-everybody", "policy-without-allow"] {
        assert_eq!(count(rule, &policy(&["get /pets"], &broken)), 0, "{rule}");
    }
}

#[test]
fn a_verb_of_its_own_is_taken_before_a_protected_any() {
    let any = "x-amazon-apigateway-any-method";
    let rule = "open-method-beside-authorized";
    let text = |verb: &str, security: &str| {
        format!(
            "  /a:
    {any}: {{ security: [{{ iam: [] }}], x-amazon-apigateway-integration: {{ type: mock }} }}
    {verb}: {{ {security}x-amazon-apigateway-integration: {{ type: mock }} }}
components:
  securitySchemes:
    iam: {{ type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }}
"
        )
    };
    assert_eq!(count(rule, &text("get", "")), 1);
    assert_eq!(count(rule, &text("delete", "")), 1);
    assert_eq!(count(rule, &text("get", "security: [], ")), 0);
    assert_eq!(count(rule, &text("options", "")), 0);
    let verbs = text("get", "").replace(any, "post");
    assert_eq!(count(rule, &verbs), 0);
}

#[test]
fn preflights_allow_what_carries_credentials() {
    let text = |scheme: &str, allowed: &str| {
        format!(
            "  /a:
    get:
      security: [{{ auth: [] }}]
      x-amazon-apigateway-integration: {{ type: mock }}
    options:
      x-amazon-apigateway-integration:
        type: mock
        responses:
          default:
            statusCode: '200'
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: \"'*'\"
              {allowed}
components:
  securitySchemes:
    auth: {scheme}
"
        )
    };
    let headers =
        |list: &str| format!("method.response.header.access-control-allow-headers: \"'{list}'\"");
    let key = "{ type: apiKey, name: x-api-key, in: header }";
    let iam =
        "{ type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }";
    let rule = "preflight-omits-header";
    let of = |scheme: &str, allowed: &str| findings(rule, &text(scheme, allowed));
    assert_eq!(of(key, &headers("content-type, X-API-KEY")), "");
    assert!(of(key, &headers("content-type")).contains("does not allow `X-Api-Key`"));
    assert!(of(key, "").contains("the preflight of `/a` does not allow `X-Api-Key`"));
    assert_eq!(of(key, &headers("*")), "");
    assert!(of(iam, &headers("*")).contains("info["));
    assert!(of(iam, &headers("authorization")).contains("does not allow `X-Amz-Date`"));
    let computed =
        "method.response.header.Access-Control-Allow-Headers: integration.response.header.x";
    assert_eq!(of(iam, computed), "");
}

#[test]
fn a_key_is_the_only_protection_where_the_policy_lets_everybody_in() {
    let rule = "api-key-as-only-protection";
    let keyed = |statements: &str| {
        let text =
            policy(&["get /pets"], statements).replace("get: {", "get: { security: [{ key: [] }],");
        text + "components: { securitySchemes: { key: { type: apiKey, name: x-api-key, in: header } } }\n"
    };
    let of = |statements: &str| count(rule, &keyed(statements));
    assert_eq!(of(ALLOW), 1);
    let office = deny("execute-api:/*", "{ NotIpAddress: { 'aws:SourceIp': 203.0.113.0/24 } }");
    assert_eq!(of(&format!("{ALLOW}{office}")), 0);
    assert_eq!(of(&ALLOW.replace("execute-api:/*", "${Everything}")), 0);
}

#[test]
fn conditions_that_only_a_deployment_knows_may_keep_everybody_out() {
    let of = |rule: &str, condition: &str| {
        let statement = format!(
            "    - {{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'{condition} }}\n"
        );
        findings(rule, &policy(&["get /pets"], &statement))
    };
    assert!(of("wildcard-principal", "").contains("lets everybody in"));
    for open in [", Condition: !Ref Wanted", ", Condition: { StringEquals: !Ref Wanted }"] {
        assert_eq!(of("wildcard-principal", open), "", "{open}");
    }
    let signed = |condition: &str| {
        let statement = ALLOW.replace(" }\n", &format!("{condition} }}\n"));
        let method = policy(&["get /pets"], &statement)
            .replace("type: mock }", "type: mock }, security: [{ iam: [] }]");
        let scheme = "components: { securitySchemes: { iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 } } }\n";
        findings("everyone-allowed-on-iam-methods", &(method + scheme))
    };
    assert!(signed("").contains("`GET /pets`"));
    assert_eq!(signed(", Condition: !Ref Wanted"), "");
}

#[test]
fn policies_of_identities_are_read_where_they_speak_of_apis() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:Get", "Resource": "bucket", "Condition": { "StringEquals": { "s3:prefix": "a" } } },
        { "Effect": "Allow", "Action": "execute-api:Invok", "Resource": "execute-api:/*" } ] }"#;
    let manifest = "portcullis: 1\napi: api.yaml\nlocal:\n  identities:\n    ann: { arn: 'arn:aws:iam::123456789012:user/ann', policies: [p.json] }\n    bob: { arn: 'arn:aws:iam::123456789012:user/bob', policies: [p.json] }\n";
    let files = Files::new(&[
        ("portcullis.yaml", manifest),
        ("api.yaml", "openapi: 3.0.1\ninfo: { title: t, version: '1' }\npaths: {}\n"),
        ("p.json", policy),
    ]);
    let mut outcome = compile_files(&files, "portcullis.yaml", &ImportOptions::default());
    let definition = outcome.definition.take().unwrap();
    check(&definition, &outcome.sources, &Settings::default(), &mut outcome.sink);
    let all = outcome.concise();
    let own: Vec<&str> = all.lines().filter(|line| line.starts_with("p.json")).collect();
    assert_eq!(
        own.iter().map(|line| line.split_once(": ").unwrap().1).collect::<Vec<_>>(),
        [
            "warning[unknown-action]: no call of an API is `execute-api:Invok`",
            "error[malformed-resource]: `execute-api:/*` is short for a resource only in the policy of an API",
        ],
        "{all}"
    );
}

#[test]
fn a_method_that_says_that_it_is_open_is_meant_to_be() {
    let of = |security: &str, verb: &str, more: &str| {
        let text = format!(
            "  /a:\n    {verb}: {{ {security}x-amazon-apigateway-integration: {{ type: http_proxy, httpMethod: POST, uri: 'https://pets.example.com' }} }}\n{more}"
        );
        findings("open-method-that-writes", &text)
    };
    assert!(of("", "post", "").contains("everybody may call `POST /a`"));
    assert_eq!(of("security: [], ", "post", ""), "");
    assert_eq!(of("", "get", ""), "");
    let restricted =
        format!("x-amazon-apigateway-policy:\n  Version: '2012-10-17'\n  Statement:\n{ALLOW}");
    assert_eq!(of("", "post", &restricted), "");
    let http = "x-amazon-apigateway-cors: { allowOrigins: ['*'] }\n";
    let route = of("", "post", http);
    assert!(route.contains("everybody may call `POST /a`"), "{route}");
}
