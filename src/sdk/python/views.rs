//! What the templates of Python are filled in with: text that is final but for its line breaks.

use serde::Serialize;

use crate::sdk::layout::marked;
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Samples};
use crate::sdk::shared::{self, BodyView, ParameterView, accept, mentions};
use crate::sdk::surface::{Content, Model, Operation, Response, Shape, Status, Surface, Type};
use crate::sdk::{Name, SdkOptions};

use super::names::{self, docstring};
use super::types::Types;

/// Everything but the clients.
#[derive(Serialize)]
pub(super) struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    package_doc: Vec<String>,
    pub(super) module: String,
    client: String,
    models: Vec<ModelView>,
    codecs: Vec<CodecView>,
    uses: Uses,
    exports: Vec<Export>,
    all: Vec<String>,
    sample: Sample,
    #[serde(skip)]
    pub(super) operations: OperationsView,
    #[serde(skip)]
    pub(super) blocking: ClientView,
    #[serde(skip)]
    pub(super) asynchronous: ClientView,
}

/// The module of operations.
#[derive(Serialize)]
pub(super) struct OperationsView {
    operations: Vec<OperationView>,
    uses: Uses,
}

/// What a module imports.
#[derive(Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one import")]
struct Uses {
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

#[derive(Serialize)]
struct Export {
    name: &'static str,
    names: Vec<String>,
}

#[derive(Serialize)]
struct ModelView {
    name: String,
    doc: Vec<String>,
    kind: &'static str,
    fields: Vec<FieldView>,
    has_fields: bool,
    slots: bool,
    additional: Option<String>,
    values: Vec<ValueView>,
    #[serde(skip)]
    plain: String,
    #[serde(rename = "type")]
    written: String,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    doc: Vec<String>,
    default: Option<&'static str>,
    #[serde(rename = "type")]
    written: String,
}

#[derive(Serialize)]
struct ValueView {
    name: String,
    wire: String,
}

#[derive(Serialize)]
struct CodecView {
    name: String,
    model: String,
    kind: &'static str,
    key: String,
    fields: Vec<CodecField>,
    others: Option<String>,
    codec: String,
}

#[derive(Serialize)]
struct CodecField {
    name: String,
    key: String,
    is: &'static str,
    codec: String,
    required: bool,
}

#[derive(Serialize)]
struct OperationView {
    name: String,
    constant: String,
    output: String,
    gives: String,
    gives_written: String,
    gives_async: Option<String>,
    gives_async_written: String,
    errors: Vec<OwnErrorView>,
    headers: Vec<HeadersView>,
    method: Option<&'static str>,
    path: String,
    parameters: Vec<ParameterView>,
    body: Option<BodyView>,
    accept: Option<String>,
    responses: Vec<ResponseView>,
    iam: bool,
    api_key: bool,
    tokens: String,
    has_tokens: bool,
    idempotency_header: Option<String>,
    paging: Option<PagingView>,
}

#[derive(Serialize)]
struct OwnErrorView {
    name: String,
    base: String,
    doc: String,
    body: Option<String>,
}

#[derive(Serialize)]
struct HeadersView {
    name: String,
    status: String,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct ResponseView {
    key: String,
    content: &'static str,
    codec: String,
    named: String,
    headers: Vec<HeaderView>,
    arguments: Vec<String>,
}

#[derive(Serialize)]
struct HeaderView {
    key: String,
    wire: String,
    #[serde(rename = "type")]
    written: &'static str,
}

#[derive(Serialize)]
struct PagingView {
    constant: String,
    key: String,
    token: Option<String>,
    numbered: bool,
    first: u32,
    offset: bool,
    items: String,
}

/// What the README shows.
#[derive(Serialize)]
struct Sample {
    options: String,
    call: Option<String>,
    error: Option<String>,
    items: Option<String>,
}

/// One client, blocking or not.
#[derive(Serialize)]
pub(super) struct ClientView {
    module_doc: &'static str,
    doc: Vec<String>,
    flavor: Flavor,
    operations: Vec<MethodView>,
    uses: Uses,
}

#[derive(Serialize)]
struct Flavor {
    is_async: bool,
    client: String,
    prefix: &'static str,
    provider: &'static str,
}

#[derive(Serialize)]
struct MethodView {
    method_name: String,
    constant: String,
    doc: Vec<String>,
    arguments: Vec<ArgumentView>,
    returns: String,
    cast: bool,
    paging: Option<PagingMethods>,
}

#[derive(Clone, Serialize)]
struct ArgumentView {
    name: String,
    #[serde(rename = "type")]
    written: String,
    default: Option<&'static str>,
}

#[derive(Serialize)]
struct PagingMethods {
    constant: String,
    key: String,
    pages: String,
    all: String,
    item: String,
}

const WRITING: Writing = Writing { type_name: Name::pascal, key: names::quoted };

impl View {
    pub(super) fn new(surface: &Surface, options: &SdkOptions) -> Self {
        let types = Types::new(surface);
        let package = options.package.clone().unwrap_or_else(|| surface.name.kebab());
        let own_name = Name::of(&package, "api");
        let models: Vec<ModelView> = surface
            .models
            .iter()
            .enumerate()
            .map(|(index, model)| model_view(&types, index, model))
            .collect();
        let codecs = codec_views(&types, surface);
        let operations: Vec<OperationView> =
            surface.operations.iter().map(|own| operation_view(&types, surface, own)).collect();
        let description = surface.description.as_deref();
        let client = names::type_name(&surface.client);
        let exports = exports(surface, &client, &models, &operations);
        let mut all: Vec<String> =
            exports.iter().flat_map(|module| module.names.iter().cloned()).collect();
        // Constants come first, as import sorters have it.
        all.sort_by_key(|name| (name.chars().any(char::is_lowercase), name.clone()));
        Self {
            package: own_name.kebab(),
            package_doc: docstring([surface.title.as_str(), description.unwrap_or("")]),
            module: names::module(&own_name),
            uses: model_uses(&models),
            exports,
            all,
            models,
            codecs,
            operations: OperationsView { uses: operation_uses(&operations), operations },
            sample: sample(surface),
            blocking: client_view(&types, surface, &client, false),
            asynchronous: client_view(&types, surface, &client, true),
            about: Package::new(surface, options, WRITING),
            client,
        }
    }
}

fn documented(description: Option<&str>, deprecated: bool) -> Vec<String> {
    let deprecated = if deprecated { "Deprecated." } else { "" };
    docstring([description.unwrap_or(""), deprecated])
}

fn model_view(types: &Types<'_>, index: usize, model: &Model) -> ModelView {
    let mut view = ModelView {
        name: types.name(index).to_owned(),
        doc: documented(model.description.as_deref(), model.deprecated),
        kind: "alias",
        fields: Vec::new(),
        has_fields: false,
        slots: true,
        additional: None,
        values: Vec::new(),
        plain: String::new(),
        written: String::new(),
    };
    match &model.shape {
        Shape::Object(object) => {
            view.kind = "object";
            view.additional = object.additional.as_ref().map(|kind| types.write(kind, ""));
            view.has_fields = !object.fields.is_empty() || view.additional.is_some();
            view.fields = object
                .fields
                .iter()
                .map(|field| {
                    let written = types.write(&field.kind, "");
                    let nullable = matches!(field.kind, Type::Nullable(_));
                    let (written, default) = match (field.required, nullable) {
                        (true, _) => (written, None),
                        (false, true) => (format!("{written} | Unset"), Some("UNSET")),
                        (false, false) if field.kind == Type::Any => (written, Some("None")),
                        (false, false) => (format!("{written} | None"), Some("None")),
                    };
                    FieldView {
                        name: field_name(object.additional.is_some(), &field.name),
                        doc: documented(field.description.as_deref(), field.deprecated),
                        default,
                        written,
                    }
                })
                .collect();
        }
        Shape::Enum(values) => {
            view.kind = "enum";
            view.values = values
                .iter()
                .map(|value| ValueView { name: value.name.screaming(), wire: value.wire.clone() })
                .collect();
        }
        Shape::Union(union) => {
            let mut kinds: Vec<String> =
                union.variants.iter().map(|variant| types.write(&variant.kind, "")).collect();
            if union.discriminator.is_some() {
                kinds.push("dict[str, Any]".to_owned());
            }
            view.plain = kinds.join(" | ");
        }
        Shape::Alias(kind) => view.plain = types.write(kind, ""),
    }
    view.written = alias(&view.name, &view.plain);
    view
}

/// The name of a field, which is not that of the map of all others.
fn field_name(has_others: bool, name: &Name) -> String {
    let own = names::field(name);
    if has_others && own == "additional_properties" { own + "_" } else { own }
}

fn codec_views(types: &Types<'_>, surface: &Surface) -> Vec<CodecView> {
    let models = surface.models.iter().enumerate();
    models.map(|(index, model)| codec_view(types, index, model)).collect()
}

fn codec_view(types: &Types<'_>, index: usize, model: &Model) -> CodecView {
    let mut view = CodecView {
        name: types.codec_name(index),
        model: types.name(index).to_owned(),
        kind: "alias",
        key: String::new(),
        fields: Vec::new(),
        others: None,
        codec: String::new(),
    };
    match &model.shape {
        Shape::Object(object) => {
            view.kind = "object";
            view.others = object.additional.as_ref().map(|kind| marked(&types.codec(kind, "")));
            let fields = object.fields.iter().map(|field| CodecField {
                name: field_name(object.additional.is_some(), &field.name),
                key: field.wire.clone(),
                is: "",
                codec: marked(&types.codec(&field.kind, "")),
                required: field.required,
            });
            view.fields = fields.collect();
        }
        Shape::Enum(_) => view.kind = "enum",
        Shape::Union(union) => {
            view.kind = if union.discriminator.is_some() { "tagged" } else { "choice" };
            view.key = union.discriminator.clone().unwrap_or_default();
            for variant in &union.variants {
                let tags: Vec<&str> = match union.discriminator {
                    Some(_) => variant.tags.iter().map(String::as_str).collect(),
                    None => vec![""],
                };
                view.fields.extend(tags.into_iter().map(|tag| CodecField {
                    name: String::new(),
                    key: tag.to_owned(),
                    is: types.kind_of(&variant.kind),
                    codec: marked(&types.codec(&variant.kind, "")),
                    required: false,
                }));
            }
        }
        Shape::Alias(kind) => view.codec = marked(&types.codec(kind, "")),
    }
    view
}

fn operation_view(types: &Types<'_>, surface: &Surface, operation: &Operation) -> OperationView {
    let (good, bad) = shared::divided(operation);
    let gives = outputs(types, &good, "Download");
    let gives_async = outputs(types, &good, "AsyncDownload");
    let name = names::method(&operation.name);
    let schemes = operation.auth.schemes.iter().filter_map(|index| surface.schemes.get(*index));
    let tokens: Vec<String> = schemes.map(|scheme| scheme.wire.clone()).collect();
    OperationView {
        constant: operation.name.screaming(),
        gives_written: alias(&names::type_name(&operation.output), &gives),
        gives_async_written: alias(
            &format!("Async{}", names::type_name(&operation.output)),
            &gives_async,
        ),
        output: names::type_name(&operation.output),
        gives_async: (gives != gives_async).then_some(gives_async),
        gives,
        errors: own_errors(types, operation, &bad, &name),
        headers: good.iter().filter_map(|response| headers_view(types, response)).collect(),
        method: operation.method,
        path: operation.path.clone(),
        parameters: shared::parameter_views(operation, names::parameter),
        body: shared::body_view(operation, |content| content_codec(types, content)),
        accept: accept(&good),
        responses: operation
            .responses
            .iter()
            .map(|response| response_view(types, response))
            .collect(),
        iam: operation.auth.iam,
        api_key: operation.auth.api_key,
        has_tokens: !tokens.is_empty(),
        tokens: tuple(&tokens),
        idempotency_header: operation.idempotency_header.clone(),
        paging: paging_view(surface, operation),
        name,
    }
}

/// A tuple of texts.
fn tuple(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| names::quoted(text)).collect();
    match quoted.as_slice() {
        [only] => format!("({only},)"),
        several => format!("({})", several.join(", ")),
    }
}

/// The value of the alias `name`: the type as text, in parentheses where a line has room for it then.
fn alias(name: &str, written: &str) -> String {
    const WIDTH: usize = 88;
    let text = names::quoted(written);
    let length = text.chars().count();
    let line = name.len() + ": TypeAlias = ".len() + length;
    if line > WIDTH && length + 4 <= WIDTH { format!("(\n    {text}\n)") } else { text }
}

fn content_type(types: &Types<'_>, content: Option<&Content>, download: &str) -> String {
    match content {
        None => "None".to_owned(),
        Some(Content::Text) => "str".to_owned(),
        Some(Content::Binary) => download.to_owned(),
        Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
            types.write(kind, "models.")
        }
    }
}

