//! How a program in Java calls the API.

use serde_json::Number;

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::layout::{Layout, group, marked};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    literals::show(&Values { surface, types: Types::new(surface) }, surface)
}

/// Calls on one value, one below the other where they do not fit.
fn chained(value: &str, calls: &[String]) -> String {
    if calls.is_empty() {
        return value.to_owned();
    }
    let (begin, between, end) = (marked("⟦·."), marked("·."), marked("⟩"));
    format!("{value}{begin}{}{end}", calls.join(&between))
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = Layout { width: 96, ..LAYOUT };
    /// Those that take entries do not.
    const NULL_IN_MAPS: bool = false;

    fn setup(&self) -> String {
        let client = names::type_name(&self.surface.client);
        let options = sample(self.surface).options;
        let options: Vec<String> =
            options.iter().map(|option| format!("\n        .{option}")).collect();
        format!("{client} client = new {client}(new ClientOptions(){});\n", options.concat())
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let input = chained(&format!("new {}()", names::type_name(&operation.input)), &given);
        let name = names::method(&operation.name);
        format!("var output = client.{name}({input});\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}({value})", names::field(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

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
        "\"hello\".getBytes(StandardCharsets.UTF_8)".to_owned()
    }

    fn file(&self) -> String {
        format!("FilePart.of({})", self.bytes(""))
    }

    fn upload(&self) -> String {
        format!("Upload.of({})", self.bytes(""))
    }

    fn null(&self) -> &'static str {
        "null"
    }

    fn list(&self, of: &Type, items: &[String]) -> String {
        // Only one of them takes null.
        let open = if *of == Type::Any { "Arrays.asList(" } else { "List.of(" };
        group(open, items, ")", false)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("Map.entry({}, {value})", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        group("Map.ofEntries(", entries, ")", false)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{}({value})", names::field(&field.name))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        chained(&format!("new {}()", self.types.model(model)), &members)
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
        format!("{}.of{name}({})", self.types.model(model), value.text)
    }

    fn placed(&self, kind: &Type, required: bool, value: Written) -> String {
        match kind {
            Type::Nullable(_) if !required && value.is_null => "Nullable.none()".to_owned(),
            Type::Nullable(_) if !required => format!("Nullable.of({})", value.text),
            _ => value.text,
        }
    }
}
