//! VPC links: `local.vpcLinks` says where they lead on this machine.

use super::{api, called, document, header};

fn method(kind: &str, link: &str) -> String {
    document(
        "get",
        &[
            &format!("type: {kind}"),
            "httpMethod: GET",
            "uri: 'http://orders.internal:8443/v1'",
            "connectionType: VPC_LINK",
            &format!("connectionId: '{link}'"),
        ],
    )
}

#[test]
fn a_link_leads_to_its_address_and_the_uri_names_the_host() {
    for kind in ["http", "http_proxy"] {
        let api = api(
            &method(kind, "abc123"),
            "local: { vpcLinks: { abc123: 'http://127.0.0.1:7000' } }\n",
            &[],
        );
        assert_eq!(api.plan().unserved(), []);
        let (call, _) = called(api.step("GET /dev/x?id=1", &[("host", "api.test")], ""));
        assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 7000));
        assert_eq!(header(&call, "host"), "orders.internal:8443");
        let expected = if kind == "http" { "/v1" } else { "/v1?id=1" };
        assert_eq!(call.target, expected, "{kind}");
    }
}

#[test]
fn the_address_of_a_link_says_whether_tls_is_spoken() {
    let secure =
        method("http", "abc123").replace("http://orders.internal:8443", "https://orders.internal");
    let plain = method("http", "abc123");
    for (document, address, expected) in [
        (&secure, "127.0.0.1:7000", (7000, Some("orders.internal"))),
        (&secure, "http://127.0.0.1", (80, None)),
        (&secure, "https://127.0.0.1", (443, Some("orders.internal"))),
        (&plain, "https://127.0.0.1:7000", (7000, Some("orders.internal"))),
        (&plain, "127.0.0.1", (80, None)),
    ] {
        let manifest = format!("local: {{ vpcLinks: {{ abc123: '{address}' }} }}\n");
        let api = api(document, &manifest, &[]);
        let (call, _) = called(api.step("GET /dev/x", &[], ""));
        let tls = call.endpoint.tls.as_ref();
        let name = tls.map(|own| own.server_name.as_deref().unwrap());
        assert_eq!((call.endpoint.port, name), expected, "{address}");
    }
}

#[test]
fn a_stage_says_which_link_is_taken() {
    let manifest = "stages:
  one: { variables: { link: first } }
  two: { variables: { link: second } }
  none: {}
local: { vpcLinks: { first: '127.0.0.1:7001', second: 'nowhere:x' } }
";
    let api = api(&method("http", "${stageVariables.link}"), manifest, &[]);
    let (call, _) = called(api.step("GET /one/x", &[], ""));
    assert_eq!((call.endpoint.host.as_str(), call.endpoint.port), ("127.0.0.1", 7001));
    for stage in ["two", "none"] {
        let refused = api.answer(&format!("GET /{stage}/x"), &[]);
        assert_eq!(refused.short(), (500, r#"{"message":"Internal server error"}"#), "{stage}");
    }
    let told: Vec<&str> = api.plan().unserved().iter().map(|own| own.reason.as_str()).collect();
    assert_eq!(
        told,
        [
            "the VPC link `second` leads to `nowhere:x`, which is no address",
            "the VPC link `` leads nowhere here; name it in `local.vpcLinks`",
        ]
    );
}

#[test]
fn a_link_that_leads_nowhere_is_told_at_the_start() {
    let api = api(&method("http_proxy", "abc123"), "", &[]);
    let told: Vec<String> = api.plan().unserved().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "openapi.yaml:5: `GET /x` cannot be answered: the VPC link `abc123` leads nowhere here; name it in \
          `local.vpcLinks`"
        ]
    );
    assert_eq!(api.answer("GET /dev/x", &[]).status, 500);
}
