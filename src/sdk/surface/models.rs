//! Models, and the types of values.

use crate::sdk::naming::Name;
use crate::sdk::notes::Notes;

/// A type with a name.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name.
    pub name: Name,
    /// Its name in the document; none for one that was made of its place.
    pub wire: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// What its schema says beyond the type.
    pub notes: Notes,
    /// What it is.
    pub shape: Shape,
    /// Whether a value of it can be sent.
    pub sent: bool,
    /// Whether a value of it can come back.
    pub received: bool,
}

/// What a model is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A map with known keys.
    Object(Object),
    /// A text out of several, and perhaps others later.
    Enum(Vec<EnumValue>),
    /// One of several types.
    Union(Union),
    /// Another type.
    Alias(Type),
}

impl Shape {
    /// The models that it is made of, in order.
    pub fn models(&self) -> Vec<usize> {
        match self {
            Self::Object(object) => {
                let fields = object.fields.iter().map(|field| &field.kind);
                fields.chain(&object.additional).flat_map(Type::models).collect()
            }
            Self::Enum(_) => Vec::new(),
            Self::Union(union) => {
                union.variants.iter().flat_map(|variant| variant.kind.models()).collect()
            }
            Self::Alias(kind) => kind.models(),
        }
    }
}

/// A map with known keys.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The known keys.
    pub fields: Vec<Field>,
    /// The type of all other values, where the schema gives one.
    pub additional: Option<Type>,
}

/// A known key of a map.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a schema")]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// The key.
    pub wire: String,
    /// The type of its value.
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Whether only answers have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// What its schema says beyond the type.
    pub notes: Notes,
    /// What it is for.
    pub description: Option<String>,
}

/// One of the texts of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// Its name.
    pub name: Name,
    /// The text.
    pub wire: String,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The types.
    pub variants: Vec<Variant>,
    /// The key whose value says which variant an object is.
    pub discriminator: Option<String>,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// The type.
    pub kind: Type,
    /// The values of the discriminator that mean it.
    pub tags: Vec<String>,
}

/// A type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// A boolean.
    Boolean,
    /// A whole number; whether it may need more than 32 bits.
    Integer {
        /// Whether the schema says `int32`.
        small: bool,
    },
    /// A number.
    Number,
    /// A text.
    String,
    /// A day, as `2026-01-31`.
    Date,
    /// A moment, as `2026-01-31T12:00:00Z`.
    DateTime,
    /// Bytes, in base64.
    Bytes,
    /// A file in a form.
    File,
    /// A list.
    List(Box<Type>),
    /// A map with any keys.
    Map(Box<Type>),
    /// A model, by its index.
    Model(usize),
    /// Something that may be null.
    Nullable(Box<Type>),
}

impl Type {
    /// The type, and whether null is a value of it.
    pub fn split_nullable(&self) -> (&Self, bool) {
        match self {
            Self::Nullable(inner) => (inner, true),
            other => (other, false),
        }
    }

    /// The same type with null as a value.
    #[must_use]
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The models that a value of this type holds, in order.
    pub fn models(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.add_models(&mut found);
        found
    }

    fn add_models(&self, found: &mut Vec<usize>) {
        match self {
            Self::Model(index) => found.push(*index),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                inner.add_models(found);
            }
            Self::Any
            | Self::Boolean
            | Self::Integer { .. }
            | Self::Number
            | Self::String
            | Self::Date
            | Self::DateTime
            | Self::Bytes
            | Self::File => {}
        }
    }
}
