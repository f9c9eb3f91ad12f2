//! What is wrong with a template, and where.

use super::super::{Template, VtlErrorKind};

/// The errors of `template`, each as carets under the text at fault and its message.
fn drawn(template: &str) -> Vec<(String, String)> {
    let errors = Template::parse(template).err().unwrap_or_default();
    let draw = |start: u32, end: u32| {
        let (start, end) = (start as usize, end as usize);
        let faulty =
            template.get(start..end).unwrap_or_else(|| panic!("{template}: {start}..{end}"));
        let line =
            template.get(..start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let before = line.chars().count();
        let under = faulty.chars().take_while(|c| *c != '\n').count().max(1);
        " ".repeat(before) + &"^".repeat(under)
    };
    errors.into_iter().map(|error| (draw(error.start, error.end), error.message)).collect()
}

fn check_error(template: &str, carets: &str, message: &str) {
    assert_eq!(drawn(template), [(carets.to_owned(), message.to_owned())], "{template}");
}

#[test]
fn blocks_must_be_closed() {
    check_error("a #if(true) b", "  ^^^", "`#if` is not closed");
    check_error("#foreach($a in $b) b", "^^^^^^^^", "`#foreach` is not closed");
    check_error("#if(true)a#else b", "^^^", "`#if` is not closed");
    check_error("#if(true)a#endOff", "^^^", "`#if` is not closed");
    check_error("a #* b", "  ^^", "the comment is not closed");
    check_error("a #[[ b", "  ^^", "the literal text is not closed");
}

#[test]
fn closing_directives_must_close_something() {
    check_error("a #end b", "  ^^^^", "`#end` has no directive that it closes");
    check_error("a #else b", "  ^^^^^", "there is no `#if` that this belongs to");
    check_error("a #elseif(true) b", "  ^^^^^^^", "there is no `#if` that this belongs to");
    check_error(
        "#if(true)a#else b#elseif(true)c#end",
        "                 ^^^^^^^",
        "the `#else` of this `#if` has been there already",
    );
    check_error(
        "#foreach($a in $b)#else#end",
        "                  ^^^^^",
        "there is no `#if` that this belongs to",
    );
}

#[test]
fn directives_must_be_complete() {
    check_error("#if x#end", "^^^", "`#if` has no parentheses");
    check_error("#set($x 1)", "        ^", "`=` is expected here, not `1`");
    check_error("#set($x == 1)", "        ^", "`=` is expected here, not `=`");
    check_error("#set(x = 1)", "     ^", "a reference such as `$name` is expected here, not `x`");
    check_error("#set($x = )", "          ^", "a value is expected here, not `)`");
    check_error("#set($x = 1", "           ^", "the text ends where `)` is expected");
    check_error("#foreach($x of $y)#end", "            ^", "`in` is expected here, not `o`");
    check_error("#foreach($x.y in $y)#end", "         ^^^^", "only a name can stand here");
    check_error("#parse('x')", "^^^^^^^", "a mapping template cannot read other templates");
}

#[test]
fn references_must_be_complete() {
    check_error("a ${foo b", "  ^^^^^", "the braces of the reference are not closed");
    check_error("a ${5}", "  ^^^", "the reference has no name");
    check_error(
        "${a|'b'}",
        "^^^",
        "an alternative value is not part of this version of the language",
    );
    check_error("$a.b(1", "      ^", "the text ends where `,` or `)` is expected");
    check_error("$a[1", "    ^", "the text ends where `]` is expected");
    check_error("costs 5$", "       ^", "a template cannot end with `$`");
}

#[test]
fn expressions_must_be_complete() {
    check_error("#set($x = 1 +)", "             ^", "a value is expected here, not `)`");
    check_error("#if(foo)#end", "    ^^^", "`foo` is no value");
    check_error("#set($x = [1, 2)", "               ^", "`,` or `]` is expected here, not `)`");
    check_error("#set($x = {'a' 1})", "               ^", "`:` is expected here, not `1`");
    check_error("#set($x = (1)", "             ^", "the text ends where `)` is expected");
    check_error("#set($x = 'a)", "          ^", "the text is not closed");
}

#[test]
fn a_backslash_does_not_escape_a_quote() {
    check_error("#set($x = \"\\\"batman\\\"\")", "             ^", "`)` is expected here, not `b`");
}

#[test]
fn an_error_in_a_string_points_into_it() {
    check_error(
        "#set($x = \"é ${y\")",
        "             ^^^",
        "the braces of the reference are not closed",
    );
    check_error(
        "#set($x = \"a \"\"${y\")",
        "               ^^^",
        "the braces of the reference are not closed",
    );
    check_error("#set($x = \"#if(true)\")", "           ^^^", "`#if` is not closed");
}

#[test]
fn all_errors_are_reported() {
    let errors = drawn("#set($a = )\n$ok ${b\n#if(=)x#end\n#end\n#foreach($i on $b)y#end\n");
    let messages: Vec<&str> = errors.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "a value is expected here, not `)`",
            "the braces of the reference are not closed",
            "a value is expected here, not `=`",
            "`#end` has no directive that it closes",
            "`in` is expected here, not `o`",
        ]
    );
}

#[test]
fn errors_tell_what_to_do() {
    let errors = Template::parse("#if(true)").unwrap_err();
    assert_eq!(errors[0].kind, VtlErrorKind::Unclosed);
    assert_eq!(errors[0].help, Some("close it with `#end`"));
}
