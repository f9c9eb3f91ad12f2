//! The normal form: what says the same is the same JSON.

use serde_json::{Map, Value};

use crate::bundle::{MethodConfig, RestApiConfig};

/// An API without what makes no difference: where it was written, the order of members and of sets, and in which of its
/// notations a policy is.
pub fn normal_api(api: &RestApiConfig) -> Value {
    let mut own = json(api);
    if let Some(own) = own.as_object_mut() {
        own.remove("id");
        own.entry("binaryMediaTypes").and_modify(set);
        own.entry("endpoint").and_modify(|endpoint| sets(endpoint, &["vpcEndpointIds"]));
        own.entry("policy").and_modify(|policy| *policy = normal_policy(policy, &api.id));
        own.insert("resources".to_owned(), resources(api));
    }
    sorted(own)
}

/// Methods by verb and path.
fn resources(api: &RestApiConfig) -> Value {
    let mut all = Map::new();
    for resource in &api.resources {
        for (verb, method) in &resource.methods {
            all.insert(format!("{verb} {}", resource.path), normal_method(method));
        }
    }
    Value::Object(all)
}

fn normal_method(method: &MethodConfig) -> Value {
    let mut own = json(method);
    if let Some(own) = own.as_object_mut() {
        own.remove("origin");
        own.entry("authorizationScopes").and_modify(set);
        own.entry("integration").and_modify(|call| sets(call, &["cacheKeyParameters"]));
        let responses = own.get_mut("methodResponses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(|own| own.values_mut()) {
            sets(response, &["headers"]);
        }
    }
    own
}

/// A policy without its names, with lists where one value may stand alone, in the order of their text, and with the
/// short form of the API's own ARNs, whose id is `id`.
pub(super) fn normal_policy(policy: &Value, id: &str) -> Value {
    let Some(members) = policy.as_object() else { return policy.clone() };
    let mut own = Map::new();
    for (name, value) in members {
        match name.as_str() {
            "Id" => {}
            "Statement" => {
                let statements = items(value).map(|own| statement(own, id)).collect();
                own.insert(name.clone(), as_set(statements));
            }
            _ => {
                own.insert(name.clone(), value.clone());
            }
        }
    }
    sorted(Value::Object(own))
}

fn statement(statement: &Value, id: &str) -> Value {
    let Some(members) = statement.as_object() else { return statement.clone() };
    let mut own = Map::new();
    for (name, value) in members {
        let value = match name.as_str() {
            "Sid" => continue,
            "Action" | "NotAction" => texts(value, str::to_lowercase),
            "Resource" | "NotResource" => texts(value, |text| short_arn(text, id)),
            "Principal" | "NotPrincipal" => principal(value),
            "Condition" => condition(value),
            _ => value.clone(),
        };
        own.insert(name.clone(), value);
    }
    sorted(Value::Object(own))
}

/// `*` is short for every principal of AWS, and an account for its root.
fn principal(value: &Value) -> Value {
    let Some(members) = value.as_object() else {
        return match value.as_str() {
            Some("*") => serde_json::json!({ "AWS": ["*"] }),
            _ => value.clone(),
        };
    };
    let each = members.iter().map(|(kind, own)| {
        let own = texts(own, |text| {
            let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
            if kind == "AWS" && is_account {
                format!("arn:aws:iam::{text}:root")
            } else {
                text.to_owned()
            }
        });
        (kind.clone(), own)
    });
    Value::Object(each.collect())
}

/// Operators and keys are read in any case, and values as texts.
fn condition(value: &Value) -> Value {
    let Some(operators) = value.as_object() else { return value.clone() };
    let each = operators.iter().map(|(operator, keys)| {
        let keys = match keys.as_object() {
            Some(keys) => Value::Object(
                keys.iter()
                    .map(|(key, own)| (key.to_lowercase(), texts(own, str::to_owned)))
                    .collect(),
            ),
            None => keys.clone(),
        };
        (operator.to_lowercase(), keys)
    });
    Value::Object(each.collect())
}

/// One text or a list of them as a set. What is no text, as a function of a template, stays what it is.
fn texts(value: &Value, normal: impl Fn(&str) -> String) -> Value {
    let each = items(value).map(|own| match own {
        Value::String(text) => Value::String(normal(text)),
        Value::Bool(own) => Value::String(own.to_string()),
        Value::Number(own) => Value::String(own.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => own.clone(),
    });
    as_set(each.collect())
}

/// `arn:aws:execute-api:REGION:ACCOUNT:ID/…` of this API is `execute-api:/…`.
fn short_arn(text: &str, id: &str) -> String {
    let own = || {
        let rest = text.strip_prefix("arn:")?;
        let (head, path) = rest.split_once('/')?;
        let mut parts = head.split(':');
        let (_, service) = (parts.next()?, parts.next()?);
        let (_, _, own) = (parts.next()?, parts.next()?, parts.next()?);
        (service == "execute-api" && own == id && parts.next().is_none())
            .then(|| format!("execute-api:/{path}"))
    };
    own().unwrap_or_else(|| text.to_owned())
}

/// The items of a list, or the value itself.
pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let (list, single) = match value {
        Value::Array(items) => (items.as_slice(), None),
        other => (&[][..], Some(other)),
    };
    list.iter().chain(single)
}

fn as_set(mut all: Vec<Value>) -> Value {
    all.sort_by_cached_key(ToString::to_string);
    all.dedup();
    Value::Array(all)
}

fn set(value: &mut Value) {
    if let Value::Array(items) = value {
        *value = as_set(std::mem::take(items));
    }
}

fn sets(value: &mut Value, members: &[&str]) {
    for member in members {
        if let Some(own) = value.get_mut(member) {
            set(own);
        }
    }
}

/// What was read can be written.
pub(super) fn json(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// The same with the members of all objects in the order of their names.
pub(super) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.into_iter().map(|(name, own)| (name, sorted(own))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
