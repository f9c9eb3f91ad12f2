//! How a program in Go calls the API.

use serde_json::{Number, Value};

use super::types::{self, Types};
use super::{names, sample};
use crate::sdk::layout::Layout;
use crate::sdk::literals::{self, Given, Literals, Shown, Written};
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// `gofmt` never breaks a line, so people do, and this is where.
const LAYOUT: Layout = Layout { width: 88, indent: "\t", columns: 4, narrow: 88 };

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let module = names::package(&surface.name.kebab());
    let options = sample(surface, &module).options;
    let options: Vec<String> = options.iter().map(|option| format!("\t{option},\n")).collect();
    let options = options.concat();
    let options = if options.is_empty() { options } else { format!("\n{options}") };
    let constructor = types::constructor(surface);
    let setup = format!(
        "client, err := {module}.{constructor}({module}.ClientOptions{{{options}}})\nif err != nil {{\n\treturn err\n}}\n"
    );
    let values = Values { surface, types: Types::new(surface), module };
    let calls = surface.operations.iter().map(|own| call(&values, own));
    Shown { setup, calls: calls.collect() }
}

fn call(values: &Values<'_>, operation: &Operation) -> String {
    let member = |given: Given<'_>| match given {
        Given::Method(verb) => format!("Method: {}", names::quoted(verb)),
        Given::Parameter(own, text) => format!("{}: {text}", names::field(&own.name)),
        Given::Body(text) => format!("Body: {text}"),
    };
    let given = literals::given(values, values.surface, operation);
    let members: Vec<String> = given.into_iter().map(member).collect();
    let input = names::exported(&operation.input);
    let input = literals::group(&format!("{}.{input}{{", values.module), &members, "}", true);
    let name = names::method(&operation.name);
    LAYOUT.resolve(&format!("output, err := client.{name}(ctx, {input})\n"))
}

struct Values<'s> {
    surface: &'s Surface,
    types: Types<'s>,
    module: String,
}

impl Values<'_> {
    /// A type with the package before the names of its own.
    fn written(&self, kind: &Type) -> String {
        match kind {
            Type::List(item) => format!("[]{}", self.written(item)),
            Type::Map(value) => format!("map[string]{}", self.written(value)),
            Type::Model(index) => format!("{}.{}", self.module, self.types.model(*index)),
            Type::Date => format!("{}.Date", self.module),
            Type::File => format!("{}.FilePart", self.module),
            Type::Nullable(inner) if self.types.has_nil(inner) => self.written(inner),
            Type::Nullable(inner) => format!("*{}", self.written(inner)),
            other => self.types.written(other, true, false),
        }
    }

    fn pointer(&self, kind: &Type, value: &str) -> String {
        if self.types.has_nil(kind) {
            return value.to_owned();
        }
        // What a literal is by itself is not always what is wanted.
        let is_number = value.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        let own = self.written(kind);
        let value = if is_number { format!("{own}({value})") } else { value.to_owned() };
        format!("{}.Ptr({value})", self.module)
    }
}

impl Literals for Values<'_> {
    fn text(&self, text: &str) -> String {
        names::quoted(text)
    }

    fn number(&self, number: &Number) -> String {
        number.to_string()
    }

    fn day(&self, text: &str) -> String {
        let mut parts = text.splitn(3, '-').map(|part| part.trim_start_matches('0'));
        let mut part = || parts.next().unwrap_or("1");
        format!("{}.Date{{Year: {}, Month: {}, Day: {}}}", self.module, part(), part(), part())
    }

    fn moment(&self, text: &str) -> String {
        let numbers = text.split(|letter: char| !letter.is_ascii_digit());
        let plain = |part: &str| {
            let own = part.trim_start_matches('0');
            if own.is_empty() { "0".to_owned() } else { own.to_owned() }
        };
        let numbers: Vec<String> = numbers.take(6).map(plain).collect();
        format!("time.Date({}, 0, time.UTC)", numbers.join(", "))
    }

    fn bytes(&self, _text: &str) -> String {
        "[]byte(\"hello\")".to_owned()
    }

    fn file(&self) -> String {
        format!("{}.FilePart{{Content: []byte(\"hello\")}}", self.module)
    }

    fn upload(&self) -> String {
        "strings.NewReader(\"hello\")".to_owned()
    }

    fn null(&self) -> &'static str {
        "nil"
    }

    fn json(&self, value: &Value) -> String {
        match value {
            Value::Null => "nil".to_owned(),
            Value::String(text) => names::quoted(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.json(item)).collect();
                literals::group("[]any{", &items, "}", true)
            }
            Value::Object(members) => {
                let member = |(key, value): (&String, &Value)| {
                    format!("{}: {}", names::quoted(key), self.json(value))
                };
                let members: Vec<String> = members.iter().map(member).collect();
                literals::group("map[string]any{", &members, "}", true)
            }
            other => other.to_string(),
        }
    }

    fn list(&self, of: &Type, items: Vec<String>) -> String {
        literals::group(&format!("[]{}{{", self.written(of)), &items, "}", true)
    }

    fn map(&self, of: &Type, entries: Vec<(String, String)>) -> String {
        let member = |(key, value): (String, String)| format!("{}: {value}", names::quoted(&key));
        let members: Vec<String> = entries.into_iter().map(member).collect();
        literals::group(&format!("map[string]{}{{", self.written(of)), &members, "}", true)
    }

    fn object(&self, model: usize, members: Vec<(&Field, String)>) -> String {
        let member =
            |(field, value): (&Field, String)| format!("{}: {value}", names::field(&field.name));
        let members: Vec<String> = members.into_iter().map(member).collect();
        let open = format!("{}.{}{{", self.module, self.types.model(model));
        literals::group(&open, &members, "}", true)
    }

    fn enumeration(&self, model: usize, at: usize) -> String {
        let Some(value) = self.surface.enum_value(model, at) else { return String::new() };
        format!("{}.{}", self.module, self.types.value(model, at, &value.name))
    }

    fn variant(
        &self,
        model: usize,
        at: usize,
        value: Written,
        _tag: Option<&(String, String)>,
    ) -> String {
        let Some(variant) = self.surface.variant(model, at) else { return value.text };
        let member = format!(
            "{}: {}",
            names::field(&variant.name),
            self.pointer(&variant.kind, &value.text)
        );
        let open = format!("{}.{}{{", self.module, self.types.model(model));
        literals::group(&open, &[member], "}", true)
    }

    fn placed(&self, kind: &Type, required: bool, value: Written) -> String {
        match kind {
            Type::Nullable(inner) if !required && value.is_null => {
                format!("{}.Null[{}]()", self.module, self.written(inner))
            }
            Type::Nullable(_) if !required => {
                format!("{}.NewNullable({})", self.module, value.text)
            }
            _ if value.is_null => value.text,
            Type::Nullable(inner) => self.pointer(inner, &value.text),
            _ if required => value.text,
            other => self.pointer(other, &value.text),
        }
    }
}
