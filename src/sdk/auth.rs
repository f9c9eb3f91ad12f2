//! What lets a caller in.

use crate::ir::{
    Api, AuthorizationType, Authorizer, AuthorizerType, CallerFacts, Definition, SecurityScheme,
};
use crate::source::SpannedMap;

use super::calls::Call;
use super::naming::{Name, Scope};
use super::surface::{Auth, Place, Scheme, TokenSource};

/// The tokens of an API while its operations are read.
pub(super) struct Tokens<'a> {
    definition: &'a Definition,
    authorizers: &'a SpannedMap<Authorizer>,
    schemes: Vec<Scheme>,
    scope: Scope,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(definition: &'a Definition) -> Self {
        let authorizers = match &definition.api {
            Api::Rest(api) => &api.authorizers,
            Api::Http(api) => &api.authorizers,
        };
        Self { definition, authorizers, schemes: Vec::new(), scope: Scope::default() }
    }

    pub(super) fn finish(self) -> Vec<Scheme> {
        self.schemes
    }

    /// What `call` asks for.
    pub(super) fn of(&mut self, call: &Call<'a>, facts: Option<&CallerFacts>) -> Auth {
        let mut auth = Auth { api_key: call.api_key, ..Auth::default() };
        match call.authorization.authorization_type {
            AuthorizationType::AwsIam => auth.iam = true,
            AuthorizationType::Custom
            | AuthorizationType::CognitoUserPools
            | AuthorizationType::Jwt => {
                if let Some(name) = &call.authorization.authorizer {
                    auth.schemes.extend(self.authorizer(name));
                }
            }
            AuthorizationType::None => {}
        }
        if auth.schemes.is_empty() && !auth.iam {
            for name in self.asked(call, facts) {
                self.scheme(&name, &mut auth);
            }
        }
        auth
    }

    /// The schemes that the operation names, or the document for all that name none.
    fn asked(&self, call: &Call<'_>, facts: Option<&CallerFacts>) -> Vec<String> {
        if let Some(own) = facts.and_then(|facts| facts.security.clone()) {
            return own;
        }
        let operation = format!("{} {}", call.verb, call.path);
        let all = self.definition.security_requirements.get().into_iter().flatten();
        let (own, root): (Vec<_>, Vec<_>) = all
            .filter(|asked| {
                asked.operation.is_none() || asked.operation.as_deref() == Some(&operation)
            })
            .partition(|asked| asked.operation.is_some());
        let counting = if own.is_empty() { root } else { own };
        counting.into_iter().map(|asked| asked.scheme.to_string()).collect()
    }

    /// Whether the tokens of `auth` are sent there.
    pub(super) fn sends(&self, auth: &Auth, place: Place, wire: &str) -> bool {
        let schemes = auth.schemes.iter().filter_map(|index| self.schemes.get(*index));
        schemes
            .flat_map(|scheme| &scheme.sources)
            .any(|source| source.place == place && source.wire.eq_ignore_ascii_case(wire))
    }

    fn authorizer(&mut self, name: &str) -> Option<usize> {
        let authorizer = self.authorizers.get(name)?;
        let mut sources: Vec<TokenSource> =
            authorizer.identity_sources.iter().flat_map(|text| sources(text)).collect();
        if sources.is_empty() {
            sources.push(TokenSource { place: Place::Header, wire: "Authorization".to_owned() });
        }
        let validation = authorizer.identity_validation_expression.as_ref();
        let wants_bearer = validation
            .is_some_and(|own| own.trim_start_matches(['^', '(', '?', ':']).starts_with("Bearer"));
        let kind = *authorizer.authorizer_type;
        let prefix = (kind == AuthorizerType::Jwt || wants_bearer).then_some("Bearer");
        let description = match kind {
            AuthorizerType::Token | AuthorizerType::Request => "what a Lambda authorizer looks at",
            AuthorizerType::CognitoUserPools => "a token of a Cognito user pool",
            AuthorizerType::Jwt => "a JSON web token",
        };
        Some(self.add(name, description, sources, prefix))
    }

    fn scheme(&mut self, name: &str, auth: &mut Auth) {
        let Some(scheme) = self.definition.security_schemes.get().and_then(|all| all.get(name))
        else {
            return;
        };
        let kind = scheme.scheme_type.to_ascii_lowercase();
        let (description, prefix) = match (kind.as_str(), scheme.http_scheme.get()) {
            ("apikey", _) if is_gateway_key(scheme) => {
                auth.api_key = true;
                return;
            }
            ("apikey", _) => ("a key", None),
            ("http", Some(scheme)) if scheme == "bearer" => ("a bearer token", Some("Bearer")),
            ("http", Some(scheme)) if scheme == "basic" => {
                ("a name and a password, joined by a colon, in base64", Some("Basic"))
            }
            ("basic", _) => ("a name and a password, joined by a colon, in base64", Some("Basic")),
            ("oauth2" | "openidconnect", _) => ("an access token", Some("Bearer")),
            _ => return,
        };
        let own = if kind == "apikey" { scheme.parameter_name.as_ref() } else { None };
        let place = match scheme.location.as_ref().map(|place| place.as_str()) {
            Some("query") if own.is_some() => Place::Query,
            Some("cookie") if own.is_some() => Place::Cookie,
            _ => Place::Header,
        };
        let wire = own.map_or_else(|| "Authorization".to_owned(), ToString::to_string);
        let index = self.add(name, description, vec![TokenSource { place, wire }], prefix);
        if !auth.schemes.contains(&index) {
            auth.schemes.push(index);
        }
    }

    fn add(
        &mut self,
        wire: &str,
        description: &str,
        sources: Vec<TokenSource>,
        prefix: Option<&'static str>,
    ) -> usize {
        if let Some(known) = self.schemes.iter().position(|scheme| scheme.wire == wire) {
            return known;
        }
        let name = self.scope.claim(Name::of(wire, "token"));
        self.schemes.push(Scheme {
            name,
            wire: wire.to_owned(),
            description: description.to_owned(),
            sources,
            prefix,
        });
        self.schemes.len() - 1
    }
}

/// A key that the gateway itself looks at is in the header `X-API-Key`.
fn is_gateway_key(scheme: &SecurityScheme) -> bool {
    let named = |name: &str| name.eq_ignore_ascii_case("x-api-key");
    scheme.location.as_ref().is_none_or(|place| place.as_str() == "header")
        && scheme.parameter_name.as_ref().is_some_and(|name| named(name))
}

/// The values of a request in one identity source, as `method.request.header.Authorization` and
/// `$request.querystring.token`. What is not of the request is not sent.
fn sources(text: &str) -> Vec<TokenSource> {
    let source = |part: &str| {
        let (_, rest) = part.trim().split_once("request.")?;
        let (place, wire) = rest.split_once('.')?;
        let place = match place {
            "header" => Place::Header,
            "querystring" => Place::Query,
            _ => return None,
        };
        Some(TokenSource { place, wire: wire.to_owned() })
    };
    text.split(',').filter_map(source).collect()
}
