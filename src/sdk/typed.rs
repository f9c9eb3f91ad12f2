//! The views of languages that know their types before they run: models as declarations, operations as methods with an
//! input, an output and errors of their own. A language only says how it writes names, types and comments.

use std::collections::HashSet;

use serde::Serialize;

use super::naming::Name;
use super::shared::{self, accept};
use super::surface::{
    Body, Content, Field, Model, Object, Operation, Parameter, Response, Shape, Status, Surface,
    Type, Union,
};

/// How a language writes what every one of them has.
pub(super) trait Dialect {
    /// The type of a model, by its index.
    fn model(&self, index: usize) -> &str;
    /// The type of something else.
    fn type_name(&self, name: &Name) -> String;
    /// The type of an error that the definition names.
    fn error_name(&self, name: &Name) -> String {
        self.type_name(name)
    }
    /// A field of a model, an input or of headers.
    fn field(&self, name: &Name) -> String;
    /// A method of the client.
    fn method(&self, name: &Name) -> String;
    /// A value of an enum.
    fn value(&self, model: usize, at: usize, name: &Name) -> String;
    /// One of the types of a union.
    fn variant(&self, name: &Name) -> String;
    /// The type of a value; of one that may be left out, unless it is `required`; and of one that would be a part of
    /// itself.
    fn written(&self, kind: &Type, required: bool, boxed: bool) -> String;
    /// The type of a value of a union.
    fn variant_type(&self, kind: &Type, boxed: bool) -> String {
        self.written(kind, false, boxed)
    }
    /// The type of what is sent.
    fn sent(&self, body: &Body) -> String;
    /// The type of what comes back, which is always there when it is the `only` one.
    fn received(&self, content: Option<&Content>, only: bool) -> String;
    /// A comment, line by line.
    fn comment(&self, paragraphs: &[&str]) -> Vec<String>;
    /// Whether a key needs nothing but the language's usual notation.
    fn is_plain_key(&self, _key: &str) -> bool {
        true
    }
    /// What is said of something that is not to be used any more.
    const DEPRECATED: &'static str;
    /// Whether what may be left out is a part of the value that has it.
    const OPTIONAL_INSIDE: bool;
}

/// A model.
#[derive(Serialize)]
pub(super) struct ModelView {
    name: String,
    doc: Vec<String>,
    kind: &'static str,
    fields: Vec<FieldView>,
    /// The type of all other values.
    others: Option<String>,
    values: Vec<ValueView>,
    variants: Vec<VariantView>,
    /// The same, those with the most keys that have to be there first.
    choices: Vec<VariantView>,
    key: Option<String>,
    #[serde(rename = "type")]
    written: String,
    /// Whether it is a list or a map by another name.
    many: &'static str,
    /// Whether it is another name of something that has it in turn.
    turns: bool,
}

/// A field.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a field")]
pub(super) struct FieldView {
    pub(super) name: String,
    wire: String,
    /// Whether the name is the key.
    same: bool,
    doc: Vec<String>,
    #[serde(rename = "type")]
    written: String,
    required: bool,
    nullable: bool,
    plain: bool,
    many: &'static str,
    /// Whether it is a date or a moment, bytes, or something else.
    form: &'static str,
    file: bool,
}

/// One of the texts of an enum.
#[derive(Serialize)]
struct ValueView {
    name: String,
    wire: String,
}

/// One of the types of a union.
#[derive(Clone, Serialize)]
struct VariantView {
    name: String,
    /// Its number in the union, from 1.
    number: usize,
    #[serde(rename = "type")]
    written: String,
    /// Whether its values are objects, lists, or something else.
    is: &'static str,
    keys: Vec<String>,
    tags: Vec<String>,
    /// The tag that is sent.
    tag: Option<String>,
    form: &'static str,
}

/// An operation.
#[derive(Serialize)]
pub(super) struct OperationView {
    /// Its name in messages.
    name: String,
    snake: String,
    screaming: String,
    pub(super) method_name: String,
    doc: Vec<String>,
    pub(super) input: String,
    pub(super) output: String,
    error: String,
    inputs: Vec<InputView>,
    method: Option<&'static str>,
    path: String,
    accept: Option<String>,
    body: Option<SentView>,
    pub(super) good: Vec<ResponseView>,
    pub(super) bad: Vec<ResponseView>,
    single: bool,
    statuses: Vec<String>,
    binary: Vec<String>,
    iam: bool,
    api_key: bool,
    tokens: Vec<String>,
    idempotency_header: Option<String>,
    paging: Option<PagingView>,
}

