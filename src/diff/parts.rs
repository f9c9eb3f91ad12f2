//! Everything that is no operation: the API itself, authorizers, gateway responses, stages, usage plans, keys, domains.

use serde_json::Value;

use super::change::{Change, Class, Effect, Subject};
use super::edition::{Edition, Part};
use super::integration::judge_cors;
use super::kinds::Kind;
use super::normal::items;
use super::transition::{self, Transition};
use super::words::{instead, listed};

/// A member that differs.
#[derive(Debug)]
pub(super) struct Leaf<'v> {
    /// The names that lead to it.
    pub(super) path: Vec<&'v str>,
    pub(super) old: Option<&'v Value>,
    pub(super) new: Option<&'v Value>,
}

impl Leaf<'_> {
    /// As people write it: `cache.ttl`.
    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }

    /// The texts that a list no longer has, and those that it did not have.
    pub(super) fn lost_and_gained(&self) -> (Vec<String>, Vec<String>) {
        let texts = |own: Option<&Value>| -> Vec<String> {
            let all = own.into_iter().flat_map(items);
            all.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (before, after) = (texts(self.old), texts(self.new));
        let missing = |all: &[String], other: &[String]| {
            all.iter().filter(|own| !other.contains(own)).cloned().collect::<Vec<_>>()
        };
        (missing(&before, &after), missing(&after, &before))
    }

    /// Whether a number is smaller than before; what is not written does not limit.
    fn is_lower(&self) -> bool {
        let number = |own: Option<&Value>| own.and_then(Value::as_f64).unwrap_or(f64::INFINITY);
        number(self.new) < number(self.old)
    }

    fn is_on(&self) -> bool {
        self.new == Some(&Value::Bool(true))
    }
}

/// The members in which two objects differ. What is null is not there. A member that only one of them has is one, also
/// where it is an object.
pub(super) fn leaves<'v>(old: &'v Value, new: &'v Value) -> Vec<Leaf<'v>> {
    let mut found = Vec::new();
    walk(Some(old), Some(new), &mut Vec::new(), &mut found);
    found
}

/// The same with the members of what only one of them has.
fn all_leaves<'v>(old: &'v Value, new: &'v Value) -> Vec<Leaf<'v>> {
    let mut found = Vec::new();
    for leaf in leaves(old, new) {
        expand(leaf, &mut found);
    }
    found
}

fn expand<'v>(leaf: Leaf<'v>, found: &mut Vec<Leaf<'v>>) {
    match (leaf.old, leaf.new) {
        (Some(Value::Object(members)), None) => {
            for (name, own) in members {
                let path = leaf.path.iter().copied().chain([name.as_str()]).collect();
                expand(Leaf { path, old: Some(own), new: None }, found);
            }
        }
        (None, Some(Value::Object(members))) => {
            for (name, own) in members {
                let path = leaf.path.iter().copied().chain([name.as_str()]).collect();
                expand(Leaf { path, old: None, new: Some(own) }, found);
            }
        }
        _ => found.push(leaf),
    }
}

fn walk<'v>(
    old: Option<&'v Value>,
    new: Option<&'v Value>,
    path: &mut Vec<&'v str>,
    found: &mut Vec<Leaf<'v>>,
) {
    let there = |own: Option<&'v Value>| own.filter(|own| !own.is_null());
    let (old, new) = (there(old), there(new));
    if old == new {
        return;
    }
    let (Some(Value::Object(one)), Some(Value::Object(two))) = (old, new) else {
        found.push(Leaf { path: path.clone(), old, new });
        return;
    };
    let fresh = two.keys().filter(|name| !one.contains_key(*name));
    for name in one.keys().chain(fresh) {
        path.push(name);
        walk(one.get(name), two.get(name), path, found);
        path.pop();
    }
}

/// What a difference means.
type Judged = (Kind, Class, String);

/// Compares everything that is no operation.
pub(super) fn compare(old: &Edition, new: &Edition, found: &mut Vec<Change>) {
    // A document alone says nothing of stages and of what leads to them.
    let has_stages = !old.stages.is_empty() && !new.stages.is_empty();
    let is_said = |subject: &&Subject| has_stages || subject.effect() == Effect::Deployment;
    let fresh = new.parts.keys().filter(|subject| !old.parts.contains_key(*subject));
    for subject in old.parts.keys().chain(fresh).filter(is_said) {
        let (one, two) = (old.parts.get(subject), new.parts.get(subject));
        let place = |part: Option<&Part>| part.and_then(|own| own.place.clone());
        let (before, after) = (place(one), place(two));
        for (kind, class, message) in judge(subject, one, two) {
            let change = Change::new(kind, class, subject.clone(), message);
            found.push(change.at(before.as_ref(), after.as_ref()));
        }
    }
}

