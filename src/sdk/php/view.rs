//! What the templates of PHP are filled in with.

use serde::Serialize;

use crate::sdk::layout::group;
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Sample, Samples, Told};
use crate::sdk::surface::{Operation, Surface};
use crate::sdk::typed::{ArgumentView, ModelView, OperationView, PagingView, ResponseView};
use crate::sdk::{Name, SdkOptions};

use super::names;
use super::types::{self, default_value, native};

/// The longest line.
const WIDTH: usize = 120;

/// Where a method begins.
const INDENT: usize = 4;

/// Everything but models and operations.
#[derive(Serialize)]
pub(super) struct View {
    #[serde(flatten)]
    pub(super) about: Package,
    package: String,
    pub(super) namespace: String,
    /// What names of classes begin with.
    prefix: String,
    pub(super) client: String,
    doc: Vec<String>,
    sample: Sample,
}

/// An operation as a method of the client.
#[derive(Serialize)]
pub(super) struct CallView<'v> {
    operation: &'v OperationView,
    /// What the comment says of types and parameters.
    types: Vec<String>,
    signature: String,
    /// The names of what it takes, in order.
    names: Vec<&'v str>,
    #[serde(flatten)]
    paging: Option<PagesView>,
}

/// How an operation with pages is walked through.
#[derive(Serialize)]
struct PagesView {
    pages_signature: String,
    items_signature: String,
    way: String,
    key_codec: String,
    closure: String,
}

/// Errors of the gateway are exceptions.
pub(super) const WRITING: Writing = Writing { type_name: names::error_name, key: names::quoted };

impl View {
    pub(super) fn new(surface: &Surface, options: &SdkOptions) -> Self {
        let own = options.package.clone().unwrap_or_else(|| surface.name.kebab());
        let namespace = names::namespace(&own);
        let title = format!("Calls the operations of {}.", surface.title);
        Self {
            doc: names::comment([title.as_str(), surface.description.as_deref().unwrap_or("")]),
            about: Package::new(surface, options, WRITING),
            package: names::package(&own),
            prefix: format!("{namespace}\\"),
            client: names::type_name(&surface.client),
            sample: sample(surface),
            namespace,
        }
    }
}

impl<'v> CallView<'v> {
    pub(super) fn new(view: &'v OperationView, operation: &Operation) -> Self {
        let mut arguments: Vec<ArgumentView<'_>> = view.arguments().collect();
        // What has to be given stands first.
        arguments.sort_by_key(|own| !own.required);
        let written: Vec<String> = arguments.iter().map(parameter).collect();
        let gives = format!("Operation\\{}", view.output);
        let paging = view.paging.as_ref().map(|own| pages_view(view, own, &written, &gives));
        Self {
            types: argument_lines(&arguments, operation),
            names: arguments.iter().map(|own| own.name).collect(),
            operation: view,
            signature: method(&view.method_name, &written, &gives),
            paging,
        }
    }
}

/// What the comment of a constructor says of the fields of a model.
pub(super) fn member_lines(model: &ModelView) -> Vec<String> {
    let fields = model.fields.iter().map(|field| (&field.written, field.name.as_str()));
    let others = model.others.as_ref().map(|own| format!("array<string, {own}>"));
    let others = others.iter().map(|own| (own, "additionalProperties"));
    fields.chain(others).filter_map(|(written, name)| type_line(written, name)).collect()
}

/// What the comment of a constructor says of the bodies that an operation gives.
pub(super) fn body_lines(operation: &OperationView) -> Vec<String> {
    let bodies = operation.good.iter().filter(|own| !own.content.is_empty());
    bodies.filter_map(|own| type_line(&own.written, &format!("body{}", own.suffix))).collect()
}

fn type_line(written: &str, name: &str) -> Option<String> {
    types::is_more(written).then(|| format!("@param {written} ${name}"))
}

