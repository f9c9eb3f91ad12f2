//! How a program in Python calls the API.

use serde_json::Value;

use super::types::Types;
use super::{LAYOUT, names, view};
use crate::sdk::literals::{self, Given, Literals, Shown, Written, group};
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let client = names::type_name(&surface.client);
    let module = names::module(&surface.name);
    let options = view::sample_options(surface);
    let setup = format!("from {module} import {client}, models\n\nclient = {client}({options})\n");
    let values = Values { surface, types: Types::new(surface) };
    let calls = surface.operations.iter().map(|own| call(&values, own));
    Shown { setup, calls: calls.collect() }
}

fn call(values: &Values<'_>, operation: &Operation) -> String {
    let argument = |given: Given<'_>| match given {
        Given::Method(verb) => format!("method={}", names::quoted(verb)),
        Given::Parameter(own, text) => format!("{}={text}", names::parameter(&own.name)),
        Given::Body(text) => format!("body={text}"),
    };
    let given = literals::given(values, values.surface, operation);
    let arguments: Vec<String> = given.into_iter().map(argument).collect();
    let name = names::method(&operation.name);
    let call = group(&format!("client.{name}("), &arguments, ")", true);
    let imports = if call.contains("dt.d") { "import datetime as dt\n\n" } else { "" };
    LAYOUT.resolve(&format!("{imports}response = {call}\n"))
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
}

impl Literals for Values<'_> {
    fn text(&self, text: &str) -> String {
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

    fn upload(&self) -> String {
        self.file()
    }

    fn null(&self) -> &'static str {
        "None"
    }

    fn json(&self, value: &Value) -> String {
        match value {
            Value::Null => "None".to_owned(),
            Value::Bool(own) => self.boolean(*own),
            Value::Number(own) => own.to_string(),
            Value::String(text) => names::quoted(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                group("[", &items, "]", true)
            }
            Value::Object(members) => {
                let member = |(key, value): (&String, &Value)| {
                    format!("{}: {}", names::quoted(key), self.json(value))
                };
                group("{", &members.iter().map(member).collect::<Vec<String>>(), "}", true)
            }
        }
    }

    fn list(&self, _of: &Type, items: Vec<String>) -> String {
        group("[", &items, "]", true)
    }

    fn map(&self, _of: &Type, entries: Vec<(String, String)>) -> String {
        let member = |(key, value): (String, String)| format!("{}: {value}", names::quoted(&key));
        group("{", &entries.into_iter().map(member).collect::<Vec<String>>(), "}", true)
    }

    fn object(&self, model: usize, members: Vec<(&Field, String)>) -> String {
        let member =
            |(field, value): (&Field, String)| format!("{}={value}", names::field(&field.name));
        let members: Vec<String> = members.into_iter().map(member).collect();
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
