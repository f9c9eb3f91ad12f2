//! `x-amazon-apigateway-policy`: the resource policy.

use super::{Extension, Place};
use crate::frontend::openapi::context::{Context, Findings};
use crate::frontend::openapi::read::{self, Field};
use crate::frontend::openapi::root::RootExtensions;
use crate::ir::ResourcePolicy;
use crate::source::{Kind, Origin};

/// An IAM policy document at the top of the document, as a map or as JSON text.
pub(super) static EXTENSION: Extension = Extension {
    name: "policy",
    places: &[Place::Root],
    rest: true,
    http: false,
    root: Some(lower),
};

fn lower(cx: &Context<'_>, field: Field<'_>, root: &mut RootExtensions, f: &mut Findings<'_>) {
    if !matches!(field.value.kind(), Kind::Mapping | Kind::String) {
        read::wrong_type(field, "a policy document", f);
        return;
    }
    root.policy = cx
        .fragment(field.value)
        .map(|document| ResourcePolicy { document, origin: Origin(field.span()) });
}
