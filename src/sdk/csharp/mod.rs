//! C#: a package for `NuGet` that needs nothing but the platform, in the language as it was in its version 8.

mod names;
mod reserved;
mod show;
mod types;
mod views;
mod words;

use std::sync::LazyLock;

use serde::Serialize;

use super::layout::Layout;
use super::package::{Package, Writing};
use super::samples::{self, Sample, Samples, Told};
use super::surface::{Operation, Surface};
use super::template::{Filling, SdkError, Templates, Turned, Writer};
use super::{File, Name, SdkOptions, text};
pub(super) use show::show;
use types::Types;

const LAYOUT: Layout = Layout { width: 100, indent: "    ", columns: 4, narrow: 100 };

/// Templates by the files that they become, of which the client and the project are called after the API.
const FILES: &[(&str, &str)] = &[
    ("Answer", include_str!("Answer.cs.tera")),
    ("ApiException", include_str!("ApiException.cs.tera")),
    ("AwsCredentials", include_str!("AwsCredentials.cs.tera")),
    ("ClientOptions", include_str!("ClientOptions.cs.tera")),
    ("Clock", include_str!("Clock.cs.tera")),
    ("Codec", include_str!("Codec.cs.tera")),
    ("Codecs", include_str!("Codecs.cs.tera")),
    ("Download", include_str!("Download.cs.tera")),
    ("Failure", include_str!("Failure.cs.tera")),
    ("FilePart", include_str!("FilePart.cs.tera")),
    ("FileParts", include_str!("FileParts.cs.tera")),
    ("GatewayErrors", include_str!("GatewayErrors.cs.tera")),
    ("GatewayException", include_str!("GatewayException.cs.tera")),
    ("Headers", include_str!("Headers.cs.tera")),
    ("Held", include_str!("Held.cs.tera")),
    ("HttpSender", include_str!("HttpSender.cs.tera")),
    ("Json", include_str!("Json.cs.tera")),
    ("JsonSink", include_str!("JsonSink.cs.tera")),
    ("Members", include_str!("Members.cs.tera")),
    ("Middleware", include_str!("Middleware.cs.tera")),
    ("Model", include_str!("Model.cs.tera")),
    ("Optional", include_str!("Optional.cs.tera")),
    ("Pages", include_str!("Pages.cs.tera")),
    ("Provider", include_str!("Provider.cs.tera")),
    ("Request", include_str!("Request.cs.tera")),
    ("RequestOptions", include_str!("RequestOptions.cs.tera")),
    ("RetryOptions", include_str!("RetryOptions.cs.tera")),
    ("SdkException", include_str!("SdkException.cs.tera")),
    ("SigV4", include_str!("SigV4.cs.tera")),
    ("Token", include_str!("Token.cs.tera")),
    ("Transport", include_str!("Transport.cs.tera")),
    ("Upload", include_str!("Upload.cs.tera")),
    (CLIENT, include_str!("Client.cs.tera")),
    (PROJECT, include_str!("project.csproj.tera")),
    (README, include_str!("README.md.tera")),
];

/// Files with names of their own.
const CLIENT: &str = "client";
const PROJECT: &str = "project";
const README: &str = "readme";

/// Templates of one file for each of something.
const TYPE: &str = "type";
const OUTPUT: &str = "output";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((TYPE, include_str!("Type.cs.tera")));
    all.push((OUTPUT, include_str!("Output.cs.tera")));
    let writers: &[Writer] = &[
        ("quoted", names::quoted),
        ("plain", names::plain),
        ("xml", names::xml),
        ("argument", names::argument),
    ];
    Templates::new(&all, writers, LAYOUT)
});

/// An error of the gateway is an exception with a name of its own.
const WRITING: Writing = Writing { type_name: names::error_name, key: names::quoted };

