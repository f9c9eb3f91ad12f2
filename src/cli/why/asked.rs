//! From arguments to a question.

use core::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use serde_json::{Map, Value};

use crate::access::{Caller, Fact, KnownCaller, Question, Refusal, Signer, Subject, TokenSaid};
use crate::bundle::{AuthorizerConfig, Config};
use crate::cli::commands::split;
use crate::cli::error::CliError;
use crate::cli::project;
use crate::iam::{Identity, moment};
use crate::java_regex::JavaRegex;
use crate::jwt::{self, Claims, UserPoolArn, check_user_pool_claims};

/// What is known of a request besides its line.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "The request")]
pub(in crate::cli) struct Asked {
    /// The stage [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) stage: Option<String>,

    /// The address that the request comes from
    #[arg(long, value_name = "ADDRESS")]
    from: Option<IpAddr>,

    /// Who signs it: an ARN, the name of an identity of the manifest, or `anonymous`
    #[arg(long = "as", value_name = "ARN")]
    signer: Option<String>,

    /// The VPC endpoint that it comes through, or `none`
    #[arg(long, value_name = "ID")]
    vpce: Option<String>,

    /// The VPC that it comes from, or `none`
    #[arg(long, value_name = "ID")]
    vpc: Option<String>,

    /// A header; without a value it is said not to be sent
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    header: Vec<String>,

    /// The payload, or `@FILE`
    #[arg(short, long, value_name = "TEXT")]
    data: Option<String>,

    /// The API key, or its name in the definition
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,

    /// The claims of the token of a user pool: JSON, or a file with it
    ///
    /// The signature is taken for right; `iss` and `exp` are added where they are missing.
    #[arg(long, value_name = "JSON|FILE")]
    claims: Option<String>,

    /// What the Lambda authorizer answers: a file with its answer, or with the policy in it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) authorizer_policy: Option<PathBuf>,

    /// A policy of the caller; without any, only identities of the manifest have some
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) identity_policy: Vec<PathBuf>,

    /// The policy of the VPC endpoint; without one it lets everything through
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) endpoint_policy: Option<PathBuf>,

    /// What a policy asks of the caller besides its ARN: `aws:PrincipalOrgID=o-abc`
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,

    /// When it arrives: `2026-03-02T10:00:00Z`, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
}

fn usage(message: String, help: &str) -> CliError {
    CliError::Usage { message, help: (!help.is_empty()).then(|| help.to_owned()) }
}

/// The verb and the target; without a verb it is a GET.
pub(in crate::cli) fn request_line(request: &str) -> Result<(String, String), CliError> {
    const HELP: &str = "write it as in `portcullis why-denied 'GET /pets/1?type=dog'`";
    let request = request.trim();
    let (verb, target) = request.split_once(' ').unwrap_or(("GET", request));
    let (verb, target) = (verb.to_ascii_uppercase(), target.trim());
    if verb.parse::<Method>().is_err() {
        return Err(usage(format!("`{verb}` is no HTTP method"), HELP));
    }
    if !target.starts_with('/') {
        return Err(usage(format!("the path of `{request}` does not begin with `/`"), HELP));
    }
    if format!("/x{target}").parse::<http::uri::PathAndQuery>().is_err() {
        return Err(usage(format!("`{target}` is no path with a query"), HELP));
    }
    Ok((verb, target.to_owned()))
}

