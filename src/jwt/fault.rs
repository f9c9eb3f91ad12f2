//! Why a token is refused.

use std::fmt;

use super::{Algorithm, MAX_TOKEN, TokenUse};

/// Why a token is refused. It never holds the token, nor a claim of it that could be private.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// There is none.
    Missing,
    /// It is longer than [`MAX_TOKEN`].
    TooLong,
    /// It has not three parts.
    NotThreeParts,
    /// A part is not what it should be: `header`, `claims` or `signature`, and what is wrong with it.
    Unreadable(&'static str, &'static str),
    /// It names the algorithm `none`, so it is not signed.
    NotSigned,
    /// It names an algorithm that does not exist here.
    UnknownAlgorithm,
    /// It names an algorithm that is not taken here.
    AlgorithmNotAllowed(Algorithm),
    /// It demands an understanding of something that is not understood.
    Critical,
    /// It does not say which key it is signed with.
    NoKeyId,
    /// No key has that id.
    UnknownKey(String),
    /// The key with that id is not for that algorithm.
    WrongKey {
        /// The id.
        kid: String,
        /// The algorithm that the token names.
        algorithm: Algorithm,
    },
    /// The keys are not known, so nothing can be verified.
    KeysUnavailable(String),
    /// The signature is not of that key.
    WrongSignature,
    /// A claim is missing.
    MissingClaim(&'static str),
    /// A claim has not the type that it must have.
    WrongClaimType(&'static str),
    /// Another issuer than those that are taken.
    WrongIssuer {
        /// The issuer of the token.
        given: String,
        /// Those that are taken.
        wanted: Vec<String>,
    },
    /// It is for another audience.
    WrongAudience {
        /// Those that are taken.
        wanted: Vec<String>,
    },
    /// Its time is over.
    Expired {
        /// For so many seconds.
        since: u64,
    },
    /// Its time has not come: `nbf` or `iat`.
    NotYetValid {
        /// The claim that says so.
        claim: &'static str,
        /// In so many seconds.
        starts: u64,
    },
    /// It is an id token where an access token is needed, or the other way round, or neither.
    WrongUse {
        /// What is needed.
        wanted: TokenUse,
        /// What it is, if it is either.
        given: Option<TokenUse>,
    },
    /// The audience does not match the validation expression.
    ExpressionMismatch,
    /// It has none of the scopes that are needed.
    MissingScope(Vec<String>),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no token"),
            Self::TooLong => write!(f, "the token is longer than {MAX_TOKEN} bytes"),
            Self::NotThreeParts => {
                f.write_str("the token has not the three parts of a signed token, with dots between")
            }
            Self::Unreadable(part, why) => write!(f, "the {part} of the token {why}"),
            Self::NotSigned => f.write_str("the token names the algorithm `none`: it is not signed"),
            Self::UnknownAlgorithm => f.write_str("the token names an algorithm that is not known"),
            Self::AlgorithmNotAllowed(name) => {
                write!(f, "the token is signed with {name}, which is not taken here")
            }
            Self::Critical => {
                f.write_str("the header of the token has `crit`, and names what is not understood here")
            }
            Self::NoKeyId => f.write_str("the header of the token has no `kid`"),
            Self::UnknownKey(kid) => {
                write!(f, "no key of the key set has the id `{}`", shown(kid))
            }
            Self::WrongKey { kid, algorithm } => {
                write!(f, "the key `{}` is not one for {algorithm}", shown(kid))
            }
            Self::KeysUnavailable(why) => write!(f, "the key set is not there: {why}"),
            Self::WrongSignature => f.write_str(
                "the signature of the token is not of that key: the token was changed, or another key signed it",
            ),
            Self::MissingClaim(name) => write!(f, "the token has no claim `{name}`"),
            Self::WrongClaimType(name) => {
                write!(f, "the claim `{name}` has not the type that it must have")
            }
            Self::WrongIssuer { given, wanted } => write_issuer(f, given, wanted),
            Self::WrongAudience { wanted } => {
                write!(f, "the token is not for the audience `{}`", wanted.join("` or `"))
            }
            Self::Expired { since } => write!(f, "the token expired {since} seconds ago"),
            Self::NotYetValid { claim, starts } => {
                write!(f, "the token is not valid yet: its `{claim}` is {starts} seconds from now")
            }
            Self::WrongUse { wanted, given } => write_use(f, *wanted, *given),
            Self::ExpressionMismatch => f.write_str(
                "the claim `aud` does not match the identity validation expression; access tokens have no such claim",
            ),
            Self::MissingScope(wanted) => {
                write!(f, "the token has none of the scopes `{}`", wanted.join("`, `"))
            }
        }
    }
}

impl std::error::Error for Fault {}

fn write_issuer(f: &mut fmt::Formatter<'_>, given: &str, wanted: &[String]) -> fmt::Result {
    write!(f, "the issuer is `{}` and not `{}`", shown(given), wanted.join("` or `"))?;
    let bare = given.trim_end_matches('/');
    if wanted.iter().any(|own| own.trim_end_matches('/') == bare) {
        f.write_str(": a slash at the end counts")?;
    }
    Ok(())
}

fn write_use(f: &mut fmt::Formatter<'_>, wanted: TokenUse, given: Option<TokenUse>) -> fmt::Result {
    match given {
        Some(given) => {
            write!(f, "the token is an {given} token where an {wanted} token is needed")?;
        }
        None => write!(f, "the claim `token_use` is not `{wanted}`")?,
    }
    f.write_str(match wanted {
        TokenUse::Access => ": the method has scopes",
        TokenUse::Id => ": the method has no scopes",
    })
}

/// Text of a token in a message: short, and without line breaks.
fn shown(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}
