//! The same requests get the same answer from `why-denied`, from the engine, and over a socket: over the examples, over an
//! API that has one of everything, and over definitions that people wrote.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis::access::{
    Api, AuthorizerAnswer, AuthorizerSaid, Caller, Case, Fact, KnownCaller, Question, Shown,
    Signer as Said, Standing, Subject, SubjectParts, TokenSaid,
};
use portcullis::bundle::{Config, ResourceConfig};
use portcullis::check::{Checked, Settings};
use portcullis::diag::Sink;
use portcullis::emit;
use portcullis::frontend::{ImportOptions, compile};
use portcullis::gateway::{
    Engine, FunctionOutcome, Moment, Plan, PlanOptions, Request, RequestBody, RequestHeaders, Step,
};
use portcullis::iam::{Document, Identity, PolicyKind};
use portcullis::ir::Definition;
use portcullis::serve::FsLoader;
use portcullis::sigv4::{Credentials, Dialect, Header, Request as Signed, Signer};
use portcullis::source::Sources;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::authorization::api::{key_set, token};
use crate::cli::example;
use crate::serve::client::Client;
use crate::serve::running::Running;
use crate::shared::shared;

/// How many requests there are in all.
const REQUESTS: usize = 5_000;

/// How many of them the API gets that has one of everything.
const OWN: usize = 2_000;

const HOST: &str = "api.example.com";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Numbers from a seed, the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all.get(self.below(all.len())).cloned().unwrap()
    }

    /// Whether something happens that does in one case of `cases`.
    fn rarely(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}

/// A definition that can be asked in all ways.
struct World {
    name: String,
    file: PathBuf,
    config: Config,
    definition: Checked<Definition>,
    sources: Sources,
    engine: Engine,
    /// What the functions of authorizers answer, where that is in files.
    canned: BTreeMap<String, Value>,
}

impl World {
    /// The definition in a file; nothing where it cannot be served here.
    fn read(file: &Path) -> Option<Self> {
        let folder = file.parent().unwrap();
        let loader = FsLoader::new(folder).unwrap();
        let name = Path::new(file.file_name().unwrap());
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let definition =
            compile(&loader, name, &ImportOptions::default(), &mut sources, &mut sink)?;
        let definition = Checked::new(definition, &sources, &Settings::default(), &mut sink)?;
        let config = emit::bundle(&definition, &sources, &mut sink)?;
        let plan = Plan::new(&config, &PlanOptions::default()).ok()?;
        // What is not enforced is refused by the runtime, and is no question of who may call.
        if !plan.unenforced().is_empty() || config.rest_api.resources.is_empty() {
            return None;
        }
        let canned = config.functions.iter().filter_map(|(name, own)| {
            let text = fs::read_to_string(folder.join(own.response.as_ref()?)).unwrap();
            Some((name.clone(), serde_json::from_str(&text).unwrap()))
        });
        let canned = canned.collect();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let engine = Engine::new(plan);
        let file = file.to_owned();
        Some(Self { name, file, config, definition, sources, engine, canned })
    }

    /// A server for it; nothing where functions of its own would answer, which say what they like.
    fn serve(&self) -> Option<Running> {
        if self.config.functions.values().any(|own| own.response.is_none()) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.file.parent().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        Some(Running::start_in(folder, self.file.file_name().unwrap().to_str().unwrap()))
    }

    fn callers(&self, api: &Api) -> Vec<(String, KnownCaller)> {
        let callers = self.config.identities.iter().map(|(name, own)| {
            let policies = own
                .policies
                .iter()
                .map(|text| api.prepare(Document::from_value(text, PolicyKind::Identity).unwrap()));
            let identity = Identity::parse(&own.arn).unwrap();
            let caller = Caller::with_policies(identity, policies.collect());
            (name.clone(), KnownCaller { caller, documents: own.policies.clone() })
        });
        callers.collect()
    }

