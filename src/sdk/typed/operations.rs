//! Operations.

use serde::Serialize;

use crate::sdk::naming::Name;
use crate::sdk::surface::{
    Body, Content, Next, Operation, Parameter, Response, Status, Style, Surface, Type,
};

use super::dialect::Dialect;
use super::kinds::{form, held, many};
use super::models::{FieldView, codec, fields};
use super::responses::{ResponseView, response_view};

/// An operation.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of an operation")]
pub(in crate::sdk) struct OperationView {
    /// Its name in messages.
    name: String,
    snake: String,
    pub(in crate::sdk) screaming: String,
    pub(in crate::sdk) method_name: String,
    function_name: String,
    pub(in crate::sdk) doc: Vec<String>,
    pub(in crate::sdk) input: String,
    pub(in crate::sdk) output: String,
    pub(in crate::sdk) error: String,
    /// The verb as an argument, where the caller chooses it.
    pub(in crate::sdk) verb: Option<FieldView>,
    pub(in crate::sdk) inputs: Vec<FieldView>,
    /// Whether a call has to give anything.
    takes_something: bool,
    method: Option<&'static str>,
    path: String,
    accept: Option<String>,
    pub(in crate::sdk) body: Option<SentView>,
    pub(in crate::sdk) good: Vec<ResponseView>,
    pub(in crate::sdk) bad: Vec<ResponseView>,
    single: bool,
    /// What it gives, as one type.
    pub(in crate::sdk) gives: String,
    statuses: Vec<String>,
    pub(in crate::sdk) binary: Vec<String>,
    iam: bool,
    api_key: bool,
    tokens: Vec<String>,
    idempotency_header: Option<String>,
    pub(in crate::sdk) paging: Option<PagingView>,
}

/// Something that a call takes.
#[derive(Serialize)]
pub(in crate::sdk) struct ArgumentView<'v> {
    pub(in crate::sdk) name: &'v str,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: &'v str,
    pub(in crate::sdk) required: bool,
}

/// What an operation sends.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a body")]
pub(in crate::sdk) struct SentView {
    pub(in crate::sdk) name: String,
    pub(in crate::sdk) doc: Vec<String>,
    #[serde(rename = "type")]
    pub(in crate::sdk) written: String,
    pub(in crate::sdk) codec: Option<String>,
    required: bool,
    pub(in crate::sdk) nullable: bool,
    many: &'static str,
    media_type: String,
    content: &'static str,
    /// The fields of a form of several parts, where the definition names them.
    parts: Vec<FieldView>,
    has_parts: bool,
    others: bool,
}

/// How one page leads to the next.
#[derive(Serialize)]
pub(in crate::sdk) struct PagingView {
    /// Its name as a constant.
    constant: String,
    pub(in crate::sdk) pages: String,
    pub(in crate::sdk) all: String,
    pub(in crate::sdk) key: String,
    key_required: bool,
    #[serde(rename = "type")]
    key_type: String,
    key_codec: Option<String>,
    pub(in crate::sdk) item: String,
    item_codec: Option<String>,
    pub(in crate::sdk) token: Vec<String>,
    pub(in crate::sdk) items: Vec<String>,
    pub(in crate::sdk) numbered: bool,
    pub(in crate::sdk) offset: bool,
    pub(in crate::sdk) first: u32,
}

impl OperationView {
    /// Everything that a call takes, in order: the verb, the parameters and the body.
    pub(in crate::sdk) fn arguments(&self) -> impl Iterator<Item = ArgumentView<'_>> {
        let inputs = self.verb.iter().chain(&self.inputs);
        let inputs = inputs.map(|own| (&own.name, &own.written, own.required));
        let body = self.body.iter().map(|own| (&own.name, &own.written, own.required));
        inputs.chain(body).map(|(name, written, required)| ArgumentView { name, written, required })
    }

    /// Everything that comes back.
    pub(in crate::sdk) fn responses(&self) -> impl Iterator<Item = &ResponseView> {
        self.good.iter().chain(&self.bad)
    }
}