fn outputs(types: &Types<'_>, good: &[&Response], download: &str) -> String {
    let all: Vec<String> = good
        .iter()
        .map(|response| {
            let status = match response.status {
                Status::Code(code) => format!("Literal[{code}]"),
                Status::Range(_) | Status::Default => "int".to_owned(),
            };
            let body = content_type(types, response.content.as_ref(), download);
            if response.headers.is_empty() {
                format!("ApiResponse[{status}, {body}]")
            } else {
                let headers = names::type_name(&response.headers_name);
                format!("NamedResponse[{status}, {body}, {headers}]")
            }
        })
        .collect();
    all.join(" | ")
}

fn own_errors(
    types: &Types<'_>,
    operation: &Operation,
    bad: &[&Response],
    name: &str,
) -> Vec<OwnErrorView> {
    let base = names::type_name(&operation.error);
    let mut all = Vec::new();
    if !bad.is_empty() {
        all.push(OwnErrorView {
            name: base.clone(),
            base: "ApiError[Any]".to_owned(),
            doc: format!("An error that the definition names for `{name}`."),
            body: None,
        });
    }
    all.extend(bad.iter().map(|response| {
        let what = match response.status {
            Status::Code(code) => format!("status {code}"),
            Status::Range(digit) => format!("a status from {digit}00 to {digit}99"),
            Status::Default => "any other status".to_owned(),
        };
        OwnErrorView {
            name: names::type_name(&response.error_name),
            base: base.clone(),
            doc: format!("The error of `{name}` with {what}."),
            body: Some(content_type(types, response.content.as_ref(), "str")),
        }
    }));
    all
}