    /// Compares the answers to `count` requests. Over the socket goes what would not leave this machine from there: no
    /// backend of other people is called.
    fn compare(&self, count: usize, seed: u64, seen: &mut Seen) {
        let server = self.serve();
        let api = Api::of(&self.definition).unwrap();
        let callers = self.callers(&api);
        let parts = SubjectParts {
            config: &self.config,
            api: api.clone(),
            definition: Some(&self.definition),
            sources: &self.sources,
            callers,
            endpoint_document: None,
            keys: BTreeMap::new(),
        };
        let subject = Subject::new(parts);
        let runtime = |question: &Question, refusal: Option<&_>| {
            let request = asked(question, RequestHeaders::List(pairs(&question.headers)));
            self.engine.rehearse(request, refusal, moment(question, 0))
        };
        let case = Case::new(&subject, &runtime);
        let mut draw = Draw(seed);
        let mut client = server.as_ref().map(|server| Client::connect(server.address));
        let tokens = tokens();
        for number in 0..count {
            let mut drawn = Drawn::new(self, &tokens, &mut draw, server.is_some());
            let engine = drawn.ask_engine(self, number);
            drawn.tell(self, &api, &subject);
            let why = case.judge(&drawn.question);
            let why = match (why.standing, why.answer) {
                (Standing::Allowed, _) => Answered::Reached,
                (Standing::Denied, Some(own)) => {
                    let header = own.headers.iter().find(|(name, _)| name == "x-amzn-errortype");
                    let kind = header.map_or(String::new(), |(_, value)| value.clone());
                    Answered::refused(own.status, kind, own.body)
                }
                (standing, answer) => panic!("{}: {standing:?} {answer:?} {drawn:?}", self.name),
            };
            seen.refused += usize::from(why != Answered::Reached);
            assert!(why.agrees(&engine), "{}: {why:?} {engine:?} {drawn:?}", self.name);
            if let Some(client) = client.as_mut().filter(|_| !drawn.leaves) {
                seen.sent += 1;
                let socket = drawn.ask_socket(client);
                assert!(socket.agrees(&engine), "{}: {socket:?} {engine:?} {drawn:?}", self.name);
            }
        }
    }
}

/// What was seen in all worlds.
#[derive(Default)]
struct Seen {
    /// Requests that came no further.
    refused: usize,
    /// Requests that went over a socket.
    sent: usize,
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
enum Answered {
    /// It comes to its integration.
    Reached,
    /// It does not: status, type and body.
    Refused(u16, String, String),
}

impl Answered {
    /// An answer of the gateway; some of them come from behind the integration's door.
    fn refused(status: u16, kind: String, body: String) -> Self {
        const BEHIND: [&str; 3] =
            ["InternalServerErrorException", "InternalFailureException", "UnsupportedMediaType"];
        let is_mapping = body.contains("Invalid JSON in request body")
            || body.contains("Unsupported Media Type")
            || kind.is_empty()
            || BEHIND.contains(&kind.as_str());
        if is_mapping { Self::Reached } else { Self::Refused(status, kind, body) }
    }

    /// What is told of a token is not repeated by `why-denied`.
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Refused(one, kind, body), Self::Refused(status, own, text)) => {
                one == status && kind == own && (body == text || body.contains("****"))
            }
            (one, other) => one == other,
        }
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap()
}

/// The time of a question, so much later for limits and caches.
fn moment(question: &Question, later: u64) -> Moment {
    let seconds = u64::try_from(*question.time.known().unwrap()).unwrap();
    Moment { wall: Duration::from_secs(seconds), monotonic: Duration::from_secs(later * 10) }
}

fn pairs(headers: &[(String, String)]) -> Vec<(String, HeaderValue)> {
    headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
}

fn asked(question: &Question, headers: RequestHeaders) -> Request {
    Request {
        method: question.verb.parse().unwrap(),
        target: format!("/{}{}", question.stage, question.target()).parse().unwrap(),
        authority: None,
        headers,
        body: RequestBody::Whole(Bytes::from(question.body.clone())),
        source_ip: *question.source_ip.known().unwrap(),
        vpc_endpoint: None,
        domain: None,
        id: *b"0123456789abcdef",
        log: None,
    }
}

/// A request that was drawn, with what an authorizer is to answer to it.
#[derive(Debug)]
struct Drawn {
    question: Question,
    answer: Value,
    /// Whether a backend of other people is called, or a function that is not there.
    leaves: bool,
}

