//! What a deployment is: an API, by its content.

use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::bundle::RestApiConfig;

/// How many letters the id of a deployment has. The service's have six to ten.
const LENGTH: usize = 10;

/// The API without what is no part of a deployment: where it was written.
pub fn snapshot(api: &RestApiConfig) -> RestApiConfig {
    let mut api = api.clone();
    for method in api.resources.iter_mut().flat_map(|own| own.methods.values_mut()) {
        method.origin = None;
    }
    api
}

/// The id of the deployment that `api` is: letters and digits that are made of its content, so that the same API has
/// the same id on every machine.
pub fn deployment_id(api: &RestApiConfig) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    // What was read can be written.
    let text = canonical(&serde_json::to_value(snapshot(api)).unwrap_or_default()).to_string();
    let hash = digest(&SHA256, text.as_bytes());
    let digits = hash
        .as_ref()
        .iter()
        .take(LENGTH)
        .map(|byte| DIGITS.get(usize::from(byte % 32)).map_or('a', |digit| char::from(*digit)));
    digits.collect()
}

/// The same with the members of all objects in the order of their names: the order of a definition does not count. The
/// order of lists does.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, own)| (name.clone(), canonical(own))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
