//! `too-many-authorizers`

use crate::check::Context;
use crate::diag::Sink;
use crate::ir::{Api, Definition};
use crate::quota::AUTHORIZERS_PER_API;

rule! {
    /// The definition has more authorizers than an API may have.
    ///
    /// ## Why
    /// An API has at most ten until AWS raises the limit (AWS docs, "Amazon API Gateway quotas and important notes").
    /// Each security scheme with `x-amazon-apigateway-authorizer` is one, used or not.
    ///
    /// The example that would fail is too long to be shown.
    ///
    /// ```yaml,passes
    /// paths: {}
    /// ```
    "too-many-authorizers", Warning, Definition => check
}

fn check(_: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let authorizers = match &definition.api {
        Api::Rest(api) => &api.authorizers,
        Api::Http(api) => &api.authorizers,
    };
    let most = AUTHORIZERS_PER_API.max;
    let beyond = usize::try_from(most).unwrap_or(usize::MAX);
    if let Some((first, _)) = authorizers.get_index(beyond) {
        let message = format!("there are {} authorizers, {most} are possible", authorizers.len());
        sink.report(&RULE, first.span(), message);
    }
}