impl Drawn {
    fn new(world: &World, tokens: &[String], draw: &mut Draw, is_local: bool) -> Self {
        let stages: Vec<String> = world.config.stages.keys().cloned().collect();
        let stage = if draw.rarely(40) { "nostage".to_owned() } else { draw.of(&stages) };
        let resource: ResourceConfig = draw.of(&world.config.rest_api.resources);
        let verbs: Vec<String> = resource.methods.keys().cloned().collect();
        let any = ["GET", "POST", "PUT", "DELETE"].map(str::to_owned);
        let verb = draw.of(&verbs);
        let verb = if verb == "ANY" || draw.rarely(15) { draw.of(&any) } else { verb };
        let mut path = String::new();
        for segment in resource.path.split('/').filter(|own| !own.is_empty()) {
            path.push('/');
            path.push_str(&match (segment.starts_with('{'), segment.ends_with("+}")) {
                (true, true) => draw.of(&["a", "a/b", "a/b%20c"]).to_owned(),
                (true, false) => draw.of(&["7", "dog", "a%20b", "x-1"]).to_owned(),
                (false, _) if draw.rarely(50) => [segment, "s"].concat(),
                (false, _) => segment.to_owned(),
            });
        }
        if path.is_empty() {
            path.push('/');
        }
        let query = draw.of(&["", "", "type=dog", "type=dog&page=2", "page=two", "dealer=north"]);
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let mut question = Question::new(&stage, &verb, &target);
        let addresses: [IpAddr; 3] = [
            Ipv4Addr::LOCALHOST.into(),
            Ipv4Addr::new(203, 0, 113, 9).into(),
            Ipv4Addr::new(198, 51, 100, 7).into(),
        ];
        let own = if is_local { addresses[0] } else { draw.of(&addresses) };
        question.source_ip = Fact::Known(own);
        (question.vpc, question.vpc_endpoint) = (Fact::Absent, Fact::Absent);
        question.time = Fact::Known(i64::try_from(now().as_secs()).unwrap());
        question.set("host", HOST);
        let agent = draw.of(&[None, Some("curl/8.4"), Some("nice-bot/1")]);
        question.set_or_unset("user-agent", agent);
        let referer = draw.of(&[None, None, Some("https://evil.example/")]);
        question.set_or_unset("referer", referer);
        if matches!(verb.as_str(), "POST" | "PUT") {
            let bodies = [
                "",
                "{}",
                "{\"text\": \"milk\"}",
                "{\"text\": 7}",
                "{\"type\": \"dog\", \"price\": 9.5}",
                "no",
            ];
            question.set(
                "content-type",
                draw.of(&["application/json", "application/json", "text/plain"]),
            );
            question.body = draw.of(&bodies).as_bytes().to_vec();
        }
        if let Some(key) = draw.of(&[None, Some("a-key-of-twenty-letters"), Some("another")]) {
            question.set("x-api-key", key);
        }
        authorize(&mut question, world, tokens, draw);
        let answer = draw.of(&answers());
        Self { question, answer, leaves: false }
    }

    /// Says what the request shows of its caller, as `why-denied` finds it out.
    fn tell(&mut self, world: &World, api: &Api, subject: &Subject<'_>) {
        let question = &mut self.question;
        let request = asked(question, RequestHeaders::List(pairs(&question.headers)));
        match world.engine.who(request, moment(question, 0)) {
            Shown::Identity(arn) => {
                question.signer = Said::Caller(Box::new(subject.caller(&arn).unwrap()));
            }
            Shown::Token => question.token = TokenSaid::Valid,
            Shown::Refused(refusal, lines) => {
                question.token = TokenSaid::Refused(refusal.clone(), lines.clone());
                question.signer = Said::Wrong(refusal, lines);
            }
            Shown::Nobody | Shown::Unknown(_) => {}
        }
        question_of(&mut self.question, &self.answer, api);
    }

