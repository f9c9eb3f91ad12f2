//! `malformed-binary-media-type`

use crate::check::Context;
use crate::check::values::is_open;
use crate::diag::Sink;
use crate::ir::RestApi;

rule! {
    /// An entry of the binary media types never matches.
    ///
    /// ## Why
    /// An entry is `type/subtype`, `type/*` or `*/*`. Anything else, such as `*/png` or `image`, matches nothing, and
    /// payloads of that type are broken by being read as text.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-binary-media-types: ["*/png"]
    /// paths: {}
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-binary-media-types: ["image/*"]
    /// paths: {}
    /// ```
    "malformed-binary-media-type", Warning, RestApi => check
}

fn check(_: &Context<'_>, api: &RestApi, sink: &mut Sink) {
    for media in &api.binary_media_types {
        let good = match media.split_once('/') {
            // Imports of templates write the slash as `~1`.
            None => media.contains("~1"),
            Some(("*", subtype)) => subtype == "*",
            Some((kind, subtype)) => {
                !kind.is_empty() && !subtype.is_empty() && !media.contains([' ', ';', ','])
            }
        };
        if !good && !is_open(media) {
            sink.report(&RULE, media.span(), format!("`{}` matches no payload", **media))
                .help("write `type/subtype`, `type/*` or `*/*`");
        }
    }
}
