//! Cycles between modules.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::graph::{self, Graph};
use crate::output::Output;

/// The graphs that still have cycles, as `cargo xtask graph` names them: a crate, or a folder of one. Entries are only
/// ever removed.
const MAY_HAVE_CYCLES: [&str; 1] = ["statuspane::page"];

/// Fails if crates, or the modules of a crate, depend on each other in a cycle.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let graphs = graph::read(bench.workspace)?;
    for graph in &graphs {
        for cycle in graph.cycles() {
            out.say(graph.describe(&cycle));
        }
    }
    judge(&graphs, &MAY_HAVE_CYCLES)
}

fn judge(graphs: &[Graph], may_have_cycles: &[&str]) -> Result<Verdict, Failure> {
    let (mut modules, mut tolerated, mut refused) = (0, Vec::new(), 0);
    for graph in graphs {
        modules += graph.len();
        let cycles = graph.cycles().len();
        match may_have_cycles.contains(&graph.title()) {
            true => tolerated.extend(vec![graph.title(); cycles]),
            false => refused += cycles,
        }
    }
    if refused > 0 {
        return Err(Failure::new(format!("New cycles between modules or crates: {refused}, listed above."))
            .next("Move what both sides need into a module below them."));
    }
    if let Some(graph) = may_have_cycles.iter().find(|graph| !tolerated.contains(graph)) {
        return Err(Failure::new(format!("{graph} may have cycles, but doesn't have any."))
            .next("Remove it from the list in xtask/src/test/graph.rs."));
    }
    Ok(Verdict::Measured(match tolerated.len() {
        0 => format!("{modules} modules, no cycles"),
        known => format!("{modules} modules, known cycles: {known}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_graphs_may_have_cycles_and_have_to() {
        for (edges, may_have_cycles, expected) in [
            ("ab", &[][..], "passed: 2 modules, no cycles"),
            ("ab ba", &["k"], "passed: 2 modules, known cycles: 1"),
            ("ab ba", &[], "New cycles between modules or crates: 1"),
            ("ab ba", &["k::a"], "New cycles between modules or crates: 1"),
            ("ab", &["k"], "k may have cycles"),
        ] {
            let mut graph = Graph::new("k", "");
            for edge in edges.split_whitespace() {
                graph.add_edge(&edge[..1], &edge[1..], "a.rs:1");
            }
            let text = match judge(&[graph], may_have_cycles) {
                Ok(Verdict::Measured(figure)) => format!("passed: {figure}"),
                Ok(_) => "passed without a figure".to_owned(),
                Err(failure) => failure.to_string(),
            };
            assert!(text.starts_with(expected), "{edges} {may_have_cycles:?}: {text}");
        }
    }
}