    /// What the engine says. Where it asks the function of an authorizer that has an answer of its own, that is noted.
    fn ask_engine(&mut self, world: &World, number: usize) -> Answered {
        for stage in world.config.stages.keys() {
            world.engine.flush_authorizer_results(stage);
        }
        let mut map = HeaderMap::new();
        for (name, value) in pairs(&self.question.headers) {
            map.append(name.parse::<HeaderName>().unwrap(), value);
        }
        let later = u64::try_from(number).unwrap() + 1;
        let now = moment(&self.question, later);
        let mut step = world.engine.start(asked(&self.question, RequestHeaders::from(map)), now);
        loop {
            step = match step {
                Step::Respond(response) => {
                    let kind = response.headers.get("x-amzn-errortype");
                    let kind = kind.map_or("", |own| own.to_str().unwrap()).to_owned();
                    let portcullis::gateway::Body::Whole(body) = &response.body else {
                        return Answered::Reached;
                    };
                    let body = String::from_utf8_lossy(body).into_owned();
                    return Answered::refused(response.status.as_u16(), kind, body);
                }
                Step::Call(..) => {
                    self.leaves = true;
                    return Answered::Reached;
                }
                Step::Invoke(call, suspended) => {
                    let event: Value = serde_json::from_slice(&call.payload).unwrap_or_default();
                    if event.get("methodArn").is_none() {
                        return Answered::Reached;
                    }
                    match world.canned.get(&call.function.name) {
                        Some(own) => self.answer.clone_from(own),
                        None => self.leaves = true,
                    }
                    suspended.resume(outcome(&self.answer), now)
                }
            };
        }
    }

    fn ask_socket(&self, client: &mut Client) -> Answered {
        let question = &self.question;
        let mut headers = String::new();
        for (name, value) in &question.headers {
            write!(headers, "{name}: {value}\r\n").unwrap();
        }
        let body = String::from_utf8(question.body.clone()).unwrap();
        client.send(&format!(
            "{} /{}{} HTTP/1.1\r\n{headers}content-length: {}\r\n\r\n{body}",
            question.verb,
            question.stage,
            question.target(),
            body.len()
        ));
        let answer = client.answer();
        let kind = answer.header("x-amzn-errortype").unwrap_or("").to_owned();
        Answered::refused(answer.status, kind, answer.body)
    }
}

trait Headers {
    fn set(&mut self, name: &str, value: &str);
    fn set_or_unset(&mut self, name: &str, value: Option<&str>);
}

impl Headers for Question {
    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn set_or_unset(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.set(name, value),
            None => self.unsent.push(name.to_owned()),
        }
    }
}

fn question_of(question: &mut Question, answer: &Value, api: &Api) {
    question.authorizer = if *answer == json!("Unauthorized") {
        AuthorizerSaid::Unauthorized
    } else {
        match AuthorizerAnswer::read(answer, api) {
            Ok(own) => {
                AuthorizerSaid::Policy(Box::new((own.policy, answer["policyDocument"].clone())))
            }
            Err(fault) => AuthorizerSaid::Nonsense(fault.to_string()),
        }
    };
}

fn outcome(answer: &Value) -> FunctionOutcome {
    if *answer == json!("Unauthorized") {
        let error = json!({ "errorMessage": "Unauthorized", "errorType": "Error" });
        return FunctionOutcome::Error(Bytes::from(error.to_string()));
    }
    FunctionOutcome::Payload(Bytes::from(answer.to_string()))
}

fn policy(effect: &str, resource: &str) -> Value {
    json!({ "principalId": "ann", "policyDocument": { "Version": "2012-10-17", "Statement": [
        { "Effect": effect, "Action": "execute-api:Invoke", "Resource": resource },
    ] } })
}

/// What functions of authorizers answer.
fn answers() -> Vec<Value> {
    vec![
        policy("Allow", "*"),
        policy("Allow", "arn:aws:execute-api:*:*:*/*/GET/*"),
        policy("Deny", "*"),
        json!("Unauthorized"),
        json!({ "principalId": 7 }),
        json!({ "principalId": "ann" }),
    ]
}

/// Tokens of the user pool: an id token, an access token, and one that is over.
fn tokens() -> [String; 3] {
    let now = now().as_secs();
    [("id", now + 3_600), ("access", now + 3_600), ("id", now - 60)].map(|(kind, expires)| {
        token(&json!({
            "iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12", "sub": "ann", "aud": "app",
            "token_use": kind, "scope": "pets/read", "exp": expires, "iat": now - 100,
        }))
    })
}

/// The way in which a caller shows who it is, if it does.
fn authorize(question: &mut Question, world: &World, tokens: &[String], draw: &mut Draw) {
    match draw.below(10) {
        0 => {}
        1 => question.set("authorization", "Bearer a-token"),
        2 => question.set("authorization", "Basic YTpi"),
        3..=5 => question.set("authorization", &draw.of(tokens)),
        6 | 7 => sign(question, world, "AKIAGEORGE", SECRET),
        8 => sign(question, world, "AKIASTRANGER", SECRET),
        _ => sign(question, world, "AKIAGEORGE", "another"),
    }
}

