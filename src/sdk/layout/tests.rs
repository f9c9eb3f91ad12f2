use super::{Layout, marked};

const LAYOUT: Layout = Layout { width: 24, indent: "  ", columns: 2, narrow: 8 };

fn check(template: &str, expected: &str) {
    assert_eq!(LAYOUT.resolve(&marked(template)), expected);
}

#[test]
fn a_group_that_fits_is_one_line() {
    check("  f(⟦·a: A,⏎b: B⸨,⸩⟧) {\n", "  f(a: A, b: B) {\n");
}

#[test]
fn a_group_that_does_not_fit_breaks_everywhere() {
    check("  f(⟦·alpha: A,⏎b: Bravo⸨,⸩⟧): C {\n", "  f(\n    alpha: A,\n    b: Bravo,\n  ): C {\n");
}

#[test]
fn what_follows_a_group_counts() {
    check("f(⟦·a⟧): Abcdefghijklmnopq;\n", "f(a): Abcdefghijklmnopq;\n");
    check("f(⟦·a⟧): Abcdefghijklmnopqr;\n", "f(\n  a\n): Abcdefghijklmnopqr;\n");
}

#[test]
fn a_group_inside_breaks_only_when_it_has_to() {
    check(
        "x(⟦·f(⟦·a,⏎b⟧),⏎g(⟦·cccccccccccc,⏎dddddddd⟧)⟧)\n",
        "x(\n  f(a, b),\n  g(\n    cccccccccccc,\n    dddddddd\n  )\n)\n",
    );
}

#[test]
fn cells_stand_under_each_other_in_lines_that_follow_each_other() {
    check("a⇥bb⇥c\naaa⇥b⇥cc\n// x\na⇥b\n", "a   bb c\naaa b  cc\n// x\na b\n");
    check("a⇥b\naa⇥bbb⇥c\n", "a  b\naa bbb c\n");
}

#[test]
fn a_narrow_group_breaks_before_the_line_is_full() {
    check("f(⟬·aa,⏎bbbb⸨,⸩⟧);\n", "f(aa, bbbb);\n");
    check("f(⟬·aa,⏎bbbbb⸨,⸩⟧);\n", "f(\n  aa,\n  bbbbb,\n);\n");
}

#[test]
fn what_a_line_ends_with_may_depend_on_its_breaks() {
    let arm = "a => ⟪⸨{⸩⟦·long.call(own)⟧⸨}⸩⸦,⸧⟩\n";
    check(arm, "a => long.call(own),\n");
    check(&format!("bbbbb{arm}"), "bbbbba => {\n  long.call(own)\n}\n");
}

#[test]
fn a_union_has_bars_when_it_breaks() {
    check("type A =⟦⏎⟪⸨| ⸩B⏎| C⟩⟩;\n", "type A = B | C;\n");
    check("type A =⟦⏎⟪⸨| ⸩Bbbbbbb⏎| Ccccccc⟩⟩;\n", "type A =\n  Bbbbbbb | Ccccccc;\n");
    check(
        "type A =⟦⏎⟪⸨| ⸩Bbbbbbbbbbbbb⏎| Ccccccccccccc⟩⟩;\n",
        "type A =\n  | Bbbbbbbbbbbbb\n  | Ccccccccccccc;\n",
    );
}

#[test]
fn a_fluid_group_breaks_for_what_stands_before_the_next_break() {
    let written = "let a =⦃⏎Beta<⟦·Cccc⟧>⟩;\n";
    check(written, "let a = Beta<Cccc>;\n");
    check(&format!("aaaaaaaaa{written}"), "aaaaaaaaalet a = Beta<\n  Cccc\n>;\n");
    check(&format!("aaaaaaaaaaaaa{written}"), "aaaaaaaaaaaaalet a =\n  Beta<Cccc>;\n");
}

#[test]
fn lines_of_a_broken_group_are_a_step_further_in() {
    let written = "a =⦃⏎A {\n  b: f(⟦·c,⏎d⟧),\n\n  e,\n}⟩;\nf\n";
    check(written, "a = A {\n  b: f(c, d),\n\n  e,\n};\nf\n");
    check(
        &format!("aaaaaaaaaaaaaaaaaaaaa{written}"),
        "aaaaaaaaaaaaaaaaaaaaaa =\n  A {\n    b: f(c, d),\n\n    e,\n  };\nf\n",
    );
}

#[test]
fn a_group_in_need_breaks_where_it_fits_then() {
    let of = |text: &str| format!("=⦅⏎f(⟦·{text},⏎a⸨,⸩⟧)⟩;\n");
    check(&of("aaaaa"), "= f(aaaaa, a);\n");
    // It fits in a line of its own.
    check(&format!("bbbbbbbbb {}", of("aaaaaa")), "bbbbbbbbb =\n  f(aaaaaa, a);\n");
    // It does not, so what is inside breaks.
    check(&of("aaaaaaaaaaaaaaaaaaa"), "= f(\n  aaaaaaaaaaaaaaaaaaa,\n  a,\n);\n");
    // Not even what it begins with fits here.
    check(
        &format!("bbbbbbbbbbbbbbbbbbbbbb {}", of("aaaaaaaaaaaaaaaaaaa")),
        "bbbbbbbbbbbbbbbbbbbbbb =\n  f(\n    aaaaaaaaaaaaaaaaaaa,\n    a,\n  );\n",
    );
}

