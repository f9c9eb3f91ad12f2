//! How a program in Java calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::layout::{Layout, marked};
use crate::sdk::literals::{self, Given, Literals, Shown, Written};
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let client = names::type_name(&surface.client);
    let options = sample(surface).options;
    let options: Vec<String> =
        options.iter().map(|option| format!("\n        .{option}")).collect();
    let options = options.concat();
    let setup = format!("{client} client = new {client}(new ClientOptions(){options});\n");
    let values = Values { surface, types: Types::new(surface) };
    let calls = surface.operations.iter().map(|own| call(&values, own));
    Shown { setup, calls: calls.collect() }
}

fn call(values: &Values<'_>, operation: &Operation) -> String {
    let member = |given: Given<'_>| match given {
        Given::Method(verb) => format!("method({})", names::quoted(verb)),
        Given::Parameter(own, text) => format!("{}({text})", names::field(&own.name)),
        Given::Body(text) => format!("body({text})"),
    };
    let given = literals::given(values, values.surface, operation);
    let members: Vec<String> = given.into_iter().map(member).collect();
    let input = chained(&format!("new {}()", names::type_name(&operation.input)), &members);
    let name = names::method(&operation.name);
    let layout = Layout { width: 96, ..LAYOUT };
    layout.resolve(&format!("var output = client.{name}({input});\n"))
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
    fn text(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn integer(&self, number: i64, small: bool) -> String {
        if small { number.to_string() } else { format!("{number}L") }
    }

    fn number(&self, number: &Number) -> String {
        let text = number.to_string();
        if text.contains(['.', 'e', 'E']) { text } else { text + ".0" }
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

    fn json(&self, value: &Value) -> String {
        match value {
            Value::String(text) => names::quoted(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                literals::group("Arrays.asList(", &items, ")", false)
            }
            Value::Object(members) => {
                let member = |(key, value): (&String, &Value)| {
                    format!("Map.entry({}, {})", names::quoted(key), self.json(value))
                };
                // A map of these does not hold null.
                let known = members.iter().filter(|(_, value)| !value.is_null());
                let members: Vec<String> = known.map(member).collect();
                literals::group("Map.ofEntries(", &members, ")", false)
            }
            other => other.to_string(),
        }
    }

    fn list(&self, _of: &Type, items: Vec<String>) -> String {
        literals::group("List.of(", &items, ")", false)
    }

    fn map(&self, _of: &Type, entries: Vec<(String, String)>) -> String {
        let member =
            |(key, value): (String, String)| format!("Map.entry({}, {value})", names::quoted(&key));
        let members: Vec<String> = entries.into_iter().map(member).collect();
        literals::group("Map.ofEntries(", &members, ")", false)
    }

    fn object(&self, model: usize, members: Vec<(&Field, String)>) -> String {
        let member =
            |(field, value): (&Field, String)| format!("{}({value})", names::field(&field.name));
        let members: Vec<String> = members.into_iter().map(member).collect();
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
