//! How a program in Rust calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::Name;
use crate::sdk::layout::Layout;
use crate::sdk::literals::{self, Given, Literals, Shown, Written};
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::{self, Dialect};

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let krate = Name::of(&surface.name.kebab(), "api").snake();
    let client = names::type_name(&surface.client);
    let options = sample(surface).options;
    let options: Vec<String> = options.iter().map(|option| format!("    {option},\n")).collect();
    let options = options.concat();
    let setup = format!(
        "use {krate}::*;\n\nlet client = {client}::new(ClientOptions {{\n{options}    ..Default::default()\n}})?;\n"
    );
    let values = Values {
        surface,
        types: Types::new(surface, ""),
        rings: typed::model_rings(&surface.models, Types::OPTIONAL_INSIDE),
    };
    let calls = surface.operations.iter().map(|own| call(&values, own));
    Shown { setup, calls: calls.collect() }
}

fn call(values: &Values<'_>, operation: &Operation) -> String {
    let member = |given: Given<'_>| match given {
        Given::Method(verb) => format!("method: {}.into()", names::quoted(verb)),
        Given::Parameter(own, text) => format!("{}: {text}", names::field(&own.name)),
        Given::Body(text) => format!("body: {text}"),
    };
    let given = literals::given(values, values.surface, operation);
    let mut members: Vec<String> = given.into_iter().map(member).collect();
    let all = operation.parameters.len()
        + usize::from(operation.body.is_some())
        + usize::from(operation.method.is_none());
    if members.len() < all {
        members.push("..Default::default()".to_owned());
    }
    let input = struct_literal(&names::type_name(&operation.input), &members);
    let name = names::method(&operation.name);
    let layout = Layout { narrow: 72, ..LAYOUT };
    layout.resolve(&format!("let output = client.{name}({input}).await?;\n"))
}

fn struct_literal(name: &str, members: &[String]) -> String {
    // Nothing follows the rest of a value.
    let has_rest = members.last().is_some_and(|last| last.starts_with(".."));
    literals::spaced_group(&format!("{name} {{"), members, "}", !has_rest)
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types,
    rings: Vec<usize>,
}

impl Literals for Values<'_> {
    fn text(&self, text: &str) -> String {
        format!("{}.into()", names::quoted(text))
    }

    fn number(&self, number: &Number) -> String {
        let text = number.to_string();
        if text.contains(['.', 'e', 'E']) { text } else { text + ".0" }
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
        "FilePart { content: b\"hello\".to_vec(), ..Default::default() }".to_owned()
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

    fn list(&self, _of: &Type, items: Vec<String>) -> String {
        literals::group("vec![", &items, "]", true)
    }

    fn map(&self, _of: &Type, entries: Vec<(String, String)>) -> String {
        let member =
            |(key, value): (String, String)| format!("({}.into(), {value})", names::quoted(&key));
        let members: Vec<String> = entries.into_iter().map(member).collect();
        literals::group("[", &members, "].into()", true)
    }

    fn object(&self, model: usize, members: Vec<(&Field, String)>) -> String {
        let Some(object) = self.surface.object(model) else { return String::new() };
        let boxed = |field: &Field, value: String| match field.kind.split_nullable().0 {
            Type::Model(own) if *own == model || self.rings.get(*own) == self.rings.get(model) => {
                match value.strip_prefix("Some(").and_then(|own| own.strip_suffix(')')) {
                    Some(inner) => format!("Some(Box::new({inner}))"),
                    None => format!("Box::new({value})"),
                }
            }
            _ => value,
        };
        let member = |(field, value): (&Field, String)| {
            format!("{}: {}", names::field(&field.name), boxed(field, value))
        };
        let mut members: Vec<String> = members.into_iter().map(member).collect();
        if members.len() < object.fields.len() || object.additional.is_some() {
            members.push("..Default::default()".to_owned());
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
        let is_boxed = matches!(variant.kind, Type::Model(own)
            if own == model || self.rings.get(own) == self.rings.get(model));
        let own = if is_boxed { format!("Box::new({})", value.text) } else { value.text };
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
