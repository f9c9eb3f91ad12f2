//! From a checked definition to `gateway.json`.

use std::time::Duration;

use indexmap::IndexMap;

use crate::access::ApiIdentity;
use crate::bundle::{
    AccessLogConfig, ApiKeyConfig, AuthorizerConfig, CacheConfig, CanaryConfig, Config,
    DomainConfig, EndpointConfig, ExecutionLogConfig, FunctionConfig, GatewayResponseConfig,
    IdentityConfig, IntegrationConfig, IntegrationResponseConfig, LocalDomainConfig, MethodConfig,
    MethodResponseConfig, MethodSettingsConfig, ModelConfig, MutualTlsConfig, QuotaConfig,
    ResourceConfig, RestApiConfig, Secret, StageConfig, ThrottleConfig, UsagePlanConfig,
    UserPoolConfig, VERSION, ValidatorConfig,
};
use crate::check::Checked;
use crate::diag::Sink;
use crate::iam::policy_json;
use crate::ir::{
    AccessLog, ApiKeySource, Authorizer, CacheSettings, Canary, ConnectionType, ContentHandling,
    DEFAULT_STAGE, Definition, EndpointType, Integration, IntegrationResponse, LoggingLevel,
    MappingTemplate, Method, PassthroughBehavior, Quota, QuotaPeriod, ResponseTransferMode,
    RestApi, Stage, Throttle,
};
use crate::mapping::AccessLogFormat;
use crate::source::{Sources, Span, Spanned, SpannedMap};

crate::codes! {
    /// What a build can find.
    pub static CODES, each pub(super) static;

    /// An HTTP API, which this version checks and exports, and does not serve.
    ///
    /// ## Why
    /// The runtime answers as a REST API does. An HTTP API has other events, other errors and other mappings, and
    /// serving it as if it were a REST API would show answers that the service never gives.
    HTTP_API_NOT_SERVED = Error "http-api-not-served";

    /// An API key whose value is written out in the manifest, which is left out of `gateway.json`.
    ///
    /// ## Why
    /// An artifact is copied, kept and shown. A key in it is a key given away. Without its value the key is never
    /// accepted by a runtime that reads the artifact.
    ///
    /// Write `value: "${env:NAME}"` and set the variable where the runtime starts.
    API_KEY_VALUE_LEFT_OUT = Warning "api-key-value-left-out";

    /// A secret of an identity that is written out in the manifest, which is left out of `gateway.json`.
    ///
    /// ## Why
    /// An artifact is copied, kept and shown. Without the secret, a runtime that reads the artifact takes no request
    /// that is signed with it.
    ///
    /// Write `secretAccessKey: "${env:NAME}"` and set the variable where the runtime starts.
    IDENTITY_SECRET_LEFT_OUT = Warning "identity-secret-left-out";
}

/// The runnable configuration. `None` for an API that cannot be served; the reason is in `sink`.
pub fn bundle(
    definition: &Checked<Definition>,
    sources: &Sources,
    sink: &mut Sink,
) -> Option<Config> {
    let Some(api) = definition.rest() else {
        let place = definition.http().map_or(definition.origin.span(), |api| api.name.span());
        sink.report(&HTTP_API_NOT_SERVED, place, "an HTTP API cannot be served by this version")
            .help("`check` and `export` read it");
        return None;
    };
    let name = definition.name.as_ref().unwrap_or(&api.name);
    let mut stages: IndexMap<String, StageConfig> = definition
        .stages
        .iter()
        .map(|(name, stage)| (name.to_string(), self::stage(stage)))
        .collect();
    if stages.is_empty() {
        stages.insert(DEFAULT_STAGE.to_owned(), StageConfig::default());
    }
    Some(Config {
        version: VERSION,
        name: name.to_string(),
        region: definition.region.as_ref().map(ToString::to_string),
        account: definition.account.as_ref().map(ToString::to_string),
        account_throttle: throttle(&definition.account_throttle),
        rest_api: rest_api(api, ApiIdentity::of(definition).id, sources),
        stages,
        deployments: IndexMap::new(),
        api_keys: api_keys(definition),
        usage_plans: usage_plans(definition),
        services: texts(&definition.local.services),
        assume_roles: definition.local.assume_roles.as_ref().map(|own| **own),
        vpc_links: texts(&definition.local.vpc_links),
        functions: functions(definition),
        user_pools: user_pools(definition),
        identities: identities(definition),
        domains: domains(definition),
    })
}

