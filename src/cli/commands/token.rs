//! `token`

use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::rand::SystemRandom;
use serde_json::{Map, Value, json};

use crate::cli::commands::render::split;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::keys;
use crate::cli::project::{self, ReadArguments};
use crate::cli::report;
use crate::cli::terminal::Terminal;
use crate::diag::Severity;
use crate::gateway::Clock as _;
use crate::ir::{Authorizer, AuthorizerType, Definition};
use crate::jwt::{Algorithm, PrivateKey, TokenUse, UserPoolArn};
use crate::serve::SystemClock;

/// Make a signed test token for an authorizer
///
/// The token goes to standard output, and a line for curl that uses it to standard error. It is
/// signed by a local key, whose public half has to be in the key set that the manifest names for
/// the user pool, under `local: userPools:`, as `eu-central-1_abc: { jwks: keys/jwks.json }`.
///
/// The runtime takes such tokens, and the real service does not.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  portcullis token --create                          a token, and the key that it takes
  portcullis token --scope pets/read --expires 5m    an access token, for methods with scopes
  portcullis token --claim email=a@example.com --claim 'cognito:groups=[\"admin\"]'
  portcullis token --expires -1m --quiet             one that has expired, and nothing else
  curl -H \"Authorization: $(portcullis token -q)\" http://127.0.0.1:8080/dev/pets"
)]
pub(in crate::cli) struct Arguments {
    /// The definition or manifest [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The authorizer, where the definition has several that take tokens
    #[arg(short, long, value_name = "NAME")]
    authorizer: Option<String>,

    /// A claim; its value is JSON, or else text, and `null` leaves the claim out
    #[arg(short, long, value_name = "NAME=VALUE")]
    claim: Vec<String>,

    /// A scope, which makes it an access token
    #[arg(short, long, value_name = "SCOPE")]
    scope: Vec<String>,

    /// What the token is for [default: `access` with a scope, `id` without]
    #[arg(long = "use", value_name = "USE", value_enum)]
    token_use: Option<UseArgument>,

    /// How long it is valid: `90s`, `5m`, `2h`, `1d`; `-1m` has expired
    #[arg(short, long, value_name = "TIME", default_value = "1h", allow_hyphen_values = true)]
    expires: String,

    /// The id of the key in the token's header [default: the key's thumbprint]
    #[arg(long, value_name = "ID")]
    kid: Option<String>,

    /// The algorithm [default: RS256, or what the key is for]
    #[arg(long, value_name = "NAME",
        value_parser = clap::builder::PossibleValuesParser::new(signing_algorithms()))]
    algorithm: Option<String>,

    /// The private key, PKCS #8 in PEM or DER [default: `private-key.pem` beside the key set]
    #[arg(short, long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// The key set [default: the one that the manifest names]
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,

    /// Make the private key if it is not there, and put its public half into the key set; what is there stays
    #[arg(long)]
    create: bool,

    /// Leave the line for curl and all notes out
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum UseArgument {
    /// Who somebody is; for methods without scopes
    Id,
    /// What somebody may do; for methods with scopes
    Access,
}

