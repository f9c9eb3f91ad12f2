use super::{block, code, escaped, html, line, markdown, plain};

#[test]
fn markdown_becomes_markup() {
    assert_eq!(html("a *b* `c`"), "<p>a <em>b</em> <code>c</code></p>\n");
    assert_eq!(
        html("[x](https://a.example/?b=1&c=2)"),
        "<p><a rel=\"noopener noreferrer nofollow\" href=\"https://a.example/?b=1&#38;c=2\">x</a></p>\n"
    );
    assert_eq!(html("# Title"), "<p class=\"said-heading\"><strong>Title</strong></p>\n");
}

#[test]
fn nothing_else_does() {
    for hostile in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<p onclick='x()'>text</p>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<svg/onload=alert(1)>",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "`<script>`",
        "<!-- --><script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<style>*{display:none}</style>",
        "[x](https://a.example/\"onmouseover=alert(1))",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ] {
        let made = html(hostile);
        for tag in made.split('<').skip(1) {
            let known = ["p", "/p", "em", "code", "/code", "a rel", "/a", "pre", "/pre", "br /"];
            assert!(known.iter().any(|own| tag.starts_with(own)), "{hostile}: {made}");
            let inside = tag.split('>').next().unwrap();
            assert!(!inside.contains("onclick") && !inside.contains("javascript"), "{made}");
            assert!(inside.matches('"').count() % 2 == 0, "{made}");
        }
        let text = markdown(hostile);
        assert!(!html(&text).contains("javascript:") || !text.contains("]("), "{text}");
    }
}

#[test]
fn markup_in_markdown_is_read_as_text() {
    assert_eq!(html("<p>Creates a <b>pet</b>.</p>"), "<p>Creates a pet.</p>\n");
    assert_eq!(plain("<p>Creates a <b>pet</b>.</p>"), "Creates a pet.");
    assert_eq!(markdown("a <b>c</b> d"), "a c d");
    assert_eq!(
        markdown("# T\n\n[x](javascript:y) and [z](https://z.example)"),
        "**T**\n\nx and [z](https://z.example)"
    );
}

#[test]
fn code_that_does_not_end_ends() {
    assert_eq!(markdown("a\n\n```sh\nls"), "a\n\n```sh\nls\n```");
    assert_eq!(markdown("```\na\n```\nb"), "```\na\n```\n\nb");
    assert_eq!(markdown("a\n\n    indented"), "a\n\n```\nindented\n```");
}

#[test]
fn lines_are_short() {
    assert_eq!(line("One thing. And another."), "One thing.");
    assert_eq!(line(&"long ".repeat(60)).chars().count(), 160);
}

#[test]
fn texts_stay_texts_in_markdown() {
    assert_eq!(escaped("a|b <c> [d](e) `f`"), "a\\|b &lt;c&gt; \\[d\\](e) \\`f\\`");
    assert_eq!(code("a|b"), "`a\\|b`");
    assert_eq!(code("a`b"), "``a`b``");
    assert_eq!(block("sh", "a\n```\n"), "````sh\na\n```\n````");
}
