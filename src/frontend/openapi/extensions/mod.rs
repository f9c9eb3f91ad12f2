//! The extensions of API Gateway: one file each, listed here.

use crate::diag::closest;
use crate::frontend::codes;
use crate::frontend::options::ApiKind;

use super::context::{Context, Findings};
use super::read::Field;
use super::root::RootExtensions;

/// What all of them start with.
const PREFIX: &str = "x-amazon-apigateway-";

/// One extension.
#[derive(Debug)]
pub(super) struct Extension {
    /// Its name after `x-amazon-apigateway-`.
    pub(super) name: &'static str,
    /// Where it says something.
    pub(super) places: &'static [Place],
    /// Whether REST APIs have it.
    pub(super) rest: bool,
    /// Whether HTTP APIs have it.
    pub(super) http: bool,
    /// Reads it at the document's root; the others are read by what stands around them.
    pub(super) root: Option<RootReader>,
}

/// Reads an extension that stands at the document's root.
type RootReader = for<'t> fn(&Context<'t>, Field<'t>, &mut RootExtensions, &mut Findings<'_>);

/// The places of a document that have extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The top of the document.
    Root,
    /// The value of a path.
    PathItem,
    /// An operation.
    Operation,
    /// A security scheme.
    SecurityScheme,
    /// An entry of `servers`.
    Server,
    /// `components`.
    Components,
    /// An entry of `tags` at the root.
    Tag,
    /// Everything else.
    Elsewhere,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Root => "at the top of the document",
            Self::PathItem => "in a path",
            Self::Operation => "in an operation",
            Self::SecurityScheme => "in a security scheme",
            Self::Server => "in an entry of `servers`",
            Self::Components => "in `components`",
            Self::Tag => "in an entry of `tags`",
            Self::Elsewhere => "here",
        }
    }
}

macro_rules! extensions {
    ($($module:ident),+ $(,)?) => {
        $(pub(super) mod $module;)+

        /// All extensions, in alphabetical order.
        pub(super) static EXTENSIONS: &[&Extension] = &[$(&$module::EXTENSION),+];
    };
}

extensions! {
    any_method,
    api_key_source,
    auth,
    authorizer,
    authtype,
    binary_media_types,
    cors,
    documentation,
    endpoint_configuration,
    gateway_responses,
    importexport_version,
    integration,
    integrations,
    minimum_compression_size,
    policy,
    request_validator,
    request_validators,
    tag_value,
}

/// The extension that `field` is at `place`. `None` when it is none that says something there, which is reported.
/// Names are compared without regard to case, as the service does.
pub(super) fn recognize(
    cx: &Context<'_>,
    field: Field<'_>,
    place: Place,
    f: &mut Findings<'_>,
) -> Option<&'static Extension> {
    let name = own_name(field.name)?;
    let Some(extension) = find(name) else {
        report_unknown(field, name, f);
        return None;
    };
    if !extension.places.contains(&place) {
        let message = format!("`{PREFIX}{}` is ignored {}", extension.name, place.name());
        let places: Vec<&str> = extension.places.iter().map(|place| place.name()).collect();
        f.report(&codes::MISPLACED_EXTENSION, field.key.span(), message)
            .help(format!("it belongs {}", places.join(" or ")));
        return None;
    }
    match cx.api_kind {
        ApiKind::Http if !extension.http => {
            let message = format!("`{PREFIX}{}` is ignored by HTTP APIs", extension.name);
            f.count_message(&codes::IGNORED_BY_HTTP_API, &message, field.key.span());
            None
        }
        ApiKind::Rest if !extension.rest => {
            let message = format!("`{PREFIX}{}` is ignored by REST APIs", extension.name);
            f.count_message(&codes::MISPLACED_EXTENSION, &message, field.key.span());
            None
        }
        ApiKind::Http | ApiKind::Rest => Some(extension),
    }
}

/// Handles a key that `place` does not know: an extension of API Gateway, of another tool, or a mistake.
/// Returns the extension when it says something there.
pub(super) fn other_field(
    cx: &Context<'_>,
    field: Field<'_>,
    place: Place,
    construct: &str,
    known: &[&str],
    f: &mut Findings<'_>,
) -> Option<&'static Extension> {
    if own_name(field.name).is_some() {
        return recognize(cx, field, place, f);
    }
    if is_foreign(field.name) {
        let message = "extensions of other tools are ignored";
        f.count_message(&codes::FOREIGN_EXTENSION, message, field.key.span());
    } else {
        super::read::unknown_field(field, construct, known, f);
    }
    None
}

/// The value of the extension `name` in a map, whatever the case of its key.
pub(super) fn value<'t>(node: crate::source::Node<'t>, name: &str) -> Option<Field<'t>> {
    super::read::fields(node)
        .find(|field| own_name(field.name).is_some_and(|own| own.eq_ignore_ascii_case(name)))
}

fn is_foreign(name: &str) -> bool {
    name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

/// The name after the prefix, for extensions of API Gateway.
fn own_name(name: &str) -> Option<&str> {
    let start = name.get(..PREFIX.len())?;
    start.eq_ignore_ascii_case(PREFIX).then(|| name.get(PREFIX.len()..))?
}

fn find(name: &str) -> Option<&'static Extension> {
    EXTENSIONS.iter().copied().find(|extension| extension.name.eq_ignore_ascii_case(name))
}

fn report_unknown(field: Field<'_>, name: &str, f: &mut Findings<'_>) {
    let message = format!("API Gateway has no extension `{}`", field.name);
    let found = f.report(&codes::UNKNOWN_EXTENSION, field.key.span(), message);
    let known = EXTENSIONS.iter().map(|extension| extension.name);
    if let Some(near) = closest(name, known) {
        found.help(format!("did you mean `{PREFIX}{near}`?"));
    }
}
