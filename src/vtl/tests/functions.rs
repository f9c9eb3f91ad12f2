use serde_json::json;

use super::super::functions;
use super::{RenderErrorKind, check, check_fault, check_text};

/// `call` on the text `own` gives `expected`.
fn on_text(own: &str, call: &str, expected: &str) {
    check_text(&format!("#set($s = '{own}')$s.{call}"), expected);
}

#[test]
fn texts_have_the_methods_of_java() {
    for (own, call, expected) in [
        ("hello", "length()", "5"),
        ("", "isEmpty()", "true"),
        ("hello", "empty", "false"),
        ("hello", "contains('ell')", "true"),
        ("hello", "startsWith('he')", "true"),
        ("hello", "startsWith('l', 2)", "true"),
        ("hello", "endsWith('lo')", "true"),
        ("hello", "indexOf('l')", "2"),
        ("hello", "indexOf('l', 3)", "3"),
        ("hello", "indexOf('x')", "-1"),
        ("hello", "lastIndexOf('l')", "3"),
        ("hello", "substring(1)", "ello"),
        ("hello", "substring(1, 3)", "el"),
        ("hello", "substring(5)", ""),
        ("hello", "charAt(1)", "e"),
        ("hello", "replace('l', 'L')", "heLLo"),
        ("a.b", "replace('.', '-')", "a-b"),
        ("hello", "replaceAll('[el]+', '_')", "h_o"),
        ("2024-05", "replaceAll('(\\d+)-(\\d+)', '$2/$1')", "05/2024"),
        ("hello", "replaceFirst('l', 'L')", "heLlo"),
        ("hello", "matches('h.*o')", "true"),
        ("hello", "matches('ell')", "false"),
        ("hello", "matches(\"^h.*o$\")", "true"),
        ("a,b,,", "split(',')", "[a, b]"),
        ("a,b,,", "split(',', -1)", "[a, b, , ]"),
        ("a,b", "split(',')[1]", "b"),
        ("a,b", "split(',').size()", "2"),
        ("  x ", "trim()", "x"),
        ("Ab", "toLowerCase()", "ab"),
        ("Ab", "toUpperCase()", "AB"),
        ("a", "concat('b')", "ab"),
        ("a", "equals('a')", "true"),
        ("a", "equals(1)", "false"),
        ("A", "equalsIgnoreCase('a')", "true"),
        ("a", "compareTo('c')", "-2"),
        ("abc", "compareTo('a')", "2"),
        ("A", "compareToIgnoreCase('a')", "0"),
        ("hello", "hashCode()", "99162322"),
        ("a", "toString()", "a"),
        ("a", "valueOf(12)", "12"),
        ("a", "noSuchMethod()", ""),
        ("a", "length(1)", ""),
        ("a", "class.forName('x')", ""),
        ("aé🎉b", "length()", "5"),
        ("aé🎉b", "indexOf('b')", "4"),
        ("aé🎉b", "substring(1, 4)", "é🎉"),
        ("aé🎉b", "charAt(4)", "b"),
    ] {
        on_text(own, call, expected);
    }
}

#[test]
fn a_method_that_throws_fails_the_template() {
    for (template, kind) in [
        ("#set($s = 'a')$s.substring(2)", RenderErrorKind::OutOfBounds),
        ("#set($s = 'a')$s.substring(1, 0)", RenderErrorKind::OutOfBounds),
        ("#set($s = 'a')$s.substring(-1)", RenderErrorKind::OutOfBounds),
        ("#set($s = 'a')$s.charAt(1)", RenderErrorKind::OutOfBounds),
        ("#set($l = [1])$l.get(1)", RenderErrorKind::OutOfBounds),
        ("#set($l = [1])$l[1]", RenderErrorKind::OutOfBounds),
        ("#set($l = [1])#set($l[1] = 2)", RenderErrorKind::OutOfBounds),
        ("#set($s = 'a')$s.matches('(')", RenderErrorKind::InvalidPattern),
        ("#set($s = 'a')$s.replaceAll('a', '$1')", RenderErrorKind::InvalidPattern),
        ("$input.path('$[')", RenderErrorKind::InvalidPath),
        ("$util.parseJson('{')", RenderErrorKind::InvalidJson),
        ("$util.parseJson('')", RenderErrorKind::InvalidJson),
        ("$util.urlDecode('%')", RenderErrorKind::InvalidText),
        ("$util.urlDecode('%zz')", RenderErrorKind::InvalidText),
        ("$util.base64Decode('ab!d')", RenderErrorKind::InvalidText),
        ("#set($n = 0)$n.parseInt('x')", RenderErrorKind::InvalidText),
    ] {
        check_fault(template, &json!({}), kind);
    }
}

