//! What the templates of Python are filled in with: text that is final but for its line breaks.

use serde::Serialize;

use crate::sdk::layout::marked;
use crate::sdk::package::{Package, Writing};
use crate::sdk::samples::{self, Samples, Told};
use crate::sdk::surface::{Operation, Surface};
use crate::sdk::typed::{self, ArgumentView, ModelView, OperationView, PagingView};
use crate::sdk::{Name, SdkOptions};

use super::imports::{self, Export, Uses};
use super::names::{self, docstring};
use super::types::Types;

/// Everything but operations and clients.
#[derive(Serialize)]
pub(super) struct View {
    #[serde(flatten)]
    about: Package,
    package: String,
    doc: Vec<String>,
    pub(super) module: String,
    client: String,
    models: Vec<ModelView>,
    uses: Uses,
    exports: Vec<Export>,
    all: Vec<String>,
    sample: Sample,
    #[serde(skip)]
    blocking: Vec<OperationView>,
    #[serde(skip)]
    asynchronous: Vec<OperationView>,
}

/// The module of operations.
#[derive(Serialize)]
pub(super) struct OperationsView<'v> {
    calls: Vec<CallView<'v>>,
    uses: Uses,
}

/// What an operation is.
#[derive(Serialize)]
struct CallView<'v> {
    operation: &'v OperationView,
    /// What it gives in the asynchronous client, where that is something else.
    gives_async: Option<&'v str>,
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
pub(super) struct ClientView<'v> {
    module_doc: &'static str,
    doc: &'v [String],
    flavor: Flavor,
    operations: Vec<MethodView<'v>>,
    uses: Uses,
}

#[derive(Serialize)]
struct Flavor {
    is_async: bool,
    client: String,
    prefix: &'static str,
    provider: &'static str,
}

/// An operation as a method.
#[derive(Serialize)]
struct MethodView<'v> {
    method_name: &'v str,
    constant: &'v str,
    doc: &'v [String],
    arguments: Vec<ArgumentView<'v>>,
    returns: String,
    cast: bool,
    paging: Option<&'v PagingView>,
}

const WRITING: Writing = Writing { type_name: Name::pascal, key: names::quoted };

impl View {
    pub(super) fn new(surface: &Surface, options: &SdkOptions) -> Self {
        let types = Types::new(surface);
        let package = options.package.clone().unwrap_or_else(|| surface.name.kebab());
        let own_name = Name::of(&package, "api");
        let models = typed::models(&types, surface);
        let blocking = typed::operations(&types.blocking(), surface);
        let client = names::type_name(&surface.client);
        let exports = imports::exports(surface, &client, &models, &blocking);
        let mut all: Vec<String> =
            exports.iter().flat_map(|module| module.names.iter().cloned()).collect();
        // Constants come first, as import sorters have it.
        all.sort_by_key(|name| (name.chars().any(char::is_lowercase), name.clone()));
        Self {
            package: own_name.kebab(),
            doc: docstring([surface.title.as_str(), surface.description.as_deref().unwrap_or("")]),
            module: names::module(&own_name),
            uses: imports::of_models(&models),
            exports,
            all,
            models,
            sample: sample(surface),
            blocking,
            asynchronous: typed::operations(&types.asynchronous(), surface),
            about: Package::new(surface, options, WRITING),
            client,
        }
    }

    /// The module of operations.
    pub(super) fn operations(&self) -> OperationsView<'_> {
        let both = self.blocking.iter().zip(&self.asynchronous);
        let calls: Vec<CallView<'_>> = both
            .map(|(operation, other)| CallView {
                operation,
                gives_async: Some(other.gives.as_str()).filter(|_| !operation.binary.is_empty()),
            })
            .collect();
        let asynchronous: Vec<&str> = calls.iter().filter_map(|call| call.gives_async).collect();
        let uses = imports::of_operations(&self.blocking, &asynchronous);
        OperationsView { calls, uses }
    }

    /// The client that blocks.
    pub(super) fn blocking(&self) -> ClientView<'_> {
        let method = |own| method_view(own, false);
        ClientView {
            module_doc: "The client.",
            doc: &self.doc,
            flavor: Flavor {
                is_async: false,
                client: self.client.clone(),
                prefix: "",
                provider: "Provider",
            },
            operations: self.blocking.iter().map(method).collect(),
            uses: imports::of_client(&self.blocking, false),
        }
    }

    /// The client that does not block.
    pub(super) fn asynchronous(&self) -> ClientView<'_> {
        let operations: Vec<MethodView<'_>> =
            self.asynchronous.iter().map(|own| method_view(own, true)).collect();
        ClientView {
            module_doc: "The asynchronous client.",
            doc: &self.doc,
            flavor: Flavor {
                is_async: true,
                client: format!("Async{}", self.client),
                prefix: "Async",
                provider: "AsyncProvider",
            },
            uses: imports::of_client(&self.asynchronous, operations.iter().any(|own| own.cast)),
            operations,
        }
    }
}

fn method_view(own: &OperationView, is_async: bool) -> MethodView<'_> {
    // What is streamed is something else in each client, and both make it of one operation.
    let cast = is_async && !own.binary.is_empty();
    let prefix = if cast { "Async" } else { "" };
    MethodView {
        method_name: &own.method_name,
        constant: &own.screaming,
        doc: &own.doc,
        arguments: own.arguments().collect(),
        returns: format!("ops.{prefix}{}", own.output),
        cast,
        paging: own.paging.as_ref(),
    }
}

/// What the README shows.
fn sample(surface: &Surface) -> Sample {
    let samples = Samples::of(surface);
    let call = |operation: &Operation, name: &Name| {
        let given: Vec<String> = samples::required(operation)
            .map(|own| format!("{}={}", names::parameter(&own.name), samples::value(own, "True")))
            .collect();
        format!("{}({})", names::method(name), arguments(&given))
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
    let options = samples.options(&Told {
        address: "base_url=\"http://127.0.0.1:8080/dev\"",
        key: "api_key=key",
        token: "token=lambda asked: session.token()",
    });
    arguments(&options)
}

/// What a call is given, in as few lines as it fits in.
fn arguments(given: &[String]) -> String {
    if given.is_empty() {
        return String::new();
    }
    marked(&format!("⟦·⟪{}⸨,⸩⟩⟧", given.join(",⏎")))
}
