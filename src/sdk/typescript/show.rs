//! How a program in TypeScript calls the API.

use super::{LAYOUT, names, view};
use crate::sdk::layout::{Layout, group, spaced_group};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    literals::show(&Values { surface }, surface)
}

struct Values<'s> {
    surface: &'s Surface,
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = LAYOUT;

    fn setup(&self) -> String {
        let client = names::type_name(&self.surface.client);
        let package = names::quoted(&self.surface.name.kebab());
        let options = view::sample_options(self.surface);
        LAYOUT.resolve(&format!(
            "import {{ {client} }} from {package};\n\nconst client = new {client}({options});\n"
        ))
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let input =
            if given.is_empty() { String::new() } else { spaced_group("{", &given, "}", true) };
        let name = names::method(&operation.name);
        format!("const {{ status, body }} = await client.{name}({input});\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", name.camel())
    }

    fn quoted(&self, text: &str) -> String {
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

    fn null(&self) -> &'static str {
        "null"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("[", items, "]", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", names::object_key(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        spaced_group("{", entries, "}", true)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        self.entry(&field.wire, value)
    }

    fn object(&self, _model: usize, members: Vec<String>) -> String {
        spaced_group("{", &members, "}", true)
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
        let member = self.entry(key, &names::quoted(tag));
        spaced_group("{", &[member, format!("...{}", value.text)], "}", true)
    }
}