/// Reports what an artifact of `definition` leaves out; whoever keeps the configuration in memory need not ask.
pub fn report_left_out(definition: &Checked<Definition>, sink: &mut Sink) {
    for (name, key) in &definition.api_keys {
        let Some(value) = &key.value else { continue };
        if Secret::new(value.as_str()).variable().is_none() {
            let message = format!("the value of the API key `{name}` is left out of the artifact");
            sink.report(&API_KEY_VALUE_LEFT_OUT, value.span(), message).help(
                "write `${env:NAME}` in its place and set that variable where the runtime starts",
            );
        }
    }
    for (name, identity) in &definition.local.identities {
        let secrets = [&identity.secret_access_key, &identity.session_token];
        for value in secrets.into_iter().flatten() {
            if Secret::new(value.as_str()).variable().is_none() {
                let message =
                    format!("a secret of the identity `{name}` is left out of the artifact");
                sink.report(&IDENTITY_SECRET_LEFT_OUT, value.span(), message).help(
                    "write `${env:NAME}` in its place and set that variable where the runtime starts",
                );
            }
        }
    }
}

fn api_keys(definition: &Definition) -> IndexMap<String, ApiKeyConfig> {
    let keys = definition.api_keys.iter().map(|(name, key)| {
        let config = ApiKeyConfig {
            enabled: key.enabled.as_ref().is_none_or(|enabled| **enabled),
            value: key.value.as_ref().map(|value| Secret::new(value.as_str())).unwrap_or_default(),
        };
        (name.to_string(), config)
    });
    keys.collect()
}

fn user_pools(definition: &Definition) -> IndexMap<String, UserPoolConfig> {
    let pools = definition.local.user_pools.iter().map(|(id, pool)| {
        let is_address = pool.jwks.contains("://");
        let config = UserPoolConfig {
            keys: pool.keys.as_ref().map(|keys| public_keys(&keys.node().to_json())),
            url: is_address.then(|| pool.jwks.to_string()),
        };
        (id.to_string(), config)
    });
    pools.collect()
}

/// The public halves of a key set. A file may hold the private ones, which no artifact has.
fn public_keys(set: &serde_json::Value) -> serde_json::Value {
    const PUBLIC: [&str; 10] = ["kty", "kid", "use", "alg", "key_ops", "n", "e", "crv", "x", "y"];
    let keys = set.get("keys").and_then(serde_json::Value::as_array).into_iter().flatten();
    let keys = keys.filter_map(serde_json::Value::as_object).map(|key| {
        let members = key.iter().filter(|(name, _)| PUBLIC.contains(&name.as_str()));
        members.map(|(name, value)| (name.clone(), value.clone())).collect()
    });
    serde_json::json!({ "keys": keys.collect::<Vec<serde_json::Map<_, _>>>() })
}

fn identities(definition: &Definition) -> IndexMap<String, IdentityConfig> {
    let secret = |own: &Spanned<String>| Secret::new(own.as_str());
    let identities = definition.local.identities.iter().map(|(name, identity)| {
        let config = IdentityConfig {
            arn: identity.arn.to_string(),
            access_key_id: text(identity.access_key_id.as_ref()),
            secret_access_key: identity.secret_access_key.as_ref().map(secret).unwrap_or_default(),
            session_token: identity.session_token.as_ref().map(secret),
            policies: identity.documents.iter().map(|own| own.node().to_json()).collect(),
        };
        (name.to_string(), config)
    });
    identities.collect()
}

/// The custom domain names of a definition, as the configuration has them.
pub fn domains(definition: &Definition) -> IndexMap<String, DomainConfig> {
    let domains = definition.domains.iter().map(|(name, domain)| {
        let local = definition.local.domains.get(name.as_str());
        let config = DomainConfig {
            security_policy: text(domain.minimum_tls.as_ref()),
            base_path_mappings: texts(&domain.mappings),
            mutual_tls_authentication: domain
                .truststore
                .as_ref()
                .map(|uri| MutualTlsConfig { truststore_uri: uri.to_string() }),
            local: local.map(|own| LocalDomainConfig {
                certificate: own.certificate.to_string(),
                private_key: own.private_key.to_string(),
                truststore: text(own.truststore.as_ref()),
            }),
        };
        (name.to_string(), config)
    });
    domains.collect()
}

fn usage_plans(definition: &Definition) -> IndexMap<String, UsagePlanConfig> {
    let plans = definition.usage_plans.iter().map(|(name, plan)| {
        let methods = plan.methods.iter();
        let config = UsagePlanConfig {
            stages: list(&plan.stages),
            api_keys: list(&plan.keys),
            throttle: throttle(&plan.throttle),
            quota: plan.quota.as_ref().map(quota),
            methods: methods
                .filter_map(|(key, own)| Some((key.to_string(), throttle(own)?)))
                .collect(),
        };
        (name.to_string(), config)
    });
    plans.collect()
}

