//! What the templates of TypeScript are filled in with: text that is final but for its line breaks.

use serde::Serialize;

use crate::sdk::SdkOptions;
use crate::sdk::layout::marked;
use crate::sdk::naming::Name;
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Samples};
use crate::sdk::shared::{self, BodyView, ParameterView, accept, mentions};
use crate::sdk::surface::{Auth, Content, Model, Operation, Response, Shape, Status, Surface};

use super::names::{self, comment};
use super::types::Types;

/// Everything.
#[derive(Serialize)]
pub(super) struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    client: String,
    doc: Vec<String>,
    models: Vec<ModelView>,
    uses_upload: bool,
    pub(super) codecs: Vec<CodecView>,
    #[serde(skip)]
    pub(super) groups: Vec<GroupView>,
    sample: Sample,
}

#[derive(Serialize)]
struct ModelView {
    name: String,
    doc: Vec<String>,
    kind: &'static str,
    fields: Vec<FieldView>,
    open: bool,
    variants: Vec<String>,
    #[serde(rename = "type")]
    written: String,
}

#[derive(Serialize)]
struct FieldView {
    key: String,
    doc: Vec<String>,
    required: bool,
    #[serde(rename = "type")]
    written: String,
}

#[derive(Serialize)]
pub(super) struct CodecView {
    name: String,
    model: String,
    kind: &'static str,
    fields: Vec<CodecField>,
    others: Option<String>,
    key: String,
    codec: String,
}

