//! What the surface decides, so that no language has to.

use portcullis::sdk::{Content, Next, Place, Shape, Status, Surface, Type};

use super::{case, surface_of};

fn operation<'s>(surface: &'s Surface, name: &str) -> &'s portcullis::sdk::Operation {
    surface.operations.iter().find(|own| own.name.camel() == name).unwrap()
}

fn model<'s>(surface: &'s Surface, name: &str) -> &'s Shape {
    &surface.models.iter().find(|own| own.name.pascal() == name).unwrap().shape
}

#[test]
fn credentials_are_those_of_the_operation() {
    let surface = surface_of(&case("access"));
    let schemes: Vec<(&str, Option<&str>)> =
        surface.schemes.iter().map(|own| (own.wire.as_str(), own.prefix)).collect();
    assert_eq!(
        schemes,
        [
            ("root", Some("Bearer")),
            ("cognito", None),
            ("lambda", Some("Bearer")),
            ("request", None)
        ]
    );
    let auth = |name: &str| {
        let own = &operation(&surface, name).auth;
        let names: Vec<&str> =
            own.schemes.iter().map(|index| surface.schemes[*index].wire.as_str()).collect();
        (own.iam, own.api_key, names.join(","))
    };
    assert_eq!(auth("open"), (false, false, String::new()));
    assert_eq!(auth("root"), (false, false, "root".to_owned()));
    assert_eq!(auth("signed"), (true, false, String::new()));
    assert_eq!(auth("keyed"), (false, true, String::new()));
    assert_eq!(auth("pool"), (false, false, "cognito".to_owned()));
    assert_eq!(auth("lambda"), (false, true, "lambda".to_owned()));
    let sources: Vec<(Place, &str)> = surface.schemes[3]
        .sources
        .iter()
        .map(|source| (source.place, source.wire.as_str()))
        .collect();
    assert_eq!(sources, [(Place::Header, "X-Tenant"), (Place::Query, "tenant")]);
}

#[test]
fn what_credentials_send_is_no_parameter() {
    let surface = surface_of(&case("access"));
    for name in ["keyed", "pool"] {
        assert!(operation(&surface, name).parameters.is_empty(), "{name}");
    }
}

#[test]
fn gateway_errors_have_the_statuses_of_the_definition() {
    let surface = surface_of(&case("access"));
    let status = |wanted: &str| {
        surface.gateway_errors.iter().find(|own| own.response_type == wanted).unwrap().status
    };
    assert_eq!(status("THROTTLED"), 503);
    assert_eq!(status("QUOTA_EXCEEDED"), 418);
    assert_eq!(status("REQUEST_TOO_LARGE"), 413);
    assert_eq!(status("INTEGRATION_TIMEOUT"), 504);
    let quota = surface.gateway_errors.iter().find(|own| own.response_type == "QUOTA_EXCEEDED");
    assert!(!quota.unwrap().retry);
}

#[test]
fn pages_are_found_where_the_definition_shows_them() {
    let surface = surface_of(&case("pages"));
    let paging = |name: &str| {
        let own = operation(&surface, name).paging.as_ref()?;
        let parameter = &operation(&surface, name).parameters[own.parameter];
        Some((parameter.wire.as_str(), own.next.clone(), own.items.join(".")))
    };
    let token = |keys: &[&str]| Next::Token(keys.iter().map(|key| (*key).to_owned()).collect());
    assert_eq!(paging("listByToken"), Some(("nextToken", token(&["nextToken"]), "things".into())));
    assert_eq!(
        paging("listNested"),
        Some(("cursor", token(&["meta", "next_cursor"]), "data".into()))
    );
    assert_eq!(paging("listByPage"), Some(("page", Next::Page(1), String::new())));
    assert_eq!(paging("listByOffset"), Some(("offset", Next::Offset, "items".into())));
    assert_eq!(paging("listWhole"), None);
}

