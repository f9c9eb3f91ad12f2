//! A document as a REST API.

use crate::diag::Sink;
use crate::frontend::codes;
use crate::ir::{
    CallerFacts, Contract, EndpointConfiguration, EndpointType, ResourceTree, RestApi,
};
use crate::source::{Origin, Spanned, SpannedMap};

use super::base_path;
use super::context::{Context, Findings};
use super::describe::{API, Describer, resource};
use super::lowering::{Lowering, OperationContext};
use super::method;
use super::models::Models;
use super::paths::{self, PathItem};
use super::read;
use super::root::{Root, RootExtensions};
use super::security::{self, Security};

/// Lowers the document; also returns its schemes and requirements.
pub(super) fn lower<'t>(
    cx: &Context<'t>,
    mut root: Root<'t>,
    f: &mut Findings<'_>,
) -> (RestApi, Security) {
    let prefix = base_path::prefix(cx, &root, f);
    let mut lowering = begin(cx, &root, f);
    if let Some(field) = root.security {
        security::note(&mut lowering.security, field, None);
    }
    describe_api(cx, &mut lowering);
    if let Some(field) = root.security_schemes {
        security::describe(cx, &mut lowering.describer, field, &lowering.security);
    }
    let mut resources = ResourceTree::new();
    for item in paths::lower(cx, root.paths, f) {
        add_path(cx, &mut lowering, &prefix, &item, &mut resources, f);
    }
    let default_validator = root.extensions.request_validator.take();
    set_default_validator(&mut resources, default_validator.as_ref());
    resources.shrink_to_fit();
    let Lowering { models, describer, security, .. } = lowering;
    root.extensions.documentation.parts.extend(describer.finish());
    let models = models.finish(cx, f);
    let api = RestApi {
        name: root.info.title.unwrap_or_else(|| untitled(cx)),
        version: root.info.version,
        description: root.info.description,
        endpoint: endpoint(cx, &mut root.extensions),
        resources,
        models,
        authorizers: security.authorizers.clone(),
        tags: SpannedMap::default(),
        origin: Origin(cx.root.span()),
        api_key_source: root.extensions.api_key_source,
        binary_media_types: root.extensions.binary_media_types,
        minimum_compression_size: root.extensions.minimum_compression_size,
        policy: root.extensions.policy,
        request_validators: root.extensions.request_validators,
        gateway_responses: root.extensions.gateway_responses,
        documentation: root.extensions.documentation,
    };
    (api, security)
}

fn begin<'t>(cx: &Context<'t>, root: &Root<'t>, f: &mut Findings<'_>) -> Lowering<'t> {
    Lowering {
        models: Models::declare(cx, root.schemas, f),
        describer: Describer::new(cx, &root.extensions.documentation),
        security: security::lower(cx, root.security_schemes, f),
        callers: CallerFacts::default(),
        default_security: root.security,
        consumes: root.consumes,
        produces: root.produces,
    }
}

/// What the document of an HTTP API tells callers: what a REST API would have of it. An HTTP API keeps nothing of
/// that and reports it as left out, so nothing of it is a finding.
pub(super) fn contract<'t>(cx: &Context<'t>, root: &Root<'t>, prefix: &str) -> Contract {
    let mut unheard = Sink::default();
    let f = &mut Findings::new(&mut unheard);
    let mut lowering = begin(cx, root, f);
    describe_api(cx, &mut lowering);
    let mut resources = ResourceTree::new();
    for item in paths::lower(cx, root.paths, f) {
        add_path(cx, &mut lowering, prefix, &item, &mut resources, f);
    }
    let ids: Vec<_> = resources.iter().map(|(id, _)| id).collect();
    for id in ids {
        let methods = resources.get_mut(id).map(|resource| resource.methods.values_mut());
        methods.into_iter().flatten().for_each(|method| method.integration = None);
    }
    resources.shrink_to_fit();
    let Lowering { models, describer, .. } = lowering;
    let mut documentation = root.extensions.documentation.clone();
    documentation.parts.extend(describer.finish());
    Contract { resources, models: models.finish(cx, f), documentation }
}

/// The name of an API whose document does not name it.
pub(super) fn untitled(cx: &Context<'_>) -> Spanned<String> {
    Spanned::new("untitled".to_owned(), cx.root.span())
}

/// The endpoint configuration. VPC endpoints make it private (reference `openapi-extensions`, section 1.9).
pub(super) fn endpoint(cx: &Context<'_>, root: &mut RootExtensions) -> EndpointConfiguration {
    let mut endpoint = std::mem::take(&mut root.endpoint);
    let first = endpoint.vpc_endpoint_ids.first().map(Spanned::span);
    endpoint.endpoint_type = match (cx.options.endpoint_type, first) {
        (Some(kind), _) => Some(Spanned::new(kind, cx.root.span())),
        (None, Some(span)) => Some(Spanned::new(EndpointType::Private, span)),
        (None, None) => None,
    };
    endpoint
}

fn describe_api<'t>(cx: &Context<'t>, lowering: &mut Lowering<'t>) {
    let Some(info) = read::field(cx.root, "info") else { return };
    let description = read::field(info.value, "description");
    let tags = read::field(cx.root, "tags").filter(|field| field.value.is_sequence());
    lowering.describer.add(cx, API, description.into_iter().chain(tags), info.span());
}

fn add_path<'t>(
    cx: &Context<'t>,
    lowering: &mut Lowering<'t>,
    prefix: &str,
    item: &PathItem<'t>,
    resources: &mut ResourceTree,
    f: &mut Findings<'_>,
) {
    let id = resources.insert(&format!("{prefix}{}", *item.path), Origin(item.field.span()));
    let Some(path) = resources.get(id).map(|resource| resource.path.clone()) else { return };
    lowering.describer.add(
        cx,
        resource(&path),
        item.descriptions.iter().copied(),
        item.field.span(),
    );
    for operation in &item.operations {
        let context = OperationContext {
            path: &path,
            path_span: item.path.span(),
            method: operation.method,
            path_parameters: &item.parameters,
        };
        let method = method::lower(cx, lowering, &context, operation.field, f);
        let Some(resource) = resources.get_mut(id) else { continue };
        if let Some(earlier) = resource.methods.insert(operation.method, method) {
            let message = format!("`{} {path}` is defined twice", operation.method);
            f.report(&codes::DUPLICATE_METHOD, operation.field.key.span(), message)
                .related(earlier.origin.span(), "the other one, which is lost")
                .help("paths that differ only in slashes are one resource");
        }
    }
}

fn set_default_validator(resources: &mut ResourceTree, default: Option<&Spanned<String>>) {
    let Some(default) = default else { return };
    let ids: Vec<_> = resources.iter().map(|(id, _)| id).collect();
    for id in ids {
        let methods = resources.get_mut(id).map(|resource| resource.methods.values_mut());
        for method in methods.into_iter().flatten() {
            method.request_validator.get_or_insert_with(|| default.clone());
        }
    }
}
