//! How a program in TypeScript calls the API.

use serde_json::Value;

use super::{LAYOUT, names, view};
use crate::sdk::literals::{self, Given, Literals, Shown, Written, group, spaced_group};
use crate::sdk::surface::{Field, Operation, Surface, Type};

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let client = names::type_name(&surface.client);
    let package = names::quoted(&surface.name.kebab());
    let options = view::sample_options(surface);
    let setup = format!(
        "import {{ {client} }} from {package};\n\nconst client = new {client}({options});\n"
    );
    let calls = surface.operations.iter().map(|own| call(surface, own));
    Shown { setup, calls: calls.collect() }
}

fn call(surface: &Surface, operation: &Operation) -> String {
    let values = Values { surface };
    let member = |given: Given<'_>| match given {
        Given::Method(verb) => format!("method: {}", names::quoted(verb)),
        Given::Parameter(own, text) => format!("{}: {text}", own.name.camel()),
        Given::Body(text) => format!("body: {text}"),
    };
    let members: Vec<String> =
        literals::given(&values, surface, operation).into_iter().map(member).collect();
    let input =
        if members.is_empty() { String::new() } else { spaced_group("{", &members, "}", true) };
    let name = names::method(&operation.name);
    let text = format!("const {{ status, body }} = await client.{name}({input});\n");
    LAYOUT.resolve(&text)
}

struct Values<'s> {
    surface: &'s Surface,
}

impl Literals for Values<'_> {
    fn text(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn day(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn moment(&self, text: &str) -> String {
        format!("new Date({})", names::quoted(text))
    }

    fn bytes(&self, _text: &str) -> String {
        "new TextEncoder().encode(\"hello\")".to_owned()
    }

    fn file(&self) -> String {
        "new Blob([\"hello\"])".to_owned()
    }

    fn upload(&self) -> String {
        self.file()
    }

    fn null(&self) -> &'static str {
        "null"
    }

    fn json(&self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                group("[", &items, "]", true)
            }
            Value::Object(members) => {
                let member = |(key, value): (&String, &Value)| {
                    format!("{}: {}", names::object_key(key), self.json(value))
                };
                let members: Vec<String> = members.iter().map(member).collect();
                spaced_group("{", &members, "}", true)
            }
            Value::String(text) => names::quoted(text),
            other => other.to_string(),
        }
    }

    fn list(&self, _of: &Type, items: Vec<String>) -> String {
        group("[", &items, "]", true)
    }

    fn map(&self, _of: &Type, entries: Vec<(String, String)>) -> String {
        let member =
            |(key, value): (String, String)| format!("{}: {value}", names::object_key(&key));
        spaced_group("{", &entries.into_iter().map(member).collect::<Vec<String>>(), "}", true)
    }

    fn object(&self, _model: usize, members: Vec<(&Field, String)>) -> String {
        let member = |(field, value): (&Field, String)| {
            format!("{}: {value}", names::object_key(&field.wire))
        };
        spaced_group("{", &members.into_iter().map(member).collect::<Vec<String>>(), "}", true)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        self.surface
            .enum_value(model, at)
            .map_or_else(String::new, |value| names::quoted(&value.wire))
    }

    fn variant(
        &self,
        _model: usize,
        _at: usize,
        value: Written,
        tag: Option<&(String, String)>,
    ) -> String {
        let Some((key, tag)) = tag else { return value.text };
        let member = format!("{}: {}", names::object_key(key), names::quoted(tag));
        spaced_group("{", &[member, format!("...{}", value.text)], "}", true)
    }
}
