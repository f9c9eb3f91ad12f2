//! `conflicting-path-variables`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::{Resource, Segment};

rule! {
    /// Two variables stand at the same place of two paths.
    ///
    /// ## Why
    /// A resource has at most one child with a variable, so API Gateway refuses the second one: `A sibling ({id}) of
    /// this resource already has a variable path part -- only one is allowed`. Most often one variable has two names.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets/{id}:
    ///     get: &get
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /pets/{petId}/toys:
    ///     get: *get
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets/{id}:
    ///     get: &get
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    ///   /pets/{id}/toys:
    ///     get: *get
    /// ```
    "conflicting-path-variables", Error, Resource => check
}

fn check(_: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let mut variables = at
        .children
        .iter()
        .filter_map(|child| at.api.resources.get(*child))
        .filter(|child| is_variable(child));
    let Some(first) = variables.next() else { return };
    for other in variables {
        let message =
            format!("`{}` and `{}` are variables at the same place", first.path, other.path);
        sink.report(&RULE, other.origin.span(), message)
            .label("this variable has another name or kind")
            .related(first.origin.span(), "the first variable here")
            .help("give both the same name");
    }
}

fn is_variable(resource: &Resource) -> bool {
    match resource.segment {
        Segment::Variable(_) | Segment::Greedy(_) => true,
        Segment::Root | Segment::Literal(_) => false,
    }
}
