//! The methods whose responses a stage keeps, for the rules on caches.

use crate::ir::{Definition, HttpMethod, Integration, Stage};
use crate::limits::{ANY_VERBS, Cache, CacheSource, MethodName, UnauthorizedStrategy};
use crate::source::{Span, Spanned};

use super::{InForce, MethodAt};

/// A method whose responses a stage keeps.
#[derive(Clone, Copy, Debug)]
pub struct CachedAt<'a> {
    /// The first stage that keeps them.
    pub stage: &'a Spanned<String>,
    /// The method.
    pub method: MethodAt<'a>,
    /// Its integration, which has the key.
    pub integration: &'a Integration,
    /// The verb of the requests whose responses are kept. A method for any verb that its stage turns on keeps `GET`.
    pub verb: &'static str,
    /// What turned the cache on: the method's own settings, or those of the stage.
    pub turned_on: Span,
    /// Whether the method's own settings did.
    pub by_itself: bool,
    /// How long a response is kept, in seconds.
    pub ttl: u64,
    /// Whether a caller needs a permission to ask for a fresh response.
    pub require_authorization: bool,
    /// What becomes of callers that ask for one without it.
    pub unauthorized: UnauthorizedStrategy,
}

impl CachedAt<'_> {
    /// Whether `parameter` is a part of the key, in any of the ways to write it.
    pub fn has_in_key(&self, location: &str, name: &str) -> bool {
        let forms = [
            format!("method.request.{location}.{name}"),
            format!("method.request.multivalue{location}.{name}"),
        ];
        self.key_sources().any(|source| {
            let same = |form: &String| {
                if location == "header" {
                    form.eq_ignore_ascii_case(source)
                } else {
                    form == source
                }
            };
            forms.iter().any(same)
        })
    }

    /// Whether the key has something of who calls: the token, what an authorizer or a signature says, or what the
    /// authorizer is asked with.
    pub fn tells_callers_apart(&self) -> bool {
        let named = self.method.method.authorization.authorizer.as_ref();
        let authorizer = named.and_then(|name| self.method.api.authorizers.get(name));
        let is_identity = |source: &str| {
            let mut own = authorizer.into_iter().flat_map(|own| &own.identity_sources);
            source.eq_ignore_ascii_case("method.request.header.Authorization")
                || source.starts_with("context.authorizer.")
                || source.starts_with("context.identity.")
                || own.any(|own| own.eq_ignore_ascii_case(source))
        };
        self.key_sources().any(is_identity)
    }

    /// Where the values of the key come from: the parameters themselves, and what is mapped to those of the
    /// integration.
    pub fn key_sources(&self) -> impl Iterator<Item = &str> {
        self.integration.cache_key_parameters.iter().map(|parameter| {
            let mapped = self.integration.request_parameters.get(parameter.as_str());
            mapped.map_or(parameter.as_str(), |source| source.as_str())
        })
    }
}

/// All methods of `definition` that are cached somewhere, each once.
pub(super) fn cached<'a>(
    definition: &'a Definition,
    methods: &[MethodAt<'a>],
    in_force: &InForce<'a>,
) -> Vec<CachedAt<'a>> {
    let stages: Vec<(&'a Spanned<String>, &'a Stage)> =
        definition.stages.iter().filter(|(_, stage)| stage.cache.is_some()).collect();
    if stages.is_empty() {
        return Vec::new();
    }
    methods
        .iter()
        .filter_map(|method| {
            let integration = method.method.integration.as_ref()?;
            stages
                .iter()
                .find_map(|(name, stage)| cached_in(name, stage, *method, integration, in_force))
        })
        .collect()
}

fn cached_in<'a>(
    name: &'a Spanned<String>,
    stage: &'a Stage,
    method: MethodAt<'a>,
    integration: &'a Integration,
    in_force: &InForce<'a>,
) -> Option<CachedAt<'a>> {
    let own = method.http_method.name();
    let verbs: &[&'static str] =
        if method.http_method == HttpMethod::Any { &ANY_VERBS } else { &[] };
    let (verb, cache) = std::iter::once(own).chain(verbs.iter().copied()).find_map(|verb| {
        let named = MethodName { verb, path: &method.resource.path };
        Some((verb, in_force.cache(name, named)?.ok()?))
    })?;
    let Cache { enabled_by, ttl, require_authorization, unauthorized, .. } = cache;
    let key = match enabled_by {
        CacheSource::Key(key) => Some(key),
        CacheSource::Stage | CacheSource::Service => None,
    };
    let entry = key.and_then(|key| stage.methods.get(key)?.cache.as_ref());
    let cluster = stage.cache.as_ref()?;
    Some(CachedAt {
        stage: name,
        method,
        integration,
        verb,
        turned_on: entry.unwrap_or(cluster).origin.span(),
        by_itself: key.is_some_and(|key| !matches!(key, "*" | "*/*" | "* *")),
        ttl,
        require_authorization,
        unauthorized,
    })
}
