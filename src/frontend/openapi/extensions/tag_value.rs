//! `x-amazon-apigateway-tag-value`: the value of an AWS tag.

use super::{Extension, Place};

/// A text in an entry of `tags` at the root. A tag without it has an empty value.
pub(super) static EXTENSION: Extension =
    Extension { name: "tag-value", places: &[Place::Tag], rest: false, http: true, root: None };