/// A parameter, as a field of the input.
#[derive(Serialize)]
struct InputView {
    #[serde(flatten)]
    field: FieldView,
    place: &'static str,
    style: &'static str,
}

/// What an operation sends.
#[derive(Serialize)]
struct SentView {
    #[serde(flatten)]
    field: FieldView,
    media_type: String,
    content: &'static str,
    /// The fields of a form of several parts, where the definition names them.
    parts: Vec<FieldView>,
    has_parts: bool,
    others: bool,
}

/// What comes back with one status.
#[derive(Serialize)]
pub(super) struct ResponseView {
    status: String,
    /// The status in a name; nothing when there is only one.
    suffix: String,
    /// The status as the name of a case.
    case: String,
    doc: String,
    content: &'static str,
    #[serde(rename = "type")]
    written: String,
    headers: Vec<HeaderView>,
    pub(super) headers_name: String,
    pub(super) error: String,
}

/// A header that the definition names.
#[derive(Serialize)]
struct HeaderView {
    name: String,
    wire: String,
    doc: Vec<String>,
    kind: &'static str,
    #[serde(rename = "type")]
    written: String,
}

/// How one page leads to the next.
#[derive(Serialize)]
struct PagingView {
    pages: String,
    all: String,
    key: String,
    key_required: bool,
    #[serde(rename = "type")]
    key_type: String,
    item: String,
    token: Vec<String>,
    items: Vec<String>,
    numbered: bool,
    offset: bool,
    first: u32,
}

impl ModelView {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is nothing but another name.
    pub(super) fn is_alias(&self) -> bool {
        self.kind == "alias"
    }
}

impl ResponseView {
    /// Whether the definition names headers.
    pub(super) fn has_headers(&self) -> bool {
        !self.headers.is_empty()
    }
}

/// The names of the models' types. One that the language keeps for itself gets a word more.
pub(super) fn model_names(
    surface: &Surface,
    write: fn(&Name) -> String,
    reserved: &[&str],
) -> Vec<String> {
    let mut taken: HashSet<String> = reserved.iter().map(|word| (*word).to_owned()).collect();
    taken.insert(write(&surface.client));
    for operation in &surface.operations {
        let responses = operation.responses.iter();
        let own = responses.flat_map(|own| [&own.error_name, &own.headers_name]);
        let own = own.chain([&operation.input, &operation.output, &operation.error]);
        taken.extend(own.map(write));
    }
    let all = surface.models.iter().map(|model| write(&model.name));
    let all: Vec<String> = all.collect();
    let known: HashSet<&String> = all.iter().collect();
    let free = |name: &str, taken: &HashSet<String>| !taken.contains(name);
    all.iter()
        .map(|own| {
            let mut name = own.clone();
            while !free(&name, &taken) {
                name.push_str("Model");
                if known.contains(&name) {
                    name.push('_');
                }
            }
            taken.insert(name.clone());
            name
        })
        .collect()
}

/// The models.
pub(super) fn models<D: Dialect>(dialect: &D, surface: &Surface) -> Vec<ModelView> {
    let models = &surface.models;
    let rings = model_rings(models, D::OPTIONAL_INSIDE);
    let turning = turning(models);
    let all = models.iter().enumerate();
    all.map(|(index, model)| {
        let boxed = |kind: &Type| {
            held(kind).is_some_and(|own| own == index || rings.get(own) == rings.get(index))
        };
        let mut view = model_view(dialect, models, index, model, &boxed);
        view.turns = turning.get(index).copied().unwrap_or(false);
        view
    })
    .collect()
}

fn model_view<D: Dialect>(
    dialect: &D,
    models: &[Model],
    index: usize,
    model: &Model,
    boxed: &dyn Fn(&Type) -> bool,
) -> ModelView {
    let name = dialect.model(index).to_owned();
    let kind = match &model.shape {
        Shape::Object(_) => "object",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(_) => "alias",
    };
    let what = match kind {
        "object" => format!("{name} is an object."),
        "enum" => format!("{name} is one of several texts, and perhaps of others later."),
        "union" => format!("{name} is one of several types."),
        _ => format!("{name} is another name of its type."),
    };
    let deprecated = if model.deprecated { D::DEPRECATED } else { "" };
    let doc = dialect.comment(&[&what, model.description.as_deref().unwrap_or(""), deprecated]);
    let mut view = ModelView {
        doc,
        kind,
        fields: Vec::new(),
        others: None,
        values: Vec::new(),
        variants: Vec::new(),
        choices: Vec::new(),
        turns: false,
        key: None,
        written: String::new(),
        many: "",
        name,
    };
    match &model.shape {
        Shape::Object(object) => {
            view.others = object.additional.as_ref().map(|kind| dialect.written(kind, true, false));
            view.fields = fields(dialect, models, object, boxed);
        }
        Shape::Enum(values) => {
            let views = values.iter().enumerate().map(|(at, value)| ValueView {
                name: dialect.value(index, at, &value.name),
                wire: value.wire.clone(),
            });
            view.values = views.collect();
        }
        Shape::Union(union) => {
            view.key.clone_from(&union.discriminator);
            view.variants = variants(dialect, models, union, boxed);
            view.choices.clone_from(&view.variants);
            view.choices.sort_by_key(|own| std::cmp::Reverse(own.keys.len()));
        }
        Shape::Alias(kind) => {
            view.written = dialect.written(kind, true, boxed(kind));
            view.many = many(kind, models);
        }
    }
    view
}

