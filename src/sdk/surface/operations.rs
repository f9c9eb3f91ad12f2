//! Operations, and what they take.

use super::{Auth, Body, Response, Type};
use crate::sdk::naming::Name;
use crate::sdk::notes::Notes;

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
