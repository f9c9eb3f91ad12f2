//! `plan`, `deploy`, `rollback`, `promote` and `deployments` as people run them.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::document;
use crate::cli::{portcullis, stderr, stdout};

const MANIFEST: &str =
    "portcullis: 1\nname: pets\napi: api.yaml\nstages: { prod: { variables: { who: cat } } }\n";

pub(super) fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("portcullis.yaml"), MANIFEST).unwrap();
    fs::write(folder.path().join("api.yaml"), document("one")).unwrap();
    folder
}

/// What a command prints, whose exit status is `status`.
#[track_caller]
pub(super) fn run(folder: &TempDir, words: &[&str], status: i32) -> String {
    let output = portcullis(folder.path(), words);
    assert_eq!(output.status.code(), Some(status), "{}{}", stdout(&output), stderr(&output));
    if status == 0 { stdout(&output) } else { stderr(&output) }
}

#[test]
fn a_stage_goes_forward_and_back() {
    let folder = project();
    let plan = run(&folder, &["plan"], 0);
    assert!(plan.starts_with("prod: never deployed; "), "{plan}");
    let first = run(&folder, &["deploy", "--stage", "prod", "--description", "the first"], 0);
    let id = first.trim().strip_prefix("prod runs ").unwrap().to_owned();
    assert_eq!(run(&folder, &["plan"], 0), format!("prod: runs {id}, as it is written\n"));

    fs::write(folder.path().join("api.yaml"), document("two")).unwrap();
    let plan = run(&folder, &["plan"], 0);
    assert!(plan.contains("GET /pets ") && plan.contains("deployment"), "{plan}");
    let second = run(&folder, &["deploy", "--stage", "prod"], 0);
    assert!(second.ends_with(&format!(", instead of {id}\n")), "{second}");
    let back = run(&folder, &["rollback", "--stage", "prod"], 0);
    assert!(back.starts_with(&format!("prod runs {id} again, instead of ")), "{back}");

    let listed = run(&folder, &["deployments", "--format", "json"], 0);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["stages"]["prod"]["deploymentId"], id.as_str());
    let history = listed["history"].as_array().unwrap();
    let what: Vec<&str> = history.iter().map(|own| own["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["rollback", "deploy", "deploy"]);
    assert_eq!(history[2]["description"], "the first");
    let human = run(&folder, &["deployments"], 0);
    assert_eq!(human.lines().count(), 4, "{human}");
}

#[test]
fn refusals_say_why_and_what_to_do() {
    let folder = project();
    assert_eq!(run(&folder, &["deployments"], 0), "nothing is deployed\n");
    let unknown = run(&folder, &["deploy", "--stage", "pord"], 1);
    assert!(unknown.contains("error: there is no stage `pord` in the definition"), "{unknown}");
    let early = run(&folder, &["rollback", "--stage", "prod"], 1);
    assert!(early.contains("help: `portcullis deploy --stage prod` does it"), "{early}");
    let nothing = run(&folder, &["serve", "--deployed", "--port", "0"], 2);
    assert!(nothing.contains("nothing is deployed in `.portcullis`"), "{nothing}");
    // What is no history is not taken for an empty one.
    fs::write(folder.path().join(".portcullis/deployments.redb"), "no store").unwrap();
    let broken = run(&folder, &["deployments"], 2);
    assert!(
        broken.contains("the deployments in `.portcullis/deployments.redb` are damaged"),
        "{broken}"
    );
}

#[test]
fn a_plan_lists_what_stands_around_a_stage() {
    let folder = project();
    let write = |more: &str| {
        fs::write(folder.path().join("portcullis.yaml"), format!("{MANIFEST}{more}")).unwrap();
    };
    write(
        "apiKeys: { app: { value: '${env:APP}' }, web: { value: '${env:WEB}' } }
usagePlans: { free: { stages: [prod], keys: [app, web], quota: { limit: 100, per: DAY } } }
domains: { api.example.com: { mappings: { v1: prod } } }
",
    );
    run(&folder, &["deploy", "--stage", "prod"], 0);
    assert!(run(&folder, &["plan"], 0).ends_with(", as it is written\n"));
    write(
        "apiKeys: { app: { value: '${env:APP}' }, web: { value: '${env:WEB}', enabled: false } }
usagePlans: { free: { stages: [prod], keys: [app, web], quota: { limit: 50, per: DAY } } }
domains: { api.example.com: { mappings: { v2: prod } } }
",
    );
    let plan = run(&folder, &["plan", "--format", "json"], 0);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan[0]["needsDeployment"], false);
    let changes = plan[0]["changes"].as_array().unwrap();
    let shown: Vec<String> = changes
        .iter()
        .map(|own| {
            let text = |name: &str| own[name].as_str().unwrap().to_owned();
            format!("{} {}: {}", text("takesEffect"), text("what"), text("change"))
        })
        .collect();
    let expected = [
        "immediate domain api.example.com: the base path `v1` leads to nothing instead of `prod`",
        "immediate API key web: is no longer accepted",
        "immediate usage plan free: `quota.limit` is `50` instead of `100`",
        "immediate domain api.example.com: the base path `v2` leads to `prod` instead of nothing",
    ];
    assert_eq!(shown, expected);
}

/// A limit on the size of files stands in for a full disk.
#[cfg(unix)]
#[test]
fn a_disk_without_room_leaves_what_was_deployed() {
    let folder = project();
    let deploy = |blocks: u32| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" deploy --stage prod");
        let program = env!("CARGO_BIN_EXE_portcullis");
        let mut command = Command::new("sh");
        let output = command.args(["-c", &script, program]).current_dir(folder.path()).output();
        output.unwrap()
    };
    let refused = deploy(8);
    assert_eq!(refused.status.code(), Some(2), "{}", stdout(&refused));
    let said = stderr(&refused);
    assert!(said.contains("cannot be kept") && said.contains("give it room"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    let id = run(&folder, &["deploy", "--stage", "prod"], 0);
    fs::write(folder.path().join("api.yaml"), document("two")).unwrap();
    assert_eq!(deploy(8).status.code(), Some(2));
    let listed = run(&folder, &["deployments"], 0);
    assert!(listed.contains(id.trim().strip_prefix("prod runs ").unwrap()), "{listed}");
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(run(&folder, &["deploy", "--stage", "prod"], 0).contains("instead of"));
}