fn headers_view(types: &Types<'_>, response: &Response) -> Option<HeadersView> {
    if response.headers.is_empty() {
        return None;
    }
    let fields = response.headers.iter().map(|header| FieldView {
        name: names::field(&header.name),
        doc: documented(header.description.as_deref(), false),
        default: None,
        written: format!("{} | None", types.write(&header.kind, "models.")),
    });
    Some(HeadersView {
        name: names::type_name(&response.headers_name),
        status: response.status.text(),
        fields: fields.collect(),
    })
}

/// What turns a body; nothing for text and bytes.
fn content_codec(types: &Types<'_>, content: &Content) -> Option<String> {
    let codec = types.codec(content.kind()?, "models.");
    (codec != "codec.plain").then(|| marked(&codec))
}

fn response_view(types: &Types<'_>, response: &Response) -> ResponseView {
    let content = shared::received(response).unwrap_or("");
    let codec = response.content.as_ref().and_then(|content| content_codec(types, content));
    let error = (!response.status.is_success()).then(|| names::type_name(&response.error_name));
    let mut arguments = Vec::new();
    if !content.is_empty() {
        arguments.push(names::quoted(content));
    }
    arguments.extend(codec.clone());
    arguments.extend(error.map(|error| format!("error={error}")));
    let headers = response.headers.iter().map(|header| HeaderView {
        key: names::field(&header.name),
        wire: header.wire.clone(),
        written: match header.kind {
            Type::Integer { .. } => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            _ => "text",
        },
    });
    ResponseView {
        key: response.status.text(),
        content,
        codec: codec.unwrap_or_else(|| "None".to_owned()),
        named: names::type_name(&response.headers_name),
        headers: if response.status.is_success() { headers.collect() } else { Vec::new() },
        arguments,
    }
}

