//! Cycles between modules.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::graph::{self, Graph};
use crate::output::Output;

/// Fails if crates, or the modules of a crate, depend on each other in a cycle.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let graphs = graph::read(bench.workspace)?;
    for graph in &graphs {
        for cycle in graph.cycles() {
            out.say(graph.describe(&cycle));
        }
    }
    judge(&graphs)
}

fn judge(graphs: &[Graph]) -> Result<Verdict, Failure> {
    let modules: usize = graphs.iter().map(Graph::len).sum();
    match graphs.iter().map(|graph| graph.cycles().len()).sum() {
        0 => Ok(Verdict::Measured(format!("{modules} modules, no cycles"))),
        cycles => Err(Failure::new(format!("Cycles between modules or crates: {cycles}, listed above."))
            .next("Move what both sides need into a lower module.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_fails() {
        for (edges, expected) in [
            ("ab", "passed: 2 modules, no cycles"),
            ("ab bc ac", "passed: 3 modules, no cycles"),
            ("ab ba", "Cycles between modules or crates: 1"),
        ] {
            let mut graph = Graph::new("k", "");
            for edge in edges.split_whitespace() {
                graph.add_edge(&edge[..1], &edge[1..], "a.rs:1");
            }
            let text = match judge(&[graph]) {
                Ok(Verdict::Measured(figure)) => format!("passed: {figure}"),
                Ok(_) => "passed without a figure".to_owned(),
                Err(failure) => failure.to_string(),
            };
            assert!(text.starts_with(expected), "{edges}: {text}");
        }
    }
}
