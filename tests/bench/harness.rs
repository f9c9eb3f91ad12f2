//! Timing two ways side by side.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// A named group of measurements.
pub(crate) struct Section {
    /// What chooses it on the command line.
    pub(crate) name: &'static str,
    /// Runs it.
    pub(crate) run: fn(&mut Report),
}

/// What has been measured.
#[derive(Default)]
pub(crate) struct Report {
    over: usize,
}

impl Report {
    /// Runs `ours` and `theirs` in turn and prints the ratio of their fastest runs, which must stay below `budget`.
    /// Returns the time of our fastest run.
    pub(crate) fn ratio<A, B>(
        &mut self,
        name: &str,
        budget: f64,
        mut ours: impl FnMut() -> A,
        mut theirs: impl FnMut() -> B,
    ) -> Duration {
        let (mut fast, mut base) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            fast = fast.min(time(&mut ours));
            base = base.min(time(&mut theirs));
        }
        let ratio = fast.as_secs_f64() / base.as_secs_f64();
        let (ours, base) = (fast.as_secs_f64() * 1e3, base.as_secs_f64() * 1e3);
        self.line(name, ratio, budget, &format!("{ours:.2} ms against {base:.2} ms"));
        fast
    }

    /// Prints a figure that must stay below `budget`.
    pub(crate) fn figure(&mut self, name: &str, figure: f64, budget: f64) {
        self.line(name, figure, budget, "");
    }

    /// Failure when something was over its budget.
    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.over == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn line(&mut self, name: &str, figure: f64, budget: f64, details: &str) {
        let verdict = if figure <= budget { "" } else { "OVER " };
        self.over += usize::from(figure > budget);
        println!("  {name:<44} {figure:>7.2}  {verdict}(at most {budget}) {details}");
    }
}

/// How often each way runs.
const ROUNDS: usize = 15;

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn time<T>(way: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(way());
    let took = start.elapsed();
    drop(result);
    took
}
