//! What the service's own control plane answers about a running API: usage, and the flushing of caches
//! (reference `throttling-quotas`, section 4.4, and `caching`, section 5).

use std::borrow::Cow;

use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Engine, Moment, Usage};
use crate::limits::{Date, Quota};

/// How many days one question may be about.
const MOST_DAYS: u64 = 90;

/// A key of a usage plan whose requests are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedKey {
    /// The name of the plan.
    pub plan: String,
    /// The name of the key.
    pub key: String,
    /// How many requests it has.
    pub quota: Quota,
}

/// An answer of the control plane.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlAnswer {
    /// The status.
    pub status: StatusCode,
    /// `x-amzn-ErrorType`, of a refusal.
    pub error_type: Option<&'static str>,
    /// The payload; nothing where there is none.
    pub body: Value,
}

impl ControlAnswer {
    fn good(status: StatusCode, body: Value) -> Self {
        Self { status, error_type: None, body }
    }

    fn refused(status: StatusCode, error_type: &'static str, message: impl Into<String>) -> Self {
        let body = json!({ "message": message.into() });
        Self { status, error_type: Some(error_type), body }
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self::refused(StatusCode::NOT_FOUND, "NotFoundException", message)
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, "BadRequestException", message)
    }
}

impl Engine {
    /// Answers `GET /usageplans/{plan}/usage`, `DELETE /restapis/{api}/stages/{stage}/cache/data` and
    /// `…/cache/authorizers`. Plans and keys go by their names.
    pub fn control(&self, method: &Method, path: &str, query: &str, now: Moment) -> ControlAnswer {
        let segments: Vec<Cow<'_, str>> = path
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
            .collect();
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        match (method.as_str(), segments.as_slice()) {
            ("GET", ["usageplans", plan, "usage"]) => self.usage(plan, query, now),
            ("DELETE", ["restapis", api, "stages", stage, "cache", cache]) => {
                self.flush(api, stage, cache)
            }
            _ => ControlAnswer::not_found(format!("`{method} {path}` is not answered here")),
        }
    }

    fn usage(&self, plan: &str, query: &str, now: Moment) -> ControlAnswer {
        if !self.plan().usage_plans.iter().any(|own| own == plan) {
            return ControlAnswer::not_found("Invalid Usage Plan ID specified");
        }
        let query = super::query::parse(query);
        let parameter =
            |name: &str| query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let today = Date::of(now.wall.as_secs() / 86_400);
        let date = |name: &str| parameter(name).map_or(Ok(today), str::parse::<Date>);
        let (Ok(start), Ok(end)) = (date("startDate"), date("endDate")) else {
            return ControlAnswer::bad_request("Usage dates are written as in 2026-02-28");
        };
        if start > end || end.number() - start.number() >= MOST_DAYS {
            let message = format!("The usage of 1 to {MOST_DAYS} days can be asked for");
            return ControlAnswer::bad_request(message);
        }
        let wanted = parameter("keyId");
        let keys: Vec<(&CountedKey, Usage)> = self
            .plan()
            .counters
            .iter()
            .enumerate()
            .filter(|(_, own)| own.plan == plan && wanted.is_none_or(|key| own.key == key))
            .filter_map(|(number, own)| Some((own, self.counter(number)?.usage())))
            .collect();
        ControlAnswer::good(StatusCode::OK, usage_report(plan, &keys, start, end.min(today)))
    }

    fn flush(&self, api: &str, stage: &str, cache: &str) -> ControlAnswer {
        if api != self.plan().api_id {
            return ControlAnswer::not_found("Invalid API identifier specified");
        }
        let is_there = match cache {
            "authorizers" => self.flush_authorizer_results(stage),
            "data" => self.flush_responses(stage),
            _ => return ControlAnswer::not_found(format!("there is no cache `{cache}`")),
        };
        if is_there {
            ControlAnswer::good(StatusCode::ACCEPTED, Value::Null)
        } else {
            ControlAnswer::not_found("Invalid stage identifier specified")
        }
    }
}

/// What keys of a plan have used and have left, day by day, as the service's `GetUsage` gives it.
pub fn usage_report(plan: &str, keys: &[(&CountedKey, Usage)], start: Date, end: Date) -> Value {
    let items = keys.iter().map(|(key, usage)| {
        let days = (start.number()..=end.number()).map(|day| {
            let used = usage.days.get(&day).copied().unwrap_or(0);
            json!([used, usage.remaining(&key.quota, day)])
        });
        (key.key.clone(), Value::Array(days.collect()))
    });
    json!({
        "usagePlanId": plan,
        "startDate": start.to_string(),
        "endDate": end.to_string(),
        // The service's clients call it `items`.
        "values": Value::Object(items.collect()),
    })
}
