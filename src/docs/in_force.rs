//! What is in force for one operation: who gets in, how often, and what is kept of answers, as `check --show` tells it.

use std::collections::HashMap;

use super::view::{Cache, Entry, Limit};
use crate::check::{AccessInForce, CacheInForce, Caller, Context, LimitsInForce, access};
use crate::limits::ANY_VERBS;
use crate::sdk::Operation;

/// What is in force in a definition, by method.
pub(super) struct InForce {
    access: HashMap<String, Vec<AccessInForce>>,
    limits: HashMap<String, Vec<LimitsInForce>>,
    caches: HashMap<String, Vec<CacheInForce>>,
    /// Whether nothing is said of stages, so that plans may be anywhere.
    any_plan: bool,
}

impl InForce {
    /// What is in force in the stages of those names, or in all where none is named.
    pub(super) fn new(cx: &Context<'_>, stages: &[String]) -> Self {
        let wanted = |stage: &str| stages.is_empty() || stages.iter().any(|own| own == stage);
        let mut found = Self {
            access: HashMap::new(),
            limits: HashMap::new(),
            caches: HashMap::new(),
            any_plan: cx.definition().stages.is_empty(),
        };
        for row in access(cx).into_iter().filter(|row| wanted(&row.stage)) {
            found.access.entry(row.method.clone()).or_default().push(row);
        }
        for row in cx.in_force().limits(cx).into_iter().filter(|row| wanted(&row.stage)) {
            found.limits.entry(row.method.clone()).or_default().push(row);
        }
        for row in cx.in_force().caches(cx).into_iter().filter(|row| wanted(&row.stage)) {
            found.caches.entry(row.method.clone()).or_default().push(row);
        }
        found
    }

    /// Who gets in to the operation, with the verb where it is one of several.
    pub(super) fn access(&self, operation: &Operation) -> Vec<(&AccessInForce, Option<&str>)> {
        rows(&self.access, operation)
    }

    /// The limits of the operation.
    pub(super) fn limits(&self, operation: &Operation) -> Vec<(&LimitsInForce, Option<&str>)> {
        rows(&self.limits, operation)
    }

    /// The caches of the operation.
    pub(super) fn caches(&self, operation: &Operation) -> Vec<(&CacheInForce, Option<&str>)> {
        rows(&self.caches, operation)
    }
}

/// The rows of the operation: of its own method, and of single verbs of one for all of them.
fn rows<'r, T>(
    all: &'r HashMap<String, Vec<T>>,
    operation: &Operation,
) -> Vec<(&'r T, Option<&'r str>)> {
    let path = &operation.path;
    let own = operation.method.unwrap_or("ANY");
    let mut names = vec![format!("{own} {path}"), format!("{own} {path}/")];
    if operation.method.is_none() && path == "/{path+}" {
        names.push("$default".to_owned());
    }
    let mut found: Vec<(&T, Option<&str>)> = Vec::new();
    if operation.method.is_none() {
        for verb in ANY_VERBS {
            if let Some((key, rows)) = all.get_key_value(&format!("{verb} {path}")) {
                let verb = key.split(' ').next();
                found.extend(rows.iter().map(|row| (row, verb)));
            }
        }
    }
    for name in names {
        found.extend(all.get(&name).into_iter().flatten().map(|row| (row, None)));
    }
    found
}

/// The stage, with the verb where only that is meant.
fn place(stage: &str, verb: Option<&str>) -> String {
    verb.map_or_else(|| stage.to_owned(), |verb| format!("{stage}, {verb}"))
}

/// Puts the place of a row to those of an equal one, or begins a new one.
fn put<V>(all: &mut Vec<V>, same: impl Fn(&V) -> bool, add: impl FnOnce(&mut V), new: V) {
    match all.iter_mut().find(|own| same(own)) {
        Some(own) => add(own),
        None => all.push(new),
    }
}