/// Shared secrets sign nothing here.
fn signing_algorithms() -> Vec<&'static str> {
    let secret = |name: &str| name.starts_with("HS");
    Algorithm::ALL.map(Algorithm::name).into_iter().filter(|name| !secret(name)).collect()
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let expires = duration(&arguments.expires)?;
    let path = project::named(arguments.path.as_deref())?;
    let project = project::load(Some(&path), &arguments.reading)?;
    let (found, definition) = (project.sink.into_diagnostics(), project.definition);
    let is_bad = found.iter().any(|own| own.severity == Severity::Error);
    let Some(definition) = definition.filter(|_| !is_bad) else {
        report::write_notes(&found, &project.sources, terminal)?;
        return Ok(report::exit(&found, Some(Severity::Error)));
    };
    let definition = &definition;
    let (name, authorizer) = authorizer(definition, arguments.authorizer.as_deref())?;
    let issuer = Issuer::of(&name, authorizer)?;
    let random = SystemRandom::new();
    let place = Place::new(arguments, definition, &path, &issuer)?;
    let key = key(arguments, &place, &random, terminal)?;
    let algorithm = arguments.algorithm.as_deref().and_then(Algorithm::parse);
    let algorithm = algorithm.unwrap_or_else(|| key.algorithm());
    let jwk = key.public_jwk(arguments.kid.as_deref(), algorithm);
    let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default();
    let now = SystemClock::new().now().wall;
    let claims = claims(arguments, authorizer, &issuer, now, expires)?;
    let token = key
        .sign(algorithm, kid, &claims, &random)
        .map_err(|error| CliError::Usage { message: error.to_string(), help: None })?;
    publish(arguments, &place, &jwk, terminal)?;
    writeln!(terminal.out(), "{token}").map_err(CliError::Output)?;
    terminal.flush().map_err(CliError::Output)?;
    if !arguments.quiet
        && let Some(call) = curl(definition, &name, authorizer, &token, &claims)
    {
        terminal.note(&call);
    }
    Ok(Exit::Done)
}

/// The authorizer that the token is for.
fn authorizer<'d>(
    definition: &'d Definition,
    asked: Option<&str>,
) -> Result<(String, &'d Authorizer), CliError> {
    let all: Vec<(&str, &Authorizer)> = match (definition.rest(), definition.http()) {
        (Some(api), _) => api.authorizers.iter().map(|(name, own)| (name.as_str(), own)).collect(),
        (None, Some(api)) => {
            api.authorizers.iter().map(|(name, own)| (name.as_str(), own)).collect()
        }
        (None, None) => Vec::new(),
    };
    let takes = |own: &Authorizer| match *own.authorizer_type {
        AuthorizerType::CognitoUserPools | AuthorizerType::Jwt => true,
        AuthorizerType::Token | AuthorizerType::Request => false,
    };
    if let Some(asked) = asked {
        let Some((_, own)) = all.iter().find(|(name, _)| *name == asked) else {
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            return Err(CliError::Unknown {
                kind: "authorizer",
                name: asked.to_owned(),
                help: Some(match names.as_slice() {
                    [] => "the definition has none".to_owned(),
                    _ => format!("the authorizers are `{}`", names.join("`, `")),
                }),
            });
        };
        if !takes(own) {
            return Err(CliError::Usage {
                message: format!(
                    "`{asked}` is a function, and only it knows which tokens it takes"
                ),
                help: None,
            });
        }
        return Ok((asked.to_owned(), own));
    }
    let fitting: Vec<_> = all.into_iter().filter(|(_, own)| takes(own)).collect();
    match fitting.as_slice() {
        [(name, own)] => Ok(((*name).to_owned(), own)),
        [] => Err(CliError::Usage {
            message: "the definition has no authorizer that takes tokens of an issuer".to_owned(),
            help: Some("those with user pools do, and JWT authorizers of HTTP APIs".to_owned()),
        }),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| *name).collect();
            Err(CliError::Usage {
                message: "the definition has several authorizers that take tokens".to_owned(),
                help: Some(format!("choose one with `--authorizer`: `{}`", names.join("`, `"))),
            })
        }
    }
}

/// Who a token is from.
struct Issuer {
    /// The claim `iss`.
    url: String,
    /// The user pool, if it is one.
    pool: Option<String>,
}

