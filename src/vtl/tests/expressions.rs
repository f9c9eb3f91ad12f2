use serde_json::json;

use super::{check, check_text};

fn check_expression(expression: &str, expected: &str) {
    check_text(&format!("#set($x = {expression})$x"), expected);
}

#[test]
fn operators_have_their_precedence() {
    for (expression, expected) in [
        ("4 > 2 + 5", "false"),
        ("5 + 4 > 2", "true"),
        ("2 + 5 * 4", "22"),
        ("5 * 4 - 2", "18"),
        ("(2 + 5) * 4", "28"),
        ("10 - 3 - 2", "5"),
        ("3 % 2", "1"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 / 2.0", "3.5"),
        ("true || false && false", "true"),
        ("1 == 2 || 2 == 2", "true"),
        ("!true || true", "true"),
        ("1 < 2 == true", "true"),
        ("1 lt 2 and 2 le 2 and 3 gt 2 and 3 ge 3 and 1 eq 1 and 1 ne 2", "true"),
        ("2 -1", "1"),
        ("$n + 1", "1"),
    ] {
        check_expression(expression, expected);
    }
}

#[test]
fn numbers_are_java_s() {
    for (expression, expected) in [
        ("10", "10"),
        ("-3", "-3"),
        ("100.0", "100.0"),
        (".5*.1", "0.05"),
        ("100.0/50", "2.0"),
        ("1.5e3", "1500.0"),
        ("10000000.0", "1.0E7"),
        ("0.0001", "1.0E-4"),
        ("12345678.9", "1.23456789E7"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("9223372036854775807 + 1", "9223372036854775808"),
        ("9223372036854775808 - 1", "9223372036854775807"),
        ("99999999999999999999 * 10", "999999999999999999990"),
        ("1 / 0", ""),
        ("1 % 0", ""),
        ("1.0 / 0", ""),
        ("'a' * 2", ""),
        ("[] + 1", ""),
        ("true + 1", ""),
    ] {
        check_expression(expression, expected);
    }
}

#[test]
fn a_sum_with_a_text_is_a_text() {
    check_expression("'a' + 1", "a1");
    check_expression("1 + 'a'", "1a");
    check_expression("'a' + true + 1.5 + [1]", "atrue1.5[1]");
    check_expression("'a' + $missing", "a");
}

#[test]
fn comparisons_are_velocity_s() {
    for (expression, expected) in [
        ("1 == \"1\"", "true"),
        ("1 == 1.0", "true"),
        ("'a' == 'a'", "true"),
        ("'a' == 'b'", "false"),
        ("true == 'true'", "true"),
        ("[1, 2] == [1, 2]", "true"),
        ("[1, 2] == [1, 3]", "false"),
        ("{'a': 1} == {'a': 1}", "true"),
        ("$a == $b", "true"),
        ("$a == \"\"", "true"),
        ("$a == 0", "false"),
        ("$foo.bar.stuff != ''", "false"),
        ("'b' > 'a'", "false"),
        ("'2' > 1", "false"),
        ("2.5 > 2", "true"),
    ] {
        check_expression(expression, expected);
    }
    check_text("#set($x = $input.path('$.missing'))#if($x == $null)true#end", "true");
    check_text("#set($m = {})#set($i = $m.put('k', null))#if(\"$m.k\" == \"\")true#end", "true");
}

#[test]
fn strings_are_read_as_velocity_reads_them() {
    check_text("#set($x = '\\{\\n'\n)$x", "\\{\\n");
    check_text("#set($x = \"{\"\"a\"\": 2}\")$x", "{\"a\": 2}");
    check_text("#set($x = \"1\\\\\"\"2\"\"3\")$x", "1\\\\\"2\"3");
    check_text("#set($x = \"\\\\batman\\nand\")$x", "\\\\batman\\nand");
    check_text("#set($x = \"hello, \\$name\")$x", "hello, $name");
    check_text("#set($x = 'it''s')$x", "it's");
    check_text("#set($x = \"a\nb\")$x", "a\nb");
    check_text("#set($n = 1)#set($x = \"<$n|${n}|$m|$n.y>\")$x", "<1|1||>");
    check_text("#set($n = {'k': 'v'})#set($x = \"$n.get(\"\"k\"\") $n['k']\")$x", "v v");
    check_text("#set($x = \"#if(true)y#{else}n#end\")$x", "y");
    check_text("#set($x = \"#foreach($i in [1..3])$i#end\")$x", "123");
    check_text("#set($x = \"ends in $\")$x", "ends in $");
    check_text("#set($x = '$n')$x", "$n");
}

#[test]
fn lists_and_maps_are_written_out() {
    check_text("#set($l = ['one', 'foo', \"three\"])$l", "[one, foo, three]");
    check_text("#set($l = [ \"a\", $x, 7, [1, [2]] ])$l", "[a, null, 7, [1, [2]]]");
    check_text("#set($m = {'dog': 'cat', \"horse\" : 15})$m", "{dog=cat, horse=15}");
    check_text("#set($m = {\n  'a': {'b': []},\n  'c': \"$x\"\n})$m.a.b$m.c", "[]");
    check_text("#set($m = {})$m #set($l = [])$l", "{} []");
    check_text("#set($k = 'key')#set($m = {$k: 1})$m.key", "1");
    check_text("#set($m = {'a': 1, 'a': 2})$m", "{a=2}");
}

#[test]
fn indexes_lead_into_lists_and_maps() {
    check_text("#set($l = [[1, 2], {'k': 3}])$l[0][1]$l[1].k$l[-1]['k']$l[1].get('k')", "2333");
    check_text("#set($i = 1)#set($l = [4, 5])$l[ $i ]$l[$i]", "55");
    check_text("#set($m = {'foo:bar': {'x': 1}})$m['foo:bar'].x", "1");
    check_text("#set($l = [1])[$l['x']]", "[]");
}

#[test]
fn values_print_as_java_prints_them() {
    let body = json!({ "body": {
        "map": { "foo": "bar" }, "list": [{ "foo": "bar" }, "a\"b", 1.5, null, true], "empty": [],
        "both": { "foo": [{ "nested": "bar" }], "n": null },
        "many": { "bigger": "dict", "to": "test", "with": "separators" },
    } });
    let check = |template: &str, expected: &str| check(template, &body, expected);
    check("$input.path('$.map')", "{foo=bar}");
    check("$input.path('$.list')", r#"[{"foo":"bar"},"a\"b",1.5,null,true]"#);
    check("$input.path('$.empty')", "[]");
    check("$input.path('$.both')", r#"{foo=[{"nested":"bar"}], n=null}"#);
    check("$input.path('$.many')", "{bigger=dict, to=test, with=separators}");
    check("#set($l = [$input.path('$.map')])$l", "[{foo=bar}]");
    check("$input.path('$.both').toString()", r#"{foo=[{"nested":"bar"}], n=null}"#);
    check("$input$util$input.params", "");
}
