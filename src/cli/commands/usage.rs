//! `usage`

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::compiled::{self, Compiled};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::plan::{self, RunArguments};
use crate::cli::project::{self, ReadArguments};
use crate::cli::show::table;
use crate::cli::terminal::Terminal;
use crate::gateway::{Clock, CountedKey, Usage, usage_report};
use crate::limits::Date;
use crate::serve::{CONTROL_FILE, CountsError, SystemClock, read_counts};

/// How long a running gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tell what API keys have used of their quotas
///
/// Asks the gateway that runs with the same state, or reads what it left behind. Quotas, plans and keys are those of the
/// definition; only plans with a quota are counted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis usage                            the current period of every key
  portcullis usage --plan free --format json
  portcullis usage build/gateway.json --state /var/lib/portcullis")]
pub(in crate::cli) struct Arguments {
    /// The definition, manifest or `gateway.json` [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// Only this usage plan
    #[arg(long, value_name = "NAME")]
    plan: Option<String>,

    /// Where the gateway keeps its state
    #[arg(long, value_name = "DIR", default_value = ".portcullis")]
    state: PathBuf,

    /// How to write it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = UsageFormat::Human)]
    format: UsageFormat,

    #[command(flatten)]
    running: RunArguments,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum UsageFormat {
    Human,
    Json,
}

/// What one key has used in the current period.
struct Row {
    plan: String,
    key: String,
    used: u64,
    left: u64,
    limit: u64,
    period: &'static str,
    start: Date,
    /// The first day of the next period.
    end: Date,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let path = arguments.path.as_deref();
    let config = match compiled::configuration(path, &arguments.reading, terminal)? {
        Compiled::Good(config) => config,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let prepared = plan::make(&config, &arguments.running)?;
    let counted: Vec<&CountedKey> = prepared
        .counted_keys()
        .iter()
        .filter(|own| arguments.plan.as_ref().is_none_or(|wanted| *wanted == own.plan))
        .collect();
    if let Some(wanted) = arguments.plan.as_ref().filter(|_| counted.is_empty()) {
        return Err(CliError::Unknown {
            kind: "usage plan with a quota and keys",
            name: wanted.clone(),
            help: None,
        });
    }
    let today = SystemClock::new().now().wall.as_secs() / 86_400;
    let counts = read_counts(&arguments.state);
    let mut rows = Vec::with_capacity(counted.len());
    for key in counted {
        let days = key.quota.period.days(today);
        let (start, end) = (Date::of(days.start), Date::of(days.end));
        let report = match &counts {
            Ok(counts) => report(counts, key, start, Date::of(today)),
            Err(CountsError::Missing { .. }) => {
                report(&BTreeMap::new(), key, start, Date::of(today))
            }
            Err(CountsError::InUse { .. }) => {
                ask(&arguments.state, key, start, Date::of(today)).map_err(CliError::Runtime)?
            }
            Err(error) => {
                return Err(CliError::Usage {
                    message: error.to_string(),
                    help: Some(error.help().to_owned()),
                });
            }
        };
        let (used, left) = sums(&report, &key.key);
        let (plan, name, limit) = (key.plan.clone(), key.key.clone(), key.quota.limit);
        let period = key.quota.period.name();
        rows.push(Row { plan, key: name, used, left, limit, period, start, end });
    }
    let text = match arguments.format {
        UsageFormat::Human => human(&rows),
        UsageFormat::Json => format!("{:#}\n", Value::Array(rows.iter().map(json).collect())),
    };
    terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?;
    Ok(Exit::Done)
}

fn report(
    counts: &BTreeMap<(String, String), Usage>,
    key: &CountedKey,
    start: Date,
    end: Date,
) -> Value {
    let usage = counts.get(&(key.plan.clone(), key.key.clone())).cloned().unwrap_or_default();
    usage_report(&key.plan, &[(key, usage)], start, end)
}

/// What was used in all days of a report, and what is left at the end of it.
fn sums(report: &Value, key: &str) -> (u64, u64) {
    let days = report.get("values").and_then(|items| items.get(key)).and_then(Value::as_array);
    let number = |day: &Value, at: usize| day.get(at).and_then(Value::as_u64).unwrap_or(0);
    let days = days.map_or(&[][..], Vec::as_slice);
    (days.iter().map(|day| number(day, 0)).sum(), days.last().map_or(0, |day| number(day, 1)))
}

/// Asks the running gateway, whose address is in the folder of its state.
fn ask(state: &Path, key: &CountedKey, start: Date, end: Date) -> io::Result<Value> {
    let address: SocketAddr = project::read_bytes(&state.join(CONTROL_FILE))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| {
            io::Error::other("the gateway that runs has not said where it can be asked")
        })?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    write!(
        stream,
        "GET /usageplans/{}/usage?startDate={start}&endDate={end}&keyId={} HTTP/1.1\r\nHost: {address}\r\n\
         Connection: close\r\n\r\n",
        encoded(&key.plan),
        encoded(&key.key),
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let unclear = || io::Error::other("the gateway that runs gave no answer to the question");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(unclear)?;
    let body: Value = serde_json::from_str(body).map_err(|_| unclear())?;
    if head.starts_with("HTTP/1.1 200") {
        return Ok(body);
    }
    let message = body.get("message").and_then(Value::as_str).unwrap_or("it refused");
    Err(io::Error::other(format!("the gateway that runs says: {message}")))
}

fn human(rows: &[Row]) -> String {
    let head = ["plan", "key", "used", "left", "quota", "since", "until"];
    let rows = rows.iter().map(|row| {
        [
            row.plan.clone(),
            row.key.clone(),
            row.used.to_string(),
            row.left.to_string(),
            format!("{} per {}", row.limit, row.period),
            row.start.to_string(),
            row.end.to_string(),
        ]
    });
    table(head, rows.collect())
}

fn json(row: &Row) -> Value {
    json!({
        "usagePlan": row.plan,
        "apiKey": row.key,
        "used": row.used,
        "remaining": row.left,
        "quota": { "limit": row.limit, "period": row.period },
        "since": row.start.to_string(),
        "until": row.end.to_string(),
    })
}
