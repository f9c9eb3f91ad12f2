//! The runtime lets in whom `access` lets in, and tells the others why not.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use core::net::IpAddr;
use http::HeaderValue;
use portcullis::access::{self, Call, Credentials, Fact};
use portcullis::bundle::Config;
use portcullis::check::{Checked, Settings};
use portcullis::emit;
use portcullis::gateway::{
    Body, Engine, ExecutionLog, Moment, Plan, PlanError, PlanOptions, Request, RequestBody,
    RequestHeaders, Step, VpcEndpoint,
};

use crate::frontends::compile::compile_text;

/// 2023-02-01, half past nine.
const NOW: Moment =
    Moment { wall: Duration::from_secs(1_675_243_815), monotonic: Duration::from_secs(1) };

/// An API with `policy` and a private or a public endpoint, as `access` and as the runtime have it.
fn api(policy: &str, is_private: bool) -> (access::Api, Config) {
    let mut text = String::from("openapi: 3.0.1\ninfo: { title: Pets }\n");
    if is_private {
        text.push_str("x-amazon-apigateway-endpoint-configuration: { types: [PRIVATE] }\n");
        text.push_str("servers: [{ url: /, x-amazon-apigateway-endpoint-configuration: { vpcEndpointIds: [vpce-1] } }]\n");
    }
    if !policy.is_empty() {
        write!(
            text,
            "x-amazon-apigateway-policy:\n  Version: '2012-10-17'\n  Statement:\n{policy}"
        )
        .unwrap();
    }
    text.push_str("paths:\n");
    for path in ["/pets", "/pets/{id}", "/admin"] {
        writeln!(text, "  {path}:").unwrap();
        for verb in ["get", "post"] {
            write!(
                text,
                "    {verb}:\n      responses: {{ '200': {{ description: ok }} }}\n      x-amazon-apigateway-integration:\n        \
                 type: mock\n        requestTemplates: {{ application/json: '{{\"statusCode\": 200}}' }}\n        \
                 responses: {{ default: {{ statusCode: 200 }} }}\n"
            )
            .unwrap();
        }
    }
    let mut outcome = compile_text(&text);
    let definition = outcome.definition.take().unwrap_or_else(|| panic!("{}", outcome.concise()));
    let api = access::Api::of(&definition).unwrap();
    // A method that lets nobody in is for a rule to say; here it is served all the same.
    let settings = Settings { ignore: vec!["access".to_owned()], ..Settings::default() };
    let checked = Checked::new(definition, &outcome.sources, &settings, &mut outcome.sink);
    let checked = checked.unwrap_or_else(|| panic!("the check found errors"));
    (api, emit::bundle(&checked, &outcome.sources, &mut outcome.sink).unwrap())
}

fn engine(config: &Config, allow: &[&str]) -> Engine {
    let allow = allow.iter().map(|name| (*name).to_owned()).collect();
    let options = PlanOptions { allow, ..PlanOptions::default() };
    Engine::new(Plan::new(config, &options).unwrap())
}

/// One request.
#[derive(Clone, Copy)]
struct Asked<'a> {
    verb: &'a str,
    path: &'a str,
    from: &'a str,
    agent: Option<&'a str>,
    endpoint: Option<(&'a str, &'a str)>,
}

const ASKED: Asked<'static> =
    Asked { verb: "GET", path: "/pets", from: "203.0.113.9", agent: None, endpoint: None };

/// The status, the body and the log of an answer.
fn answer(engine: &Engine, asked: &Asked<'_>) -> (u16, String, String) {
    let agent =
        asked.agent.map(|agent| ("User-Agent".to_owned(), HeaderValue::from_str(agent).unwrap()));
    let request = Request {
        method: asked.verb.parse().unwrap(),
        target: format!("/dev{}", asked.path).parse().unwrap(),
        authority: None,
        headers: RequestHeaders::List(agent.into_iter().collect()),
        body: RequestBody::Whole(Bytes::new()),
        source_ip: asked.from.parse().unwrap(),
        vpc_endpoint: asked.endpoint.map(|(id, vpc)| {
            Arc::new(VpcEndpoint { id: id.to_owned(), vpc: Some(vpc.to_owned()) })
        }),
        domain: None,
        id: *b"0123456789abcdef",
        log: Some(Box::new(ExecutionLog::new())),
    };
    let Step::Respond(response) = engine.start(request, NOW) else { panic!("nothing is called") };
    let Body::Whole(body) = &response.body else { panic!("nothing is streamed") };
    let body = String::from_utf8(body.to_vec()).unwrap();
    (response.status.as_u16(), body, response.log.unwrap().to_string())
}

