//! What every SDK of an API has, in no language: models, operations, credentials and errors, with everything decided
//! that a template would have to think about.

mod bodies;
mod credentials;
mod models;
mod operations;

use super::naming::Name;

pub use bodies::{Body, Content, Header, Response, Status};
pub use credentials::{Auth, Scheme, TokenSource};
pub use models::{EnumValue, Field, Model, Object, Shape, Type, Union, Variant};
pub use operations::{Next, Operation, Paging, Parameter, Place, Style};

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
