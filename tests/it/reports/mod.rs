//! Every report format over the same findings.

use portcullis::diag::{FORMATS, Format, Limits, Report, Sink, Style};
use portcullis::source::{FileId, Sources, Span, TextEdit};
use serde_json::Value;

use crate::snapshot::snapshot;

portcullis::codes! {
    /// Codes for these tests.
    static CODES;

    /// A pet without a name.
    ///
    /// Nobody can call it.
    NAMELESS_PET = Warning "nameless-pet";
    /// A pet that bites.
    BITING_PET = Error "biting-pet";
    /// A pet that is old.
    OLD_PET = Info "old-pet";
}

const PETS: &str = "\
pets:
  - kind: dog
    mood: bites, \"always\" & <often>
  - kind: fisch Größe
    owner: \u{202e}ecila
    age:
      years: 12
";

const OWNERS: &str = "alice: { street: Main % Road }\n";

fn find(sources: &Sources, file: FileId, text: &str) -> Span {
    let at = sources.get(file).unwrap().text().find(text).unwrap();
    let start = u32::try_from(at).unwrap();
    Span::new(file, start, start + u32::try_from(text.len()).unwrap())
}

fn findings() -> (Sources, Sink) {
    let mut sources = Sources::default();
    let pets = sources.add("pets, and more.yaml", PETS);
    let owners = sources.add("owners.yaml", OWNERS);
    let mut sink = Sink::default();
    sink.report(&OLD_PET, find(&sources, pets, "age:\n      years: 12"), "it is 12 years old");
    let owner = find(&sources, pets, "\u{202e}ecila");
    sink.report(&NAMELESS_PET, owner, "the owner `\u{202e}ecila` does not call it")
        .label("who is that?")
        .related(find(&sources, owners, "alice"), "the only owner there is")
        .help("give it a name")
        .fix(
            "name it Rex",
            false,
            vec![TextEdit {
                span: find(&sources, pets, "Größe"),
                replacement: "Größe\n    name: Rex".to_owned(),
            }],
        );
    let dog = find(&sources, pets, "bites");
    sink.report(&BITING_PET, dog, "the dog bites: 100% of callers,\nall days")
        .label("it says so here")
        .related(find(&sources, pets, "kind: dog"), "this is the dog");
    (sources, sink)
}

fn written(format: &str, report: &Report<'_>) -> String {
    let mut out = Vec::new();
    (Format::find(format).unwrap().write)(&mut out, report).unwrap();
    String::from_utf8(out).unwrap()
}

fn report(format: &str) -> String {
    let (sources, sink) = findings();
    let mut report = Report::new(sink.diagnostics(), &sources, CODES);
    report.version = "0.0.0";
    written(format, &report)
}

#[test]
fn every_format_is_as_its_snapshot_says() {
    for format in FORMATS {
        snapshot("diag", format.name, &report(format.name));
    }
}

#[test]
fn machine_formats_are_what_they_say() {
    for format in ["json", "gitlab", "sarif"] {
        let parsed: Value = serde_json::from_str(&report(format)).unwrap();
        assert!(parsed.is_object() || parsed.is_array(), "{format}");
    }
    let sarif: Value = serde_json::from_str(&report("sarif")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), CODES.len());
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][index]["id"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
    }
}

#[test]
fn an_empty_report_is_still_a_report() {
    let sources = Sources::default();
    let report = Report::new(&[], &sources, CODES);
    assert_eq!(written("human", &report), "no findings\n");
    assert_eq!(written("concise", &report), "");
    assert!(written("junit", &report).contains("tests=\"1\" failures=\"0\""));
    let sarif: Value = serde_json::from_str(&written("sarif", &report)).unwrap();
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn many_findings_are_summarised_and_say_so() {
    let mut sources = Sources::default();
    let file = sources.add("pets.yaml", "pet\n".repeat(1000));
    let mut sink = Sink::default();
    for at in 0..1000 {
        sink.report(&NAMELESS_PET, Span::new(file, at * 4, at * 4 + 3), format!("pet {at}"));
    }
    sink.report(&BITING_PET, Span::new(file, 2, 3), "one of another name");
    let mut report = Report::new(sink.diagnostics(), &sources, CODES);
    report.limits = Limits { same: 3, total: 50, more: "`--all` shows them".to_owned() };
    let text = written("human", &report);
    assert_eq!(text.matches("warning[nameless-pet]").count(), 3);
    assert_eq!(text.matches("error[biting-pet]").count(), 1);
    let end = "1000 findings of nameless-pet in pets.yaml\n\
               997 of these findings are not shown; `--all` shows them\n\
               1 error, 1000 warnings in pets.yaml\n";
    assert!(text.ends_with(end), "{text}");
    assert_eq!(written("concise", &report).lines().count(), 1001);
}

#[test]
fn a_snippet_of_one_endless_line_is_short() {
    let mut sources = Sources::default();
    let text = "{\"a\":\"ü\u{1b}\"},".repeat(200_000);
    let file = sources.add("min.json", text.clone());
    let middle = u32::try_from(text.len() / 2).unwrap();
    let mut sink = Sink::default();
    let whole = Span::new(file, 0, u32::try_from(text.len()).unwrap());
    sink.report(&BITING_PET, Span::new(file, middle, middle + 4), "here")
        .related(whole, "all of it")
        .related(Span::new(file, middle + 20, middle + 4000), "and there");
    let report = Report::new(sink.diagnostics(), &sources, CODES);
    let shown = written("human", &report);
    assert!(shown.len() < 2000, "{}", shown.len());
    assert!(shown.contains("\\u{1b}") && !shown.contains('\u{1b}'));
}

#[test]
fn any_span_can_be_shown() {
    // Files without a last line end, with carriage returns, with wide and combining characters; spans that end in
    // the middle of a character, run over lines, or lie outside of the file.
    for text in ["", "a", "\n", "\r\n\r\n", "日本\r\n語\ta\n\u{301}x", "no\rend", "a: \u{feff}b"]
    {
        let mut sources = Sources::default();
        let file = sources.add("any.yaml", text);
        let mut sink = Sink::default();
        for start in 0..=u32::try_from(text.len()).unwrap() + 2 {
            for end in start..=u32::try_from(text.len()).unwrap() + 2 {
                sink.report(&OLD_PET, Span::new(file, start, end), "here")
                    .related(Span::new(file, 0, end), "from the start");
            }
        }
        let mut report = Report::new(sink.diagnostics(), &sources, CODES);
        report.limits = Limits { same: 10_000, total: 10_000, more: String::new() };
        for unicode in [true, false] {
            report.style = Style { color: true, unicode, width: 0, links: Some("x".to_owned()) };
            for format in FORMATS {
                written(format.name, &report);
            }
        }
    }
}
