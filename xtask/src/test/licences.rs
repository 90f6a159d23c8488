//! Licences of dependencies.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::output::Output;
use crate::run;

/// Checks the licence and source of every crate in the dependency graph against `deny.toml`. Needs `cargo deny`, which
/// isn't installed here: compiling it takes longer than all the tests.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    if run::on_path("cargo-deny").is_none() {
        return Ok(Verdict::NotRun("cargo-deny isn't installed (cargo install cargo-deny)".to_owned()));
    }
    bench.cargo("Checking licences", &["deny", "check", "licenses", "bans", "sources"]).stream(out)?;
    Ok(Verdict::Passed)
}
