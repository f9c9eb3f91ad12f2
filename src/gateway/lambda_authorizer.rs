//! Lambda authorizers, prepared (reference `access-control`, section 9).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::access::ApiIdentity;
use crate::bundle::{AuthorizerConfig, Config};
use crate::java_regex::JavaRegex;
use crate::mapping::{Expression, ExpressionSide, UriTemplate};

use super::{Function, Unserved};

/// How long the answer is kept of an authorizer that does not say, in seconds.
const DEFAULT_TTL: u64 = 300;

/// The longest time that an answer is kept, in seconds.
const LONGEST_TTL: u64 = 3_600;

/// A Lambda authorizer.
#[derive(Debug)]
pub(super) struct LambdaAuthorizer {
    pub(super) name: String,
    pub(super) kind: LambdaAuthorizerKind,
    /// What tells one caller from another.
    pub(super) sources: Vec<IdentitySource>,
    /// What the token of a `TOKEN` authorizer must match.
    pub(super) validation: Option<JavaRegex>,
    /// How long an answer is kept; nothing where none is.
    pub(super) ttl: Option<Duration>,
    /// The functions by stage; nothing where the URI is none of a function there.
    functions: BTreeMap<String, Option<Arc<Function>>>,
}

/// The two kinds of Lambda authorizers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LambdaAuthorizerKind {
    /// Its function gets one header.
    Token,
    /// Its function gets the request.
    Request,
}

/// One of the expressions that tell one caller from another.
#[derive(Debug)]
pub(super) struct IdentitySource {
    /// As it was written: `method.request.header.Authorization`.
    pub(super) text: String,
    pub(super) expression: Expression,
}

impl LambdaAuthorizer {
    /// Prepares an authorizer, or says what is wrong with it.
    pub(super) fn new(
        config: &Config,
        identity: &ApiIdentity,
        name: &str,
        own: &AuthorizerConfig,
    ) -> Result<Self, String> {
        let kind = match own.authorizer_type.as_str() {
            "TOKEN" => LambdaAuthorizerKind::Token,
            _ => LambdaAuthorizerKind::Request,
        };
        let mut sources = Vec::with_capacity(own.identity_sources.len());
        for text in &own.identity_sources {
            let text = text.trim().to_owned();
            let expression = Expression::parse(&text, ExpressionSide::Request)
                .map_err(|fault| format!("the identity source `{text}`: {}", fault.message))?;
            sources.push(IdentitySource { text, expression });
        }
        if kind == LambdaAuthorizerKind::Token && sources.len() != 1 {
            return Err("a TOKEN authorizer has just one identity source".to_owned());
        }
        // The service looks at it for tokens only.
        let validation = own
            .identity_validation_expression
            .as_deref()
            .filter(|own| kind == LambdaAuthorizerKind::Token && !own.is_empty());
        let validation = match validation {
            Some(pattern) => Some(JavaRegex::new(pattern).map_err(|error| error.to_string())?),
            None => None,
        };
        let ttl = own.authorizer_result_ttl_in_seconds.unwrap_or(DEFAULT_TTL).min(LONGEST_TTL);
        let uri = UriTemplate::parse(own.authorizer_uri.as_deref().unwrap_or(""));
        let functions = config.stages.iter().map(|(stage, settings)| {
            let uri =
                uri.with_stage_variables(|name| settings.variables.get(name).map(String::as_str));
            (stage.clone(), Function::behind(&uri, identity).map(Arc::new))
        });
        Ok(Self {
            name: name.to_owned(),
            kind,
            // Without anything that tells callers apart, there is nothing to keep an answer under.
            ttl: (ttl > 0 && !sources.is_empty()).then(|| Duration::from_secs(ttl)),
            sources,
            validation,
            functions: functions.collect(),
        })
    }

    /// The function in a stage.
    pub(super) fn function(&self, stage: &str) -> Option<&Arc<Function>> {
        self.functions.get(stage)?.as_ref()
    }

    /// What cannot be asked, because nothing stands in for its function.
    pub(super) fn unserved(&self, config: &Config) -> Option<Unserved> {
        let reason = self.functions.values().find_map(|function| match function {
            None => Some("its URI is not that of a function".to_owned()),
            Some(function) => {
                let is_known = |name: &str| config.functions.contains_key(name);
                let is_absent = !is_known(&function.name) && !is_known(&function.to_string());
                is_absent.then(|| {
                    format!("nothing stands in for the function `{function}`; name it in `local.functions`")
                })
            }
        });
        Some(Unserved {
            method: format!("authorizer {}", self.name),
            place: "authorizers".to_owned(),
            reason: reason?,
        })
    }
}
