//! How a program in PHP calls the API.

use super::types::Types;
use super::{LAYOUT, names, view};
use crate::sdk::layout::{Layout, group};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let namespace = names::namespace(&surface.name.kebab());
    literals::show(&Values { surface, types: Types::new(surface, "Model\\"), namespace }, surface)
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
    namespace: String,
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = Layout { width: 96, ..LAYOUT };

    fn setup(&self) -> String {
        let client = names::type_name(&self.surface.client);
        let options = view::sample_options(self.surface);
        let token = options.iter().any(|option| option.contains("Token"));
        let mut classes = vec!["ClientOptions", client.as_str(), "Model"];
        classes.extend(token.then_some("Token"));
        classes.sort_unstable();
        let uses: Vec<String> =
            classes.iter().map(|class| format!("use {}\\{class};\n", self.namespace)).collect();
        let options: Vec<String> =
            options.iter().map(|option| format!("    {option},\n")).collect();
        let options =
            if options.is_empty() { String::new() } else { format!("\n{}", options.concat()) };
        format!("{}\n$client = new {client}(new ClientOptions({options}));\n", uses.concat())
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let call = group(&format!("$client->{}(", operation.name.camel()), &given, ")", true);
        let file = if call.contains("new FilePart(") {
            format!("use {}\\FilePart;\n\n", self.namespace)
        } else {
            String::new()
        };
        format!("{file}$output = {call};\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::parameter(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn day(&self, text: &str) -> String {
        format!("new \\DateTimeImmutable({})", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        self.day(text)
    }

    fn bytes(&self, _text: &str) -> String {
        "'hello'".to_owned()
    }

    fn file(&self) -> String {
        "new FilePart('hello')".to_owned()
    }

    fn upload(&self) -> String {
        "'hello'".to_owned()
    }

    fn null(&self) -> &'static str {
        "null"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("[", items, "]", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{} => {value}", names::quoted(key))
    }

    fn map(&self, of: &Type, entries: &[String]) -> String {
        // An array without members would be a list.
        if entries.is_empty() && *of == Type::Any {
            return "new \\stdClass()".to_owned();
        }
        group("[", entries, "]", true)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{}: {value}", names::field(&field.name))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        group(&format!("new {}(", self.types.scoped(model)), &members, ")", true)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        let Some(value) = self.surface.enum_value(model, at) else { return String::new() };
        format!("{}::{}", self.types.scoped(model), self.types.value(model, at, &value.name))
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
        format!("{}::of{name}({})", self.types.scoped(model), value.text)
    }
}