fn stage(stage: &Stage) -> StageConfig {
    let settings = stage.methods.iter().map(|(key, own)| {
        let config = MethodSettingsConfig {
            throttling_rate_limit: own.throttle.rate.as_deref().copied(),
            throttling_burst_limit: own.throttle.burst.as_deref().copied(),
            cache: own.cache.as_ref().map(cache),
            logging_level: own.logging.as_ref().map(|own| own.name().to_owned()),
            data_trace_enabled: own.data_trace.as_deref().copied(),
            metrics_enabled: own.detailed_metrics.as_deref().copied(),
        };
        (key.to_string(), config)
    });
    let is_on = |own: &Option<Spanned<bool>>| own.as_deref().copied().unwrap_or_default();
    StageConfig {
        deployment_id: None,
        canary_settings: stage.canary.as_ref().map(canary),
        variables: texts(&stage.variables),
        throttling_rate_limit: stage.throttle.rate.as_deref().copied(),
        throttling_burst_limit: stage.throttle.burst.as_deref().copied(),
        cache: stage.cache.as_ref().map(cache),
        access_log_settings: stage.access_log.as_ref().map(access_log),
        execution_log: execution_log(stage),
        metrics_enabled: is_on(&stage.detailed_metrics),
        tracing_enabled: is_on(&stage.tracing),
        method_settings: settings.collect(),
    }
}

fn canary(canary: &Canary) -> CanaryConfig {
    CanaryConfig {
        deployment_id: None,
        percent_traffic: *canary.percent,
        stage_variable_overrides: texts(&canary.variables),
        use_stage_cache: canary.use_stage_cache.as_deref().copied().unwrap_or_default(),
    }
}

/// Names of formats are written out, so that whoever reads the artifact needs no table of them.
fn access_log(log: &AccessLog) -> AccessLogConfig {
    AccessLogConfig {
        format: AccessLogFormat::text(&log.format).trim().to_owned(),
        destination: destination(log.destination.as_ref(), "stdout"),
    }
}

/// The execution log, where the stage or one of its methods has one.
fn execution_log(stage: &Stage) -> Option<ExecutionLogConfig> {
    let level = stage.logging.as_deref().copied();
    let is_on = |level: Option<LoggingLevel>| level.is_some_and(|own| own != LoggingLevel::Off);
    let methods = || stage.methods.values().map(|own| own.logging.as_deref().copied());
    if !is_on(level) && !methods().any(is_on) {
        return None;
    }
    Some(ExecutionLogConfig {
        logging_level: level.unwrap_or(LoggingLevel::Off).name().to_owned(),
        data_trace_enabled: stage.data_trace.as_deref().copied().unwrap_or_default(),
        destination: destination(stage.log_destination.as_ref(), "stderr"),
    })
}

fn destination(own: Option<&Spanned<String>>, usual: &str) -> String {
    own.map_or(usual, |own| own.trim()).to_owned()
}

fn cache(cache: &CacheSettings) -> CacheConfig {
    CacheConfig {
        cache_cluster_size: cache.size.as_deref().copied(),
        caching_enabled: cache.enabled.as_deref().copied(),
        cache_ttl_in_seconds: cache.ttl.as_deref().map(Duration::as_secs),
        cache_data_encrypted: cache.encrypted.as_deref().copied(),
        require_authorization_for_cache_control: cache.require_authorization.as_deref().copied(),
        unauthorized_cache_control_header_strategy: cache
            .unauthorized
            .as_deref()
            .map(|strategy| strategy.name().to_owned()),
    }
}

/// A throttle, unless nothing of it is written.
fn throttle(throttle: &Throttle) -> Option<ThrottleConfig> {
    let rate_limit = throttle.rate.as_deref().copied();
    let burst_limit = throttle.burst.as_deref().copied();
    let is_written = rate_limit.is_some() || burst_limit.is_some();
    is_written.then_some(ThrottleConfig { rate_limit, burst_limit })
}

fn quota(quota: &Quota) -> QuotaConfig {
    QuotaConfig {
        limit: *quota.limit,
        period: match *quota.period {
            QuotaPeriod::Day => "DAY".to_owned(),
            QuotaPeriod::Week => "WEEK".to_owned(),
            QuotaPeriod::Month => "MONTH".to_owned(),
        },
        offset: quota.offset.as_deref().copied().unwrap_or(0),
    }
}

