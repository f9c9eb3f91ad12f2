//! Groups that programs write, not templates.

use super::marks::marked;

/// Several things between signs, in one line where they fit, and otherwise one on each line.
pub(in crate::sdk) fn group(
    open: &str,
    items: &[impl AsRef<str>],
    close: &str,
    comma: bool,
) -> String {
    between(open, items, close, comma, ("⟦·", "⟧"))
}

/// The same with blanks inside of the signs.
pub(in crate::sdk) fn spaced_group(
    open: &str,
    items: &[impl AsRef<str>],
    close: &str,
    comma: bool,
) -> String {
    between(open, items, close, comma, ("⟦⏎", "⟫"))
}

/// The same in languages where what goes on in another line ends with it: all of them in one line, or each in its own.
pub(in crate::sdk) fn continued(open: &str, items: &[impl AsRef<str>], close: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    let (begin, end) = if items.len() > 1 { ("⟦·⟪", "⟩⟩") } else { ("⟦·", "⟩") };
    let items = items.join(&marked(",⏎"));
    format!("{open}{}{items}{}{close}", marked(begin), marked(end))
}

/// Several statements between signs, in one line where they fit, and otherwise one on each line.
pub(in crate::sdk) fn statements(open: &str, items: &[impl AsRef<str>], close: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    let items = items.join(&marked("⸦;⸧⏎"));
    format!("{open}{}{items}{}{close}", marked("⟦⏎"), marked("⟫"))
}

fn between(
    open: &str,
    items: &[impl AsRef<str>],
    close: &str,
    comma: bool,
    (begin, end): (&str, &str),
) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let last = if comma { "⸨,⸩" } else { "" };
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    let items = items.join(&marked(",⏎"));
    format!("{open}{}{items}{}{close}", marked(begin), marked(&format!("{last}{end}")))
}