#[test]
fn operations_say_what_is_sent_and_what_comes_back() {
    let surface = surface_of(&case("operations"));
    let place = operation(&surface, "placeOrder");
    assert_eq!(place.idempotency_header.as_deref(), Some("Idempotency-Key"));
    assert!(place.parameters.is_empty() && !place.idempotent);
    let get = operation(&surface, "getOrder");
    let wires: Vec<&str> = get.parameters.iter().map(|own| own.wire.as_str()).collect();
    assert_eq!(wires, ["orderId", "fields", "since", "X-Trace", "session"]);
    let statuses: Vec<Status> = get.responses.iter().map(|own| own.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Code(200),
            Status::Code(202),
            Status::Code(404),
            Status::Range(5),
            Status::Default
        ]
    );
    let forward = operation(&surface, "forward");
    assert_eq!(forward.method, None);
    assert_eq!(forward.body.as_ref().unwrap().content, Content::Binary);
    assert!(operation(&surface, "cancelOrder").deprecated);
    assert!(surface.operations.iter().all(|own| own.name.camel() != "preflight"));
    let groups: Vec<String> = surface.groups.iter().map(|own| own.name.kebab()).collect();
    assert_eq!(groups, ["orders", "files", "default"]);
}

#[test]
fn what_only_answers_have_is_not_asked_of_requests() {
    let surface = surface_of(&case("models"));
    let Shape::Object(thing) = model(&surface, "Thing") else { panic!() };
    let required: Vec<&str> =
        thing.fields.iter().filter(|own| own.required).map(|own| own.wire.as_str()).collect();
    assert_eq!(required, ["name", "tags"]);
}

#[test]
fn parts_of_a_model_are_merged() {
    let surface = surface_of(&case("models"));
    let Shape::Object(dog) = model(&surface, "Dog") else { panic!() };
    let fields: Vec<(&str, bool)> =
        dog.fields.iter().map(|own| (own.wire.as_str(), own.required)).collect();
    assert_eq!(fields, [("legs", true), ("bark", true)]);
    assert_eq!(dog.additional, Some(Type::Any));
}

#[test]
fn unions_know_what_tells_their_variants_apart() {
    let surface = surface_of(&case("unions"));
    let tags = |name: &str| {
        let Shape::Union(union) = model(&surface, name) else { panic!("{name}") };
        let tags: Vec<String> = union.variants.iter().map(|own| own.tags.join(",")).collect();
        (union.discriminator.clone(), tags.join(" "))
    };
    assert_eq!(tags("Shape"), (Some("kind".to_owned()), "circle sq,square".to_owned()));
    assert_eq!(tags("Told"), (Some("type".to_owned()), "a b".to_owned()));
    assert_eq!(tags("Pet"), (Some("petType".to_owned()), "Cat Pet".to_owned()));
    assert_eq!(tags("Loose").0, None);
    let Shape::Alias(Type::Model(circle)) = model(&surface, "MaybeCircle") else { panic!() };
    assert_eq!(surface.models[*circle].name.pascal(), "Circle");
}

#[test]
fn an_http_api_without_a_contract_is_called_by_its_routes() {
    let surface = surface_of(
        "
openapi: 3.0.1
info: { title: http, version: '1' }
x-amazon-apigateway-importexport-version: '1.0'
x-amazon-apigateway-cors: { allowOrigins: ['*'] }
servers: [{ url: 'https://abc123.execute-api.eu-west-1.amazonaws.com/' }]
paths:
  /pets/{petId}:
    get: { responses: { default: { description: any } } }
  /$default:
    x-amazon-apigateway-any-method: { isDefaultRoute: true, responses: { default: { description: any } } }
",
    );
    let get = operation(&surface, "getPetsPetId");
    assert_eq!(get.parameters[0].wire, "petId");
    assert_eq!(
        surface.server.as_deref(),
        Some("https://abc123.execute-api.eu-west-1.amazonaws.com")
    );
    assert!(surface.operations.iter().any(|own| own.method.is_none() && own.path == "/{path+}"));
}
