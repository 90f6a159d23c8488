//! `statuspane check`.

use super::{CheckArguments, say};
use crate::check::{self, CheckOptions, CheckReport, Level, SiteKind};
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::log::Log;

/// Writes one line per finding to standard output. The totals go to standard error, so that standard output has only
/// findings.
pub(super) fn check(arguments: CheckArguments, log: &Log) -> Result<(), Failure> {
    let options = CheckOptions { site: arguments.site, config: arguments.config, theme: arguments.theme };
    let report = check::check(&options, &SystemClock::new());
    for finding in &report.findings {
        say(&finding.to_string(), "Not all problems were shown. Run the check again.")?;
    }
    let sum = sum(&options, &report);
    match report.count(Level::Error) {
        0 => {
            log.say(&sum);
            Ok(())
        }
        _ => Err(Failure::new(format!("{sum} Fix the problems above, then check again."))),
    }
}

fn sum(options: &CheckOptions, report: &CheckReport) -> String {
    let what = match (&options.site, report.kind, report.as_of) {
        (Some(site), Some(SiteKind::Published), Some(as_of)) => {
            format!("{}, a published site with data as of {}", site.display(), as_of.to_iso())
        }
        (Some(site), Some(SiteKind::Published), None) => format!("{}, a published site", site.display()),
        (Some(site), Some(SiteKind::Built), _) => format!("{}, a built page without incidents", site.display()),
        (Some(site), None, _) => site.display().to_string(),
        (None, _, _) => {
            let files = [&options.config, &options.theme].into_iter().flatten();
            files.map(|file| file.display().to_string()).collect::<Vec<_>>().join(" and ")
        }
    };
    let number = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warning));
    let mut found = match (errors, warnings) {
        (0, 0) => "no problems found".to_owned(),
        (_, _) => format!("{}, {}", number(errors, "error"), number(warnings, "warning")),
    };
    match report.count(Level::Note) {
        0 => {}
        notes => found += &format!(", {}", number(notes, "note")),
    }
    format!("Checked {what} ({}): {found}.", number(report.files, "file"))
}
