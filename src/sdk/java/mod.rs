//! Java: a Maven project that needs Jackson and nothing else.

mod javadoc;
mod names;
mod show;
mod types;

use std::sync::LazyLock;

use serde::Serialize;

use super::layout::Layout;
use super::package::{self, Package, Writing};
use super::samples::{self, Sample, Samples, Told};
use super::surface::{Operation, Surface};
use super::template::{Filling, SdkError, Templates, Turned, Writer};
use super::typed;
use super::{File, Name, SdkOptions, text};
pub(super) use show::show;
use types::Types;

/// As google-java-format has it in the style of Android: blocks are four columns in, and a line that goes on eight.
const LAYOUT: Layout = Layout { width: 100, indent: "        ", columns: 8, narrow: 100 };

/// How a text is written.
const WRITERS: &[Writer] = &[
    ("quoted", names::quoted),
    ("javadoc", javadoc::of_type),
    ("member_javadoc", javadoc::of_member),
    ("plain", javadoc::plain),
];

/// Templates by the files that they become; those that begin with a slash stand in the project's own directory.
const FILES: &[(&str, &str)] = &[
    ("/README.md", include_str!("README.md.tera")),
    ("/pom.xml", include_str!("pom.xml.tera")),
    ("ApiException.java", include_str!("ApiException.java.tera")),
    ("ClientOptions.java", include_str!("ClientOptions.java.tera")),
    ("Clock.java", include_str!("Clock.java.tera")),
    ("Credentials.java", include_str!("Credentials.java.tera")),
    ("FilePart.java", include_str!("FilePart.java.tera")),
    ("GatewayException.java", include_str!("GatewayException.java.tera")),
    ("Json.java", include_str!("Json.java.tera")),
    ("Middleware.java", include_str!("Middleware.java.tera")),
    ("Model.java", include_str!("Model.java.tera")),
    ("Nullable.java", include_str!("Nullable.java.tera")),
    ("Pages.java", include_str!("Pages.java.tera")),
    ("Request.java", include_str!("Request.java.tera")),
    ("RequestOptions.java", include_str!("RequestOptions.java.tera")),
    ("RetryOptions.java", include_str!("RetryOptions.java.tera")),
    ("SdkException.java", include_str!("SdkException.java.tera")),
    ("SigV4.java", include_str!("SigV4.java.tera")),
    ("Transport.java", include_str!("Transport.java.tera")),
    ("Upload.java", include_str!("Upload.java.tera")),
];

/// Templates of one file for each of something.
const CLIENT: &str = "client";
const TYPE: &str = "type";
const INPUT: &str = "input";
const OUTPUT: &str = "output";
const HEADERS: &str = "headers";
const FAILURE: &str = "failure";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((CLIENT, include_str!("Client.java.tera")));
    all.push((TYPE, include_str!("Type.java.tera")));
    all.push((INPUT, include_str!("Input.java.tera")));
    all.push((OUTPUT, include_str!("Output.java.tera")));
    all.push((HEADERS, include_str!("Headers.java.tera")));
    all.push((FAILURE, include_str!("Failure.java.tera")));
    Templates::new(&all, WRITERS, LAYOUT)
});

/// Errors of the gateway stand in one class, so none is called an error once more.
const WRITING: Writing = Writing { type_name: package::error_case, key: names::quoted };

/// Everything that stands in one file, but for the operations.
#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    module: String,
    client: String,
    doc: Vec<String>,
    sample: Sample,
}

