//! Calls of functions that the engine asks for, and what came of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::access::ApiIdentity;
use crate::mapping::{IntegrationTarget, UriTemplate, arn_fields};

/// A call of a Lambda function.
#[derive(Debug)]
pub struct FunctionCall {
    /// The function.
    pub function: Arc<Function>,
    /// The id of the invocation, which the function's log has.
    pub request_id: String,
    /// The event: JSON.
    pub payload: Bytes,
    /// Whether its answer is waited for.
    pub invocation_type: InvocationType,
    /// How long the caller waits. The function's own time may be over before that, which is an error of the function.
    pub timeout: Duration,
    /// The trace that the call belongs to, as in `X-Amzn-Trace-Id`.
    pub trace_id: String,
}

/// Whether the answer of a function is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvocationType {
    /// `RequestResponse`: it is.
    RequestResponse,
    /// `Event`: the event is accepted, and nobody hears what came of it.
    Event,
}

/// A function as a definition names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    /// The name: the last part of the ARN without the qualifier.
    pub name: String,
    /// The version or the alias.
    pub qualifier: Option<String>,
    /// The whole ARN.
    pub arn: String,
}

impl Function {
    /// The function that the URI of an integration or an authorizer leads to, in which stage variables are resolved.
    pub(super) fn behind(uri: &UriTemplate, identity: &ApiIdentity) -> Option<Self> {
        let IntegrationTarget::Lambda { function, .. } = uri.target() else { return None };
        Self::parse(function, &identity.region, &identity.account)
    }

    /// The function that `text` names, in which stage variables are resolved: an ARN, a part of one, a name, or the
    /// reference of a template, `${GetPets.Arn}`, which stands for the function of that logical name.
    pub fn parse(text: &str, region: &str, account: &str) -> Option<Self> {
        let is_arn = text.starts_with("arn:");
        let rest = if is_arn { *arn_fields(text).get(5)? } else { text };
        let rest = rest.rsplit_once("function:").map_or(rest, |(_, own)| own);
        let (name, qualifier) = match rest.rsplit_once('}') {
            Some((reference, rest)) => {
                (reference.strip_prefix("${")?.split('.').next()?, rest.strip_prefix(':'))
            }
            None => match rest.split_once(':') {
                Some((name, qualifier)) => (name, Some(qualifier)),
                None => (rest, None),
            },
        };
        if !is_word(name, 140) || qualifier.is_some_and(|own| !is_word(own, 128)) {
            return None;
        }
        let arn = if is_arn && !text.contains("${") {
            text.to_owned()
        } else {
            let suffix = qualifier.map(|own| format!(":{own}")).unwrap_or_default();
            format!("arn:aws:lambda:{region}:{account}:function:{name}{suffix}")
        };
        Some(Self { name: name.to_owned(), qualifier: qualifier.map(str::to_owned), arn })
    }
}

/// Names, versions and aliases are made of these.
fn is_word(text: &str, longest: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$');
    !text.is_empty() && text.len() <= longest && text.bytes().all(is_part)
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.qualifier {
            Some(qualifier) => write!(f, ":{qualifier}"),
            None => Ok(()),
        }
    }
}

/// What came of a call of a function.
#[derive(Debug)]
pub enum FunctionOutcome {
    /// What the function returned: JSON. Empty for [`InvocationType::Event`].
    Payload(Bytes),
    /// The function failed, and this is its error document: `{"errorMessage", "errorType", …}`. A function that
    /// crashed or whose own time was over has one as well, which the shell makes as Lambda does.
    Error(Bytes),
    /// The function was not run.
    Failure(FunctionFailure),
}

/// Why a function was not run, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionFailure {
    /// What kind of failure it was.
    pub kind: FunctionFailureKind,
    /// The details, for the log.
    pub detail: String,
}

/// The kinds of failures, as far as the service answers them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionFailureKind {
    /// There is no such function, or it cannot be called as it is configured.
    UnknownFunction,
    /// The event is larger than a function takes.
    TooLarge,
    /// More calls are waiting than are kept.
    Throttled,
    /// The time of [`FunctionCall::timeout`] was over.
    Timeout,
    /// Whatever runs the function cannot be reached.
    Unreachable,
}

#[cfg(test)]
mod tests {
    use super::Function;

    fn parse(text: &str) -> Option<(String, String)> {
        let function = Function::parse(text, "us-east-1", "111122223333")?;
        Some((function.to_string(), function.arn))
    }

    #[test]
    fn every_form_of_a_name_is_read() {
        let arn = "arn:aws:lambda:us-east-1:111122223333:function:f";
        for text in [arn, "f", "function:f", "111122223333:function:f", "${f.Arn}"] {
            assert_eq!(parse(text), Some(("f".to_owned(), arn.to_owned())), "{text}");
        }
        let live = format!("{arn}:live");
        for text in [live.as_str(), "f:live", "${f.Arn}:live"] {
            assert_eq!(parse(text), Some(("f:live".to_owned(), live.clone())), "{text}");
        }
        let latest = parse("arn:aws:lambda:eu-central-1:1:function:f:$LATEST").unwrap();
        assert_eq!(latest.0, "f:$LATEST");
        assert_eq!(latest.1, "arn:aws:lambda:eu-central-1:1:function:f:$LATEST");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        // The third is what an undefined stage variable leaves.
        for text in
            ["", "a b", "f:", "arn:aws:lambda", "arn:aws:lambda:r:1:function:", "${f.Arn", "../f"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