/// The same request before `access` alone.
fn decided(api: &access::Api, asked: &Asked<'_>) -> bool {
    let from: IpAddr = asked.from.parse().unwrap();
    let request = access::Request {
        source_ip: Fact::Known(from),
        vpc: asked.endpoint.map(|own| own.1).into(),
        vpc_endpoint: asked.endpoint.map(|own| own.0).into(),
        referer: Fact::Absent,
        user_agent: asked.agent.into(),
        time: Fact::Known(1_675_243_815),
        ..access::Request::new("dev", asked.verb, asked.path)
    };
    Call::new(api, &request, Credentials::None).decide().is_allowed()
}

const OFFICE: &str = "
  - { Sid: Office, Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/dev/GET/*',
      Condition: { IpAddress: { aws:SourceIp: [203.0.113.0/24, 2001:db8::/32] } } }
  - { Effect: Allow, Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*/POST/pets' }
  - { Sid: Robots, Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: '*',
      Condition: { StringLike: { aws:UserAgent: '*bot*' } } }
  - { Effect: Deny, Principal: '*', Action: '*', Resource: 'execute-api:/*/*/admin' }
";

#[test]
fn the_resource_policy_is_enforced() {
    let (_, config) = api(OFFICE, false);
    let engine = engine(&config, &[]);
    assert!(engine.plan().unenforced().is_empty());
    let arn = format!("arn:aws:execute-api:us-east-1:********9012:{}/dev", config.rest_api.id);
    let denied = |path: &str, tail: &str| {
        format!(
            "{{\"Message\":\"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}{path}{tail}\"}}"
        )
    };
    assert_eq!(answer(&engine, &ASKED).0, 200);
    assert_eq!(answer(&engine, &Asked { verb: "POST", from: "192.0.2.1", ..ASKED }).0, 200);
    let (status, body, log) = answer(&engine, &Asked { from: "192.0.2.1", ..ASKED });
    assert_eq!((status, body), (403, denied("/GET/pets", "")));
    assert!(log.contains("resource policy: no statement allows the request"), "{log}");
    let (status, body, log) = answer(&engine, &Asked { agent: Some("a bot"), ..ASKED });
    assert_eq!((status, body), (403, denied("/GET/pets", " with an explicit deny")));
    assert!(log.contains("resource policy: the statement `Robots` denies the request"), "{log}");
    let (_, body, log) = answer(&engine, &Asked { path: "/admin?x=1", ..ASKED });
    assert_eq!(body, denied("/GET/admin", " with an explicit deny"));
    assert!(log.contains("resource policy: statement 4 denies the request"), "{log}");
    let (status, body, _) = answer(&engine, &Asked { path: "/birds", ..ASKED });
    assert_eq!((status, body.as_str()), (403, "{\"message\":\"Missing Authentication Token\"}"));
}

const PRIVATE: &str = "
  - { Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: 'execute-api:/*',
      Condition: { StringEquals: { aws:SourceVpce: vpce-1 }, IpAddress: { aws:VpcSourceIp: 10.0.0.0/8 } } }
";

#[test]
fn a_private_endpoint_is_enforced() {
    let (_, config) = api(PRIVATE, true);
    let engine = engine(&config, &[]);
    assert!(engine.plan().unenforced().is_empty());
    let inside = Asked { from: "10.0.0.9", endpoint: Some(("vpce-1", "vpc-1")), ..ASKED };
    assert_eq!(answer(&engine, &inside).0, 200);
    let other = Asked { endpoint: Some(("vpce-2", "vpc-1")), ..inside };
    assert_eq!(answer(&engine, &other).0, 403);
    assert_eq!(answer(&engine, &Asked { from: "192.168.0.9", ..inside }).0, 403);
    let (status, body, log) = answer(&engine, &ASKED);
    assert_eq!((status, body.as_str()), (403, "{\"message\":\"Forbidden\"}"));
    assert!(log.contains("comes through no VPC endpoint"), "{log}");
}

#[test]
fn controls_may_be_missing_by_name() {
    let outside = Asked { from: "192.0.2.1", ..ASKED };
    let (_, config) = api(OFFICE, false);
    let open = engine(&config, &["RESOURCE_POLICY"]);
    assert_eq!(answer(&open, &outside).0, 200);
    let told: Vec<String> = open.plan().unenforced().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["policy: RESOURCE_POLICY of `Pets` is not enforced; requests pass without it"]
    );
    let (_, config) = api(PRIVATE, true);
    let closed = engine(&config, &["PRIVATE_ENDPOINT"]);
    assert_eq!(answer(&closed, &outside).0, 403, "the policy asks for an endpoint");
    let closed = engine(&config, &["RESOURCE_POLICY"]);
    assert_eq!(answer(&closed, &outside).0, 403, "the endpoint is still private");
    let through = Asked { endpoint: Some(("vpce-2", "vpc-1")), ..outside };
    assert_eq!(answer(&closed, &through).0, 200);
    let open = engine(&config, &["RESOURCE_POLICY", "PRIVATE_ENDPOINT"]);
    assert_eq!(answer(&open, &outside).0, 200);
}

