//! Makes the calls of a plan, and prints what comes of each. What knows the packages follows, made for them.

use std::time::Duration;

use base64::Engine;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Keys {
    id: String,
    secret: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    address: String,
    attempts: u32,
    timeout: u64,
    api_key: Option<String>,
    token: Option<String>,
    keys: Option<Keys>,
}

#[derive(Deserialize)]
struct Given {
    place: String,
    wire: String,
    value: Value,
}

#[derive(Deserialize)]
struct Body {
    value: Value,
}

#[derive(Deserialize)]
struct Entry {
    api: String,
    method: String,
    path: String,
    verb: Option<String>,
    parameters: Vec<Given>,
    body: Option<Body>,
    client: Settings,
    cancel: Option<u64>,
    #[serde(default)]
    pages: bool,
}

#[derive(Deserialize)]
struct Plan {
    calls: Vec<Entry>,
}

impl Entry {
    /// Gives a field of an input what the entry says.
    fn set<T: DeserializeOwned>(&self, place: &str, wire: &str, field: &mut T) {
        for own in &self.parameters {
            if own.place == place && own.wire == wire {
                *field = T::deserialize(&own.value).unwrap();
            }
        }
    }

    fn send<T: DeserializeOwned>(&self, field: &mut T) {
        if let Some(body) = &self.body {
            *field = T::deserialize(&body.value).unwrap();
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let text = self.body.as_ref()?.value.as_str().unwrap();
        Some(base64::engine::general_purpose::STANDARD.decode(text).unwrap())
    }
}

fn written(data: Vec<u8>) -> Value {
    json!(base64::engine::general_purpose::STANDARD.encode(data))
}

/// The first that is there. Not every plan has an operation with several answers.
#[allow(dead_code)]
fn first(bodies: Vec<Value>) -> Value {
    bodies.into_iter().find(|own| !own.is_null()).unwrap_or_default()
}

macro_rules! client {
    ($krate:ident, $client:ident, $own:expr) => {{
        let own: &Settings = $own;
        let mut options = $krate::ClientOptions {
            base_url: Some(own.address.clone()),
            timeout: Some(Duration::from_millis(own.timeout)),
            ..Default::default()
        };
        options.retry.attempts = own.attempts;
        options.retry.base = Duration::from_millis(1);
        options.api_key = own.api_key.clone().map(Into::into);
        options.token = own.token.as_deref().map(Into::into);
        let keys = own.keys.as_ref();
        options.credentials =
            keys.map(|own| $krate::AwsCredentials::new(&own.id, &own.secret, None).into());
        $krate::$client::new(options).unwrap()
    }};
}

macro_rules! failed {
    ($krate:ident, $error:expr) => {{
        use $krate::{Error, GatewayErrorType};
        let error = $error;
        let kind = match &error {
            Error::Gateway(own) => own.kind.name(),
            Error::Declared(..) => "DECLARED",
            Error::Api(_) => "API",
            Error::Timeout(_) => "TIMEOUT",
            Error::Configuration(_) => "CONFIGURATION",
            Error::InvalidInput(_) => "INVALID_INPUT",
            Error::Connection(_) => "CONNECTION",
            Error::UnexpectedResponse { .. } => "UNEXPECTED",
            _ => "",
        };
        let names = error.gateway().and_then(|own| match &own.kind {
            GatewayErrorType::InvalidBody { fields, .. } => Some(fields),
            GatewayErrorType::InvalidParameters { parameters } => Some(parameters),
            _ => None,
        });
        json!({
            "kind": kind,
            "status": error.answer().map(|own| own.status),
            "attempts": error.answer().map(|own| own.attempts),
            "names": names,
            "text": format!("{error:?}"),
        })
    }};
}

macro_rules! called {
    ($krate:ident, $entry:ident, $call:expr, |$output:ident| $answer:expr) => {{
        let limit = Duration::from_millis($entry.cancel.unwrap_or(600_000));
        match tokio::time::timeout(limit, std::future::IntoFuture::into_future($call)).await {
            Err(_) => json!({ "kind": "CANCELLED" }),
            Ok(Err(error)) => failed!($krate, error),
            Ok(Ok($output)) => json!({ "status": $output.status, "answer": $answer }),
        }
    }};
}

macro_rules! collected {
    ($krate:ident, $items:expr) => {{
        let (mut items, mut found) = ($items, Vec::new());
        loop {
            match items.next().await {
                None => break json!({ "status": 200, "answer": found }),
                Some(Ok(item)) => found.push(json!(item)),
                Some(Err(error)) => break failed!($krate, error),
            }
        }
    }};
}

#[tokio::main]
async fn main() {
    let path = std::env::args().nth(1).unwrap();
    let plan: Plan = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for (number, entry) in plan.calls.iter().enumerate() {
        let mut said = call(entry).await;
        said["number"] = json!(number);
        println!("{said}");
    }
}
