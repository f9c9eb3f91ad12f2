//! What a document tells callers reaches the IR, although the service keeps none of it.

use portcullis::ir::{Api, CallerFacts, HttpMethod, Method, ParameterStyle, ResourceTree};

use super::compile::compile_text;

const OPERATION: &str = "
openapi: 3.0.1
info: { title: t, version: '1' }
servers:
  - url: https://{id}.example.com/{basePath}
    variables: { id: { default: abc }, basePath: { default: /prod } }
  - url: https://second.example.com
paths:
  /a/{id}:
    post:
      deprecated: true
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: many, in: query, schema: { type: array, items: { type: string } } }
        - { name: comma, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: deep, in: query, style: deepObject, schema: { type: object } }
        - { name: text, in: query, content: { application/json: { schema: { type: object } } } }
        - { name: X-Many, in: header, schema: { type: array, items: { type: string } } }
        - { name: session, in: cookie, schema: { type: string } }
      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }
      responses:
        '200': { description: done }
        4XX: { description: refused, content: { application/json: { schema: { type: object } } } }
        default: { description: failed, content: { application/json: { schema: { type: string } } } }
";

fn method(resources: &ResourceTree) -> &Method {
    let (_, method) = resources.methods().next().unwrap();
    assert_eq!(method.http_method, HttpMethod::Post);
    method
}

fn facts(method: &Method) -> &CallerFacts {
    method.callers.get().unwrap()
}

fn styles(method: &Method) -> Vec<(&str, ParameterStyle)> {
    let parameters = method.request_parameters.iter();
    parameters.map(|(key, own)| (key.name.as_str(), *own.style.get().unwrap())).collect()
}

#[test]
fn an_operation_says_how_it_is_called() {
    let definition = compile_text(OPERATION).definition.unwrap();
    let method = method(&definition.rest().unwrap().resources);
    let facts = facts(method);
    assert!(facts.deprecated);
    assert_eq!(facts.body_required, Some(true));
    assert!(facts.cookies.contains_key("session"));
    let others: Vec<&str> = facts.other_responses.keys().map(|key| key.as_str()).collect();
    assert_eq!(others, ["4XX", "default"]);
    assert_eq!(
        styles(method),
        [
            ("id", ParameterStyle::Commas),
            ("many", ParameterStyle::Repeated),
            ("comma", ParameterStyle::Commas),
            ("deep", ParameterStyle::Brackets),
            ("text", ParameterStyle::Json),
            ("X-Many", ParameterStyle::Commas),
        ]
    );
    assert!(method.request_parameters.values().all(|parameter| parameter.schema.get().is_some()));
    let servers: Vec<&str> =
        definition.servers.get().unwrap().iter().map(|url| url.as_str()).collect();
    assert_eq!(servers, ["https://abc.example.com/prod", "https://second.example.com"]);
}

#[test]
fn a_response_for_many_statuses_makes_no_model() {
    let definition = compile_text(OPERATION).definition.unwrap();
    let names: Vec<&str> =
        definition.rest().unwrap().models.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["PostAIdRequest"]);
}

#[test]
fn a_swagger_form_is_kept() {
    let text = "
swagger: '2.0'
info: { title: t, version: '1' }
host: api.example.com
basePath: /v1
schemes: [http]
consumes: [multipart/form-data]
paths:
  /a:
    post:
      parameters:
        - { name: file, in: formData, type: file, required: true }
        - { name: tags, in: formData, type: array, items: { type: string }, collectionFormat: pipes }
      responses: { '200': { description: done } }
";
    let definition = compile_text(text).definition.unwrap();
    let facts = facts(method(&definition.rest().unwrap().resources));
    assert!(facts.form["file"].required);
    assert_eq!(*facts.form["tags"].style.get().unwrap(), ParameterStyle::Pipes);
    assert_eq!(facts.form_media_types, ["multipart/form-data"]);
    assert_eq!(definition.servers.get().unwrap()[0].as_str(), "http://api.example.com/v1");
}

#[test]
fn an_http_api_keeps_its_contract_beside_its_routes() {
    let text = OPERATION.replace(
        "paths:",
        "x-amazon-apigateway-importexport-version: '1.0'\nx-amazon-apigateway-cors: { allowOrigins: ['*'] }\npaths:",
    );
    let outcome = compile_text(&text);
    let Some(Api::Http(api)) = outcome.definition.map(|own| own.api) else {
        panic!("{:?}", outcome.sink.diagnostics())
    };
    assert_eq!(api.routes.len(), 1);
    let contract = api.contract.get().unwrap();
    assert!(facts(method(&contract.resources)).deprecated);
    assert!(contract.models.contains_key("PostAIdRequest"));
}