fn judge(subject: &Subject, old: Option<&Part>, new: Option<&Part>) -> Vec<Judged> {
    match (old, new) {
        (None, None) => Vec::new(),
        (None, Some(new)) => appeared(subject, &new.value),
        (Some(old), None) => disappeared(subject, &old.value),
        (Some(old), Some(new)) => {
            let all = all_leaves(&old.value, &new.value);
            all.iter().flat_map(|leaf| member(subject, leaf)).collect()
        }
    }
}

fn appeared(subject: &Subject, value: &Value) -> Vec<Judged> {
    let (kind, class) = match subject {
        Subject::Api | Subject::Operation(_) | Subject::Model(_) | Subject::RequestValidator(_) => {
            (Kind::Other, Class::Compatible)
        }
        Subject::Authorizer(_) => (Kind::AuthorizerAdded, Class::Compatible),
        Subject::GatewayResponse(_) => {
            let nothing = Value::Object(serde_json::Map::new());
            let all = all_leaves(&nothing, value);
            let mut judged: Vec<_> = all.iter().flat_map(|leaf| member(subject, leaf)).collect();
            if judged.is_empty() {
                judged.push((Kind::GatewayResponse, Class::Behaviour, "is new".to_owned()));
            }
            return judged;
        }
        Subject::Stage(_) => (Kind::StageAdded, Class::Compatible),
        Subject::UsagePlan(_) => (Kind::UsagePlanAdded, Class::Behaviour),
        Subject::ApiKey(_) => (Kind::ApiKey, Class::WidenedAccess),
        Subject::Domain(_) => (Kind::DomainAdded, Class::Compatible),
    };
    vec![(kind, class, "is new".to_owned())]
}

fn disappeared(subject: &Subject, value: &Value) -> Vec<Judged> {
    let (kind, class) = match subject {
        Subject::Api | Subject::Operation(_) | Subject::Model(_) | Subject::RequestValidator(_) => {
            (Kind::Other, Class::Compatible)
        }
        Subject::Authorizer(_) => (Kind::AuthorizerRemoved, Class::Compatible),
        Subject::GatewayResponse(_) => {
            let nothing = Value::Object(serde_json::Map::new());
            let all = all_leaves(value, &nothing);
            let mut judged: Vec<_> = all.iter().flat_map(|leaf| member(subject, leaf)).collect();
            if judged.is_empty() {
                judged.push((Kind::GatewayResponse, Class::Behaviour, "is gone".to_owned()));
            }
            return judged;
        }
        Subject::Stage(_) => (Kind::StageRemoved, Class::Breaking),
        Subject::UsagePlan(_) => (Kind::UsagePlanRemoved, Class::NarrowedAccess),
        Subject::ApiKey(_) => (Kind::ApiKey, Class::NarrowedAccess),
        Subject::Domain(_) => (Kind::DomainRemoved, Class::Breaking),
    };
    vec![(kind, class, "is gone".to_owned())]
}

fn member(subject: &Subject, leaf: &Leaf<'_>) -> Vec<Judged> {
    match subject {
        Subject::Api => of_api(leaf),
        Subject::Authorizer(_) => of_authorizer(leaf),
        Subject::GatewayResponse(_) => vec![of_gateway_response(leaf)],
        Subject::Stage(_) => vec![of_stage(leaf)],
        Subject::UsagePlan(_) => of_usage_plan(leaf),
        Subject::ApiKey(_) => vec![of_key(leaf)],
        Subject::Domain(_) => vec![of_domain(leaf)],
        // What a validator looks at is compared at each operation.
        Subject::RequestValidator(_) | Subject::Operation(_) | Subject::Model(_) => {
            vec![(Kind::Other, Class::Compatible, said(leaf))]
        }
    }
}

/// `X is A instead of B`.
fn said(leaf: &Leaf<'_>) -> String {
    format!("`{}` is {}", leaf.name(), instead(leaf.old, leaf.new))
}