/// The files of the project.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let types = Types::new(surface);
    let operations = typed::operations(&types, surface);
    let turned: Vec<Turned> = operations.iter().map(Turned::of).collect::<Result<_, _>>()?;
    let view = view(surface, options);
    let module = Turned::of(&view.module)?;
    let folder = format!("src/main/java/{}", view.module.replace('.', "/"));
    let class =
        |name: &str, text: &str| File { path: format!("{folder}/{name}.java"), text: spaced(text) };
    let mut files = Vec::new();
    let all = Filling::of(&view)?.with("operations", &Turned::list(&turned));
    for name in FILES.iter().map(|(name, _)| *name).chain([CLIENT]) {
        let text = templates.render(name, &all)?;
        files.push(match name.strip_prefix('/') {
            Some(path) => File { path: path.to_owned(), text },
            None if name == CLIENT => class(&view.client, &text),
            None => class(name.trim_end_matches(".java"), &text),
        });
    }
    let own = || Filling::default().with("module", &module);
    for model in typed::models(&types, surface).iter().filter(|own| own.kind != "alias") {
        let text = templates.render(TYPE, &own().with("model", &Turned::of(model)?))?;
        files.push(class(&model.name, &text));
    }
    for (operation, turned) in operations.iter().zip(&turned) {
        let filling = own().with("operation", turned);
        files.push(class(&operation.input, &templates.render(INPUT, &filling)?));
        files.push(class(&operation.output, &templates.render(OUTPUT, &filling)?));
        let with_headers = operation.good.iter().filter(|own| own.has_headers());
        let headers = with_headers.map(|own| (HEADERS, own, &own.headers_name));
        let failures = operation.bad.iter().map(|own| (FAILURE, own, &own.error));
        for (template, response, name) in headers.chain(failures) {
            let filling = filling.clone().with("response", &Turned::of(response)?);
            files.push(class(name, &templates.render(template, &filling)?));
        }
    }
    Ok(files)
}

fn view(surface: &Surface, options: &SdkOptions) -> View {
    let own = options.package.clone().unwrap_or_else(|| surface.name.flat());
    let module = names::package(&own);
    let title = format!("Calls the operations of {}.", surface.title);
    View {
        doc: javadoc::comment([title.as_str(), surface.description.as_deref().unwrap_or("")], 0),
        about: Package::new(surface, options, WRITING),
        package: module.rsplit('.').next().unwrap_or("api").to_owned(),
        client: names::type_name(&surface.client),
        sample: sample(surface),
        module,
    }
}

/// The text without the imports that nothing needs.
fn spaced(written: &str) -> String {
    // They stand before everything else, and no text or comment is before them.
    let code = written.rfind("\nimport ").and_then(|last| written.get(last + 1..));
    let code = code.and_then(|rest| rest.split_once('\n')).map_or("", |(_, code)| code);
    let code = names_of(code);
    text::spaced(written, |line| {
        let Some(class) = line.strip_prefix("import ") else { return true };
        let class = class.rsplit('.').next().unwrap_or("").trim_end_matches(';');
        text::mentions(&code, class)
    })
}

/// The code without words that are no names: those of comments, and those of literals.
fn names_of(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for line in code.lines() {
        let own = line.trim_start();
        if own.starts_with("/**") || own.starts_with('*') {
            continue;
        }
        let mut rest = own;
        while let Some((before, text)) = rest.split_once('"') {
            out.push_str(before);
            let mut escaped = false;
            let end = text.find(|letter| {
                let ends = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                ends
            });
            rest = end.and_then(|end| text.get(end + 1..)).unwrap_or("");
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!(".{}({})", names::field(&own.name), samples::value(own, "true")))
            .collect();
        let input = names::type_name(&operation.input);
        format!("{}(new {input}(){})", names::method(name), given.concat())
    };
    let options = samples.options(&Told {
        address: "baseUrl(\"http://127.0.0.1:8080/dev\")",
        key: "apiKey(Credentials.Provider.of(System.getenv(\"API_KEY\")))",
        token: "token(refused -> session.token())",
    });
    Sample {
        options,
        call: samples.call.map(|own| call(own, &own.name)),
        error: samples.failing.and_then(|own| {
            let failed = own.responses.iter().find(|one| !one.status.is_success())?;
            Some(names::error_name(&failed.error_name))
        }),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}
