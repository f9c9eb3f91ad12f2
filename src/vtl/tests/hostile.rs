//! Templates and payloads that mean harm.

use serde_json::{Value, json};

use super::super::{InputDocument, Limits, Template};
use super::{RenderErrorKind, check, check_fault, check_text, rendered_within};

fn nested_loops(inner: &str) -> String {
    let loops = "#foreach($v in [1..1000])".repeat(4);
    format!("#set($s = 'xxxxxxxxxxxxxxxx')#set($l = []){loops}{inner}{}", "#end".repeat(4))
}

#[test]
fn templates_cannot_be_nested_without_end() {
    for (open, close) in [
        ("#if(true)", "#end"),
        ("#foreach($a in $b)", "#end"),
        ("#define($a)", "#end"),
        ("$a[", "]"),
        ("$a.b(", ")"),
    ] {
        let template = open.repeat(5_000) + &close.repeat(5_000);
        assert!(Template::parse(&template).is_err(), "{open}");
    }
    for (open, close) in [("(", ")"), ("[", "]"), ("!", ""), ("{1:", "}"), ("not ", ""), ("-", "")]
    {
        let template = format!("#set($x = {}1{})", open.repeat(5_000), close.repeat(5_000));
        assert!(Template::parse(&template).is_err(), "{open}");
    }
    let mut quoted = "$x".to_owned();
    for _ in 0..8 {
        quoted = format!("$a.b(\"{}\")", quoted.replace('"', "\"\""));
    }
    assert!(Template::parse(&quoted).is_ok());
    assert!(Template::parse(&format!("#set($x = 1{})", " + 1".repeat(5_000))).is_err());
    assert!(Template::parse(&format!("$x{}", ".y".repeat(5_000))).is_err());
}

#[test]
fn many_errors_are_cut_short() {
    let errors = Template::parse(&"${ #end ".repeat(10_000)).unwrap_err();
    assert!(errors.len() <= 50);
}

#[test]
fn work_is_bounded() {
    let limits = Limits { steps: 300_000, output: 100_000, memory: 1_000_000, iterations: 1000 };
    for inner in [
        "",
        "$s",
        "#set($x = \"$s\")",
        "#set($y = $l.add(1))",
        "#set($x = [1..1000])",
        "#set($x = $s.split('x'))",
    ] {
        let kind = rendered_within(&limits, &nested_loops(inner), &json!({})).unwrap_err();
        assert!(
            matches!(
                kind,
                RenderErrorKind::TooManySteps
                    | RenderErrorKind::OutputTooLong
                    | RenderErrorKind::TooMuchMemory
            ),
            "{inner}: {kind:?}"
        );
    }
}

#[test]
fn texts_cannot_grow_without_end() {
    let limits = Limits { output: 100_000, memory: 1_000_000, ..Limits::default() };
    let check_fault = |template: &str, input: &Value, expected: RenderErrorKind| {
        assert_eq!(rendered_within(&limits, template, input).unwrap_err(), expected, "{template}");
    };
    let double = "#set($s = \"$s$s\")".repeat(40);
    check_fault(
        &format!("#set($s = 'xxxxxxxx'){double}"),
        &json!({}),
        RenderErrorKind::OutputTooLong,
    );
    let double = "#set($s = $s + $s)".repeat(40);
    check_fault(
        &format!("#set($s = 'xxxxxxxx'){double}"),
        &json!({}),
        RenderErrorKind::TooMuchMemory,
    );
    let double = "#set($s = $s.replace('x', 'xxxx'))".repeat(40);
    check_fault(
        &format!("#set($s = 'xxxxxxxx'){double}"),
        &json!({}),
        RenderErrorKind::TooMuchMemory,
    );
    let double = "#set($s = $s.replaceAll('x', 'xxxx'))".repeat(40);
    check_fault(
        &format!("#set($s = 'xxxxxxxx'){double}"),
        &json!({}),
        RenderErrorKind::InvalidPattern,
    );
    let double = "#set($l = [$l, $l])".repeat(40);
    check_fault(&format!("#set($l = [1]){double}$l"), &json!({}), RenderErrorKind::OutputTooLong);
    let double = "#set($m = {'a': $m, 'b': $m})".repeat(30);
    check_fault(
        &format!("#set($m = {{}}){double}#set($context.responseOverride.x = $m)"),
        &json!({}),
        RenderErrorKind::TooMuchMemory,
    );
}