fn sign(question: &mut Question, world: &World, key: &str, secret: &str) {
    let credentials = Credentials {
        access_key_id: key.to_owned(),
        secret_access_key: secret.to_owned(),
        session_token: None,
    };
    let signer = Signer {
        credentials: &credentials,
        region: world.config.region.as_deref().unwrap_or("us-east-1"),
        service: "execute-api",
        dialect: Dialect::USUAL,
    };
    let path = format!("/{}{}", question.stage, question.path);
    let headers: Vec<Header<'_>> =
        question.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let (method, query) = (question.verb.as_str(), question.query.as_str());
    let request = Signed { method, path: &path, query, headers: &headers, body: &question.body };
    let at = Duration::from_secs(u64::try_from(*question.time.known().unwrap()).unwrap());
    let added = signer.sign(&request, at).headers;
    for (name, value) in added {
        question.set(name, &value);
    }
}

/// An API that has one of everything that can stand before a method.
fn everything() -> TempDir {
    let method = |security: &Value, more: &Value| {
        let mut method = json!({
            "security": security,
            "responses": { "200": { "description": "ok" } },
            "x-amazon-apigateway-integration": {
                "type": "mock", "requestTemplates": { "application/json": "{\"statusCode\": 200}", "text/plain": "{\"statusCode\": 200}" },
                "responses": { "default": { "statusCode": "200" } },
            },
        });
        method.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        method
    };
    let function = |name: &str| {
        format!(
            "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:{name}/invocations"
        )
    };
    let guard = |name: &str| {
        json!({
            "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
                "type": "token", "authorizerUri": function(name), "identityValidationExpression": "Bearer .*",
                "authorizerResultTtlInSeconds": 0,
            },
        })
    };
    let none = json!({});
    let body = json!({
        "x-amazon-apigateway-request-validator": "all",
        "parameters": [{ "name": "type", "in": "query", "required": true, "schema": { "type": "string" } }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Note" } } } },
    });
    let greedy = json!({ "parameters": [{ "name": "rest", "in": "path", "required": true, "schema": { "type": "string" } }] });
    let one = json!({ "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] });
    let statement = |effect: &str, resource: &str, condition: &Value| json!({ "Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": resource, "Condition": condition });
    let document = json!({
        "openapi": "3.0.1", "info": { "title": "everything", "version": "1" },
        "x-amazon-apigateway-request-validators": { "all": { "validateRequestBody": true, "validateRequestParameters": true } },
        "x-amazon-apigateway-policy": { "Version": "2012-10-17", "Statement": [
            statement("Allow", "execute-api:/*", &json!({ "IpAddress": { "aws:SourceIp": ["127.0.0.0/8", "203.0.113.0/24"] } })),
            statement("Deny", "execute-api:/*/GET/*", &json!({ "StringLike": { "aws:UserAgent": "*bot*" } })),
            statement("Deny", "execute-api:/*/*/open", &json!({ "StringEquals": { "aws:Referer": "https://evil.example/" } })),
        ] },
        "components": {
            "schemas": { "Note": { "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } } },
            "securitySchemes": {
                "signed": { "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4" },
                "key": { "type": "apiKey", "name": "x-api-key", "in": "header" },
                "allows": guard("allows"), "denies": guard("denies"), "reads": guard("reads"), "broken": guard("broken"),
                "pool": {
                    "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "cognito_user_pools",
                    "x-amazon-apigateway-authorizer": { "type": "cognito_user_pools", "providerARNs": [
                        "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab12",
                    ] },
                },
            },
        },
        "paths": {
            "/open": { "get": method(&json!([]), &none), "post": method(&json!([]), &body) },
            "/signed": { "get": method(&json!([{ "signed": [] }]), &none), "post": method(&json!([{ "signed": [], "key": [] }]), &body) },
            "/files/{rest+}": { "x-amazon-apigateway-any-method": method(&json!([{ "signed": [] }]), &greedy) },
            "/allows/{id}": { "get": method(&json!([{ "allows": [] }]), &one), "delete": method(&json!([{ "allows": [], "key": [] }]), &one) },
            "/denies": { "get": method(&json!([{ "denies": [] }]), &none) },
            "/reads": { "get": method(&json!([{ "reads": [] }]), &none), "post": method(&json!([{ "reads": [] }]), &none) },
            "/broken": { "get": method(&json!([{ "broken": [] }]), &none) },
            "/pool": { "get": method(&json!([{ "pool": [] }]), &none), "post": method(&json!([{ "pool": ["pets/read"] }]), &none) },
            "/keyed": { "get": method(&json!([{ "key": [] }]), &none) },
        },
    });
    let own = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:eu-central-1:111122223333:*/dev/*" },
        { "Effect": "Deny", "Action": "execute-api:*", "Resource": "arn:aws:execute-api:*:*:*/*/DELETE/*" },
    ] });
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("portcullis.yaml", everything_manifest()),
        ("api.json", document.to_string()),
        ("own.json", own.to_string()),
        ("jwks.json", key_set()),
        ("allows.json", policy("Allow", "*").to_string()),
        ("denies.json", policy("Deny", "*").to_string()),
        ("reads.json", policy("Allow", "arn:aws:execute-api:*:*:*/*/GET/*").to_string()),
        ("broken.json", json!({ "principalId": 7 }).to_string()),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Its manifest, with all that stands in for the cloud.
fn everything_manifest() -> String {
    let identity = |name: &str, account: &str, key: &str| {
        format!(
            "{name}: {{ arn: 'arn:aws:iam::{account}:user/{name}', accessKeyId: {key}, secretAccessKey: '{SECRET}', policies: [own.json] }}"
        )
    };
    format!(
        "portcullis: 1
name: everything
api: api.json
region: eu-central-1
account: '111122223333'
stages: {{ dev: {{}}, prod: {{}} }}
apiKeys: {{ app: {{ value: a-key-of-twenty-letters }} }}
usagePlans: {{ free: {{ stages: [dev], keys: [app] }} }}
local:
  userPools: {{ eu-central-1_Ab12: {{ jwks: jwks.json }} }}
  functions:
    allows: {{ response: allows.json }}
    denies: {{ response: denies.json }}
    reads: {{ response: reads.json }}
    broken: {{ response: broken.json }}
  identities:
    {}
    {}
",
        identity("george", "111122223333", "AKIAGEORGE"),
        identity("stranger", "999999999999", "AKIASTRANGER"),
    )
}

/// Definitions that people wrote, the smaller ones.
fn corpus() -> Vec<World> {
    const NAME: &str = "the_same_requests_get_the_same_answer_everywhere";
    let Some(folder) = shared("corpus/openapi-aws", NAME) else { return Vec::new() };
    let mut files: Vec<_> = Vec::new();
    find(&folder, &mut files);
    files.sort();
    files.iter().filter_map(|file| World::read(file)).take(30).collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let size = path.metadata().map_or(0, |own| own.len());
        if path.is_dir() {
            find(&path, files);
        } else if (1..60_000).contains(&size)
            && path.extension().is_some_and(|own| own == "yaml" || own == "yml" || own == "json")
        {
            files.push(path);
        }
    }
}

#[test]
fn the_same_requests_get_the_same_answer_everywhere() {
    let folder = everything();
    let own = World::read(&folder.path().join("portcullis.yaml")).unwrap();
    let mut seen = Seen::default();
    own.compare(OWN, 1, &mut seen);
    let examples = [
        "petstore/portcullis.yaml",
        "health/openapi.yaml",
        "proxy/portcullis.yaml",
        "soap/portcullis.yaml",
        "cars/swagger.json",
        "blocked-caller/portcullis.yaml",
        "notes/portcullis.yaml",
    ];
    let mut worlds: Vec<World> = examples
        .iter()
        .map(|file| World::read(&example("").join(file)).unwrap_or_else(|| panic!("{file}")))
        .collect();
    worlds.extend(corpus());
    let each = (REQUESTS - OWN).div_ceil(worlds.len());
    for (number, world) in worlds.iter().enumerate() {
        world.compare(each, u64::try_from(number).unwrap() + 10, &mut seen);
    }
    let Seen { refused, sent } = seen;
    assert!(refused > 1_000 && refused < REQUESTS - 1_000, "both happen: {refused} are refused");
    assert!(sent > REQUESTS / 2, "most go over a socket: {sent}");
}