/// What the comment of a method says of its arguments: their types where the language cannot, and what the definition
/// says of them.
fn argument_lines(arguments: &[ArgumentView<'_>], operation: &Operation) -> Vec<String> {
    let mut all = Vec::new();
    for argument in arguments {
        let known =
            operation.parameters.iter().find(|own| names::parameter(&own.name) == argument.name);
        let body = operation.body.as_ref().filter(|_| known.is_none() && argument.name == "body");
        let said = known.map_or_else(
            || body.and_then(|own| own.description.as_deref()),
            |own| own.description.as_deref(),
        );
        let lines = names::plain_lines([said.unwrap_or("")]);
        let mut words = lines.iter().map(|line| line.trim().to_owned());
        let first = words.next().unwrap_or_default();
        if first.is_empty() && !types::is_more(argument.written) {
            continue;
        }
        all.push(
            format!("@param {} ${} {first}", argument.written, argument.name).trim_end().to_owned(),
        );
        all.extend(words.map(|line| format!("    {line}").trim_end().to_owned()));
    }
    all
}

fn parameter(argument: &ArgumentView<'_>) -> String {
    let kind = native(argument.written);
    if argument.required {
        return format!("{kind} ${}", argument.name);
    }
    format!("{kind} ${} = {}", argument.name, default_value(argument.written))
}

/// A method of the client up to its body.
fn method(name: &str, written: &[String], gives: &str) -> String {
    let options = "?RequestOptions $options = null".to_owned();
    let all: Vec<String> = written.iter().cloned().chain([options]).collect();
    fitted(&format!("public function {name}({}): {gives}", all.join(", ")))
}

/// A method up to its body, of what it is in a line. Parameters have lines of their own where they do not fit into one,
/// and then the body begins in the line of the last.
pub(super) fn fitted(line: &str) -> String {
    let parts = line.split_once('(').zip(line.rsplit_once(')'));
    let parameters = parts.and_then(|((head, _), (_, tail))| {
        let inner = line.strip_prefix(head)?.strip_suffix(tail)?;
        Some((head, inner.strip_prefix('(')?.strip_suffix(')')?, tail))
    });
    match parameters {
        Some((head, inner, tail)) if line.chars().count() + INDENT > WIDTH && !inner.is_empty() => {
            let lines: Vec<String> =
                inner.split(", ").map(|own| format!("        {own},\n")).collect();
            format!("{head}(\n{}    ){tail} {{", lines.concat())
        }
        _ => format!("{line}\n    {{"),
    }
}

/// How an error that the definition names is made.
pub(super) fn error_signature(response: &ResponseView) -> String {
    let body = native(&response.written);
    fitted(&format!("public function __construct(Failure $failure, public readonly {body} $body)"))
}

fn pages_view(
    view: &OperationView,
    paging: &PagingView,
    written: &[String],
    gives: &str,
) -> PagesView {
    let key = view.inputs.iter().find(|own| own.name == paging.key);
    let codec = key.and_then(|own| own.codec.clone()).unwrap_or_default();
    let kind = key.map_or_else(|| "mixed".to_owned(), |own| native(&own.written));
    let list = |keys: &[String]| {
        let keys: Vec<String> = keys.iter().map(|key| names::quoted(key)).collect();
        format!("[{}]", keys.join(", "))
    };
    let first = if paging.numbered { format!(", {}", paging.first) } else { String::new() };
    let offset = if paging.offset { ", true" } else { "" };
    let keys = format!("{}, {}", list(&paging.token), list(&paging.items));
    let way = format!("(new Pages({keys}{first}{offset}))");
    PagesView {
        pages_signature: method(&paging.pages, written, "\\Generator"),
        items_signature: method(&paging.all, written, "\\Generator"),
        way,
        key_codec: codec,
        closure: group("fn(", &[format!("{kind} ${}", paging.key)], &format!("): {gives}"), true),
    }
}

/// What a new client of this API has to be told.
pub(super) fn sample_options(surface: &Surface) -> Vec<String> {
    Samples::of(surface).options(&Told {
        address: "baseUrl: 'http://127.0.0.1:8080/dev'",
        key: "apiKey: (string) getenv('API_KEY')",
        token: "token: fn(bool $refused): Token => $session->token()",
    })
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| {
                let value = samples::value(own, "true").replace('"', "'");
                format!("{}: {value}", names::parameter(&own.name))
            })
            .collect();
        format!("{}({})", name.camel(), given.join(", "))
    };
    Sample {
        options: sample_options(surface),
        call: samples.call.map(|own| call(own, &own.name)),
        error: samples.failing.and_then(|own| {
            let failed = own.responses.iter().find(|one| !one.status.is_success())?;
            Some(names::error_name(&failed.error_name))
        }),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}