#[test]
fn values_that_hold_themselves_are_harmless() {
    check_text("#set($m = {})#set($m.self = $m)$m.self.self.self.size()", "1");
    check_text("#set($l = [])#set($x = $l.add($l))$l.size()", "1");
    check_fault("#set($m = {})#set($m.self = $m)$m", &json!({}), RenderErrorKind::TooDeep);
    check_fault(
        "#set($a = {})#set($a.x = $a)#set($b = {})#set($b.x = $b)#if($a == $b)#end",
        &json!({}),
        RenderErrorKind::TooDeep,
    );
    check_fault(
        "#set($m = $input.path('$'))#set($m.a = $m)$input.json('$..x')",
        &json!({ "body": "{\"a\":1}" }),
        RenderErrorKind::TooDeep,
    );
    check_fault(
        "#set($m = {})#set($m.x = $m)#set($context.requestOverride.x = $m)",
        &json!({}),
        RenderErrorKind::TooDeep,
    );
    check_fault("#define($x)$x#end$x", &json!({}), RenderErrorKind::TooDeep);
    check_fault("#define($x)#set($y = \"<$x>\")#end$x", &json!({}), RenderErrorKind::TooDeep);
}

#[test]
fn a_long_chain_of_maps_is_dropped_one_by_one() {
    let link = "#set($m = {'next': $m})".repeat(100);
    check_text(&format!("#foreach($i in [1..1000]){link}#end$m.size()"), "1");
    let link = "#set($n = {})#set($x = $n.put('next', $m.entrySet()))#set($m = $n)".repeat(50);
    check_text(&format!("#set($m = {{}})#foreach($i in [1..1000]){link}#end$m.size()"), "1");
}

#[test]
fn payloads_cannot_be_nested_without_end() {
    let body = "[".repeat(100_000);
    check_fault("$input.path('$')", &json!({ "body": body }), RenderErrorKind::TooDeep);
    let body = "[".repeat(150) + &"]".repeat(150);
    check("$input.json('$')", &json!({ "body": body }), &body);
    check_fault(
        "$util.parseJson($input.params('x'))",
        &json!({ "path": { "x": "[".repeat(100_000) } }),
        RenderErrorKind::TooDeep,
    );
}

#[test]
fn slow_patterns_and_paths_are_bounded() {
    let text = "a".repeat(5_000);
    check_fault(
        "$input.body.matches('(a|a|aa)+(?!b)c(?=x)')",
        &json!({ "body": text }),
        RenderErrorKind::InvalidPattern,
    );
    let body = "[".repeat(100) + &"]".repeat(100);
    check_fault(
        "$input.path('$..*..*..*..*..*')",
        &json!({ "body": body }),
        RenderErrorKind::TooManySteps,
    );
}

#[test]
fn limits_are_the_caller_s() {
    let template = Template::parse("#foreach($i in [1..10])$i#end").unwrap();
    let document = InputDocument::default();
    let render = |limits: &Limits| template.render(&document.input(), limits);
    let small = Limits { output: 4, ..Limits::default() };
    assert_eq!(render(&small).unwrap_err().kind, RenderErrorKind::OutputTooLong);
    let short = Limits { steps: 20, ..Limits::default() };
    assert_eq!(render(&short).unwrap_err().kind, RenderErrorKind::TooManySteps);
    let few = Limits { iterations: 3, ..Limits::default() };
    assert_eq!(render(&few).unwrap().text, "123");
    let error = render(&Limits { memory: 100, ..Limits::default() }).unwrap_err();
    assert_eq!((error.kind, error.start, error.end), (RenderErrorKind::TooMuchMemory, 0, 23));
}

#[test]
fn a_template_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Template::parse("$x").unwrap());
}
