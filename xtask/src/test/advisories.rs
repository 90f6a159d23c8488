//! Security advisories on dependencies.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::output::Output;
use crate::run::{self, Run};
use serde_json::Value;

/// Checks crates and npm packages for advisories. A database that can't be reached isn't a failure, but is reported.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let reasons: Vec<String> = [crates(bench, out)?, packages(bench, out)?].into_iter().flatten().collect();
    Ok(match reasons.is_empty() {
        true => Verdict::Passed,
        false => Verdict::NotRun(reasons.join("; ")),
    })
}

/// Checks the crates. Returns the reason if they couldn't be checked.
fn crates(bench: &Bench<'_>, out: &Output) -> Result<Option<String>, Failure> {
    if run::on_path("cargo-deny").is_none() {
        return Ok(Some("crates, because cargo-deny isn't installed (cargo install cargo-deny)".to_owned()));
    }
    let fetched = bench.cargo("Fetching advisories for crates", &["deny", "fetch", "db"]).stream(out);
    if fetched.is_err() {
        return Ok(Some("crates, because the advisory database couldn't be reached".to_owned()));
    }
    let arguments = ["deny", "check", "--disable-fetch", "advisories"];
    bench.cargo("Checking crates for advisories", &arguments).stream(out)?;
    Ok(None)
}

/// Checks the npm packages. Returns the reason if they couldn't be checked.
fn packages(bench: &Bench<'_>, out: &Output) -> Result<Option<String>, Failure> {
    bench.tools.npm.clone()?;
    let arguments = ["audit", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
    let report = Run::new("npm", "Checking npm packages for advisories")
        .args(arguments)
        .within(bench.workspace.root())
        .capture_any()?;
    let report: Value = serde_json::from_str(&report).unwrap_or(Value::Null);
    let Some(counts) = report["metadata"]["vulnerabilities"].as_object() else {
        return Ok(Some("npm packages, because the registry's advisories couldn't be reached".to_owned()));
    };
    out.say(format!("npm packages: {}", Value::from(counts.clone())));
    let serious: u64 = ["high", "critical"].iter().filter_map(|level| counts.get(*level)?.as_u64()).sum();
    match serious {
        0 => Ok(None),
        _ => Err(Failure::new(format!("{serious} npm packages have serious known vulnerabilities."))
            .next("Run npm audit for details, and update the packages in package.json.")),
    }
}
