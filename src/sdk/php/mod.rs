//! PHP: a package for Composer that needs nothing but the extensions that PHP comes with.

mod names;
mod show;
mod types;
mod view;

use std::sync::LazyLock;

use super::layout::Layout;
use super::surface::Surface;
use super::template::{Filling, SdkError, Templates, Turned, Writer};
use super::{File, SdkOptions, text, typed};
pub(super) use show::show;
use types::Types;
use view::{CallView, View};

const LAYOUT: Layout = Layout { width: 120, indent: "    ", columns: 4, narrow: 120 };

/// Templates by the files that they become.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("README.md.tera")),
    ("composer.json", include_str!("composer.json.tera")),
    ("src/Absent.php", include_str!("Absent.php.tera")),
    ("src/AwsCredentials.php", include_str!("AwsCredentials.php.tera")),
    ("src/Cancellation.php", include_str!("Cancellation.php.tera")),
    ("src/ClientOptions.php", include_str!("ClientOptions.php.tera")),
    ("src/Clock.php", include_str!("Clock.php.tera")),
    ("src/Download.php", include_str!("Download.php.tera")),
    ("src/Exception/ApiException.php", include_str!("ApiException.php.tera")),
    ("src/Exception/CancelledException.php", include_str!("CancelledException.php.tera")),
    ("src/Exception/ConfigurationException.php", include_str!("ConfigurationException.php.tera")),
    ("src/Exception/ConnectionException.php", include_str!("ConnectionException.php.tera")),
    ("src/Exception/GatewayException.php", include_str!("GatewayException.php.tera")),
    ("src/Exception/InvalidInputException.php", include_str!("InvalidInputException.php.tera")),
    ("src/Exception/SdkException.php", include_str!("SdkException.php.tera")),
    ("src/Exception/TimeoutException.php", include_str!("TimeoutException.php.tera")),
    (
        "src/Exception/UnexpectedResponseException.php",
        include_str!("UnexpectedResponseException.php.tera"),
    ),
    ("src/FilePart.php", include_str!("FilePart.php.tera")),
    ("src/Headers.php", include_str!("Headers.php.tera")),
    ("src/IncomingResponse.php", include_str!("IncomingResponse.php.tera")),
    ("src/Internal/Answer.php", include_str!("Answer.php.tera")),
    ("src/Internal/Codec.php", include_str!("Codec.php.tera")),
    ("src/Internal/Connections.php", include_str!("Connections.php.tera")),
    ("src/Internal/Exchange.php", include_str!("Exchange.php.tera")),
    ("src/Internal/Failure.php", include_str!("Failure.php.tera")),
    ("src/Internal/GatewayErrors.php", include_str!("GatewayErrors.php.tera")),
    ("src/Internal/Held.php", include_str!("Held.php.tera")),
    ("src/Internal/Incoming.php", include_str!("Incoming.php.tera")),
    ("src/Internal/Json.php", include_str!("Json.php.tera")),
    ("src/Internal/Limits.php", include_str!("Limits.php.tera")),
    ("src/Internal/Members.php", include_str!("Members.php.tera")),
    ("src/Internal/Mismatch.php", include_str!("Mismatch.php.tera")),
    ("src/Internal/Pages.php", include_str!("Pages.php.tera")),
    ("src/Internal/Parts.php", include_str!("Parts.php.tera")),
    ("src/Internal/Request.php", include_str!("Request.php.tera")),
    ("src/Internal/Scheme.php", include_str!("Scheme.php.tera")),
    ("src/Internal/Secret.php", include_str!("Secret.php.tera")),
    ("src/Internal/SystemClock.php", include_str!("SystemClock.php.tera")),
    ("src/Internal/Transport.php", include_str!("Transport.php.tera")),
    ("src/OutgoingRequest.php", include_str!("OutgoingRequest.php.tera")),
    ("src/RequestOptions.php", include_str!("RequestOptions.php.tera")),
    ("src/RetryOptions.php", include_str!("RetryOptions.php.tera")),
    ("src/SigV4.php", include_str!("SigV4.php.tera")),
    ("src/Token.php", include_str!("Token.php.tera")),
    ("src/Upload.php", include_str!("Upload.php.tera")),
];

/// Templates of one file for each of something.
const CLIENT: &str = "client";
const TYPE: &str = "type";
const OUTPUT: &str = "output";
const NAMED: &str = "named";
const FAILED: &str = "failed";
const GATEWAY: &str = "gateway";

