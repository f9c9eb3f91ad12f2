//! How a program in Python calls the API.

use super::types::Types;
use super::{LAYOUT, names, view};
use crate::sdk::layout::{Layout, group};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    literals::show(&Values { surface, types: Types::new(surface) }, surface)
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = LAYOUT;

    fn setup(&self) -> String {
        let client = names::type_name(&self.surface.client);
        let module = names::module(&self.surface.name);
        let options = view::sample_options(self.surface);
        let written =
            format!("from {module} import {client}, models\n\nclient = {client}({options})\n");
        LAYOUT.resolve(&written)
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let name = names::method(&operation.name);
        let call = group(&format!("client.{name}("), &given, ")", true);
        let imports = if call.contains("dt.d") { "import datetime as dt\n\n" } else { "" };
        format!("{imports}response = {call}\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}={value}", names::parameter(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn boolean(&self, own: bool) -> String {
        if own { "True" } else { "False" }.to_owned()
    }

    fn day(&self, text: &str) -> String {
        format!("dt.date.fromisoformat({})", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        // Python 3.10 does not read the `Z`.
        let text = text.trim_end_matches('Z').to_owned() + "+00:00";
        format!("dt.datetime.fromisoformat({})", names::quoted(&text))
    }

    fn bytes(&self, _text: &str) -> String {
        "b\"hello\"".to_owned()
    }

    fn file(&self) -> String {
        "b\"hello\"".to_owned()
    }

    fn null(&self) -> &'static str {
        "None"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("[", items, "]", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        group("{", entries, "}", true)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{}={value}", names::field(&field.name))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        group(&format!("models.{}(", self.types.model(model)), &members, ")", true)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        self.surface.enum_value(model, at).map_or_else(String::new, |value| {
            format!("models.{}.{}", self.types.model(model), value.name.screaming())
        })
    }

    fn variant(
        &self,
        _model: usize,
        _at: usize,
        value: Written,
        _tag: Option<&(String, String)>,
    ) -> String {
        value.text
    }
}