/// The question that the arguments ask. Policies in files were read before: those of the caller are `own`.
pub(in crate::cli) fn question(
    arguments: &Asked,
    line: (&str, &str),
    subject: &Subject<'_>,
    config: &Config,
    own: Option<KnownPolicies>,
    now: i64,
) -> Result<Question, CliError> {
    let stage = match &arguments.stage {
        Some(name) => name.clone(),
        None => subject.stages().next().unwrap_or("dev").to_owned(),
    };
    let mut question = Question::new(&stage, line.0, line.1);
    headers(&arguments.header, &mut question)?;
    if let Some(text) = &arguments.data {
        question.body = match text.strip_prefix('@') {
            Some(path) => project::read_bytes(Path::new(path))?,
            None => text.clone().into_bytes(),
        };
    }
    if let Some(address) = arguments.from {
        question.source_ip = Fact::Known(address);
    }
    if let Some(id) = &arguments.vpce {
        question.vpc_endpoint = named(id);
    }
    if let Some(id) = &arguments.vpc {
        question.vpc = named(id);
    }
    question.time = Fact::Known(match &arguments.time {
        None => now,
        Some(text) => moment(text).ok_or_else(|| {
            usage(
                format!("`{text}` is no time"),
                "write it as in `--time 2026-03-02T10:00:00Z`, or as seconds since 1970",
            )
        })?,
    });
    question.signer = signer(arguments, subject, own)?;
    if let Some(key) = &arguments.api_key {
        let value = key_value(key, subject, config)?;
        question.headers.push(("x-api-key".to_owned(), value));
    }
    if let Some(claims) = &arguments.claims {
        question.token = token(claims, &question, subject)?;
    }
    Ok(question)
}

/// Policies of a caller that were given by name of a file.
pub(in crate::cli) type KnownPolicies = (Vec<crate::iam::Policy>, Vec<Value>);

fn named(id: &str) -> Fact<String> {
    if id == "none" { Fact::Absent } else { Fact::Known(id.to_owned()) }
}

