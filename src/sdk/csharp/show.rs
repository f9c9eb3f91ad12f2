//! How a program in C# calls the API.

use serde_json::{Number, Value};

use super::types::Types;
use super::{LAYOUT, names, sample};
use crate::sdk::layout::{Layout, group, marked};
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
        let client = names::client(&self.surface.client);
        let options = sample(self.surface).options;
        let given = (!options.is_empty()).then(|| braced("new ClientOptions", &options));
        let made = group(&format!("var client = new {client}("), given.as_slice(), ");\n", false);
        Self::LAYOUT.resolve(&made)
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let name = names::method(&operation.name);
        format!("var output = {};\n", group(&format!("await client.{name}("), &given, ")", false))
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::parameter(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn number(&self, number: &Number) -> String {
        literals::fraction(number)
    }

    fn day(&self, text: &str) -> String {
        format!("DateTime.Parse({})", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        format!("DateTimeOffset.Parse({})", names::quoted(text))
    }

    fn bytes(&self, _text: &str) -> String {
        "Encoding.UTF8.GetBytes(\"hello\")".to_owned()
    }

    fn file(&self) -> String {
        format!("new FilePart({})", self.bytes(""))
    }

    fn upload(&self) -> String {
        self.bytes("")
    }

    fn null(&self) -> &'static str {
        "null"
    }

    fn list(&self, of: &Type, items: &[String]) -> String {
        let of = self.types.plain(of);
        if items.is_empty() {
            return format!("Array.Empty<{of}>()");
        }
        braced(&format!("new {of}[]"), items)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("[{}] = {value}", names::quoted(key))
    }

    fn map(&self, of: &Type, entries: &[String]) -> String {
        let made = format!("new Dictionary<string, {}>", self.types.plain(of));
        if entries.is_empty() { made + "()" } else { braced(&made, entries) }
    }

    fn member(&self, model: usize, field: &Field, value: &str) -> String {
        let property = names::property(&field.name, self.types.model(model));
        format!("{}: {value}", names::argument(&property))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        group(&format!("new {}(", self.types.model(model)), &members, ")", false)
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
        group(&format!("new {}.Of{name}(", self.types.model(model)), &[value.text], ")", false)
    }

    /// Any JSON is shown as JSON is.
    fn json(&self, value: &Value) -> String {
        format!("Json.Parse({})", names::quoted(&value.to_string()))
    }
}

/// Several things between braces, each in a line of its own where they do not fit in one.
fn braced(made: &str, items: &[String]) -> String {
    let items = items.join(&marked(",⏎"));
    format!("{made}{}{items}{}", marked("⟪⏎{⟨⏎"), marked("⸨,⸩⟫}⟩"))
}
