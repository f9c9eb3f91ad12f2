//! What every SDK of an API has, in no language: models, operations, credentials and errors, with everything decided
//! that a template would have to think about.

use super::naming::Name;
use super::notes::Notes;

/// The whole of it.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The API's name as it is written.
    pub title: String,
    /// The API's name.
    pub name: Name,
    /// The API's version as it is written.
    pub version: Option<String>,
    /// What the API is for.
    pub description: Option<String>,
    /// The name of the client's type.
    pub client: Name,
    /// The models, those with names of their own first.
    pub models: Vec<Model>,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
    /// Groups of operations, by their first tag; one alone when there are no tags.
    pub groups: Vec<Group>,
    /// The stages.
    pub stages: Vec<Stage>,
    /// The address that the document names.
    pub server: Option<String>,
    /// The AWS region, if it is known.
    pub region: Option<String>,
    /// The tokens that operations ask for.
    pub schemes: Vec<Scheme>,
    /// The answers that the gateway itself gives.
    pub gateway_errors: Vec<GatewayError>,
}

impl Surface {
    /// The known keys of a model.
    pub(super) fn object(&self, model: usize) -> Option<&Object> {
        match &self.models.get(model)?.shape {
            Shape::Object(object) => Some(object),
            Shape::Enum(_) | Shape::Union(_) | Shape::Alias(_) => None,
        }
    }

    /// One of the texts of a model.
    pub(super) fn enum_value(&self, model: usize, at: usize) -> Option<&EnumValue> {
        match &self.models.get(model)?.shape {
            Shape::Enum(values) => values.get(at),
            Shape::Object(_) | Shape::Union(_) | Shape::Alias(_) => None,
        }
    }

    /// One of the types of a model.
    pub(super) fn variant(&self, model: usize, at: usize) -> Option<&Variant> {
        match &self.models.get(model)?.shape {
            Shape::Union(union) => union.variants.get(at),
            Shape::Object(_) | Shape::Enum(_) | Shape::Alias(_) => None,
        }
    }
}

/// Operations that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag as a name.
    pub name: Name,
    /// The tag as it is written.
    pub label: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its operations, as indices.
    pub operations: Vec<usize>,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name as it is written.
    pub wire: String,
    /// Its address, when a custom domain leads to it.
    pub url: Option<String>,
}

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

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name.
    pub name: Name,
    /// The name of the type of what it takes.
    pub input: Name,
    /// The name of the type of what it gives.
    pub output: Name,
    /// The name of the type of its own errors.
    pub error: Name,
    /// The verb; none when the caller chooses it.
    pub method: Option<&'static str>,
    /// The path with its variables, as `/pets/{petId}` and `/files/{path+}`.
    pub path: String,
    /// One line.
    pub summary: Option<String>,
    /// More lines.
    pub description: Option<String>,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// Its parameters: those of the path, then the others that are required, then the rest.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back.
    pub responses: Vec<Response>,
    /// What lets it in.
    pub auth: Auth,
    /// Whether doing it twice is doing it once.
    pub idempotent: bool,
    /// The header that makes it so, when the definition has one.
    pub idempotency_header: Option<String>,
    /// How one page leads to the next.
    pub paging: Option<Paging>,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its name as it is sent.
    pub wire: String,
    /// Where it is sent.
    pub place: Place,
    /// How several values are written.
    pub style: Style,
    /// The type.
    pub kind: Type,
    /// Whether it must be sent.
    pub required: bool,
    /// What its schema says beyond the type.
    pub notes: Notes,
    /// What it is for.
    pub description: Option<String>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Place {
    /// A word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How several values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a=1&a=2`, and a map as one parameter for each key.
    Repeated,
    /// `1,2`, or with another sign between the values.
    Joined(char),
    /// `a[x]=1`
    Brackets,
    /// JSON text.
    Json,
    /// The slashes of a greedy path variable stay.
    Greedy,
}

impl Style {
    /// A word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Repeated => "repeated",
            Self::Joined(' ') => "spaces",
            Self::Joined('\t') => "tabs",
            Self::Joined('|') => "pipes",
            Self::Joined(_) => "commas",
            Self::Brackets => "brackets",
            Self::Json => "json",
            Self::Greedy => "greedy",
        }
    }
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media_type: String,
    /// What it holds.
    pub content: Content,
    /// Whether it must be sent.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
}