fn paging_view(surface: &Surface, operation: &Operation) -> Option<PagingView> {
    let paging = operation.paging.as_ref()?;
    let parameter = operation.parameters.get(paging.parameter)?;
    let page = operation.responses.iter().find_map(|response| {
        (response.status == Status::Code(paging.status))
            .then(|| response.content.as_ref()?.kind())
            .flatten()
    })?;
    let attributes = |keys: &[String]| {
        let found = shared::field_names(page, keys, &surface.models)?;
        Some(found.iter().map(names::field).collect::<Vec<String>>())
    };
    let way = shared::way(paging);
    let token = match way.token {
        Some(keys) => Some(attributes(keys)?),
        None => None,
    };
    Some(PagingView {
        constant: paging.pages.screaming(),
        key: names::parameter(&parameter.name),
        numbered: token.is_none(),
        token: token.map(|names| tuple(&names)),
        first: way.first,
        offset: way.offset,
        items: tuple(&attributes(&paging.items)?),
    })
}

fn client_view(types: &Types<'_>, surface: &Surface, client: &str, is_async: bool) -> ClientView {
    let operations: Vec<MethodView> = surface
        .operations
        .iter()
        .map(|operation| method_view(types, surface, operation, is_async))
        .collect();
    let written: Vec<&str> = operations
        .iter()
        .flat_map(|own| {
            let item = own.paging.iter().map(|paging| paging.item.as_str());
            own.arguments.iter().map(|argument| argument.written.as_str()).chain(item)
        })
        .collect();
    let uses_name = |name: &str| written.iter().any(|text| mentions(text, name));
    let mut typing = Vec::new();
    if uses_name("Any") {
        typing.push("Any");
    }
    if operations.iter().any(|own| own.cast) {
        typing.push("cast");
    }
    let mut request = Vec::new();
    if uses_name("AsyncUpload") {
        request.push("AsyncUpload");
    }
    if !operations.is_empty() {
        request.push("RequestOptions");
    }
    request.push("RetryOptions");
    if uses_name("Upload") {
        request.push("Upload");
    }
    let uses = Uses {
        dt: uses_name("dt"),
        typing,
        request,
        models: uses_name("models"),
        iterator: operations.iter().any(|own| own.paging.is_some()),
        file_part: uses_name("FilePart"),
        ..Uses::default()
    };
    let description = surface.description.as_deref().unwrap_or("");
    ClientView {
        module_doc: if is_async { "The asynchronous client." } else { "The client." },
        doc: docstring([surface.title.as_str(), description]),
        flavor: Flavor {
            is_async,
            client: if is_async { format!("Async{client}") } else { client.to_owned() },
            prefix: if is_async { "Async" } else { "" },
            provider: if is_async { "AsyncProvider" } else { "Provider" },
        },
        operations,
        uses,
    }
}

