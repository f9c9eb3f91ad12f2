//! Go: a module that needs nothing but the standard library, as `gofmt` writes it.

mod names;
mod show;
mod types;

use std::sync::LazyLock;

use memchr::memmem;
use serde::Serialize;

use super::layout::{Layout, marked};
use super::package::{Package, Writing};
use super::samples::{self, Sample, Samples, Told};
use super::surface::{Operation, Surface};
use super::template::{Filling, SdkError, Templates};
use super::typed::{self, ModelView, OperationView};
use super::{File, SdkOptions, text};
pub(super) use show::show;
use types::Types;

const LAYOUT: Layout = Layout { width: usize::MAX, indent: "\t", columns: 8, narrow: usize::MAX };

/// Templates by the files that they become.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("README.md.tera")),
    ("client.go", include_str!("client.go.tera")),
    ("credentials.go", include_str!("credentials.go.tera")),
    ("errors.go", include_str!("errors.go.tera")),
    ("go.mod", include_str!("go.mod.tera")),
    ("json.go", include_str!("json.go.tera")),
    ("models.go", include_str!("models.go.tera")),
    ("operations.go", include_str!("operations.go.tera")),
    ("paging.go", include_str!("paging.go.tera")),
    ("request.go", include_str!("request.go.tera")),
    ("response.go", include_str!("response.go.tera")),
    ("sigv4.go", include_str!("sigv4.go.tera")),
    ("transport.go", include_str!("transport.go.tera")),
];

static TEMPLATES: LazyLock<Result<Templates, SdkError>> =
    LazyLock::new(|| Templates::new(FILES, &[("quoted", names::quoted)], LAYOUT));

const WRITING: Writing = Writing { type_name: names::exported, key: names::quoted };

/// Everything.
#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    module: String,
    client: String,
    constructor: String,
    doc: Vec<String>,
    models: Vec<ModelView>,
    operations: Vec<OperationView>,
    sample: Sample,
}

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let view = view(surface, options);
    let filling = Filling::of(&view)?;
    let files = FILES.iter().map(|(path, _)| {
        let text = templates.render(path, &filling)?;
        let is_code = path.rsplit('.').next() == Some("go");
        Ok(File { path: (*path).to_owned(), text: if is_code { spaced(&text) } else { text } })
    });
    files.collect()
}

fn view(surface: &Surface, options: &SdkOptions) -> View {
    let types = Types::new(surface);
    let package = options.package.clone().unwrap_or_else(|| surface.name.kebab());
    let module = names::package(&package);
    let client = names::exported(&surface.client);
    let title = format!("Package {module} is a client of {}.", surface.title);
    View {
        doc: names::comment([title.as_str(), surface.description.as_deref().unwrap_or("")]),
        about: Package::new(surface, options, WRITING),
        constructor: types::constructor(surface),
        models: typed::models(&types, surface),
        operations: typed::operations(&types, surface),
        sample: sample(surface, &module),
        package,
        module,
        client,
    }
}

/// The text without the imports that nothing needs.
fn spaced(written: &str) -> String {
    let mut importing = false;
    let text = text::spaced(written, |line| {
        importing = (importing || *line == "import (") && *line != ")";
        let import = line.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let name = import.map(|path| path.rsplit('/').next().unwrap_or(path));
        !importing || name.is_none_or(|name| uses(written, name))
    });
    match text.split_once("\nimport (\n)\n") {
        Some((before, after)) => before.to_owned() + after,
        None => text,
    }
}

/// Whether `name.` stands in the code.
fn uses(written: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    memmem::find_iter(written.as_bytes(), &format!("{name}.")).any(|at| {
        let before = written.get(..at).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        !line.ends_with(is_part) && ends_in_code(line)
    })
}

/// Whether what follows the beginning of a line is neither in a text nor in a comment.
fn ends_in_code(line: &str) -> bool {
    let mut quote = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => drop(letters.next()),
            (Some(own), _) if own == letter => quote = None,
            (None, '"' | '`') => quote = Some(letter),
            (None, '/') if letters.peek() == Some(&'/') => return false,
            (Some(_) | None, _) => {}
        }
    }
    quote.is_none()
}

fn sample(surface: &Surface, module: &str) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: String| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{}: {}", names::field(&own.name), samples::value(own, "true")))
            .collect();
        let input = names::exported(&operation.input);
        format!("{name}(ctx, {module}.{input}{{{}}})", given.join(", "))
    };
    let options = samples.options(&Told {
        address: "BaseURL:⇥\"http://127.0.0.1:8080/dev\"",
        key: &format!("APIKey:⇥{module}.Static(os.Getenv(\"API_KEY\"))"),
        token: "Token:⇥sessionToken",
    });
    Sample {
        options: options.iter().map(|option| marked(option)).collect(),
        call: samples.call.map(|own| call(own, names::method(&own.name))),
        error: samples.failing.and_then(|own| {
            let failed = own.responses.iter().find(|one| !one.status.is_success())?;
            Some(names::exported(&failed.error_name))
        }),
        items: samples
            .paged
            .and_then(|own| Some(call(own, names::method(&own.paging.as_ref()?.all)))),
    }
}
