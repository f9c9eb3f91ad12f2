//! Whether the responses of a method are cached, for how long, and who may ask for fresh ones.

use super::{MethodName, StageSettings};

/// How long a response is kept where nothing is said (reference `caching`, section 2).
const USUAL_TTL: u64 = 300;

/// The smallest cluster, in tenths of a gigabyte, which a cache without a size has.
const USUAL_SIZE: u64 = 5;

/// A cache as it is written: everything may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CacheSetting {
    /// The size of the cluster in gigabytes, of a stage.
    pub size: Option<f64>,
    /// Whether responses are kept.
    pub enabled: Option<bool>,
    /// How long, in seconds.
    pub ttl: Option<u64>,
    /// Whether they are encrypted where they are kept.
    pub encrypted: Option<bool>,
    /// Whether a caller needs a permission to ask for a fresh response.
    pub require_authorization: Option<bool>,
    /// What becomes of callers that ask for one without it.
    pub unauthorized: Option<UnauthorizedStrategy>,
}

/// What becomes of a caller that asks for a fresh response and may not (reference `caching`, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnauthorizedStrategy {
    /// `FAIL_WITH_403`
    Fail,
    /// `SUCCEED_WITH_RESPONSE_HEADER`
    Warn,
    /// `SUCCEED_WITHOUT_RESPONSE_HEADER`
    Ignore,
}

impl UnauthorizedStrategy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fail, Self::Warn, Self::Ignore];

    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "FAIL_WITH_403",
            Self::Warn => "SUCCEED_WITH_RESPONSE_HEADER",
            Self::Ignore => "SUCCEED_WITHOUT_RESPONSE_HEADER",
        }
    }

    /// The strategy of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.name() == name)
    }
}

/// Where a cache's setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheSource<'a> {
    /// Under that key of the stage's methods.
    Key(&'a str),
    /// For the whole stage.
    Stage,
    /// Nowhere: it is what the service takes then.
    Service,
}

/// The cache of a method whose responses are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cache<'a> {
    /// Who turned it on.
    pub enabled_by: CacheSource<'a>,
    /// How long a response is kept, in seconds; more than nothing.
    pub ttl: u64,
    /// Who says how long.
    pub ttl_by: CacheSource<'a>,
    /// Whether responses are encrypted where they are kept.
    pub encrypted: bool,
    /// Whether a caller needs a permission to ask for a fresh response.
    pub require_authorization: bool,
    /// What becomes of callers that ask for one without it.
    pub unauthorized: UnauthorizedStrategy,
}

/// Why the responses of a method are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncached<'a> {
    /// The stage has no cache.
    NoCluster,
    /// It is turned off there.
    Off(CacheSource<'a>),
    /// What is turned on for a stage is so for `GET` alone.
    NotGet,
    /// Responses are kept for no time.
    NoTime(CacheSource<'a>),
}

impl<'a> Cache<'a> {
    /// The cache of `method` in a stage (reference `caching`, section 2).
    pub fn new(stage: &'a StageSettings, method: MethodName<'_>) -> Result<Self, Uncached<'a>> {
        let Some(cluster) = &stage.cache else { return Err(Uncached::NoCluster) };
        let entries = method.among(&stage.methods);
        let written: Vec<(bool, CacheSource<'a>, &'a CacheSetting)> = entries
            .into_iter()
            .filter_map(|(closeness, key, own)| {
                let is_own = closeness != super::Closeness::All;
                Some((is_own, CacheSource::Key(key), own.cache.as_ref()?))
            })
            .chain([(false, CacheSource::Stage, cluster)])
            .collect();
        let enabled = written
            .iter()
            .find_map(|(is_own, source, own)| Some((*is_own, *source, own.enabled?)))
            .unwrap_or((false, CacheSource::Stage, true));
        let (is_own, enabled_by, is_enabled) = enabled;
        if !is_enabled {
            return Err(Uncached::Off(enabled_by));
        }
        if !is_own && method.verb != "GET" {
            return Err(Uncached::NotGet);
        }
        let (ttl_by, ttl) = written
            .iter()
            .find_map(|(_, source, own)| Some((*source, own.ttl?)))
            .unwrap_or((CacheSource::Service, USUAL_TTL));
        if ttl == 0 {
            return Err(Uncached::NoTime(ttl_by));
        }
        let first = |get: fn(&CacheSetting) -> Option<bool>| {
            written.iter().find_map(|(_, _, own)| get(own))
        };
        Ok(Self {
            enabled_by,
            ttl,
            ttl_by,
            encrypted: first(|own| own.encrypted).unwrap_or(false),
            require_authorization: first(|own| own.require_authorization).unwrap_or(true),
            unauthorized: written
                .iter()
                .find_map(|(_, _, own)| own.unauthorized)
                .unwrap_or(UnauthorizedStrategy::Warn),
        })
    }
}

