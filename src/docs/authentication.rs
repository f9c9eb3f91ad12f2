//! What lets callers in, in plain words.

use super::answers::anchor;
use super::in_force::InForce;
use super::view::{Authentication, Credential, Policy, Way};
use crate::ir::{Api, ApiKeySource, Authorizer, AuthorizerType, Definition, EndpointType};
use crate::jwt::UserPoolArn;
use crate::sdk::{Auth, Operation, Place, Scheme, Surface};

/// The page.
pub(super) const PAGE: &str = "authentication";

const KEY: &str = "api-key";
const SIGNATURE: &str = "signature";

/// The page of what lets callers in.
pub(super) fn page(
    definition: &Definition,
    surface: &Surface,
    in_force: &InForce,
) -> Authentication {
    let count = |wanted: &dyn Fn(&Auth) -> bool| {
        surface.operations.iter().filter(|own| wanted(&own.auth)).count()
    };
    let total = surface.operations.len();
    let mut ways = Vec::new();
    for (index, scheme) in surface.schemes.iter().enumerate() {
        let operations = count(&|auth| auth.schemes.contains(&index));
        ways.push(Way { operations, all: operations == total, ..of_scheme(definition, scheme) });
    }
    let keyed = count(&|auth| auth.api_key);
    if keyed > 0 {
        ways.push(Way { operations: keyed, all: keyed == total, ..of_key(definition) });
    }
    let signed = count(&|auth| auth.iam);
    if signed > 0 {
        ways.push(Way { operations: signed, all: signed == total, ..of_signature(surface) });
    }
    let endpoint = definition.endpoint();
    let has_policy = definition.rest().is_some_and(|api| api.policy.is_some());
    let domains = definition.domains.iter().filter(|(_, own)| own.truststore.is_some());
    Authentication {
        open: count(&Auth::is_open),
        total,
        ways,
        policy: has_policy.then(|| Policy { keys: keys(surface, in_force) }),
        private: endpoint.endpoint_type.as_deref() == Some(&EndpointType::Private),
        certificates: domains.map(|(name, _)| name.to_string()).collect(),
    }
}

/// The condition keys that decide anywhere.
fn keys(surface: &Surface, in_force: &InForce) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for operation in &surface.operations {
        for (row, _) in in_force.access(operation) {
            for key in &row.keys {
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
    }
    keys
}

fn of_scheme(definition: &Definition, scheme: &Scheme) -> Way {
    let authorizers = match &definition.api {
        Api::Rest(api) => &api.authorizers,
        Api::Http(api) => &api.authorizers,
    };
    let own = authorizers.get(scheme.wire.as_str());
    let title = match own.map(|own| *own.authorizer_type) {
        Some(AuthorizerType::Token | AuthorizerType::Request) => "Lambda authorizer",
        Some(AuthorizerType::CognitoUserPools) => "Amazon Cognito user pool",
        Some(AuthorizerType::Jwt) => "JSON web token",
        None => "credentials of the definition",
    };
    let mut what = vec![match own.map(|own| *own.authorizer_type) {
        Some(AuthorizerType::Token) => {
            "A function looks at the token and decides. Where to get one is up to whoever runs the API.".to_owned()
        }
        Some(AuthorizerType::Request) => {
            "A function looks at these parts of the request and decides. All of them have to be there.".to_owned()
        }
        Some(AuthorizerType::CognitoUserPools) => {
            "The gateway verifies the token with the keys of the user pool: the identity token, or the access token where an operation asks for scopes.".to_owned()
        }
        Some(AuthorizerType::Jwt) => {
            "The gateway verifies the token with the keys of its issuer.".to_owned()
        }
        None => format!("The definition asks for {}. The gateway itself does not look at it; what is behind it may.", scheme.description),
    }];
    if let Some(kept) = own.and_then(kept) {
        what.push(format!("A decision is kept for {kept} seconds, so a change of rights may take that long to show."));
    }
    let send = scheme.sources.iter().map(|source| {
        let value = match scheme.prefix {
            Some(prefix) => format!("{prefix} TOKEN"),
            None if scheme.sources.len() == 1 => "TOKEN".to_owned(),
            None => "VALUE".to_owned(),
        };
        match source.place {
            Place::Query => format!("?{}={value}", source.wire),
            Place::Cookie => format!("Cookie: {}={value}", source.wire),
            Place::Header | Place::Path => format!("{}: {value}", source.wire),
        }
    });
    Way {
        name: scheme.wire.clone(),
        anchor: scheme_anchor(scheme),
        title: title.to_owned(),
        what,
        send: send.collect(),
        facts: own.map(facts).unwrap_or_default(),
        operations: 0,
        all: false,
    }
}

/// How long an answer of the authorizer is kept, in seconds.
fn kept(own: &Authorizer) -> Option<u64> {
    match *own.authorizer_type {
        AuthorizerType::Token | AuthorizerType::Request => {
            let ttl = own.result_ttl.as_deref().map_or(300, std::time::Duration::as_secs);
            (ttl > 0 && !own.identity_sources.is_empty()).then_some(ttl)
        }
        AuthorizerType::CognitoUserPools | AuthorizerType::Jwt => None,
    }
}

/// What is known of the tokens.
fn facts(own: &Authorizer) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(pattern) = &own.identity_validation_expression {
        facts.push(("The token matches", pattern.to_string()));
    }
    for arn in &own.provider_arns {
        if let Some(pool) = UserPoolArn::parse(arn) {
            facts.push(("Issuer", pool.issuer()));
        }
    }
    if let Some(jwt) = &own.jwt_configuration {
        facts.extend(jwt.issuer.iter().map(|issuer| ("Issuer", issuer.to_string())));
        facts.extend(jwt.audience.iter().map(|own| ("Audience", own.to_string())));
    }
    facts
}

