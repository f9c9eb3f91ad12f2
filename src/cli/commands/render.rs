//! `render`

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::project;
use crate::cli::terminal::Terminal;
use crate::vtl::{InputDocument, Limits, Template};

/// Render one mapping template
///
/// Prints what the template makes of a payload, parameters and variables. What it writes to
/// `$context.requestOverride` and `$context.responseOverride` goes to standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis render -e '$input.json(\"$.name\")' --body '{\"name\": \"Rex\"}'
  portcullis render request.vtl --input input.json
  portcullis render request.vtl --body @pet.json --query type=dog --context stage=prod

An input document has the members body, path, query, headers, context and stageVariables, each of which may be absent.")]
pub(in crate::cli) struct Arguments {
    /// The file with the template; `-` is standard input
    #[arg(value_name = "TEMPLATE", required_unless_present = "expression")]
    template: Option<PathBuf>,

    /// The template itself
    #[arg(short, long, value_name = "TEXT", conflicts_with = "template")]
    expression: Option<String>,

    /// A JSON document with everything that the template can read
    #[arg(short, long, value_name = "FILE")]
    input: Option<PathBuf>,

    /// The payload, or `@FILE`
    #[arg(short, long, value_name = "TEXT")]
    body: Option<String>,

    /// A path parameter
    #[arg(long, value_name = "NAME=VALUE")]
    path: Vec<String>,

    /// A query parameter
    #[arg(short, long, value_name = "NAME=VALUE")]
    query: Vec<String>,

    /// A header
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    header: Vec<String>,

    /// A variable of `$context`; dots lead into maps
    #[arg(long, value_name = "NAME=VALUE")]
    context: Vec<String>,

    /// A stage variable
    #[arg(long, value_name = "NAME=VALUE")]
    stage_variable: Vec<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let (name, text) = match (&arguments.expression, &arguments.template) {
        (Some(text), _) => ("the template".to_owned(), text.clone()),
        (None, Some(path)) => (path.display().to_string(), project::read_text(path)?),
        (None, None) => ("the template".to_owned(), String::new()),
    };
    let template = match Template::parse(&text) {
        Ok(template) => template,
        Err(errors) => {
            for error in errors {
                let place = place(&text, usize::try_from(error.start).unwrap_or(0));
                terminal.note(&format!("{name}:{place}: error: {error}"));
            }
            return Ok(Exit::Unusable);
        }
    };
    let input = input(arguments)?;
    let document = InputDocument::from_json(&input).map_err(|message| CliError::Usage {
        message,
        help: Some(
            "the members are body, path, query, headers, context and stageVariables".to_owned(),
        ),
    })?;
    match template.render(&document.input(), &Limits::default()) {
        Ok(rendered) => {
            terminal.out().write_all(rendered.text.as_bytes()).map_err(CliError::Output)?;
            let overrides = [
                ("requestOverride", &rendered.overrides.request),
                ("responseOverride", &rendered.overrides.response),
            ];
            for (name, written) in overrides {
                for (part, value) in written.iter().flat_map(crate::vtl::Variables::iter) {
                    let value = value.to_json();
                    if value != Value::Object(serde_json::Map::new()) {
                        terminal.note(&format!("$context.{name}.{part} = {value}"));
                    }
                }
            }
            Ok(Exit::Done)
        }
        Err(error) => {
            let place = place(&text, usize::try_from(error.start).unwrap_or(0));
            terminal.note(&format!("{name}:{place}: error: {error}"));
            Ok(Exit::Found)
        }
    }
}

/// `line:column` of a byte.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("{line}:{column}")
}

/// The input document with what stands on the command line.
fn input(arguments: &Arguments) -> Result<Value, CliError> {
    let mut input = match &arguments.input {
        None => Value::Object(serde_json::Map::new()),
        Some(path) => {
            let text = project::read_text(path)?;
            serde_json::from_str(&text).map_err(|error| CliError::Usage {
                message: format!("`{}` is not JSON: {error}", path.display()),
                help: None,
            })?
        }
    };
    let Some(members) = input.as_object_mut() else {
        return Err(CliError::Usage {
            message: "the input is not an object".to_owned(),
            help: None,
        });
    };
    if let Some(body) = &arguments.body {
        let body = match body.strip_prefix('@') {
            Some(path) => project::read_text(Path::new(path))?,
            None => body.clone(),
        };
        members.insert("body".to_owned(), Value::from(body));
    }
    let lists = [
        ("path", &arguments.path, '='),
        ("query", &arguments.query, '='),
        ("headers", &arguments.header, ':'),
        ("stageVariables", &arguments.stage_variable, '='),
    ];
    for (member, pairs, separator) in lists {
        for pair in pairs {
            let (name, value) = split(pair, separator)?;
            if let Some(map) = map(members, member)? {
                map.insert(name.to_owned(), Value::from(value));
            }
        }
    }
    for pair in &arguments.context {
        let (name, value) = split(pair, '=')?;
        let mut names: Vec<&str> = name.split('.').collect();
        let Some(last) = names.pop() else { continue };
        let mut at = map(members, "context")?;
        for name in names {
            at = match at {
                Some(own) => map(own, name)?,
                None => None,
            };
        }
        if let Some(own) = at {
            own.insert(last.to_owned(), Value::from(value));
        }
    }
    Ok(input)
}

fn map<'m>(
    members: &'m mut serde_json::Map<String, Value>,
    name: &str,
) -> Result<Option<&'m mut serde_json::Map<String, Value>>, CliError> {
    let entry = members.entry(name).or_insert_with(|| Value::Object(serde_json::Map::new()));
    if entry.is_object() {
        return Ok(entry.as_object_mut());
    }
    Err(CliError::Usage { message: format!("`{name}` of the input is not an object"), help: None })
}

/// The two sides of `NAME=VALUE`.
pub(in crate::cli) fn split(pair: &str, separator: char) -> Result<(&str, &str), CliError> {
    match pair.split_once(separator) {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim(), if separator == ':' { value.trim() } else { value }))
        }
        _ => Err(CliError::Usage {
            message: format!("`{pair}` has no `{separator}` between a name and a value"),
            help: None,
        }),
    }
}
