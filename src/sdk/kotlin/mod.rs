//! Kotlin: a Gradle project that needs coroutines and JSON as a tree, as `ktlint` writes it.

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
use super::typed::{self, ModelView};
use super::{File, Name, SdkOptions, text};
pub(super) use show::show;
use types::Types;

const LAYOUT: Layout = Layout { width: 140, indent: "    ", columns: 4, narrow: 140 };

/// Templates by the files that they become; those that begin with a slash stand in the project's own directory.
const FILES: &[(&str, &str)] = &[
    ("/.editorconfig", include_str!("editorconfig.tera")),
    ("/README.md", include_str!("README.md.tera")),
    ("/build.gradle.kts", include_str!("build.gradle.kts.tera")),
    ("/settings.gradle.kts", include_str!("settings.gradle.kts.tera")),
    ("Answer", include_str!("Answer.kt.tera")),
    ("ApiException", include_str!("ApiException.kt.tera")),
    ("Bytes", include_str!("Bytes.kt.tera")),
    ("Credentials", include_str!("Credentials.kt.tera")),
    ("Decoders", include_str!("Decoders.kt.tera")),
    ("GatewayException", include_str!("GatewayException.kt.tera")),
    ("Headers", include_str!("Headers.kt.tera")),
    ("HttpSender", include_str!("HttpSender.kt.tera")),
    ("Middleware", include_str!("Middleware.kt.tera")),
    ("Model", include_str!("Model.kt.tera")),
    ("Options", include_str!("Options.kt.tera")),
    ("Pages", include_str!("Pages.kt.tera")),
    ("Request", include_str!("Request.kt.tera")),
    ("SdkException", include_str!("SdkException.kt.tera")),
    ("SigV4", include_str!("SigV4.kt.tera")),
    ("Transport", include_str!("Transport.kt.tera")),
    ("Tree", include_str!("Tree.kt.tera")),
];

/// Templates of one file for each of something.
const CLIENT: &str = "client";
const TYPE: &str = "type";
const OUTPUT: &str = "output";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((CLIENT, include_str!("Client.kt.tera")));
    all.push((TYPE, include_str!("Type.kt.tera")));
    all.push((OUTPUT, include_str!("Output.kt.tera")));
    let writers: &[Writer] = &[
        ("quoted", names::quoted),
        ("plain", names::plain),
        ("plain_name", names::plain_name),
        ("bare", names::bare),
    ];
    Templates::new(&all, writers, LAYOUT)
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
    let folder = format!("src/main/kotlin/{}", view.module.replace('.', "/"));
    let class =
        |name: &str, text: &str| File { path: format!("{folder}/{name}.kt"), text: spaced(text) };
    let mut files = Vec::new();
    let all = Filling::of(&view)?.with("operations", &Turned::list(&turned));
    for name in FILES.iter().map(|(name, _)| *name).chain([CLIENT]) {
        let text = templates.render(name, &all)?;
        files.push(match name.strip_prefix('/') {
            Some(path) => File { path: path.to_owned(), text },
            None if name == CLIENT => class(&view.client, &text),
            None => class(name, &text),
        });
    }
    let own = || Filling::default().with("module", &module);
    for (model, wide) in models(&types, surface) {
        let own = own().with("model", &Turned::of(&model)?).with("wide", &Turned::of(&wide)?);
        let text = templates.render(TYPE, &own)?;
        files.push(class(&model.name, &text));
    }
    for (operation, turned) in operations.iter().zip(&turned) {
        let text = templates.render(OUTPUT, &own().with("operation", turned))?;
        files.push(class(&operation.output, &text));
    }
    Ok(files)
}

/// The models that are types, and whether each has more members than a constructor takes. What may be null is known when
/// aliases are, and what may be left out reads null by itself.
fn models(types: &Types<'_>, surface: &Surface) -> Vec<(ModelView, bool)> {
    let all = typed::models(types, surface).into_iter().enumerate();
    let mut models: Vec<(ModelView, bool)> = all
        .filter(|(_, own)| own.kind != "alias")
        .map(|(index, own)| (own, types.is_wide(index)))
        .collect();
    let fields = models.iter_mut().flat_map(|(own, _)| &mut own.fields);
    for field in fields.filter(|own| !own.required) {
        field.nullable = field.written.starts_with("Nullable<");
        let inner = field.codec.as_deref().and_then(|own| own.strip_prefix("Decoders.nullable("));
        let inner = inner.and_then(|own| own.strip_suffix(')')).map(str::to_owned);
        field.codec = inner.or(field.codec.take());
    }
    models
}

fn view(surface: &Surface, options: &SdkOptions) -> View {
    let own = options.package.clone().unwrap_or_else(|| surface.name.flat());
    let module = names::package(&own);
    let title = format!("Calls the operations of {}.", surface.title);
    View {
        doc: names::comment([title.as_str(), surface.description.as_deref().unwrap_or("")]),
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
    text::spaced(written, |line| {
        let Some(class) = line.strip_prefix("import ") else { return true };
        text::mentions(code, class.rsplit('.').next().unwrap_or(""))
    })
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{} = {}", names::parameter(&own.name), samples::value(own, "true")))
            .collect();
        format!("{}({})", names::method(name), given.join(", "))
    };
    let options = samples.options(&Told {
        address: "baseUrl = \"http://127.0.0.1:8080/dev\"",
        key: "apiKey = { System.getenv(\"API_KEY\") }",
        token: "token = { session.token() }",
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