impl Issuer {
    fn of(name: &str, authorizer: &Authorizer) -> Result<Self, CliError> {
        let missing = |what: &str| CliError::Usage {
            message: format!("the authorizer `{name}` has no {what}, so no token is for it"),
            help: None,
        };
        if *authorizer.authorizer_type == AuthorizerType::Jwt {
            let own = authorizer.jwt_configuration.as_ref().and_then(|own| own.issuer.as_ref());
            let url = own.ok_or_else(|| missing("issuer"))?.to_string();
            let is_pool = url.starts_with("https://cognito-idp.");
            let pool = url.rsplit('/').next().filter(|_| is_pool).map(str::to_owned);
            return Ok(Self { url, pool });
        }
        let arn = authorizer.provider_arns.first().ok_or_else(|| missing("user pool"))?;
        let pool = UserPoolArn::parse(arn).ok_or_else(|| CliError::Usage {
            message: format!("`{arn}` is no ARN of a user pool"),
            help: None,
        })?;
        Ok(Self { url: pool.issuer(), pool: Some(pool.id.to_owned()) })
    }
}

/// The files of a key.
struct Place {
    key: PathBuf,
    jwks: PathBuf,
}

impl Place {
    fn new(
        arguments: &Arguments,
        definition: &Definition,
        path: &Path,
        issuer: &Issuer,
    ) -> Result<Self, CliError> {
        let jwks = match &arguments.jwks {
            Some(path) => path.clone(),
            None => manifest_jwks(definition, path, issuer)?,
        };
        let key = arguments.key.clone().unwrap_or_else(|| jwks.with_file_name("private-key.pem"));
        Ok(Self { key, jwks })
    }
}

/// The key set that the manifest names for the user pool.
fn manifest_jwks(
    definition: &Definition,
    path: &Path,
    issuer: &Issuer,
) -> Result<PathBuf, CliError> {
    let Some(pool) = &issuer.pool else {
        return Err(CliError::Usage {
            message: format!("the issuer `{}` is no user pool", issuer.url),
            help: Some("name its key set with `--jwks`".to_owned()),
        });
    };
    let Some(own) = definition.local.user_pools.get(pool.as_str()) else {
        return Err(CliError::Usage {
            message: format!("the manifest names no key set for the user pool `{pool}`"),
            help: Some(format!(
                "add `local: {{ userPools: {{ {pool}: {{ jwks: keys/jwks.json }} }} }}` to it, or name one with `--jwks`"
            )),
        });
    };
    if own.jwks.contains("://") {
        return Err(CliError::Usage {
            message: format!("the keys of the user pool `{pool}` come from `{}`", own.jwks),
            help: Some("only its issuer can sign tokens for it".to_owned()),
        });
    }
    Ok(path.parent().unwrap_or(Path::new("")).join(own.jwks.as_str()))
}

/// The private key, which is made where that is asked for.
fn key(
    arguments: &Arguments,
    place: &Place,
    random: &SystemRandom,
    terminal: &mut Terminal,
) -> Result<PrivateKey, CliError> {
    if !place.key.exists() {
        if !arguments.create {
            return Err(CliError::Usage {
                message: format!("there is no private key `{}`", place.key.display()),
                help: Some("`--create` makes one, `--key` names another".to_owned()),
            });
        }
        keys::create(&place.key)?;
        if !arguments.quiet {
            let shown = place.key.display();
            terminal.note(&format!("made the private key {shown}; keep it out of version control"));
        }
    }
    keys::read(&place.key, random)
}

/// The public half of the key has to be in the key set.
fn publish(
    arguments: &Arguments,
    place: &Place,
    jwk: &Value,
    terminal: &mut Terminal,
) -> Result<(), CliError> {
    if keys::has(&place.jwks, jwk)? {
        return Ok(());
    }
    if !arguments.create {
        return Err(CliError::Usage {
            message: format!(
                "the public half of `{}` is not in the key set `{}`",
                place.key.display(),
                place.jwks.display()
            ),
            help: Some("`--create` puts it there".to_owned()),
        });
    }
    keys::publish(&place.jwks, jwk)?;
    if !arguments.quiet {
        terminal.note(&format!("put its public half into {}", place.jwks.display()));
    }
    Ok(())
}

