//! Signed requests.

use std::time::Duration;

use portcullis::gateway::Step;
use portcullis::sigv4::{Credentials, Dialect, Header, Request, Signer};

use super::api::{Answer, Api, NOW, answered};

/// The secret of all access keys.
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// The host that is asked.
pub(super) const HOST: &str = "127.0.0.1:8080";

/// A request that can be signed and sent.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) line: String,
    pub(super) headers: Vec<(String, String)>,
    body: String,
}

impl Call {
    pub(super) fn new(line: &str) -> Self {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        Self { line: line.to_owned(), headers, body: String::new() }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn body(mut self, text: &str) -> Self {
        text.clone_into(&mut self.body);
        self
    }

    pub(super) fn line(mut self, line: &str) -> Self {
        line.clone_into(&mut self.line);
        self
    }

    fn with_request<T>(&self, run: impl FnOnce(&Request<'_>) -> T) -> T {
        let (method, target) = self.line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: Vec<Header<'_>> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        run(&Request { method, path, query, headers: &headers, body: self.body.as_bytes() })
    }

    /// Signed with the access key, for the API.
    pub(super) fn signed(self, key: &str) -> Self {
        self.signed_for(key, "eu-central-1", "execute-api", None)
    }

    pub(super) fn signed_for(
        self,
        key: &str,
        region: &str,
        service: &str,
        token: Option<&str>,
    ) -> Self {
        let credentials = Credentials {
            access_key_id: key.to_owned(),
            secret_access_key: SECRET.to_owned(),
            session_token: token.map(str::to_owned),
        };
        let signer =
            Signer { credentials: &credentials, region, service, dialect: Dialect::of(service) };
        let added = self.with_request(|request| signer.sign(request, NOW));
        added.headers.iter().fold(self, |call, (name, value)| call.header(name, value))
    }

    pub(super) fn presigned(mut self, key: &str, expires: Duration) -> Self {
        let credentials = Credentials {
            access_key_id: key.to_owned(),
            secret_access_key: SECRET.to_owned(),
            session_token: None,
        };
        let signer = Signer {
            credentials: &credentials,
            region: "eu-central-1",
            service: "execute-api",
            dialect: Dialect::USUAL,
        };
        let query = self.with_request(|request| signer.presign(request, NOW, expires));
        let target = self.line.split('?').next().unwrap().to_owned();
        self.line = format!("{target}?{query}");
        self
    }

    pub(super) fn step(&self, api: &Api) -> Step {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        api.step(&self.line, &headers, &self.body)
    }

    pub(super) fn send(&self, api: &Api) -> Answer {
        let answer = answered(self.step(api));
        for secret in [SECRET, "the-session-token"] {
            assert!(
                !answer.log.contains(secret) && !answer.cause.contains(secret),
                "{}",
                answer.log
            );
        }
        answer
    }
}