fn of_api(leaf: &Leaf<'_>) -> Vec<Judged> {
    let one = |kind, class| vec![(kind, class, said(leaf))];
    match leaf.path.as_slice() {
        ["apiKeySource"] => one(Kind::ApiKeySource, Class::Breaking),
        ["binaryMediaTypes"] => one(Kind::BinaryMediaTypes, Class::Behaviour),
        ["minimumCompressionSize"] => one(Kind::Compression, Class::Compatible),
        ["endpoint", "type"] => vec![of_endpoint_type(leaf)],
        ["endpoint", "vpcEndpointIds"] => one(Kind::VpcEndpoints, Class::Behaviour),
        ["endpoint", "disableExecuteApiEndpoint"] => {
            let (class, word) =
                if leaf.is_on() { (Class::Breaking, "off") } else { (Class::WidenedAccess, "on") };
            vec![(Kind::DefaultEndpoint, class, format!("the default host name is {word}"))]
        }
        // Decisions are compared, and not texts.
        ["policy", ..] => Vec::new(),
        ["accountThrottle", ..] => vec![throttle(leaf)],
        ["cors", name] => {
            let header = cors_header(name);
            let list = |own: Option<&Value>| {
                let all = own?.as_array()?.iter().filter_map(Value::as_str);
                Some(Value::String(all.collect::<Vec<_>>().join(",")))
            };
            let text = |own: Option<&Value>| list(own).or_else(|| own.cloned());
            let (old, new) = (text(leaf.old), text(leaf.new));
            let (class, message) = judge_cors(header, old.as_ref(), new.as_ref());
            vec![(Kind::Cors, class, message)]
        }
        _ => one(Kind::Other, Class::Behaviour),
    }
}

/// The header that a member of a CORS configuration becomes.
fn cors_header(member: &str) -> &str {
    match member {
        "allowOrigins" => "access-control-allow-origin",
        "allowMethods" => "access-control-allow-methods",
        "allowHeaders" => "access-control-allow-headers",
        "exposeHeaders" => "access-control-expose-headers",
        "allowCredentials" => "access-control-allow-credentials",
        "maxAge" => "access-control-max-age",
        other => other,
    }
}

fn of_endpoint_type(leaf: &Leaf<'_>) -> Judged {
    let name = |own: Option<&Value>| own.and_then(Value::as_str).unwrap_or("EDGE").to_owned();
    let (from, to) = (name(leaf.old), name(leaf.new));
    match transition::between(&from, &to) {
        Transition::Illegal { steps, .. } => {
            let mut message = format!("an API of the type `{from}` cannot become `{to}`: ");
            message.push_str(&steps.join("; then "));
            (Kind::IllegalEndpointTransition, Class::Breaking, message)
        }
        Transition::None | Transition::Legal { .. } => {
            let class = match (from.as_str(), to.as_str()) {
                (_, "PRIVATE") => Class::NarrowedAccess,
                ("PRIVATE", _) => Class::WidenedAccess,
                _ => Class::Behaviour,
            };
            (Kind::EndpointType, class, format!("the endpoint type is `{to}` instead of `{from}`"))
        }
    }
}

fn of_authorizer(leaf: &Leaf<'_>) -> Vec<Judged> {
    let kind = Kind::Authorizer;
    match leaf.path.as_slice() {
        ["type" | "issuer"] => vec![(kind, Class::Breaking, said(leaf))],
        [name @ ("providerARNs" | "audience")] => {
            let (lost, gained) = leaf.lost_and_gained();
            let mut all = Vec::new();
            let text = |own: &[String]| listed(own.iter().map(String::as_str));
            if !lost.is_empty() {
                let message = format!("`{name}` has no longer {}", text(&lost));
                all.push((kind, Class::NarrowedAccess, message));
            }
            if !gained.is_empty() {
                let message = format!("`{name}` has {} too", text(&gained));
                all.push((kind, Class::WidenedAccess, message));
            }
            all
        }
        ["identitySources"] => {
            let (lost, gained) = leaf.lost_and_gained();
            // Every source has to be in the request.
            let class = if gained.is_empty() && !lost.is_empty() {
                Class::WidenedAccess
            } else {
                Class::NarrowedAccess
            };
            vec![(kind, class, said(leaf))]
        }
        ["identityValidationExpression"] => {
            let class = match (leaf.old, leaf.new) {
                (_, None) => Class::WidenedAccess,
                (None, _) => Class::NarrowedAccess,
                _ => Class::Behaviour,
            };
            vec![(kind, class, said(leaf))]
        }
        _ => vec![(kind, Class::Behaviour, said(leaf))],
    }
}