fn fields<D: Dialect>(
    dialect: &D,
    models: &[Model],
    object: &Object,
    boxed: &dyn Fn(&Type) -> bool,
) -> Vec<FieldView> {
    let all = object.fields.iter();
    all.map(|field| field_view(dialect, models, field, boxed(&field.kind))).collect()
}

fn field_view<D: Dialect>(dialect: &D, models: &[Model], field: &Field, boxed: bool) -> FieldView {
    let deprecated = if field.deprecated { D::DEPRECATED } else { "" };
    FieldView {
        same: dialect.field(&field.name).trim_start_matches("r#") == field.wire,
        name: dialect.field(&field.name),
        wire: field.wire.clone(),
        doc: dialect.comment(&[field.description.as_deref().unwrap_or(""), deprecated]),
        written: dialect.written(&field.kind, field.required, boxed),
        required: field.required,
        nullable: field.kind.split_nullable().1,
        plain: dialect.is_plain_key(&field.wire),
        many: many(&field.kind, models),
        form: form(&field.kind),
        file: is_file(&field.kind),
    }
}

fn variants<D: Dialect>(
    dialect: &D,
    models: &[Model],
    union: &Union,
    boxed: &dyn Fn(&Type) -> bool,
) -> Vec<VariantView> {
    let mut seen: HashSet<&String> = HashSet::new();
    union
        .variants
        .iter()
        .enumerate()
        .map(|(at, variant)| {
            let tags: Vec<String> =
                variant.tags.iter().filter(|tag| seen.insert(tag)).cloned().collect();
            let keys = shared::required_keys(&variant.kind, models);
            VariantView {
                name: dialect.variant(&variant.name),
                number: at + 1,
                written: dialect.variant_type(&variant.kind, boxed(&variant.kind)),
                is: shared::kind_of(&variant.kind, models),
                keys: keys.into_iter().flatten().map(str::to_owned).collect(),
                tag: tags.first().cloned(),
                tags,
                form: form(&variant.kind),
            }
        })
        .collect()
}

/// The operations.
pub(super) fn operations<D: Dialect>(dialect: &D, surface: &Surface) -> Vec<OperationView> {
    surface.operations.iter().map(|own| operation_view(dialect, surface, own)).collect()
}

