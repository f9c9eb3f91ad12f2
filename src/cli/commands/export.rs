//! `export`

use std::path::PathBuf;

use crate::cli::compiled::{self, Compiled};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::project::{self, ReadArguments};
use crate::cli::report;
use crate::cli::terminal::Terminal;
use crate::diag::Sink;
use crate::emit::{ExportExtensions, ExportFormat, ExportOptions, export};

/// Write the OpenAPI document of one stage
///
/// The document has the shape of what the service's own export gives. With extensions, an import of it gives the same
/// API again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  portcullis export --extensions apigateway           everything, for another import
  portcullis export --format swagger --stage prod -o swagger.yaml
  portcullis export openapi.yaml | jq .paths")]
pub(in crate::cli) struct Arguments {
    /// The definition or manifest; `-` is standard input [default: the usual names here]
    #[arg(value_name = "PATH", value_parser = project::path_parser())]
    path: Option<PathBuf>,

    /// The version of the specification
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = FormatArgument::Oas30)]
    format: FormatArgument,

    /// The extensions to write: `none`, or any of `integrations`, `authorizers` and `apigateway`, which is all
    #[arg(long, value_name = "LIST", default_value = "none", value_parser = ExportExtensions::parse)]
    extensions: ExportExtensions,

    /// The stage whose address the document names [default: the first one]
    #[arg(long, value_name = "NAME")]
    stage: Option<String>,

    /// Leave descriptions out, as the service does for a stage without a documentation version
    #[arg(long)]
    no_documentation: bool,

    /// Write YAML, which is also what a file name ending in `.yaml` or `.yml` asks for
    #[arg(long)]
    yaml: bool,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatArgument {
    /// OpenAPI 3.0
    Oas30,
    /// Swagger 2.0
    Swagger,
}

pub(super) fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, CliError> {
    let ready = match compiled::check(arguments.path.as_deref(), &arguments.reading, terminal)? {
        Compiled::Good(ready) => ready,
        Compiled::Bad(exit) => return Ok(exit),
    };
    let stages: Vec<String> = ready.definition.stages.keys().map(ToString::to_string).collect();
    let usual = ExportOptions::of(&ready.definition);
    let stage = match &arguments.stage {
        Some(stage) if !stages.is_empty() && !stages.contains(stage) => {
            return Err(CliError::Unknown {
                kind: "stage",
                name: stage.clone(),
                help: Some(format!("the stages are `{}`", stages.join("`, `"))),
            });
        }
        Some(stage) => stage.clone(),
        None => usual.stage,
    };
    let options = ExportOptions {
        format: match arguments.format {
            FormatArgument::Oas30 => ExportFormat::OpenApi30,
            FormatArgument::Swagger => ExportFormat::Swagger2,
        },
        extensions: arguments.extensions,
        documentation: !arguments.no_documentation,
        stage,
        ..usual
    };
    let mut sink = Sink::default();
    let exported = export(&ready.definition, &options, &mut sink);
    report::write_notes(&sink.into_diagnostics(), &ready.sources, terminal)?;
    let Some(exported) = exported else { return Ok(Exit::Found) };
    let named = arguments.output.as_deref().and_then(|path| path.extension());
    let is_yaml = arguments.yaml || named.is_some_and(|end| end == "yaml" || end == "yml");
    let text = if is_yaml { exported.to_yaml() } else { exported.to_json() };
    match &arguments.output {
        Some(path) => output::write_file(path, text.as_bytes())?,
        None => terminal.out().write_all(text.as_bytes()).map_err(CliError::Output)?,
    }
    Ok(Exit::Done)
}
