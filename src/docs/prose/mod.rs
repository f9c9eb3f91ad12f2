//! Descriptions of a definition, which are Markdown as people write it, HTML in places, and may be hostile: they become
//! HTML or Markdown without any markup but that of Markdown, and without links to anything but the web.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html,
};

/// How far nested markup is read; a definition may be made to be deep.
const LONGEST: usize = 200_000;

fn parser(text: &str) -> Parser<'_> {
    let end = (0..=text.len().min(LONGEST)).rev().find(|end| text.is_char_boundary(*end));
    let text = end.and_then(|end| text.get(..end)).unwrap_or("");
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// The description as HTML. Headings are paragraphs in bold, so that the order of a page's own stays; pictures are links.
pub(super) fn html(text: &str) -> String {
    let mut links = Vec::new();
    let mut blocks = false;
    let events = parser(text).filter_map(|event| {
        Some(match event {
            Event::Html(raw) | Event::InlineHtml(raw) => {
                // The text of a block of markup has no paragraph of its own.
                let bare = without_tags(&raw);
                if bare.trim().is_empty() {
                    return raw.contains("<br").then_some(Event::HardBreak);
                }
                if blocks { Event::InlineHtml(paragraph(&bare)) } else { Event::Text(bare.into()) }
            }
            Event::Start(Tag::HtmlBlock) => {
                blocks = true;
                return None;
            }
            Event::End(TagEnd::HtmlBlock) => {
                blocks = false;
                return None;
            }
            // Where cells stand would be a style, which the pages have no room for.
            Event::Start(Tag::Table(columns)) => {
                Event::Start(Tag::Table(vec![Alignment::None; columns.len()]))
            }
            Event::Start(Tag::Heading { .. }) => {
                Event::InlineHtml(CowStr::Borrowed("<p class=\"said-heading\"><strong>"))
            }
            Event::End(TagEnd::Heading(_)) => {
                Event::InlineHtml(CowStr::Borrowed("</strong></p>\n"))
            }
            Event::Start(
                Tag::Link { dest_url, link_type, .. } | Tag::Image { dest_url, link_type, .. },
            ) => {
                let target = target(&dest_url, link_type);
                links.push(target.is_some());
                Event::InlineHtml(anchor(&target?))
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if links.pop() != Some(true) {
                    return None;
                }
                Event::InlineHtml(CowStr::Borrowed("</a>"))
            }
            // A reader who moves by keys reaches what scrolls.
            Event::Start(Tag::CodeBlock(_)) => {
                Event::InlineHtml(CowStr::Borrowed("<pre tabindex=\"0\"><code>"))
            }
            Event::End(TagEnd::CodeBlock) => Event::InlineHtml(CowStr::Borrowed("</code></pre>\n")),
            other => other,
        })
    });
    let mut out = String::with_capacity(text.len() + 32);
    html::push_html(&mut out, events);
    out
}

