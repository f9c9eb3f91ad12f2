//! What a package says of itself and of the API: in every language the same.

use serde::Serialize;

use super::SdkOptions;
use super::naming::Name;
use super::surface::{Auth, Scheme, Surface};
use super::text;

/// How a language writes what a package says.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    /// A type, which an error of the gateway becomes.
    pub(super) type_name: fn(&Name) -> String,
    /// A key of a map, where that is more than a literal.
    pub(super) key: fn(&str) -> String,
}

/// What a package says of itself and of the API.
#[derive(Serialize)]
pub(super) struct Package {
    title: String,
    description: Option<String>,
    #[serde(rename = "package_description")]
    summary: String,
    version: String,
    license: Option<String>,
    repository: Option<String>,
    pub(super) errors: Vec<ErrorView>,
    stages: Vec<StageView>,
    addressed: Vec<StageView>,
    default_stage: Option<String>,
    server: Option<String>,
    region: Option<String>,
    schemes: Vec<SchemeView>,
    auth: AuthWords,
}

/// An answer that the gateway itself gives.
#[derive(Serialize)]
pub(super) struct ErrorView {
    pub(super) class: String,
    response_type: &'static str,
    status: u16,
    exceptions: &'static [&'static str],
    message: Option<&'static str>,
    retry: bool,
    description: &'static str,
}

#[derive(Serialize)]
struct StageView {
    wire: String,
    key: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct SchemeView {
    wire: String,
    key: String,
    sources: Vec<SourceView>,
    prefix: Option<&'static str>,
}

#[derive(Serialize)]
struct SourceView {
    place: &'static str,
    wire: String,
}

/// Who needs which credentials, in words.
#[derive(Serialize)]
struct AuthWords {
    iam: String,
    api_key: String,
    tokens: String,
    token_words: String,
}

impl Package {
    pub(super) fn new(surface: &Surface, options: &SdkOptions, writing: Writing) -> Self {
        let stages = |addressed: bool| {
            let wanted = surface.stages.iter().filter(|own| !addressed || own.url.is_some());
            let views = wanted.map(|own| StageView {
                key: (writing.key)(&own.wire),
                wire: own.wire.clone(),
                url: own.url.clone(),
            });
            views.collect::<Vec<StageView>>()
        };
        let own_version = || text::version(surface.version.as_deref());
        Self {
            title: surface.title.clone(),
            description: surface.description.clone(),
            summary: format!("A client of {}.", surface.title),
            version: options.version.clone().unwrap_or_else(own_version),
            license: options.license.clone(),
            repository: options.repository.clone(),
            errors: errors(surface, writing),
            stages: stages(false),
            addressed: stages(true),
            default_stage: surface.stages.first().map(|stage| stage.wire.clone()),
            server: surface.server.clone(),
            region: surface.region.clone(),
            schemes: surface.schemes.iter().map(|scheme| scheme_view(scheme, writing)).collect(),
            auth: auth_words(surface),
        }
    }
}

/// The name of an answer of the gateway as one case of several that are all errors.
pub(super) fn error_case(name: &Name) -> String {
    let own = name.pascal();
    own.strip_suffix("Error").map_or_else(|| own.clone(), str::to_owned)
}

fn errors(surface: &Surface, writing: Writing) -> Vec<ErrorView> {
    let views = surface.gateway_errors.iter().map(|error| ErrorView {
        class: (writing.type_name)(&error.name.and("error")),
        response_type: error.response_type,
        status: error.status,
        exceptions: error.exceptions,
        message: error.message,
        retry: error.retry,
        description: error.description,
    });
    views.collect()
}

fn scheme_view(scheme: &Scheme, writing: Writing) -> SchemeView {
    let sources = scheme
        .sources
        .iter()
        .map(|source| SourceView { place: source.place.word(), wire: source.wire.clone() });
    SchemeView {
        wire: scheme.wire.clone(),
        key: (writing.key)(&scheme.wire),
        sources: sources.collect(),
        prefix: scheme.prefix,
    }
}

/// Who needs which credentials.
fn auth_words(surface: &Surface) -> AuthWords {
    let total = surface.operations.len();
    let count = |wanted: &dyn Fn(&Auth) -> bool| match surface
        .operations
        .iter()
        .filter(|own| wanted(&own.auth))
        .count()
    {
        0 => "no operation".to_owned(),
        all if all == total => "every operation".to_owned(),
        1 => "one operation".to_owned(),
        some => format!("{some} of {total} operations"),
    };
    let kinds: Vec<String> = surface
        .schemes
        .iter()
        .map(|scheme| format!("`{}`: {}", scheme.wire, scheme.description))
        .collect();
    AuthWords {
        iam: count(&|auth| auth.iam),
        api_key: count(&|auth| auth.api_key),
        tokens: count(&|auth| !auth.schemes.is_empty()),
        token_words: if kinds.is_empty() { "tokens".to_owned() } else { kinds.join("; ") },
    }
}