/// What the token says.
fn claims(
    arguments: &Arguments,
    authorizer: &Authorizer,
    issuer: &Issuer,
    now: Duration,
    expires: i64,
) -> Result<Map<String, Value>, CliError> {
    let issued = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let end = issued.saturating_add(expires);
    // A token that has expired was issued before it did.
    let issued = issued.min(end);
    let mut claims = Map::new();
    let mut set = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    set("sub", json!("00000000-0000-4000-8000-000000000000"));
    set("iss", json!(issuer.url));
    let scope = arguments.scope.join(" ");
    let is_jwt = *authorizer.authorizer_type == AuthorizerType::Jwt;
    let token_use = match arguments.token_use {
        Some(UseArgument::Id) => TokenUse::Id,
        None if scope.is_empty() => TokenUse::Id,
        Some(UseArgument::Access) | None => TokenUse::Access,
    };
    let audience = authorizer.jwt_configuration.as_ref().and_then(|own| own.audience.first());
    let client = audience.map_or_else(|| "local-client".to_owned(), ToString::to_string);
    match token_use {
        _ if is_jwt => set("aud", json!(client)),
        TokenUse::Id => {
            set("aud", json!(client));
            set("cognito:username", json!("local-user"));
        }
        TokenUse::Access => {
            set("client_id", json!(client));
            set("username", json!("local-user"));
        }
    }
    if !scope.is_empty() {
        set("scope", json!(scope));
    }
    if issuer.pool.is_some() {
        set("token_use", json!(token_use.to_string()));
        set("auth_time", json!(issued));
    }
    set("iat", json!(issued));
    set("exp", json!(end));
    for pair in &arguments.claim {
        let (name, text) = split(pair, '=')?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        if value.is_null() {
            claims.shift_remove(name);
        } else {
            claims.insert(name.to_owned(), value);
        }
    }
    Ok(claims)
}

/// A line for curl that calls the first method behind the authorizer which the token is good for.
fn curl(
    definition: &Definition,
    name: &str,
    authorizer: &Authorizer,
    token: &str,
    claims: &Map<String, Value>,
) -> Option<String> {
    let api = definition.rest()?;
    let own = claims.get("scope").and_then(Value::as_str).unwrap_or_default();
    let methods = api.resources.iter().flat_map(|(_, resource)| {
        let path = resource.path.as_str();
        resource.methods.iter().map(move |(verb, method)| (path, verb.name(), method))
    });
    let behind = methods.filter(|(_, _, method)| {
        method.authorization.authorizer.as_ref().is_some_and(|own| own.as_str() == name)
    });
    let (path, verb, _) = behind.min_by_key(|(_, _, method)| {
        let scopes = &method.authorization.scopes;
        let fits = if own.is_empty() {
            scopes.is_empty()
        } else {
            scopes.iter().any(|scope| own.split(' ').any(|word| word == scope.as_str()))
        };
        !fits
    })?;
    let source = authorizer.identity_sources.first().map(|own| own.as_str()).unwrap_or_default();
    let header = source.strip_prefix("method.request.header.").unwrap_or("Authorization");
    let stage = definition.stages.keys().next().map_or("dev", |name| name.as_str());
    let verb = match verb {
        "GET" | "ANY" => String::new(),
        other => format!("-X {other} "),
    };
    Some(format!("curl {verb}-H '{header}: {token}' 'http://127.0.0.1:8080/{stage}{path}'"))
}

/// Seconds: `90s`, `5m`, `2h`, `1d`, or a number of seconds; with a `-` in the past.
fn duration(text: &str) -> Result<i64, CliError> {
    let wrong = || CliError::Usage {
        message: format!("`{text}` is no time"),
        help: Some("write it as in `90s`, `5m`, `2h` or `1d`".to_owned()),
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    let unit =
        units.into_iter().find_map(|(letter, unit)| Some((digits.strip_suffix(letter)?, unit)));
    let (digits, unit) = unit.unwrap_or((digits, 1));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: i64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(unit * sign).ok_or_else(wrong)
}
