use serde_json::{Value, json};

use super::{Found, JsonPath, PathFault};

fn document() -> Value {
    json!({
        "store": {
            "book": [
                { "title": "A", "price": 8.95, "tags": ["x", "y"], "author": "Nigel" },
                { "title": "B", "price": 12.99, "isbn": "1", "author": "Evelyn" },
                { "title": "C", "price": 8.99, "isbn": "2", "tags": [] },
            ],
            "bicycle": { "color": "red", "price": 19.95 },
        },
        "limit": 10,
        "odd key": { "it's": true },
        "nothing": null,
        "x-amz": "hyphen",
        "numbers": [3, 1, 2],
        "nested": [[1, 2], [3]],
    })
}

/// What `path` finds: a value, a list for an indefinite path, or nothing.
fn find(path: &str) -> Option<Value> {
    let document = document();
    match JsonPath::parse(path).unwrap().find(&document).unwrap() {
        Found::Missing => None,
        Found::One(value) => Some(value.clone()),
        Found::Many(list) => Some(list.into_iter().cloned().collect()),
        Found::Count(count) => Some(json!(count)),
        Found::Measure(number) => Some(json!(number)),
    }
}

fn check(path: &str, expected: Value) {
    assert_eq!(find(path), Some(expected), "{path}");
}

#[test]
fn definite_paths_lead_to_one_value() {
    check("$.limit", json!(10));
    check("limit", json!(10));
    check("$['limit']", json!(10));
    check("$[\"limit\"]", json!(10));
    check("$.store.book[0].title", json!("A"));
    check("store.book[-1].title", json!("C"));
    check("$.store['book'][1]['title']", json!("B"));
    check("$['odd key']['it\\'s']", json!(true));
    check("$.x-amz", json!("hyphen"));
    check("$.nothing", Value::Null);
    check(" $.limit ", json!(10));
    check("$.nested[0][1]", json!(2));
    check("$.[ 'limit' ]", json!(10));
    assert_eq!(find("$"), Some(document()));
}

#[test]
fn what_is_not_there_is_missing() {
    for path in [
        "$.absent",
        "$.absent.deeper",
        "$.limit.deeper",
        "$.numbers.name",
        "$.numbers[3]",
        "$.numbers[-4]",
        "$.limit[0]",
        "$.absent[*]",
        "$.limit[*]",
        "$.limit[0:1]",
        "$.absent[?(@.x)]",
        "$.absent..x",
        "$.limit.length()",
        "$.nested.min()",
    ] {
        assert_eq!(find(path), None, "{path}");
    }
}

#[test]
fn other_paths_give_lists() {
    check("$.numbers[*]", json!([3, 1, 2]));
    check("$.numbers[0,2]", json!([3, 2]));
    check("$.numbers[0, 7]", json!([3]));
    check("$.numbers[1:]", json!([1, 2]));
    check("$.numbers[:1]", json!([3]));
    check("$.numbers[-2:]", json!([1, 2]));
    check("$.numbers[:-1]", json!([3, 1]));
    check("$.numbers[2:1]", json!([]));
    check("$.numbers[7:9]", json!([]));
    check("$.store.book[*].title", json!(["A", "B", "C"]));
    check("$.store.book[*].isbn", json!(["1", "2"]));
    check("$.store.bicycle.*", json!(["red", 19.95]));
    check("$.store.bicycle['price','color']", json!([19.95, "red"]));
    check("$..price", json!([8.95, 12.99, 8.99, 19.95]));
    check("$..book[0].title", json!(["A"]));
    check("$.nested..[0]", json!([[1, 2], 1, 3]));
    check("$.nested[*][*]", json!([1, 2, 3]));
    check("$.nested..*", json!([[1, 2], [3], 1, 2, 3]));
    check("$..absent", json!([]));
}

#[test]
fn filters_choose() {
    let titles = |filter: &str, expected: Value| {
        check(&format!("$.store.book[?({filter})].title"), expected);
    };
    titles("@.price < 10", json!(["A", "C"]));
    titles("@.price <= 8.95", json!(["A"]));
    titles("@.price>9", json!(["B"]));
    titles("@.price >= 12.99", json!(["B"]));
    titles("@.title == 'B'", json!(["B"]));
    titles("@['title'] == \"B\"", json!(["B"]));
    titles("'B' == @.title", json!(["B"]));
    titles("@.title != 'B'", json!(["A", "C"]));
    titles("@.isbn", json!(["B", "C"]));
    titles("!@.isbn", json!(["A"]));
    titles("!(@.isbn)", json!(["A"]));
    titles("@.isbn == 1", json!(["B"]));
    titles("@.isbn && @.price < 10", json!(["C"]));
    titles("@.title == 'A' || @.title=='B'&&@.isbn", json!(["A", "B"]));
    titles("(@.title == 'A' || @.title == 'B') && @.isbn", json!(["B"]));
    titles("@.price < $.limit", json!(["A", "C"]));
    titles("@.author =~ /.*EVE.*/i", json!(["B"]));
    titles("@.author =~ /Nig/", json!([]));
    titles("@.title in ['A', 'C']", json!(["A", "C"]));
    titles("@.title nin ['A']", json!(["B", "C"]));
    titles("@.tags contains 'x'", json!(["A"]));
    titles("@.author contains 'vel'", json!(["B"]));
    titles("@.tags size 2", json!(["A"]));
    titles("@.tags.length() == 2", json!(["A"]));
    titles("@.tags empty true", json!(["C"]));
    titles("@.isbn == null", json!([]));
    check("$.numbers[?(@ > 1)]", json!([3, 2]));
    check("$.store.bicycle[?(@.color == 'red')].price", json!([19.95]));
    check("$.store..[?(@.color)].price", json!([19.95]));
    check("$.store.book[?(@.tags[?(@ == 'y')])].title", json!(["A"]));
}