/// The operations.
pub(in crate::sdk) fn operations<D: Dialect>(dialect: &D, surface: &Surface) -> Vec<OperationView> {
    surface.operations.iter().map(|own| operation_view(dialect, surface, own)).collect()
}

fn operation_view<D: Dialect>(
    dialect: &D,
    surface: &Surface,
    operation: &Operation,
) -> OperationView {
    let (good, bad): (Vec<&Response>, Vec<&Response>) =
        operation.responses.iter().partition(|response| response.status.is_success());
    let single = good.len() == 1;
    let parameters = operation.parameters.iter();
    let body = operation.body.as_ref();
    let is_binary = |own: &&Response| own.content == Some(Content::Binary);
    let binary = good.iter().copied().filter(is_binary).map(|own| own.status.text()).collect();
    let schemes = operation.auth.schemes.iter().filter_map(|index| surface.schemes.get(*index));
    let takes_something = operation.method.is_none()
        || operation.parameters.iter().any(|own| own.required)
        || body.is_some_and(|own| own.required);
    let accept = accept(&good);
    let good: Vec<ResponseView> =
        good.iter().map(|own| response_view(dialect, own, single)).collect();
    let output = dialect.type_name(&operation.output);
    OperationView {
        doc: comment(dialect, operation),
        name: operation.name.camel(),
        snake: operation.name.snake(),
        screaming: operation.name.screaming(),
        method_name: dialect.method(&operation.name),
        function_name: dialect.function(&operation.name),
        input: dialect.type_name(&operation.input),
        error: dialect.type_name(&operation.error),
        verb: operation.method.is_none().then(|| verb_view(dialect)),
        inputs: parameters.map(|own| input_view(dialect, surface, own)).collect(),
        takes_something,
        method: operation.method,
        path: operation.path.clone(),
        accept,
        body: body.map(|body| sent_view(dialect, surface, body)),
        binary,
        gives: dialect.output(&output, &good),
        output,
        good,
        bad: bad.iter().map(|own| response_view(dialect, own, true)).collect(),
        single,
        statuses: operation.responses.iter().map(|own| own.status.text()).collect(),
        iam: operation.auth.iam,
        api_key: operation.auth.api_key,
        tokens: schemes.map(|scheme| scheme.wire.clone()).collect(),
        idempotency_header: operation.idempotency_header.clone(),
        paging: paging_view(dialect, operation),
    }
}

fn comment<D: Dialect>(dialect: &D, operation: &Operation) -> Vec<String> {
    let what = operation.method.unwrap_or("any verb to");
    let path = &operation.path;
    let (before, after) = match (D::SENTENCES, D::NAME_FIRST) {
        (false, _) => (String::new(), String::new()),
        (true, false) => (String::new(), format!("Sends {what} {path}.")),
        (true, true) => {
            (format!("{} sends {what} {path}.", dialect.method(&operation.name)), String::new())
        }
    };
    dialect.comment(&[
        &before,
        operation.summary.as_deref().unwrap_or(""),
        operation.description.as_deref().unwrap_or(""),
        &after,
        &dialect.argument_words(operation),
        if operation.deprecated { D::DEPRECATED } else { "" },
    ])
}

fn verb_view<D: Dialect>(dialect: &D) -> FieldView {
    FieldView {
        same: true,
        name: dialect.parameter(&Name::of("method", "method")),
        wire: "method".to_owned(),
        doc: dialect.comment(&["The verb."]),
        written: dialect.argument(&Type::String, true),
        form: form(&Type::String),
        required: true,
        ..FieldView::default()
    }
}

