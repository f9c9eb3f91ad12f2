//! What callers are promised.

use portcullis::diff::{Effect, Place, compare};

use super::{check, edition, lines, pets};

#[test]
fn operations_come_and_go() {
    check(
        "  /pets/{petId}:\n    get:",
        "  /animals/{petId}:\n    get:",
        &[
            "breaking[operation-removed] GET /pets/{petId}: is gone",
            "compatible[operation-added] GET /animals/{petId}: is new",
        ],
        &[
            "breaking[operation-removed] GET /animals/{petId}: is gone",
            "compatible[operation-added] GET /pets/{petId}: is new",
        ],
    );
    let gone =
        "behaviour[operation-rerouted] POST /pets: is gone, and `ANY /pets` answers its requests";
    let old = pets();
    let any = old.replacen("    post:\n", "    x-amazon-apigateway-any-method:\n", 1);
    let changes = lines(&compare(&edition(&old, ""), &edition(&any, "")));
    assert_eq!(changes, [gone, "compatible[operation-added] ANY /pets: is new"]);
}

#[test]
fn the_name_of_a_path_variable_is_no_business_of_callers() {
    let old = pets();
    let new = old.replace("petId", "id");
    assert_eq!(
        lines(&compare(&edition(&old, ""), &edition(&new, ""))),
        [
            "compatible[path-variable-renamed] GET /pets/{id}: the path is `/pets/{id}` instead of `/pets/{petId}`"
        ]
    );
}

#[test]
fn parameters() {
    check(
        "{ name: X-Trace, in: header, schema",
        "{ name: x-trace, in: header, required: true, schema",
        &["breaking[parameter-required] GET /pets: the header `x-trace` has to be there"],
        &["compatible[parameter-required] GET /pets: the header `X-Trace` can be missing"],
    );
    check(
        "enum: [cat, dog]",
        "enum: [dog, bird]",
        &[
            "breaking[parameter-schema] GET /pets: the query parameter `type` is `cat` no longer",
            "compatible[parameter-schema] GET /pets: the query parameter `type` can be `bird` too",
        ],
        &[
            "breaking[parameter-schema] GET /pets: the query parameter `type` is `bird` no longer",
            "compatible[parameter-schema] GET /pets: the query parameter `type` can be `cat` too",
        ],
    );
    check(
        "        - { name: X-Trace, in: header, schema: { type: string } }\n",
        "        - { name: X-Trace, in: header, schema: { type: string } }\n        - { name: page, in: query, required: true, schema: { type: integer } }\n",
        &[
            "breaking[parameter-added] GET /pets: the query parameter `page` is new and has to be there",
        ],
        &[
            "behaviour[parameter-removed] GET /pets: the query parameter `page` is no longer declared",
        ],
    );
}

#[test]
fn a_model_is_compared_once_and_names_where_it_is_used() {
    check(
        "properties: { id: { type: integer }, name: { type: string } }",
        "properties: { id: { type: string }, name: { type: string }, tag: { type: string } }",
        &[
            "breaking[response-schema] model Pet: is `string` instead of `integer` at `id` (in responses of `GET /pets`, `GET /pets/{petId}`)",
            "compatible[response-schema] model Pet: is new at `tag` (in responses of `GET /pets`, `GET /pets/{petId}`)",
        ],
        &[
            "breaking[response-schema] model Pet: is `integer` instead of `string` at `id` (in responses of `GET /pets`, `GET /pets/{petId}`)",
            "breaking[response-schema] model Pet: is gone at `tag` (in responses of `GET /pets`, `GET /pets/{petId}`)",
        ],
    );
    check(
        "    NewPet:\n      type: object\n",
        "    NewPet:\n      type: object\n      required: [name]\n",
        &[
            "breaking[request-schema] model NewPet: has to be there at `name` (in requests of `POST /pets`)",
        ],
        &[
            "compatible[request-schema] model NewPet: can be missing at `name` (in requests of `POST /pets`)",
        ],
    );
    check(
        "    NewPet:\n      type: object\n",
        "    NewPet:\n      description: a pet\n      type: object\n",
        &["compatible[model-wording] model NewPet: is another, and no caller notices"],
        &["compatible[model-wording] model NewPet: is another, and no caller notices"],
    );
}

#[test]
fn responses() {
    check(
        "        \"404\": { description: none }\n",
        "        \"410\": { description: none }\n",
        &[
            "behaviour[response-status] GET /pets: the response `404` is gone",
            "compatible[response-status] GET /pets: the response `410` is new",
        ],
        &[
            "behaviour[response-status] GET /pets: the response `410` is gone",
            "compatible[response-status] GET /pets: the response `404` is new",
        ],
    );
    check(
        "headers: { X-Total: { schema: { type: integer } } }",
        "headers: {}",
        &[
            "breaking[response-header] GET /pets: the response `200` has no longer the headers `x-total`",
        ],
        &[
            "compatible[response-header] GET /pets: the response `200` has the headers `x-total` too",
        ],
    );
}

#[test]
fn a_validator_that_looks_at_more_refuses_more() {
    check(
        "x-amazon-apigateway-request-validator: nothing",
        "x-amazon-apigateway-request-validator: all",
        &[
            "breaking[validation] POST /pets: bodies are validated",
            "breaking[validation] POST /pets: parameters are validated",
        ],
        &[
            "behaviour[validation] POST /pets: bodies are no longer validated",
            "behaviour[validation] POST /pets: parameters are no longer validated",
        ],
    );
}

#[test]
fn a_change_has_its_places() {
    let old = pets();
    let new =
        format!("# moved\n{}", old.replacen("timeoutInMillis: 10000", "timeoutInMillis: 500", 1));
    let changes = compare(&edition(&old, ""), &edition(&new, ""));
    assert_eq!(
        lines(&changes),
        ["behaviour[timeout] GET /pets: the backend has 500 ms instead of 10 s"]
    );
    let place = |line| Some(Place { file: "api.yaml".to_owned(), line: Some(line) });
    assert_eq!((&changes[0].old, &changes[0].new), (&place(5), &place(6)));
    assert_eq!(changes[0].effect, Effect::Deployment);
}
