//! The exercise of the reference: a caller at 207.172.87.12 is refused while another is served.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::ask;
use crate::cli::{example, portcullis, stdout};

#[test]
fn the_page_shows_what_the_command_prints() {
    let folder = example("blocked-caller");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/why-denied.md");
    let text = fs::read_to_string(page).unwrap();
    let mut shown = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("    $ portcullis ") else { continue };
        let mut block = Vec::new();
        let is_output =
            |own: &&str| (own.is_empty() || own.starts_with("    ")) && !own.starts_with("    $ ");
        while let Some(next) = lines.next_if(is_output) {
            block.push(next.strip_prefix("    ").unwrap_or(next));
        }
        let words = words(command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = portcullis(&folder, &words);
        assert_eq!(stdout(&output).trim_end(), block.join("\n").trim_end(), "{command}");
        shown += 1;
    }
    assert!(shown >= 5, "{shown}");
}

/// The words of a command line with quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            _ => word.push(letter),
        }
    }
    words.push(word);
    words
}

#[test]
fn one_caller_is_refused_and_the_other_is_served() {
    let folder = example("blocked-caller");
    let (exit, served) =
        ask(&folder, &["GET /pets/1", "--stage", "prod", "--from", "198.51.100.7"]);
    assert_eq!((exit, &served["outcome"]), (0, &json!("allowed")));
    let (exit, refused) =
        ask(&folder, &["GET /pets/1", "--stage", "prod", "--from", "207.172.87.12"]);
    assert_eq!((exit, &refused["outcome"]), (1, &json!("denied")));
    // The runtime gives the same answer.
    let invoked = portcullis(
        &folder,
        &["invoke", "--quiet", "GET /pets/1", "--stage", "prod", "--from", "198.51.100.7"],
    );
    assert!(stdout(&invoked).starts_with("HTTP/1.1 200"), "{}", stdout(&invoked));
}

#[test]
fn answers_in_json_are_as_their_schema_says() {
    let folder = example("blocked-caller");
    let schema = portcullis(&folder, &["schema", "why-denied"]);
    let schema: serde_json::Value = serde_json::from_str(&stdout(&schema)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let log = folder.join("access.log").display().to_string();
    for words in [
        &["GET /pets/1", "--from", "207.172.87.12"][..],
        &["GET /pets/1", "--from", "198.51.100.7"],
        &["GET /pets/1"],
        &["GET /pet/1"],
        &["GET /pets/1", "--stage", "none"],
        &["--message", "Missing Authentication Token"],
        &["--log", &log],
    ] {
        let output = portcullis(&folder, &[&["why-denied", "--format", "json"], words].concat());
        let text = stdout(&output);
        let answers = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let mut count = 0;
        for answer in answers {
            let answer = answer.unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&answer).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{words:?}: {errors:?}");
            count += 1;
        }
        assert!(count > 0, "{words:?}");
    }
}
