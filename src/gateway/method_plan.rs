//! Methods, the stages that they run in, and what a request must have for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::{MethodConfig, RestApiConfig};
use crate::json_schema::Validator;
use crate::mapping::Expression;
use crate::vtl::Pair;

use super::cache_plan::CachePlan;
use super::integration_plan::IntegrationPlan;
use super::lambda_authorizer::LambdaAuthorizer;
use super::limit_plan::{KeyLimits, RouteLimits};
use super::observed::{Observed, StageObservers};
use super::target::Target;
use super::user_pools::UserPoolAuthorizer;

/// A method in a stage.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) stage: Arc<StagePlan>,
    pub(super) method: Arc<MethodPlan>,
    /// Where the integration leads in this stage.
    pub(super) target: Target,
    /// The limits that its requests meet.
    pub(super) limits: RouteLimits,
    /// How its responses are kept; nothing where they are not.
    pub(super) cache: Option<CachePlan>,
    /// What is told of its requests.
    pub(super) observed: Observed,
    /// The number of its own metrics; nothing where none are kept.
    pub(super) meter: Option<usize>,
}

/// A stage.
#[derive(Debug)]
pub(super) struct StagePlan {
    /// Its place among the stages of the plan.
    pub(super) number: usize,
    /// How much its cache holds; nothing where it has no cluster.
    pub(super) cluster_bytes: Option<u64>,
    pub(super) name: String,
    /// What the state knows its caches by: a canary has its own.
    pub(super) state_name: String,
    pub(super) variables: Vec<Pair<'static>>,
    /// The API keys that a usage plan of this stage has: names by value.
    pub(super) api_keys: BTreeMap<String, KeyPlan>,
    /// Who is told of its requests.
    pub(super) observers: StageObservers,
}

impl StagePlan {
    /// The value of a stage variable.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_ref())
    }
}

/// An API key as a stage knows it.
#[derive(Debug)]
pub(super) struct KeyPlan {
    pub(super) name: String,
    pub(super) enabled: bool,
    pub(super) limits: KeyLimits,
}

/// A method.
#[derive(Debug)]
pub(super) struct MethodPlan {
    pub(super) resource_path: String,
    pub(super) resource_id: String,
    pub(super) operation_name: Option<String>,
    /// Why every request is refused, where a control is declared that is not enforced.
    pub(super) refusal: Option<String>,
    pub(super) authorization: Authorization,
    pub(super) api_key_required: bool,
    pub(super) required_parameters: Vec<RequiredParameter>,
    pub(super) body: Option<BodyValidation>,
    pub(super) integration: IntegrationPlan,
    /// Headers as the definition spells them, by their lower-case names.
    spellings: Vec<(String, String)>,
}

/// How callers of a method are told from others.
#[derive(Clone, Debug)]
pub(super) enum Authorization {
    /// Not at all, or not by this version, which then has a reason to refuse.
    None,
    /// By signatures.
    AwsIam,
    /// By tokens of user pools.
    CognitoUserPools(Arc<UserPoolsPlan>),
    /// By what a function says.
    Custom(Arc<LambdaAuthorizer>),
}

/// A method behind an authorizer with user pools.
#[derive(Debug)]
pub(super) struct UserPoolsPlan {
    pub(super) authorizer: Arc<UserPoolAuthorizer>,
    /// The scopes of the method, of which a token must have one.
    pub(super) scopes: Vec<String>,
}

/// A parameter that a request must have.
#[derive(Debug)]
pub(super) struct RequiredParameter {
    pub(super) place: ParameterPlace,
    pub(super) name: String,
}

/// Where a parameter is, in the order in which missing ones are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ParameterPlace {
    Header,
    Path,
    QueryString,
}

/// Models for payloads by media type.
#[derive(Debug)]
pub(super) struct BodyValidation {
    models: Vec<(String, Validator)>,
}

impl BodyValidation {
    /// The model for a payload of that media type: its own, else that of `application/json`, else `$default`.
    /// Without any, every JSON is valid (reference `pipeline`, section 6).
    pub(super) fn model(&self, media_type: &str) -> Option<&Validator> {
        let get = |wanted: &str| {
            let found = self.models.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
            found.map(|(_, model)| model)
        };
        get(media_type).or_else(|| get("application/json")).or_else(|| get("$default"))
    }
}

