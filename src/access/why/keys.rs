//! The API key of a request: which of key, plan, stage and key source is missing (reference `access-control`,
//! section 13).

use crate::access::{ApiKeyOutcome, ApiKeyPlace, Fact};

use super::subject::Found;
use super::{Question, Subject};

/// What came of the API key, link by link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyChain {
    /// What came of it; nothing where that is not known.
    pub(super) outcome: Option<ApiKeyOutcome>,
    /// The name of the key.
    pub(super) name: Option<String>,
    /// The usage plans that would let a key in: those of the stage.
    pub(super) plans: Vec<String>,
    /// The links, each with whether it holds.
    pub(super) links: Vec<(String, Option<bool>)>,
}

/// Follows the key of a request through the definition.
pub(super) fn key_chain(subject: &Subject<'_>, question: &Question, found: &Found<'_>) -> KeyChain {
    let (config, stage) = (subject.config, &question.stage);
    let of_stage = |name: &&String| {
        config.usage_plans.get(*name).is_some_and(|plan| plan.stages.iter().any(|own| own == stage))
    };
    let plans: Vec<String> = config.usage_plans.keys().filter(of_stage).cloned().collect();
    let mut chain = KeyChain { outcome: None, name: None, plans, links: Vec::new() };
    if !found.method.api_key_required {
        chain.outcome = Some(ApiKeyOutcome::NotRequired);
        return chain;
    }
    let (place, given) = if config.rest_api.api_key_source == "AUTHORIZER" {
        (ApiKeyPlace::Authorizer, question.usage_key.as_ref().map(String::as_str))
    } else {
        (ApiKeyPlace::Header, question.header("x-api-key"))
    };
    let source = match place {
        ApiKeyPlace::Header => "the request has the header `x-api-key`",
        ApiKeyPlace::Authorizer => "the authorizer answers with a `usageIdentifierKey`",
    };
    let value = match given {
        Fact::Known(value) if !value.is_empty() => value,
        Fact::Known(_) | Fact::Absent => {
            chain.links.push((source.to_owned(), Some(false)));
            chain.outcome = Some(ApiKeyOutcome::Missing(place));
            return chain;
        }
        Fact::Unknown(_) => {
            chain.links.push((source.to_owned(), None));
            return chain;
        }
    };
    chain.links.push((source.to_owned(), Some(true)));
    chain.follow(subject, value, stage);
    chain
}

impl KeyChain {
    fn follow(&mut self, subject: &Subject<'_>, value: &str, stage: &str) {
        let config = subject.config;
        let Some((name, key)) =
            subject.keys.get(value).and_then(|name| config.api_keys.get_key_value(name))
        else {
            self.links.push(("the definition has that key".to_owned(), Some(false)));
            self.outcome = Some(ApiKeyOutcome::UnknownKey);
            return;
        };
        self.links.push((format!("the definition has that key: `{name}`"), Some(true)));
        self.name = Some(name.clone());
        let having: Vec<(&String, bool)> = config
            .usage_plans
            .iter()
            .filter(|(_, plan)| plan.api_keys.contains(name))
            .map(|(plan, own)| (plan, own.stages.iter().any(|own| own == stage)))
            .collect();
        if having.is_empty() {
            self.links.push((format!("a usage plan has the key `{name}`"), Some(false)));
            self.outcome = Some(ApiKeyOutcome::InNoPlan);
            return;
        }
        let names = |all: &[(&String, bool)]| {
            let names: Vec<String> = all.iter().map(|(plan, _)| format!("`{plan}`")).collect();
            names.join(", ")
        };
        let held = names(&having);
        self.links.push((format!("a usage plan has the key `{name}`: {held}"), Some(true)));
        let fitting: Vec<(&String, bool)> = having.into_iter().filter(|(_, fits)| *fits).collect();
        if fitting.is_empty() {
            let link = format!("one of {held} is for the stage `{stage}`");
            self.links.push((link, Some(false)));
            self.outcome = Some(ApiKeyOutcome::InNoPlanOfStage);
            return;
        }
        let link = format!("{} is for the stage `{stage}`", names(&fitting));
        self.links.push((link, Some(true)));
        self.links.push((format!("the key `{name}` is enabled"), Some(key.enabled)));
        self.outcome =
            Some(if key.enabled { ApiKeyOutcome::Accepted } else { ApiKeyOutcome::Disabled });
    }
}
