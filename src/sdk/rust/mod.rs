//! Rust: a crate for asynchronous programs, as `rustfmt` writes it. It needs what the standard library has not: HTTP,
//! JSON, a digest, and time that does not block.

mod names;
mod show;
mod types;

use std::sync::LazyLock;

use serde::Serialize;

use super::layout::Layout;
use super::package::{self, Package, Writing};
use super::samples::{self, Samples, Told};
use super::surface::{Operation, Surface};
use super::template::{Filling, SdkError, Templates};
use super::typed::{self, ModelView, OperationView};
use super::{File, Name, SdkOptions, text};
pub(super) use show::show;
use types::Types;

/// Groups are as wide as `rustfmt` likes the arguments of a call and the items of an array.
const LAYOUT: Layout = Layout { width: 100, indent: "    ", columns: 4, narrow: 60 };

/// Templates by the files that they become.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("Cargo.toml.tera")),
    ("README.md", include_str!("README.md.tera")),
    ("src/client.rs", include_str!("client.rs.tera")),
    ("src/credentials.rs", include_str!("credentials.rs.tera")),
    ("src/error.rs", include_str!("error.rs.tera")),
    ("src/json.rs", include_str!("json.rs.tera")),
    ("src/lib.rs", include_str!("lib.rs.tera")),
    ("src/models.rs", include_str!("models.rs.tera")),
    ("src/operations.rs", include_str!("operations.rs.tera")),
    ("src/paging.rs", include_str!("paging.rs.tera")),
    ("src/request.rs", include_str!("request.rs.tera")),
    ("src/sigv4.rs", include_str!("sigv4.rs.tera")),
    ("src/transport.rs", include_str!("transport.rs.tera")),
];

static TEMPLATES: LazyLock<Result<Templates, SdkError>> =
    LazyLock::new(|| Templates::new(FILES, &[("quoted", names::quoted)], LAYOUT));

/// A gateway response type is a case of an enum here, so it is not called an error once more.
const WRITING: Writing = Writing { type_name: package::error_case, key: names::quoted };

/// Everything.
#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    krate: String,
    client: String,
    /// What the module of the client gives, in order.
    exported: [String; 2],
    doc: Vec<String>,
    models: Vec<ModelView>,
    operations: Vec<OperationView>,
    sample: Sample,
}

/// What the README shows.
#[derive(Serialize)]
struct Sample {
    options: Vec<String>,
    call: Option<SampleCall>,
    error: Option<String>,
    items: Option<SampleCall>,
}

/// One call.
#[derive(Serialize)]
struct SampleCall {
    /// What it takes.
    input: String,
    method: String,
}

/// `rustfmt` breaks a value with more between its braces than this.
const SHORT_LITERAL: usize = 18;

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let view = view(surface, options);
    let filling = Filling::of(&view)?;
    let files = FILES.iter().map(|(path, _)| {
        let text = templates.render(path, &filling)?;
        let is_code = path.rsplit('.').next() == Some("rs");
        Ok(File {
            path: (*path).to_owned(),
            text: if is_code { text::spaced(&text, |_| true) } else { text },
        })
    });
    files.collect()
}

fn view(surface: &Surface, options: &SdkOptions) -> View {
    let own = options.package.clone();
    let package = Name::of(&own.unwrap_or_else(|| surface.name.kebab()), "api");
    let description = surface.description.as_deref().unwrap_or("");
    let title = format!("A client of {}.", surface.title);
    let client = names::type_name(&surface.client);
    let mut exported = [client.clone(), "ClientOptions".to_owned()];
    exported.sort();
    View {
        exported,
        about: Package::new(surface, options, WRITING),
        krate: package.snake(),
        package: package.kebab(),
        client,
        doc: text::lines([title.as_str(), description]),
        models: typed::models(&Types::new(surface, ""), surface),
        operations: typed::operations(&Types::new(surface, "models::"), surface),
        sample: sample(surface),
    }
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let input = |operation: &Operation| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| {
                let text = samples::value(own, "true");
                let text =
                    if text.starts_with('"') { format!("{text}.into()") } else { text.into() };
                format!("{}: {text}", names::field(&own.name))
            })
            .collect();
        let has_more = given.len() < operation.parameters.len() || operation.body.is_some();
        format!("let input = {};", literal(&names::type_name(&operation.input), &given, has_more))
    };
    let call = |own: &Operation, name: &Name| SampleCall {
        input: input(own),
        method: names::method(name),
    };
    let options = samples.options(&Told {
        address: "base_url: Some(\"http://127.0.0.1:8080/dev\".to_owned())",
        key: "api_key: Some(key.into())",
        token: "token: Some(Token::new(\"…\").into())",
    });
    Sample {
        options,
        call: samples.call.map(|own| call(own, &own.name)),
        error: samples.failing.map(|own| names::type_name(&own.error)),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}

/// A value with these members, and the rest of them as they are by themselves where it `has_more`.
fn literal(name: &str, members: &[String], has_more: bool) -> String {
    let short = members.join(", ");
    if !has_more && short.len() <= SHORT_LITERAL {
        let blank = if members.is_empty() { "" } else { " " };
        return format!("{name} {{{blank}{short}{blank}}}");
    }
    let members: Vec<String> = members.iter().map(|member| format!("    {member},\n")).collect();
    let members = members.concat();
    let rest = if has_more { "    ..Default::default()\n" } else { "" };
    format!("{name} {{\n{members}{rest}}}")
}
