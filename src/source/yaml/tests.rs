use std::sync::Arc;

use super::super::testing::{FILE, check_places, show_problems};
use super::*;

fn read(text: &str) -> (Tree, Vec<Problem>) {
    let (tree, problems) = read_yaml(FILE, &Arc::from(text));
    check_places(&tree, &problems);
    (tree, problems)
}

/// Every entry of the tree as `what it covers`, in document order; containers with brackets.
fn covered(text: &str) -> Vec<String> {
    let (tree, problems) = read(text);
    assert_eq!(show_problems(text, &problems), "");
    let entries = tree.entries.iter().map(|entry| {
        let covered = text.get(entry.start as usize..entry.end as usize).unwrap();
        match entry.shape {
            crate::source::tree::Shape::Scalar { .. } => covered.to_owned(),
            crate::source::tree::Shape::Sequence { .. } => format!("[{covered}]"),
            crate::source::tree::Shape::Mapping { .. } => format!("{{{covered}}}"),
            crate::source::tree::Shape::Alias { .. } => format!("alias {covered}"),
        }
    });
    entries.collect()
}

#[test]
fn scalars_cover_their_bytes() {
    assert_eq!(
        covered("a: plain text  # why\n'b': 'it''s'  # x\n\"c\" : \"d\\\"e\"   # y\n"),
        [
            "{a: plain text  # why\n'b': 'it''s'  # x\n\"c\" : \"d\\\"e\"}",
            "a",
            "plain text",
            "'b'",
            "'it''s'",
            "\"c\"",
            "\"d\\\"e\""
        ]
    );
    assert_eq!(covered("a: one\n  two\n\n  three\nb: x")[2], "one\n  two\n\n  three");
    assert_eq!(covered("ä: ö\n→: 'ü'  \nz: \"é\"")[1..], ["ä", "ö", "→", "'ü'", "z", "\"é\""]);
}

#[test]
fn block_scalars_cover_header_to_last_line() {
    let text = "a: |  # note | here\n  one\n   two  \n\n\n# after\nb: >-\n\n  x\n  y\nc: |+\nd: |2-\n   z\n\n";
    assert_eq!(
        covered(text)[1..],
        [
            "a",
            "|  # note | here\n  one\n   two  ",
            "b",
            ">-\n\n  x\n  y",
            "c",
            "|+",
            "d",
            "|2-\n   z"
        ]
    );
    assert_eq!(covered("\"x | y\": # > z\n  |\n  text")[2], "|\n  text");
    assert_eq!(covered("- !Sub |\n  text\n- &a >\n  b\n- |")[1..], ["|\n  text", ">\n  b", "|"]);
    assert_eq!(covered("--- |\n a\n"), ["|\n a"]);
}

#[test]
fn empty_values_stand_behind_their_colon_or_dash() {
    let text = "a:\nb: # note\nc:\n  -\n  - # note\n  - x\nd: { e: , f, g }\nh: !T\ni: &x\n";
    let (tree, _) = read(text);
    let ends: Vec<&str> = tree
        .entries
        .iter()
        .filter(|entry| entry.start == entry.end)
        .map(|entry| text.get(..entry.start as usize).unwrap().lines().last().unwrap())
        .collect();
    assert_eq!(
        ends,
        [
            "a:",
            "b:",
            "  -",
            "  - # note",
            "d: { e:",
            "d: { e: , f",
            "d: { e: , f, g",
            "h: !T",
            "i: &x"
        ]
    );
}

#[test]
fn containers_cover_their_children() {
    assert_eq!(
        covered("a:\n- x\n- - w\n  - z\nb: {c: [1, 2 ] }  # end\n\n# end\n"),
        [
            "{a:\n- x\n- - w\n  - z\nb: {c: [1, 2 ] }}",
            "a",
            "[- x\n- - w\n  - z]",
            "x",
            "[- w\n  - z]",
            "w",
            "z",
            "b",
            "{{c: [1, 2 ] }}",
            "c",
            "[[1, 2 ]]",
            "1",
            "2"
        ]
    );
    assert_eq!(
        covered("a: !T # c\n  b: 1\nc: &x\n- d\ne: &y !U [f]\n"),
        [
            "{a: !T # c\n  b: 1\nc: &x\n- d\ne: &y !U [f]}",
            "a",
            "{b: 1}",
            "b",
            "1",
            "c",
            "[- d]",
            "d",
            "e",
            "[[f]]",
            "f"
        ]
    );
    assert_eq!(covered("[a: b, {c}]"), ["[[a: b, {c}]]", "{a: b}", "a", "b", "{{c}}", "c", ""]);
}
