//! `serve`

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use crate::bundle::Config;
use crate::check::Checked;
use crate::cli::compiled::{self, Compiled};
use crate::cli::deploying::unreadable;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::plan::{self, RunArguments};
use crate::cli::project::{self, ReadArguments};
use crate::cli::report;
use crate::cli::terminal::{Terminal, variable};
use crate::diag::Sink;
use crate::emit;
use crate::gateway::{Engine, Plan, State};
use crate::serve::{
    Compiled as Reloaded, ControlPlane, DEPLOYED_FILE, DomainSet, FunctionSet, KeptState,
    OtlpEndpoint, Reloader, ResponseStore, ServeOptions, Server, SystemClock,
    raise_descriptor_limit, read_deployments, shut_down_on_signals,
};

/// Run the API on this machine
///
/// Every stage answers under its own name, as in an invoke URL: `/dev/pets`. When a file of the definition changes,
/// it is read again and takes effect; while it has errors, what ran before goes on. Ctrl-C ends the server when all
/// requests have been answered.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis serve openapi.yaml              http://127.0.0.1:8080/dev/...
  portcullis serve --port 9000 --quiet       the manifest of this directory, without a line for each request
  portcullis serve build/gateway.json        what `build` wrote")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(in crate::cli) struct Arguments {
    /// The definition, manifest or `gateway.json` [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The port; 0 takes a free one
    #[arg(short, long, value_name = "PORT", default_value_t = 8080)]
    port: u16,

    /// The port of custom domain names, which are served over TLS where `local.domains` has their certificates; 0 takes a
    /// free one
    #[arg(long, value_name = "PORT", default_value_t = 8443)]
    tls_port: u16,

    /// The address to listen on; others than 127.0.0.1 let other machines in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// How many threads answer [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    workers: Option<NonZeroUsize>,

    /// Write no line for each request
    #[arg(short, long)]
    quiet: bool,

    /// Where counts of quotas are kept; nothing is written while no usage plan has a quota
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    state: PathBuf,

    /// Keep the response cache in the folder of `--state`, so that it is there after the next start
    ///
    /// Responses of methods with `encrypted: true` (`cacheDataEncrypted`) are sealed there with AES-256-GCM. The secret is
    /// 32 bytes in Base64: `PORTCULLIS_RESPONSES_KEY`, else the file `responses.key` in that folder, which is made.
    #[arg(long)]
    keep_responses: bool,

    /// The port of the control plane on 127.0.0.1, which tells of usage and metrics and flushes caches [default: a free one]
    #[arg(long, value_name = "PORT")]
    control: Option<u16>,

    /// Say in `X-Portcullis-Cache` whether an answer came from the response cache
    #[arg(long)]
    cache_header: bool,

    /// The collector of OpenTelemetry that gets the traces of stages with `tracing: true`, as in `http://127.0.0.1:4318`
    /// [default: what `OTEL_EXPORTER_OTLP_ENDPOINT` says]
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,

    /// Serve what is deployed, not what is written
    ///
    /// Each stage answers by the deployment that it points to; its settings are those of the definition and take effect
    /// at once. What `deploy`, `rollback` and `promote` do takes effect while it runs.
    #[arg(long)]
    deployed: bool,

    /// Do not read the definition again when its files change
    #[arg(long)]
    no_reload: bool,

    #[command(flatten)]
    running: RunArguments,

    #[command(flatten)]
    reading: ReadArguments,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let path = arguments.path.as_deref();
    let config = match compiled::configuration(path, &arguments.reading, terminal)? {
        Compiled::Good(config) => config,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let config = running(config, arguments)?;
    let plan = plan::make(&config, &arguments.running)?;
    let functions = plan::functions(&config, path, &arguments.running);
    let domains = plan::domains(&config, path, &arguments.running)?;
    plan::tell(&plan, &functions, terminal);
    for warning in domains.warnings() {
        terminal.note(&format!("warning: {warning}"));
    }
    let domain_files = domains.files().to_vec();
    let control = ControlPlane::bind(arguments.control.unwrap_or(0)).map_err(CliError::Runtime)?;
    let control_address = control.address();
    let usual = ServeOptions::default();
    let kept = KeptState::new(&arguments.state, Some(control_address));
    let kept = Arc::new(match response_store(arguments, usual.clock, terminal)? {
        Some(store) => kept.with_responses(store),
        None => kept,
    });
    let state: Arc<dyn State> = Arc::<KeptState>::clone(&kept);
    let options = ServeOptions {
        address: SocketAddr::new(arguments.host, arguments.port),
        domain_address: SocketAddr::new(arguments.host, arguments.tls_port),
        domains: domains.clone(),
        access_log: !arguments.quiet,
        log_folder: plan::home(path, &arguments.running),
        otlp: collector(arguments)?,
        workers: arguments.workers.unwrap_or(usual.workers),
        cache_header: arguments.cache_header,
        vpc_endpoint: arguments.running.vpc_endpoint(),
        counts: Some(Arc::clone(&kept)),
        functions,
        ..usual
    };
    raise_descriptor_limit();
    let engine = Engine::with_state(plan, Arc::clone(&state));
    let server = Server::bind(options, Arc::new(engine)).map_err(CliError::Serve)?;
    shut_down_on_signals(server.handle()).map_err(CliError::Serve)?;
    let is_built = path.is_some_and(|path| project::gateway_config(path).is_some());
    let _reloader = if arguments.no_reload || is_built {
        None
    } else {
        Some(reloader(arguments, &server, state, &domain_files)?)
    };
    control.start(server.handle()).map_err(CliError::Runtime)?;
    announce(&config, server.address(), terminal)?;
    announce_domains(&config, &domains, server.domain_address(), terminal)?;
    if arguments.control.is_some() {
        terminal.note(&format!("control plane on http://{control_address}"));
    }
    let outcome = server.run().map_err(CliError::Serve);
    kept.close_responses();
    outcome.map(|()| Exit::Done)
}

