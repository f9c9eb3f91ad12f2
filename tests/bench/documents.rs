//! Generated definitions of a chosen size.

use serde_json::{Value, json};

/// An OpenAPI definition of about `size` bytes when written as JSON with indentation.
pub(crate) fn openapi(size: usize) -> Value {
    // One resource with its schema takes about 3,200 bytes.
    operations(size.div_ceil(3200))
}

/// An OpenAPI definition of `count` operations, each with a model.
pub(crate) fn operations(count: usize) -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for number in 0..count {
        paths.insert(format!("/resources/{number}/items/{{itemId}}"), path(number));
        schemas.insert(format!("Item{number}"), schema(number));
    }
    json!({
        "openapi": "3.0.1",
        "info": {"title": "generated", "version": "1.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn path(number: usize) -> Value {
    let template = "#set($inputRoot = $input.path('$'))\n{\n  \"id\": \"$input.params('itemId')\",\n  \"name\": \"$util.escapeJavaScript($inputRoot.name)\"\n}\n";
    json!({
        "get": {
            "operationId": format!("getItem{number}"),
            "description": format!("Returns the item of resource {number}.\nIt may be stale for up to a minute."),
            "parameters": [
                {"name": "itemId", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
            ],
            "responses": {
                "200": {
                    "description": "the item",
                    "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Item{number}")}}}
                },
                "404": {"description": "there is no such item"}
            },
            "x-amazon-apigateway-integration": {
                "type": "http",
                "httpMethod": "GET",
                "uri": format!("https://backend.example.com/resources/{number}/items/{{itemId}}"),
                "requestParameters": {"integration.request.path.itemId": "method.request.path.itemId"},
                "requestTemplates": {"application/json": template},
                "responses": {"default": {"statusCode": "200"}, "4\\d{2}": {"statusCode": "404"}},
                "passthroughBehavior": "when_no_match"
            }
        }
    })
}

fn schema(number: usize) -> Value {
    json!({
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]{8,}$", "description": "a name that never changes"},
            "name": {"type": "string", "maxLength": 200, "example": format!("item {number}")},
            "price": {"type": "number", "minimum": 0.01, "example": 12.5},
            "tags": {"type": "array", "items": {"type": "string", "enum": ["new", "used", "sold"]}},
            "next": {"$ref": format!("#/components/schemas/Item{}", number / 2)}
        }
    })
}