/// What a body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON.
    Json(Type),
    /// `application/x-www-form-urlencoded`
    Form(Type),
    /// `multipart/form-data`
    Multipart(Type),
    /// Text, XML among it.
    Text,
    /// Bytes, which are streamed.
    Binary,
}

impl Content {
    /// A word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Form(_) => "form",
            Self::Multipart(_) => "multipart",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }

    /// The type of what it holds, unless that is text or bytes.
    pub const fn kind(&self) -> Option<&Type> {
        match self {
            Self::Json(kind) | Self::Form(kind) | Self::Multipart(kind) => Some(kind),
            Self::Text | Self::Binary => None,
        }
    }
}

/// What comes back with one status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// What it means.
    pub description: Option<String>,
    /// What it holds; none for an empty answer.
    pub content: Option<Content>,
    /// Its media type, where the definition says it.
    pub media_type: Option<String>,
    /// The headers that the definition names.
    pub headers: Vec<Header>,
    /// The name of the type of those headers.
    pub headers_name: Name,
    /// The name of the type of the error that it is, unless it is none.
    pub error_name: Name,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This one.
    Code(u16),
    /// A hundred of them, by the first digit.
    Range(u16),
    /// All others.
    Default,
}

impl Status {
    /// Whether the operation was done.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=399) | Self::Range(2 | 3))
    }

    /// As it is written in a document.
    pub fn text(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(digit) => format!("{digit}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name.
    pub name: Name,
    /// Its name as it is sent.
    pub wire: String,
    /// The type of its value.
    pub kind: Type,
    /// What it is for.
    pub description: Option<String>,
}

/// What lets a caller in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Auth {
    /// Whether requests are signed with AWS Signature Version 4.
    pub iam: bool,
    /// Whether a key in `X-API-Key` is needed.
    pub api_key: bool,
    /// The tokens, as indices of schemes.
    pub schemes: Vec<usize>,
}

impl Auth {
    /// Whether anyone may call.
    pub const fn is_open(&self) -> bool {
        !self.iam && !self.api_key && self.schemes.is_empty()
    }
}

/// A token, or several values that belong together.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name.
    pub name: Name,
    /// Its name in the document.
    pub wire: String,
    /// What it is, in a few words.
    pub description: String,
    /// Where the values are sent; the first is the token's place.
    pub sources: Vec<TokenSource>,
    /// The word before the token, as `Bearer`.
    pub prefix: Option<&'static str>,
}

/// Where a value of a scheme is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSource {
    /// In a header, the query string or a cookie.
    pub place: Place,
    /// Its name there.
    pub wire: String,
}

/// An answer that the gateway itself gives.
#[derive(Clone, Debug)]
pub struct GatewayError {
    /// The gateway response type, as `QUOTA_EXCEEDED`.
    pub response_type: &'static str,
    /// Its name.
    pub name: Name,
    /// The status, as the definition has it.
    pub status: u16,
    /// The names in `x-amzn-ErrorType`.
    pub exceptions: &'static [&'static str],
    /// The message of the service, when it is always the same.
    pub message: Option<&'static str>,
    /// Whether another attempt may succeed.
    pub retry: bool,
    /// What it means.
    pub description: &'static str,
}

/// How one page leads to the next.
#[derive(Clone, Debug)]
pub struct Paging {
    /// The parameter that chooses the page, as an index.
    pub parameter: usize,
    /// How its next value is found.
    pub next: Next,
    /// The keys that lead to the list of items in a page; none when the page is the list.
    pub items: Vec<String>,
    /// The type of one item.
    pub item: Type,
    /// The status of a page.
    pub status: u16,
    /// The name of what gives all pages.
    pub pages: Name,
    /// The name of what gives the items of all pages.
    pub all: Name,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The page holds a token under these keys.
    Token(Vec<String>),
    /// Pages are numbered, beginning with this number.
    Page(u32),
    /// The number of items before the page.
    Offset,
}