#[test]
fn what_is_not_known_lets_nobody_in() {
    let address = "
  - { Effect: Allow, Principal: '*', Action: '*', Resource: '*', Condition: { IpAddress: { aws:SourceIp: 10.0.0.0/8 } } }
";
    let (_, config) = api(address, true);
    let inside = Asked { from: "10.0.0.9", endpoint: Some(("vpce-1", "vpc-1")), ..ASKED };
    let (status, _, log) = answer(&engine(&config, &[]), &inside);
    assert_eq!(status, 403);
    assert!(
        log.contains(
            "it is not known what `aws:SourceIp` is: a VPC endpoint puts its own in its place"
        ),
        "{log}"
    );
    let token = "
  - { Effect: Allow, Principal: '*', Action: '*', Resource: 'execute-api:/${Stage}/*' }
";
    let (_, config) = api(token, false);
    let (status, _, log) = answer(&engine(&config, &[]), &ASKED);
    assert_eq!(status, 403);
    assert!(
        log.contains("what `execute-api:/${Stage}/*` stands for in the resource policy"),
        "{log}"
    );
}

#[test]
fn a_policy_that_is_none_is_no_configuration() {
    let (_, mut config) = api(OFFICE, false);
    config.rest_api.policy = Some(serde_json::json!({"Statement": [{"Effect": "Allow"}]}));
    let error = Plan::new(&config, &PlanOptions::default()).unwrap_err();
    let PlanError::Invalid { place, message } = error else { panic!("{error:?}") };
    assert_eq!((place.as_str(), message.as_str()), ("policy", "a statement has no `Principal`"));
}

#[test]
fn the_runtime_and_the_definition_give_the_same_answers() {
    let mut seed = 20_231_201_usize;
    let mut draw = |end: usize| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
        (seed >> 8) % end
    };
    let mut seen = [0, 0];
    for (policy, is_private) in [(OFFICE, false), (PRIVATE, true), ("", false), (OFFICE, true)] {
        let (api, config) = api(policy, is_private);
        let engine = engine(&config, &[]);
        for _ in 0..250 {
            let asked = Asked {
                verb: ["GET", "POST"][draw(2)],
                path: ["/pets", "/pets/1", "/pets/a%20b", "/admin", "/pets/"][draw(5)],
                from: ["203.0.113.9", "192.0.2.1", "10.1.2.3", "2001:db8::7", "::ffff:203.0.113.9"]
                    [draw(5)],
                agent: [None, Some("curl/8.4"), Some("googlebot/2")][draw(3)],
                endpoint: [None, Some(("vpce-1", "vpc-1")), Some(("vpce-2", "vpc-1"))][draw(3)],
            };
            let (status, body, _) = answer(&engine, &asked);
            let is_in = decided(&api, &asked);
            seen[usize::from(is_in)] += 1;
            assert_eq!(
                status == 200,
                is_in,
                "{} {} from {}: {body}",
                asked.verb,
                asked.path,
                asked.from
            );
        }
    }
    assert!(seen.iter().all(|count| *count > 200), "{seen:?}");
}
