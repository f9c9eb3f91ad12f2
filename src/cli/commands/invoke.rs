//! `invoke`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use core::net::{IpAddr, Ipv4Addr};
use http::{HeaderName, HeaderValue, Method};

use crate::cli::commands::render::split;
use crate::cli::compiled::{self, Compiled};
use crate::cli::entrance::Entrance;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::plan;
use crate::cli::project::{self, ReadArguments};
use crate::cli::terminal::Terminal;
use crate::gateway::{
    Body, Clock, Engine, ExecutionLog, Request, RequestBody, RequestHeaders, Response, Step,
};
use crate::serve::{FunctionSet, SystemClock, call_once, invoke_once, random_id};

/// Send one request through the API without a server
///
/// Prints the response to standard output, and the log of the steps that led to it to standard error, as the Test
/// button of the console does. Backends over HTTP and functions are really called. Limits and quotas are those of a request before
/// which nothing has happened; nothing is counted for later.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis invoke 'GET /pets/1'
  portcullis invoke openapi.yaml 'POST /pets?dry=1' -H 'Content-Type: application/json' -d '{\"name\": \"Rex\"}'
  portcullis invoke 'POST /pets' -d @pet.json --stage prod --quiet")]
pub(in crate::cli) struct Arguments {
    /// The definition, manifest or `gateway.json` [default: the usual names here], then the request: `GET /path?query`
    #[arg(value_name = "[PATH] REQUEST", num_args = 1..=2, required = true)]
    words: Vec<String>,

    /// The stage to run in [default: the first one]
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,

    /// A header of the request
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    header: Vec<String>,

    /// The payload, or `@FILE`
    #[arg(short, long, value_name = "TEXT")]
    data: Option<String>,

    /// The address that the request comes from
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    from: IpAddr,

    /// The custom domain name that is asked; its base paths lead to the stages, where it has some
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,

    /// The certificate that the caller shows, in PEM, as over mutual TLS [implies the domain that asks for one]
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,

    /// Leave the log and the warnings out
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    running: plan::RunArguments,

    #[command(flatten)]
    reading: ReadArguments,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let (path, request) = match arguments.words.as_slice() {
        [path] if names_definition(path) => {
            return Err(usage(&format!("there is no request after `{path}`")));
        }
        [request] => (None, request),
        [path, request, ..] => (Some(project::within(PathBuf::from(path))), request),
        [] => return Err(usage("there is no request")),
    };
    let path = path.as_deref();
    if arguments.quiet {
        terminal.be_quiet();
    }
    let (method, target) = request_line(request)?;
    let headers = headers(&arguments.header)?;
    let body = body(arguments.data.as_deref())?;
    let config = match compiled::configuration(path, &arguments.reading, terminal)? {
        Compiled::Good(config) => config,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let plan = plan::make(&config, &arguments.running)?;
    let functions = plan::functions(&config, path, &arguments.running);
    if !arguments.quiet {
        plan::tell(&plan, &functions, terminal);
    }
    let stage = stage(arguments.stage.as_deref(), &config.stages.keys().collect::<Vec<_>>())?;
    let entrance = Entrance {
        domain: arguments.domain.as_deref(),
        certificate: arguments.client_certificate.as_deref(),
    };
    let home = plan::home(path, &arguments.running);
    let connection = entrance.connection(&config, &home)?;
    let name = connection.as_ref().map(|own| &own.domain);
    // The base paths of a domain lead to its stages; without them the path does.
    let has_base_paths = name
        .and_then(|name| config.domains.get(name))
        .is_some_and(|own| !own.base_path_mappings.is_empty());
    let target = if has_base_paths { target } else { format!("/{stage}{target}") };
    let mut headers = headers;
    if let Some(host) = name.and_then(|name| HeaderValue::from_str(name).ok())
        && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        headers.push(("Host".to_owned(), host));
    }
    let Ok(target) = target.parse() else {
        return Err(usage(&format!("`{target}` is no path with a query")));
    };
    let request = Request {
        method,
        target,
        authority: None,
        headers: RequestHeaders::List(headers),
        body: RequestBody::Whole(body),
        source_ip: arguments.from,
        vpc_endpoint: arguments.running.vpc_endpoint(),
        domain: connection
            .filter(|own| config.domains.get(&own.domain).is_some_and(|own| own.local.is_some()))
            .map(Arc::new),
        id: random_id(),
        log: Some(Box::new(ExecutionLog::new())),
    };
    let response = exchange(&Engine::new(plan), &functions, request)?;
    if !arguments.quiet
        && let Some(log) = &response.log
    {
        terminal.note(log.to_string().trim_end());
    }
    print(&response, terminal)?;
    Ok(Exit::Done)
}

