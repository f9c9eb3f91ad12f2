//! Rules on what is too long to be shown on a page.

use super::{findings, findings_with};

const PETS: &str = "  /pets:\n    get: { x-amazon-apigateway-integration: { type: mock, requestTemplates: { application/json: '{\"statusCode\": 200}' } } }\n";

const ROUTE: &str = "  /pets:\n    get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://pets.example.com', payloadFormatVersion: '1.0' } }\nx-amazon-apigateway-cors: { allowOrigins: ['https://example.com'] }\n";

#[test]
fn a_template_has_at_most_300_kilobytes() {
    let of = |size: usize| {
        let text = PETS.replace("{\"statusCode\": 200}", &"x".repeat(size));
        findings("mapping-template-too-large", &text)
    };
    assert_eq!(of(307_200), "");
    assert!(
        of(307_201).contains("`GET /pets` has 307201 bytes, 307200 are possible"),
        "{}",
        of(307_201)
    );
}

#[test]
fn the_access_log_of_an_http_api_has_at_most_3_kilobytes() {
    let of = |text: &str, size: usize| {
        let format = format!("$context.requestId {}", "x".repeat(size - 19));
        let manifest = format!("stages: {{ prod: {{ accessLog: {{ format: '{format}' }} }} }}\n");
        findings_with("access-log-format-too-long", text, &manifest)
    };
    assert_eq!(of(ROUTE, 3072), "");
    assert!(of(ROUTE, 3073).contains("a format of 3073 bytes, 3072 are possible"));
    assert_eq!(of(PETS, 3073), "");
}

#[test]
fn what_an_account_and_an_api_may_have_is_counted() {
    let of = |text: &str, manifest: &str| findings_with("limit-exceeded", text, manifest);
    for (what, most, manifest) in [
        ("domain names", 120, "domains: { ENTRIES }"),
        ("usage plans", 300, "usagePlans: { ENTRIES }"),
        (
            "base paths",
            200,
            "stages: { s: {} }\ndomains: { a.example.com: { mappings: { ENTRIES } } }",
        ),
    ] {
        let entry = if what == "base paths" { "b#: s" } else { "a#.example.com: {}" };
        let with =
            |count: usize| of(PETS, &manifest.replace("ENTRIES", &numbered(count, entry, ", ")));
        assert_eq!(with(most), "", "{what}");
        assert!(
            with(most + 1).contains(&format!("{} {what}, {most} are possible", most + 1)),
            "{what}"
        );
    }
    let routes = |count: usize| {
        let each = (1..count).map(|own| {
            ROUTE
                .lines()
                .take(2)
                .collect::<Vec<_>>()
                .join("\n")
                .replace("/pets:", &format!("/{own}:"))
                + "\n"
        });
        of(&(each.collect::<Vec<_>>().concat() + ROUTE), "stages: { s: {} }\n")
    };
    assert_eq!(routes(300), "");
    assert!(routes(301).contains("301 routes, 300 are possible"), "{}", routes(301));
}

/// `entry` that many times, each with its number in the place of `#`.
fn numbered(count: usize, entry: &str, between: &str) -> String {
    let all: Vec<_> = (0..count).map(|own| entry.replace('#', &own.to_string())).collect();
    all.join(between)
}

#[test]
fn what_a_manifest_may_have_of_each_is_counted() {
    for (rule, most, said, manifest, entry) in [
        ("too-many-stages", 10, "stages", "stages: { ENTRIES }", "s#: {}"),
        (
            "too-many-stage-variables",
            100,
            "variables",
            "stages: { s: { variables: { ENTRIES } } }",
            "v#: a",
        ),
        (
            "too-many-method-limits",
            20,
            "methods",
            "usagePlans: { p: { methods: { ENTRIES } } }",
            "GET /pets#: { rate: 1, burst: 1 }",
        ),
    ] {
        let of = |count: usize| {
            let manifest = manifest.replace("ENTRIES", &numbered(count, entry, ", "));
            findings_with(rule, PETS, &manifest)
        };
        assert_eq!(of(most), "", "{rule}");
        let beyond = of(most + 1);
        assert!(
            beyond.contains(&format!("{} {said}, {most} are possible", most + 1)),
            "{rule}: {beyond}"
        );
    }
}

#[test]
fn what_an_api_may_have_of_each_is_counted() {
    let resources = |count: usize| {
        // The root is one of them.
        let paths = numbered(count - 1, &PETS.replace("/pets:", "/pets#:"), "");
        findings("too-many-resources", &paths)
    };
    assert_eq!(resources(300), "");
    assert!(
        resources(301).contains("the paths make 301 resources, 300 are possible"),
        "{}",
        resources(301)
    );
    let authorizer = "a#: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: custom, \
                      x-amazon-apigateway-authorizer: { type: token, authorizerUri: 'arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:auth/invocations' } }";
    let authorizers = |count: usize| {
        let all = numbered(count, authorizer, ", ");
        findings(
            "too-many-authorizers",
            &format!("{PETS}components: {{ securitySchemes: {{ {all} }} }}\n"),
        )
    };
    assert_eq!(authorizers(10), "");
    assert!(
        authorizers(11).contains("there are 11 authorizers, 10 are possible"),
        "{}",
        authorizers(11)
    );
    let route = |scopes: usize, audiences: usize| {
        let scopes = numbered(scopes, "s#", ", ");
        let audiences = numbered(audiences, "a#", ", ");
        let secured =
            ROUTE.replace("get: {", &format!("get: {{ security: [{{ jwt: [{scopes}] }}],"));
        findings(
            "too-many-scopes",
            &format!(
                "{secured}components: {{ securitySchemes: {{ jwt: {{ type: oauth2, \
                 x-amazon-apigateway-authorizer: {{ type: jwt, identitySource: '$request.header.Authorization', \
                 jwtConfiguration: {{ issuer: 'https://issuer.example.com', audience: [{audiences}] }} }} }} }} }}\n"
            ),
        )
    };
    assert_eq!(route(10, 50), "");
    assert!(route(11, 1).contains("11 scopes, 10 are possible"), "{}", route(11, 1));
    assert!(route(1, 51).contains("51 audiences, 50 are possible"), "{}", route(1, 51));
}
