//! How a program in Kotlin calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::layout::{Layout, group, statements};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::{Dialect, Questioned};

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    literals::show(&Values { surface, types: Types::new(surface) }, surface)
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = Layout { width: 96, ..LAYOUT };

    fn setup(&self) -> String {
        let client = names::type_name(&self.surface.client);
        let options = sample(self.surface).options;
        let options = if options.is_empty() {
            String::new()
        } else {
            let lines: Vec<String> =
                options.iter().map(|option| format!("        {option},\n")).collect();
            format!("\n    ClientOptions(\n{}    ),\n", lines.concat())
        };
        format!("val client = {client}({options})\n")
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let name = names::method(&operation.name);
        format!("val output = {}\n", group(&format!("client.{name}("), &given, ")", true))
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{} = {value}", names::parameter(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    /// A number in a map is no other one by what is wanted of it.
    fn integer(&self, number: i64, small: bool) -> String {
        if small { number.to_string() } else { format!("{number}L") }
    }

    fn number(&self, number: &Number) -> String {
        literals::fraction(number)
    }

    fn day(&self, text: &str) -> String {
        format!("LocalDate.parse({})", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        format!("OffsetDateTime.parse({})", names::quoted(text))
    }

    fn bytes(&self, _text: &str) -> String {
        "\"hello\".encodeToByteArray()".to_owned()
    }

    fn file(&self) -> String {
        format!("FilePart({})", self.bytes(""))
    }

    fn upload(&self) -> String {
        format!("Upload.of({})", self.bytes(""))
    }

    fn null(&self) -> &'static str {
        "null"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("listOf(", items, ")", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{} to {value}", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        group("mapOf(", entries, ")", true)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{} = {value}", names::field(&field.name))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        let name = self.types.model(model);
        if self.types.is_wide(model) && !members.is_empty() {
            return statements(&format!("{name} {{"), &members, "}");
        }
        group(&format!("{name}("), &members, ")", true)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        let Some(value) = self.surface.enum_value(model, at) else { return String::new() };
        format!("{}.{}", self.types.model(model), self.types.value(model, at, &value.name))
    }

    fn variant(
        &self,
        model: usize,
        at: usize,
        value: Written,
        _tag: Option<&(String, String)>,
    ) -> String {
        let Some(variant) = self.surface.variant(model, at) else { return value.text };
        let name = self.types.variant(&variant.name);
        group(&format!("{}.Of{name}(", self.types.model(model)), &[value.text], ")", true)
    }

    fn placed(&self, kind: &Type, required: bool, value: Written) -> String {
        if !required && self.types.split_nullable(kind).1 {
            return group("Nullable(", &[value.text], ")", true);
        }
        value.text
    }

    /// A tree is made by functions of its library.
    fn json(&self, value: &Value) -> String {
        match value {
            Value::Null => "JsonNull".to_owned(),
            Value::Bool(own) => format!("JsonPrimitive({own})"),
            Value::Number(own) => format!("JsonPrimitive({own})"),
            Value::String(text) => format!("JsonPrimitive({})", names::quoted(text)),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                group("JsonArray(", &[group("listOf(", &items, ")", true)], ")", true)
            }
            Value::Object(members) => {
                let entries: Vec<String> =
                    members.iter().map(|(key, own)| self.entry(key, &self.json(own))).collect();
                group("JsonObject(", &[group("mapOf(", &entries, ")", true)], ")", true)
            }
        }
    }
}