fn operation_view<D: Dialect>(
    dialect: &D,
    surface: &Surface,
    operation: &Operation,
) -> OperationView {
    let (good, bad) = shared::divided(operation);
    let single = good.len() == 1;
    let inputs: Vec<InputView> = operation
        .parameters
        .iter()
        .map(|own| InputView {
            field: parameter_view(dialect, &surface.models, own),
            place: own.place.word(),
            style: shared::style(own).unwrap_or(""),
        })
        .collect();
    let body = operation.body.as_ref().map(|body| sent_view(dialect, &surface.models, body));
    let is_binary = |own: &&Response| own.content == Some(Content::Binary);
    let schemes = operation.auth.schemes.iter().filter_map(|index| surface.schemes.get(*index));
    let method_name = dialect.method(&operation.name);
    let sends = match operation.method {
        Some(method) => format!("{method_name} sends {method} {}.", operation.path),
        None => format!("{method_name} sends any verb to {}.", operation.path),
    };
    OperationView {
        doc: dialect.comment(&[
            &sends,
            operation.summary.as_deref().unwrap_or(""),
            operation.description.as_deref().unwrap_or(""),
            if operation.deprecated { D::DEPRECATED } else { "" },
        ]),
        name: operation.name.camel(),
        snake: operation.name.snake(),
        screaming: operation.name.screaming(),
        method_name,
        input: dialect.type_name(&operation.input),
        output: dialect.type_name(&operation.output),
        error: dialect.type_name(&operation.error),
        inputs,
        method: operation.method,
        path: operation.path.clone(),
        accept: accept(&good),
        body,
        binary: good.iter().copied().filter(is_binary).map(|own| own.status.text()).collect(),
        good: good.iter().map(|own| response_view(dialect, own, single)).collect(),
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

fn parameter_view<D: Dialect>(dialect: &D, models: &[Model], own: &Parameter) -> FieldView {
    FieldView {
        same: false,
        name: dialect.field(&own.name),
        wire: own.wire.clone(),
        doc: dialect.comment(&[own.description.as_deref().unwrap_or("")]),
        written: dialect.written(&own.kind, own.required, false),
        required: own.required,
        nullable: false,
        plain: true,
        many: many(&own.kind, models),
        form: form(&own.kind),
        file: false,
    }
}

fn sent_view<D: Dialect>(dialect: &D, models: &[Model], body: &Body) -> SentView {
    let object = match body.content.kind().map(|kind| kind.split_nullable().0) {
        Some(Type::Model(index)) => match models.get(*index).map(|model| &model.shape) {
            Some(Shape::Object(object)) => Some(object),
            _ => None,
        },
        _ => None,
    };
    let kind = body.content.kind();
    SentView {
        field: FieldView {
            same: true,
            name: dialect.field(&Name::of("body", "body")),
            wire: "body".to_owned(),
            doc: dialect.comment(&[body.description.as_deref().unwrap_or("")]),
            written: dialect.sent(body),
            required: body.required,
            nullable: kind.is_some_and(|kind| kind.split_nullable().1),
            plain: true,
            many: kind.map_or("", |kind| many(kind, models)),
            form: kind.map_or("", form),
            file: false,
        },
        media_type: body.media_type.clone(),
        content: body.content.word(),
        parts: object.map_or_else(Vec::new, |object| {
            fields(dialect, models, object, &|kind| held(kind).is_some())
        }),
        has_parts: object.is_some(),
        others: object.is_some_and(|object| object.additional.is_some()),
    }
}

fn response_view<D: Dialect>(dialect: &D, response: &Response, only: bool) -> ResponseView {
    let doc = match response.status {
        Status::Code(code) => format!("status {code}"),
        Status::Range(digit) => format!("a status from {digit}00 to {digit}99"),
        Status::Default => "any other status".to_owned(),
    };
    let is_error = !response.status.is_success();
    let headers = response.headers.iter().map(|header| HeaderView {
        name: dialect.field(&header.name),
        wire: header.wire.clone(),
        doc: dialect.comment(&[header.description.as_deref().unwrap_or("")]),
        kind: match header.kind {
            Type::Integer { .. } => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            _ => "text",
        },
        written: dialect.written(&header.kind, false, false),
    });
    // The body of an error is never streamed.
    let content = match &response.content {
        Some(Content::Binary | Content::Form(_) | Content::Multipart(_)) if is_error => {
            Some(&Content::Text)
        }
        Some(Content::Form(_) | Content::Multipart(_)) => Some(&Content::Text),
        other => other.as_ref(),
    };
    ResponseView {
        status: response.status.text(),
        suffix: if only { String::new() } else { response.status.text() },
        case: match response.status {
            Status::Default => "Other".to_owned(),
            other => format!("Status{}", other.text().to_ascii_lowercase()),
        },
        doc,
        content: content.map_or("", Content::word),
        written: dialect.received(content, only),
        headers: if is_error { Vec::new() } else { headers.collect() },
        headers_name: dialect.type_name(&response.headers_name),
        error: dialect.error_name(&response.error_name),
    }
}

fn paging_view<D: Dialect>(dialect: &D, operation: &Operation) -> Option<PagingView> {
    let paging = operation.paging.as_ref()?;
    let parameter = operation.parameters.get(paging.parameter)?;
    let way = shared::way(paging);
    Some(PagingView {
        pages: dialect.method(&paging.pages),
        all: dialect.method(&paging.all),
        key: dialect.field(&parameter.name),
        key_required: parameter.required,
        key_type: dialect.written(&parameter.kind, true, false),
        item: dialect.written(&paging.item, true, false),
        token: way.token.map(<[String]>::to_vec).unwrap_or_default(),
        items: paging.items.clone(),
        numbered: way.token.is_none(),
        offset: way.offset,
        first: way.first,
    })
}

/// Whether values of the type are lists or maps, whatever they are called.
pub(super) fn many(kind: &Type, models: &[Model]) -> &'static str {
    match kind.split_nullable().0 {
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Model(index) => match models.get(*index).map(|model| &model.shape) {
            Some(Shape::Alias(inner)) if !matches!(inner, Type::Nullable(_)) => many(inner, models),
            _ => "",
        },
        _ => "",
    }
}

/// How JSON writes what it has no value for.
fn form(kind: &Type) -> &'static str {
    match kind.split_nullable().0 {
        Type::Date => "date",
        Type::DateTime => "moment",
        Type::Bytes => "bytes",
        Type::File => "file",
        Type::Any => "any",
        Type::Boolean => "boolean",
        Type::Integer { .. } => "integer",
        Type::Number => "number",
        Type::String => "text",
        Type::List(_) | Type::Map(_) | Type::Model(_) | Type::Nullable(_) => "",
    }
}

