//! Where a mapping puts a value: `integration.request.header.X-Id`.

use crate::diag::closest;

use super::fault::{MappingFault, is_name};

/// Whose parameters a mapping sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationSide {
    /// `requestParameters` of an integration: `integration.request.…`.
    IntegrationRequest,
    /// `responseParameters` of an integration response: `method.response.…`.
    MethodResponse,
    /// `responseParameters` of a gateway response: `gatewayresponse.…`.
    GatewayResponse,
}

impl DestinationSide {
    /// How every destination of the side begins.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::IntegrationRequest => "integration.request.",
            Self::MethodResponse => "method.response.",
            Self::GatewayResponse => "gatewayresponse.",
        }
    }

    const fn places(self) -> &'static [&'static str] {
        match self {
            Self::IntegrationRequest | Self::GatewayResponse => &["header", "querystring", "path"],
            Self::MethodResponse => &["header"],
        }
    }
}

/// The kinds of parameters that a mapping can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationPlace {
    /// A header.
    Header,
    /// A parameter of the query string.
    QueryString,
    /// A placeholder of the path.
    Path,
}

/// A parsed destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The kind of parameter.
    pub place: DestinationPlace,
    /// Its name.
    pub name: String,
}

impl Destination {
    /// Reads a destination of `side`.
    pub fn parse(text: &str, side: DestinationSide) -> Result<Self, MappingFault> {
        let prefix = side.prefix();
        let Some(rest) = text.strip_prefix(prefix) else {
            let message = format!("`{text}` does not begin with `{prefix}`");
            let example = format!("write `{prefix}header.NAME`");
            return Err(MappingFault::new(0, text.len(), message).help(example));
        };
        let at = prefix.len();
        let (word, name) = rest.split_once('.').unwrap_or((rest, ""));
        let places = side.places();
        let place = match word {
            "header" => DestinationPlace::Header,
            "querystring" if places.contains(&word) => DestinationPlace::QueryString,
            "path" if places.contains(&word) => DestinationPlace::Path,
            _ => {
                let message = format!("`{word}` is no place for a parameter here");
                let known = places.join("`, `");
                let help = match closest(word, places.iter().copied()) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => format!("use one of `{known}`"),
                };
                return Err(MappingFault::new(at, at + word.len(), message).help(help));
            }
        };
        if !is_name(name) {
            let from = (at + word.len() + 1).min(text.len());
            let message = format!("`{name}` cannot be the name of a parameter");
            return Err(MappingFault::new(from, text.len(), message)
                .help("a name has letters, digits, `.`, `_`, `$` and `-`"));
        }
        Ok(Self { place, name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Destination, DestinationPlace, DestinationSide};

    fn parse(text: &str, side: DestinationSide) -> Result<(DestinationPlace, String), String> {
        let parsed = Destination::parse(text, side);
        parsed.map(|own| (own.place, own.name)).map_err(|fault| {
            format!(
                "{}..{} {} ({})",
                fault.start,
                fault.end,
                fault.message,
                fault.help.unwrap_or_default()
            )
        })
    }

    #[test]
    fn reads_every_side() {
        let request = DestinationSide::IntegrationRequest;
        assert_eq!(
            parse("integration.request.path.petId", request),
            Ok((DestinationPlace::Path, "petId".to_owned()))
        );
        assert_eq!(
            parse("gatewayresponse.header.X-A", DestinationSide::GatewayResponse),
            Ok((DestinationPlace::Header, "X-A".to_owned()))
        );
        assert_eq!(
            parse("method.response.header.X.Y", DestinationSide::MethodResponse),
            Ok((DestinationPlace::Header, "X.Y".to_owned()))
        );
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let request = DestinationSide::IntegrationRequest;
        assert_eq!(
            parse("integration.request.headers.X", request),
            Err("20..27 `headers` is no place for a parameter here (did you mean `header`?)"
                .to_owned())
        );
        assert_eq!(
            parse("method.response.path.X", DestinationSide::MethodResponse).unwrap_err(),
            "16..20 `path` is no place for a parameter here (use one of `header`)"
        );
        assert_eq!(
            parse("integration.request.header.", request).unwrap_err(),
            "27..27 `` cannot be the name of a parameter (a name has letters, digits, `.`, `_`, `$` and `-`)"
        );
        assert!(parse("method.request.header.X", request).is_err());
    }
}
