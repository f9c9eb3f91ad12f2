//! `invalidation-refused-to-browsers`

use crate::check::{CachedAt, Context};
use crate::diag::Sink;
use crate::ir::AuthorizationType;
use crate::limits::UnauthorizedStrategy;

rule! {
    /// Callers that cannot sign are refused when they ask for a fresh answer.
    ///
    /// ## Why
    /// Only a signed request can have the permission to invalidate the cache. Of a method without IAM authorization every caller
    /// that sends `Cache-Control: max-age=0` is answered 403, and browsers send it when a page is reloaded.
    ///
    /// ```yaml,fails
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5, unauthorizedCacheControlHeaderStrategy: FAIL_WITH_403 } } }
    /// ```
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration:
    ///         type: http_proxy
    ///         httpMethod: ANY
    ///         uri: https://pets.example.com
    /// ---
    /// stages: { prod: { cache: { size: 0.5, unauthorizedCacheControlHeaderStrategy: SUCCEED_WITH_RESPONSE_HEADER } } }
    /// ```
    "invalidation-refused-to-browsers", Warning, Cached => check
}

fn check(_: &Context<'_>, at: CachedAt<'_>, sink: &mut Sink) {
    let can_sign = at.method.authorization.authorization_type == AuthorizationType::AwsIam;
    if !can_sign && at.require_authorization && at.unauthorized == UnauthorizedStrategy::Fail {
        let message = format!("`{}` refuses browsers that reload a page", at.method);
        sink.report(&RULE, at.turned_on, message)
            .help("`SUCCEED_WITH_RESPONSE_HEADER` answers from the cache and says so");
    }
}
