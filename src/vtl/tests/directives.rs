use serde_json::json;

use super::{check, check_body, check_text, rendered};

#[test]
fn set_gives_values_to_everything() {
    check_text("#set($x = 1)$x", "1");
    check_text("#set( ${x} = 'a' )$x", "a");
    check_text("#set($x = 1)#set($x = $missing)[$x]", "[]");
    check_text(
        "#set($m = {})#set($m.a = 1)#set($m['b c'] = 2)#set($m[\"$x\"] = 3)$m",
        "{a=1, b c=2, =3}",
    );
    check_text("#set($l = [1,2,3])#set($l[0] = 'x')#set($l[-1] = 'y')$l", "[x, 2, y]");
    check_text("#set($m = {'in': {}})#set($m.in.deep = 1)$m", "{in={deep=1}}");
    check_text("#set($missing.a = 1)[$missing]", "[]");
    check_text("#set($a = [])#set($b = $a)#set($x = $b.add(1))$a", "[1]");
    check_text("#set($x\n=\n1\n)\n$x", "1");
}

#[test]
fn only_false_is_false() {
    for (condition, expected) in [
        ("$some_value", true),
        ("${a.b.c}", true),
        ("$!{a.b.c}", true),
        ("!$value", false),
        ("not $value", false),
        ("null", true),
        ("\"\"", true),
        ("0", true),
        ("[]", true),
        ("{}", true),
        ("false", false),
        ("!false", true),
        ("!!true", true),
        ("true && false", false),
        ("true and true", true),
        ("false || true", true),
        ("false or false", false),
        ("$input.params('x')", true),
        ("$input.params('x') != \"\"", false),
    ] {
        check_text(&format!("#if({condition})yes#end"), if expected { "yes" } else { "" });
    }
    check("#if($context.no)yes#else no#end", &json!({ "context": { "no": false } }), " no");
}

#[test]
fn if_takes_the_first_branch_that_holds() {
    let template = "#if($v == 1)one#elseif($v == 2)two#elseif ($v==3)three#{else}more#{end}!";
    for (value, expected) in [(1, "one!"), (2, "two!"), (3, "three!"), (4, "more!")] {
        check_text(&format!("#set($v = {value}){template}"), expected);
    }
    check_text("#if($v)true#{end}monkey", "truemonkey");
    check_text("#if(true)#if(false)a#else b#end c#end", " b c");
    check_text("#{if}(true)x#end", "x");
}

#[test]
fn foreach_goes_over_lists_ranges_and_maps() {
    check_text("#foreach($i in [1..3])$i,#end", "1,2,3,");
    check_text("#foreach($i in [5..-2])$i,#end", "5,4,3,2,1,0,-1,-2,");
    check_text("#set($max = 2)#foreach($i in [0..$max])$i#end", "012");
    check_text("#foreach($v in {'a': 1, 'b': 2})$v#end", "12");
    check_text("#set($m = {'a': 1, 'b': 2})#foreach($k in $m.keySet())$k#end", "ab");
    check_text(
        "#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.key=$e.value/$e.getKey()#end",
        "a=1/a",
    );
    check_text("#foreach($v in $undefined)foo#end", "");
    check_text("#foreach($v in 'text')foo#end", "");
    check_text("#foreach($v in [])foo#end", "");
    check_body("#foreach($e in $input.path('$'))$e.k;#end", &json!([{"k": 1}, {"k": 2}]), "1;2;");
}

#[test]
fn loops_know_where_they_are() {
    check_text(
        "#foreach($x in ['a','b'])$foreach.index$foreach.count$foreach.hasNext$foreach.first$foreach.last \
         $velocityCount$velocityHasNext;#end",
        "01truetruefalse 1true;12falsefalsetrue 2false;",
    );
    check_text(
        "#foreach($x in [1,2])#foreach($y in [1,2])$foreach.parent.index$foreach.index #end#end",
        "00 01 10 11 ",
    );
    check_text("#foreach($x in [1])#end[$foreach.index$velocityCount]", "[]");
}

#[test]
fn a_loop_gives_its_variable_back() {
    check_text("#set($i=1)$i,#foreach($i in [2,3,4])$i,#end$i", "1,2,3,4,1");
    check_text("#foreach($i in [2])$i,#end[$i]", "2,[]");
    check_text("#foreach($i in [1,2])#set($sum = $sum + $i)#end$sum", "12");
    check_text("#set($sum = 0)#foreach($i in [1,2])#set($sum = $sum + $i)#end$sum", "3");
}

#[test]
fn break_and_stop_end_what_they_stand_in() {
    check_text("#foreach($i in [1,2,3])#if($i == 2)#break#end$i#end.", "1.");
    check_text("#foreach($i in [1,2])#foreach($j in [1,2])#break#end$i#end", "12");
    check_text("hello #stop world", "hello ");
    check_text("#foreach($i in [1,2,3])$i#if($i == 2)#stop#end#end.", "12");
    check_text("a#break b", "a");
}

#[test]
fn define_is_rendered_where_it_is_named() {
    check_text("#define($x)hi#end$x()$x()", "hi()hi()");
    check_text("#define($x)$y#end#set($y = 1)$x#set($y = 2)$x", "12");
    check_text("#define($x)$foreach.index#end#foreach($i in [1,2])$x#end", "01");
    check_text("#define($x)a#end#if($x == 'a')yes#end", "yes");
    check_text("#define($x)a#end#set($m = {'k': $x})$m", "{k=a}");
    check_text("#define($x)a#end#set($y = \"<$x>\")$y", "<a>");
}

#[test]
fn macros_are_not_known() {
    check_text("#macro(blah $a)\n$a #if(true)x#end\n#end\n#blah() #blah($q)", "#blah() #blah($q)");
    check_text("#recur(5)", "#recur(5)");
}

#[test]
fn a_loop_stops_at_the_thousandth_round() {
    let rendered = rendered("a\n#foreach($i in [1..5000])#set($n = $i)#end$n", &json!({})).unwrap();
    assert_eq!(rendered.text, "a\n1000");
    assert_eq!(rendered.stopped_loops, [(2, 27)]);
}
