//! Definitions that are deployed and work, in which a rule once found something.

use super::findings;

#[test]
fn variables_of_the_path_are_mapped_without_being_declared() {
    let path = "  /owners/{ownerId}/pets/{petId}:
    options:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: ANY
        uri: 'https://pets.example.com/{owner}/{pet}'
        requestParameters:
          integration.request.path.owner: method.request.path.ownerId
          integration.request.path.pet: method.request.path.petId
";
    assert_eq!(findings("undeclared-mapping-source", path), "");
    // What is none of them is still missed, and so is a greedy one.
    let other = path.replace("path.ownerId", "path.owner");
    assert_eq!(
        findings("undeclared-mapping-source", &other),
        "11:43: error[undeclared-mapping-source]: `OPTIONS /owners/{ownerId}/pets/{petId}` does not declare \
         `method.request.path.owner`"
    );
    let greedy = path.replace("pets/{petId}:", "pets/{petId+}:");
    assert_eq!(
        findings("undeclared-mapping-source", &greedy),
        "12:41: error[undeclared-mapping-source]: `OPTIONS /owners/{ownerId}/pets/{petId+}` does not declare \
         `method.request.path.petId`"
    );
}

#[test]
fn undeclared_path_parameters_are_told_once_and_not_of_preflights() {
    let found = findings(
        "undeclared-path-parameter",
        "  /owners/{ownerId}/pets/{petId}:
    get: { x-amazon-apigateway-integration: { type: mock } }
    options: { x-amazon-apigateway-integration: { type: mock } }
",
    );
    assert_eq!(
        found,
        "5:5: info[undeclared-path-parameter]: `GET /owners/{ownerId}/pets/{petId}` does not declare the path \
         parameters `ownerId`, `petId`"
    );
}

#[test]
fn a_variable_that_is_a_part_of_a_segment_is_not_missed_as_well() {
    let path = "  /pets/{id}.json:
    get:
      parameters: [ { name: id, in: path, required: true, schema: { type: string } } ]
";
    assert_eq!(findings("path-parameter-not-in-path", path), "");
    assert_eq!(
        findings("partial-path-variable", path),
        "4:3: error[partial-path-variable]: the segment `{id}.json` is more than a variable"
    );
}

#[test]
fn a_long_timeout_is_an_error_only_where_no_quota_allows_it() {
    let path = |kind: &str, millis: u32| {
        format!(
            "  /a:
    get:
      x-amazon-apigateway-integration:
        {{ type: {kind}, httpMethod: GET, uri: 'https://a', timeoutInMillis: {millis}, payloadFormatVersion: '1.0' }}
"
        )
    };
    let rule = "integration-timeout-out-of-range";
    assert!(findings(rule, &path("http", 60_000)).contains("warning["));
    assert!(findings(rule, &path("http", 49)).contains("error["));
    let http_api =
        format!("{}x-amazon-apigateway-importexport-version: '1.0'\n", path("http_proxy", 60_000));
    assert!(findings(rule, &http_api).contains("error["));
}

#[test]
fn headers_that_nothing_sets_are_told_together() {
    let found = findings(
        "response-header-not-mapped",
        "  /a:
    get:
      responses: { '200': { headers: { X-A: {}, X-B: {}, X-C: {} } } }
      x-amazon-apigateway-integration:
        type: mock
        responses: { default: { statusCode: '200', responseParameters: { method.response.header.X-B: \"'b'\" } } }
",
    );
    assert_eq!(
        found,
        "6:40: info[response-header-not-mapped]: nothing sets the headers `X-A`, `X-C` of `GET /a`"
    );
}

#[test]
fn a_scheme_whose_name_another_tool_fills_in_is_not_missed() {
    let path = "  /a: { get: { security: [ { '${authorizer}': [] } ] } }\n";
    assert_eq!(findings("undefined-security-scheme", path), "");
    let other = path.replace("${authorizer}", "authorizer");
    assert!(
        findings("undefined-security-scheme", &other)
            .contains("there is no security scheme `authorizer`")
    );
}

#[test]
fn many_faults_of_one_kind_are_one_finding() {
    let schemas = |count: usize| {
        let each = (0..count).map(|own| format!("    a-{own}: {{ type: object }}\n"));
        format!("  /a: {{}}\ncomponents:\n  schemas:\n{}", each.collect::<String>())
    };
    let paths = |count: usize, text: &str| {
        (0..count).map(|own| format!("  /{own}{text}: {{}}\n")).collect::<Vec<_>>().concat()
    };
    for (rule, many) in [
        ("model-name-not-alphanumeric", "and neither can the names of 6 more"),
        ("unused-model", "no method uses the model `a-0`, nor 6 more"),
    ] {
        assert_eq!(findings(rule, &schemas(3)).lines().count(), 3, "{rule}");
        let found = findings(rule, &schemas(7));
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.contains(many), "{found}");
    }
    for (rule, text, many) in [
        ("unsupported-path-character", "~", "6 more paths have such characters"),
        ("partial-path-variable", "-{id}", "and so are 6 others"),
    ] {
        assert_eq!(findings(rule, &paths(3, text)).lines().count(), 3, "{rule}");
        let found = findings(rule, &paths(7, text));
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.contains(many), "{found}");
    }
}