/// Who may call a method.
#[derive(Debug)]
pub(super) struct Access {
    /// Why every request is refused.
    pub(super) refusal: Option<String>,
    pub(super) authorization: Authorization,
    /// Whether a key that the method asks for may be missing.
    pub(super) does_without_key: bool,
}

impl MethodPlan {
    /// Prepares a method, or says what is wrong with it.
    pub(super) fn new(
        api: &RestApiConfig,
        resource_path: &str,
        method: &MethodConfig,
        access: Access,
    ) -> Result<Self, String> {
        let integration = IntegrationPlan::new(method)?;
        let validator = match &method.request_validator {
            None => None,
            Some(name) => match api.request_validators.get(name) {
                Some(validator) => Some(*validator),
                None => return Err(format!("there is no request validator `{name}`")),
            },
        };
        let checks_parameters = validator.is_some_and(|own| own.validate_request_parameters);
        let checks_body = validator.is_some_and(|own| own.validate_request_body);
        let mut plan = Self {
            resource_path: resource_path.to_owned(),
            resource_id: resource_id(resource_path),
            operation_name: method.operation_name.clone(),
            refusal: access.refusal,
            authorization: access.authorization,
            api_key_required: method.api_key_required && !access.does_without_key,
            required_parameters: Vec::new(),
            body: if checks_body { Some(body_validation(api, method)?) } else { None },
            integration,
            spellings: Vec::new(),
        };
        if checks_parameters {
            plan.required_parameters = required_parameters(method);
        }
        plan.collect_spellings(method);
        Ok(plan)
    }

    /// How the definition spells the header `name`, which is in lower case.
    pub(super) fn spelling(&self, name: &str) -> Option<&str> {
        let found = self.spellings.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, spelled)| spelled.as_str())
    }

    fn collect_spellings(&mut self, method: &MethodConfig) {
        let declared = method
            .request_parameters
            .keys()
            .filter_map(|key| key.strip_prefix("method.request.header."));
        let responses = self.integration.responses.iter();
        let mapped =
            self.integration.parameters.iter().filter_map(|mapping| match &mapping.source {
                Expression::Header(name) | Expression::MultiValueHeader(name) => {
                    Some(name.as_str())
                }
                _ => None,
            });
        let names = declared
            .chain(self.integration.templates.header_names())
            .chain(responses.flat_map(|response| response.templates.header_names()))
            .chain(mapped);
        let mut spellings: Vec<(String, String)> = Vec::new();
        for name in names {
            if !spellings.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                spellings.push((name.to_ascii_lowercase(), name.to_owned()));
            }
        }
        self.spellings = spellings;
    }
}

/// The service sorts by the full key, so headers go before paths and queries.
fn required_parameters(method: &MethodConfig) -> Vec<RequiredParameter> {
    let required = method.request_parameters.iter().filter(|(_, required)| **required);
    let mut keys: Vec<&str> = required.map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    let parameters = keys.into_iter().filter_map(|key| {
        let (place, name) = key.strip_prefix("method.request.")?.split_once('.')?;
        let place = match place {
            "header" => ParameterPlace::Header,
            "path" => ParameterPlace::Path,
            "querystring" => ParameterPlace::QueryString,
            _ => return None,
        };
        Some(RequiredParameter { place, name: name.to_owned() })
    });
    parameters.collect()
}

fn body_validation(api: &RestApiConfig, method: &MethodConfig) -> Result<BodyValidation, String> {
    let mut models = Vec::with_capacity(method.request_models.len());
    for (media_type, name) in &method.request_models {
        let lookup = |name: &str| api.models.get(name).map(|model| &model.schema);
        let model = Validator::compile(name, lookup).map_err(|error| {
            format!("the model `{}` is no schema: {error} at `{}`", error.model, error.pointer)
        })?;
        models.push((media_type.clone(), model));
    }
    Ok(BodyValidation { models })
}

/// Six letters and digits out of the path, as the service's resource ids look: the same for the same path.
fn resource_id(path: &str) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut hash = path
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut id = String::with_capacity(6);
    for _ in 0..6 {
        let digit = usize::try_from(hash % 36).unwrap_or(0);
        id.push(DIGITS.get(digit).map_or('0', |byte| char::from(*byte)));
        hash /= 36;
    }
    id
}
