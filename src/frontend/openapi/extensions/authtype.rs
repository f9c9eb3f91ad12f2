//! `x-amazon-apigateway-authtype`: what kind of authorization a security scheme is.

use super::{Extension, Place};

/// A word in a security scheme: `awsSigv4`, or a label for the authorizer beside it.
pub(super) static EXTENSION: Extension = Extension {
    name: "authtype",
    places: &[Place::SecurityScheme],
    rest: true,
    http: true,
    root: None,
};

/// Whether the word means that requests are signed. Everything that starts with `aws` is reserved for that
/// (reference `openapi-extensions`, section 1.5).
pub(in crate::frontend::openapi) fn is_iam(authtype: &str) -> bool {
    authtype.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("aws"))
}