fn method_view(
    types: &Types<'_>,
    surface: &Surface,
    operation: &Operation,
    is_async: bool,
) -> MethodView {
    let (good, _) = shared::divided(operation);
    let cast = is_async && good.iter().any(|own| own.content == Some(Content::Binary));
    let output = names::type_name(&operation.output);
    let paging = paging_view(surface, operation);
    let deprecated = if operation.deprecated { "Deprecated." } else { "" };
    MethodView {
        method_name: names::method(&operation.name),
        constant: operation.name.screaming(),
        doc: docstring([
            operation.summary.as_deref().unwrap_or(""),
            operation.description.as_deref().unwrap_or(""),
            &argument_words(operation),
            deprecated,
        ]),
        arguments: arguments(types, operation, is_async),
        returns: if cast { format!("ops.Async{output}") } else { format!("ops.{output}") },
        cast,
        paging: operation.paging.as_ref().zip(paging).map(|(own, view)| PagingMethods {
            constant: view.constant,
            key: view.key,
            pages: names::method(&own.pages),
            all: names::method(&own.all),
            item: types.write(&own.item, "models."),
        }),
    }
}

/// What the definition says about the arguments.
fn argument_words(operation: &Operation) -> String {
    let parameters = operation.parameters.iter().filter_map(|parameter| {
        let said = parameter.description.as_deref()?.trim();
        Some(format!("`{}`: {said}", names::parameter(&parameter.name)))
    });
    let body = operation
        .body
        .iter()
        .filter_map(|body| Some(format!("`body`: {}", body.description.as_deref()?.trim())));
    parameters.chain(body).collect::<Vec<String>>().join("\n")
}