/// Where cached responses are kept, if they are.
fn response_store(
    arguments: &Arguments,
    clock: SystemClock,
    terminal: &mut Terminal,
) -> Result<Option<ResponseStore>, CliError> {
    if !arguments.keep_responses {
        return Ok(None);
    }
    let secret = variable("PORTCULLIS_RESPONSES_KEY").filter(|value| !value.trim().is_empty());
    let opened = ResponseStore::open(&arguments.state, secret.as_deref(), clock);
    let (store, fault) = opened.map_err(|error| CliError::Usage {
        message: error.to_string(),
        help: Some(error.help().to_owned()),
    })?;
    if let Some(fault) = fault {
        terminal.note(&format!("warning: {fault}; {}", fault.help()));
    }
    Ok(Some(store))
}

/// What runs: the configuration itself, or what is deployed.
fn running(config: Config, arguments: &Arguments) -> Result<Config, CliError> {
    if !arguments.deployed {
        return Ok(config);
    }
    let history = read_deployments(&arguments.state).map_err(|error| unreadable(&error))?;
    if history.stages.is_empty() {
        return Err(CliError::Usage {
            message: format!("nothing is deployed in `{}`", arguments.state.display()),
            help: Some("`portcullis deploy --stage NAME` deploys; without `--deployed`, what is written is served".to_owned()),
        });
    }
    Ok(history.running(&config))
}

/// The collector of traces: that of the arguments, else what OpenTelemetry's variables say.
fn collector(arguments: &Arguments) -> Result<Option<OtlpEndpoint>, CliError> {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let own = || arguments.otlp.clone().or_else(|| set("OTEL_EXPORTER_OTLP_ENDPOINT"));
    let traces = set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").filter(|_| arguments.otlp.is_none());
    let endpoint = match traces {
        Some(address) => Some(OtlpEndpoint::traces(&address)),
        None => own().map(|address| OtlpEndpoint::new(&address)),
    };
    let headers = set("OTEL_EXPORTER_OTLP_HEADERS").unwrap_or_default();
    let endpoint = endpoint.map(|own| own?.with_headers(&headers)).transpose();
    endpoint.map_err(|error| CliError::Usage { message: error.to_string(), help: None })
}

