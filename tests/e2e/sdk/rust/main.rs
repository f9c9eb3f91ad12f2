//! Drives the package for `api.yaml`: against the gateway of this project (`GATEWAY`), and against a backend that
//! answers as it is told (`BACKEND`). Prints one line for each thing that was looked at.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use drive::*;
use serde_json::{Value, json};

type Outcome = Result<(), BoxError>;
type Test = (&'static str, fn() -> Pin<Box<dyn Future<Output = Outcome> + Send>>);

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn moment(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn now() -> SystemTime {
    moment("2015-08-30T12:36:00Z").0
}

fn credentials() -> AwsCredentials {
    let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    AwsCredentials::new("AKIDEXAMPLE", secret, Some("session/token==".to_owned()))
}

/// Sleeps in no time, and remembers how long it was to sleep.
#[derive(Default)]
struct FixedClock {
    pauses: Mutex<Vec<Duration>>,
}

impl FixedClock {
    fn pauses(&self) -> Vec<u128> {
        self.pauses.lock().unwrap().iter().map(Duration::as_millis).collect()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        now()
    }

    fn random(&self) -> f64 {
        1.0
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        self.pauses.lock().unwrap().push(pause);
        Box::pin(std::future::ready(()))
    }
}

static RUNS: AtomicU32 = AtomicU32::new(0);

/// A client of one scenario, the clock that it sleeps by, and the number of requests that it made.
struct Run {
    client: DriveClient,
    clock: Arc<FixedClock>,
    name: String,
}

impl Run {
    fn new(scenario: &str) -> Self {
        Self::with(scenario, ClientOptions::default())
    }

    fn with(scenario: &str, mut options: ClientOptions) -> Self {
        let number = RUNS.fetch_add(1, Ordering::Relaxed);
        let name = format!("rs{}-{number}", std::process::id());
        let clock = Arc::new(FixedClock::default());
        options.base_url = Some(format!("{}/s/{scenario}/{name}", env("BACKEND")));
        options.clock = Some(clock.clone());
        let client = DriveClient::new(options).unwrap();
        Self { client, clock, name }
    }

    async fn requests(&self) -> u32 {
        let address = format!("{}/counts/{}", env("BACKEND"), self.name);
        reqwest::get(address).await.unwrap().text().await.unwrap().parse().unwrap()
    }

    async fn pet(&self) -> Result<GetPetOutput, Error<GetPetError>> {
        self.client.get_pet(a_pet("1")).await
    }
}

fn gateway() -> DriveClient {
    gateway_with(ClientOptions::default())
}

fn gateway_with(mut options: ClientOptions) -> DriveClient {
    options.base_url = Some(format!("{}/dev", env("GATEWAY")));
    DriveClient::new(options).unwrap()
}

fn a_pet(id: &str) -> GetPetInput {
    GetPetInput { pet_id: id.to_owned() }
}

fn bo() -> Pet {
    Pet { name: "Bo".to_owned(), kind: PetKind::Dog, ..Default::default() }
}

fn kind<O, E>(result: Result<O, Error<E>>) -> GatewayErrorType {
    match result {
        Err(Error::Gateway(error)) => error.kind,
        Err(other) => panic!("no error of the gateway: {other}"),
        Ok(_) => panic!("no error at all"),
    }
}

fn failed<O, E>(result: Result<O, Error<E>>) -> Error<E> {
    match result {
        Err(error) => error,
        Ok(_) => panic!("no error at all"),
    }
}

/// Changes each request.
struct Changed(fn(&mut reqwest::Request));

impl Middleware for Changed {
    fn handle<'m>(
        &'m self,
        mut request: OutgoingRequest,
        next: Next<'m>,
    ) -> BoxFuture<'m, Result<reqwest::Response, Error>> {
        (self.0)(&mut request.http);
        next.send(request)
    }
}

