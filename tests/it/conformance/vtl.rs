//! Mapping templates.

use portcullis::vtl::{InputDocument, Limits, Template, Variables};
use serde_json::{Map, Value};

use super::cases;
use super::matcher::difference;

#[test]
fn every_template_renders_as_in_the_service() {
    let cases = cases("vtl");
    assert!(cases.len() >= 45);
    let faults: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case["id"], fault(case)?))).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// What is not as the case expects.
fn fault(case: &Value) -> Option<String> {
    let template = match Template::parse(case["template"].as_str().unwrap()) {
        Ok(template) => template,
        Err(errors) => return Some(format!("{errors:?}")),
    };
    let document = match InputDocument::from_json(&case["input"]) {
        Ok(document) => document,
        Err(error) => return Some(error),
    };
    let rendered = match template.render(&document.input(), &Limits::default()) {
        Ok(rendered) => rendered,
        Err(error) => return Some(error.to_string()),
    };
    let expected = case["expected"].as_object().unwrap();
    for (name, value) in expected {
        let found = match name.as_str() {
            "rendered" => Some(Value::from(rendered.text.as_str())),
            "json" => serde_json::from_str(&rendered.text).ok(),
            "overrides" => Some(overrides(
                value,
                rendered.overrides.request.as_ref(),
                rendered.overrides.response.as_ref(),
            )),
            other => return Some(format!("the case expects {other}, which is not known")),
        };
        if let Some(difference) = difference(value, found.as_ref()) {
            return Some(format!("{name}: {difference} in {:?}", rendered.text));
        }
    }
    None
}

/// The override maps, as far as the case lists their parts.
fn overrides(
    expected: &Value,
    request: Option<&Variables<'_>>,
    response: Option<&Variables<'_>>,
) -> Value {
    let mut all = Map::new();
    for (side, variables) in [("request", request), ("response", response)] {
        let Some(listed) = expected.get(side).and_then(Value::as_object) else { continue };
        let mut parts = Map::new();
        for name in listed.keys() {
            let found = variables.and_then(|variables| variables.get(name));
            parts.extend(found.map(|found| (name.clone(), found.to_json())));
        }
        all.insert(side.to_owned(), Value::Object(parts));
    }
    Value::Object(all)
}
