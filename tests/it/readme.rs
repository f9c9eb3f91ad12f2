//! The README tells the truth.

use std::fs;
use std::path::Path;
use std::process::Command;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The first command with what it prints. Ids are new with each request.
#[test]
fn the_first_command_prints_what_stands_below_it() {
    let text = readme();
    let mut block = text
        .lines()
        .skip_while(|line| !line.starts_with("    $ "))
        .take_while(|line| line.is_empty() || line.starts_with("    "));
    let command = block.next().unwrap();
    let words = command.strip_prefix("    $ cargo run -- ").unwrap();
    assert!(text.lines().position(|line| line == command).unwrap() < 12);
    let words = ["sh", "-c", &format!("\"$0\" {words}")].map(str::to_owned);
    let output = Command::new(&words[0])
        .args(&words[1..])
        .arg(env!("CARGO_BIN_EXE_portcullis"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    let shown: Vec<&str> = block.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    assert_eq!(masked(printed.trim_end()), masked(shown.join("\n").trim_end()));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn masked(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(": ") {
        Some((name @ ("x-amzn-requestid" | "x-amz-apigw-id"), _)) => format!("{name}: ..."),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn it_is_short_and_names_what_there_is() {
    let text = readme();
    assert!(text.lines().count() <= 150);
    for name in ["petstore", "health", "proxy", "soap", "cars", "blocked-caller", "notes"] {
        assert!(text.contains(&format!("(examples/{name})")), "{name}");
    }
    let second = text.lines().filter(|line| line.starts_with("    $ ")).nth(1);
    assert_eq!(second, Some("    $ tests/run"));
}
