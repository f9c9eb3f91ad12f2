//! Mapping templates against a bare parse of their payload with `serde_json`.

use std::borrow::Cow;
use std::hint::black_box;

use portcullis::vtl::{Input, Limits, Pair, Template, Variables};

use crate::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "vtl", run };

/// So many renderings make one measurement.
const COUNT: u32 = 20_000;

/// A mapping as it is usual: parts of the payload by path and by name, a loop, a parameter, the caller.
const TYPICAL: &str = r#"#set($order = $input.path('$'))
{
  "orderId": "$order.id",
  "customer": $input.json('$.customer'),
  "note": "$util.escapeJavaScript($order.note)",
  "items": [#foreach($item in $order.items)
    {"sku": "$item.sku", "quantity": $item.quantity}#if($foreach.hasNext),#end
#end],
  "store": "$input.params('store')", "stage": "$context.stage", "source": "$context.identity.sourceIp"
}
"#;

const PAYLOAD: &str = r#"{
  "id": "o-20240506-17",
  "customer": {"id": 4711, "name": "Ada Lovelace", "email": "ada@example.com"},
  "note": "please ring \"twice\"",
  "items": [
    {"sku": "A-100", "quantity": 2, "price": 12.5},
    {"sku": "B-200", "quantity": 1, "price": 99.0}
  ],
  "express": true
}"#;

/// Parameters, as many console templates hand them on.
const PARAMETERS: &str = r#"#set($allParams = $input.params())
{
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"body-json" : $input.json('$')
}
"#;

fn run(report: &mut Report) {
    let pair = |name: &'static str, value: &'static str| -> Pair<'static> {
        (Cow::Borrowed(name), Cow::Borrowed(value))
    };
    let path = [pair("store", "berlin")];
    let query = [pair("lang", "de"), pair("page", "2")];
    let header = [pair("Accept", "application/json"), pair("User-Agent", "bench/1")];
    let mut identity = Variables::new();
    identity.set("sourceIp", "192.0.2.1");
    let mut context = Variables::new();
    context.set("stage", "prod");
    context.set("identity", identity);
    let input = Input {
        body: PAYLOAD,
        path: &path,
        query: &query,
        header: &header,
        context: &context,
        stage_variables: &[],
    };
    // A typical mapping must render 300,000 times a second.
    for (name, text, ratio, microseconds) in
        [("typical mapping", TYPICAL, 2.0, 3.33), ("all parameters", PARAMETERS, 5.0, 7.0)]
    {
        let template = Template::parse(text).unwrap();
        let limits = Limits::default();
        let rendered = template.render(&input, &limits).unwrap().text;
        serde_json::from_str::<serde_json::Value>(&rendered).unwrap();
        let theirs = || {
            for _ in 0..COUNT {
                black_box(serde_json::from_str::<serde_json::Value>(black_box(PAYLOAD)).unwrap());
            }
        };
        let ours = || {
            for _ in 0..COUNT {
                black_box(template.render(black_box(&input), &limits).unwrap());
            }
        };
        let took = report.ratio(&format!("{name}, against a parse"), ratio, ours, theirs);
        let each = took.as_secs_f64() * 1e6 / f64::from(COUNT);
        report.figure(&format!("{name}, microseconds"), each, microseconds);
        println!("  {name}: {:.0} evaluations a second", 1e6 / each);
    }
}
