//! What the templates of Ruby are filled in with.

use serde::Serialize;

use crate::sdk::layout::{group, spaced_group};
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Sample, Samples, Told};
use crate::sdk::surface::{Operation, Surface};
use crate::sdk::typed::{self, Dialect, ModelView, OperationView};
use crate::sdk::{Name, SdkOptions};

use super::names;
use super::signatures::Signatures;
use super::types::{self, Types};

/// Everything.
#[derive(Serialize)]
pub(super) struct View {
    #[serde(flatten)]
    about: Package,
    /// What it is called, and its file.
    pub(super) gem: String,
    module: String,
    doc: Vec<String>,
    models: Vec<ModelView>,
    operations: Vec<OperationView>,
    methods: Vec<MethodView>,
    sample: Sample,
}

/// What a method of the client has beside its operation.
#[derive(Serialize)]
struct MethodView {
    arguments: Vec<Argument>,
    /// What the operation is given.
    given: String,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    #[serde(rename = "type")]
    written: String,
    required: bool,
}

const WRITING: Writing = Writing { type_name: Name::pascal, key: names::quoted };

impl View {
    /// What the program is filled in with.
    pub(super) fn program(surface: &Surface, options: &SdkOptions) -> Self {
        let types = |place| Types::new(surface, place);
        Self::of(surface, options, &types(types::INSIDE), &types(types::OUTSIDE))
    }

    /// The same with the types of signatures.
    pub(super) fn signatures(surface: &Surface, options: &SdkOptions) -> Self {
        let types = Signatures::new(surface, &package(surface, options).pascal());
        Self::of(surface, options, &types, &types)
    }

    /// `inside` has the types as the module of models sees them, and `outside` those of everything else.
    fn of<D: Dialect>(surface: &Surface, options: &SdkOptions, inside: &D, outside: &D) -> Self {
        let name = package(surface, options);
        let operations = typed::operations(outside, surface);
        Self {
            gem: name.snake(),
            module: name.pascal(),
            doc: doc(surface),
            models: typed::models(inside, surface),
            methods: operations.iter().map(method_view).collect(),
            operations,
            sample: sample(surface),
            about: Package::new(surface, options, WRITING),
        }
    }
}

/// What the gem is called.
fn package(surface: &Surface, options: &SdkOptions) -> Name {
    let own = options.package.clone().unwrap_or_else(|| surface.name.kebab());
    names::package(&Name::of(&own, "api"))
}

fn doc(surface: &Surface) -> Vec<String> {
    let title = format!("A client of {}.", surface.title);
    names::comment([title.as_str(), surface.description.as_deref().unwrap_or("")])
}

fn method_view(operation: &OperationView) -> MethodView {
    let arguments: Vec<Argument> = operation
        .arguments()
        .map(|own| Argument {
            name: own.name.to_owned(),
            written: own.written.to_owned(),
            required: own.required,
        })
        .collect();
    let given: Vec<String> =
        arguments.iter().map(|own| format!("{}: {}", own.name, own.name)).collect();
    MethodView { given: spaced_group("{", &given, "}", false), arguments }
}

/// What the README shows.
fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{}: {}", names::parameter(&own.name), samples::value(own, "true")))
            .collect();
        let name = names::method(name);
        if given.is_empty() { name } else { group(&(name + "("), &given, ")", false) }
    };
    Sample {
        options: sample_options(surface),
        call: samples.call.map(|operation| call(operation, &operation.name)),
        error: samples.failing.map(|operation| names::constant(&operation.error)),
        items: samples.paged.and_then(|own| Some(call(own, &own.paging.as_ref()?.all))),
    }
}

/// What a client is made with.
pub(super) fn sample_options(surface: &Surface) -> Vec<String> {
    Samples::of(surface).options(&Told {
        address: "base_url: \"http://127.0.0.1:8080/dev\"",
        key: "api_key: ENV.fetch(\"API_KEY\")",
        token: "token: -> { session.token }",
    })
}
