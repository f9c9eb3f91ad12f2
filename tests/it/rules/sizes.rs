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
    let list = |count: usize, entry: &str| {
        let each = (0..count).map(|own| entry.replace('#', &own.to_string()));
        each.collect::<Vec<_>>().join(", ")
    };
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
        let with = |count: usize| of(PETS, &manifest.replace("ENTRIES", &list(count, entry)));
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
