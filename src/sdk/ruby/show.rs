//! How a program in Ruby calls the API.

use super::types::{self, Types};
use super::{LAYOUT, names, view};
use crate::sdk::layout::{Layout, group, spaced_group};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let name = names::package(&surface.name);
    let types = Types::new(surface, types::OUTSIDE);
    literals::show(&Values { surface, types, name }, surface)
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
    name: Name,
}

impl Values<'_> {
    fn module(&self) -> String {
        self.name.pascal()
    }
}

impl Literals for Values<'_> {
    const LAYOUT: Layout = LAYOUT;

    fn setup(&self) -> String {
        let options = view::sample_options(self.surface);
        let open = format!("client = {}::Client.new", self.module());
        let made = if options.is_empty() {
            open
        } else {
            LAYOUT.resolve(&group(&(open + "("), &options, ")", false))
        };
        format!("require {}\n\n{made}\n", names::quoted(&self.name.snake()))
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let open = format!("response = client.{}", names::method(&operation.name));
        if given.is_empty() {
            return open + "\n";
        }
        group(&(open + "("), &given, ")\n", false)
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::parameter(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn day(&self, text: &str) -> String {
        format!("Date.iso8601({})", names::quoted(text))
    }

    fn moment(&self, text: &str) -> String {
        format!("Time.iso8601({})", names::quoted(text))
    }

    fn bytes(&self, _text: &str) -> String {
        "\"hello\"".to_owned()
    }

    fn file(&self) -> String {
        format!("{}::FilePart.new(\"hello\")", self.module())
    }

    fn upload(&self) -> String {
        "\"hello\"".to_owned()
    }

    fn null(&self) -> &'static str {
        "nil"
    }

    fn list(&self, _of: &Type, items: &[String]) -> String {
        group("[", items, "]", false)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{} => {value}", names::quoted(key))
    }

    fn map(&self, _of: &Type, entries: &[String]) -> String {
        spaced_group("{", entries, "}", false)
    }

    fn member(&self, model: usize, field: &Field, value: &str) -> String {
        let object = self.surface.object(model);
        let open = object.is_some_and(|object| object.additional.is_some());
        format!("{}: {value}", self.types.member(field, open))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        let made = format!("{}::Models::{}.new", self.module(), self.types.model(model));
        if members.is_empty() { made } else { group(&(made + "("), &members, ")", false) }
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        self.surface.enum_value(model, at).map_or_else(String::new, |value| {
            let module = self.types.model(model);
            format!("{}::Models::{module}::{}", self.module(), names::value(&value.name))
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
