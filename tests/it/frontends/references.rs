//! Where `$ref` leads, and what is said when it leads nowhere.

use portcullis::frontend::ImportOptions;

use super::compile::{Files, compile_files, compile_text};

const HEAD: &str = "openapi: 3.0.1\ninfo: { title: t }\n";

#[test]
fn files_below_the_root_are_followed_from_where_they_refer() {
    let files = Files::new(&[
        (
            "api.yaml",
            &format!(
                "{HEAD}paths:\n  /pets: {{ $ref: 'paths/pets.yaml' }}\n  /cats: {{ $ref: 'paths/all.yaml#/cats' }}\n"
            ),
        ),
        (
            "paths/pets.yaml",
            "post:\n  requestBody: { content: { application/json: { schema: { $ref: '../schemas/Pet.yaml' } } } }\n",
        ),
        (
            "paths/all.yaml",
            "cats: { get: { parameters: [ { $ref: '#/page' } ] } }\npage: { name: page, in: query }\n",
        ),
        (
            "schemas/Pet.yaml",
            "type: object\nproperties: { owner: { $ref: 'people.yaml#/Owner' } }\n",
        ),
        ("schemas/people.yaml", "Owner: { type: object }\n"),
    ]);
    let outcome = compile_files(&files, "api.yaml", &ImportOptions::default());
    assert_eq!(outcome.concise(), "");
    let api = outcome.rest();
    let methods: Vec<String> = api
        .resources
        .methods()
        .map(|(resource, method)| format!("{} {}", method.http_method, resource.path))
        .collect();
    assert_eq!(methods, ["POST /pets", "GET /cats"]);
    let models: Vec<&str> = api.models.keys().map(|name| name.as_str()).collect();
    assert_eq!(models, ["Pet", "Owner"]);
    let (_, get) = api.resources.methods().last().unwrap();
    assert_eq!(
        get.request_parameters.keys().next().unwrap().to_string(),
        "method.request.querystring.page"
    );
}

#[test]
fn a_reference_to_nowhere_names_the_nearest() {
    let outcome = compile_text(&format!(
        "{HEAD}paths:
  /pets:
    post:
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pot' }} }} }} }}
      responses: {{ '200': {{ $ref: 'other.yaml#/x' }} }}
      parameters: [ {{ $ref: 'https://example.com/p.yaml' }} ]
components: {{ schemas: {{ Pet: {{ type: object }} }} }}
"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:6:69: error[unresolved-reference]: `#/components/schemas/Pot` leads to nothing in this document\n\
         api.yaml:7:35: error[unreadable-file]: no such file: `other.yaml`\n\
         api.yaml:8:29: error[remote-reference]: `https://example.com/p.yaml` is not fetched\n"
    );
}

#[test]
fn a_circle_is_named() {
    let outcome = compile_text(&format!(
        "{HEAD}paths:\n  /a: {{ $ref: '#/paths/~1b' }}\n  /b: {{ $ref: '#/paths/~1a' }}\n"
    ));
    assert_eq!(
        outcome.concise(),
        "api.yaml:4:15: error[reference-cycle]: references lead in a circle: `#/paths/~1b`, `#/paths/~1a`, `#/paths/~1b`\n"
    );
}

#[test]
fn schemas_may_contain_themselves() {
    let outcome = compile_text(&format!(
        "{HEAD}paths: {{ }}\ncomponents:\n  schemas:\n    Node: {{ type: object, properties: {{ next: {{ $ref: '#/components/schemas/Node' }} }} }}\n"
    ));
    assert_eq!(outcome.concise(), "");
}

#[test]
fn an_http_api_shares_its_integrations() {
    let outcome = compile_text(&format!(
        "{HEAD}paths:
  /a: {{ get: {{ x-amazon-apigateway-integration: {{ $ref: '#/components/x-amazon-apigateway-integrations/one' }} }} }}
components:
  x-amazon-apigateway-integrations:
    one: {{ type: http_proxy, uri: 'https://example.com', httpMethod: ANY, payloadFormatVersion: '1.0' }}
"
    ));
    assert_eq!(outcome.concise(), "");
    let route = outcome.http().routes.get("GET /a").unwrap();
    assert_eq!(
        route.integration.as_ref().unwrap().uri.as_ref().unwrap().as_str(),
        "https://example.com"
    );
}