#[derive(Serialize)]
struct CodecField {
    key: String,
    is: &'static str,
    keys: Vec<String>,
    codec: String,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one import")]
pub(super) struct GroupView {
    pub(super) file: String,
    alias: String,
    path: String,
    operations: Vec<OperationView>,
    models: bool,
    codec: bool,
    codecs: bool,
    errors: bool,
    paging: bool,
    transport_types: Vec<&'static str>,
}

#[derive(Serialize)]
struct OperationView {
    name: String,
    function: String,
    method_name: String,
    constant: String,
    guard: String,
    doc: Vec<String>,
    input: String,
    output: String,
    error: String,
    inputs: Vec<FieldView>,
    optional_input: bool,
    outputs: Vec<String>,
    errors: Vec<String>,
    error_statuses: Vec<String>,
    headers: Vec<HeadersView>,
    method: Option<&'static str>,
    path: String,
    parameters: Vec<ParameterView>,
    body: Option<BodyView>,
    accept: Option<String>,
    responses: Vec<ResponseView>,
    auth: Option<String>,
    idempotency_header: Option<String>,
    paging: Option<PagingView>,
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
    content: Option<&'static str>,
    codec: Option<String>,
    flat: String,
    headers: Vec<HeaderView>,
}

#[derive(Serialize)]
struct HeaderView {
    key: String,
    wire: String,
    #[serde(rename = "type")]
    written: String,
}

#[derive(Serialize)]
struct PagingView {
    constant: String,
    key: String,
    token: Option<Vec<String>>,
    numbered: bool,
    first: u32,
    offset: bool,
    items: Vec<String>,
    item: String,
    pages: String,
    all: String,
}

/// What the README shows.
#[derive(Serialize)]
struct Sample {
    options: String,
    call: Option<String>,
    guard: Option<String>,
    items: Option<String>,
    items_input: String,
}

const WRITING: Writing = Writing { type_name: Name::pascal, key: names::object_key };

impl View {
    pub(super) fn new(surface: &Surface, options: &SdkOptions) -> Self {
        let types = Types::new(surface);
        let models: Vec<ModelView> = surface
            .models
            .iter()
            .enumerate()
            .map(|(index, model)| model_view(&types, index, model))
            .collect();
        let groups: Vec<GroupView> = group_views(&types, surface);
        let description = surface.description.as_deref();
        Self {
            package: options.package.clone().unwrap_or_else(|| surface.name.kebab()),
            client: names::type_name(&surface.client),
            doc: comment([surface.title.as_str(), description.unwrap_or("")]),
            uses_upload: models.iter().any(ModelView::uses_upload),
            models,
            codecs: codec_views(&types, surface),
            sample: sample(surface),
            groups,
            about: Package::new(surface, options, WRITING),
        }
    }
}

impl ModelView {
    fn uses_upload(&self) -> bool {
        let fields = self.fields.iter().map(|field| &field.written);
        fields.chain([&self.written]).chain(&self.variants).any(|text| mentions(text, "Upload"))
    }
}

fn model_view(types: &Types<'_>, index: usize, model: &Model) -> ModelView {
    let mut view = ModelView {
        name: types.name(index).to_owned(),
        doc: documented(model.description.as_deref(), model.deprecated),
        kind: "alias",
        fields: Vec::new(),
        open: false,
        variants: Vec::new(),
        written: String::new(),
    };
    match &model.shape {
        Shape::Object(object) if object.fields.is_empty() && object.additional.is_none() => {
            view.kind = "empty";
        }
        Shape::Object(object) => {
            view.kind = "object";
            view.open = object.additional.is_some();
            let fields = object.fields.iter().map(|field| FieldView {
                key: names::key(&field.wire),
                doc: documented(field.description.as_deref(), field.deprecated),
                required: field.required,
                written: types.write(&field.kind, ""),
            });
            view.fields = fields.collect();
        }
        Shape::Enum(values) => {
            view.kind = "union";
            view.variants = values.iter().map(|value| names::quoted(&value.wire)).collect();
            view.variants.push("(string & {})".to_owned());
        }
        Shape::Union(union) => {
            view.kind = "union";
            let key = union.discriminator.as_deref();
            view.variants =
                union.variants.iter().map(|variant| types.variant(variant, key)).collect();
        }
        Shape::Alias(kind) => view.written = types.write(kind, ""),
    }
    view
}

/// A comment with what is said, and that it is not to be used any more.
fn documented(description: Option<&str>, deprecated: bool) -> Vec<String> {
    let deprecated = if deprecated { "@deprecated" } else { "" };
    comment([description.unwrap_or(""), deprecated])
}

fn codec_views(types: &Types<'_>, surface: &Surface) -> Vec<CodecView> {
    let turned = surface.models.iter().enumerate().filter(|(index, _)| types.is_turned(*index));
    turned.map(|(index, model)| codec_view(types, index, model)).collect()
}

fn codec_view(types: &Types<'_>, index: usize, model: &Model) -> CodecView {
    let lazy = |name: &str| format!("codec.lazy(() => {name})");
    let mut view = CodecView {
        name: types.codec_name(index),
        model: types.name(index).to_owned(),
        kind: "alias",
        fields: Vec::new(),
        others: None,
        key: String::new(),
        codec: String::new(),
    };
    match &model.shape {
        Shape::Object(object) => {
            view.kind = "object";
            view.fields = object
                .fields
                .iter()
                .filter_map(|field| {
                    let codec = marked(&types.codec(&field.kind, &lazy)?);
                    Some(CodecField {
                        key: names::object_key(&field.wire),
                        is: "other",
                        keys: Vec::new(),
                        codec,
                    })
                })
                .collect();
            view.others = object.additional.as_ref().and_then(|kind| types.codec(kind, &lazy));
            view.others = view.others.map(|codec| marked(&codec));
        }
        Shape::Union(union) => {
            view.kind = if union.discriminator.is_some() { "union" } else { "choice" };
            view.key = names::quoted(union.discriminator.as_deref().unwrap_or(""));
            for variant in &union.variants {
                let codec = types.codec(&variant.kind, &lazy);
                let codec = marked(codec.as_deref().unwrap_or("codec.plain"));
                let keys = types.required_keys(&variant.kind);
                let keys: Vec<String> = keys.into_iter().flatten().map(names::quoted).collect();
                let tags: Vec<&str> = match union.discriminator {
                    Some(_) => variant.tags.iter().map(String::as_str).collect(),
                    None => vec![""],
                };
                view.fields.extend(tags.into_iter().map(|tag| CodecField {
                    key: names::object_key(tag),
                    is: types.kind_of(&variant.kind),
                    keys: keys.clone(),
                    codec: codec.clone(),
                }));
            }
        }
        Shape::Alias(kind) => {
            view.codec = marked(types.codec(kind, &lazy).as_deref().unwrap_or("codec.plain"));
        }
        Shape::Enum(_) => {}
    }
    view
}

fn group_views(types: &Types<'_>, surface: &Surface) -> Vec<GroupView> {
    surface
        .groups
        .iter()
        .map(|group| {
            let file = names::file(&group.name);
            let operations: Vec<OperationView> = group
                .operations
                .iter()
                .filter_map(|index| surface.operations.get(*index))
                .map(|operation| operation_view(types, surface, operation))
                .collect();
            GroupView {
                alias: format!("{}Operations", group.name.camel()),
                path: format!("./operations/{file}.js"),
                file,
                models: operations.iter().any(|own| own.uses("models.")),
                codec: operations.iter().any(|own| own.uses_codec("codec.")),
                codecs: operations.iter().any(|own| own.uses_codec("codecs.")),
                errors: operations.iter().any(|own| !own.errors.is_empty()),
                paging: operations.iter().any(|own| own.paging.is_some()),
                transport_types: transport_types(&operations),
                operations,
            }
        })
        .collect()
}

fn transport_types(operations: &[OperationView]) -> Vec<&'static str> {
    let mut all = vec!["ApiResponse"];
    if operations.iter().any(|own| own.uses("Download")) {
        all.push("Download");
    }
    all.extend(["Operation", "RequestOptions", "Transport"]);
    if operations.iter().any(|own| own.uses("Upload")) {
        all.push("Upload");
    }
    all
}