fn headers(given: &[String], question: &mut Question) -> Result<(), CliError> {
    for header in given {
        let (name, value) = split(header, ':')?;
        if name.parse::<HeaderName>().is_err() || HeaderValue::from_str(value).is_err() {
            let help = "write it as in `-H 'User-Agent: curl/8.4'`";
            return Err(usage(format!("`{header}` is no header"), help));
        }
        if value.is_empty() {
            question.unsent.push(name.to_owned());
        } else {
            question.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok(())
}

fn signer(
    arguments: &Asked,
    subject: &Subject<'_>,
    own: Option<KnownPolicies>,
) -> Result<Signer, CliError> {
    let mut known = match arguments.signer.as_deref() {
        None if own.is_some() || !arguments.set.is_empty() => {
            let help = "say whose they are with `--as`";
            return Err(usage("policies and facts of a caller are of no use without one".to_owned(), help));
        }
        None => return Ok(Signer::Unknown),
        Some("anonymous") => return Ok(Signer::Nobody),
        Some(name) => subject.caller(name).ok_or_else(|| {
            let help = "write it as in `--as arn:aws:iam::111122223333:user/George`, or name one of the manifest";
            usage(format!("`{name}` is no ARN of an identity"), help)
        })?,
    };
    if let Some((policies, documents)) = own {
        let identity: Identity = known.caller.identity;
        known = KnownCaller { caller: Caller::with_policies(identity, policies), documents };
    }
    for pair in &arguments.set {
        set(pair, &mut known.caller)?;
    }
    Ok(Signer::Caller(Box::new(known)))
}

/// One more fact about the caller.
fn set(pair: &str, caller: &mut Caller) -> Result<(), CliError> {
    let (key, value) = split(pair, '=')?;
    let facts = &mut caller.facts;
    let wrong = |what: &str| usage(format!("`{value}` is no {what}"), "");
    let lower = key.to_ascii_lowercase();
    match lower.as_str() {
        "aws:principalorgid" => facts.organization = Fact::Known(value.to_owned()),
        "aws:principalorgpaths" => {
            let paths = value.split(',').map(|own| own.trim().to_owned());
            facts.organization_paths = Fact::Known(paths.collect());
        }
        "aws:userid" => facts.user_id = Fact::Known(value.to_owned()),
        "aws:tokenissuetime" => {
            facts.token_issued = Fact::Known(moment(value).ok_or_else(|| wrong("time"))?);
        }
        "aws:multifactorauthpresent" => {
            let present =
                value.to_ascii_lowercase().parse().map_err(|_| wrong("`true` or `false`"))?;
            facts.has_second_factor = Fact::Known(present);
        }
        "aws:multifactorauthage" => {
            facts.second_factor_age =
                Fact::Known(value.parse().map_err(|_| wrong("number of seconds"))?);
        }
        _ => {
            let Some(tag) = lower.strip_prefix("aws:principaltag/") else {
                let help = "`aws:PrincipalOrgID`, `aws:PrincipalOrgPaths`, `aws:PrincipalTag/NAME`, `aws:userid`, \
                            `aws:TokenIssueTime`, `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge` can be set; \
                            other keys follow from the request and from `--as`";
                return Err(usage(format!("`{key}` cannot be set"), help));
            };
            let pair = (tag.to_owned(), value.to_owned());
            match &mut facts.tags {
                Fact::Known(tags) => tags.push(pair),
                Fact::Absent | Fact::Unknown(_) => facts.tags = Fact::Known(vec![pair]),
            }
        }
    }
    Ok(())
}

/// The value of an API key that is named, or given.
fn key_value(key: &str, subject: &Subject<'_>, config: &Config) -> Result<String, CliError> {
    if !config.api_keys.contains_key(key) {
        if HeaderValue::from_str(key).is_err() {
            return Err(usage("the API key has characters that no header can have".to_owned(), ""));
        }
        return Ok(key.to_owned());
    }
    subject.key_value(key).map(str::to_owned).ok_or_else(|| {
        let help = "write its value in the place of its name";
        usage(format!("the value of the API key `{key}` is not in the configuration"), help)
    })
}

/// What comes of a token with these claims.
fn token(text: &str, question: &Question, subject: &Subject<'_>) -> Result<TokenSaid, CliError> {
    let help = "write it as in `--claims '{\"token_use\": \"access\", \"scope\": \"pets/read\"}'`";
    let text = if text.trim_start().starts_with('{') {
        text.to_owned()
    } else {
        project::read_text(Path::new(text))?
    };
    let claims: Map<String, Value> = serde_json::from_str(&text)
        .map_err(|error| usage(format!("the claims are no JSON object: {error}"), help))?;
    let Some((authorizer, scopes)) = subject.user_pool(question) else {
        return Ok(TokenSaid::Unknown);
    };
    let now = question.time.known().copied().unwrap_or_default();
    Ok(checked(claims, authorizer, scopes, now))
}

fn checked(
    mut claims: Map<String, Value>,
    authorizer: &AuthorizerConfig,
    scopes: &[String],
    now: i64,
) -> TokenSaid {
    let arns = authorizer.provider_arns.iter().filter_map(|arn| UserPoolArn::parse(arn));
    let issuers: Vec<String> = arns.map(|own| own.issuer()).collect();
    if let Some(issuer) = issuers.first() {
        claims.entry("iss").or_insert_with(|| Value::from(issuer.as_str()));
    }
    claims.entry("exp").or_insert_with(|| Value::from(now.saturating_add(3_600)));
    let expression = authorizer.identity_validation_expression.as_deref();
    let expression = expression.and_then(|own| JavaRegex::new(own).ok());
    let matches = |audience: &str| {
        expression.as_ref().is_some_and(|own| own.is_full_match(audience).unwrap_or(false))
    };
    let matches: Option<&dyn Fn(&str) -> bool> =
        if expression.is_some() { Some(&matches) } else { None };
    let now = Duration::from_secs(u64::try_from(now).unwrap_or_default());
    match check_user_pool_claims(&Claims::new(claims), &issuers, scopes, matches, now) {
        Ok(()) => TokenSaid::Valid,
        Err(fault @ jwt::Fault::Expired { .. }) => {
            TokenSaid::Refused(Refusal::expired_token(), vec![fault.to_string()])
        }
        Err(fault) => TokenSaid::Refused(Refusal::unauthorized(), vec![fault.to_string()]),
    }
}
