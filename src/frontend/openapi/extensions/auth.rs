//! `x-amazon-apigateway-auth`: the authorization type of one operation.

use super::{Extension, Place};
use crate::frontend::openapi::context::Findings;
use crate::frontend::openapi::read::{self, Field};
use crate::ir::AuthorizationType;
use crate::source::Spanned;

/// An object with the one field `type` in an operation.
pub(super) static EXTENSION: Extension =
    Extension { name: "auth", places: &[Place::Operation], rest: true, http: true, root: None };

const TYPES: &[(&str, AuthorizationType)] =
    &[("NONE", AuthorizationType::None), ("AWS_IAM", AuthorizationType::AwsIam)];

/// The authorization type that the extension states.
pub(in crate::frontend::openapi) fn lower(
    field: Field<'_>,
    f: &mut Findings<'_>,
) -> Option<Spanned<AuthorizationType>> {
    let mut found = None;
    for field in read::fields(read::map(field, f)?) {
        match field.name {
            "type" => found = read::choice(field, TYPES, f),
            _ => read::unknown_field(field, "`x-amazon-apigateway-auth`", &["type"], f),
        }
    }
    found
}