fn arguments(types: &Types<'_>, operation: &Operation, is_async: bool) -> Vec<ArgumentView> {
    let mut all = Vec::new();
    if operation.method.is_none() {
        let written = "str".to_owned();
        all.push(ArgumentView { name: "method".to_owned(), written, default: None });
    }
    for parameter in &operation.parameters {
        let written = types.write(&parameter.kind, "models.");
        all.push(argument(names::parameter(&parameter.name), written, parameter.required));
    }
    if let Some(body) = &operation.body {
        let written = match &body.content {
            Content::Text => "str".to_owned(),
            Content::Binary if is_async => "AsyncUpload".to_owned(),
            Content::Binary => "Upload".to_owned(),
            Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                types.write(kind, "models.")
            }
        };
        all.push(argument("body".to_owned(), written, body.required));
    }
    all
}

fn argument(name: String, written: String, required: bool) -> ArgumentView {
    if required {
        return ArgumentView { name, written, default: None };
    }
    let optional = written == "Any" || written.ends_with("| None");
    let written = if optional { written } else { format!("{written} | None") };
    ArgumentView { name, written, default: Some("None") }
}

fn model_uses(models: &[ModelView]) -> Uses {
    let written: Vec<&str> = models
        .iter()
        .flat_map(|model| {
            let fields = model.fields.iter().map(|field| field.written.as_str());
            fields.chain([model.plain.as_str()]).chain(model.additional.as_deref())
        })
        .collect();
    let uses_name = |name: &str| written.iter().any(|text| mentions(text, name));
    let mut typing = Vec::new();
    if uses_name("Any") {
        typing.push("Any");
    }
    if models.iter().any(|model| model.kind == "alias") {
        typing.push("TypeAlias");
    }
    let mut codec = Vec::new();
    if models.iter().any(|model| model.fields.iter().any(|field| field.default == Some("UNSET"))) {
        codec.push("UNSET");
    }
    if uses_name("FilePart") {
        codec.push("FilePart");
    }
    if models.iter().any(|model| model.kind == "enum") {
        codec.push("OpenEnum");
    }
    if uses_name("Unset") {
        codec.push("Unset");
    }
    Uses {
        dataclasses: models.iter().any(|model| model.additional.is_some()),
        dataclass: models.iter().any(|model| model.kind == "object"),
        dt: uses_name("dt"),
        typing,
        codec,
        ..Uses::default()
    }
}