fn is_file(kind: &Type) -> bool {
    match kind.split_nullable().0 {
        Type::File => true,
        Type::List(item) => is_file(item),
        _ => false,
    }
}

/// The model that a value of the type has inside of itself, and not behind a list or a map.
fn held(kind: &Type) -> Option<usize> {
    match kind.split_nullable().0 {
        Type::Model(index) => Some(*index),
        _ => None,
    }
}

/// The models that each one has inside of itself.
fn insides(models: &[Model], optional_inside: bool) -> Vec<Vec<usize>> {
    let is_inside = |field: &&Field| {
        optional_inside || (field.required && !matches!(field.kind, Type::Nullable(_)))
    };
    let inside = |model: &Model| -> Vec<usize> {
        match &model.shape {
            Shape::Object(object) => {
                let fields = object.fields.iter().filter(is_inside);
                fields.filter_map(|field| held(&field.kind)).collect()
            }
            Shape::Union(union) if optional_inside => {
                union.variants.iter().filter_map(|variant| held(&variant.kind)).collect()
            }
            Shape::Enum(_) | Shape::Union(_) => Vec::new(),
            Shape::Alias(kind) => held(kind).into_iter().collect(),
        }
    };
    models.iter().map(inside).collect()
}

/// A number for each model, which those have in common that are inside of each other.
pub(super) fn model_rings(models: &[Model], optional_inside: bool) -> Vec<usize> {
    rings(&insides(models, optional_inside))
}

/// Which models are other names of something that has them in turn.
pub(super) fn turning(models: &[Model]) -> Vec<bool> {
    let parts: Vec<Vec<usize>> = models
        .iter()
        .map(|model| match &model.shape {
            Shape::Alias(kind) => kind.models(),
            Shape::Object(_) | Shape::Enum(_) | Shape::Union(_) => Vec::new(),
        })
        .collect();
    let rings = rings(&parts);
    let in_turn = |(index, own): (usize, &Vec<usize>)| {
        own.iter().any(|part| *part == index || rings.get(*part) == rings.get(index))
    };
    parts.iter().enumerate().map(in_turn).collect()
}

/// A number for each model. Two that have the same one are inside of each other, so one of them has to be somewhere
/// else: these are the strongly connected components, found by Kosaraju's two walks.
fn rings(parts: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(parts.len());
    let mut seen = vec![false; parts.len()];
    for start in 0..parts.len() {
        let mut open = vec![(start, 0)];
        while let Some((at, edge)) = open.pop() {
            if edge == 0 && seen.get_mut(at).is_none_or(|seen| std::mem::replace(seen, true)) {
                continue;
            }
            match parts.get(at).and_then(|own| own.get(edge)) {
                Some(next) => open.extend([(at, edge + 1), (*next, 0)]),
                None => order.push(at),
            }
        }
    }
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    for (holder, own) in parts.iter().enumerate() {
        for part in own {
            holders.get_mut(*part).into_iter().for_each(|all| all.push(holder));
        }
    }
    let mut ring = vec![usize::MAX; parts.len()];
    for start in order.into_iter().rev() {
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            let Some(own) = ring.get_mut(at).filter(|own| **own == usize::MAX) else { continue };
            *own = start;
            open.extend(holders.get(at).into_iter().flatten());
        }
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::rings;

    #[test]
    fn models_inside_of_each_other_are_one_ring() {
        let found = rings(&[vec![1], vec![2], vec![0, 3], vec![], vec![4], vec![3]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[0], found[2]);
        let others = [found[0], found[3], found[4], found[5]];
        assert!(others.iter().enumerate().all(|(at, own)| !others[..at].contains(own)));
    }
}