/// The description as Markdown that holds nothing but Markdown.
pub(super) fn markdown(text: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    // Code is written anew: what does not end in the description would not end on the page.
    let mut code: Option<(Range<usize>, String, String)> = None;
    for (event, range) in parser(text).into_offset_iter() {
        if let Some((_, _, lines)) = &mut code {
            match event {
                Event::Text(own) => lines.push_str(&own),
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((range, language, lines)) = code.take() {
                        edits.push((range, block(&language, &lines) + "\n"));
                    }
                }
                _ => {}
            }
            continue;
        }
        let inside = edits.last().is_some_and(|(last, _)| range.start < last.end);
        if inside {
            continue;
        }
        let source = text.get(range.clone()).unwrap_or("");
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => {
                let bare = escaped(without_tags(&raw).trim_end_matches('\n'));
                let line = if raw.ends_with('\n') { "\n" } else { "" };
                edits.push((range, bare + line));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(own) => {
                        own.chars().filter(char::is_ascii_alphanumeric).collect()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                let before = text.get(..range.start).unwrap_or("").trim_end_matches([' ', '\t']);
                code = Some((before.len()..range.end, language, String::new()));
            }
            Event::Start(Tag::Heading { .. }) => {
                edits.push((range, format!("**{}**\n", escaped(&plain(source)))));
            }
            Event::Start(Tag::Link { dest_url, link_type, .. })
                if target(&dest_url, link_type).is_none() =>
            {
                edits.push((range, escaped(&plain(source))));
            }
            Event::Start(Tag::Image { dest_url, link_type, .. }) => {
                let label = escaped(&plain(source));
                let own = match target(&dest_url, link_type) {
                    Some(target) => format!("[{label}](<{target}>)"),
                    None => label,
                };
                edits.push((range, own));
            }
            _ => {}
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, own) in edits {
        out.push_str(text.get(at..range.start).unwrap_or(""));
        out.push_str(&own);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out.trim().to_owned()
}

/// The description in one line without any markup.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for event in parser(text) {
        match event {
            Event::Text(own) | Event::Code(own) => out.push_str(&own),
            Event::Html(raw) | Event::InlineHtml(raw) => out.push_str(&without_tags(&raw)),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => {
                if !out.ends_with(' ') && matches!(event, Event::SoftBreak | Event::HardBreak) {
                    out.push(' ');
                }
                let is_block = matches!(
                    event,
                    Event::End(
                        TagEnd::Paragraph
                            | TagEnd::Heading(_)
                            | TagEnd::Item
                            | TagEnd::CodeBlock
                            | TagEnd::TableCell
                    )
                );
                if is_block && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ")
}

/// The first sentence of the description, or as much as fits in a line.
pub(super) fn line(text: &str) -> String {
    let own = plain(text);
    let end = own.find(". ").map_or(own.len(), |at| at + 1);
    let sentence = own.get(..end).unwrap_or(&own);
    if sentence.chars().count() <= 160 {
        return sentence.to_owned();
    }
    sentence.chars().take(159).chain(['…']).collect()
}

/// A text as Markdown that shows just that text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// A text as a code span of Markdown, which may stand in a table.
pub(super) fn code(text: &str) -> String {
    let flat: String = text.chars().map(|own| if own.is_control() { ' ' } else { own }).collect();
    if flat.trim().is_empty() {
        return "` `".to_owned();
    }
    let fence = fence(&flat, 1);
    let pad = if flat.starts_with('`') || flat.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", flat.replace('|', "\\|"))
}

/// Lines of code as Markdown.
pub(super) fn block(language: &str, text: &str) -> String {
    let fence = fence(text, 3);
    let line = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{line}{fence}")
}

/// Backticks, more than stand in a row in the text, and at least so many.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

/// Where a link leads, if that is the web or a mailbox.
fn target(url: &str, link_type: LinkType) -> Option<String> {
    let url = url.trim();
    if link_type == LinkType::Email {
        return Some(format!("mailto:{url}"));
    }
    let lower = url.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    let plain =
        !url.chars().any(|own| own.is_control() || own.is_whitespace() || own == '<' || own == '>');
    (known && plain).then(|| url.to_owned())
}

fn anchor(target: &str) -> CowStr<'static> {
    let mut out = String::from("<a rel=\"noopener noreferrer nofollow\" href=\"");
    push_escaped(target, &mut out);
    out.push_str("\">");
    out.into()
}

fn paragraph(text: &str) -> CowStr<'static> {
    let mut out = String::from("<p>");
    push_escaped(text.trim(), &mut out);
    out.push_str("</p>\n");
    out.into()
}

fn push_escaped(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' | '>' | '&' | '"' | '\'' => drop(write!(out, "&#{};", u32::from(letter))),
            other => out.push(other),
        }
    }
}

/// The text between tags. What stands in scripts and styles is no text.
fn without_tags(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let name: String =
            tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let closing = match name.as_str() {
            "script" | "style" => Some(format!("</{name}")),
            _ => None,
        };
        let hidden = closing.and_then(|closing| Some(tag.get(find(tag, &closing)? + 1..)));
        let tag = hidden.flatten().unwrap_or(tag);
        rest = match (tag.starts_with("!--"), tag.find("-->"), tag.find('>')) {
            (true, Some(end), _) => tag.get(end + 3..).unwrap_or(""),
            (_, _, Some(end)) => tag.get(end + 1..).unwrap_or(""),
            (_, _, None) => "",
        };
        if matches!(name.as_str(), "br" | "p" | "li" | "tr" | "div" | "td") && !out.is_empty() {
            out.push(' ');
        }
    }
    out.push_str(rest);
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    let text = named.iter().fold(out, |text, (name, sign)| text.replace(name, sign));
    text.replace("&amp;", "&")
}

/// Where `word`, in lower case, stands in the text.
fn find(text: &str, word: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(word)
}

#[cfg(test)]
mod tests;
