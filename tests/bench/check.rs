//! The whole of `check`, reading to findings, against what `serde_json` and `serde_yaml` take to read the same text
//! into their values; its memory; and the command on a definition of usual size.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portcullis::check::{Settings, check};
use portcullis::diag::Sink;
use portcullis::frontend::{ImportOptions, compile};
use portcullis::source::{LoadError, Loader, Sources};

use crate::documents;
use crate::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "check", run };

/// One file in memory.
pub(crate) struct One(pub(crate) String);

impl Loader for One {
    fn load(&self, _path: &Path) -> Result<Vec<u8>, LoadError> {
        Ok(self.0.clone().into_bytes())
    }
}

fn run(report: &mut Report) {
    let pretty = four_megabytes(|value| serde_json::to_string_pretty(value).unwrap());
    let compact = four_megabytes(ToString::to_string);
    let yaml = four_megabytes(|value| serde_yaml::to_string(value).unwrap());
    for (name, text) in [("indented", &pretty), ("compact", &compact)] {
        let file = One(text.clone());
        let theirs = || serde_json::from_str::<serde_json::Value>(text).unwrap();
        let ours = || examine(&file, "api.json");
        report.ratio(&format!("JSON, {name}, against serde_json's Value"), 6.0, ours, theirs);
    }
    let file = One(yaml.clone());
    let theirs = || serde_yaml::from_str::<serde_yaml::Value>(&yaml).unwrap();
    report.ratio("YAML against serde_yaml's Value", 3.0, || examine(&file, "api.yaml"), theirs);

    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("large.json", &pretty), ("compact.json", &compact), ("large.yaml", &yaml)]
    {
        std::fs::write(folder.path().join(name), text).unwrap();
        let peak = peak_memory(folder.path(), name);
        let figure = peak / f64::from(u32::try_from(text.len()).unwrap());
        report.figure(&format!("memory of the command, by the file's size, {name}"), figure, 15.0);
    }
    let usual = serde_yaml::to_string(&documents::openapi(36 << 10)).unwrap();
    let size = usual.len();
    assert!((18_000..30_000).contains(&size), "{size}");
    std::fs::write(folder.path().join("usual.yaml"), usual).unwrap();
    let fastest = (0..40).map(|_| whole_process(folder.path())).min().unwrap_or_default();
    let milliseconds = fastest.as_secs_f64() * 1e3;
    report.figure("milliseconds of the command, 20 KB of YAML", milliseconds, 15.0);
}

/// A text of about 4 MB, however densely `write` writes.
fn four_megabytes(write: impl Fn(&serde_json::Value) -> String) -> String {
    let sample = 1_000_000;
    let length = write(&documents::openapi(sample)).len();
    let text = write(&documents::openapi(sample * (4 << 20) / length));
    let size = text.len();
    assert!((4_000_000..4_500_000).contains(&size), "{size}");
    text
}

fn examine(file: &One, name: &str) -> usize {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let options = ImportOptions::default();
    let definition = compile(file, Path::new(name), &options, &mut sources, &mut sink).unwrap();
    check(&definition, &sources, &Settings::default(), &mut sink);
    assert!(!sink.has_errors());
    sink.diagnostics().len()
}

fn command(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.arg("check").arg("--format").arg("concise").arg(name).current_dir(folder);
    command.stdout(Stdio::null());
    command
}

fn whole_process(folder: &Path) -> Duration {
    let start = Instant::now();
    let status = command(folder, "usual.yaml").status().unwrap();
    let took = start.elapsed();
    assert!(status.success());
    took
}

/// The most memory that the command had, in bytes, as the system counts it.
fn peak_memory(folder: &Path, name: &str) -> f64 {
    let script = "import resource, subprocess, sys\n\
                  subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n\
                  print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)\n";
    let output = Command::new("python3")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_portcullis"),
            "check",
            "--format",
            "concise",
            name,
        ])
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}
