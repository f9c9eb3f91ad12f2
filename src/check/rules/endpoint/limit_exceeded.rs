//! `limit-exceeded`

use crate::check::{Context, budget};
use crate::diag::Sink;
use crate::ir::Definition;
use crate::quota::{
    API_KEYS_PER_ACCOUNT, BASE_PATH_MAPPINGS_PER_DOMAIN, CUSTOM_DOMAINS_PER_ACCOUNT,
    DOCUMENTATION_PARTS_PER_API, HTTP_INTEGRATIONS_PER_API, HTTP_ROUTES_PER_API, Limit,
    TAGS_PER_STAGE, USAGE_PLANS_PER_ACCOUNT, VPC_LINKS_PER_ACCOUNT,
};

rule! {
    /// The definition has more of something than the service takes.
    ///
    /// ## Why
    /// API Gateway refuses what is above its limits. Told are those that no rule of its own is about: usage plans,
    /// API keys, domain names and VPC links of an account, base paths of a domain, routes and integrations of an
    /// HTTP API, tags, and parts of the documentation. `portcullis check --show budget` prints all of them with
    /// their sources.
    ///
    /// The example that would fail is too long to be shown.
    /// ```yaml,passes
    /// paths:
    ///   /pets:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ---
    /// stages: { prod: {} }
    /// ```
    "limit-exceeded", Warning, Definition => check
}

/// The limits without a rule of their own, with what they count.
static LIMITS: [(&Limit, &str); 9] = [
    (&API_KEYS_PER_ACCOUNT, "API keys"),
    (&BASE_PATH_MAPPINGS_PER_DOMAIN, "base paths"),
    (&CUSTOM_DOMAINS_PER_ACCOUNT, "domain names"),
    (&DOCUMENTATION_PARTS_PER_API, "parts of documentation"),
    (&HTTP_INTEGRATIONS_PER_API, "integrations"),
    (&HTTP_ROUTES_PER_API, "routes"),
    (&TAGS_PER_STAGE, "tags"),
    (&USAGE_PLANS_PER_ACCOUNT, "usage plans"),
    (&VPC_LINKS_PER_ACCOUNT, "VPC links"),
];

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    for line in budget(cx).into_iter().filter(|line| line.used > line.limit.max) {
        let limit = line.limit;
        let known = LIMITS.iter().find(|(own, _)| own.name == limit.name);
        let Some((_, what)) = known else { continue };
        let whose = match line.by.as_str() {
            "" => "the definition".to_owned(),
            by => format!("`{by}`"),
        };
        let message = format!("{whose} has {} {what}, {} are possible", line.used, limit.max);
        let found = sink.report(&RULE, cx.key(definition.origin.span()), message);
        found.help(if limit.raisable {
            "ask AWS for a higher limit, or split the definition"
        } else {
            "split the definition: AWS does not raise this limit"
        });
    }
}