impl OperationView {
    fn uses(&self, word: &str) -> bool {
        let inputs = self.inputs.iter().map(|field| &field.written);
        let written = inputs.chain(&self.outputs).chain(&self.errors);
        written.into_iter().any(|text| {
            if word.ends_with('.') { text.contains(word) } else { mentions(text, word) }
        })
    }

    fn uses_codec(&self, word: &str) -> bool {
        let body = self.body.iter().filter_map(|body| body.codec.as_ref());
        let responses = self.responses.iter().filter_map(|response| response.codec.as_ref());
        body.chain(responses).any(|codec| codec.contains(word))
    }
}

fn operation_view(types: &Types<'_>, surface: &Surface, operation: &Operation) -> OperationView {
    let name = operation.name.camel();
    let inputs = inputs(types, operation);
    let (good, bad) = shared::divided(operation);
    let word = |wanted: bool, name: &str| if wanted { name.to_owned() } else { String::new() };
    let deprecated = word(operation.deprecated, "@deprecated");
    OperationView {
        function: names::function(&operation.name),
        method_name: names::method(&operation.name),
        constant: format!("{name}Operation"),
        guard: format!("is{}", operation.error.pascal()),
        doc: comment([
            operation.summary.as_deref().unwrap_or(""),
            operation.description.as_deref().unwrap_or(""),
            deprecated.as_str(),
        ]),
        input: names::type_name(&operation.input),
        output: names::type_name(&operation.output),
        error: names::type_name(&operation.error),
        optional_input: inputs.iter().all(|field| !field.required),
        inputs,
        outputs: good.iter().map(|response| output(types, response)).collect(),
        errors: bad.iter().map(|response| own_error(types, response)).collect(),
        error_statuses: bad.iter().map(|response| response.status.text()).collect(),
        headers: good.iter().filter_map(|response| headers_view(types, response)).collect(),
        method: operation.method,
        path: operation.path.clone(),
        parameters: shared::parameter_views(operation, Name::camel),
        body: shared::body_view(operation, |content| content_codec(types, content)),
        accept: accept(&good),
        responses: operation
            .responses
            .iter()
            .map(|response| response_view(types, response))
            .collect(),
        auth: auth_view(&operation.auth, surface),
        idempotency_header: operation.idempotency_header.clone(),
        paging: paging_view(types, operation),
        name,
    }
}

fn inputs(types: &Types<'_>, operation: &Operation) -> Vec<FieldView> {
    let mut all = Vec::new();
    if operation.method.is_none() {
        all.push(FieldView {
            key: "method".to_owned(),
            doc: comment(["The verb."]),
            required: true,
            written: "string".to_owned(),
        });
    }
    all.extend(operation.parameters.iter().map(|parameter| FieldView {
        key: parameter.name.camel(),
        doc: documented(parameter.description.as_deref(), false),
        required: parameter.required,
        written: types.write(&parameter.kind, "models."),
    }));
    if let Some(body) = &operation.body {
        all.push(FieldView {
            key: "body".to_owned(),
            doc: documented(body.description.as_deref(), false),
            required: body.required,
            written: match &body.content {
                Content::Text => "string".to_owned(),
                Content::Binary => "Upload".to_owned(),
                Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind) => {
                    types.write(kind, "models.")
                }
            },
        });
    }
    all
}

fn content_type(types: &Types<'_>, content: Option<&Content>, download: &str) -> String {
    match content {
        None => "undefined".to_owned(),
        Some(Content::Text) => "string".to_owned(),
        Some(Content::Binary) => download.to_owned(),
        Some(Content::Json(kind) | Content::Form(kind) | Content::Multipart(kind)) => {
            types.write(kind, "models.")
        }
    }
}

fn status_type(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(_) | Status::Default => "number".to_owned(),
    }
}

fn output(types: &Types<'_>, response: &Response) -> String {
    let body = content_type(types, response.content.as_ref(), "Download");
    let status = status_type(response.status);
    if response.headers.is_empty() {
        return marked(&format!("ApiResponse<{status}, {body}>"));
    }
    let headers = names::type_name(&response.headers_name);
    marked(&format!("ApiResponse<⟦·{status},⏎{body},⏎{headers}⟧>"))
}

