//! Access logs.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{MANIFEST, openapi, policy, project};
use crate::cli::{example, portcullis, stdout};

const OFFICE: &str = "[{\"Sid\": \"Office\", \"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"execute-api:Invoke\", \
                      \"Resource\": \"execute-api:/*\", \"Condition\": {\"IpAddress\": {\"aws:SourceIp\": \"192.0.2.0/24\"}}}]";

/// What is said of each line of `log`, and the summary.
fn told(format: &str, log: &str) -> Vec<String> {
    let manifest =
        MANIFEST.replace("prod: {}", &format!("prod: {{ accessLog: {{ format: '{format}' }} }}"));
    let manifest = format!("{manifest}policy: policy.json\n");
    let folder = project(&[
        ("openapi.yaml", &openapi("", "")),
        ("portcullis.yaml", &manifest),
        ("policy.json", &policy(&serde_json::from_str(OFFICE).unwrap())),
        ("access.log", log),
    ]);
    let output =
        portcullis(folder.path(), &["why-denied", "--log", "access.log", "--stage", "prod"]);
    stdout(&output).lines().map(str::to_owned).collect()
}

const REFUSED: &str = "nothing allows it; statement `Office` of the resource policy comes closest: `aws:SourceIp` is \
                       198.51.100.7, which is outside of `192.0.2.0/24`";

#[test]
fn entries_in_json_clf_and_the_format_of_the_stage_are_explained() {
    let json = "{\"httpMethod\": \"GET\", \"path\": \"/prod/pets/1\", \"status\": \"403\", \"ip\": \"198.51.100.7\"}";
    let clf = "198.51.100.7 - - [02/Mar/2026:10:03:58 +0000] \"GET /prod/pets/1 HTTP/1.1\" 403 60";
    let own = "403|198.51.100.7|GET|/prod/pets/1|ACCESS_DENIED";
    let format = "$context.status|$context.identity.sourceIp|$context.httpMethod|$context.path|$context.error.responseType";
    for (format, line) in [("json", json), ("clf", clf), (format, own)] {
        let lines = told(format, &format!("{line}\n"));
        assert_eq!(
            lines[0],
            format!("line 1: 403 GET /pets/1 in stage prod from 198.51.100.7: {REFUSED}")
        );
        assert_eq!(lines[1], "1 line, 1 with status 401, 403 or 429, 0 that are no entries");
    }
}

#[test]
fn what_the_definition_does_not_answer_is_said_to_be_of_others() {
    let entry = |rest: &str| {
        format!(
            "{{\"httpMethod\": \"GET\", \"path\": \"/prod/pets/1\", \"ip\": \"192.0.2.7\", {rest}}}\n"
        )
    };
    let log = [
        entry("\"status\": 200"),
        entry("\"status\": 403"),
        entry("\"status\": 403, \"integrationStatus\": \"403\""),
        entry("\"status\": 429"),
        entry("\"status\": 401, \"message\": \"Unauthorized\""),
        "\n".to_owned(),
        "not an entry\n".to_owned(),
        "{\"httpMethod\": \"GET\"}\n".to_owned(),
    ];
    let lines = told("json", &log.concat());
    let reasons: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once(" from 192.0.2.7: "))
        .map(|own| own.1)
        .collect();
    assert!(reasons[0].starts_with("most likely: "), "{lines:#?}");
    assert_eq!(reasons[1], "the integration answered it, and not the gateway");
    assert_eq!(
        reasons[2],
        "most likely: all APIs of the account in its region together are over the account's limit"
    );
    assert!(reasons[3].contains("or another definition was deployed"), "{lines:#?}");
    let rest = &lines[lines.len() - 3..];
    assert_eq!(
        rest,
        [
            "7 lines, 4 with status 401, 403 or 429, 2 that are no entries",
            "  line 7: it is neither JSON nor CLF nor in the format of the stage",
            "  line 8: it has no status"
        ]
    );
}

#[test]
fn a_log_is_read_as_it_comes() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["why-denied", "--log", "-", "--format", "json"])
        .current_dir(example("blocked-caller"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let line =
        "207.172.87.12 - - [02/Mar/2026:10:03:58 +0000] \"GET /prod/pets/1 HTTP/1.1\" 403 60\n";
    let writer = std::thread::spawn(move || {
        for _ in 0..2_000 {
            input.write_all(line.as_bytes()).unwrap();
        }
        // One line that is far too long.
        input.write_all(&vec![b'x'; 3 * 1024 * 1024]).unwrap();
        input.write_all(b"\n").unwrap();
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    let answers: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 2_001);
    assert_eq!(answers[1_999]["line"], 2_000);
    assert_eq!(answers[1_999]["isCertain"], true);
    assert_eq!(answers[2_000]["kind"], "log-summary");
    assert_eq!(answers[2_000]["malformed"], 1);
    assert_eq!(answers[2_000]["firstMalformed"][0], "line 2001: it is longer than an entry can be");
}

#[test]
fn a_file_that_is_no_log_is_bad_input() {
    let folder = project(&[
        ("openapi.yaml", &openapi("", "")),
        ("portcullis.yaml", MANIFEST),
        ("text", "once\nupon a time\n"),
        ("empty", ""),
    ]);
    let run = |name: &str| portcullis(folder.path(), &["why-denied", "--log", name]);
    assert_eq!(run("text").status.code(), Some(2));
    assert_eq!(run("empty").status.code(), Some(0));
    assert_eq!(
        stdout(&run("empty")),
        "0 lines, 0 with status 401, 403 or 429, 0 that are no entries\n"
    );
}
