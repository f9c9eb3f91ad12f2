//! What `check --show` prints: what is in force, and which layer says so.

use serde_json::{Value, json};

use crate::check::{
    AccessInForce, AuthorizerInForce, BudgetLine, CacheInForce, Context, InForce, LimitsInForce,
    PolicySays, access, budget,
};
use crate::ir::{ApiKeySource, AuthorizerType, Definition};
use crate::source::Sources;

/// What can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Show {
    /// The limits of each method and caller
    Limits,
    /// The cache of each method
    Cache,
    /// Who gets in to each method
    Access,
    /// How much of the service's limits is used
    Budget,
}

/// What is in force in `definition`, as a table or as JSON.
pub(super) fn show(
    what: Show,
    definition: &Definition,
    sources: &Sources,
    as_json: bool,
) -> String {
    let cx = Context::new(definition, sources);
    let in_force: &InForce<'_> = cx.in_force();
    match (what, as_json) {
        (Show::Limits, false) => limits(&in_force.limits(&cx)) + note(definition),
        (Show::Limits, true) => json_text(in_force.limits(&cx).iter().map(limits_json).collect()),
        (Show::Cache, false) if definition.http().is_some() => {
            "HTTP APIs keep no responses: every request goes to its backend\n".to_owned()
        }
        (Show::Cache, false) => caches(&in_force.caches(&cx)) + note(definition),
        (Show::Cache, true) => json_text(in_force.caches(&cx).iter().map(cache_json).collect()),
        (Show::Access, false) => accesses(&access(&cx)),
        (Show::Access, true) => json_text(access(&cx).iter().map(access_json).collect()),
        (Show::Budget, false) => budgets(&budget(&cx)),
        (Show::Budget, true) => json_text(budget(&cx).iter().map(budget_json).collect()),
    }
}

/// What a reader has to know of a stage that nobody has written.
fn note(definition: &Definition) -> &'static str {
    if definition.stages.is_empty() {
        "\nno stage is defined: these are the settings of the one that is served then\n"
    } else {
        ""
    }
}

fn json_text(rows: Vec<Value>) -> String {
    format!("{:#}\n", Value::Array(rows))
}

fn limits(rows: &[LimitsInForce]) -> String {
    let head = ["stage", "method", "caller", "rate", "by", "burst", "by", "quota"];
    let rows = rows.iter().map(|row| {
        [
            row.stage.clone(),
            row.method.clone(),
            row.caller.to_string(),
            format!("{}/s", row.rate),
            row.rate_by.clone(),
            row.burst.to_string(),
            row.burst_by.clone(),
            row.quota.map_or_else(
                || "-".to_owned(),
                |quota| format!("{} per {}", quota.limit, quota.period.name()),
            ),
        ]
    });
    table(head, together(&rows.collect::<Vec<_>>()))
}

fn limits_json(row: &LimitsInForce) -> Value {
    let chain = row.chain.iter().map(|(layer, throttle)| {
        json!({
            "layer": layer,
            "rate": number(throttle.rate.thousandths()),
            "burst": throttle.burst,
        })
    });
    json!({
        "stage": row.stage,
        "method": row.method,
        "caller": row.caller.to_string(),
        "rate": number(row.rate.thousandths()),
        "rateBy": row.rate_by,
        "burst": row.burst,
        "burstBy": row.burst_by,
        "quota": row.quota.map(|quota| {
            json!({ "limit": quota.limit, "period": quota.period.name(), "offset": quota.offset })
        }),
        "chain": chain.collect::<Vec<_>>(),
    })
}

/// Thousandths as a number without a fraction where there is none.
fn number(thousandths: u64) -> Value {
    if thousandths.is_multiple_of(1000) {
        return Value::from(thousandths / 1000);
    }
    #[expect(clippy::cast_precision_loss, reason = "rates are far below what a float holds")]
    Value::from(thousandths as f64 / 1000.0)
}

fn caches(rows: &[CacheInForce]) -> String {
    let head = ["stage", "method", "kept", "by", "key", "fresh on request"];
    let rows = rows.iter().map(|row| {
        let (stage, method) = (row.stage.clone(), row.method.clone());
        match &row.cache {
            Ok(cached) => {
                let parameters = cached.key.join(", ");
                let key = match (&cached.namespace, cached.key.is_empty()) {
                    (Some(namespace), true) => format!("namespace `{namespace}`"),
                    (Some(namespace), false) => format!("namespace `{namespace}`, {parameters}"),
                    (None, true) => "the method alone".to_owned(),
                    (None, false) => parameters,
                };
                let encrypted = if cached.encrypted { ", encrypted" } else { "" };
                let kept = format!("{} s{encrypted}", cached.ttl.as_secs());
                let by = if cached.enabled_by == cached.ttl_by || cached.enabled_by == "stage" {
                    cached.ttl_by.clone()
                } else {
                    let who = cached.enabled_by.trim_start_matches("stage, ");
                    format!("{}; turned on by {who}", cached.ttl_by)
                };
                [stage, method, kept, by, key, cached.invalidation.to_owned()]
            }
            Err(why) => {
                let none = || "-".to_owned();
                [stage, method, "no".to_owned(), why.clone(), none(), none()]
            }
        }
    });
    table(head, together(&rows.collect::<Vec<_>>()))
}

