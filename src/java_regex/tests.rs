use super::{JavaRegex, RegexFault};

fn full(pattern: &str, text: &str) -> bool {
    JavaRegex::new(pattern).unwrap().is_full_match(text).unwrap()
}

fn replaced(text: &str, pattern: &str, replacement: &str) -> String {
    JavaRegex::new(pattern).unwrap().replace_all(text, replacement, 10_000).unwrap()
}

fn parts<'t>(text: &'t str, pattern: &str, limit: i32) -> Vec<&'t str> {
    JavaRegex::new(pattern).unwrap().split(text, limit).unwrap()
}

#[test]
fn a_full_match_takes_the_whole_text() {
    for (pattern, text, expected) in [
        ("200", "200", true),
        ("200", "2000", false),
        ("a|ab", "ab", true),
        (r"5\d{2}", "503", true),
        (r"^5\d{2}$", "503", true),
        ("(400|404)", "404", true),
        (".+", "", false),
        (".*", "", true),
        (".*Error.*", "an Error here", true),
        (".*Error.*", "two\nlines with Error", false),
        ("(?s).*Error.*", "two\nlines with Error", true),
        (r"(\n|.)+", "a\nb", true),
        (r"[\s\S]*", "a\nb", true),
        (r".*\[BadRequest\].*", "x [BadRequest] y", true),
        (r#".*"status":400.*"#, r#"{"status":400}"#, true),
        (r".*\{.*", "a{b", true),
        (r"\QA.B\E", "A.B", true),
        (r"\QA.B\E", "AxB", false),
        ("(?i)not found", "Not Found", true),
        (r"^(?!.*secret).*$", "public", true),
        (r"^(?!.*secret).*$", "a secret", false),
        (r"(\w)\1", "aa", true),
        (r"(\w)\1", "ab", false),
        ("a++a", "aaa", false),
        ("a+?a", "aaa", true),
        ("(?>a+)a", "aaa", false),
        ("[a-z&&[^aeiou]]+", "xyz", true),
        ("[a-z&&[^aeiou]]+", "xaz", false),
        (r"\p{Alpha}+", "abc", true),
        (r"\p{L}+", "äbc", true),
        (r"\p{IsLatin}+", "äbc", true),
        (r"\P{Digit}", "x", true),
        (r"\u0041\x42\x{43}\0104", "ABCD", true),
        (r"[\d-]+", "1-2", true),
        (r"[a-]+", "a-a", true),
        (r"[-a]+", "a-a", true),
        (r"[+--]+", "+,-", true),
        (r"[$.]", "$", true),
        (r"a\/b", "a/b", true),
        (r"a\<b", "a<b", true),
        ("(?x) a b # note", "ab", true),
        ("(?<first>a)b", "ab", true),
        ("a(?-i)b", "ab", true),
        ("a(?u)b", "ab", true),
    ] {
        assert_eq!(full(pattern, text), expected, "`{pattern}` on `{text}`");
    }
}

#[test]
fn the_short_classes_are_ascii() {
    assert!(!full(r"\d", "٣"));
    assert!(!full(r"\w", "ä"));
    assert!(full(r"\W", "ä"));
    assert!(full(r"[^\w]", "ä"));
    assert!(full(r"[\W_]", "ä"));
}

#[test]
fn replacements_are_java_s() {
    for (text, pattern, replacement, expected) in [
        ("it\\'s", r"\\'", "'", "it's"),
        ("a-b-c", "-", "+", "a+b+c"),
        ("2024-05-06", r"(\d+)-(\d+)-(\d+)", "$3.$2.$1", "06.05.2024"),
        ("ab", "(a)(b)", "$2$10", "ba0"),
        ("x", "(?<n>x)", "<${n}>", "<x>"),
        ("a", "a", r"\$1\\", r"$1\"),
        ("abc", "x*", "-", "-a-b-c-"),
        ("xab", "x*", "-", "--a-b-"),
        ("äö", "", "-", "-ä-ö-"),
        ("a\n", "a$", "b", "b\n"),
        ("a\nb", "(?m)$", ";", "a;\nb;"),
        ("aXbX", "X(?=b)", "", "abX"),
        ("b", "(a)?b", "[$1]", "[]"),
    ] {
        assert_eq!(replaced(text, pattern, replacement), expected, "`{pattern}` on `{text}`");
    }
    let first = JavaRegex::new("a").unwrap();
    assert_eq!(first.replace_first("aaa", "b", 10).unwrap(), "baa");
    assert!(first.is_found_in("xax").unwrap());
}

#[test]
fn a_replacement_that_names_no_group_is_refused() {
    for replacement in ["$1", "$", "$x", "${n}", "${", "\\"] {
        let fault = JavaRegex::new("a").unwrap().replace_all("a", replacement, 10).unwrap_err();
        assert_eq!(fault, RegexFault::BadReplacement(replacement.into()));
    }
}

#[test]
fn split_drops_what_java_drops() {
    assert_eq!(parts("a,b,,c,,", ",", 0), ["a", "b", "", "c"]);
    assert_eq!(parts("a,b,,c,,", ",", -1), ["a", "b", "", "c", "", ""]);
    assert_eq!(parts("a,b,c", ",", 2), ["a", "b,c"]);
    assert_eq!(parts("abc", "", 0), ["a", "b", "c"]);
    assert_eq!(parts(",a", ",", 0), ["", "a"]);
    assert_eq!(parts("", ",", 0), [""]);
    assert_eq!(parts("abc", ",", 0), ["abc"]);
    assert_eq!(parts(",", ",", 0), Vec::<&str>::new());
    assert_eq!(parts("a.b", r"\.", 0), ["a", "b"]);
}

#[test]
fn what_is_no_pattern_is_an_error() {
    for pattern in
        ["(", ")", "[", "a{", "{1}", "*a", r"\", r"\y", "(?q)", r"\p{NoSuch}", r"\xZZ", "(?<n"]
    {
        let error = JavaRegex::new(pattern).unwrap_err();
        assert!(!error.reason().is_empty() && !error.reason().contains('\n'), "{error}");
    }
    assert!(JavaRegex::new(&"(".repeat(5_000)).is_err());
    assert!(JavaRegex::new(&"[".repeat(5_000)).is_err());
    assert!(JavaRegex::new(&"a".repeat(10_000)).is_err());
    assert!(JavaRegex::new("((a{100}){100}){100}").is_err());
}

#[test]
fn hostile_searches_end() {
    let slow = JavaRegex::new(r"(a|a|aa)+(?!b)\z(?=x)").unwrap();
    let text = "a".repeat(2_000);
    assert_eq!(slow.is_full_match(&text), Err(RegexFault::TooMuchBacktracking));
    let grow = JavaRegex::new("").unwrap();
    assert_eq!(grow.replace_all(&text, &text, 100_000), Err(RegexFault::ResultTooLong));
    let linear = JavaRegex::new("(a*)*b").unwrap();
    assert_eq!(linear.is_full_match(&text), Ok(false));
}
