//! Functions that something else runs: whatever speaks the Lambda Invoke API, such as an emulator or a container with
//! the runtime interface emulator in it.

use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use crate::gateway::{
    Body, Endpoint, FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome,
    InvocationType, TlsSettings, UpstreamCall, UpstreamFailureKind, UpstreamOutcome,
};
use crate::serve::upstream::Upstreams;

/// Where the Invoke API is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvokeEndpoint {
    endpoint: Arc<Endpoint>,
    /// What stands in front of `/2015-03-31/…`, or the whole path of an invocation.
    path: String,
}

impl InvokeEndpoint {
    /// Reads an address: of the API, or of an invocation of one function.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let malformed =
            || format!("its `endpoint` `{text}` is no address, as in `http://127.0.0.1:9001`");
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        let is_tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) | None => return Err(malformed()),
        };
        let authority = uri.authority().ok_or_else(malformed)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(malformed());
        }
        let endpoint = Endpoint {
            tls: is_tls.then(TlsSettings::default),
            host,
            port: authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| malformed())?,
        };
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { endpoint: Arc::new(endpoint), path })
    }

    /// Calls a function.
    pub(super) async fn invoke(
        &self,
        upstreams: &Rc<Upstreams>,
        call: FunctionCall,
    ) -> FunctionOutcome {
        let Some(target) = self.target(&call) else {
            return failure(FunctionFailureKind::UnknownFunction, "its name is no part of a path");
        };
        let request = UpstreamCall {
            method: Method::POST,
            endpoint: Arc::clone(&self.endpoint),
            target,
            headers: headers(&call),
            body: call.payload,
            timeout: call.timeout,
            stream: false,
        };
        match upstreams.call(&request).await.outcome {
            UpstreamOutcome::Response(response) => {
                let body = match response.body {
                    Body::Whole(bytes) => bytes,
                    // Only calls that allow it are answered so.
                    Body::Upstream => Bytes::new(),
                };
                outcome(response.status, &response.headers, body)
            }
            UpstreamOutcome::Failure(failed) => {
                let kind = match failed.kind {
                    UpstreamFailureKind::Timeout => FunctionFailureKind::Timeout,
                    UpstreamFailureKind::InvalidAddress
                    | UpstreamFailureKind::Refused
                    | UpstreamFailureKind::Network
                    | UpstreamFailureKind::Tls
                    | UpstreamFailureKind::TooLarge => FunctionFailureKind::Unreachable,
                };
                let endpoint = &self.endpoint;
                let detail = &failed.detail;
                failure(kind, &format!("{}:{}: {detail}", endpoint.host, endpoint.port))
            }
        }
    }

    fn target(&self, call: &FunctionCall) -> Option<PathAndQuery> {
        if self.path.ends_with("/invocations") {
            return self.path.parse().ok();
        }
        let (path, name) = (&self.path, &call.function.name);
        let qualifier = call.function.qualifier.as_deref();
        let query = qualifier.map(|own| format!("?Qualifier={own}")).unwrap_or_default();
        format!("{path}/2015-03-31/functions/{name}/invocations{query}").parse().ok()
    }
}

fn headers(call: &FunctionCall) -> HeaderMap {
    let kind = match call.invocation_type {
        InvocationType::RequestResponse => "RequestResponse",
        InvocationType::Event => "Event",
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let named = HeaderName::from_static("x-amz-invocation-type");
    headers.insert(named, HeaderValue::from_static(kind));
    if let Ok(trace) = HeaderValue::from_str(&call.trace_id) {
        headers.insert(HeaderName::from_static("x-amzn-trace-id"), trace);
    }
    headers
}

/// AWS docs, "Invoke": the function's own failure has status 200 and a header that says so.
fn outcome(status: StatusCode, headers: &HeaderMap, body: Bytes) -> FunctionOutcome {
    if status.is_success() {
        return if headers.contains_key("x-amz-function-error") {
            FunctionOutcome::Error(body)
        } else {
            FunctionOutcome::Payload(body)
        };
    }
    let kind = match status {
        StatusCode::NOT_FOUND => FunctionFailureKind::UnknownFunction,
        StatusCode::PAYLOAD_TOO_LARGE => FunctionFailureKind::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => FunctionFailureKind::Throttled,
        _ => FunctionFailureKind::Unreachable,
    };
    let text: String = String::from_utf8_lossy(&body).chars().take(200).collect();
    failure(kind, &format!("the Invoke API answered {}: {text}", status.as_u16()))
}

fn failure(kind: FunctionFailureKind, detail: &str) -> FunctionOutcome {
    FunctionOutcome::Failure(FunctionFailure { kind, detail: detail.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::{InvokeEndpoint, outcome};
    use crate::gateway::{
        Function, FunctionCall, FunctionFailureKind, FunctionOutcome, InvocationType,
    };

    fn call(function: &str) -> FunctionCall {
        FunctionCall {
            function: Arc::new(Function::parse(function, "us-east-1", "111122223333").unwrap()),
            request_id: String::new(),
            payload: Bytes::new(),
            invocation_type: InvocationType::RequestResponse,
            timeout: Duration::from_secs(1),
            trace_id: String::new(),
        }
    }

    #[test]
    fn an_address_leads_to_a_function() {
        let target = |address: &str, function: &str| {
            InvokeEndpoint::parse(address).unwrap().target(&call(function)).unwrap().to_string()
        };
        let plain = "/2015-03-31/functions/pets/invocations";
        assert_eq!(target("http://127.0.0.1:9001", "pets"), plain);
        assert_eq!(
            target("http://127.0.0.1:9001/", "pets:live"),
            format!("{plain}?Qualifier=live")
        );
        assert_eq!(target("https://x.test/lambda/", "pets"), format!("/lambda{plain}"));
        let own = "/2015-03-31/functions/function/invocations";
        assert_eq!(target(&format!("http://127.0.0.1:9000{own}"), "pets"), own);
        for address in ["", "127.0.0.1:9001", "ftp://x.test", "http://", "http://a:b@x.test"] {
            let error = InvokeEndpoint::parse(address).unwrap_err();
            assert!(error.contains("is no address"), "{error}");
        }
    }

    #[test]
    fn answers_of_the_invoke_api_are_told_apart() {
        let none = HeaderMap::new();
        let of = |status: StatusCode, headers: &HeaderMap| match outcome(
            status,
            headers,
            Bytes::from_static(b"x"),
        ) {
            FunctionOutcome::Payload(_) => Ok("payload"),
            FunctionOutcome::Error(_) => Ok("error"),
            FunctionOutcome::Failure(failure) => Err(failure.kind),
        };
        let failed = HeaderMap::from_iter([(
            "x-amz-function-error".parse().unwrap(),
            HeaderValue::from_static("Unhandled"),
        )]);
        assert_eq!(of(StatusCode::OK, &none), Ok("payload"));
        assert_eq!(of(StatusCode::OK, &failed), Ok("error"));
        assert_eq!(of(StatusCode::NOT_FOUND, &none), Err(FunctionFailureKind::UnknownFunction));
        assert_eq!(of(StatusCode::TOO_MANY_REQUESTS, &none), Err(FunctionFailureKind::Throttled));
        assert_eq!(of(StatusCode::PAYLOAD_TOO_LARGE, &none), Err(FunctionFailureKind::TooLarge));
        assert_eq!(of(StatusCode::BAD_GATEWAY, &none), Err(FunctionFailureKind::Unreachable));
    }
}