/// From so many methods on, those of a stage that differ in nothing are one row.
const ALIKE: usize = 3;

/// The rows, which begin with stage and method, with one in the place of all of a stage where they say the same.
fn together<const N: usize>(rows: &[[String; N]]) -> Vec<[String; N]> {
    let stages = rows.chunk_by(|one, other| one.first() == other.first());
    stages
        .flat_map(|stage| {
            let says = |row: &[String; N]| row.iter().skip(2).cloned().collect::<Vec<_>>();
            let first = stage.first().map(says);
            let is_one = stage.len() >= ALIKE && stage.iter().all(|row| Some(says(row)) == first);
            let mut rows =
                if is_one { stage.first().cloned().into_iter().collect() } else { stage.to_vec() };
            if is_one && let Some(method) = rows.first_mut().and_then(|row| row.get_mut(1)) {
                *method = format!("all {} methods", stage.len());
            }
            rows
        })
        .collect()
}

fn cache_json(row: &CacheInForce) -> Value {
    match &row.cache {
        Ok(cached) => json!({
            "stage": row.stage,
            "method": row.method,
            "cached": true,
            "ttlInSeconds": cached.ttl.as_secs(),
            "enabledBy": cached.enabled_by,
            "ttlBy": cached.ttl_by,
            "namespace": cached.namespace,
            "keyParameters": cached.key,
            "encrypted": cached.encrypted,
            "invalidation": cached.invalidation,
        }),
        Err(why) => json!({
            "stage": row.stage, "method": row.method, "cached": false, "because": why,
        }),
    }
}

fn budgets(lines: &[BudgetLine]) -> String {
    let head = ["limit", "used", "", "by", "more on request", "as of"];
    let rows = lines.iter().map(|line| {
        let limit = line.limit;
        [
            limit.name.to_owned(),
            format!("{} of {} {}", line.used, limit.max, limit.unit),
            format!("{} %", line.percent()),
            if line.by.is_empty() { "-".to_owned() } else { line.by.clone() },
            if limit.raisable { "yes" } else { "no" }.to_owned(),
            limit.as_of.to_owned(),
        ]
    });
    table(head, rows.collect())
}

fn budget_json(line: &BudgetLine) -> Value {
    json!({
        "limit": line.limit.name,
        "summary": line.limit.summary.trim(),
        "used": line.used,
        "of": line.limit.max,
        "unit": line.limit.unit,
        "percent": line.percent(),
        "by": if line.by.is_empty() { Value::Null } else { Value::from(line.by.as_str()) },
        "raisable": line.limit.raisable,
        "source": line.limit.source,
        "asOf": line.limit.as_of,
    })
}

fn accesses(rows: &[AccessInForce]) -> String {
    let head = [
        "stage",
        "method",
        "type",
        "authorizer",
        "scopes",
        "key",
        "policy",
        "endpoint",
        "who gets in",
    ];
    let none = || "-".to_owned();
    let rows = rows.iter().map(|row| {
        [
            row.stage.clone(),
            row.method.clone(),
            row.authorization.name().to_owned(),
            row.authorizer.as_ref().map_or_else(none, authorizer),
            if row.scopes.is_empty() { none() } else { row.scopes.join(" ") },
            row.key.map_or_else(none, |source| source.name().to_owned()),
            row.policy.map_or_else(none, |says| says.name().to_owned()),
            row.endpoint.map_or_else(none, str::to_owned),
            row.to_string(),
        ]
    });
    table(head, rows.collect())
}

fn authorizer(own: &AuthorizerInForce) -> String {
    match own.kept {
        Some(kept) => format!("{}, kept {} s", own.name, kept.as_secs()),
        None => own.name.clone(),
    }
}

fn access_json(row: &AccessInForce) -> Value {
    let authorizer = row.authorizer.as_ref().map(|own| {
        json!({
            "name": own.name,
            "type": own.authorizer_type.map(AuthorizerType::name),
            "keptInSeconds": own.kept.map_or(0, |kept| kept.as_secs()),
        })
    });
    json!({
        "stage": row.stage,
        "method": row.method,
        "authorizationType": row.authorization.name(),
        "authorizer": authorizer,
        "scopes": row.scopes,
        "apiKeySource": row.key.map(ApiKeySource::name),
        "resourcePolicy": row.policy.map(PolicySays::name),
        "conditionKeys": row.keys,
        "endpointType": row.endpoint,
        "mutualTls": row.needs_certificate,
        "verdict": row.entry.name(),
        "because": row.entry.reason(),
        "whoGetsIn": row.to_string(),
    })
}

/// Columns as wide as their widest cell, two spaces apart.
pub(super) fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let all: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let mut widths = [0; N];
    for row in &all {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in &all {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.chars().count() + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