fn of_key(definition: &Definition) -> Way {
    let source = definition.rest().and_then(|api| api.api_key_source.as_deref().copied());
    let is_by_authorizer = source == Some(ApiKeySource::Authorizer);
    let what = if is_by_authorizer {
        "The key comes with the authorizer's answer, so callers send none."
    } else {
        "The key tells the gateway which usage plan counts. It identifies a caller and is no proof of who that is."
    };
    let send = if is_by_authorizer { Vec::new() } else { vec!["X-API-Key: KEY".to_owned()] };
    Way {
        name: "API key".to_owned(),
        anchor: KEY.to_owned(),
        title: "of a usage plan".to_owned(),
        what: vec![what.to_owned()],
        send,
        facts: Vec::new(),
        operations: 0,
        all: false,
    }
}

fn of_signature(surface: &Surface) -> Way {
    let mut facts = vec![("Service", "execute-api".to_owned())];
    facts.extend(surface.region.iter().map(|region| ("Region", region.clone())));
    Way {
        name: "AWS signature".to_owned(),
        anchor: SIGNATURE.to_owned(),
        title: "AWS Signature Version 4".to_owned(),
        what: vec![
            "The request is signed with the access key of an AWS identity whose policies allow `execute-api:Invoke`. Temporary credentials send their session token as well. The client libraries sign by themselves.".to_owned(),
        ],
        send: vec![
            "Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…".to_owned(),
            "X-Amz-Date: …".to_owned(),
        ],
        facts,
        operations: 0,
        all: false,
    }
}

fn scheme_anchor(scheme: &Scheme) -> String {
    format!("scheme-{}", anchor(&scheme.name.kebab()))
}

/// What a caller of the operation has to send.
pub(super) fn credentials(surface: &Surface, operation: &Operation) -> Vec<Credential> {
    let link = |anchor: &str, label: &str, text: String| Credential {
        label: label.to_owned(),
        href: anchor.to_owned(),
        text,
    };
    let mut all = Vec::new();
    for scheme in operation.auth.schemes.iter().filter_map(|at| surface.schemes.get(*at)) {
        let places = scheme.sources.iter().map(|own| format!("{} {}", own.place.word(), own.wire));
        let places: Vec<String> = places.collect();
        all.push(link(
            &scheme_anchor(scheme),
            &scheme.wire,
            format!("{}, in {}", scheme.description, places.join(" and ")),
        ));
    }
    if operation.auth.api_key {
        all.push(link(KEY, "API key", "in header X-API-Key".to_owned()));
    }
    if operation.auth.iam {
        all.push(link(
            SIGNATURE,
            "AWS signature",
            "Signature Version 4 for execute-api".to_owned(),
        ));
    }
    all
}