#[test]
fn a_block_is_made_where_its_text_fits_then() {
    let arm = |text: &str| format!("aaaaa => ⦗⸨{{⸩⟨·f(⟬·{text},⏎b⸨,⸩⟧)⟧⸨}}⸩⸦,⸧⟩\n");
    check(&arm("aaa"), "aaaaa => f(aaa, b),\n");
    check(&format!("bbbb{}", arm("aaaaa")), "bbbbaaaaa => {\n  f(aaaaa, b)\n}\n");
    check(&arm("aaaaaaaa"), "aaaaa => f(\n  aaaaaaaa,\n  b,\n),\n");
}

#[test]
fn short_parts_stand_beside_each_other() {
    let all = |part: &str| format!("[⦇·{}⸨,⸩⟧]\n", [part; 7].join(",⏎"));
    check(&all("aa"), "[\n  aa, aa, aa, aa, aa,\n  aa, aa,\n]\n");
    let eleven = "a".repeat(11);
    check(&all(&eleven), &format!("[\n{}]\n", format!("  {eleven},\n").repeat(7)));
    check("⧼aaaa⏎| bbbb⏎| cccc⏎| dd⟩ =>▫ ⦗⸨{⸩⟨·f⟧⸨}⸩⸦,⸧⟩\n", "aaaa | bbbb | cccc\n| dd => f,\n");
}

#[test]
fn parts_fill_lines_where_all_are_short() {
    let call = |last: &str| format!("f(⟦·⦑aaaa,⏎bbbb,⏎cccc,⏎dddd,⏎{last}⟩⟩);\n");
    check(&call("e"), "f(\n  aaaa, bbbb, cccc,\n  dddd, e);\n");
    check("f(⟦·⦑aaaa,⏎bbbbb,⏎ccccc⟩⟩);\n", "f(aaaa, bbbbb, ccccc);\n");
    check("f(⟦·⦑aaaa,⏎bbbb,⏎cccc,⏎dddd⟩⟩);\n", "f(\n  aaaa, bbbb, cccc,\n  dddd);\n");
    let ten = "e".repeat(10);
    let each = format!("f(\n  aaaa,\n  bbbb,\n  cccc,\n  dddd,\n  {ten});\n");
    check(&call(&ten), &each);
}

#[test]
fn a_group_stays_in_the_line_when_the_one_inside_of_it_breaks() {
    let call = |text: &str| format!("f(⦉·a,⏎[⟦·{text},⏎c⸨,⸩⟧]⸨,⸩⟧);\n");
    let wide = Layout { narrow: 24, ..LAYOUT };
    let check = |text: &str, expected: &str| {
        assert_eq!(wide.resolve(&marked(&call(text))), expected);
    };
    check("b", "f(a, [b, c]);\n");
    check("bbbbbbbbbbbbbbbb", "f(a, [\n  bbbbbbbbbbbbbbbb,\n  c,\n]);\n");
}

#[test]
fn columns_are_kept_and_let_go_of() {
    check("aaaaaaaaaaaaaaa⟪⏎bbbbbbbb⟩\n", "aaaaaaaaaaaaaaa bbbbbbbb\n");
    check("aaaaaaaaaaaaaaa⟪⏎bbbbbbb▫⟩\n", "aaaaaaaaaaaaaaa bbbbbbb\n");
    check("aaaaaaaaaaaaaaa⟪⏎bbbbbbb▫▫⟩\n", "aaaaaaaaaaaaaaa\nbbbbbbb\n");
    check("aaaaaaaaaaaaaaa⟪⏎bbbbbbbbbb◂◂⟩\n", "aaaaaaaaaaaaaaa bbbbbbbbbb\n");
}

#[test]
fn parentheses_stand_around_lines_that_all_fit_then() {
    let call = |name: &str, own: &str| format!("{name} = ⧽⸨(⸩⟨·f(\n  {own},\n)⟧⸨)⸩⟩\nc\n");
    check(&call("a", "b"), "a = f(\n  b,\n)\nc\n");
    let name = "a".repeat(20);
    check(&call(&name, "b"), &format!("{name} = (\n  f(\n    b,\n  )\n)\nc\n"));
    let own = "b".repeat(20);
    check(&call(&name, &own), &format!("{name} = f(\n  {own},\n)\nc\n"));
    check(&call(&"a".repeat(22), "b"), &format!("{} = f(\n  b,\n)\nc\n", "a".repeat(22)));
}

#[test]
fn letters_may_take_two_columns() {
    check("f(⟦·名名名名名名名名名名⟧)\n", "f(名名名名名名名名名名)\n");
    check("f(⟦·名名名名名名名名名名名⟧)\n", "f(\n  名名名名名名名名名名名\n)\n");
}

#[test]
fn what_ends_a_broken_group_counts_in_those_at_its_end() {
    let call = |own: &str| format!("{{⟦⏎aaaaaaaaaaaaaaaaaaaaaaaaa,⏎b:⦃⏎f(⟦·{own}⟧)⟩⸨,⸩⟫}}\n");
    let all = |own: &str| format!("{{\n  aaaaaaaaaaaaaaaaaaaaaaaaa,\n  b: {own},\n}}\n");
    check(&call(&"c".repeat(15)), &all(&format!("f({})", "c".repeat(15))));
    check(&call(&"c".repeat(16)), &all(&format!("f(\n    {}\n  )", "c".repeat(16))));
}

#[test]
fn parentheses_stand_around_lines_where_they_make_room() {
    let call = |name: &str| format!("a = ⦏⸨(⸩⟨·{name}(\n  b,\n)⟧⸨)⸩⟩\nc\n");
    check(&call("ffffff"), "a = ffffff(\n  b,\n)\nc\n");
    let (room, none) = ("f".repeat(20), "f".repeat(24));
    check(&call(&room), &format!("a = (\n  {room}(\n    b,\n  )\n)\nc\n"));
    check(&call(&none), &format!("a = {none}(\n  b,\n)\nc\n"));
}
