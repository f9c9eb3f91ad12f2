//! What the comments say, which are XML here.

use crate::sdk::text;

use super::names;

/// The columns of a comment, which stands two steps in.
const WIDTH: usize = 88;

/// A comment above something: the first paragraph in short, and the others behind it. Nothing when nothing is said.
pub(super) fn comment(paragraphs: &[&str]) -> Vec<String> {
    let lines = text::lines_within(WIDTH, paragraphs.iter().copied());
    let mut all = lines.split(String::is_empty).filter(|own| !own.is_empty());
    let Some(first) = all.next() else { return Vec::new() };
    let mut out = element("summary", "", first);
    let rest: Vec<&[String]> = all.collect();
    match rest.as_slice() {
        [] => {}
        [only] => out.extend(element("remarks", "", only)),
        several => {
            out.push("/// <remarks>".to_owned());
            out.extend(several.iter().flat_map(|own| element("para", "", own)));
            out.push("/// </remarks>".to_owned());
        }
    }
    out
}

/// What is said of a parameter.
pub(super) fn parameter(name: &str, paragraphs: &[&str]) -> Vec<String> {
    let lines = text::lines_within(WIDTH, paragraphs.iter().copied());
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let name = name.trim_start_matches('@');
    element("param", &format!(" name=\"{name}\""), &lines)
}

/// An element, in one line where it fits.
fn element(tag: &str, attributes: &str, lines: &[String]) -> Vec<String> {
    let lines: Vec<String> = lines.iter().map(|line| names::xml(line)).collect();
    if let [only] = lines.as_slice() {
        let line = format!("<{tag}{attributes}>{}</{tag}>", only.trim_start());
        if line.chars().count() <= WIDTH {
            return vec![format!("/// {line}")];
        }
    }
    let mut out = vec![format!("/// <{tag}{attributes}>")];
    out.extend(lines.iter().map(|line| format!("/// {line}")));
    out.push(format!("/// </{tag}>"));
    out
}

#[cfg(test)]
mod tests {
    use super::{comment, parameter};

    #[test]
    fn paragraphs_are_elements() {
        assert_eq!(comment(&["a <b>"]), ["/// <summary>a &lt;b&gt;</summary>"]);
        let long = "word ".repeat(20);
        let said = comment(&["a", &long, "b"]);
        assert_eq!(said.first().map(String::as_str), Some("/// <summary>a</summary>"));
        assert_eq!(said.get(1).map(String::as_str), Some("/// <remarks>"));
        assert_eq!(said.get(2).map(String::as_str), Some("/// <para>"));
        assert!(said.iter().all(|line| line.len() <= 92));
        assert!(comment(&["", " "]).is_empty());
        assert_eq!(parameter("@class", &["c"]), ["/// <param name=\"class\">c</param>"]);
    }
}
