//! `why-denied`

use std::path::{Path, PathBuf};

use crate::access::{
    Api, Case, Fact, LogFormat, Question, ReportOutcome, Shown, Signer, Subject, SubjectParts,
    Symptom, TokenSaid, WhyDenied,
};
use crate::bundle::{Config, read_config};
use crate::cli::compiled::{self, Compiled, Ready};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project::{self, ReadArguments};
use crate::cli::terminal::Terminal;
use crate::cli::why::{self, Asked};
use crate::diag::Sink;
use crate::emit;
use crate::gateway::{Clock, Engine};
use crate::iam::PolicyKind;
use crate::ir::Definition;
use crate::serve::SystemClock;
use crate::source::Sources;

/// Tell whether a request gets in, and why
///
/// The whole way of a request is gone: stage, route, policies, authorizer, API key, limits and request validator. The
/// answer comes first, then the reasons, then all ways in, then the smallest change of the request and of a policy that
/// would let it in, each of which was tried. What nobody has said is not guessed: then it is undecided, and told which
/// keys are needed. Exit status: 0 allowed, 1 denied, 2 the input is wrong, 3 undecided.
///
/// With `--log`, each entry of an access log with status 401, 403 or 429 is explained. With `--message`, the causes are
/// ranked that this API can have for what a caller was told.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis why-denied 'GET /pets/1' --stage prod --from 207.172.87.12
  portcullis why-denied 'POST /pets' --as arn:aws:iam::111122223333:user/George --identity-policy george.json
  portcullis why-denied api.yaml 'GET /pets' -H 'Authorization: token' --authorizer-policy answer.json --format json
  portcullis why-denied --log access.log --stage prod
  portcullis why-denied --message 'User is not authorized to access this resource'")]
pub(in crate::cli) struct Arguments {
    /// The definition, manifest or `gateway.json` [default: the usual names here], then the request: `GET /path?query`
    #[arg(value_name = "[PATH] REQUEST", num_args = 1..=2, required_unless_present_any = ["log", "message"])]
    words: Vec<String>,

    /// Explain the entries of an access log in JSON, CLF or the format of the stage; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "message")]
    log: Option<PathBuf>,

    /// Rank what can have caused this message, or this body of an answer
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,

    #[command(flatten)]
    asked: Asked,

