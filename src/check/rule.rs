//! What a rule is, and how one is declared.

use crate::diag::{Code, Sink};
use crate::ir::{
    ApiKey, Authorizer, Definition, GatewayResponse, HttpApi, Model, RestApi, Stage, UsagePlan,
};

use super::{
    CachedAt, Context, IntegrationAt, IntegrationResponseAt, MethodAt, Named, ResourceAt, RouteAt,
};

/// One rule of the linter.
#[derive(Debug)]
pub struct Rule {
    /// Its name, severity and page.
    pub code: Code,
    /// What it looks at.
    pub hook: Hook,
}

/// A rule is reported under its code.
impl From<&'static Rule> for &'static Code {
    fn from(rule: &'static Rule) -> Self {
        &rule.code
    }
}

/// Rules that belong together.
#[derive(Debug)]
pub struct Area {
    /// One word, which the settings take for all of its rules.
    pub name: &'static str,
    /// What its rules are about.
    pub doc: &'static str,
    /// Its rules.
    pub rules: &'static [&'static Rule],
}

/// The level of the definition that a rule looks at, with the function that is called for each of its kind.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// The whole definition, once.
    Definition(fn(&Context<'_>, &Definition, &mut Sink)),
    /// A REST API, once.
    RestApi(fn(&Context<'_>, &RestApi, &mut Sink)),
    /// Each resource of a REST API.
    Resource(fn(&Context<'_>, ResourceAt<'_>, &mut Sink)),
    /// Each method of a REST API.
    Method(fn(&Context<'_>, MethodAt<'_>, &mut Sink)),
    /// Each method of a REST API whose responses a stage keeps.
    Cached(fn(&Context<'_>, CachedAt<'_>, &mut Sink)),
    /// Each integration, of methods and of routes.
    Integration(fn(&Context<'_>, IntegrationAt<'_>, &mut Sink)),
    /// Each integration response of a REST API.
    IntegrationResponse(fn(&Context<'_>, IntegrationResponseAt<'_>, &mut Sink)),
    /// Each authorizer.
    Authorizer(fn(&Context<'_>, Named<'_, Authorizer>, &mut Sink)),
    /// Each model.
    Model(fn(&Context<'_>, Named<'_, Model>, &mut Sink)),
    /// Each gateway response.
    GatewayResponse(fn(&Context<'_>, &GatewayResponse, &mut Sink)),
    /// Each stage.
    Stage(fn(&Context<'_>, Named<'_, Stage>, &mut Sink)),
    /// Each usage plan.
    UsagePlan(fn(&Context<'_>, Named<'_, UsagePlan>, &mut Sink)),
    /// Each API key.
    ApiKey(fn(&Context<'_>, Named<'_, ApiKey>, &mut Sink)),
    /// An HTTP API, once.
    HttpApi(fn(&Context<'_>, &HttpApi, &mut Sink)),
    /// Each route of an HTTP API.
    Route(fn(&Context<'_>, RouteAt<'_>, &mut Sink)),
}

/// Declares the rule of a file from its doc comment, which is its page.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $name:literal, $severity:ident, $hook:ident => $check:path) => {
        pub(in crate::check::rules) static RULE: $crate::check::Rule = $crate::check::Rule {
            code: $crate::diag::Code {
                name: $name,
                severity: $crate::diag::Severity::$severity,
                doc: concat!($($doc, "\n"),+),
            },
            hook: $crate::check::Hook::$hook($check),
        };
    };
}

/// Declares the modules of all rules, the areas and the list of rules.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $area:ident { $($rule:ident),+ $(,)? })+) => {
        $($(#[doc = $doc])+ mod $area { $(pub(super) mod $rule;)+ })+

        /// The areas with their rules.
        pub static AREAS: &[$crate::check::Area] = &[$(
            $crate::check::Area {
                name: stringify!($area),
                doc: concat!($($doc, "\n"),+),
                rules: &[$(&$area::$rule::RULE),+],
            }
        ),+];

        /// All rules, area by area.
        pub static RULES: &[&$crate::check::Rule] = &[$($(&$area::$rule::RULE),+),+];
    };
}