/// Notes what it sees.
struct Noted(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Noted {
    fn handle<'m>(
        &'m self,
        request: OutgoingRequest,
        next: Next<'m>,
    ) -> BoxFuture<'m, Result<reqwest::Response, Error>> {
        Box::pin(async move {
            assert!(!request.http.headers().contains_key("x-api-key"));
            let note = |text: String| self.1.lock().unwrap().push(format!("{} {text}", self.0));
            note(format!("{} {}", request.operation, request.attempt));
            let response = next.send(request).await?;
            note(response.status().as_u16().to_string());
            Ok(response)
        })
    }
}

async fn success() -> Outcome {
    let output = gateway().get_pet(a_pet("1")).await?;
    assert_eq!((output.status, output.body.name.as_str()), (200, "Rex"));
    assert!(output.headers.contains_key("x-amzn-requestid"));
    assert!(!output.raw.is_empty());
    Ok(())
}

async fn dates() -> Outcome {
    let pet = gateway().get_pet(a_pet("1")).await?.body;
    assert_eq!(pet.born, Some(moment("2020-01-31T12:00:00Z")));
    assert_eq!(pet.day, Some(Date { year: 2020, month: 1, day: 31 }));
    assert_eq!(pet.picture, Some(Bytes(vec![0, 1, 2, 255])));
    assert_eq!(pet.nick_name, Nullable::Null);
    assert_eq!(pet.labels, Some(BTreeMap::from([("a".to_owned(), "b".to_owned())])));
    for (text, same) in [
        ("2021-02-03T04:05:06.5+02:00", "2021-02-03T02:05:06.5Z"),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"),
        ("2000-02-29t00:00:00z", "2000-02-29T00:00:00Z"),
    ] {
        assert_eq!(moment(text).to_string(), same);
    }
    assert!("2021-02-30".parse::<Date>().is_err() && "x".parse::<DateTime>().is_err());
    for (bytes, text) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj")] {
        assert_eq!(Bytes(bytes.as_bytes().to_vec()).to_string(), text);
        assert_eq!(text.parse(), Ok(Bytes(bytes.as_bytes().to_vec())));
    }
    Ok(())
}

async fn enums() -> Outcome {
    let pet = gateway().get_pet(a_pet("1")).await?.body;
    assert_eq!(pet.kind, PetKind::Dog);
    assert_eq!(pet.friends.unwrap()[0].kind, PetKind::Other("lion".to_owned()));
    Ok(())
}

async fn requests() -> Outcome {
    let born = Some(moment("2021-02-03T04:05:06Z"));
    let friend = Pet { name: "Tom".to_owned(), kind: PetKind::Cat, born, ..Default::default() };
    let picture = Some(Bytes(vec![7]));
    let body = Pet { born, picture: picture.clone(), friends: Some(vec![friend.clone()]), ..bo() };
    let output = gateway().create_pet(CreatePetInput { body }).await?;
    assert_eq!((output.status, output.body.id.as_deref()), (201, Some("9")));
    assert_eq!(output.body.friends, Some(vec![friend]));
    assert_eq!(output.body.picture, picture);
    assert_eq!(
        (output.named.location.as_deref(), output.named.x_count),
        (Some("/pets/9"), Some(3))
    );
    Ok(())
}

