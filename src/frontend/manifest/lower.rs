//! What a manifest says, put into the definition of its API.

use std::time::Duration;

use super::grammar;
use crate::diag::Severity;
use crate::ir::{
    AccessLog, Api, ApiKey, CacheSettings, Canary, CheckSettings, Definition, DomainName,
    EndpointType, Hint, Local, LocalDomain, LocalFunction, LocalIdentity, LocalUserPool,
    LoggingLevel, MethodSettings, Quota, QuotaPeriod, RestApi, Stage, Throttle, UsagePlan,
};
use crate::limits::UnauthorizedStrategy;
use crate::source::{Origin, Span, Spanned, SpannedMap};

/// Puts everything but the policy, which may be in a file of its own, into `definition`.
pub(super) fn lower(manifest: grammar::Manifest, definition: &mut Definition) {
    if let (Api::Rest(api), Some(endpoint)) = (&mut definition.api, manifest.endpoint) {
        lower_endpoint(endpoint, api);
    }
    definition.name = manifest.name;
    definition.region = manifest.region;
    definition.account = manifest.account;
    definition.account_throttle = throttle(manifest.account_throttle);
    definition.stages = each(manifest.stages, stage);
    definition.api_keys = each(manifest.api_keys, |key, place| ApiKey {
        value: key.value,
        enabled: key.enabled,
        origin: Origin(place),
    });
    definition.usage_plans = each(manifest.usage_plans, usage_plan);
    definition.domains = each(manifest.domains, |domain, place| DomainName {
        certificate: domain.certificate,
        minimum_tls: domain.minimum_tls,
        truststore: domain.truststore,
        mappings: domain.mappings,
        origin: Origin(place),
    });
    definition.local = manifest.local.map(local).unwrap_or_default();
    definition.check = Hint(manifest.check.map(check));
}

/// Lowers every value of a map, with the place of the value.
fn each<G, T>(map: SpannedMap<Spanned<G>>, lower: impl Fn(G, Span) -> T) -> SpannedMap<T> {
    map.into_iter()
        .map(|(name, value)| {
            let place = name.span().to(value.span());
            (name, lower(value.into_value(), place))
        })
        .collect()
}

fn lower_endpoint(endpoint: grammar::EndpointConfiguration, api: &mut RestApi) {
    if let Some(kind) = endpoint.kind {
        api.endpoint.endpoint_type = Some(kind.map(|kind| match kind {
            grammar::EndpointType::Edge => EndpointType::Edge,
            grammar::EndpointType::Regional => EndpointType::Regional,
            grammar::EndpointType::Private => EndpointType::Private,
        }));
    }
    if !endpoint.vpc_endpoints.is_empty() {
        api.endpoint.vpc_endpoint_ids = endpoint.vpc_endpoints;
    }
    if let Some(disabled) = endpoint.disable_execute_api_endpoint {
        api.endpoint.disable_execute_api_endpoint = Some(disabled);
    }
}

fn throttle(throttle: grammar::Throttle) -> Throttle {
    Throttle { rate: throttle.rate, burst: throttle.burst }
}

fn cache(cache: Spanned<grammar::Cache>) -> CacheSettings {
    let place = cache.span();
    let cache = cache.into_value();
    CacheSettings {
        size: cache.size,
        ttl: cache.ttl.map(|ttl| ttl.map(Duration::from_secs)),
        encrypted: cache.encrypted,
        enabled: cache.enabled,
        require_authorization: cache.require_authorization_for_cache_control,
        unauthorized: cache.unauthorized_cache_control_header_strategy.map(|own| {
            own.map(|strategy| match strategy {
                grammar::UnauthorizedStrategy::Fail => UnauthorizedStrategy::Fail,
                grammar::UnauthorizedStrategy::Warn => UnauthorizedStrategy::Warn,
                grammar::UnauthorizedStrategy::Ignore => UnauthorizedStrategy::Ignore,
            })
        }),
        origin: Origin(place),
    }
}

fn level(level: grammar::LoggingLevel) -> LoggingLevel {
    match level {
        grammar::LoggingLevel::Off => LoggingLevel::Off,
        grammar::LoggingLevel::Error => LoggingLevel::Error,
        grammar::LoggingLevel::Info => LoggingLevel::Info,
    }
}

