//! The least values that keep to the limits of a schema.

use serde_json::{Number, Value};

use crate::sdk::notes::Notes;

/// A whole number within the limits.
pub(super) fn whole(notes: &Notes) -> i64 {
    let step = notes.limit("multipleOf").and_then(Value::as_i64).filter(|step| *step > 0);
    let is_open = |key: &str| notes.limit(key).and_then(Value::as_bool) == Some(true);
    let own = |key: &str| notes.limit(key).and_then(Value::as_i64);
    let least = own("exclusiveMinimum")
        .map(|least| least.saturating_add(1))
        .or_else(|| Some(own("minimum")?.saturating_add(i64::from(is_open("exclusiveMinimum")))));
    let most = own("exclusiveMaximum")
        .map(|most| most.saturating_sub(1))
        .or_else(|| Some(own("maximum")?.saturating_sub(i64::from(is_open("exclusiveMaximum")))));
    let number = 1.max(least.unwrap_or(1));
    let number = if least.is_some_and(|least| least <= 1) { 1 } else { number };
    let number = most.map_or(number, |most| number.min(most));
    step.map_or(number, |step| {
        let over = number.rem_euclid(step);
        if over == 0 { number } else { number.saturating_add(step - over) }
    })
}

/// A number within the limits.
pub(super) fn number(notes: &Notes) -> Number {
    let own = |key: &str| notes.limit(key).and_then(Value::as_f64);
    let least = own("minimum").or_else(|| own("exclusiveMinimum"));
    let most = own("maximum").or_else(|| own("exclusiveMaximum"));
    let number = match (least, most) {
        (Some(least), Some(most)) if least >= 1.0 || most <= 1.0 => f64::midpoint(least, most),
        (Some(least), None) if least >= 1.0 => least + 1.0,
        (None, Some(most)) if most <= 1.0 => most - 1.0,
        _ => 1.5,
    };
    let step = own("multipleOf").filter(|step| *step > 0.0);
    let number = step.map_or(number, |step| (number / step).ceil() * step);
    Number::from_f64(number).unwrap_or_else(|| Number::from(1))
}

/// A text within the limits, as its format wants it.
pub(super) fn text(notes: &Notes) -> String {
    let own = match notes.format.as_deref() {
        Some("uuid") => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        Some("email" | "idn-email") => "ann@example.com",
        Some("uri" | "url" | "iri" | "uri-reference") => "https://example.com/",
        Some("hostname" | "idn-hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("time") => "12:00:00Z",
        Some("password") => "secret",
        _ => "text",
    };
    let length = |key: &str| {
        let own = notes.limit(key).and_then(Value::as_u64);
        own.map(|own| usize::try_from(own.min(200)).unwrap_or(200))
    };
    let mut made: String = own.to_owned();
    if let Some(least) = length("minLength") {
        while made.chars().count() < least {
            made.push('x');
        }
    }
    match length("maxLength") {
        Some(most) => made.chars().take(most).collect(),
        None => made,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Notes, number, text, whole};

    fn notes(limits: &[(&'static str, serde_json::Value)]) -> Notes {
        Notes { limits: limits.to_vec(), ..Notes::default() }
    }

    #[test]
    fn numbers_keep_to_their_limits() {
        assert_eq!(whole(&notes(&[])), 1);
        assert_eq!(whole(&notes(&[("minimum", json!(18))])), 18);
        assert_eq!(whole(&notes(&[("minimum", json!(0)), ("maximum", json!(0))])), 0);
        assert_eq!(whole(&notes(&[("minimum", json!(5)), ("exclusiveMinimum", json!(true))])), 6);
        assert_eq!(whole(&notes(&[("maximum", json!(-3))])), -3);
        assert_eq!(whole(&notes(&[("multipleOf", json!(5))])), 5);
        let own = |limits: &[(&'static str, serde_json::Value)]| {
            number(&notes(limits)).as_f64().unwrap_or_default()
        };
        assert!((own(&[("minimum", json!(2)), ("maximum", json!(4))]) - 3.0).abs() < 1e-9);
        assert!(own(&[("maximum", json!(0.5))]) <= 0.5);
    }

    #[test]
    fn texts_keep_to_their_limits() {
        assert_eq!(text(&notes(&[("minLength", json!(6))])), "textxx");
        assert_eq!(text(&notes(&[("maxLength", json!(2))])), "te");
        let own = Notes { format: Some("email".to_owned()), ..Notes::default() };
        assert_eq!(text(&own), "ann@example.com");
    }
}
