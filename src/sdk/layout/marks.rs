//! The marks of line breaks, and the signs for them in templates.

/// Begins a group, with a kind behind it unless it is the plain one.
pub(super) const OPEN: char = '\u{1}';
pub(super) const SOFT: char = '\u{2}';
pub(super) const LINE: char = '\u{3}';
pub(super) const BROKEN_FROM: char = '\u{4}';
pub(super) const BROKEN_TO: char = '\u{5}';
pub(super) const CLOSE: char = '\u{6}';
pub(super) const END: char = '\u{7}';
pub(super) const SPACED_CLOSE: char = '\u{8}';
/// Begins a group that is no step further in.
pub(super) const OPEN_FLUSH: char = '\u{e}';
pub(super) const CELL: char = '\u{f}';
pub(super) const FLAT_FROM: char = '\u{10}';
pub(super) const FLAT_TO: char = '\u{11}';
/// A column that is needed for what comes later.
pub(super) const RESERVED: char = '\u{12}';
/// A column less.
pub(super) const RELEASED: char = '\u{1a}';
/// Kinds of groups.
pub(super) const NARROW: char = '\u{13}';
pub(super) const FILLED: char = '\u{14}';
pub(super) const FLUID: char = '\u{15}';
pub(super) const RELIEF: char = '\u{16}';
pub(super) const PACKED: char = '\u{17}';
pub(super) const HUGGING: char = '\u{18}';
pub(super) const FOLLOWING: char = '\u{19}';
pub(super) const ROOMY: char = '\u{1b}';

const SIGNS: [(char, &str); 25] = [
    ('⟦', "\u{1}"),
    ('·', "\u{2}"),
    ('⏎', "\u{3}"),
    ('⸨', "\u{4}"),
    ('⸩', "\u{5}"),
    ('⟧', "\u{6}"),
    ('⟩', "\u{7}"),
    ('⟫', "\u{8}"),
    ('⟪', "\u{e}"),
    ('⇥', "\u{f}"),
    ('⸦', "\u{10}"),
    ('⸧', "\u{11}"),
    ('▫', "\u{12}"),
    ('⟬', "\u{1}\u{13}"),
    ('⦃', "\u{1}\u{15}"),
    ('⦅', "\u{1}\u{16}"),
    ('⦇', "\u{1}\u{17}"),
    ('⦉', "\u{1}\u{18}"),
    ('⧼', "\u{e}\u{17}"),
    ('⟨', "\u{1}\u{19}"),
    ('⦗', "\u{e}\u{16}"),
    ('⦏', "\u{e}\u{15}"),
    ('⧽', "\u{e}\u{1b}"),
    ('◂', "\u{1a}"),
    ('⦑', "\u{e}\u{14}"),
];

/// Puts the marks in place of the signs of a template.
pub(in crate::sdk) fn marked(template: &str) -> String {
    if template.is_ascii() {
        return template.to_owned();
    }
    let mut out = String::with_capacity(template.len());
    for letter in template.chars() {
        // No sign is a letter of ASCII, which nearly all are.
        let sign = || SIGNS.iter().find(|(sign, _)| *sign == letter);
        match (!letter.is_ascii()).then(sign).flatten() {
            Some((_, marks)) => out.push_str(marks),
            None => out.push(letter),
        }
    }
    out
}

/// Whether a letter is a mark of a group, which takes no column.
pub(super) const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{1}'..='\u{8}' | OPEN_FLUSH | FLAT_FROM..=ROOMY)
}
