//! Swift: a package that needs nothing but Foundation, as `swift-format` writes it.

mod names;
mod show;
mod types;

use std::sync::LazyLock;

use serde::Serialize;

use super::layout::Layout;
use super::package::{Package, Writing};
use super::samples::{self, Sample, Samples, Told};
use super::surface::{Operation, Shape, Surface};
use super::template::{Filling, SdkError, Templates, Turned, Writer};
use super::typed::{self, ModelView};
use super::{File, Name, SdkOptions, text};
pub(super) use show::show;
use types::{Types, indirect};

const LAYOUT: Layout = Layout { width: 120, indent: "    ", columns: 4, narrow: 120 };

/// Templates by the files that they become; those that begin with a slash stand in the package's own directory.
const FILES: &[(&str, &str)] = &[
    ("/.swift-format", include_str!("swift-format.tera")),
    ("/Package.swift", include_str!("Package.swift.tera")),
    ("/README.md", include_str!("README.md.tera")),
    ("Runtime/APIError", include_str!("APIError.swift.tera")),
    ("Runtime/Answer", include_str!("Answer.swift.tera")),
    ("Runtime/CalendarDay", include_str!("CalendarDay.swift.tera")),
    ("Runtime/ClientError", include_str!("ClientError.swift.tera")),
    ("Runtime/ClientOptions", include_str!("ClientOptions.swift.tera")),
    ("Runtime/Credentials", include_str!("Credentials.swift.tera")),
    ("Runtime/Digest", include_str!("Digest.swift.tera")),
    ("Runtime/Download", include_str!("Download.swift.tera")),
    ("Runtime/Exchange", include_str!("Exchange.swift.tera")),
    ("Runtime/Gateway", include_str!("Gateway.swift.tera")),
    ("Runtime/GatewayError", include_str!("GatewayError.swift.tera")),
    ("Runtime/HTTPSender", include_str!("HTTPSender.swift.tera")),
    ("Runtime/Headers", include_str!("Headers.swift.tera")),
    ("Runtime/JSONConvertible", include_str!("JSONConvertible.swift.tera")),
    ("Runtime/JSONParser", include_str!("JSONParser.swift.tera")),
    ("Runtime/JSONValue", include_str!("JSONValue.swift.tera")),
    ("Runtime/Members", include_str!("Members.swift.tera")),
    ("Runtime/Middleware", include_str!("Middleware.swift.tera")),
    ("Runtime/Model", include_str!("Model.swift.tera")),
    ("Runtime/Moments", include_str!("Moments.swift.tera")),
    ("Runtime/Once", include_str!("Once.swift.tera")),
    ("Runtime/Pages", include_str!("Pages.swift.tera")),
    ("Runtime/Parts", include_str!("Parts.swift.tera")),
    ("Runtime/Pipe", include_str!("Pipe.swift.tera")),
    ("Runtime/PipeStream", include_str!("PipeStream.swift.tera")),
    ("Runtime/Request", include_str!("Request.swift.tera")),
    ("Runtime/RequestOptions", include_str!("RequestOptions.swift.tera")),
    ("Runtime/Session", include_str!("Session.swift.tera")),
    ("Runtime/SigV4", include_str!("SigV4.swift.tera")),
    ("Runtime/Transport", include_str!("Transport.swift.tera")),
    ("Runtime/Upload", include_str!("Upload.swift.tera")),
];

/// Templates of one file for each of something.
const CLIENT: &str = "client";
const TYPE: &str = "type";
const OUTPUT: &str = "output";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((CLIENT, include_str!("Client.swift.tera")));
    all.push((TYPE, include_str!("Type.swift.tera")));
    all.push((OUTPUT, include_str!("Output.swift.tera")));
    let writers: &[Writer] = &[
        ("quoted", names::quoted),
        ("plain", names::plain),
        ("bare", names::bare),
        ("holder", names::holder),
        ("label", names::label),
        ("present", names::present),
    ];
    Templates::new(&all, writers, LAYOUT)
});

/// Errors of the gateway are cases of one type.
const WRITING: Writing = Writing { type_name: names::gateway_case, key: names::quoted };

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

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let types = Types::new(surface);
    let operations = typed::operations(&types, surface);
    let turned: Vec<Turned> = operations.iter().map(Turned::of).collect::<Result<_, _>>()?;
    let view = view(surface, options);
    let source = |name: &str, written: &str| File {
        path: format!("Sources/{}/{name}.swift", view.module),
        text: text::spaced(written, |_| true),
    };
    let mut files = Vec::new();
    let all = Filling::of(&view)?.with("operations", &Turned::list(&turned));
    for name in FILES.iter().map(|(name, _)| *name).chain([CLIENT]) {
        let text = templates.render(name, &all)?;
        files.push(match name.strip_prefix('/') {
            Some(path) => File { path: path.to_owned(), text },
            None if name == CLIENT => source(&view.client, &text),
            None => source(name, &text),
        });
    }
    for model in models(&types, surface) {
        let filling = Filling::default().with("model", &Turned::of(&model)?);
        let text = templates.render(TYPE, &filling)?;
        files.push(source(&format!("Models/{}", model.name), &text));
    }
    for (operation, turned) in operations.iter().zip(&turned) {
        let text = templates.render(OUTPUT, &Filling::default().with("operation", turned))?;
        files.push(source(&format!("Operations/{}", operation.output), &text));
    }
    Ok(files)
}

/// The models that are types. What may be null is known when aliases are, and what would be a wide part of a value is
/// kept beside it.
fn models(types: &Types<'_>, surface: &Surface) -> Vec<ModelView> {
    let mut models = typed::models(types, surface);
    for (view, model) in models.iter_mut().zip(&surface.models) {
        let Shape::Object(object) = &model.shape else { continue };
        for (own, field) in view.fields.iter_mut().zip(&object.fields) {
            if types.is_wide(&field.kind) && names::holder(&own.written).is_empty() {
                own.written = indirect(&own.written);
            }
        }
    }
    models.retain(|own| own.kind != "alias");
    for field in models.iter_mut().flat_map(|own| &mut own.fields) {
        field.nullable = names::bare(&field.written).starts_with("Nullable<");
    }
    models
}

fn view(surface: &Surface, options: &SdkOptions) -> View {
    let package = options.package.clone().unwrap_or_else(|| surface.name.kebab());
    let title = format!("Calls the operations of {}.", surface.title);
    View {
        doc: names::comment([title.as_str(), surface.description.as_deref().unwrap_or("")]),
        about: Package::new(surface, options, WRITING),
        client: names::type_name(&surface.client),
        sample: sample(surface),
        module: names::module(&package),
        package,
    }
}

fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| {
                format!(
                    "{}: {}",
                    names::label(&names::parameter(&own.name)),
                    samples::value(own, "true")
                )
            })
            .collect();
        format!("{}({})", names::method(name), given.join(", "))
    };
    let options = samples.options(&Told {
        address: "baseURL: \"http://127.0.0.1:8080/dev\"",
        key: "apiKey: .value(key)",
        token: "token: Provider { _ in try await session.token() }",
    });
    Sample {
        options,
        call: samples.call.map(|own| call(own, &own.name)),
        error: samples.failing.and_then(|own| {
            let failed = own.responses.iter().find(|one| !one.status.is_success())?;
            Some(names::type_name(&failed.error_name))
        }),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}
