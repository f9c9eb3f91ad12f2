//! `unreachable-any-method`

use crate::check::{Context, ResourceAt};
use crate::diag::Sink;
use crate::ir::HttpMethod;

rule! {
    /// An `ANY` method beside methods of all verbs.
    ///
    /// ## Why
    /// `ANY` takes the verbs that have no method of their own. There are seven, and when all are there, no request
    /// reaches it.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get: &op
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     put: *op
    ///     post: *op
    ///     head: *op
    ///     patch: *op
    ///     delete: *op
    ///     options: *op
    ///     x-amazon-apigateway-any-method: *op
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get: &op
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://pets.example.com" }
    ///     x-amazon-apigateway-any-method: *op
    /// ```
    "unreachable-any-method", Warning, Resource => check
}

fn check(cx: &Context<'_>, at: ResourceAt<'_>, sink: &mut Sink) {
    let Some(any) = at.methods.get(&HttpMethod::Any) else { return };
    if at.methods.len() == HttpMethod::ALL.len() {
        let message = format!("no request reaches `ANY {}`", at.path);
        sink.report(&RULE, cx.key(any.origin.span()), message)
            .label("every verb has a method of its own")
            .help("remove this method, or those that it was meant to stand for");
    }
}
