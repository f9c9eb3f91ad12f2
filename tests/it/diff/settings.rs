//! What answers, and what stands around the API.

use portcullis::diff::{Effect, compare};

use super::{check, edition, lines, pets};

#[test]
fn cache_key_and_mapping() {
    check(
        "cacheKeyParameters: [method.request.querystring.type, method.request.header.X-Trace]",
        "cacheKeyParameters: [method.request.header.X-Trace]",
        &[
            "behaviour[cache-key] GET /pets: kept responses are no longer told apart by `method.request.querystring.type`",
        ],
        &[
            "behaviour[cache-key] GET /pets: kept responses are told apart by `method.request.querystring.type` too",
        ],
    );
    // The order of a key says nothing.
    check(
        "cacheKeyParameters: [method.request.querystring.type, method.request.header.X-Trace]",
        "cacheKeyParameters: [method.request.header.X-Trace, method.request.querystring.type]",
        &[],
        &[],
    );
    check(
        "integration.request.querystring.type: method.request.querystring.type",
        "integration.request.querystring.type: \"'cat'\"",
        &[
            "behaviour[mapping] GET /pets: the mapping is another: `requestParameters.integration.request.querystring.type`",
        ],
        &[
            "behaviour[mapping] GET /pets: the mapping is another: `requestParameters.integration.request.querystring.type`",
        ],
    );
}

#[test]
fn cors() {
    check(
        "\"'GET,POST'\"",
        "\"'GET'\"",
        &[
            "breaking[cors] OPTIONS /pets: `access-control-allow-methods` is `'GET'` instead of `'GET,POST'`",
        ],
        &[
            "widened-access[cors] OPTIONS /pets: `access-control-allow-methods` is `'GET,POST'` instead of `'GET'`",
        ],
    );
    check(
        "    responseParameters: { gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\" }\n",
        "",
        &[
            "breaking[cors] gateway response DEFAULT_4XX: `access-control-allow-origin` is nothing instead of `'*'`",
        ],
        &[
            "widened-access[cors] gateway response DEFAULT_4XX: `access-control-allow-origin` is `'*'` instead of nothing",
        ],
    );
}

#[track_caller]
fn manifests(old: &str, new: &str, expected: &[&str]) {
    let document = pets();
    let changes = compare(&edition(&document, old), &edition(&document, new));
    assert_eq!(lines(&changes), expected);
    assert!(changes.iter().all(|own| own.effect == Effect::Immediate));
}

#[test]
fn stages_and_what_leads_to_them() {
    manifests(
        "stages: { prod: { throttle: { rate: 100, burst: 50 }, variables: { a: x } }, old: {} }\n",
        "stages: { prod: { throttle: { rate: 10, burst: 500 }, variables: { a: y } }, new: {} }\n",
        &[
            "breaking[stage-removed] stage old: is gone",
            "behaviour[throttle] stage prod: `throttlingRateLimit` is `10.0` instead of `100.0`",
            "behaviour[stage-variable] stage prod: `variables.a` is `y` instead of `x`",
            "compatible[throttle] stage prod: `throttlingBurstLimit` is `500` instead of `50`",
            "compatible[stage-added] stage new: is new",
        ],
    );
    manifests(
        "stages: { prod: {} }\napiKeys: { app: { value: '${env:APP}' }, web: { value: '${env:WEB}' } }\nusagePlans:\n  free: { stages: [prod], keys: [app, web], quota: { limit: 100, per: DAY } }\n",
        "stages: { prod: {} }\napiKeys: { app: { value: '${env:APP}' }, web: { value: '${env:WEB}', enabled: false } }\nusagePlans:\n  free: { stages: [prod], keys: [web], quota: { limit: 50, per: DAY } }\n",
        &[
            "narrowed-access[usage-plan-members] usage plan free: has no longer the keys `app`",
            "narrowed-access[api-key] API key web: is no longer accepted",
            "behaviour[quota] usage plan free: `quota.limit` is `50` instead of `100`",
        ],
    );
    manifests(
        "stages: { prod: {}, test: {} }\ndomains: { api.example.com: { mappings: { v1: prod, v2: test } } }\n",
        "stages: { prod: {}, test: {} }\ndomains: { api.example.com: { minimumTls: TLS_1_2, mappings: { v1: test } } }\n",
        &[
            "breaking[base-path] domain api.example.com: the base path `v2` leads to nothing instead of `test`",
            "breaking[tls-version] domain api.example.com: `securityPolicy` is `TLS_1_2` instead of nothing",
            "behaviour[base-path] domain api.example.com: the base path `v1` leads to `test` instead of `prod`",
        ],
    );
}

#[test]
fn a_document_alone_says_nothing_of_stages() {
    let document = pets();
    let with = edition(&document, "stages: { prod: {} }\n");
    assert_eq!(lines(&compare(&with, &edition(&document, ""))), [] as [&str; 0]);
}

#[test]
fn the_endpoint_type() {
    let document = pets();
    let typed = |kind: &str| edition(&document, &format!("endpoint: {{ type: {kind} }}\n"));
    let between = |old: &str, new: &str| lines(&compare(&typed(old), &typed(new)));
    assert_eq!(
        between("PRIVATE", "EDGE")[0],
        "breaking[illegal-endpoint-transition] API: an API of the type `PRIVATE` cannot become `EDGE`: write `endpoint: { \
         type: REGIONAL }`, and deploy; then write `endpoint: { type: EDGE }`, and deploy"
    );
    assert!(between("EDGE", "REGIONAL")[0].starts_with("behaviour[endpoint-type]"));
    assert!(
        between("REGIONAL", "PRIVATE")
            .iter()
            .any(|own| own.starts_with("narrowed-access[endpoint-type]"))
    );
}
