//! How a program in Swift calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::layout::{Layout, group};
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
        let module = names::module(&self.surface.name.kebab());
        let options = sample(self.surface).options;
        let options = if options.is_empty() {
            String::new()
        } else {
            let lines: Vec<String> =
                options.iter().map(|option| format!("        {option}")).collect();
            format!("\n    ClientOptions(\n{}\n    )\n", lines.join(",\n"))
        };
        format!("import {module}\n\nlet client = try {client}({options})\n")
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let name = names::method(&operation.name);
        let call = group(&format!("try await client.{name}("), &given, ")", false);
        format!("let output = {call}\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::label(&names::parameter(name)))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn number(&self, number: &Number) -> String {
        literals::fraction(number)
    }

    fn day(&self, text: &str) -> String {
        format!("CalendarDay({})!", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        format!("Date({}, strategy: .iso8601)", names::quoted(text))
    }

    fn bytes(&self, _text: &str) -> String {
        "Data(\"hello\".utf8)".to_owned()
    }

    fn file(&self) -> String {
        format!("FilePart({})", self.bytes(""))
    }

    fn upload(&self) -> String {
        format!(".data({})", self.bytes(""))
    }

    fn null(&self) -> &'static str {
        "nil"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("[", items, "]", items.len() > 1)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        if entries.is_empty() {
            return "[:]".to_owned();
        }
        group("[", entries, "]", entries.len() > 1)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{}: {value}", names::label(&names::field(&field.name)))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        group(&format!("{}(", self.types.model(model)), &members, ")", false)
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
        group(&format!("{}.{name}(", self.types.model(model)), &[value.text], ")", false)
    }

    fn placed(&self, kind: &Type, required: bool, value: Written) -> String {
        if required || !self.types.split_nullable(kind).1 {
            return value.text;
        }
        if value.is_null { ".null".to_owned() } else { group(".value(", &[value.text], ")", false) }
    }

    /// Any JSON is a literal as it is.
    fn json(&self, value: &Value) -> String {
        match value {
            Value::Null => ".null".to_owned(),
            Value::Bool(own) => own.to_string(),
            // What is no whole number of 64 bits is another one.
            Value::Number(own) if own.is_u64() && !own.is_i64() => literals::fraction(own),
            Value::Number(own) => own.to_string(),
            Value::String(text) => names::quoted(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                self.list(&Type::Any, &items)
            }
            Value::Object(members) => {
                let entries: Vec<String> =
                    members.iter().map(|(key, own)| self.entry(key, &self.json(own))).collect();
                self.map(&Type::Any, &entries)
            }
        }
    }
}
