//! What the function of a Lambda authorizer answers (reference `access-control`, section 9.3).

use serde_json::Value;

use crate::iam::{Document, Policy, PolicyKind, Statement, TextElement};

use super::Api;

/// The longest resource in the policy of an authorizer, in characters.
const LONGEST_RESOURCE: usize = 512;

/// An answer that is one.
#[derive(Clone, Debug)]
pub struct AuthorizerAnswer {
    /// Who the caller is, as the function has it: `$context.authorizer.principalId`.
    pub principal_id: String,
    /// What the caller may do.
    pub policy: Policy,
    /// `$context.authorizer.NAME`; REST APIs hand every value on as a text.
    pub context: Vec<(String, String)>,
    /// The API key, where the API takes it from the authorizer.
    pub usage_identifier_key: Option<String>,
}

/// Why an answer is none. The caller gets 500.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerFault {
    /// It is not an object.
    #[error("the answer is no JSON object")]
    NotAnObject,
    /// `principalId` is missing or is no text.
    #[error("the answer has no `principalId`, or it is no text")]
    PrincipalId,
    /// `policyDocument` is missing.
    #[error("the answer has no `policyDocument`")]
    NoPolicy,
    /// `policyDocument` is no policy.
    #[error("the `policyDocument` of the answer cannot be read: {0}")]
    Policy(#[from] crate::iam::PolicyError),
    /// A resource is longer than the service takes.
    #[error("a resource in the `policyDocument` has more than {LONGEST_RESOURCE} characters")]
    ResourceTooLong,
    /// `context` is no object, or a value in it is an object or a list.
    #[error("`{0}` in the `context` of the answer is no text, number or boolean")]
    Context(String),
    /// `usageIdentifierKey` is no text.
    #[error("the `usageIdentifierKey` of the answer is no text")]
    UsageIdentifierKey,
}

impl AuthorizerAnswer {
    /// Reads what the function answered.
    pub fn read(answer: &Value, api: &Api) -> Result<Self, AnswerFault> {
        let Value::Object(members) = answer else { return Err(AnswerFault::NotAnObject) };
        let principal_id = members.get("principalId").and_then(Value::as_str);
        let principal_id = principal_id.ok_or(AnswerFault::PrincipalId)?.to_owned();
        let document = members.get("policyDocument").filter(|own| !own.is_null());
        let document = document.ok_or(AnswerFault::NoPolicy)?;
        let document = Document::from_value(document, PolicyKind::Authorizer)?;
        let resources = document.statements().iter().filter_map(Statement::resource);
        let mut values = resources.flat_map(TextElement::values);
        if values.any(|value| value.chars().count() > LONGEST_RESOURCE) {
            return Err(AnswerFault::ResourceTooLong);
        }
        let usage_identifier_key = match members.get("usageIdentifierKey") {
            None | Some(Value::Null) => None,
            Some(Value::String(key)) => Some(key.clone()),
            Some(_) => return Err(AnswerFault::UsageIdentifierKey),
        };
        Ok(Self {
            principal_id,
            policy: api.prepare(document),
            context: context(members.get("context"))?,
            usage_identifier_key,
        })
    }
}

fn context(value: Option<&Value>) -> Result<Vec<(String, String)>, AnswerFault> {
    let members = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(members)) => members,
        Some(_) => return Err(AnswerFault::Context("context".to_owned())),
    };
    let mut all = Vec::with_capacity(members.len());
    for (name, value) in members {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(AnswerFault::Context(name.clone())),
        };
        all.push((name.clone(), text));
    }
    Ok(all)
}