fn operation_uses(operations: &[OperationView]) -> Uses {
    let mut types: Vec<&str> = Vec::new();
    let mut codecs: Vec<&str> = Vec::new();
    for own in operations {
        types.push(&own.gives);
        types.extend(own.gives_async.as_deref());
        types.extend(own.errors.iter().filter_map(|error| error.body.as_deref()));
        types.extend(own.errors.iter().map(|error| error.base.as_str()));
        let fields = own.headers.iter().flat_map(|headers| &headers.fields);
        types.extend(fields.map(|field| field.written.as_str()));
        codecs.extend(own.body.iter().filter_map(|body| body.codec.as_deref()));
        codecs.extend(own.responses.iter().map(|response| response.codec.as_str()));
        let arguments = own.responses.iter().flat_map(|response| &response.arguments);
        codecs.extend(arguments.map(String::as_str));
    }
    let uses_type = |name: &str| types.iter().any(|text| mentions(text, name));
    let uses_codec = |name: &str| codecs.iter().any(|text| mentions(text, name));
    let chosen = |names: &[(&'static str, bool)]| {
        names.iter().filter(|(_, used)| *used).map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let some = !operations.is_empty();
    Uses {
        dataclass: operations.iter().any(|own| !own.headers.is_empty()),
        dt: uses_type("dt"),
        typing: chosen(&[
            ("Any", uses_type("Any")),
            ("Literal", uses_type("Literal")),
            ("TypeAlias", some),
        ]),
        modules: chosen(&[
            ("codec", uses_codec("codec")),
            ("models", uses_type("models") || uses_codec("models")),
        ]),
        request: chosen(&[
            ("ApiResponse", uses_type("ApiResponse")),
            ("BodySpec", operations.iter().any(|own| own.body.is_some())),
            (
                "HeaderSpec",
                operations
                    .iter()
                    .any(|own| own.responses.iter().any(|one| !one.headers.is_empty())),
            ),
            ("NamedResponse", uses_type("NamedResponse")),
            ("Operation", some),
            ("ParameterSpec", operations.iter().any(|own| !own.parameters.is_empty())),
            ("ResponseSpec", operations.iter().any(|own| !own.responses.is_empty())),
        ]),
        download: uses_type("Download"),
        async_download: uses_type("AsyncDownload"),
        api_error: uses_type("ApiError"),
        paging: operations.iter().any(|own| own.paging.is_some()),
        file_part: uses_type("FilePart"),
        ..Uses::default()
    }
}

/// What the package gives, by the modules that it comes from.
fn exports(
    surface: &Surface,
    client: &str,
    models: &[ModelView],
    operations: &[OperationView],
) -> Vec<Export> {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let fixed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut errors: Vec<String> =
        surface.gateway_errors.iter().map(|own| own.name.and("error").pascal()).collect();
    errors.extend(OWN_ERRORS.iter().map(|name| (*name).to_owned()));
    let own = operations.iter().flat_map(|own| {
        let errors = own.errors.iter().map(|error| error.name.clone());
        let headers = own.headers.iter().map(|headers| headers.name.clone());
        let gives_async = own.gives_async.as_ref().map(|_| format!("Async{}", own.output));
        errors.chain(headers).chain([own.output.clone()]).chain(gives_async)
    });
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

/// What the README shows.
fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{}={}", names::parameter(&own.name), samples::value(own, "True")))
            .collect();
        format!("{}({})", names::method(name), given.join(", "))
    };
    Sample {
        options: sample_options(surface),
        call: samples.call.map(|operation| call(operation, &operation.name)),
        error: samples.failing.map(|operation| names::type_name(&operation.error)),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}

/// What a client is made with.
pub(super) fn sample_options(surface: &Surface) -> String {
    let samples = Samples::of(surface);
    let mut options = Vec::new();
    if samples.wants_address {
        options.push("base_url=\"http://127.0.0.1:8080/dev\"");
    }
    if samples.wants_key {
        options.push("api_key=key");
    }
    if samples.wants_token {
        options.push("token=lambda asked: session.token()");
    }
    options.join(", ")
}