    /// How to write it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = WhyFormat::Human)]
    format: WhyFormat,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WhyFormat {
    /// For people
    Human,
    /// For programs; `portcullis schema why-denied` prints its schema
    Json,
}

/// A definition, or a configuration that was made of one.
struct Loaded {
    ready: Option<Ready>,
    config: Config,
    sources: Sources,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let (path, request) = words(arguments)?;
    let line = request.map(why::request_line).transpose()?;
    let Some(loaded) = load(path.as_deref(), &arguments.reading, terminal)? else {
        return Ok(Exit::Unusable);
    };
    answer(loaded, arguments, line.as_ref(), terminal)
}

/// The path and the request. A log and a message can do without a request.
fn words(arguments: &Arguments) -> Result<(Option<PathBuf>, Option<&str>), CliError> {
    let definition = |word: &String| Some(project::within(PathBuf::from(word)));
    let alone = arguments.log.is_some() || arguments.message.is_some();
    let is_request =
        |word: &str| word.starts_with('/') && word.split_once(' ').is_none() || word.contains(" /");
    match arguments.words.as_slice() {
        [path, request, ..] if arguments.log.is_none() => {
            Ok((definition(path), Some(request.as_str())))
        }
        [_, request, ..] => Err(CliError::Usage {
            message: format!("a log has requests of its own, and `{request}` is one more"),
            help: Some("leave the request or the log out".to_owned()),
        }),
        [word] if !alone => Ok((None, Some(word))),
        // A request about which a message is has a space in it, which paths rarely have.
        [word] if arguments.message.is_some() && is_request(word) && !Path::new(word).exists() => {
            Ok((None, Some(word)))
        }
        [word] => Ok((definition(word), None)),
        [] => Ok((None, None)),
    }
}

fn load(
    path: Option<&Path>,
    reading: &ReadArguments,
    terminal: &mut Terminal,
) -> Result<Option<Loaded>, CliError> {
    if let Some(path) = path
        && let Some(text) = project::gateway_config(path)
    {
        let config = read_config(&text).map_err(|error| CliError::Usage {
            message: format!("`{}` is no configuration: {error}", path.display()),
            help: Some("`portcullis build` writes one".to_owned()),
        })?;
        return Ok(Some(Loaded { ready: None, config, sources: Sources::default() }));
    }
    let ready = match compiled::contract(path, reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(_) => return Ok(None),
    };
    let mut sink = Sink::default();
    let config = emit::bundle(&ready.definition, &ready.sources, &mut sink);
    crate::cli::report::write_notes(&sink.into_diagnostics(), &ready.sources, terminal)?;
    Ok(config.map(|config| {
        let sources = ready.sources.clone();
        Loaded { ready: Some(ready), config, sources }
    }))
}

fn answer(
    loaded: Loaded,
    arguments: &Arguments,
    line: Option<&(String, String)>,
    terminal: &mut Terminal,
) -> Result<Exit, CliError> {
    let asked = &arguments.asked;
    let Loaded { ready, config, mut sources } = loaded;
    let definition = ready.as_ref().map(|ready| &*ready.definition);
    let endpoint = asked.endpoint_policy.as_deref();
    let endpoint =
        endpoint.map(|path| why::policy(path, PolicyKind::Endpoint, &mut sources)).transpose()?;
    let (endpoint, endpoint_document) = endpoint.unzip();
    let api = why::api(&config, definition, endpoint)?;
    let callers = why::callers(&config, definition, &api);
    let own = own_policies(&asked.identity_policy, &api, &mut sources)?;
    let said = asked.authorizer_policy.as_deref();
    let said = said.map(|path| why::authorizer(path, &api, &mut sources)).transpose()?;
    let environment = why::environment(&config);
    let keys = why::key_names(&config, &environment);
    let engine = why::prepare(&config, environment)?;
    let parts = SubjectParts {
        config: &config,
        api,
        definition,
        sources: &sources,
        callers,
        endpoint_document,
        keys,
    };
    let subject = Subject::new(parts);
    let runtime = |question: &_, refusal: Option<&_>| why::rehearse(&engine, question, refusal);
    let case = Case::new(&subject, &runtime);
    if let Some(path) = &arguments.log {
        return log(path, &case, definition, arguments, terminal);
    }
    let now = i64::try_from(SystemClock::new().now().wall.as_secs()).unwrap_or(i64::MAX);
    let question = match line {
        None => None,
        Some((verb, target)) => {
            let mut question = why::question(asked, (verb, target), &subject, &config, own, now)?;
            if let Some((answer, usage_key)) = said {
                (question.authorizer, question.usage_key) = (answer, usage_key);
            }
            shown(&engine, &mut question, &subject);
            Some(question)
        }
    };
    match (&arguments.message, question) {
        (Some(message), question) => causes(message, question.as_ref(), &case, arguments, terminal),
        (None, Some(question)) => request(&question, &case, arguments, terminal),
        (None, None) => Ok(Exit::Unusable),
    }
}

/// Where nobody has said who calls, the signature or the token that the request has says it.
fn shown(engine: &Engine, question: &mut Question, subject: &Subject<'_>) {
    let is_open = |question: &Question| {
        matches!((&question.signer, &question.token), (Signer::Unknown, TokenSaid::Unknown))
    };
    let is_signed = question.query.contains("X-Amz-Signature=");
    let has_header = !matches!(question.header("authorization"), Fact::Absent);
    if !is_open(question) || !(is_signed || has_header) {
        return;
    }
    match why::shown(engine, question) {
        Some(Shown::Identity(arn)) => {
            let caller = subject.caller(&arn);
            question.signer = caller.map_or(Signer::Unknown, |own| Signer::Caller(Box::new(own)));
        }
        Some(Shown::Token) => question.token = TokenSaid::Valid,
        Some(Shown::Refused(refusal, lines)) => {
            question.token = TokenSaid::Refused(refusal.clone(), lines.clone());
            question.signer = Signer::Wrong(refusal, lines);
        }
        Some(Shown::Nobody | Shown::Unknown(_)) | None => {}
    }
}

fn own_policies(
    paths: &[PathBuf],
    api: &Api,
    sources: &mut Sources,
) -> Result<Option<why::KnownPolicies>, CliError> {
    if paths.is_empty() {
        return Ok(None);
    }
    let (mut policies, mut documents) = (Vec::new(), Vec::new());
    for path in paths {
        let (document, text) = why::policy(path, PolicyKind::Identity, sources)?;
        policies.push(api.prepare(document));
        documents.push(text);
    }
    Ok(Some((policies, documents)))
}

fn request(
    question: &Question,
    case: &Case<'_>,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Exit, CliError> {
    let report = case.explain(question);
    let exit = match report.outcome {
        ReportOutcome::Allowed => Exit::Done,
        ReportOutcome::Denied => Exit::Found,
        ReportOutcome::Undecided => Exit::Undecided,
    };
    match arguments.format {
        WhyFormat::Human => {
            let style = terminal.out_style();
            why::write(terminal.out(), &report, case.sources(), &style)
                .map_err(CliError::Output)?;
        }
        WhyFormat::Json => json(&WhyDenied::Request(Box::new(report)), true, terminal)?,
    }
    Ok(exit)
}

fn causes(
    message: &str,
    question: Option<&Question>,
    case: &Case<'_>,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Exit, CliError> {
    let symptom = Symptom { message: Some(message.to_owned()), ..Symptom::default() };
    let report = case.causes(&symptom, question);
    let exit = if report.causes.is_empty() { Exit::Undecided } else { Exit::Done };
    match arguments.format {
        WhyFormat::Human => {
            let style = terminal.out_style();
            why::write_causes(terminal.out(), &report, &style).map_err(CliError::Output)?;
        }
        WhyFormat::Json => json(&WhyDenied::Message(report), true, terminal)?,
    }
    Ok(exit)
}

fn log(
    path: &Path,
    case: &Case<'_>,
    definition: Option<&Definition>,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Exit, CliError> {
    let stage = match &arguments.asked.stage {
        Some(name) => name.clone(),
        None => case.stages().next().unwrap_or("dev").to_owned(),
    };
    let settings = definition.and_then(|own| own.stages.get(stage.as_str()));
    let format = settings.and_then(|own| Some(own.access_log.as_ref()?.format.as_str()));
    let format = LogFormat::new(format);
    let as_json = arguments.format == WhyFormat::Json;
    let summary = why::read_log(path, &format, case, &stage, &mut |entry| {
        if as_json {
            return json(&WhyDenied::LogEntry(entry), false, terminal);
        }
        why::write_entry(terminal.out(), &entry).map_err(CliError::Output)
    })?;
    let nothing = summary.malformed > 0 && summary.malformed == summary.lines;
    if as_json {
        json(&WhyDenied::LogSummary(summary), false, terminal)?;
    } else {
        why::write_summary(terminal.out(), &summary).map_err(CliError::Output)?;
    }
    Ok(if nothing { Exit::Unusable } else { Exit::Done })
}

fn json(answer: &WhyDenied, pretty: bool, terminal: &mut Terminal) -> Result<(), CliError> {
    let text =
        if pretty { serde_json::to_string_pretty(answer) } else { serde_json::to_string(answer) };
    let text = text.map_err(|error| CliError::Output(error.into()))?;
    writeln!(terminal.out(), "{text}").map_err(CliError::Output)
}
