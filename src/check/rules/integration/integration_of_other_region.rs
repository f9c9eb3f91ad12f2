//! `integration-of-other-region`

use std::collections::BTreeMap;

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::{Api, Definition};
use crate::mapping::{IntegrationTarget, UriTemplate, arn_fields};
use crate::source::Spanned;

rule! {
    /// Calls of the API leave its region.
    ///
    /// ## Why
    /// An ARN with another region than the API's is most often left over from where the definition was copied from.
    /// A function or a queue of that name exists there too, or does not: every call is slower and paid for as
    /// traffic between regions, or is answered with `500`. Told are integrations and authorizers, once for each
    /// region; certificates have a rule of their own.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ---
    /// region: eu-central-1
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: aws_proxy
    ///         httpMethod: POST
    ///         uri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:pets/invocations
    /// ---
    /// region: eu-central-1
    /// ```
    "integration-of-other-region", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(region) = definition.region.as_ref().filter(|own| !is_open(own)) else { return };
    let authorizers = match &definition.api {
        Api::Rest(api) => &api.authorizers,
        Api::Http(api) => &api.authorizers,
    };
    let asked = authorizers.values().filter_map(|own| own.authorizer_uri.as_ref());
    let called = cx.integrations().iter().filter_map(|at| at.integration.uri.as_ref());
    let mut others: BTreeMap<String, Vec<&Spanned<String>>> = BTreeMap::new();
    for uri in called.chain(asked) {
        if let Some(other) = region_of(uri, region) {
            others.entry(other).or_default().push(uri);
        }
    }
    for (other, uris) in others {
        let [first, rest @ ..] = uris.as_slice() else { continue };
        let message = format!("the API is in `{}`, and calls go to `{other}`", **region);
        let found = sink.report(&RULE, first.span(), message);
        found.related(region.span(), "the region of the API");
        for uri in rest {
            found.related(uri.span(), "also here");
        }
        found.help(format!("name what is in `{}`", **region));
    }
}

/// A region in the URI that is not the API's.
fn region_of(uri: &str, own: &str) -> Option<String> {
    // Before parsing: most URIs have a region that is the API's, or none.
    let fields = arn_fields(uri);
    let [start, _, _, first, ..] = fields.as_slice() else { return None };
    let parsed = UriTemplate::parse(uri);
    let second = match parsed.target() {
        IntegrationTarget::Lambda { function, .. } => {
            arn_fields(function).get(3).map(ToString::to_string)
        }
        _ => None,
    };
    let regions = [Some((*first).to_owned()), second];
    let is_other = |region: &String| {
        region != own && !region.is_empty() && !region.contains(['$', '{', '*', '%'])
    };
    regions.into_iter().flatten().find(|region| *start == "arn" && is_other(region))
}
