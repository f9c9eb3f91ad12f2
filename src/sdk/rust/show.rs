//! How a program in Rust calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::Name;
use crate::sdk::layout::{self, Layout};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::{self, Dialect};

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let rings = typed::model_rings(&surface.models, Types::OPTIONAL_INSIDE);
    literals::show(&Values { surface, types: Types::new(surface, ""), rings }, surface)
}

fn struct_literal(name: &str, members: &[String]) -> String {
    // Nothing follows the rest of a value.
    let has_rest = members.last().is_some_and(|last| last.starts_with(".."));
    layout::spaced_group(&format!("{name} {{"), members, "}", !has_rest)
}

/// What stands for all members that are not given.
const REST: &str = "..Default::default()";

struct Values<'s> {
    surface: &'s Surface,
    types: Types,
    rings: Vec<usize>,
}

impl Values<'_> {
    /// Whether a value of the type is behind a box in values of the model.
    fn is_boxed(&self, kind: &Type, model: usize) -> bool {
        matches!(kind.split_nullable().0, Type::Model(own)
            if *own == model || self.rings.get(*own) == self.rings.get(model))
    }
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = Layout { narrow: 72, ..LAYOUT };

    fn setup(&self) -> String {
        let krate = Name::of(&self.surface.name.kebab(), "api").snake();
        let client = names::type_name(&self.surface.client);
        let options = sample(self.surface).options;
        let options: Vec<String> =
            options.iter().map(|option| format!("    {option},\n")).collect();
        let options = options.concat();
        format!(
            "use {krate}::*;\n\nlet client = {client}::new(ClientOptions {{\n{options}    {REST}\n}})?;\n"
        )
    }

    fn call(&self, operation: &Operation, mut given: Vec<String>) -> String {
        let all = operation.parameters.len()
            + usize::from(operation.body.is_some())
            + usize::from(operation.method.is_none());
        if given.len() < all {
            given.push(REST.to_owned());
        }
        let input = struct_literal(&names::type_name(&operation.input), &given);
        format!("let output = client.{}({input}).await?;\n", names::method(&operation.name))
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::field(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn text(&self, text: &str) -> String {
        format!("{}.into()", names::quoted(text))
    }

    fn number(&self, number: &Number) -> String {
        literals::fraction(number)
    }

    fn day(&self, text: &str) -> String {
        format!("{}.parse()?", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        self.day(text)
    }

    fn bytes(&self, text: &str) -> String {
        self.day(text)
    }

    fn file(&self) -> String {
        format!("FilePart {{ content: b\"hello\".to_vec(), {REST} }}")
    }

    fn upload(&self) -> String {
        "\"hello\".into()".to_owned()
    }

    fn null(&self) -> &'static str {
        "None"
    }

    fn json(&self, value: &Value) -> String {
        format!("serde_json::json!({value})")
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        layout::group("vec![", items, "]", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("({}.into(), {value})", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        layout::group("[", entries, "].into()", true)
    }

    fn member(&self, model: usize, field: &Field, value: &str) -> String {
        let name = names::field(&field.name);
        if !self.is_boxed(&field.kind, model) {
            return format!("{name}: {value}");
        }
        match value.strip_prefix("Some(").and_then(|own| own.strip_suffix(')')) {
            Some(inner) => format!("{name}: Some(Box::new({inner}))"),
            None => format!("{name}: Box::new({value})"),
        }
    }

    fn object(&self, model: usize, mut members: Vec<String>) -> String {
        let Some(object) = self.surface.object(model) else { return String::new() };
        if members.len() < object.fields.len() || object.additional.is_some() {
            members.push(REST.to_owned());
        }
        struct_literal(self.types.model(model), &members)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        let Some(value) = self.surface.enum_value(model, at) else { return String::new() };
        format!("{}::{}", self.types.model(model), names::case(&value.name))
    }

    fn variant(
        &self,
        model: usize,
        at: usize,
        value: Written,
        _tag: Option<&(String, String)>,
    ) -> String {
        let Some(variant) = self.surface.variant(model, at) else { return value.text };
        let own = if self.is_boxed(&variant.kind, model) {
            format!("Box::new({})", value.text)
        } else {
            value.text
        };
        format!("{}::{}({own})", self.types.model(model), names::case(&variant.name))
    }

    fn placed(&self, kind: &Type, required: bool, value: Written) -> String {
        let is_nullable = matches!(kind, Type::Nullable(_));
        match (is_nullable, required) {
            (true, false) if value.is_null => "Nullable::Null".to_owned(),
            (true, false) => format!("Nullable::Value({})", value.text),
            _ if value.is_null => value.text,
            (false, true) => value.text,
            (true, true) | (false, false) => format!("Some({})", value.text),
        }
    }
}
