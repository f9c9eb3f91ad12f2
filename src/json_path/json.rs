//! What a document must offer to be searched.

/// A node of a document, cheap to clone: a reference or a handle.
pub trait Json: Clone {
    /// What the node is.
    fn shape(&self) -> Shape;
    /// The text of a string.
    fn text(&self) -> Option<&str>;
    /// The member `name` of a map.
    fn member(&self, name: &str) -> Option<Self>;
    /// The element at `index` of a list.
    fn element(&self, index: usize) -> Option<Self>;
    /// Appends the elements of a list or the values of a map to `out`, in order.
    fn children(&self, out: &mut Vec<Self>);
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number
    Number(f64),
    /// A string
    Text,
    /// A list of so many elements
    List(usize),
    /// A map of so many members
    Map(usize),
}

impl Json for &serde_json::Value {
    fn shape(&self) -> Shape {
        use serde_json::Value;
        match self {
            Value::Null => Shape::Null,
            Value::Bool(value) => Shape::Bool(*value),
            Value::Number(number) => Shape::Number(number.as_f64().unwrap_or(f64::NAN)),
            Value::String(_) => Shape::Text,
            Value::Array(list) => Shape::List(list.len()),
            Value::Object(map) => Shape::Map(map.len()),
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn member(&self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    fn element(&self, index: usize) -> Option<Self> {
        self.as_array()?.get(index)
    }

    fn children(&self, out: &mut Vec<Self>) {
        use serde_json::Value;
        match self {
            Value::Array(list) => out.extend(list),
            Value::Object(map) => out.extend(map.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
