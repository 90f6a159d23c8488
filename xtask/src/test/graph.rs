//! Cycles between modules.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::graph;
use crate::output::Output;

/// The graphs that still have cycles, as `cargo xtask graph` names them: a crate, or a folder of one. Entries are only
/// ever removed.
const MAY_HAVE_CYCLES: [&str; 2] = ["statuspane-server", "statuspane::page"];

/// Fails if crates, or the modules of a crate, depend on each other in a cycle.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let graphs = graph::read(bench.workspace)?;
    let (mut modules, mut tolerated, mut refused) = (0, Vec::new(), 0);
    for graph in &graphs {
        modules += graph.len();
        for cycle in graph.cycles() {
            out.say(graph.describe(&cycle));
            match MAY_HAVE_CYCLES.contains(&graph.title()) {
                true => tolerated.push(graph.title()),
                false => refused += 1,
            }
        }
    }
    if refused > 0 {
        return Err(Failure::new(format!("{refused} new cycles between modules or crates; they are listed above."))
            .next("Move what both sides need into a module below them."));
    }
    if let Some(graph) = MAY_HAVE_CYCLES.iter().find(|graph| !tolerated.contains(graph)) {
        return Err(Failure::new(format!("{graph} may have cycles, but doesn't have any."))
            .next("Remove it from the list in xtask/src/test/graph.rs."));
    }
    Ok(Verdict::Measured(match tolerated.len() {
        0 => format!("{modules} modules, no cycles"),
        known => format!("{modules} modules, {known} known cycles"),
    }))
}
