//! `"x-portcullis-allow": {"rule-a": "reason"}`

use memchr::memmem;

use super::{ALLOWANCE_WITHOUT_REASON, Allowance, Allowances, MALFORMED_ALLOWANCE, cover};
use crate::source::Tree;

const KEY: &str = "x-portcullis-allow";

pub(super) fn collect(tree: &Tree, allowances: &mut Allowances) {
    for at in memmem::find_iter(tree.source().as_bytes(), KEY) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        // The name as part of another text is none of ours.
        let Some(scalar) = tree.scalar_at(at).filter(|node| node.as_str() == Some(KEY)) else {
            continue;
        };
        let Some((object, value)) = cover::object_with_key(tree.root(), scalar.span().start())
        else {
            continue;
        };
        if !value.is_mapping() {
            let message = format!("`{KEY}` is not an object of rules and reasons");
            let help = "write `\"x-portcullis-allow\": {\"rule-a\": \"reason\"}`";
            allowances.fault(&MALFORMED_ALLOWANCE, value.span(), message, help);
            continue;
        }
        for (rule, reason) in value.entries() {
            let name = rule.scalar_text().unwrap_or("").to_owned();
            if reason.as_str().is_none_or(|text| text.trim().is_empty()) {
                let message = format!("`{name}` is allowed without a reason");
                let help = "say as the value why it is all right here";
                allowances.fault(&ALLOWANCE_WITHOUT_REASON, rule.span(), message, help);
                continue;
            }
            let covers = object.span();
            allowances.all.push(Allowance { rule: name, name: rule.span(), covers });
        }
    }
}