fn input_view<D: Dialect>(dialect: &D, surface: &Surface, own: &Parameter) -> FieldView {
    FieldView {
        name: dialect.parameter(&own.name),
        wire: own.wire.clone(),
        doc: dialect.comment(&[own.description.as_deref().unwrap_or("")]),
        written: dialect.argument(&own.kind, own.required),
        codec: codec(dialect, &own.kind),
        required: own.required,
        plain: true,
        many: many(&own.kind, &surface.models),
        form: form(&own.kind),
        place: own.place.word(),
        style: style(own),
        ..FieldView::default()
    }
}

fn sent_view<D: Dialect>(dialect: &D, surface: &Surface, body: &Body) -> SentView {
    let models = &surface.models;
    let kind = body.content.kind();
    let object = kind.and_then(|kind| match kind.split_nullable().0 {
        Type::Model(index) => surface.object(*index),
        _ => None,
    });
    SentView {
        name: dialect.parameter(&Name::of("body", "body")),
        doc: dialect.comment(&[body.description.as_deref().unwrap_or("")]),
        written: dialect.sent(body),
        codec: kind.and_then(|kind| codec(dialect, kind)),
        required: body.required,
        nullable: kind.is_some_and(|kind| kind.split_nullable().1),
        many: kind.map_or("", |kind| many(kind, models)),
        media_type: body.media_type.clone(),
        content: body.content.word(),
        parts: object.map_or_else(Vec::new, |object| {
            fields(dialect, models, object, &|kind| held(kind).is_some())
        }),
        has_parts: object.is_some(),
        others: object.is_some_and(|object| object.additional.is_some()),
    }
}

fn paging_view<D: Dialect>(dialect: &D, operation: &Operation) -> Option<PagingView> {
    let paging = operation.paging.as_ref()?;
    let parameter = operation.parameters.get(paging.parameter)?;
    let is_page = |own: &&Response| own.status == Status::Code(paging.status);
    let page = operation.responses.iter().find(is_page)?.content.as_ref()?.kind()?;
    let (numbered, offset, first) = match &paging.next {
        Next::Token(_) => (false, false, 0),
        Next::Page(first) => (true, false, *first),
        Next::Offset => (true, true, 0),
    };
    Some(PagingView {
        constant: paging.pages.screaming(),
        pages: dialect.method(&paging.pages),
        all: dialect.method(&paging.all),
        key: dialect.parameter(&parameter.name),
        key_required: parameter.required,
        key_type: dialect.written(&parameter.kind, true, false),
        key_codec: codec(dialect, &parameter.kind),
        item: dialect.written(&paging.item, true, false),
        item_codec: codec(dialect, &paging.item),
        token: match &paging.next {
            Next::Token(keys) => dialect.steps(page, keys)?,
            Next::Page(_) | Next::Offset => Vec::new(),
        },
        items: dialect.steps(page, &paging.items)?,
        numbered,
        offset,
        first,
    })
}

/// The media types of what is wanted. The gateway decides by the first of them whether it answers with bytes.
fn accept(good: &[&Response]) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for response in good {
        let own = match (&response.media_type, &response.content) {
            (_, None) => continue,
            (Some(own), _) => own.as_str(),
            (None, Some(Content::Json(_))) => "application/json",
            (None, Some(_)) => "*/*",
        };
        if !types.contains(&own) {
            types.push(own);
        }
    }
    (!types.is_empty()).then(|| types.join(", "))
}

/// The word for the style of a parameter, where it makes a difference and is not the usual one.
fn style(parameter: &Parameter) -> &'static str {
    match parameter.style.word() {
        word if has_parts(parameter) && word != "commas" => word,
        _ => "",
    }
}

/// Whether a style makes a difference.
fn has_parts(parameter: &Parameter) -> bool {
    let simple = matches!(
        parameter.kind,
        Type::Boolean
            | Type::Integer { .. }
            | Type::Number
            | Type::String
            | Type::Date
            | Type::DateTime
            | Type::Bytes
            | Type::File
    );
    parameter.style == Style::Greedy || !simple
}