fn stage(stage: grammar::Stage, place: Span) -> Stage {
    let (logging, data_trace, log_destination) = match stage.logging {
        Some(own) => (own.level.map(|own| own.map(level)), own.data_trace, own.destination),
        None => (None, None, None),
    };
    Stage {
        variables: stage.variables,
        throttle: throttle(stage.throttle),
        cache: stage.cache.map(cache),
        methods: each(stage.methods, method_settings),
        canary: stage.canary.map(|canary| {
            let place = canary.span();
            let canary = canary.into_value();
            Canary {
                percent: canary.percent,
                variables: canary.variables,
                use_stage_cache: canary.use_stage_cache,
                origin: Origin(place),
            }
        }),
        access_log: stage.access_log.map(|log| {
            let place = log.span();
            let log = log.into_value();
            AccessLog { format: log.format, destination: log.destination, origin: Origin(place) }
        }),
        logging,
        data_trace,
        log_destination,
        detailed_metrics: stage.metrics.map(detailed),
        tracing: stage.tracing,
        description: stage.description,
        origin: Origin(place),
    }
}

fn method_settings(method: grammar::MethodSettings, place: Span) -> MethodSettings {
    let (logging, data_trace) = match method.logging {
        Some(own) => (own.level.map(|own| own.map(level)), own.data_trace),
        None => (None, None),
    };
    MethodSettings {
        throttle: throttle(method.throttle),
        cache: method.cache.map(cache),
        logging,
        data_trace,
        detailed_metrics: method.metrics.map(detailed),
        origin: Origin(place),
    }
}

fn detailed(metrics: Spanned<grammar::Metrics>) -> Spanned<bool> {
    metrics.map(|own| matches!(own, grammar::Metrics::Detailed))
}

fn usage_plan(plan: grammar::UsagePlan, place: Span) -> UsagePlan {
    UsagePlan {
        stages: plan.stages,
        keys: plan.keys,
        throttle: throttle(plan.throttle),
        quota: plan.quota.map(|quota| {
            let place = quota.span();
            let quota = quota.into_value();
            Quota {
                limit: quota.limit,
                period: quota.per.map(|period| match period {
                    grammar::QuotaPeriod::Day => QuotaPeriod::Day,
                    grammar::QuotaPeriod::Week => QuotaPeriod::Week,
                    grammar::QuotaPeriod::Month => QuotaPeriod::Month,
                }),
                offset: quota.offset,
                origin: Origin(place),
            }
        }),
        methods: plan.methods.into_iter().map(|(name, own)| (name, throttle(own))).collect(),
        origin: Origin(place),
    }
}

fn local(local: grammar::Local) -> Local {
    Local {
        functions: each(local.functions, |function, place| LocalFunction {
            handler: function.handler,
            runtime: function.runtime,
            command: function.command,
            endpoint: function.endpoint,
            response: function.response,
            answer: None,
            timeout: function.timeout.map(|own| own.map(Duration::from_secs)),
            environment: function.environment,
            origin: Origin(place),
        }),
        services: local.services,
        assume_roles: local.assume_roles,
        vpc_links: local.vpc_links,
        user_pools: each(local.user_pools, |pool, place| LocalUserPool {
            jwks: pool.jwks,
            keys: None,
            origin: Origin(place),
        }),
        identities: each(local.identities, |identity, place| LocalIdentity {
            arn: identity.arn,
            access_key_id: identity.access_key_id,
            secret_access_key: identity.secret_access_key,
            session_token: identity.session_token,
            policies: identity.policies,
            documents: Vec::new(),
            origin: Origin(place),
        }),
        domains: each(local.domains, |domain, place| LocalDomain {
            certificate: domain.certificate,
            private_key: domain.private_key,
            truststore: domain.truststore,
            origin: Origin(place),
        }),
    }
}

fn check(check: grammar::Check) -> CheckSettings {
    CheckSettings {
        select: check.select,
        ignore: check.ignore,
        severity: check
            .severity
            .into_iter()
            .map(|(name, severity)| {
                let severity = severity.map(|own| match own {
                    grammar::Severity::Error => Severity::Error,
                    grammar::Severity::Warning => Severity::Warning,
                    grammar::Severity::Info => Severity::Info,
                });
                (name, severity)
            })
            .collect(),
    }
}
