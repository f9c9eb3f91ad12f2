//! Reads the conditions of a statement.

use crate::diag::closest;
use crate::source::{Node, intrinsic_call};

use super::codes;
use super::document::{Comparison, Condition, Quantifier, Written};
use super::keys::{self, Key, KeyType};
use super::operators::{self, Operator};
use super::read::Reader;
use super::read_text::report_variable;

/// The conditions of a block: operators, and keys with values under each.
pub(super) fn block(
    cx: &mut Reader<'_>,
    node: Node<'_>,
    open: &mut Option<Written<String>>,
) -> Vec<Condition> {
    let mut all = Vec::new();
    if let Some(call) = intrinsic_call(node) {
        *open = Some(cx.open(node, call.full_name()));
        return all;
    }
    if !node.is_mapping() {
        cx.report(&codes::MALFORMED_POLICY, node.span(), "`Condition` is an object");
        return all;
    }
    for (name, keys) in node.entries() {
        let operator = Written::new(name.scalar_text().unwrap_or("").to_owned(), cx.place(name));
        let Some(meaning) = comparison(cx, name, &operator) else { continue };
        if let Some(call) = intrinsic_call(keys) {
            *open = Some(cx.open(keys, call.full_name()));
            continue;
        }
        if !keys.is_mapping() {
            let message = format!("`{}` is an object of keys and values", operator.as_str());
            cx.report(&codes::MALFORMED_POLICY, keys.span(), message);
            continue;
        }
        for (key, value) in keys.entries() {
            let values = cx.values(key, value, open);
            let span = cx.place(key).map(|from| from.to(value.span()));
            let key = Written::new(key.scalar_text().unwrap_or("").to_owned(), cx.place(key));
            let condition = Condition { operator: operator.clone(), meaning, key, values, span };
            check(cx, &condition);
            all.push(condition);
        }
    }
    all
}

/// The operator of that name with its modifiers.
fn comparison(cx: &mut Reader<'_>, node: Node<'_>, name: &str) -> Option<Comparison> {
    let lower = name.to_ascii_lowercase();
    let (quantifier, rest) = if let Some(rest) = lower.strip_prefix("forallvalues:") {
        (Some(Quantifier::All), rest)
    } else if let Some(rest) = lower.strip_prefix("foranyvalue:") {
        (Some(Quantifier::Any), rest)
    } else {
        (None, lower.as_str())
    };
    let (base, if_exists) = match rest.strip_suffix("ifexists") {
        Some(base) => (base, true),
        None => (rest, false),
    };
    let found = Operator::find(base)
        .filter(|operator| !operator.is_null || (!if_exists && quantifier.is_none()));
    let Some(operator) = found else {
        let message = format!("there is no condition operator `{name}`");
        let found = cx.report(&codes::UNKNOWN_CONDITION_OPERATOR, node.span(), message);
        let near = closest(base, lower_names().iter().map(String::as_str)).and_then(Operator::find);
        match near {
            Some(near) if near.is_null && base == "null" => {
                found.help("`Null` has no modifiers: it asks for the key and not for its value");
            }
            Some(near) => {
                found.help(format!("did you mean `{}`?", usual(near, quantifier, if_exists)));
            }
            None => {
                found.help("operators are written like `StringEquals`, `IpAddress`, `ArnLike`");
            }
        }
        return None;
    };
    let usual = usual(operator, quantifier, if_exists);
    if usual != name {
        let message = format!("`{name}` is written `{usual}`");
        cx.report(&codes::POLICY_ELEMENT_CASE, node.span(), message);
    }
    Some(Comparison { operator, quantifier, if_exists })
}

fn lower_names() -> Vec<String> {
    operators::all().map(|operator| operator.name.to_ascii_lowercase()).collect()
}

fn usual(operator: &Operator, quantifier: Option<Quantifier>, if_exists: bool) -> String {
    let prefix = match quantifier {
        None => "",
        Some(Quantifier::All) => "ForAllValues:",
        Some(Quantifier::Any) => "ForAnyValue:",
    };
    let suffix = if if_exists { "IfExists" } else { "" };
    format!("{prefix}{}{suffix}", operator.name)
}

fn check(cx: &mut Reader<'_>, condition: &Condition) {
    let key = Key::new(&condition.key);
    let place = condition.key.place();
    if condition.key.contains("${") {
        return;
    }
    if key.is_known() {
        check_type(cx, condition, &key);
    } else {
        let message = format!("calls of an API never carry `{}`", condition.key.as_str());
        let near = keys::nearest(&condition.key);
        let found = cx.report(&codes::UNKNOWN_CONDITION_KEY, place, message);
        match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(if condition.is_negated() {
                "the condition always holds"
            } else {
                "the condition never holds"
            }),
        };
    }
    for value in &condition.values {
        check_value(cx, condition, value);
    }
}

fn check_type(cx: &mut Reader<'_>, condition: &Condition, key: &Key) {
    let place = condition.key.place();
    let operator = condition.meaning.operator;
    let name = condition.key.as_str();
    if !operator.types.is_empty() && !operator.types.contains(&key.kind()) {
        let wanted = match key.kind() {
            KeyType::Text => "texts, compared by `StringEquals` and `StringLike`",
            KeyType::Address => "addresses, compared by `IpAddress`",
            KeyType::Date => "dates, compared by `DateLessThan` and the like",
            KeyType::Number => "numbers, compared by `NumericLessThan` and the like",
            KeyType::Bool => "`true` or `false`, compared by `Bool`",
            KeyType::Arn => "ARNs, compared by `ArnLike`",
        };
        let message = format!("`{}` compares other values than `{name}` has", operator.name);
        cx.report(&codes::OPERATOR_OF_OTHER_TYPE, place, message)
            .help(format!("values of `{name}` are {wanted}"));
    }
    if key.has_several() && condition.meaning.quantifier.is_none() && !operator.is_null {
        let message = format!("`{name}` has several values, and `{}` is for one", operator.name);
        cx.report(&codes::MULTIVALUED_KEY_WITHOUT_SET_OPERATOR, place, message)
            .help(format!("write `ForAnyValue:{}`", condition.operator.as_str()));
    }
}

fn check_value(cx: &mut Reader<'_>, condition: &Condition, value: &Written<String>) {
    let operator = condition.meaning.operator;
    let place = value.place();
    for fault in operator.variable_faults(value, cx.version) {
        report_variable(cx, &fault, value);
    }
    let prepared = operator.prepare(value, cx.version, &|_| None);
    let Some(expected) = prepared.expected else {
        if operators::has_host_bits(operator, value) {
            let message = format!("`{}` has bits of a host", value.as_str());
            cx.report(&codes::NETWORK_WITH_HOST_BITS, place, message)
                .help("they are left out: name the network, or one address with `/32`");
        }
        return;
    };
    let name = operator.name;
    if value.contains("${") && !operator.has_variables() {
        let message = format!("a policy variable in a value of `{name}`");
        cx.report(&codes::MISPLACED_POLICY_VARIABLE, place, message);
    }
    let message = format!("`{name}` cannot compare with `{}`", value.as_str());
    cx.report(&codes::MALFORMED_CONDITION_VALUE, place, message).help(format!("write {expected}"));
}