/// Who gets in, with equal stages in one line.
pub(super) fn entries(rows: &[(&AccessInForce, Option<&str>)]) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for (row, verb) in rows {
        let own = place(&row.stage, *verb);
        let text = row.to_string();
        put(
            &mut all,
            |known| known.text == text && known.scopes == row.scopes,
            |known| known.stages.push(own.clone()),
            Entry {
                stages: vec![own.clone()],
                word: row.entry.name(),
                text: text.clone(),
                scopes: row.scopes.clone(),
            },
        );
    }
    all
}

/// Limits, with equal stages in one line.
pub(super) fn limits(in_force: &InForce, operation: &Operation) -> Vec<Limit> {
    let rows = in_force.limits(operation);
    let mut all: Vec<Limit> = Vec::new();
    for (row, verb) in rows {
        let own = place(&row.stage, verb);
        let new = Limit {
            stages: vec![own.clone()],
            caller: match row.caller {
                Caller::Nobody if in_force.any_plan => "a key of a usage plan".to_owned(),
                _ => row.caller.to_string(),
            },
            rate: row.rate.to_string(),
            rate_by: row.rate_by.clone(),
            burst: row.burst.to_string(),
            burst_by: row.burst_by.clone(),
            quota: row.quota.map(|own| quota(own.limit, own.period.name())),
        };
        let (caller, rate, burst) = (new.caller.clone(), new.rate.clone(), new.burst.clone());
        let (rate_by, burst_by, left) =
            (new.rate_by.clone(), new.burst_by.clone(), new.quota.clone());
        put(
            &mut all,
            |known| {
                (&known.caller, &known.rate, &known.burst) == (&caller, &rate, &burst)
                    && (&known.rate_by, &known.burst_by, &known.quota)
                        == (&rate_by, &burst_by, &left)
            },
            |known| known.stages.push(own.clone()),
            new,
        );
    }
    all
}

/// A quota in words.
pub(super) fn quota(limit: u64, period: &str) -> String {
    format!("{limit} per {}", period.to_ascii_lowercase())
}

/// Caches, with equal stages in one line.
pub(super) fn caches(rows: &[(&CacheInForce, Option<&str>)]) -> Vec<Cache> {
    let mut all: Vec<Cache> = Vec::new();
    for (row, verb) in rows {
        let own = place(&row.stage, *verb);
        let new = match &row.cache {
            Ok(cached) => Cache {
                stages: vec![own.clone()],
                seconds: Some(cached.ttl.as_secs()),
                by: cached.ttl_by.clone(),
                key: cached.key.iter().map(|own| parameter(own)).collect(),
                fresh: fresh(cached.invalidation),
            },
            Err(why) => Cache {
                stages: vec![own.clone()],
                seconds: None,
                by: why.clone(),
                key: Vec::new(),
                fresh: "",
            },
        };
        let (seconds, by, key, word) = (new.seconds, new.by.clone(), new.key.clone(), new.fresh);
        put(
            &mut all,
            |known| {
                known.seconds == seconds
                    && known.by == by
                    && known.key == key
                    && known.fresh == word
            },
            |known| known.stages.push(own.clone()),
            new,
        );
    }
    all
}

/// `method.request.querystring.page` as readers know it.
fn parameter(own: &str) -> String {
    let rest = own.trim_start_matches("method.request.");
    match rest.split_once('.') {
        Some(("querystring" | "multivaluequerystring", name)) => format!("query parameter {name}"),
        Some(("header" | "multivalueheader", name)) => format!("header {name}"),
        Some(("path", name)) => format!("path parameter {name}"),
        _ => own.to_owned(),
    }
}

/// What becomes of callers that ask for a fresh answer.
fn fresh(invalidation: &str) -> &'static str {
    match invalidation {
        "FAIL_WITH_403" => "with a permission; without one the answer is 403",
        "SUCCEED_WITH_RESPONSE_HEADER" => {
            "with a permission; without one a kept answer comes, with a warning"
        }
        "SUCCEED_WITHOUT_RESPONSE_HEADER" => "with a permission; without one a kept answer comes",
        _ => "by everybody",
    }
}