fn of_gateway_response(leaf: &Leaf<'_>) -> Judged {
    let header = leaf.path.last().and_then(|name| name.rsplit('.').next()).unwrap_or("");
    let header = header.to_ascii_lowercase();
    if leaf.path.first() == Some(&"responseParameters") && header.starts_with("access-control-") {
        let (class, message) = judge_cors(&header, leaf.old, leaf.new);
        return (Kind::Cors, class, message);
    }
    (Kind::GatewayResponse, Class::Behaviour, said(leaf))
}

/// A rate or a burst.
fn throttle(leaf: &Leaf<'_>) -> Judged {
    let class = if leaf.is_lower() { Class::Behaviour } else { Class::Compatible };
    (Kind::Throttle, class, said(leaf))
}

fn of_stage(leaf: &Leaf<'_>) -> Judged {
    match leaf.path.as_slice() {
        [.., "throttlingRateLimit" | "throttlingBurstLimit"] => throttle(leaf),
        ["variables", ..] => (Kind::StageVariable, Class::Behaviour, said(leaf)),
        ["canarySettings", ..] => (Kind::Canary, Class::Behaviour, said(leaf)),
        ["cache", ..] | ["methodSettings", _, "cache", ..] => {
            (Kind::Cache, Class::Behaviour, said(leaf))
        }
        ["accessLogSettings" | "executionLog" | "metricsEnabled" | "tracingEnabled", ..]
        | ["methodSettings", _, "loggingLevel" | "dataTraceEnabled" | "metricsEnabled"] => {
            (Kind::Observability, Class::Compatible, said(leaf))
        }
        _ => (Kind::StageSetting, Class::Behaviour, said(leaf)),
    }
}

fn of_usage_plan(leaf: &Leaf<'_>) -> Vec<Judged> {
    match leaf.path.as_slice() {
        [name @ ("stages" | "apiKeys")] => {
            let what = if *name == "stages" { "the stages" } else { "the keys" };
            let (lost, gained) = leaf.lost_and_gained();
            let text = |own: &[String]| listed(own.iter().map(String::as_str));
            let mut all = Vec::new();
            if !lost.is_empty() {
                let message = format!("has no longer {what} {}", text(&lost));
                all.push((Kind::UsagePlanMembers, Class::NarrowedAccess, message));
            }
            if !gained.is_empty() {
                let message = format!("has {what} {} too", text(&gained));
                all.push((Kind::UsagePlanMembers, Class::WidenedAccess, message));
            }
            all
        }
        ["quota", "limit"] => {
            let class = if leaf.is_lower() { Class::Behaviour } else { Class::Compatible };
            vec![(Kind::Quota, class, said(leaf))]
        }
        ["quota", ..] => {
            let class = if leaf.new.is_none() { Class::Compatible } else { Class::Behaviour };
            vec![(Kind::Quota, class, said(leaf))]
        }
        ["throttle" | "methods", ..] => vec![throttle(leaf)],
        _ => vec![(Kind::Other, Class::Behaviour, said(leaf))],
    }
}

fn of_key(leaf: &Leaf<'_>) -> Judged {
    if leaf.is_on() {
        (Kind::ApiKey, Class::WidenedAccess, "is accepted again".to_owned())
    } else {
        (Kind::ApiKey, Class::NarrowedAccess, "is no longer accepted".to_owned())
    }
}

fn of_domain(leaf: &Leaf<'_>) -> Judged {
    match leaf.path.as_slice() {
        ["securityPolicy"] => {
            let is_newer = leaf.new.and_then(Value::as_str) == Some("TLS_1_2");
            let class = if is_newer { Class::Breaking } else { Class::Behaviour };
            (Kind::TlsVersion, class, said(leaf))
        }
        ["basePathMappings", path] => {
            let class = match (leaf.old, leaf.new) {
                (None, _) => Class::Compatible,
                (_, None) => Class::Breaking,
                _ => Class::Behaviour,
            };
            let message =
                format!("the base path `{path}` leads to {}", instead(leaf.old, leaf.new));
            (Kind::BasePath, class, message)
        }
        ["mutualTlsAuthentication", ..] => {
            let (class, message) = match (leaf.old, leaf.new) {
                (None, _) => (Class::NarrowedAccess, "asks for certificates".to_owned()),
                (_, None) => (Class::WidenedAccess, "no longer asks for certificates".to_owned()),
                _ => (Class::Behaviour, said(leaf)),
            };
            (Kind::MutualTls, class, message)
        }
        _ => (Kind::Other, Class::Behaviour, said(leaf)),
    }
}