impl StageSettings {
    /// How many bytes the cluster of the stage holds; nothing where there is none.
    pub fn cluster_bytes(&self) -> Option<u64> {
        let cache = self.cache.as_ref()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast ends at the bounds, and gives 0 for what is no number"
        )]
        let tenths = cache.size.map_or(USUAL_SIZE, |size| (size * 10.0).round() as u64);
        Some(tenths.saturating_mul((1 << 30) / 10))
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, CacheSetting, CacheSource, UnauthorizedStrategy, Uncached};
    use crate::limits::{MethodName, MethodSetting, StageSettings};

    fn method(verb: &str) -> MethodName<'_> {
        MethodName { verb, path: "/pets" }
    }

    fn on(enabled: impl Into<Option<bool>>, ttl: impl Into<Option<u64>>) -> CacheSetting {
        CacheSetting { enabled: enabled.into(), ttl: ttl.into(), ..CacheSetting::default() }
    }

    fn stage(cache: Option<CacheSetting>, methods: &[(&str, CacheSetting)]) -> StageSettings {
        let own = |(key, cache): &(&str, CacheSetting)| {
            ((*key).to_owned(), MethodSetting { cache: Some(*cache), ..MethodSetting::default() })
        };
        StageSettings {
            cache,
            methods: methods.iter().map(own).collect(),
            ..StageSettings::default()
        }
    }

    #[test]
    fn a_stage_caches_what_is_got() {
        let plain = stage(Some(on(None, None)), &[]);
        let cache = Cache::new(&plain, method("GET")).unwrap();
        assert_eq!((cache.ttl, cache.ttl_by), (300, CacheSource::Service));
        assert!(cache.require_authorization && !cache.encrypted);
        assert_eq!(cache.unauthorized, UnauthorizedStrategy::Warn);
        assert_eq!(Cache::new(&plain, method("POST")), Err(Uncached::NotGet));
        assert_eq!(Cache::new(&plain, method("ANY")), Err(Uncached::NotGet));
        assert_eq!(plain.cluster_bytes(), Some(536_870_910));
    }

    #[test]
    fn methods_have_settings_of_their_own() {
        let own = stage(
            Some(on(false, 60)),
            &[("GET /pets", on(true, None)), ("ANY /pets", on(true, 7)), ("*", on(None, 9))],
        );
        let cache = Cache::new(&own, method("GET")).unwrap();
        assert_eq!((cache.ttl, cache.ttl_by), (7, CacheSource::Key("ANY /pets")));
        assert_eq!(Cache::new(&own, method("DELETE")).unwrap().ttl, 7);
        let other = MethodName { verb: "GET", path: "/" };
        assert_eq!(Cache::new(&own, other), Err(Uncached::Off(CacheSource::Stage)));
    }

    #[test]
    fn without_a_cluster_or_a_time_nothing_is_cached() {
        let none = stage(None, &[("GET /pets", on(true, 60))]);
        assert_eq!(Cache::new(&none, method("GET")), Err(Uncached::NoCluster));
        assert_eq!(none.cluster_bytes(), None);
        let no_time = stage(Some(on(None, 60)), &[("GET /pets", on(None, 0))]);
        let key = CacheSource::Key("GET /pets");
        assert_eq!(Cache::new(&no_time, method("GET")), Err(Uncached::NoTime(key)));
    }
}
