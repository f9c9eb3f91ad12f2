//! How a program in Go calls the API.

use super::types::{self, Types};
use super::{names, sample};
use crate::sdk::layout::{Layout, group};
use crate::sdk::literals::{self, Literals, Shown, Written};
use crate::sdk::naming::Name;
use crate::sdk::surface::{Field, Operation, Surface, Type};
use crate::sdk::typed::Dialect;

/// What a program does once, and each operation.
pub(in crate::sdk) fn show(surface: &Surface) -> Shown {
    let module = names::package(&surface.name.kebab());
    literals::show(&Values { surface, types: Types::new(surface), module }, surface)
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
    /// `gofmt` never breaks a line, so people do, and this is where.
    const LAYOUT: Layout = Layout { width: 88, indent: "\t", columns: 4, narrow: 88 };

    fn setup(&self) -> String {
        let module = &self.module;
        let options = sample(self.surface, module).options;
        let options: Vec<String> = options.iter().map(|option| format!("\t{option},\n")).collect();
        let options = options.concat();
        let options = if options.is_empty() { options } else { format!("\n{options}") };
        let constructor = types::constructor(self.surface);
        Self::LAYOUT.resolve(&format!(
            "client, err := {module}.{constructor}({module}.ClientOptions{{{options}}})\nif err != nil {{\n\treturn err\n}}\n"
        ))
    }

    fn call(&self, operation: &Operation, given: Vec<String>) -> String {
        let input = names::exported(&operation.input);
        let input = group(&format!("{}.{input}{{", self.module), &given, "}", true);
        let name = names::method(&operation.name);
        format!("output, err := client.{name}(ctx, {input})\n")
    }

    fn given(&self, name: &Name, value: &str) -> String {
        format!("{}: {value}", names::field(name))
    }

    fn quoted(&self, text: &str) -> String {
        names::quoted(text)
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

    fn list(&self, of: &Type, items: &[String]) -> String {
        group(&format!("[]{}{{", self.written(of)), items, "}", true)
    }

    fn entry(&self, key: &str, value: &str) -> String {
        format!("{}: {value}", names::quoted(key))
    }

    fn map(&self, of: &Type, entries: &[String]) -> String {
        group(&format!("map[string]{}{{", self.written(of)), entries, "}", true)
    }

    fn member(&self, _model: usize, field: &Field, value: &str) -> String {
        format!("{}: {value}", names::field(&field.name))
    }

    fn object(&self, model: usize, members: Vec<String>) -> String {
        group(&format!("{}.{}{{", self.module, self.types.model(model)), &members, "}", true)
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
        group(&open, &[member], "}", true)
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