/// Whether a word is a definition rather than a request, of which `/` is one.
fn names_definition(word: &str) -> bool {
    let path = Path::new(word);
    path.is_file() || (path.is_dir() && !word.starts_with('/'))
}

/// Drives the engine until it has an answer.
fn exchange(
    engine: &Engine,
    functions: &FunctionSet,
    request: Request,
) -> Result<Response, CliError> {
    let clock = SystemClock::new();
    let mut step = engine.start(request, clock.now());
    loop {
        match step {
            Step::Respond(response) => return Ok(response),
            Step::Call(call, suspended) => {
                let outcome = call_once(*call).map_err(CliError::Runtime)?;
                step = suspended.resume(outcome, clock.now());
            }
            Step::Invoke(call, suspended) => {
                let outcome = invoke_once(functions.clone(), *call).map_err(CliError::Runtime)?;
                step = suspended.resume(outcome, clock.now());
            }
        }
    }
}

fn usage(message: &str) -> CliError {
    CliError::Usage {
        message: message.to_owned(),
        help: Some("write it as in `portcullis invoke 'GET /pets/1?type=dog'`".to_owned()),
    }
}

/// The verb and the target; without a verb it is a GET.
fn request_line(request: &str) -> Result<(Method, String), CliError> {
    let request = request.trim();
    let (verb, target) = request.split_once(' ').unwrap_or(("GET", request));
    let verb = verb.to_ascii_uppercase();
    let Ok(method) = verb.parse() else {
        return Err(usage(&format!("`{verb}` is no HTTP method")));
    };
    let target = target.trim();
    if !target.starts_with('/') {
        return Err(usage(&format!("the path of `{request}` does not begin with `/`")));
    }
    Ok((method, target.to_owned()))
}

fn headers(given: &[String]) -> Result<Vec<(String, HeaderValue)>, CliError> {
    let mut headers = Vec::with_capacity(given.len());
    for header in given {
        let (name, value) = split(header, ':')?;
        let (Ok(_), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) else {
            return Err(CliError::Usage {
                message: format!("`{header}` is no header"),
                help: Some("write it as in `-H 'Accept: application/json'`".to_owned()),
            });
        };
        headers.push((name.to_owned(), value));
    }
    Ok(headers)
}

fn body(data: Option<&str>) -> Result<Bytes, CliError> {
    Ok(match data {
        None => Bytes::new(),
        Some(text) => match text.strip_prefix('@') {
            Some(path) => Bytes::from(project::read_bytes(&PathBuf::from(path))?),
            None => Bytes::from(text.to_owned()),
        },
    })
}

fn stage(asked: Option<&str>, stages: &[&String]) -> Result<String, CliError> {
    let known = |name: &str| stages.iter().any(|own| *own == name);
    match asked {
        Some(name) if known(name) => Ok(name.to_owned()),
        Some(name) => {
            let names: Vec<&str> = stages.iter().map(|own| own.as_str()).collect();
            Err(CliError::Unknown {
                kind: "stage",
                name: name.to_owned(),
                help: Some(format!("the stages are `{}`", names.join("`, `"))),
            })
        }
        None => Ok(stages.first().map_or_else(|| "dev".to_owned(), ToString::to_string)),
    }
}

/// The response as it would go over the wire.
fn print(response: &Response, terminal: &mut Terminal) -> Result<(), CliError> {
    let mut bytes = format!(
        "HTTP/1.1 {} {}\n",
        response.status.as_u16(),
        response.status.canonical_reason().unwrap_or("")
    )
    .into_bytes();
    for (name, value) in &response.headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.push(b'\n');
    }
    bytes.push(b'\n');
    if let Body::Whole(body) = &response.body
        && !body.is_empty()
    {
        bytes.extend_from_slice(body);
        if !body.ends_with(b"\n") {
            bytes.push(b'\n');
        }
    }
    terminal.out().write_all(&bytes).map_err(CliError::Output)
}