#[test]
fn lists_have_the_methods_of_java() {
    for (call, expected) in [
        ("size()", "3"),
        ("count()", "3"),
        ("isEmpty()", "false"),
        ("empty", "false"),
        ("get(1)", "two"),
        ("contains('two')", "true"),
        ("contains(1)", "true"),
        ("indexOf('two')", "1"),
        ("lastIndexOf('x')", "-1"),
        ("containsAll([1, 3])", "true"),
        ("subList(1, 3)", "[two, 3]"),
        ("set(1, 'x')", "two"),
        ("add('x')", "true"),
        ("remove(0)", "1"),
        ("remove('two')", "true"),
        ("addAll([4])", "true"),
        ("toString()", "[1, two, 3]"),
        ("equals([1, 'two', 3])", "true"),
        ("size", ""),
    ] {
        check_text(&format!("#set($l = [1, 'two', 3])$l.{call}"), expected);
    }
    check_text("#set($l = [1])#set($x = $l.add(0, 'a'))#set($x = $l.addAll($l))$l", "[a, 1, a, 1]");
    check_text("#set($l = [1, 2])#set($x = $l.remove(0))$l$l.clear()$l", "[2][]");
    check_text("#set($l = [1])#foreach($x in $l.iterator())$x#end", "1");
}

#[test]
fn maps_have_the_methods_of_java() {
    for (call, expected) in [
        ("get('a')", "1"),
        ("get('x')", ""),
        ("a", "1"),
        ("getOrDefault('x', 9)", "9"),
        ("put('a', 2)", "1"),
        ("put('c', 2)", ""),
        ("putIfAbsent('a', 2)", "1"),
        ("remove('a')", "1"),
        ("size()", "2"),
        ("isEmpty()", "false"),
        ("containsKey('a')", "true"),
        ("containsValue('x')", "true"),
        ("keySet()", "[a, b]"),
        ("values()", "[1, x]"),
        ("entrySet()", "[a=1, b=x]"),
        ("toString()", "{a=1, b=x}"),
        ("equals({'a': 1, 'b': 'x'})", "true"),
        ("class", ""),
    ] {
        check_text(&format!("#set($m = {{'a': 1, 'b': 'x'}})$m.{call}"), expected);
    }
    check_text("#set($m = {'a': 1})$m.putAll({'a': 2, 'b': 3})$m", "{a=2, b=3}");
    check_text(
        "#set($m = {})#foreach($i in [1..40])$m.put(\"k$i\", $i)#end$m.k40 $m.size()$m.remove('k3') $m.k4$m.k3",
        "40 403 4",
    );
}

#[test]
fn numbers_and_booleans_have_methods() {
    check_text("#set($n = 2.7)$n.intValue()", "2");
    check_text("#set($n = 2)$n.doubleValue()", "2.0");
    check_text("#set($n = 2)$n.toString().length()", "1");
    check_text("#set($n = 2)$n.equals(2.0)$n.compareTo(3)", "true-1");
    check_text("#set($Integer = 0)#set($x = $Integer.parseInt('41') + 1)$x", "42");
    check_text("#set($D = 0.0)#set($x = $D.valueOf('1') + 1)$x", "2.0");
    check_text("#set($b = true)$b.toString().length()$b.equals(true)", "4true");
}

#[test]
fn util_encodes_and_decodes() {
    for (call, expected) in [
        (r#"escapeJavaScript('{"foo": 123}')"#, r#"{\"foo\": 123}"#),
        (r"escapeJavaScript('a\b')", r"a\\b"),
        ("escapeJavaScript(\"it's\")", r"it\'s"),
        ("escapeJavaScript('a/b')", r"a\/b"),
        ("escapeJavaScript('a\nb\tc\r')", r"a\nb\tc\r"),
        ("escapeJavaScript('é🎉')", r"\u00E9\uD83C\uDF89"),
        ("escapeJavaScript(1)", "1"),
        ("escapeJavaScript($null)", ""),
        ("urlEncode('x=a+b')", "x%3Da%2Bb"),
        ("urlEncode('a b*-_.~é')", "a+b*-_.%7E%C3%A9"),
        ("urlDecode('x=a+b')", "x=a b"),
        ("urlDecode('%C3%A9%2B')", "é+"),
        ("base64Encode('{\"foo\": \"bar1\"}')", "eyJmb28iOiAiYmFyMSJ9"),
        ("base64Encode('a')", "YQ=="),
        ("base64Decode('YQ==')", "a"),
        ("base64Decode('YQ')", "a"),
        ("base64Decode('eyJm\nb28iOiAiYmFyMSJ9')", "{\"foo\": \"bar1\"}"),
        ("parseJson('{\"key2\": {\"arr\": [7]}}').key2.arr[0]", "7"),
        ("parseJson('true')", "true"),
        ("parseJson('1')", "1"),
        ("parseJson('[]')", "[]"),
        ("parseJson('\"string\"')", "string"),
        ("toJson({})", ""),
    ] {
        check_text(&format!("$util.{call}"), expected);
    }
    check("$util.parseJson(\"[1,$context.two]\")[1]", &json!({ "context": { "two": "2" } }), "2");
    check_text("$util.escapeJavaScript(\"it's\").replaceAll(\"\\\\'\",\"'\")", "it's");
}

#[test]
fn every_function_has_a_name_and_documentation() {
    let all: Vec<_> = functions().collect();
    assert!(all.len() > 80);
    for function in &all {
        assert!(function.doc.ends_with('.'), "{function:?}");
        assert!(function.arity.0 <= function.arity.1 && function.arity.1 <= 3, "{function:?}");
        let twins = all
            .iter()
            .filter(|other| (other.receiver, other.name) == (function.receiver, function.name));
        assert_eq!(twins.count(), 1, "{function:?}");
    }
}