async fn absent() -> Outcome {
    assert_eq!(serde_json::to_string(&bo())?, r#"{"name":"Bo","kind":"dog"}"#);
    let null = Pet { nick_name: Nullable::Null, ..bo() };
    assert_eq!(
        serde_json::to_value(null)?,
        json!({"name": "Bo", "kind": "dog", "nick-name": null})
    );
    let named = Pet { nick_name: "B".to_owned().into(), ..bo() };
    assert_eq!(serde_json::to_value(&named)?["nick-name"], "B");
    assert_eq!(serde_json::from_value::<Pet>(serde_json::to_value(&named)?)?, named);
    Ok(())
}

async fn unions() -> Outcome {
    let drawn = Some(moment("2021-02-03T04:05:06Z"));
    let circle = Shape::Circle(Circle { form: "circle".to_owned(), radius: 2.0, drawn });
    let output = gateway().echo_shape(EchoShapeInput { body: circle.clone() }).await?;
    assert_eq!(output.body, circle);
    let square = Shape::Square(Square { side: 3.0, ..Default::default() });
    let output = gateway().echo_shape(EchoShapeInput { body: square }).await?;
    assert_eq!(output.body, Shape::Square(Square { form: "square".to_owned(), side: 3.0 }));
    let other: Shape = serde_json::from_value(json!({"form": "star"}))?;
    assert_eq!(other, Shape::Other(json!({"form": "star"})));
    Ok(())
}

async fn parameters() -> Outcome {
    let input = SearchInput {
        q: "a b&c/ü+".to_owned(),
        tags: Some(vec!["x".to_owned(), "y z".to_owned()]),
        ids: Some(vec![1, 2]),
        filter: Some(BTreeMap::from([("k".to_owned(), "v".to_owned())])),
        since: Some(moment("2021-02-03T04:05:06Z")),
        x_trace: Some("t1".to_owned()),
    };
    let echo = gateway().search(input).await?.body;
    let url = reqwest::Url::parse(&format!("http://a/?{}", echo.query))?;
    let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    query.sort();
    let wanted = [
        ("filter[k]", "v"),
        ("ids", "1,2"),
        ("q", "a b&c/ü+"),
        ("since", "2021-02-03T04:05:06Z"),
        ("tags", "x"),
        ("tags", "y z"),
    ];
    assert_eq!(query, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(echo.headers["x-trace"], "t1");
    Ok(())
}

async fn path_parameters() -> Outcome {
    let output = gateway().get_pet(a_pet("a b/c")).await?;
    assert_eq!(output.body.id.as_deref(), Some("a b/c"));
    for id in ["", ".", ".."] {
        let error = failed(gateway().get_pet(a_pet(id)).await);
        assert!(matches!(error, Error::InvalidInput(_)));
    }
    Ok(())
}

async fn own_errors() -> Outcome {
    match failed(gateway().get_pet(a_pet("2")).await) {
        Error::Declared(GetPetError::Status404(problem), answer) => {
            assert_eq!(problem.code, "NO_PET");
            assert_eq!((answer.status, answer.attempts, answer.operation), (404, 1, "getPet"));
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}

async fn text_errors() -> Outcome {
    match failed(gateway().refuse(RefuseInput {}).await) {
        Error::Declared(RefuseError::Status409(text), _) => {
            assert_eq!(text, r#"{"message": "no"}"#)
        }
        other => panic!("{other:?}"),
    }
    Ok(())
}

async fn invalid_body() -> Outcome {
    let drop =
        |request: &mut reqwest::Request| *request.body_mut() = Some(r#"{"name": "Bo"}"#.into());
    let middleware: Vec<Arc<dyn Middleware>> = vec![Arc::new(Changed(drop))];
    let client = gateway_with(ClientOptions { middleware, ..Default::default() });
    let error = kind(client.create_pet(CreatePetInput { body: bo() }).await);
    let GatewayErrorType::InvalidBody { problems, fields } = &error else { panic!("{error:?}") };
    assert_eq!((problems.len(), fields.as_slice()), (1, ["kind".to_owned()].as_slice()));
    assert_eq!(error.name(), "BAD_REQUEST_BODY");
    Ok(())
}

async fn invalid_parameters() -> Outcome {
    let drop = |request: &mut reqwest::Request| request.url_mut().set_query(None);
    let middleware: Vec<Arc<dyn Middleware>> = vec![Arc::new(Changed(drop))];
    let client = gateway_with(ClientOptions { middleware, ..Default::default() });
    let input = SearchInput { q: "x".to_owned(), ..Default::default() };
    let parameters = vec!["q".to_owned()];
    assert_eq!(
        kind(client.search(input).await),
        GatewayErrorType::InvalidParameters { parameters }
    );
    Ok(())
}

async fn media_type() -> Outcome {
    let input = SendTextInput { body: "hello".to_owned() };
    assert_eq!(kind(gateway().send_text(input).await), GatewayErrorType::UnsupportedMediaType);
    Ok(())
}

async fn missing_token() -> Outcome {
    let base_url = Some(format!("{}/dev/nowhere", env("GATEWAY")));
    let lost = DriveClient::new(ClientOptions { base_url, ..Default::default() })?;
    let error = kind(lost.list_pets(ListPetsInput::default()).await);
    assert_eq!(error, GatewayErrorType::MissingAuthenticationToken);
    Ok(())
}

async fn throttled() -> Outcome {
    let clock = Arc::new(FixedClock::default());
    let client = gateway_with(ClientOptions { clock: Some(clock.clone()), ..Default::default() });
    let _ = client.limited(LimitedInput {}).await;
    let error = failed(client.limited(LimitedInput {}).await);
    assert_eq!(error.gateway().unwrap().kind, GatewayErrorType::Throttled);
    assert_eq!(error.answer().unwrap().attempts, 3);
    assert!(clock.pauses().len() >= 2);
    Ok(())
}

async fn quota() -> Outcome {
    assert_eq!(kind(gateway().keyed(KeyedInput {}).await), GatewayErrorType::InvalidApiKey);
    let clock = Arc::new(FixedClock::default());
    let api_key = Some(env("API_KEY").into());
    let client =
        gateway_with(ClientOptions { clock: Some(clock.clone()), api_key, ..Default::default() });
    for _ in 0..2 {
        assert_eq!(client.keyed(KeyedInput {}).await?.status, 200);
    }
    let over = failed(client.keyed(KeyedInput {}).await);
    assert_eq!(over.answer().unwrap().attempts, 1);
    assert_eq!(over.gateway().unwrap().kind, GatewayErrorType::QuotaExceeded);
    assert!(clock.pauses().is_empty());
    Ok(())
}

async fn integration_timeout() -> Outcome {
    let error = failed(gateway().slow(SlowInput {}).retry(RetryOptions::never()).await);
    assert_eq!(error.gateway().unwrap().kind, GatewayErrorType::IntegrationTimeout);
    assert_eq!(error.answer().unwrap().status, 504);
    Ok(())
}

async fn integration_failure() -> Outcome {
    let error = gateway().dead(DeadInput {}).retry(RetryOptions::never()).await;
    assert_eq!(kind(error), GatewayErrorType::IntegrationFailure);
    Ok(())
}

async fn backend_busy() -> Outcome {
    let clock = Arc::new(FixedClock::default());
    let client = gateway_with(ClientOptions { clock: Some(clock.clone()), ..Default::default() });
    let run = format!("rs-flaky-{}", std::process::id());
    assert_eq!(client.flaky(FlakyInput { run }).await?.body.attempts, 3);
    assert_eq!(clock.pauses(), [100, 200]);
    Ok(())
}

async fn pages() -> Outcome {
    let client = gateway();
    let input = ListPetsInput { limit: Some(2), ..Default::default() };
    let mut items = client.list_pets_items(input.clone());
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        names.push(item?.name);
    }
    assert_eq!(names, ["Pet 0", "Pet 1", "Pet 2", "Pet 3", "Pet 4", "Pet 5"]);
    let mut pages = client.list_pets_pages(input);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        count += page?.body.pets.len();
    }
    assert_eq!(count, 6);
    Ok(())
}

async fn binary() -> Outcome {
    let data: Vec<u8> = (0..1000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let input = PutFileInput { name: "rs".to_owned(), body: data.clone().into() };
    assert_eq!(gateway().put_file(input).await?.body.body, "1000");
    let file = gateway().get_file(GetFileInput { name: "rs".to_owned() }).await?;
    assert!(file.raw.is_empty());
    assert_eq!(file.body.bytes().await?, data);
    Ok(())
}

fn streamed(parts: &[&'static str]) -> PutFileInput {
    let parts: Vec<std::io::Result<&'static str>> = parts.iter().copied().map(Ok).collect();
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(parts)).into();
    PutFileInput { name: "x".to_owned(), body }
}

async fn streams() -> Outcome {
    let output = Run::new("stream").client.get_file(GetFileInput { name: "x".to_owned() }).await?;
    let (mut file, mut length) = (output.body, 0);
    while let Some(chunk) = file.chunk().await? {
        length += chunk.len();
    }
    assert_eq!(length, 64 * 16384);
    let sent = Run::new("echo").client.put_file(streamed(&["abc", "defg"])).await?.body;
    assert_eq!(
        (sent.body.as_str(), sent.headers["transfer-encoding"].as_str()),
        ("abcdefg", "chunked")
    );
    let busy = Run::new("busy");
    assert!(matches!(failed(busy.client.put_file(streamed(&["a"])).await), Error::Api(_)));
    assert_eq!(busy.requests().await, 1);
    Ok(())
}

async fn forms() -> Outcome {
    let client = Run::new("echo").client;
    let file = FilePart {
        content: b"hello".to_vec(),
        filename: Some("a.txt".to_owned()),
        content_type: Some("text/plain".to_owned()),
    };
    let body = SendFormBody { file, note: Some("n".to_owned()) };
    let echo = client.send_form(SendFormInput { body }).await?.body;
    assert!(echo.headers["content-type"].starts_with("multipart/form-data; boundary="));
    assert!(echo.body.contains("name=\"note\"\r\n\r\nn\r\n"));
    assert!(
        echo.body
            .contains("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello")
    );
    let scopes = Some(vec!["x".to_owned(), "y".to_owned()]);
    let body = LoginBody { user: "a&b".to_owned(), scopes };
    let login = client.login(LoginInput { body }).await?.body;
    assert_eq!(login.body, "scopes=x&scopes=y&user=a%26b");
    Ok(())
}

async fn any_method() -> Outcome {
    let input = ForwardInput {
        method: "patch".to_owned(),
        rest: "a/b c".to_owned(),
        body: Some("{}".into()),
    };
    let output = gateway().forward(input).await?;
    let echo: Value = serde_json::from_slice(&output.body.bytes().await?)?;
    assert_eq!(
        (echo["method"].as_str(), echo["path"].as_str()),
        (Some("PATCH"), Some("/any/a/b%20c"))
    );
    Ok(())
}

async fn retry() -> Outcome {
    let run = Run::new("throttled-twice");
    assert_eq!(run.pet().await?.body.name, "Rex");
    assert_eq!((run.requests().await, run.clock.pauses()), (3, vec![100, 200]));
    Ok(())
}

async fn retry_after() -> Outcome {
    let run = Run::new("retry-after");
    run.pet().await?;
    assert_eq!(run.clock.pauses(), [7000]);
    let never = Run::new("retry-never");
    let error = failed(never.pet().await);
    assert_eq!(error.answer().unwrap().retry_after, Some(Duration::from_secs(86_400)));
    assert_eq!(never.requests().await, 1);
    Ok(())
}

async fn failures() -> Outcome {
    for (name, wanted) in [("failing-twice", 3), ("hang-up-once", 2)] {
        let run = Run::new(name);
        run.pet().await?;
        assert_eq!(run.requests().await, wanted, "{name}");
    }
    Ok(())
}

async fn once() -> Outcome {
    for name in ["busy", "throttled", "hang-up-once"] {
        let run = Run::new(name);
        failed(run.client.create_pet(CreatePetInput { body: bo() }).await);
        assert_eq!(run.requests().await, 1, "{name}");
    }
    let put = Run::new("busy");
    failed(put.client.replace_pet(ReplacePetInput { pet_id: "1".to_owned(), body: bo() }).await);
    assert_eq!(put.requests().await, 3);
    Ok(())
}

async fn keys() -> Outcome {
    let given = Run::new("busy");
    failed(given.client.create_pet(CreatePetInput { body: bo() }).idempotency_key("k1").await);
    assert_eq!(given.requests().await, 3);
    let body = PlaceOrderBody { item: "x".to_owned() };
    let echo = Run::new("busy-twice").client.place_order(PlaceOrderInput { body }).await?.body;
    assert_eq!((echo.attempts, echo.headers["idempotency-key"].len()), (3, 36));
    Ok(())
}

async fn no_quota() -> Outcome {
    let run = Run::new("QUOTA_EXCEEDED");
    assert_eq!(kind(run.pet().await), GatewayErrorType::QuotaExceeded);
    assert_eq!((run.requests().await, run.clock.pauses().len()), (1, 0));
    Ok(())
}

async fn gateway_types() -> Outcome {
    use GatewayErrorType as T;
    let none = Vec::new;
    let all = [
        ("THROTTLED", T::Throttled),
        ("QUOTA_EXCEEDED", T::QuotaExceeded),
        ("ACCESS_DENIED", T::AccessDenied),
        ("UNAUTHORIZED", T::Unauthorized),
        ("INVALID_API_KEY", T::InvalidApiKey),
        ("MISSING_AUTHENTICATION_TOKEN", T::MissingAuthenticationToken),
        ("INVALID_SIGNATURE", T::InvalidSignature),
        ("EXPIRED_TOKEN", T::ExpiredToken),
        (
            "BAD_REQUEST_PARAMETERS",
            T::InvalidParameters { parameters: vec!["q".to_owned(), "r".to_owned()] },
        ),
        ("UNSUPPORTED_MEDIA_TYPE", T::UnsupportedMediaType),
        ("REQUEST_TOO_LARGE", T::RequestTooLarge),
        ("RESOURCE_NOT_FOUND", T::ResourceNotFound),
        ("WAF_FILTERED", T::WafFiltered),
        ("INTEGRATION_TIMEOUT", T::IntegrationTimeout),
        ("INTEGRATION_FAILURE", T::IntegrationFailure),
        ("AUTHORIZER_FAILURE", T::AuthorizerFailure),
        ("AUTHORIZER_CONFIGURATION_ERROR", T::AuthorizerConfiguration),
        ("API_CONFIGURATION_ERROR", T::ApiConfiguration),
        ("BAD_REQUEST_BODY", T::InvalidBody { problems: none(), fields: none() }),
    ];
    for (name, wanted) in all {
        let run =
            Run::with(name, ClientOptions { retry: RetryOptions::never(), ..Default::default() });
        // Only where a key is needed does a refusal mean the key.
        let error = if name == "INVALID_API_KEY" {
            failed(run.client.keyed(KeyedInput {}).await)
        } else {
            failed(run.client.list_pets(ListPetsInput::default()).await)
        };
        let own = error.gateway().unwrap();
        assert_eq!((own.kind.name(), &own.kind), (name, &wanted));
        assert_eq!(own.answer.request_id.as_deref(), Some("11111111-2222-3333-4444-555555555555"));
    }
    Ok(())
}

async fn tells() -> Outcome {
    let list = |run: Run| async move { run.client.list_pets(ListPetsInput::default()).await };
    assert_eq!(kind(list(Run::new("templated")).await), GatewayErrorType::AccessDenied);
    let once = ClientOptions { retry: RetryOptions::never(), ..Default::default() };
    assert_eq!(kind(list(Run::with("no-header", once)).await), GatewayErrorType::Throttled);
    let other = failed(list(Run::new("unknown-error")).await);
    assert!(matches!(&other, Error::Api(answer) if answer.status == 418));
    Ok(())
}

async fn timeout() -> Outcome {
    let timeout = Some(Duration::from_millis(100));
    let retry = RetryOptions { attempts: 2, ..Default::default() };
    let run = Run::with("slow", ClientOptions { timeout, retry, ..Default::default() });
    assert!(matches!(failed(run.pet().await), Error::Timeout(_)));
    assert_eq!(run.requests().await, 2);
    let body = Run::with(
        "slow-body",
        ClientOptions { timeout, retry: RetryOptions::never(), ..Default::default() },
    );
    assert!(matches!(failed(body.pet().await), Error::Timeout(_)));
    Ok(())
}

async fn cancellation() -> Outcome {
    let run = Run::new("slow");
    let call = run.pet();
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    assert_eq!(run.requests().await, 1);
    Ok(())
}

async fn not_json() -> Outcome {
    let error = failed(Run::new("not-json").pet().await);
    assert!(matches!(&error, Error::UnexpectedResponse { text, .. } if text == "<html>"));
    Ok(())
}

async fn middleware() -> Outcome {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = |name| -> Arc<dyn Middleware> { Arc::new(Noted(name, seen.clone())) };
    let middleware = vec![note("a"), note("b")];
    let options = ClientOptions { retry: RetryOptions::never(), middleware, ..Default::default() };
    failed(Run::with("throttled-twice", options).pet().await);
    assert_eq!(*seen.lock().unwrap(), ["a getPet 1", "b getPet 1", "b 429", "a 429"]);
    let middleware = vec![note("c")];
    let options =
        ClientOptions { api_key: Some("hidden".into()), middleware, ..Default::default() };
    let echo = Run::with("echo", options).client.keyed(KeyedInput {}).await?.body;
    assert_eq!(echo["headers"]["x-api-key"], "hidden");
    Ok(())
}

async fn sigv4() -> Outcome {
    let signed =
        |own: AwsCredentials| ClientOptions { credentials: Some(own.into()), ..Default::default() };
    let client = Run::with("sigv4", signed(credentials())).client;
    client
        .signed(SignedInput { name: "a b~c".to_owned(), q: Some("x y/+*'()".to_owned()) })
        .await?;
    client.signed_body(SignedBodyInput { name: "ü".to_owned(), body: bo() }).await?;
    let wrong = signed(AwsCredentials::new("AKIDEXAMPLE", "wrong", None));
    let input = SignedInput { name: "a".to_owned(), q: None };
    let error = Run::with("sigv4", wrong).client.signed(input).await;
    assert_eq!(kind(error), GatewayErrorType::InvalidSignature);
    Ok(())
}

async fn vectors() -> Outcome {
    let vectors: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(env("VECTORS"))?)?;
    assert!(vectors.len() > 30);
    for vector in vectors {
        let text = |key: &str| vector[key].as_str().unwrap_or_default().to_owned();
        let pairs = |key: &str| -> Vec<(String, String)> {
            serde_json::from_value(vector[key].clone()).unwrap()
        };
        let own = credentials();
        let own = AwsCredentials::new(
            own.access_key_id,
            own.secret_access_key,
            vector["token"].as_str().map(str::to_owned),
        );
        let added = drive::sigv4::sign(&drive::sigv4::SigningRequest {
            method: &text("method"),
            path: &text("path"),
            query: &pairs("query"),
            headers: &pairs("headers"),
            body: text("body").as_bytes(),
            credentials: &own,
            region: "us-east-1",
            service: "service",
            date: now(),
        });
        let given = &added.last().unwrap().1;
        let name = text("name");
        assert!(
            given.contains(&format!("SignedHeaders={},", text("signedHeaders"))),
            "{name}: {given}"
        );
        assert!(given.ends_with(&format!("Signature={}", text("signature"))), "{name}: {given}");
    }
    Ok(())
}

async fn tokens() -> Outcome {
    let sent = |options| async {
        let echo = Run::with("echo", options).client.secret(SecretInput {}).await?.body;
        Ok::<String, Error>(echo.headers["authorization"].clone())
    };
    let plain = ClientOptions { token: Some("abc".into()), ..Default::default() };
    assert_eq!(sent(plain).await?, "Bearer abc");
    let tokens = BTreeMap::from([("lambda".to_owned(), "Bearer def".into())]);
    assert_eq!(sent(ClientOptions { tokens, ..Default::default() }).await?, "Bearer def");
    Ok(())
}

async fn providers() -> Outcome {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = asked.clone();
    let provider = Provider::new(move |why: Asked| {
        seen.lock().unwrap().push(why.refused);
        async move {
            let end = now() + Duration::from_secs(3600);
            Ok(if why.refused { Token::new("fresh").until(end) } else { Token::new("stale") })
        }
    });
    let run =
        Run::with("fresh-token", ClientOptions { token: Some(provider), ..Default::default() });
    for _ in 0..2 {
        let echo = run.client.secret(SecretInput {}).await?.body;
        assert_eq!(echo.headers["authorization"], "Bearer fresh");
        assert_eq!(*asked.lock().unwrap(), [false, true]);
    }
    let broken: Provider<Token> = Provider::new(|_| async { Err("no".into()) });
    let run = Run::with("echo", ClientOptions { token: Some(broken), ..Default::default() });
    assert!(matches!(failed(run.client.secret(SecretInput {}).await), Error::Configuration(_)));
    let stale = Run::with(
        "fresh-token",
        ClientOptions { token: Some("stale".into()), ..Default::default() },
    );
    assert_eq!(kind(stale.client.secret(SecretInput {}).await), GatewayErrorType::Unauthorized);
    assert_eq!(stale.requests().await, 1);
    Ok(())
}

async fn secrets() -> Outcome {
    let secret = "do-not-show-me";
    let keys = AwsCredentials::new("A", secret, Some(secret.to_owned()));
    let options = ClientOptions {
        api_key: Some(secret.into()),
        token: Some(secret.into()),
        credentials: Some(keys.clone().into()),
        ..Default::default()
    };
    let run = Run::with("unknown-error", options.clone());
    let error = failed(run.client.keyed(KeyedInput {}).await);
    let shown = [
        format!("{:?}", run.client),
        format!("{error:?} {error}"),
        format!("{options:#?}"),
        format!("{keys:?} {:?}", Token::new(secret)),
    ];
    assert!(shown.iter().all(|text| !text.contains(secret)), "{shown:?}");
    Ok(())
}

async fn address() -> Outcome {
    let nowhere = DriveClient::new(ClientOptions::default());
    assert!(matches!(failed(nowhere), Error::Configuration(_)));
    let client =
        DriveClient::new(ClientOptions { api_id: Some("abc".to_owned()), ..Default::default() })?;
    let wanted = "DriveClient(https://abc.execute-api.us-east-1.amazonaws.com/dev)";
    assert_eq!(format!("{client:?}"), wanted);
    Ok(())
}

macro_rules! tests {
    ($($name:literal: $test:ident,)*) => {
        &[$(($name, || Box::pin($test()))),*]
    };
}

static TESTS: &[Test] = tests! {
    "success": success,
    "dates and bytes": dates,
    "values of enums that are new": enums,
    "requests and named headers": requests,
    "absent and null": absent,
    "unions": unions,
    "parameters": parameters,
    "path parameters": path_parameters,
    "errors of the API": own_errors,
    "text stays text in errors": text_errors,
    "invalid body with its fields": invalid_body,
    "invalid parameters": invalid_parameters,
    "unsupported media type": media_type,
    "missing authentication token": missing_token,
    "throttled by the gateway": throttled,
    "API key and quota of the gateway": quota,
    "integration timeout": integration_timeout,
    "integration failure": integration_failure,
    "retry after 5xx of the backend": backend_busy,
    "pages": pages,
    "binary through the gateway": binary,
    "streams": streams,
    "forms": forms,
    "any method": any_method,
    "retry after 429": retry,
    "Retry-After is honoured": retry_after,
    "retry after failures of the gateway and the connection": failures,
    "what is not idempotent is sent once": once,
    "a key makes it safe to repeat": keys,
    "a quota is never asked again": no_quota,
    "every gateway response type": gateway_types,
    "errors that only the header or the message tells": tells,
    "timeout": timeout,
    "cancellation": cancellation,
    "an answer that is no JSON": not_json,
    "middleware": middleware,
    "SigV4": sigv4,
    "the published vectors of SigV4": vectors,
    "tokens": tokens,
    "providers are asked again": providers,
    "secrets are not shown": secrets,
    "where the API is": address,
};

#[tokio::main]
async fn main() {
    let mut failed = false;
    for (name, test) in TESTS {
        match tokio::spawn(test()).await {
            Ok(Ok(())) => println!("ok {name}"),
            Ok(Err(error)) => {
                failed = true;
                println!("FAILED {name}: {error}");
            }
            Err(error) => {
                failed = true;
                println!("FAILED {name}: {error}");
            }
        }
    }
    std::process::exit(i32::from(failed));
}
