//! What a language says for itself.

use crate::sdk::naming::Name;
use crate::sdk::surface::{Body, Content, Field, Operation, Type, Union, Variant};

use super::responses::ResponseView;

/// How a language writes what every one of them has.
pub(in crate::sdk) trait Dialect {
    /// What is said of something that is not to be used any more.
    const DEPRECATED: &'static str;
    /// Whether what may be left out is a part of the value that has it.
    const OPTIONAL_INSIDE: bool;
    /// Whether every type and every method is described by a sentence, whatever the definition says of it.
    const SENTENCES: bool;
    /// Whether such a sentence starts the comment with the name of what it describes, as Go wants it. Elsewhere what the
    /// definition says stands first, which is what editors show.
    const NAME_FIRST: bool = false;

    /// The type of a model, by its index.
    fn model(&self, index: usize) -> &str;
    /// The type of something else.
    fn type_name(&self, name: &Name) -> String;
    /// The type of an error that the definition names.
    fn error_name(&self, name: &Name) -> String {
        self.type_name(name)
    }
    /// A field of an input or of headers.
    fn field(&self, name: &Name) -> String;
    /// A field of a model, which may be `open` for others.
    fn member(&self, field: &Field, _open: bool) -> String {
        self.field(&field.name)
    }
    /// A parameter of a method.
    fn parameter(&self, name: &Name) -> String {
        self.field(name)
    }
    /// A method of the client.
    fn method(&self, name: &Name) -> String;
    /// The same as a function.
    fn function(&self, name: &Name) -> String {
        self.method(name)
    }
    /// A value of an enum.
    fn value(&self, model: usize, at: usize, name: &Name) -> String;
    /// One of the types of a union.
    fn variant(&self, name: &Name) -> String;

    /// The type of a value; of one that may be left out, unless it is `required`; and of one that would be a part of
    /// itself.
    fn written(&self, kind: &Type, required: bool, boxed: bool) -> String;
    /// The type of a parameter.
    fn argument(&self, kind: &Type, required: bool) -> String {
        self.written(kind, required, false)
    }
    /// The type of a value of a union.
    fn variant_type(&self, _union: &Union, variant: &Variant, boxed: bool) -> String {
        self.written(&variant.kind, false, boxed)
    }
    /// The type that a name stands for.
    fn alias(&self, _name: &str, kind: &Type, boxed: bool) -> String {
        self.written(kind, true, boxed)
    }
    /// The type that the name of a union stands for, where it is nothing but a name.
    fn union(&self, _name: &str, _union: &Union) -> String {
        String::new()
    }
    /// The type of what is sent.
    fn sent(&self, body: &Body) -> String;
    /// The type of what comes back, which is always there when it is the `only` one.
    fn received(&self, content: Option<&Content>, only: bool) -> String;
    /// The type of what an operation gives, where it is nothing but a name.
    fn output(&self, _name: &str, _good: &[ResponseView]) -> String {
        String::new()
    }

    /// What turns values of the type to JSON and back, where types alone do not tell.
    fn codec(&self, _kind: &Type) -> Option<String> {
        None
    }
    /// The name of what turns values of a model, where something has to.
    fn model_codec(&self, _index: usize) -> Option<String> {
        None
    }
    /// How a page that was read leads to what stands under `keys`.
    fn steps(&self, _page: &Type, keys: &[String]) -> Option<Vec<String>> {
        Some(keys.to_vec())
    }

    /// A comment, line by line.
    fn comment(&self, paragraphs: &[&str]) -> Vec<String>;
    /// The same of a type, where lines are as long as their indentation lets them.
    fn type_comment(&self, paragraphs: &[&str]) -> Vec<String> {
        self.comment(paragraphs)
    }
    /// What the comment of a method says of its arguments, where they have no comments of their own.
    fn argument_words(&self, _operation: &Operation) -> String {
        String::new()
    }
    /// Whether a key needs nothing but the language's usual notation.
    fn is_plain_key(&self, _key: &str) -> bool {
        true
    }
}
