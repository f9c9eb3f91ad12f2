//! `$context` (reference `vtl`, section 9).

use crate::ir::ResponseType;
use crate::jwt::{Claims, claim_text};
use crate::vtl::{Variable, Variables};

use super::ClientCertificate;
use super::base_paths::Led;
use super::exchange::{Caller, Exchange, text};
use super::fault::Fault;
use super::method_plan::Route;
use super::time::request_time;

/// The members of `$context.identity` that are always there.
const IDENTITY: [&str; 12] = [
    "cognitoIdentityPoolId",
    "accountId",
    "cognitoIdentityId",
    "caller",
    "sourceIp",
    "principalOrgId",
    "accessKey",
    "cognitoAuthenticationType",
    "cognitoAuthenticationProvider",
    "userArn",
    "userAgent",
    "user",
];

/// All variables of one request. `route` is absent where no method was found.
pub(super) fn variables<'e>(exchange: &'e Exchange, route: Option<&'e Route>) -> Variables<'e> {
    let plan = &exchange.plan;
    let mut all = Variables::with_capacity(20);
    if let Some(route) = route {
        all.set("resourceId", route.method.resource_id.as_str());
        all.set("resourcePath", route.method.resource_path.as_str());
        if let Some(name) = &route.method.operation_name {
            all.set("operationName", name.as_str());
        }
        all.set("stage", route.stage.name.as_str());
    }
    all.set("httpMethod", exchange.verb.as_str());
    all.set("extendedRequestId", exchange.ids.extended.as_str());
    all.set("requestTime", request_time(exchange.received.wall));
    all.set("path", exchange.path());
    all.set("accountId", plan.account.as_str());
    all.set("protocol", "HTTP/1.1");
    all.set("requestOverride", request_override(exchange));
    if let Some(is_canary) = plan.is_canary {
        all.set("isCanaryRequest", if is_canary { "true" } else { "false" });
    }
    let host = exchange.host();
    let domain = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    all.set("domainPrefix", domain.split('.').next().unwrap_or(domain));
    let epoch = i64::try_from(exchange.received.wall.as_millis()).unwrap_or(i64::MAX);
    all.set("requestTimeEpoch", epoch);
    all.set("requestId", exchange.ids.request.as_str());
    all.set("identity", identity(exchange));
    if let Some(authorizer) = exchange.caller.as_ref().and_then(authorizer) {
        all.set("authorizer", authorizer);
    }
    all.set("domainName", domain);
    if let Led::Mapped { base_path, .. } = &exchange.led {
        let mut custom = Variables::with_capacity(1);
        custom.set(
            "basePathMatched",
            if base_path.is_empty() { "(none)" } else { base_path.as_str() },
        );
        all.set("customDomain", custom);
    }
    all.set("deploymentId", plan.deployment_id.as_str());
    all.set("responseOverride", response_override(exchange));
    all.set("apiId", plan.api_id.as_str());
    all
}

/// The variables of a gateway response: those of the request, and `error`.
pub(super) fn of_fault<'e>(
    exchange: &'e Exchange,
    route: Option<&'e Route>,
    fault: &'e Fault,
) -> Variables<'e> {
    let mut all = variables(exchange, route);
    let mut error = Variables::with_capacity(4);
    let message = fault.message.as_deref();
    error.set("message", message);
    error.set("messageString", serde_json::Value::from(message).to_string());
    error.set("responseType", fault.response_type.map(ResponseType::name));
    error.set("validationErrorString", fault.validation_error.as_deref());
    all.set("error", error);
    all
}

/// The text of `context.NAME`, where dots lead into maps; nothing for a map or an absent variable.
pub(super) fn lookup(all: &Variables<'_>, path: &str) -> Option<String> {
    let mut names = path.split('.');
    let mut at = all.get(names.next()?)?;
    for name in names {
        at = at.as_map()?.get(name)?;
    }
    match at {
        Variable::Text(text) => Some(text.to_string()),
        Variable::Integer(number) => Some(number.to_string()),
        Variable::Number(number) => Some(number.to_string()),
        Variable::Bool(value) => Some(value.to_string()),
        Variable::Null | Variable::List(_) | Variable::Map(_) => None,
    }
}

fn identity(exchange: &Exchange) -> Variables<'_> {
    let mut identity = Variables::with_capacity(IDENTITY.len() + 2);
    for name in IDENTITY {
        identity.set(name, Variable::Null);
    }
    identity.set("sourceIp", exchange.source_ip.to_string());
    let agent = exchange.headers.get("user-agent").map(text);
    identity.set("userAgent", agent.map_or(Variable::Null, Variable::Text));
    if let Some(Caller::Iam(own)) = &exchange.caller {
        identity.set("accountId", own.caller.identity.account());
        identity.set("caller", own.user_id.as_str());
        identity.set("user", own.user_id.as_str());
        identity.set("userArn", own.arn.as_str());
        identity.set("accessKey", own.access_key_id.as_str());
    }
    let shown = exchange.domain.as_deref().and_then(|own| own.client_certificate.as_ref());
    if let Some(certificate) = shown {
        identity.set("clientCert", client_cert(certificate));
    }
    if let Some((name, value)) = &exchange.api_key {
        identity.set("apiKey", value.as_str());
        identity.set("apiKeyId", name.as_str());
    }
    identity
}

/// The certificate that the caller has shown to a custom domain name.
fn client_cert(own: &ClientCertificate) -> Variables<'_> {
    let mut all = Variables::with_capacity(5);
    all.set("clientCertPem", own.pem.as_str());
    all.set("subjectDN", own.subject_dn.as_str());
    all.set("issuerDN", own.issuer_dn.as_str());
    all.set("serialNumber", own.serial_number.as_str());
    let mut validity = Variables::with_capacity(2);
    validity.set("notBefore", own.not_before.as_str());
    validity.set("notAfter", own.not_after.as_str());
    all.set("validity", validity);
    all
}

/// What an authorizer has found out about the caller.
fn authorizer(caller: &Caller) -> Option<Variables<'_>> {
    match caller {
        Caller::Iam(_) => None,
        Caller::UserPool(own) => {
            let mut authorizer = Variables::with_capacity(1);
            authorizer.set("claims", claims(own));
            Some(authorizer)
        }
        Caller::Authorizer { result, latency } => {
            let mut authorizer = Variables::with_capacity(result.answer.context.len() + 2);
            for (name, value) in &result.answer.context {
                authorizer.set(name.as_str(), value.as_str());
            }
            authorizer.set("principalId", result.answer.principal_id.as_str());
            let latency = i64::try_from(latency.as_millis()).unwrap_or(i64::MAX);
            authorizer.set("integrationLatency", latency);
            Some(authorizer)
        }
    }
}

fn claims(own: &Claims) -> Variables<'_> {
    let mut all = Variables::with_capacity(16);
    for (name, value) in own.iter() {
        if let Some(text) = claim_text(name, value) {
            all.set(name, text);
        }
    }
    all
}

fn request_override(exchange: &Exchange) -> Variables<'_> {
    if let Some(written) = &exchange.overrides.request {
        return written.clone();
    }
    let mut all = Variables::with_capacity(3);
    for place in ["path", "header", "querystring"] {
        all.set(place, Variables::new());
    }
    all
}

fn response_override(exchange: &Exchange) -> Variables<'_> {
    if let Some(written) = &exchange.overrides.response {
        return written.clone();
    }
    let mut all = Variables::with_capacity(1);
    all.set("header", Variables::new());
    all
}
