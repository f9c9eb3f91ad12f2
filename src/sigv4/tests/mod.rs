//! Signing and verifying: published values, every fault in the service's words, and the explanations.

mod faults;
mod mismatches;
mod signing;
mod verifying;

use std::time::Duration;

use super::{
    Credentials, Dialect, Expected, Fault, Header, Request, SessionToken, SigningKey,
    VerificationKey, Verified, verify,
};

/// 2015-08-30T12:36:00Z, the time of the published values.
const NOW: Duration = Duration::from_mins(24_015_636);

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: None,
    }
}

/// A request with all that is its own.
#[derive(Clone, Debug)]
struct Owned {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Owned {
    fn new(line: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers.collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn with<T>(&self, run: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<Header<'_>> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
        run(&Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        }
    }

    fn get(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8(value.clone()).unwrap()).unwrap_or_default()
    }
}

/// How API Gateway in Frankfurt verifies.
fn expected() -> Expected<'static> {
    Expected {
        region: "eu-central-1",
        service: "execute-api",
        skew: Duration::from_mins(5),
        explain: true,
    }
}

fn signer(credentials: &Credentials) -> super::Signer<'_> {
    super::Signer {
        credentials,
        region: "eu-central-1",
        service: "execute-api",
        dialect: Dialect::USUAL,
    }
}

/// The request, signed for the API.
fn signed(line: &str, headers: &[(&str, &str)], body: &str) -> Owned {
    let mut request = Owned::new(line, headers, body);
    sign(&mut request, &credentials());
    request
}

fn sign(request: &mut Owned, credentials: &Credentials) {
    let added = request.with(|own| signer(credentials).sign(own, NOW));
    for (name, value) in added.headers {
        request.set(name, &value);
    }
}

fn check_at(request: &Owned, now: Duration) -> Result<Verified, Fault> {
    check_with(request, now, SessionToken::None)
}

fn check_with(
    request: &Owned,
    now: Duration,
    session: SessionToken<'_>,
) -> Result<Verified, Fault> {
    request.with(|own| {
        verify(own, &expected(), now, |id, scope| {
            let signing_key = SigningKey::in_scope(SECRET, scope);
            (id == "AKIDEXAMPLE").then_some(VerificationKey { signing_key, session })
        })
    })
}

fn check(request: &Owned) -> Result<Verified, Fault> {
    check_at(request, NOW)
}
