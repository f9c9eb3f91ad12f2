//! What is printed between quotes, and the form of the output.

use crate::vtl::{QuotedValue, Template};

/// What is printed between quotes as it came, and as JSON.
fn quoted(text: &str) -> Vec<(QuotedValue, &str)> {
    let all = Template::parse(text).unwrap().quoted();
    let written = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap();
    all.iter().map(|own| (own.what, written(own.start, own.end))).collect()
}

fn skeletons(text: &str) -> Option<[String; 2]> {
    Template::parse(text).unwrap().skeletons()
}

#[test]
fn input_between_quotes_is_found() {
    use QuotedValue::{Json, Raw};
    assert_eq!(
        quoted("{\"a\": \"$input.params('a')\", \"b\": \"x-$input.path('$.b')\"}"),
        [(Raw, "$input.params('a')"), (Raw, "$input.path('$.b')")]
    );
    assert_eq!(quoted("{\"a\": \"$input.json('$.a')\"}"), [(Json, "$input.json('$.a')")]);
    assert_eq!(quoted("{\"a\": $input.json('$.a')}"), []);
    // An escaped quote ends no text.
    assert_eq!(quoted(r#"{"a": "\"$input.body\""}"#), [(Raw, "$input.body")]);
    assert_eq!(quoted("{\"a\": \"$util.escapeJavaScript($input.params('a'))\"}"), []);
    assert_eq!(quoted("{\"a\": \"$context.requestId\"}"), []);
    // Forms are not JSON.
    assert_eq!(quoted("Action=SendMessage&Body=\"$input.params('a')\""), []);
}

#[test]
fn input_is_followed_through_variables() {
    let raw = |text: &str| quoted(text).len();
    assert_eq!(raw("#set($root = $input.path('$')){\"a\": \"$root.a\"}"), 1);
    assert_eq!(raw("#set($a = $input.params('a'))#set($b = $a){\"a\": \"$b\"}"), 1);
    assert_eq!(raw("#set($a = $util.escapeJavaScript($input.params('a'))){\"a\": \"$a\"}"), 0);
    let escaped =
        "#set($a = $input.params('a'))#set($a = $util.escapeJavaScript($a)){\"a\": \"$a\"}";
    assert_eq!(raw(escaped), 0);
    assert_eq!(raw("{\"a\": [#foreach($one in $input.path('$.all'))\"$one\"#end]}"), 1);
    assert_eq!(raw("{\"a\": #if($x)\"$input.params('a')\"#else\"none\"#end}"), 1);
    assert_eq!(raw("{\"a\": \"$input.path('$.all').size()\"}"), 0);
}

#[test]
fn the_form_of_the_output_has_values_for_references() {
    let same = |text: &str| Some([text.to_owned(), text.to_owned()]);
    assert_eq!(
        skeletons("{\"a\": $input.json('$.a'), \"b\": \"$b\"}"),
        same("{\"a\": 0, \"b\": \"x\"}")
    );
    assert_eq!(
        skeletons("{\"a\": #if($x)1#else 2#end}"),
        Some(["{\"a\": 1}".to_owned(), "{\"a\":  2}".to_owned()])
    );
    assert_eq!(skeletons("{\"a\": 1 $rest}"), None);
    assert_eq!(skeletons("[#foreach($one in $all)$one#end]"), None);
    assert_eq!(skeletons("$input.json('$')"), None);
}
