//! Spans, and the trace that is handed on.

use std::time::Duration;

use portcullis::gateway::{Attribute, SpanKind, Step, Trace};

use super::{Api, Asked, NOW, asked, backend, policy, returned};

const SENT: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8";

fn traced() -> Api {
    Api::new("    tracing: true\n")
}

fn attribute(trace: &Trace, span: usize, name: &str) -> Attribute {
    let attributes = trace.spans.get(span).map_or(&[][..], |own| &own.attributes);
    let found = attributes.iter().find(|(own, _)| *own == name);
    found.unwrap_or_else(|| panic!("{name}: {trace:?}")).1.clone()
}

#[test]
fn a_request_and_its_calls_are_spans_of_one_trace() {
    let asked = Asked {
        headers: &[("authorization", "t"), ("x-amzn-trace-id", SENT)],
        ..asked("GET /prod/guarded")
    };
    let outcomes = vec![policy("Allow"), returned(r#"{"statusCode":200}"#)];
    let trace = traced().transcript(&asked, outcomes).trace().unwrap();
    assert_eq!(trace.service, "pets/prod");
    assert_eq!(trace.trace_id[..6], [0x57, 0x59, 0xe9, 0x88, 0xbd, 0x86]);
    let shown: Vec<(&str, SpanKind, u128, u128)> = trace
        .spans
        .iter()
        .map(|span| {
            let since = |time: Duration| time.checked_sub(NOW).unwrap().as_millis();
            (&*span.name, span.kind, since(span.begun), since(span.ended))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("GET /guarded", SpanKind::Server, 0, 84),
            ("authorizer guard", SpanKind::Client, 1, 41),
            ("Lambda main", SpanKind::Client, 42, 82),
        ]
    );
    let root = trace.spans[0].id;
    let parents: Vec<_> = trace.spans.iter().map(|span| span.parent).collect();
    let sent = [0x53, 0x99, 0x5c, 0x3f, 0x42, 0xcd, 0x8a, 0xd8];
    assert_eq!(parents, [Some(sent), Some(root), Some(root)]);
    assert_eq!(attribute(&trace, 0, "http.route"), Attribute::Text("/guarded".to_owned()));
    assert_eq!(attribute(&trace, 0, "http.response.status_code"), Attribute::Number(200));
    assert!(trace.spans.iter().all(|span| span.error.is_none()));
}

#[test]
fn the_span_of_a_call_is_the_parent_of_what_the_backend_records() {
    let api = traced();
    let headers = [("x-amzn-trace-id", SENT)];
    let asked = Asked { headers: &headers, ..asked("POST /prod/proxy/7") };
    let Step::Call(call, _) =
        api.engine.start(super::request(&asked), super::After(Duration::ZERO).moment())
    else {
        panic!("no call")
    };
    let trace = api.transcript(&asked, vec![backend(500, &[], "")]).trace().unwrap();
    let span = format!("{:016x}", u64::from_be_bytes(trace.spans[1].id));
    assert_eq!(
        call.headers["x-amzn-trace-id"],
        format!("Root=1-5759e988-bd862e3fe1be46a994272793;Parent={span};Sampled=1")
    );
    assert_eq!(attribute(&trace, 1, "http.response.status_code"), Attribute::Number(500));
    assert_eq!(trace.spans.iter().map(|own| own.error.is_some()).collect::<Vec<_>>(), [true, true]);
}

#[test]
fn the_trace_is_handed_on_where_nothing_is_recorded() {
    for (stage, sent, expected) in [
        ("", SENT, format!("{SENT};Sampled=1")),
        (
            "    tracing: true\n",
            "Root=1-a-b;Parent=53995c3f42cd8ad8;Sampled=0",
            "Root=1-a-b;Parent=53995c3f42cd8ad8;Sampled=0".to_owned(),
        ),
    ] {
        let api = Api::new(stage);
        let headers = [("x-amzn-trace-id", sent)];
        let asked = Asked { headers: &headers, ..asked("POST /prod/proxy/7") };
        let moment = super::After(Duration::ZERO).moment();
        let Step::Call(call, _) = api.engine.start(super::request(&asked), moment) else {
            panic!("no call")
        };
        assert_eq!(call.headers["x-amzn-trace-id"], expected);
        assert_eq!(api.transcript(&asked, vec![backend(200, &[], "")]).trace(), None);
    }
}

#[test]
fn an_answer_that_was_kept_is_no_span() {
    let api = traced();
    let asked = Asked { headers: &[("authorization", "t")], ..asked("GET /prod/guarded") };
    api.transcript(&asked, vec![policy("Allow"), returned("{}")]);
    let trace = api.transcript(&asked, vec![returned("{}")]).trace().unwrap();
    assert_eq!(trace.spans.len(), 2);
    assert_eq!(trace.spans[0].parent, None);
}
