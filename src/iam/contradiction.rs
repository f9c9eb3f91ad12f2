//! Whether two conditions over one key can hold together. "They cannot" is always right; where it cannot be told, they
//! can.

use super::addresses::AddressSet;
use super::context::{Context, State, Value};
use super::date;
use super::document::{Condition, Version};
use super::policy::{PreparedCondition, Setting};
use super::read_text;
use super::truth::Truth;

impl Condition {
    /// Whether neither a value of the key nor its absence satisfies both this condition and `other`, both of one policy
    /// in `version` of the language. Conditions over several keys never contradict each other.
    pub fn contradicts(&self, other: &Self, version: Version) -> bool {
        let both = [self, other];
        let is_told = |own: &Self| own.quantifier().is_none() && !own.has_holes_or_variables();
        self.key.eq_ignore_ascii_case(&other.key)
            && both.into_iter().all(is_told)
            && !both.into_iter().all(Self::holds_without_key)
            && !can_hold(both, version)
    }

    fn has_holes_or_variables(&self) -> bool {
        self.key.contains("${")
            || self
                .values
                .iter()
                .any(|value| value.contains("${") || read_text::has_holes(value, Version::V2012))
    }

    fn holds_without_key(&self) -> bool {
        if self.is_null() {
            self.asks_for_presence(true)
        } else {
            self.if_exists() || self.is_negated()
        }
    }

    /// Whether one of the values of a `Null` says whether the key is to be absent.
    fn asks_for_presence(&self, absent: bool) -> bool {
        self.values.iter().any(|value| value.eq_ignore_ascii_case(&absent.to_string()))
    }
}

/// Whether a value may satisfy both.
fn can_hold(both: [&Condition; 2], version: Version) -> bool {
    if both.iter().any(|own| own.is_null() && !own.asks_for_presence(false)) {
        return false;
    }
    if both.iter().any(|own| own.is_null()) {
        return true;
    }
    let [one, other] = both;
    if let (Some(one), Some(other)) = (AddressSet::of(one), AddressSet::of(other)) {
        return !one.and(&other).is_empty();
    }
    let cx = Context::new(State::Unknown("only values are compared"));
    let prepared = both.map(|own| PreparedCondition::new(own, version, &Setting::default()));
    let satisfies_both =
        |value: Value<'_>| prepared.iter().all(|own| own.member(value, &cx) != Truth::False);
    if let (Some(mut moments), Some(others)) = (boundaries(one), boundaries(other)) {
        moments.extend(others);
        // The values that satisfy both, if there are any, begin or end at a boundary or beside one.
        let beside = |at: &i64| [at.saturating_sub(1), *at, at.saturating_add(1)];
        return moments.iter().flat_map(beside).any(|at| satisfies_both(Value::Number(at)));
    }
    match finite(one).or_else(|| finite(other)) {
        Some(values) => values.into_iter().any(|value| satisfies_both(Value::Text(value))),
        None => true,
    }
}

/// The whole numbers, or seconds, that a condition compares with; nothing where it compares otherwise.
fn boundaries(condition: &Condition) -> Option<Vec<i64>> {
    let name = condition.base_operator();
    let read = |text: &str| {
        if name.starts_with("Numeric") {
            return text.trim().parse().ok();
        }
        match date::parse(text)? {
            (seconds, 0) => Some(seconds),
            _ => None,
        }
    };
    let is_ordered = name.starts_with("Numeric") || name.starts_with("Date");
    if is_ordered { condition.values.iter().map(|value| read(value)).collect() } else { None }
}

/// All values that satisfy a condition, where they can be counted.
fn finite(condition: &Condition) -> Option<Vec<&str>> {
    let has_wildcards = || condition.values.iter().any(|value| value.contains(['*', '?']));
    match condition.base_operator() {
        "Bool" => Some(vec!["true", "false"]),
        "StringLike" | "ArnLike" | "ArnEquals" if has_wildcards() => None,
        "StringEquals" | "StringLike" | "ArnLike" | "ArnEquals" => {
            Some(condition.values.iter().map(|value| value.as_str()).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::{Document, PolicyKind};
    use super::*;

    /// Whether the two conditions that `conditions` are contradict each other, in either order.
    fn contradict(conditions: &Json) -> bool {
        let text = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
            "Condition": conditions,
        }]});
        let document = Document::from_value(&text, PolicyKind::Resource).unwrap();
        let [one, two] = document.statements()[0].conditions() else { panic!("{conditions}") };
        let found = one.contradicts(two, Version::V2012);
        assert_eq!(two.contradicts(one, Version::V2012), found, "{conditions}");
        found
    }

    #[track_caller]
    fn check(first: &(&str, Json), second: &(&str, Json), key: &str, wanted: bool) {
        let conditions = json!({first.0: {key: &first.1}, second.0: {key: &second.1}});
        assert_eq!(contradict(&conditions), wanted, "{conditions}");
    }

    #[test]
    fn texts_that_no_request_has_at_once() {
        let key = "aws:SourceVpce";
        let equals = |own: Json| ("StringEquals", own);
        check(&equals(json!("a")), &("StringNotEquals", json!(["a", "b"])), key, true);
        check(&equals(json!(["a", "c"])), &("StringNotEquals", json!(["a", "b"])), key, false);
        check(&equals(json!("a")), &("StringLike", json!("b*")), key, true);
        check(&equals(json!("bc")), &("StringLike", json!("b*")), key, false);
        check(&equals(json!("a")), &("StringEqualsIgnoreCase", json!("A")), key, false);
        check(&equals(json!("a")), &("Null", json!("true")), key, true);
        check(&equals(json!("a")), &("Null", json!("false")), key, false);
        check(&("StringNotEquals", json!("a")), &("StringNotLike", json!("*")), key, false);
        check(&("StringLike", json!("a*")), &("StringLikeIfExists", json!("b*")), key, false);
        check(&equals(json!("${aws:username}")), &("StringNotEquals", json!("a")), key, false);
        check(&equals(json!("${Endpoint}")), &("StringNotEquals", json!("a")), key, false);
    }

    #[test]
    fn addresses_and_moments_that_no_request_has() {
        let key = "aws:SourceIp";
        let range = |own: &str| json!(own);
        let within = ("IpAddress", range("203.0.113.0/28"));
        check(&within, &("NotIpAddress", range("203.0.113.0/24")), key, true);
        check(&within, &("NotIpAddress", range("203.0.113.0/29")), key, false);
        let key = "aws:CurrentTime";
        let after = ("DateGreaterThan", json!("2026-06-01T00:00:00Z"));
        let until = |text: &str| ("DateLessThanEquals", json!(text));
        check(&after, &until("2026-05-01T00:00:00Z"), key, true);
        check(&after, &until("2026-06-01T00:00:00Z"), key, true);
        check(&after, &until("2026-06-01T00:00:01Z"), key, false);
        let key = "aws:MultiFactorAuthAge";
        let above = ("NumericGreaterThan", json!("3600"));
        check(&above, &("NumericLessThan", json!("3601")), key, true);
        check(&above, &("NumericLessThan", json!("3602")), key, false);
        let yes = ("Bool", json!("true"));
        check(&yes, &("BoolIfExists", json!("false")), "aws:SecureTransport", true);
        check(&yes, &("BoolIfExists", json!("true")), "aws:SecureTransport", false);
    }

    #[test]
    fn keys_are_apart() {
        assert!(!contradict(&json!({
            "StringEquals": {"aws:SourceVpc": "a", "aws:SourceVpce": "b"},
        })));
    }
}
