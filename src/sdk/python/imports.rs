//! What the modules of a package import, and what the package gives.

use serde::Serialize;

use crate::sdk::surface::Surface;
use crate::sdk::text::mentions;
use crate::sdk::typed::{ModelView, OperationView, ResponseView};

/// What a module imports.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one import")]
pub(super) struct Uses {
    dataclasses: bool,
    dataclass: bool,
    dt: bool,
    typing: Vec<&'static str>,
    codec: Vec<&'static str>,
    request: Vec<&'static str>,
    modules: Vec<&'static str>,
    models: bool,
    download: bool,
    async_download: bool,
    api_error: bool,
    paging: bool,
    iterator: bool,
    file_part: bool,
}

/// What the package gives of one of its modules.
#[derive(Serialize)]
pub(super) struct Export {
    name: &'static str,
    pub(super) names: Vec<String>,
}

/// Types and codecs as they are written.
struct Written<'v>(Vec<&'v str>);

impl Written<'_> {
    fn mention(&self, name: &str) -> bool {
        self.0.iter().any(|text| mentions(text, name))
    }
}

/// Those of the names that are needed.
fn chosen(names: &[(&'static str, bool)]) -> Vec<&'static str> {
    names.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect()
}

/// What the module of models imports.
pub(super) fn of_models(models: &[ModelView]) -> Uses {
    let types = Written(models.iter().flat_map(types_of_model).collect());
    let any = |wanted: &dyn Fn(&ModelView) -> bool| models.iter().any(wanted);
    let may_be_unset =
        |model: &ModelView| model.fields.iter().any(|field| field.nullable && !field.required);
    Uses {
        dataclasses: any(&|model| model.others.is_some()),
        dataclass: any(&|model| model.kind == "object"),
        dt: types.mention("dt"),
        typing: chosen(&[
            ("Any", types.mention("Any")),
            ("TypeAlias", any(&|model| matches!(model.kind, "alias" | "union"))),
        ]),
        codec: chosen(&[
            ("UNSET", any(&may_be_unset)),
            ("FilePart", types.mention("FilePart")),
            ("OpenEnum", any(&|model| model.kind == "enum")),
            ("Unset", types.mention("Unset")),
        ]),
        ..Uses::default()
    }
}

fn types_of_model(model: &ModelView) -> impl Iterator<Item = &str> {
    let fields = model.fields.iter().map(|field| field.written.as_str());
    fields.chain([model.written.as_str()]).chain(model.others.as_deref())
}

/// What the module of operations imports. `asynchronous` are the types that only the asynchronous client gives.
pub(super) fn of_operations(operations: &[OperationView], asynchronous: &[&str]) -> Uses {
    let mut types = Written(asynchronous.to_vec());
    let mut codecs = Written(Vec::new());
    for own in operations {
        types.0.push(&own.gives);
        types.0.extend(own.bad.iter().map(|error| error.written.as_str()));
        let headers = own.good.iter().flat_map(|response| &response.headers);
        types.0.extend(headers.map(|header| header.written.as_str()));
        codecs.0.extend(own.body.iter().filter_map(|body| body.codec.as_deref()));
        codecs.0.extend(own.responses().filter_map(|response| response.codec.as_deref()));
    }
    let any = |wanted: &dyn Fn(&OperationView) -> bool| operations.iter().any(wanted);
    let some = !operations.is_empty();
    let fails = any(&|own| !own.bad.is_empty());
    let has_headers = any(&|own| own.good.iter().any(ResponseView::has_headers));
    Uses {
        dataclass: has_headers,
        dt: types.mention("dt"),
        typing: chosen(&[
            ("Any", fails || types.mention("Any")),
            ("Literal", types.mention("Literal")),
            ("TypeAlias", some),
        ]),
        modules: chosen(&[
            ("codec", codecs.mention("codec")),
            ("models", types.mention("models") || codecs.mention("models")),
        ]),
        request: chosen(&[
            ("ApiResponse", types.mention("ApiResponse")),
            ("BodySpec", any(&|own| own.body.is_some())),
            ("HeaderSpec", has_headers),
            ("NamedResponse", types.mention("NamedResponse")),
            ("Operation", some),
            ("ParameterSpec", any(&|own| !own.inputs.is_empty())),
            ("ResponseSpec", any(&|own| own.responses().next().is_some())),
        ]),
        download: types.mention("Download"),
        async_download: types.mention("AsyncDownload"),
        api_error: fails,
        paging: any(&|own| own.paging.is_some()),
        file_part: types.mention("FilePart"),
        ..Uses::default()
    }
}

/// What the module of a client imports; whether it tells the checker a type that it does not see.
pub(super) fn of_client(operations: &[OperationView], casts: bool) -> Uses {
    let types = Written(operations.iter().flat_map(types_of_call).collect());
    Uses {
        dt: types.mention("dt"),
        typing: chosen(&[("Any", types.mention("Any")), ("cast", casts)]),
        request: chosen(&[
            ("AsyncUpload", types.mention("AsyncUpload")),
            ("RequestOptions", !operations.is_empty()),
            ("RetryOptions", true),
            ("Upload", types.mention("Upload")),
        ]),
        models: types.mention("models"),
        iterator: operations.iter().any(|own| own.paging.is_some()),
        file_part: types.mention("FilePart"),
        ..Uses::default()
    }
}

fn types_of_call(own: &OperationView) -> impl Iterator<Item = &str> {
    let item = own.paging.iter().map(|paging| paging.item.as_str());
    own.arguments().map(|argument| argument.written).chain(item)
}

/// Errors that no gateway response type stands behind.
const OWN_ERRORS: &[&str] = &[
    "ApiError",
    "CancelledError",
    "ConfigurationError",
    "ConnectionError",
    "GatewayError",
    "InvalidInputError",
    "SdkError",
    "TimeoutError",
    "UnexpectedResponseError",
];

/// What the package gives, by the modules that it comes from.
pub(super) fn exports(
    surface: &Surface,
    client: &str,
    models: &[ModelView],
    operations: &[OperationView],
) -> Vec<Export> {
    let fixed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let mut errors: Vec<String> =
        surface.gateway_errors.iter().map(|own| own.name.and("error").pascal()).collect();
    errors.extend(OWN_ERRORS.iter().map(|name| (*name).to_owned()));
    let own = operations.iter().flat_map(names_of_operation);
    let all = vec![
        Export { name: "async_client", names: vec![format!("Async{client}")] },
        Export { name: "async_http", names: fixed(&["AsyncDownload"]) },
        Export { name: "async_transport", names: fixed(&["AsyncClock", "AsyncMiddleware"]) },
        Export { name: "cancellation", names: fixed(&["Cancellation"]) },
        Export { name: "client", names: vec![client.to_owned()] },
        Export { name: "codec", names: fixed(&["UNSET", "FilePart", "Unset"]) },
        Export {
            name: "credentials",
            names: fixed(&["Asked", "AsyncProvider", "Expiring", "Provider", "Token"]),
        },
        Export { name: "errors", names: sorted(errors) },
        Export { name: "http", names: fixed(&["Download"]) },
        Export {
            name: "models",
            names: sorted(models.iter().map(|model| model.name.clone()).collect()),
        },
        Export { name: "operations", names: sorted(own.collect()) },
        Export {
            name: "request",
            names: fixed(&[
                "ApiResponse",
                "AsyncUpload",
                "Headers",
                "NamedResponse",
                "OutgoingRequest",
                "RequestOptions",
                "RetryOptions",
                "Upload",
            ]),
        },
        Export { name: "sigv4", names: fixed(&["AwsCredentials"]) },
        Export { name: "transport", names: fixed(&["Clock", "Middleware"]) },
    ];
    all.into_iter().filter(|module| !module.names.is_empty()).collect()
}

/// The types that an operation has of its own.
fn names_of_operation(own: &OperationView) -> Vec<String> {
    let mut names = vec![own.output.clone()];
    if !own.binary.is_empty() {
        names.push(format!("Async{}", own.output));
    }
    if !own.bad.is_empty() {
        names.push(own.error.clone());
    }
    names.extend(own.bad.iter().map(|response| response.error.clone()));
    let with_headers = own.good.iter().filter(|response| response.has_headers());
    names.extend(with_headers.map(|response| response.headers_name.clone()));
    names
}