fn functions(definition: &Definition) -> IndexMap<String, FunctionConfig> {
    let functions = definition.local.functions.iter().map(|(name, own)| {
        let config = FunctionConfig {
            handler: text(own.handler.as_ref()),
            runtime: text(own.runtime.as_ref()),
            command: text(own.command.as_ref()),
            endpoint: text(own.endpoint.as_ref()),
            response: text(own.response.as_ref()),
            timeout: own.timeout.as_ref().map(|timeout| timeout.as_secs()),
            environment: texts(&own.environment),
        };
        (name.to_string(), config)
    });
    functions.collect()
}

fn rest_api(api: &RestApi, id: String, sources: &Sources) -> RestApiConfig {
    let with_methods = api.resources.iter().filter(|(_, resource)| !resource.methods.is_empty());
    let resources = with_methods.map(|(_, resource)| ResourceConfig {
        path: resource.path.clone(),
        methods: resource
            .methods
            .iter()
            .filter_map(|(verb, method)| {
                Some((verb.name().to_owned(), self::method(method, sources)?))
            })
            .collect(),
    });
    RestApiConfig {
        id,
        api_key_source: match api.api_key_source.as_ref().map(|source| **source) {
            Some(ApiKeySource::Authorizer) => "AUTHORIZER".to_owned(),
            Some(ApiKeySource::Header) | None => "HEADER".to_owned(),
        },
        binary_media_types: list(&api.binary_media_types),
        minimum_compression_size: api.minimum_compression_size.as_ref().map(|size| **size),
        endpoint: EndpointConfig {
            endpoint_type: match api.endpoint.endpoint_type.as_ref().map(|kind| **kind) {
                Some(EndpointType::Regional) => "REGIONAL".to_owned(),
                Some(EndpointType::Private) => "PRIVATE".to_owned(),
                Some(EndpointType::Edge) | None => "EDGE".to_owned(),
            },
            vpc_endpoint_ids: list(&api.endpoint.vpc_endpoint_ids),
            disable_execute_api_endpoint: api
                .endpoint
                .disable_execute_api_endpoint
                .as_ref()
                .is_some_and(|disabled| **disabled),
        },
        policy: api.policy.as_ref().map(|policy| policy_json(policy.document.node())),
        resources: resources.collect(),
        models: models(api),
        request_validators: api
            .request_validators
            .iter()
            .map(|(name, validator)| {
                let config = ValidatorConfig {
                    validate_request_body: validator.validate_request_body,
                    validate_request_parameters: validator.validate_request_parameters,
                };
                (name.to_string(), config)
            })
            .collect(),
        authorizers: api
            .authorizers
            .iter()
            .map(|(name, own)| (name.to_string(), authorizer(own)))
            .collect(),
        gateway_responses: api
            .gateway_responses
            .iter()
            .map(|(kind, response)| {
                let config = GatewayResponseConfig {
                    status_code: response.status_code.as_ref().map(ToString::to_string),
                    response_parameters: texts(&response.response_parameters),
                    response_templates: texts(&response.response_templates),
                };
                (kind.name().to_owned(), config)
            })
            .collect(),
    }
}

/// The models of the definition, and the service's own two where the definition does not have them
/// (reference `openapi-extensions`, section 2, "Defaults of created REST objects").
fn models(api: &RestApi) -> IndexMap<String, ModelConfig> {
    let mut all: IndexMap<String, ModelConfig> = api
        .models
        .iter()
        .map(|(name, model)| {
            let schema = model.schema.node().to_json();
            (name.to_string(), ModelConfig { content_type: model.content_type.clone(), schema })
        })
        .collect();
    let draft = "http://json-schema.org/draft-04/schema#";
    let own = [
        ("Empty", serde_json::json!({"$schema": draft, "title": "Empty Schema", "type": "object"})),
        (
            "Error",
            serde_json::json!({
                "$schema": draft, "title": "Error Schema", "type": "object",
                "properties": {"message": {"type": "string"}},
            }),
        ),
    ];
    for (name, schema) in own {
        let model = || ModelConfig { content_type: "application/json".to_owned(), schema };
        all.entry(name.to_owned()).or_insert_with(model);
    }
    all
}

fn authorizer(authorizer: &Authorizer) -> AuthorizerConfig {
    AuthorizerConfig {
        authorizer_type: authorizer.authorizer_type.name().to_owned(),
        authorizer_uri: text(authorizer.authorizer_uri.as_ref()),
        authorizer_credentials: text(authorizer.authorizer_credentials.as_ref()),
        identity_sources: list(&authorizer.identity_sources),
        identity_validation_expression: text(authorizer.identity_validation_expression.as_ref()),
        authorizer_result_ttl_in_seconds: authorizer.result_ttl.as_ref().map(|ttl| ttl.as_secs()),
        provider_arns: list(&authorizer.provider_arns),
    }
}