fn announce(config: &Config, address: SocketAddr, terminal: &mut Terminal) -> Result<(), CliError> {
    for stage in config.stages.keys() {
        writeln!(terminal.out(), "serving {} on http://{address}/{stage}", config.name)
            .map_err(CliError::Output)?;
    }
    terminal.flush().map_err(CliError::Output)
}

/// Where custom domain names are asked.
fn announce_domains(
    config: &Config,
    domains: &DomainSet,
    address: Option<SocketAddr>,
    terminal: &mut Terminal,
) -> Result<(), CliError> {
    let Some(address) = address else { return Ok(()) };
    for name in domains.names() {
        for stage in config.stages.keys() {
            let port = address.port();
            writeln!(
                terminal.out(),
                "serving {} on https://{name}:{port}/{stage} at {address}",
                config.name
            )
            .map_err(CliError::Output)?;
        }
    }
    terminal.flush().map_err(CliError::Output)
}

fn reloader(
    arguments: &Arguments,
    server: &Server,
    state: Arc<dyn State>,
    more: &[PathBuf],
) -> Result<Reloader, CliError> {
    let own = arguments.clone();
    let mut files = project::load(own.path.as_deref(), &own.reading)?.files;
    if own.deployed {
        files.extend(deployed_file(&own));
    }
    files.extend_from_slice(more);
    let mut known = files.clone();
    let compile = Box::new(move || match project::load(own.path.as_deref(), &own.reading) {
        Ok(mut project) => {
            if own.deployed {
                project.files.extend(deployed_file(&own));
            }
            let reloaded = compile(project, &own, &state);
            known.clone_from(&reloaded.files);
            reloaded
        }
        // What was there before may come back.
        Err(error) => {
            let (files, report) = (known.clone(), format!("error: {error}"));
            let (functions, domains) = (FunctionSet::default(), DomainSet::default());
            Reloaded { engine: None, functions, domains, files, report }
        }
    });
    Reloader::start(server.handle(), &files, compile).map_err(CliError::Runtime)
}

/// The file that is written when something was deployed.
fn deployed_file(arguments: &Arguments) -> Option<PathBuf> {
    std::path::absolute(arguments.state.join(DEPLOYED_FILE)).ok()
}

/// Compiles what was read, with the findings as a text.
fn compile(project: project::Project, arguments: &Arguments, state: &Arc<dyn State>) -> Reloaded {
    let (path, run) = (arguments.path.as_deref(), &arguments.running);
    let (sources, settings, mut sink) = (project.sources, project.settings, project.sink);
    let checked =
        project.definition.and_then(|own| Checked::new(own, &sources, &settings, &mut sink));
    let mut written = Sink::default();
    let config = checked.and_then(|own| emit::bundle(&own, &sources, &mut written));
    let mut found = sink.into_diagnostics();
    found.extend(written.into_diagnostics());
    let mut text = report::notes(&found, &sources);
    let set = config.as_ref().map(|config| plan::functions(config, path, run));
    let functions = set.unwrap_or_default();
    for problem in functions.problems() {
        // Writing to a string does not fail.
        let _ = writeln!(text, "warning: {problem}");
    }
    let config = config.map(|config| running(config, arguments));
    let made = config.map(|config| {
        let config = config?;
        let domains = plan::domains(&config, arguments.path.as_deref(), run)?;
        Ok::<_, CliError>((plan::make(&config, run)?, domains))
    });
    let (plan, domains): (Option<Plan>, DomainSet) = match made {
        Some(Ok((plan, domains))) => (Some(plan), domains),
        Some(Err(error)) => {
            text = format!("{text}error: {error}\n");
            (None, DomainSet::default())
        }
        None => (None, DomainSet::default()),
    };
    let mut files = project.files;
    files.extend_from_slice(domains.files());
    Reloaded {
        engine: plan.map(|plan| Arc::new(Engine::with_state(plan, Arc::clone(state)))),
        functions,
        domains,
        files,
        report: text,
    }
}
