//! The linter: what can be proved wrong about a definition before anyone deploys it.
//!
//! A rule is one file under `rules/` and one line in `rules/mod.rs`. It looks at one level of the definition, reports
//! to a sink, and carries its own page: what it finds, why that matters, an example that fails and one that passes.

mod access_in_force;
mod authorizer_answers;
mod authorizers;
mod budget;
mod cached;
mod callers;
mod catalog;
mod checked;
mod condition_keys;
mod config;
mod context;
mod context_uses;
mod cors;
mod endpoint;
mod engine;
mod entrances;
mod environments;
mod in_force;
mod json_templates;
mod missing_verbs;
mod policies;
mod policy;
mod policy_resources;
#[macro_use]
mod rule;
mod rules;
mod secrets;
mod selection;
mod sites;
mod stage_variables;
mod together;
mod values;

pub use access_in_force::{AccessInForce, AuthorizerInForce, Entry, PolicySays, access};
pub use budget::{BudgetLine, budget};
pub use cached::CachedAt;
pub use catalog::{Explanation, catalog, explain};
pub use checked::Checked;
pub use config::{Settings, UnknownName};
pub use context::Context;
pub use engine::check;
pub use in_force::{CacheInForce, Cached, Caller, InForce, LimitsInForce};
pub use rule::{Area, Hook, Rule};
pub use rules::{AREAS, RULES};
pub use sites::{
    IntegrationAt, IntegrationResponseAt, MethodAt, Named, Owner, ResourceAt, RouteAt,
};
pub use stage_variables::StageVariableUse;