fn own_error(types: &Types<'_>, response: &Response) -> String {
    let body = content_type(types, response.content.as_ref(), "unknown");
    format!("ApiError<{}, {body}>", status_type(response.status))
}

fn headers_view(types: &Types<'_>, response: &Response) -> Option<HeadersView> {
    if response.headers.is_empty() {
        return None;
    }
    let fields = response.headers.iter().map(|header| FieldView {
        key: header.name.camel(),
        doc: documented(header.description.as_deref(), false),
        required: false,
        written: types.write(&header.kind, "models."),
    });
    Some(HeadersView {
        name: names::type_name(&response.headers_name),
        status: response.status.text(),
        fields: fields.collect(),
    })
}

fn content_codec(types: &Types<'_>, content: &Content) -> Option<String> {
    let codec = types.codec(content.kind()?, &|name| format!("codecs.{name}"))?;
    Some(marked(&codec))
}

fn response_view(types: &Types<'_>, response: &Response) -> ResponseView {
    let word = shared::received(response);
    let codec = response.content.as_ref().and_then(|content| content_codec(types, content));
    let mut parts = Vec::new();
    parts.extend(word.map(|word| format!("content: {}", names::quoted(word))));
    parts.extend(codec.as_ref().map(|codec| format!("codec: {codec}")));
    let flat = if parts.is_empty() {
        "{}".to_owned()
    } else {
        marked(&format!("{{⟦⏎{}⸨,⸩⟫", parts.join(",⏎"))) + "}"
    };
    let headers = response.headers.iter().map(|header| HeaderView {
        key: header.name.camel(),
        wire: header.wire.clone(),
        written: types.write(&header.kind, ""),
    });
    ResponseView {
        key: names::key(&response.status.text()),
        content: word,
        codec,
        flat,
        headers: headers.collect(),
    }
}

fn auth_view(auth: &Auth, surface: &Surface) -> Option<String> {
    if auth.is_open() {
        return None;
    }
    let mut parts = Vec::new();
    if auth.iam {
        parts.push("iam: true".to_owned());
    }
    if auth.api_key {
        parts.push("apiKey: true".to_owned());
    }
    let schemes = auth.schemes.iter().filter_map(|index| surface.schemes.get(*index));
    let names: Vec<String> = schemes.map(|scheme| names::quoted(&scheme.wire)).collect();
    if !names.is_empty() {
        parts.push(format!("tokens: [{}]", names.join(", ")));
    }
    Some(parts.join(", "))
}

fn paging_view(types: &Types<'_>, operation: &Operation) -> Option<PagingView> {
    let paging = operation.paging.as_ref()?;
    let parameter = operation.parameters.get(paging.parameter)?;
    let way = shared::way(paging);
    Some(PagingView {
        constant: format!("{}Paging", operation.name.camel()),
        key: parameter.name.camel(),
        numbered: way.token.is_none(),
        token: way.token.map(<[String]>::to_vec),
        first: way.first,
        offset: way.offset,
        items: paging.items.clone(),
        item: types.write(&paging.item, "models."),
        pages: names::function(&paging.pages),
        all: names::function(&paging.all),
    })
}

/// What the README shows.
fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = samples.call.map(|operation| {
        format!("{}({})", names::method(&operation.name), sample_input(operation))
    });
    Sample {
        options: sample_options(surface),
        call,
        guard: samples.failing.map(|operation| format!("is{}", operation.error.pascal())),
        items: samples.paged.and_then(|own| Some(names::function(&own.paging.as_ref()?.all))),
        items_input: samples.paged.map(sample_input).unwrap_or_default(),
    }
}

/// What a client is made with.
pub(super) fn sample_options(surface: &Surface) -> String {
    let samples = Samples::of(surface);
    let mut options = Vec::new();
    if samples.wants_address {
        options.push("baseUrl: \"http://127.0.0.1:8080/dev\"");
    }
    if samples.wants_key {
        options.push("apiKey: process.env.API_KEY");
    }
    if samples.wants_token {
        options.push("token: () => session.token()");
    }
    if options.is_empty() { String::new() } else { format!("{{ {} }}", options.join(", ")) }
}

fn sample_input(operation: &Operation) -> String {
    let required: Vec<String> = samples::required(operation)
        .map(|own| format!("{}: {}", own.name.camel(), samples::value(own, "true")))
        .collect();
    if required.is_empty() { String::new() } else { format!("{{ {} }}", required.join(", ")) }
}
