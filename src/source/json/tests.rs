use std::sync::Arc;

use super::super::testing::{FILE, check_places, show_problems};
use super::*;

fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (tree, problems) = read_json(FILE, &Arc::from(text));
    check_places(&tree, &problems);
    (tree, problems)
}

#[track_caller]
fn check(text: &str) {
    let (tree, problems) = read(text);
    assert_eq!(show_problems(text, &problems), "");
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(tree.root().to_json(), expected);
}

#[track_caller]
fn check_problem(text: &str, expected: &str) {
    let (_, problems) = read(text);
    assert_eq!(show_problems(text, &problems), expected.trim_start_matches('\n'));
    assert!(serde_json::from_str::<serde_json::Value>(text).is_err());
}

#[test]
fn reads_every_kind_of_value() {
    check(r#"{"a": [1, -2, 0.5, 1e3, -1.25E-2, true, false, null], "b": {"c": "d"}, "": []}"#);
    check("\t[\r\n ]\n");
    check("\"alone\"");
    check("-9223372036854775808");
    check("18446744073709551615");
    check("[{}, [], [[]], {\"a\": {}}]");
}

#[test]
fn decodes_escapes() {
    check(r#""\"\\\/\b\f\n\r\tA\u00e4\ud83d\ude00 end""#);
    check(r#"{"k\u0065y": "long text that has its first escape late: \n, and goes on"}"#);
    check("\"äöü 😀 without escapes\"");
}

#[test]
fn strings_without_escapes_are_slices_of_the_source() {
    let (tree, _) = read(r#"{"a": "plain", "b": "esc\n"}"#);
    assert_eq!(tree.decoded, "esc\n");
    assert_eq!(tree.root().get("a").unwrap().span().range(), 6..13);
    assert_eq!(tree.root().get("b").unwrap().span().range(), 20..27);
    assert_eq!(tree.root().span().range(), 0..28);
}

#[test]
fn finds_the_end_of_a_run_at_every_distance() {
    for stop in ["\"", "\\", "\n", "\u{1f}"] {
        for length in 0..40 {
            let text = format!("{}{stop}{}", "é".repeat(length), "~".repeat(9));
            assert_eq!(plain_run(text.as_bytes(), 0), length * 2, "{text:?}");
        }
    }
    assert_eq!(plain_run("!#\u{7f}é[]".as_bytes(), 0), 7);
}

#[test]
fn a_repeated_key_is_reported_and_the_last_counts() {
    let text = r#"{"a": 1, "b": 2, "a": 3}"#;
    let (tree, problems) = read(text);
    assert_eq!(
        show_problems(text, &problems),
        r#"{"a": 1, "b": 2, "a": 3}
                 ^^^ DuplicateKey: the key `a` stands twice in one map
{"a": 1, "b": 2, "a": 3}
 ^^^ related: first here
help: the last one counts; remove the other
"#
    );
    assert_eq!(tree.root().get("a").unwrap().as_i64(), Some(3));
    assert_eq!(tree.root().len(), 2);
}

#[test]
fn repeated_keys_of_a_large_map_are_found_and_bounded() {
    let pairs: Vec<String> = (0..1000).map(|at| format!("\"key{}\":{at}", at % 600)).collect();
    let text = format!("{{{}}}", pairs.join(","));
    let (tree, problems) = read(&text);
    assert_eq!(problems.len(), 201);
    assert_eq!(problems[0].message, "the key `key0` stands twice in one map");
    assert_eq!(problems[199].message, "the key `key199` stands twice in one map");
    assert_eq!(problems[200].message, "200 further keys stand twice in one map");
    assert_eq!(tree.root().len(), 600);
    assert_eq!(tree.root().get("key7").unwrap().as_i64(), Some(607));
}

#[test]
fn explains_commas() {
    check_problem(
        r#"{"a": 1,}"#,
        r#"
{"a": 1,}
       ^ Syntax: a comma stands before `}`
help: JSON has no trailing comma; remove it
"#,
    );
    check_problem(
        "[1, 2,\n]",
        r"
[1, 2,
     ^ Syntax: a comma stands before `]`
help: JSON has no trailing comma; remove it
",
    );
    check_problem(
        "{\"a\": 1\n \"b\": 2}",
        r#"
 "b": 2}
 ^^^ Syntax: expected `,` or `}`, found a string
help: put a comma after the value before it
"#,
    );
    check_problem(
        "[1 2]",
        "[1 2]\n   ^ Syntax: expected `,` or `]`, found `2`\nhelp: put a comma after the value before it\n",
    );
    check_problem("[1,,2]", "[1,,2]\n   ^ Syntax: expected a value, found `,`\n");
    check_problem(
        "{,}",
        "{,}\n ^ Syntax: a comma without a pair before it\nhelp: remove the comma\n",
    );
}

#[test]
fn explains_what_other_languages_allow() {
    check_problem(
        "{'a': 1}",
        r"
{'a': 1}
 ^^^ Syntax: a string stands in single quotes
help: JSON strings stand in double quotes
",
    );
    check_problem(
        "{\"a\": 'it'}",
        r#"
{"a": 'it'}
      ^^^^ Syntax: a string stands in single quotes
help: JSON strings stand in double quotes
"#,
    );
    check_problem(
        "{\n  // why\n  \"a\": 1}",
        r"
  // why
  ^^^^^^ Syntax: JSON has no comments
help: remove the comment, or write the document in YAML
",
    );
    check_problem(
        "{\"a\": ${policy}, \"b\": 1}",
        r#"
{"a": ${policy}, "b": 1}
      ^^^^^^^^^ Syntax: `${policy}` is for another tool to fill in
help: check what the tool makes of this file; JSON has places of that kind only in strings
"#,
    );
    check_problem(
        "{\n%{ if open ~}\n\"b\": 1}",
        r"
%{ if open ~}
^^^^^^^^^^^^^ Syntax: `%{ if open ~}` is for another tool to fill in
help: check what the tool makes of this file; JSON has places of that kind only in strings
",
    );
    check_problem(
        "{\u{a0}\"a\": 1}",
        "{\u{a0}\"a\": 1}\n ^ Syntax: the character U+00A0 is no space of JSON\nhelp: write a plain space; such characters come from web pages and word processors\n",
    );
    check_problem(
        "{a: 1}",
        r#"
{a: 1}
 ^ Syntax: the key `a` stands without double quotes
help: keys stand in double quotes: `"name"`
"#,
    );
    check_problem(
        "{\"a\": True}",
        r#"
{"a": True}
      ^^^^ Syntax: `True` is not a JSON value
help: write `true`
"#,
    );
    check_problem(
        "[nullx]",
        "[nullx]\n ^^^^^ Syntax: `nullx` is not a JSON value\nhelp: text stands in double quotes\n",
    );
    check_problem(
        "[NaN]",
        "[NaN]\n ^^^ Syntax: `NaN` is not a JSON value\nhelp: JSON has no such number; write a string or `null`\n",
    );
}

#[test]
fn explains_numbers() {
    check_problem(
        "[01]",
        "[01]\n ^^ Syntax: `01` is not a JSON number\nhelp: write the number without leading zeros, or as a string\n",
    );
    check_problem(
        "[+1]",
        "[+1]\n ^^ Syntax: `+1` is not a JSON number\nhelp: write the number without `+`\n",
    );
    check_problem(
        "[.5]",
        "[.5]\n ^^ Syntax: `.5` is not a JSON number\nhelp: digits stand on both sides of the point: `0.5`\n",
    );
    check_problem(
        "[1.]",
        "[1.]\n ^^ Syntax: `1.` is not a JSON number\nhelp: digits stand on both sides of the point: `0.5`\n",
    );
    check_problem(
        "[0x1F]",
        "[0x1F]\n ^^^^ Syntax: `0x1F` is not a JSON number\nhelp: write the number in decimal\n",
    );
    check_problem(
        "[1e]",
        "[1e]\n ^^ Syntax: `1e` is not a JSON number\nhelp: text stands in double quotes\n",
    );
    check_problem(
        "-",
        "-\n^ Syntax: `-` is not a JSON number\nhelp: text stands in double quotes\n",
    );
}

#[test]
fn explains_what_is_not_closed() {
    check_problem(
        "{\n  \"a\": [1,\n  2\n",
        r#"
  "a": [1,
       ^ Syntax: this array is never closed

| related: the text ends here
help: close it with `]`
"#,
    );
    check_problem(
        r#"{"a": [1}"#,
        r#"
{"a": [1}
        ^ Syntax: `}` closes nothing here
{"a": [1}
      ^ related: this array is still open
help: close it with `]` first
"#,
    );
    check_problem(
        "[\"ab",
        r#"
["ab
 ^ Syntax: this string is never closed
["ab
    | related: the text ends here
help: close it with `"`
"#,
    );
    check_problem(
        r#"{"a" 1}"#,
        r#"
{"a" 1}
     ^ Syntax: expected `:` after the key `"a"`, found `1`
{"a" 1}
 ^^^ related: the key
help: write `"key": value`
"#,
    );
    check_problem(
        r#"{"a": }"#,
        r#"
{"a": }
      ^ Syntax: the key `a` has no value
{"a": }
 ^^^ related: the key
help: write a value after the colon, or `null`
"#,
    );
    check_problem(
        "{} {}",
        "{} {}\n   ^ Syntax: `{` after the end of the document\nhelp: a JSON document holds one value; remove what follows it\n",
    );
}

#[test]
fn explains_faults_in_strings() {
    check_problem(
        "[\"a\nb\"]",
        r#"
["a
 ^^ Syntax: this string is not closed on its line
help: close it with `"`; a line break inside of a string is `\n`
"#,
    );
    check_problem(
        "[\"a\tb\"]",
        "[\"a\tb\"]\n   ^ Syntax: a tab stands inside of a string\n[\"a\tb\"]\n ^ related: the string starts here\nhelp: write it as `\\t`\n",
    );
    check_problem(
        "\"a\u{1}\"",
        "\"a\u{1}\"\n  ^ Syntax: the control character U+0001 stands inside of a string\n\"a\u{1}\"\n^ related: the string starts here\nhelp: write it as `\\u0001`\n",
    );
    check_problem(
        r#""^\d+$""#,
        r#"
"^\d+$"
  ^^ Syntax: `\d` is not an escape of JSON
help: write a backslash as `\\`
"#,
    );
    check_problem(
        r#""\u12""#,
        r#"
"\u12"
 ^^^^ Syntax: `\u12` lacks its four hexadecimal digits
help: write `\u` with four digits, as in `\u00e4`
"#,
    );
    for lone in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83dA""#, r#""\ud83d\ud83d""#] {
        let (_, problems) = read(lone);
        assert_eq!(problems.len(), 1);
        let message = &problems[0].message;
        assert!(message.ends_with("is one half of a surrogate pair"), "{message}");
        assert_eq!(problems[0].span.range(), 1..7);
    }
    check_problem(
        "\"\\é\"",
        "\"\\é\"\n ^^ Syntax: `\\é` is not an escape of JSON\nhelp: write a backslash as `\\\\`\n",
    );
    check_problem(
        "\"\\",
        "\"\\\n ^ Syntax: `\\` is not an escape of JSON\nhelp: write a backslash as `\\\\`\n",
    );
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = "[".repeat(10_000);
    let (tree, problems) = read(&deep);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, ProblemKind::TooDeep);
    assert_eq!(problems[0].message, "nesting deeper than 200 levels is not read");
    assert_eq!(problems[0].span.range(), 200..201);
    assert_eq!(tree.len(), 200);

    let fits = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(read(&fits).1, []);

    let many = format!("[{}0]", "0,".repeat(4_000_000));
    let (_, problems) = read(&many);
    assert_eq!(problems[0].kind, ProblemKind::TooLarge);
    assert_eq!(problems[0].message, "a document of more than 4000000 values is not read");
}

#[test]
fn nothing_is_empty() {
    for text in ["", " \n\t"] {
        let (tree, problems) = read(text);
        assert!(tree.is_empty());
        assert_eq!(problems[0].kind, ProblemKind::Empty);
        assert_eq!(problems[0].message, "the document is empty");
    }
}

#[test]
fn what_stood_before_the_fault_is_kept() {
    let (tree, problems) = read(r#"{"a": {"b": [1, 2, ?]}}"#);
    assert_eq!(problems.len(), 1);
    assert_eq!(tree.root().to_json(), serde_json::json!({"a": {"b": [1, 2]}}));
}
