//! Values in sentences.

use serde_json::Value;

/// What is not there.
const NOTHING: &str = "nothing";

/// So many letters of a value are shown.
const LONGEST: usize = 100;

/// A value in a sentence.
pub(super) fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return NOTHING.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => return NOTHING.to_owned(),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            return listed(items.iter().filter_map(Value::as_str));
        }
        Some(other) => other.to_string(),
    };
    format!("`{}`", short(&text))
}

/// Texts in a sentence, a few of them.
pub(super) fn listed<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    const SHOWN: usize = 4;
    let all: Vec<String> = texts.into_iter().map(|text| format!("`{}`", short(text))).collect();
    match all.len() {
        0 => NOTHING.to_owned(),
        count if count > SHOWN => {
            let first: Vec<_> = all.into_iter().take(SHOWN).collect();
            format!("{} and {} more", first.join(", "), count - SHOWN)
        }
        _ => all.join(", "),
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let kept: String = line.chars().take(LONGEST).collect();
    if kept.len() < text.len() { format!("{kept}…") } else { kept }
}

/// `is X instead of Y`.
pub(super) fn instead(old: Option<&Value>, new: Option<&Value>) -> String {
    format!("{} instead of {}", shown(new), shown(old))
}

/// Milliseconds as people say them.
pub(super) fn seconds(millis: u64) -> String {
    if millis.is_multiple_of(1000) {
        format!("{} s", millis / 1000)
    } else {
        format!("{millis} ms")
    }
}