/// A method without an integration cannot be deployed, and a checked definition has none.
fn method(method: &Method, sources: &Sources) -> Option<MethodConfig> {
    let integration = integration(method.integration.as_ref()?);
    let parameters = method.request_parameters.iter();
    Some(MethodConfig {
        operation_name: text(method.operation_name.as_ref()),
        authorization_type: method.authorization.authorization_type.name().to_owned(),
        authorizer: text(method.authorization.authorizer.as_ref()),
        authorization_scopes: list(&method.authorization.scopes),
        api_key_required: *method.api_key_required,
        request_parameters: parameters.map(|(key, own)| (key.to_string(), own.required)).collect(),
        request_models: texts(&method.request_models),
        request_validator: text(method.request_validator.as_ref()),
        method_responses: method
            .responses
            .iter()
            .map(|(status, response)| {
                let config = MethodResponseConfig {
                    headers: response.headers.keys().map(ToString::to_string).collect(),
                    models: texts(&response.models),
                };
                (status.to_string(), config)
            })
            .collect(),
        integration,
        origin: origin(sources, method.origin.span()),
    })
}

fn integration(call: &Integration) -> IntegrationConfig {
    let timeout = call.timeout.as_ref().map_or(29_000, |timeout| timeout.as_millis());
    let mode = call.response_transfer_mode.as_ref().map(|mode| **mode);
    IntegrationConfig {
        integration_type: call.integration_type.name().to_owned(),
        http_method: text(call.http_method.as_ref()),
        uri: text(call.uri.as_ref()),
        connection_type: call.connection_type.as_ref().map(|kind| match **kind {
            ConnectionType::Internet => "INTERNET".to_owned(),
            ConnectionType::VpcLink => "VPC_LINK".to_owned(),
        }),
        connection_id: text(call.connection_id.as_ref()),
        credentials: text(call.credentials.as_ref()),
        passthrough_behavior: match call.passthrough_behavior.as_ref().map(|own| **own) {
            Some(PassthroughBehavior::WhenNoTemplates) => "WHEN_NO_TEMPLATES".to_owned(),
            Some(PassthroughBehavior::Never) => "NEVER".to_owned(),
            Some(PassthroughBehavior::WhenNoMatch) | None => "WHEN_NO_MATCH".to_owned(),
        },
        content_handling: content_handling(call.content_handling.as_ref()),
        timeout_in_millis: u64::try_from(timeout).unwrap_or(u64::MAX),
        request_parameters: texts(&call.request_parameters),
        request_templates: templates(&call.request_templates),
        integration_responses: call.responses.iter().map(response).collect(),
        cache_namespace: text(call.cache_namespace.as_ref()),
        cache_key_parameters: list(&call.cache_key_parameters),
        insecure_skip_verification: call
            .tls_config
            .as_ref()
            .is_some_and(|tls| tls.insecure_skip_verification),
        stream: mode == Some(ResponseTransferMode::Stream),
    }
}

fn response(answer: &IntegrationResponse) -> IntegrationResponseConfig {
    IntegrationResponseConfig {
        selection_pattern: text(answer.selection_pattern.as_ref()),
        status_code: answer.status_code.to_string(),
        response_parameters: texts(&answer.response_parameters),
        response_templates: templates(&answer.response_templates),
        content_handling: content_handling(answer.content_handling.as_ref()),
    }
}

fn content_handling(handling: Option<&Spanned<ContentHandling>>) -> Option<String> {
    handling.map(|own| match **own {
        ContentHandling::ConvertToText => "CONVERT_TO_TEXT".to_owned(),
        ContentHandling::ConvertToBinary => "CONVERT_TO_BINARY".to_owned(),
    })
}

fn templates(templates: &SpannedMap<MappingTemplate>) -> IndexMap<String, String> {
    let all = templates.iter();
    all.map(|(mime, template)| (mime.to_string(), template.text.text().to_string())).collect()
}

fn text(value: Option<&Spanned<String>>) -> Option<String> {
    value.map(ToString::to_string)
}

fn texts(values: &SpannedMap<Spanned<String>>) -> IndexMap<String, String> {
    values.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

fn list(values: &[Spanned<String>]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

/// The place of a construct for logs: `openapi.yaml:12`, without the folders that lead to the file, which differ
/// from machine to machine.
fn origin(sources: &Sources, span: Span) -> Option<String> {
    let file = sources.get(span.file())?;
    let name = file.name().rsplit(['/', '\\']).next()?;
    Some(format!("{name}:{}", sources.position(span).line))
}