static TEMPLATES: LazyLock<Result<Templates, SdkError>> = LazyLock::new(|| {
    let mut all = FILES.to_vec();
    all.push((CLIENT, include_str!("Client.php.tera")));
    all.push((TYPE, include_str!("Type.php.tera")));
    all.push((OUTPUT, include_str!("Output.php.tera")));
    all.push((NAMED, include_str!("Named.php.tera")));
    all.push((FAILED, include_str!("Failed.php.tera")));
    all.push((GATEWAY, include_str!("Gateway.php.tera")));
    let writers: &[Writer] = &[
        ("quoted", names::quoted),
        ("native", types::native),
        ("or_null", types::or_null),
        ("default_value", types::default_value),
        ("changes", types::changes),
        ("fitted", view::fitted),
    ];
    Templates::new(&all, writers, LAYOUT)
});

/// The files of the package.
pub(super) fn write(surface: &Surface, options: &SdkOptions) -> Result<Vec<File>, SdkError> {
    let templates = TEMPLATES.as_ref().map_err(SdkError::clone)?;
    let types = Types::new(surface, "Model\\");
    let operations = typed::operations(&types, surface);
    let calls = operations.iter().zip(&surface.operations);
    let calls: Vec<Turned> =
        calls.map(|(view, own)| Turned::of(&CallView::new(view, own))).collect::<Result<_, _>>()?;
    let view = View::new(surface, options);
    let namespace = Turned::of(&view.namespace)?;
    let all = Filling::of(&view)?.with("calls", &Turned::list(&calls));
    let mut files = Vec::new();
    for name in FILES.iter().map(|(name, _)| *name) {
        files.push(File { path: name.to_owned(), text: templates.render(name, &all)? });
    }
    let class =
        |path: String, text: &str| File { path: format!("src/{path}.php"), text: spaced(text) };
    files.push(class(view.client.clone(), &templates.render(CLIENT, &all)?));
    let own = || Filling::default().with("namespace", &namespace);
    for error in &view.about.errors {
        let text = templates.render(GATEWAY, &own().with("error", &Turned::of(error)?))?;
        files.push(class(format!("Exception/{}", error.class), &text));
    }
    let inside = Types::new(surface, "");
    let mut models = typed::models(&inside, surface);
    for model in models.iter_mut().filter(|own| own.kind != "alias") {
        // What has to be given stands first.
        model.fields.sort_by_key(|field| !field.required);
        let lines = Turned::of(&view::member_lines(model))?;
        let documented = model.fields.iter().any(|field| !field.doc.is_empty());
        let filling = own().with("model", &Turned::of(model)?).with("types", &lines);
        let filling = filling.with("documented", &Turned::of(&documented)?);
        files.push(class(format!("Model/{}", model.name), &templates.render(TYPE, &filling)?));
    }
    for operation in &operations {
        let filling = own().with("operation", &Turned::of(operation)?);
        let lines = Turned::of(&view::body_lines(operation))?;
        let text = templates.render(OUTPUT, &filling.clone().with("types", &lines))?;
        files.push(class(format!("Operation/{}", operation.output), &text));
        let with_headers = operation.good.iter().filter(|own| own.has_headers());
        let named = with_headers.map(|own| (NAMED, own, &own.headers_name));
        let failures = operation.bad.iter().map(|own| (FAILED, own, &own.error));
        for (template, response, name) in named.chain(failures) {
            let documented = response.headers.iter().any(|header| !header.doc.is_empty());
            let signature = Turned::of(&view::error_signature(response))?;
            let filling = filling.clone().with("response", &Turned::of(response)?);
            let filling = filling.with("documented", &Turned::of(&documented)?);
            let filling = filling.with("signature", &signature);
            files.push(class(format!("Operation/{name}"), &templates.render(template, &filling)?));
        }
    }
    Ok(files)
}

/// The text without the imports that nothing needs.
fn spaced(written: &str) -> String {
    // They stand before everything else, and no text or comment is before them.
    let code = written.rfind("\nuse ").and_then(|last| written.get(last + 1..));
    let code = code.and_then(|rest| rest.split_once('\n')).map_or("", |(_, code)| code);
    text::spaced(written, |line| {
        let Some(class) = line.strip_prefix("use ") else { return true };
        let class = class.rsplit('\\').next().unwrap_or("").trim_end_matches(';');
        text::mentions(code, class)
    })
}
