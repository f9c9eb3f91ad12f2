//! The views of all languages: models as declarations, operations as calls with an input, an output and errors of their
//! own. A language only says how it writes names, types and comments.

mod dialect;
mod kinds;
mod models;
mod names;
mod operations;
mod questioned;
mod responses;
mod rings;

pub(super) use dialect::Dialect;
pub(super) use kinds::{field_names, many};
pub(super) use models::{ModelView, models};
pub(super) use names::model_names;
pub(super) use operations::{ArgumentView, OperationView, PagingView, SentView, operations};
pub(super) use questioned::Questioned;
pub(super) use responses::ResponseView;
pub(super) use rings::{model_rings, turning};
