use std::sync::Arc;

use super::super::testing::{FILE, check_places, show};
use super::*;
use crate::source::{Kind, Sources};

/// The value of the only key of `document`.
fn embedded(document: &str, read: fn(&str) -> Tree) -> Embedded {
    let tree = read(document);
    let (_, value) = tree.root().entries().next().unwrap();
    value.embedded()
}

fn yaml(document: &str) -> Tree {
    let (tree, problems) = read_yaml(FILE, &Arc::from(document));
    assert_eq!(problems, []);
    tree
}

fn json(document: &str) -> Tree {
    let (tree, problems) = read_json(FILE, &Arc::from(document));
    assert_eq!(problems, []);
    tree
}

/// Asserts what each character of the value of `document` was written with: itself, or what `pieces` say in order.
#[track_caller]
fn check(document: &str, read: fn(&str) -> Tree, text: &str, pieces: &[&str]) {
    let embedded = embedded(document, read);
    assert_eq!(&**embedded.text(), text);
    let mut others = Vec::new();
    let mut last = embedded.whole().start();
    for (at, character) in text.char_indices() {
        let at = u32::try_from(at).unwrap();
        let span = embedded.span(at, at + u32::try_from(character.len_utf8()).unwrap());
        assert!(span.start() >= last, "{at}: {span:?} stands before {last}");
        last = span.end();
        let raw = document.get(span.range()).unwrap();
        if !raw.chars().eq([character]) {
            others.push(raw);
        }
    }
    assert_eq!(others, pieces);
    let all = embedded.span(0, u32::try_from(text.len()).unwrap());
    assert!(embedded.whole().contains(all));
}

