//! `serve --deployed` in one process, while others deploy and roll back.

use std::fs;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::commands::{project, run};
use super::document;
use crate::program::Program;
use crate::serve::client::get;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program, serving what is deployed in a folder.
struct Served(Program);

impl Served {
    fn start(folder: &TempDir) -> Self {
        Self(Program::serve(folder.path(), &["--deployed"]))
    }

    /// Asks until the stage answers `wanted`. Whatever it answers until then is `before`, and never an error.
    #[track_caller]
    fn becomes(&self, before: &str, wanted: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = get(self.0.address, "/prod/pets");
            assert_eq!(answer.status, 200, "{answer:?}");
            let said = answer.body.trim();
            if said == wanted {
                return;
            }
            assert_eq!(said, before, "and then {wanted}");
            assert!(Instant::now() < until, "still {before} instead of {wanted}");
        }
    }
}

#[test]
fn another_process_deploys_and_rolls_back_what_is_served() {
    let folder = project();
    run(&folder, &["deploy", "--stage", "prod"], 0);
    let served = Served::start(&folder);
    served.becomes("one cat", "one cat");
    // What is written alone changes nothing: the next answers come before and after it are those of the deployment.
    fs::write(folder.path().join("api.yaml"), document("two")).unwrap();
    for _ in 0..20 {
        served.becomes("one cat", "one cat");
    }
    run(&folder, &["deploy", "--stage", "prod"], 0);
    served.becomes("one cat", "two cat");
    run(&folder, &["rollback", "--stage", "prod"], 0);
    served.becomes("two cat", "one cat");
    // A process that begins now serves what is deployed, and not what is written.
    let other = Served::start(&folder);
    other.becomes("one cat", "one cat");
}
