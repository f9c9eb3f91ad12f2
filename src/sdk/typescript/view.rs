//! What the templates of TypeScript are filled in with: text that is final but for its line breaks.

use serde::Serialize;

use crate::sdk::SdkOptions;
use crate::sdk::layout::{marked, spaced_group};
use crate::sdk::naming::Name;
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Samples, Told};
use crate::sdk::surface::{Operation, Surface};
use crate::sdk::text::mentions;
use crate::sdk::typed::{self, ModelView, OperationView};

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
    #[serde(skip)]
    pub(super) has_codecs: bool,
    #[serde(skip)]
    pub(super) groups: Vec<GroupView>,
    sample: Sample,
}

/// A module of operations.
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
        let models = typed::models(&types, surface);
        let description = surface.description.as_deref();
        let uses_upload = models.iter().flat_map(written).any(|text| mentions(text, "Upload"));
        Self {
            package: options.package.clone().unwrap_or_else(|| surface.name.kebab()),
            client: names::type_name(&surface.client),
            doc: comment([surface.title.as_str(), description.unwrap_or("")]),
            uses_upload,
            has_codecs: models.iter().any(|model| model.codec_name.is_some()),
            groups: groups(&types.outside(), surface),
            sample: sample(surface),
            about: Package::new(surface, options, WRITING),
            models,
        }
    }
}

/// The types that a model mentions.
fn written(model: &ModelView) -> impl Iterator<Item = &str> {
    let fields = model.fields.iter().map(|field| &field.written);
    let variants = model.variants.iter().map(|variant| &variant.written);
    fields.chain([&model.written]).chain(variants).map(String::as_str)
}

fn groups(types: &Types<'_>, surface: &Surface) -> Vec<GroupView> {
    let mut all: Vec<Option<OperationView>> =
        typed::operations(types, surface).into_iter().map(Some).collect();
    let mut take = |index: &usize| all.get_mut(*index)?.take();
    let groups = surface.groups.iter().map(|group| {
        let operations = group.operations.iter().filter_map(&mut take).collect();
        group_view(&group.name, operations)
    });
    groups.collect()
}

fn group_view(name: &Name, operations: Vec<OperationView>) -> GroupView {
    let file = names::file(name);
    let any = |wanted: &dyn Fn(&OperationView) -> bool| operations.iter().any(wanted);
    let mentioned = |word: &str| any(&|own| types_of(own).any(|text| mentions(text, word)));
    let turned = |word: &str| any(&|own| codecs_of(own).any(|text| text.contains(word)));
    let mut transport_types = vec!["ApiResponse", "Operation", "RequestOptions", "Transport"];
    transport_types.extend(["Download", "Upload"].into_iter().filter(|word| mentioned(word)));
    transport_types.sort_unstable();
    GroupView {
        alias: format!("{}Operations", name.camel()),
        path: format!("./operations/{file}.js"),
        file,
        models: any(&|own| types_of(own).any(|text| text.contains("models."))),
        codec: turned("codec."),
        codecs: turned("codecs."),
        errors: any(&|own| !own.bad.is_empty()),
        paging: any(&|own| own.paging.is_some()),
        transport_types,
        operations,
    }
}

/// The types that an operation mentions.
fn types_of(operation: &OperationView) -> impl Iterator<Item = &str> {
    let arguments = operation.arguments().map(|own| own.written);
    arguments.chain(operation.responses().map(|own| own.written.as_str()))
}

/// What an operation turns JSON with.
fn codecs_of(operation: &OperationView) -> impl Iterator<Item = &String> {
    let body = operation.body.iter().filter_map(|own| own.codec.as_ref());
    body.chain(operation.responses().filter_map(|own| own.codec.as_ref()))
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
    let options = samples.options(&Told {
        address: "baseUrl: \"http://127.0.0.1:8080/dev\"",
        key: "apiKey: process.env.API_KEY",
        token: "token: () => session.token()",
    });
    object(&options)
}

fn sample_input(operation: &Operation) -> String {
    let required: Vec<String> = samples::required(operation)
        .map(|own| format!("{}: {}", own.name.camel(), samples::value(own, "true")))
        .collect();
    object(&required)
}

/// An object as all that something is given; nothing where it would have no members.
fn object(members: &[String]) -> String {
    if members.is_empty() {
        return String::new();
    }
    marked(&format!("⦉·{}⸨,⸩⟧", spaced_group("{", members, "}", true)))
}