#[test]
fn json_strings() {
    check(r#"{"k": "plain äö"}"#, json, "plain äö", &[]);
    check(
        r#"{"k": "a\nb\"c\\d\u00e4e\ud83d\ude00f\/"}"#,
        json,
        "a\nb\"c\\däe😀f/",
        &[r"\n", r#"\""#, r"\\", r"\u00e4", r"\ud83d\ude00", r"\/"],
    );
    check(r#"{"k": ""}"#, json, "", &[]);
}

#[test]
fn double_quoted() {
    check("k: \"one two\"", yaml, "one two", &[]);
    check(
        r#"k: "a\nb\"c\\d\xe4e\u00e4f\U0001f600g\ h\/""#,
        yaml,
        "a\nb\"c\\däeäf😀g h/",
        &[r"\n", r#"\""#, r"\\", r"\xe4", r"\u00e4", r"\U0001f600", r"\ ", r"\/"],
    );
    check("k: \"one  \n   two\n\n\n  three\"", yaml, "one two\n\nthree", &["\n"]);
    check("k: \"one \\\n   two\\\n\n   x\"", yaml, "one two\nx", &[]);
    check("k: \"one\r\n two\"", yaml, "one two", &["\r\n"]);
}

#[test]
fn single_quoted_and_plain() {
    check("k: 'it''s \\n'", yaml, "it's \\n", &["''"]);
    check("k: 'one\n  two\n\n  three'", yaml, "one two\nthree", &["\n"]);
    check("k: one 'two\n  three\n\n\n  four # no\n", yaml, "one 'two three\n\nfour", &["\n"]);
}

#[test]
fn literal_blocks() {
    check("k: |\n  one\n    two\n\n  three\n", yaml, "one\n  two\n\nthree\n", &[""]);
    check("k: |-\n  one\n  ü\n", yaml, "one\nü", &[]);
    check("k: |+ # note\n  one\n\n\nx: z\n", yaml, "one\n\n\n", &["", "", ""]);
    check("k: |2\n   one\n  two\nx: z\n", yaml, " one\ntwo\n", &[""]);
    check("k: |\n\n\n  one\n", yaml, "\n\none\n", &[""]);
    check("k: |-\r\n  one\r\n  two\r\n", yaml, "one\ntwo", &["\r\n"]);
    check("k: !Sub |-\n  one\n     \n  two", yaml, "one\n   \ntwo", &[]);
}

#[test]
fn folded_blocks() {
    check("k: >-\n  one\n  two\n\n  three\n", yaml, "one two\nthree", &["\n"]);
    check("k: >-\n  one\n    two\n    three\n  four\n", yaml, "one\n  two\n  three\nfour", &[]);
    check("k: >-\n\n  one\n\n\n  two\n", yaml, "\none\n\ntwo", &[]);
    check("k: >-\n  one\n\n    two\n\n  three\n", yaml, "one\n\n  two\n\nthree", &[]);
    check("k: >\n  one\n  two\n\nx: z", yaml, "one two\n", &["\n", ""]);
    check("k: >1-\n   one\n  two\n", yaml, "  one\n two", &[]);
    check("k: >-\n  one\n     \n  two\n", yaml, "one\n   \ntwo", &[]);
}

#[test]
fn a_text_that_no_file_holds_has_the_whole_span() {
    let span = Span::new(FILE, 4, 9);
    assert_eq!(Embedded::at("five!", span).span(1, 3), Span::new(FILE, 5, 7));
    assert_eq!(Embedded::at("other length", span).span(1, 3), span);
    assert_eq!(Embedded::at("", Span::new(FILE, 4, 4)).span(0, 0), Span::new(FILE, 4, 4));
}

#[test]
fn json_in_a_block_scalar_points_into_the_file() {
    let document =
        "policy: |\n  {\"Action\": \"run\",\n   \"Effect\": \"Al\\u006cow\", \"Action\": 1}\n";
    let tree = yaml(document);
    let policy = tree.root().get("policy").unwrap().embedded();
    let (inner, problems) = read_embedded_json(&policy);
    check_places(&inner, &[]);
    let effect = inner.root().get("Effect").unwrap();
    assert_eq!(effect.as_str(), Some("Allow"));
    assert_eq!(
        show(document, effect.span(), ""),
        "   \"Effect\": \"Al\\u006cow\", \"Action\": 1}\n             ^^^^^^^^^^^^\n"
    );
    assert_eq!(problems.len(), 1);
    assert_eq!(
        show(document, problems[0].span, &problems[0].message),
        "   \"Effect\": \"Al\\u006cow\", \"Action\": 1}\n                           ^^^^^^^^ the key `Action` stands twice in one map\n"
    );
    let deeper = effect.embedded();
    assert_eq!(
        show(document, deeper.span(2, 4), ""),
        "   \"Effect\": \"Al\\u006cow\", \"Action\": 1}\n                ^^^^^^^\n"
    );
}

#[test]
fn json_in_json_in_json_points_into_the_file() {
    let document = r#"{"k": "{\"a\": \"[1, \\\"x\\\\u0079\\\"]\"}"}"#;
    let mut sources = Sources::default();
    sources.add("k.json", document);
    let tree = json(document);
    let (middle, problems) = read_embedded_json(&tree.root().get("k").unwrap().embedded());
    assert_eq!(problems, []);
    let (inner, problems) = read_embedded_json(&middle.root().get("a").unwrap().embedded());
    assert_eq!(problems, []);
    let item = inner.root().items().nth(1).unwrap();
    assert_eq!((item.kind(), item.as_str()), (Kind::String, Some("xy")));
    assert_eq!(sources.text(item.span()), r#"\\\"x\\\\u0079\\\""#);
    assert_eq!(sources.text(item.embedded().span(1, 2)), r"\\\\u0079");
    assert_eq!(sources.text(item.embedded().span(0, 1)), "x");
}

#[test]
fn yaml_in_a_string() {
    let document = r#"{"k": "a: b\nc: [d, e"}"#;
    let tree = json(document);
    let (inner, problems) = read_embedded_yaml(&tree.root().get("k").unwrap().embedded());
    assert_eq!(inner.root().get("a").unwrap().span(), Span::new(FILE, 10, 11));
    assert_eq!(
        show(document, problems[0].span, &problems[0].message),
        "{\"k\": \"a: b\\nc: [d, e\"}\n                ^ this list is never closed\n"
    );
}