#[test]
fn functions_measure() {
    check("$.numbers.length()", json!(3));
    check("$.store.book.size()", json!(3));
    check("$.store.bicycle.length()", json!(2));
    check("$.numbers.min()", json!(1.0));
    check("$.numbers.max()", json!(3.0));
    check("$.numbers.avg()", json!(2.0));
    check("$.numbers.sum()", json!(6.0));
    check("$..price.length()", json!(4));
    check("$.store.book[*].price.max()", json!(12.99));
}

/// The carets of `marked` stand under the text that the error is about.
fn check_error(path: &str, carets: &str, message: &str) {
    let error = JsonPath::parse(path).unwrap_err();
    assert_eq!(error.message, message, "{path}");
    let drawn: String = " ".repeat(error.start) + &"^".repeat((error.end - error.start).max(1));
    assert_eq!(drawn, carets, "{path}");
}

#[test]
fn errors_point_at_the_fault() {
    check_error("", "^", "the path is empty");
    check_error("$.", "  ^", "a name is missing behind the dot");
    check_error("$..", "   ^", "a name is missing behind the dot");
    check_error("$.a.", "    ^", "a name is missing behind the dot");
    check_error("$a", " ^", "`a` is not expected here");
    check_error(
        "$.my name",
        "    ^",
        "a name with a blank needs brackets and quotes, as in `['my name']`",
    );
    check_error("$[", " ^", "the bracket is not closed");
    check_error("$[0", "   ^", "the path ends where `]` is expected");
    check_error("$[a]", "  ^", "`a` is not expected here");
    check_error("$['a", "  ^^", "the quoted text is not closed");
    check_error("$[1:2:3]", "     ^", "`]` is expected here, not `:`");
    check_error(
        "$[99999999999999999999]",
        "  ^^^^^^^^^^^^^^^^^^^^",
        "`99999999999999999999` is not an index",
    );
    check_error("$.a.stddev()", "    ^^^^^^", "`stddev` is not a function of a path");
    check_error("$.a[?(@.x ==)]", "            ^", "a path, a text or a number is expected here");
    check_error("$.a[?('x')]", "         ^", "an operator is expected here");
    check_error(
        "$.a[?(@.x =~ /(/)]",
        "             ^^^",
        "`(` is not a pattern that can be evaluated",
    );
    check_error("$.a[?(@.x]", "         ^", "`)` is expected here, not `]`");
}

#[test]
fn bounds_hold() {
    assert!(JsonPath::parse(&"$.a".repeat(5_000)).is_err());
    assert!(JsonPath::parse(&format!("$[?{}", "(".repeat(4_000))).is_err());
    assert!(JsonPath::parse(&format!("$[?({}@)]", "!".repeat(4_000))).is_err());
    assert!(JsonPath::parse(&format!("${}", "[?(@".repeat(1_000))).is_err());
    assert!(JsonPath::parse(&format!("${}", ".a".repeat(200))).is_err());

    let mut deep = json!(1);
    for _ in 0..600 {
        deep = json!([deep]);
    }
    let all = JsonPath::parse("$..*").unwrap();
    assert_eq!(all.find(&deep), Err(PathFault::TooDeep));
    let again = format!("${}", "..[?($".repeat(20)) + &")]".repeat(20);
    assert_eq!(JsonPath::parse(&again).unwrap().find(&deep), Err(PathFault::TooDeep));
    let wide = json!(vec![json!(vec![1; 1_000]); 1_000]);
    assert_eq!(all.find(&wide), Err(PathFault::TooMuchWork));
}

#[test]
fn a_path_tells_about_itself() {
    let path = JsonPath::parse("$.a['b'][0].c").unwrap();
    assert!(path.is_definite() && !path.is_root());
    assert_eq!(path.leading_members().collect::<Vec<_>>(), ["a", "b"]);
    assert!(JsonPath::parse("$").unwrap().is_root());
    assert!(!JsonPath::parse("$..a").unwrap().is_definite());
    assert_eq!(path, JsonPath::parse("$.a['b'][0].c").unwrap());
}

/// Every text gives a path or an error inside of the text, and no path panics.
#[test]
fn mangled_paths_are_harmless() {
    let seeds =
        ["$.a['b'][0,1]..c[?(@.d == 'é' && !(@.e in [1,2]) || @ =~ /x/i)].length()", "$[-1:2].*"];
    let document = document();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for round in 0..4_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..4 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = usize::try_from(state % 1_000).unwrap() % text.len();
            match state >> 60 {
                0..8 => drop(text.remove(at)),
                8..12 => text.insert(at, ['[', ']', '(', ')', '?', '@', '.', 'é'][at % 8]),
                _ => text.swap(at, 0),
            }
        }
        let text: String = text.into_iter().collect();
        match JsonPath::parse(&text) {
            Ok(path) => drop(path.find(&document)),
            Err(error) => assert!(text.get(error.start..error.end).is_some(), "{text} {error:?}"),
        }
    }
}
