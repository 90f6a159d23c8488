//! Runs sections, and records and reports their outcomes.

use super::Bench;
use super::section::{Section, Verdict};
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::run;
use crate::workspace::Workspace;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The outcomes so far.
pub struct Summary<'a> {
    out: &'a Output,
    logs: PathBuf,
    started: Instant,
    outcomes: Mutex<Vec<SectionOutcome>>,
}

struct SectionOutcome {
    section: &'static Section,
    took: Duration,
    verdict: Result<Verdict, Failure>,
}

impl<'a> Summary<'a> {
    /// A summary without outcomes.
    pub fn new(workspace: &Workspace, out: &'a Output) -> Result<Self, Failure> {
        let logs = workspace.notes().join("logs");
        files::create_folder(&logs)?;
        Ok(Self { out, logs, started: Instant::now(), outcomes: Mutex::default() })
    }

    /// Runs sections in turn, and prints their output immediately.
    pub fn run_in_the_open(&self, bench: &Bench<'_>, sections: &[&'static Section]) {
        for section in sections {
            self.out.say(format!("\n== {}: {}", section.name, section.title));
            let started = Instant::now();
            let verdict = (section.run)(bench, self.out);
            self.keep(SectionOutcome { section, took: started.elapsed(), verdict }, "");
        }
    }

    /// Runs sections in turn, in parallel with others. Each one's output goes to a log, which is printed if it fails.
    pub fn run_in_the_background(&self, bench: &Bench<'_>, sections: &[&'static Section]) {
        for section in sections {
            self.out.say(format!("== {}: {} …", section.name, section.title));
            let started = Instant::now();
            let path = self.logs.join(format!("{}.log", section.name));
            let log = File::create(&path)
                .map(|file| Output::File(Arc::new(file)))
                .map_err(|error| Failure::new(format!("Couldn't create {}: {error}.", path.display())));
            run::give_way(section.gives_way);
            let verdict = log.and_then(|log| (section.run)(bench, &log));
            run::give_way(false);
            let text = std::fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            self.keep(SectionOutcome { section, took: started.elapsed(), verdict }, &text.unwrap_or_default());
        }
    }

    fn keep(&self, outcome: SectionOutcome, log: &str) {
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        match &outcome.verdict {
            Err(failure) => self.out.say(format!("{log}{failure}\n{outcome}")),
            Ok(_) => self.out.say(&outcome),
        }
        outcomes.push(outcome);
    }

    /// Prints the summary, and returns whether no section failed. The last line is machine-readable: `N passed, N
    /// failed` counts sections.
    pub fn close(self) -> bool {
        let outcomes = self.outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.out.say(format!("\nSummary ({} in all)", minutes(self.started.elapsed())));
        for outcome in &outcomes {
            self.out.say(outcome);
        }
        let not_run: Vec<&SectionOutcome> =
            outcomes.iter().filter(|outcome| matches!(outcome.verdict, Ok(Verdict::NotRun(_)))).collect();
        if !not_run.is_empty() {
            self.out.say("\nNot run:");
        }
        for outcome in &not_run {
            if let Ok(Verdict::NotRun(reason)) = &outcome.verdict {
                self.out.say(format!("  {}: {reason}", outcome.section.title));
            }
        }
        let failed = outcomes.iter().filter(|outcome| outcome.verdict.is_err()).count();
        let passed = outcomes.len() - failed - not_run.len();
        self.out.say(format!("\n{passed} passed, {failed} failed"));
        failed == 0
    }
}

impl std::fmt::Display for SectionOutcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (word, note) = match &self.verdict {
            Ok(Verdict::Passed) => ("passed", None),
            Ok(Verdict::Measured(figure)) => ("passed", Some(figure)),
            Ok(Verdict::NotRun(_)) => ("not run", None),
            Err(_) => ("FAILED", None),
        };
        let took = minutes(self.took);
        write!(formatter, "  {word:<8}{took:>6}  {:<12}{}", self.section.name, self.section.title)?;
        match note {
            Some(note) => write!(formatter, ": {note}"),
            None => Ok(()),
        }
    }
}

fn minutes(duration: Duration) -> String {
    let seconds = duration.as_secs_f32().round() as u32;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