/// Everything that stands in one file, but for the operations.
#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    about: Package,
    namespace: String,
    client: String,
    doc: Vec<String>,
    sample: Sample,
}

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let types = Types::new(surface);
    let operations = views::operations(&types, surface);
    let turned: Vec<Turned> = operations.iter().map(Turned::of).collect::<Result<_, _>>()?;
    let view = view(surface, options, &types);
    let namespace = Turned::of(&view.namespace)?;
    let all = Filling::of(&view)?.with("operations", &Turned::list(&turned));
    let mut files = Vec::new();
    for name in FILES.iter().map(|(name, _)| *name) {
        let text = templates.render(name, &all)?;
        files.push(match name {
            README => File { path: "README.md".to_owned(), text },
            PROJECT => File { path: format!("{}.csproj", view.namespace), text },
            CLIENT => class(&view.client, &used(&text)),
            other => class(other, &text),
        });
    }
    let own = || Filling::default().with("namespace", &namespace);
    for model in views::models(&types, surface) {
        let text = templates.render(TYPE, &own().with("model", &Turned::of(&model)?))?;
        files.push(class(&format!("Models/{}", model.name), &used(&text)));
    }
    for (operation, turned) in operations.iter().zip(&turned) {
        let text = templates.render(OUTPUT, &own().with("operation", turned))?;
        files.push(class(&format!("Operations/{}", operation.output), &used(&text)));
    }
    Ok(files)
}

fn class(path: &str, text: &str) -> File {
    File { path: format!("src/{path}.cs"), text: text::spaced(text, |_| true) }
}

fn view(surface: &Surface, options: &SdkOptions, types: &Types<'_>) -> View {
    let title = format!("Calls the operations of {}.", surface.title);
    View {
        doc: words::comment(&[title.as_str(), surface.description.as_deref().unwrap_or("")]),
        about: Package::new(surface, options, WRITING),
        namespace: namespace(surface, options, types),
        client: names::client(&surface.client),
        sample: sample(surface),
    }
}

/// The namespace: what it is told, or the API's name, unless a model has that.
fn namespace(surface: &Surface, options: &SdkOptions, types: &Types<'_>) -> String {
    if let Some(own) = &options.package {
        return names::namespace(own);
    }
    let own = names::namespace(&surface.name.kebab());
    if types.has(&own) { own + "Api" } else { own }
}

/// The namespaces of types that a file may name, and what tells that it does.
const USED: &[(&str, &[&str])] = &[
    (
        "System",
        &[
            "Array",
            "ArgumentException",
            "DateTime",
            "DateTimeOffset",
            "IEquatable",
            "ReadOnlyMemory",
        ],
    ),
    (
        "System.Collections.Generic",
        &["Dictionary", "IAsyncEnumerable", "IReadOnlyDictionary", "IReadOnlyList"],
    ),
    ("System.Collections.ObjectModel", &["ReadOnlyCollection"]),
    ("System.Text.Json", &["JsonElement"]),
    ("System.Text.Json.Serialization", &["JsonConverter"]),
    ("System.Text.RegularExpressions", &["Regex"]),
    ("System.Threading", &["CancellationToken"]),
    ("System.Threading.Tasks", &["Task"]),
];

/// The text without the namespaces that nothing needs.
fn used(written: &str) -> String {
    let code = written.split_once("\nnamespace ").map_or(written, |(_, code)| code);
    let code: Vec<&str> = code.lines().filter(|own| !own.trim_start().starts_with("///")).collect();
    let code = code.join("\n");
    text::spaced(written, |line| {
        let name = line.strip_prefix("using ").and_then(|own| own.strip_suffix(';'));
        let known = name.and_then(|name| USED.iter().find(|(own, _)| *own == name));
        known.is_none_or(|(_, all)| all.iter().any(|own| text::mentions(&code, own)))
    })
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{}: {}", names::parameter(&own.name), samples::value(own, "true")))
            .collect();
        format!("{}({})", names::method(name), given.join(", "))
    };
    let options = samples.options(&Told {
        address: "BaseUrl = \"http://127.0.0.1:8080/dev\"",
        key: "ApiKey = Environment.GetEnvironmentVariable(\"API_KEY\")",
        token: "Token = Provider.From((refused, cancelled) => session.TokenAsync(cancelled))",
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
