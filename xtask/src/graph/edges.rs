//! A directed graph and its cycles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::{self, Display};

/// Which of some modules or crates names which.
#[derive(Debug)]
pub struct Graph {
    title: String,
    /// For each node the nodes it names, each with the place of the first use.
    edges: BTreeMap<String, BTreeMap<String, String>>,
}

impl Graph {
    /// An empty graph of a crate, or of a folder of its modules.
    pub fn new(krate: &str, folder: &str) -> Self {
        let title = if folder.is_empty() { krate.to_owned() } else { format!("{krate}::{folder}") };
        Self { title, edges: BTreeMap::new() }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.edges.len()
    }

    /// Adds a node, if it is new.
    pub fn add_node(&mut self, node: &str) {
        self.edges.entry(node.to_owned()).or_default();
    }

    /// Adds an edge, if it is new and joins two nodes.
    pub fn add_edge(&mut self, from: &str, to: &str, place: &str) {
        if from != to {
            self.add_node(to);
            let targets = self.edges.entry(from.to_owned()).or_default();
            targets.entry(to.to_owned()).or_insert_with(|| place.to_owned());
        }
    }

    /// Removes a node that no other one names.
    pub fn remove_unless_named(&mut self, node: &str) {
        if !self.edges.values().any(|targets| targets.contains_key(node)) {
            self.edges.remove(node);
        }
    }

    /// For each node on a cycle, the shortest cycle through it: each once, beginning with its first name.
    pub fn cycles(&self) -> Vec<Vec<String>> {
        let found: BTreeSet<Vec<String>> = self.edges.keys().filter_map(|node| self.shortest_cycle(node)).collect();
        found.into_iter().collect()
    }

    fn shortest_cycle(&self, start: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            for target in self.edges.get(node)?.keys() {
                if target == start {
                    let mut cycle = vec![node.to_owned()];
                    let mut at = node;
                    while let Some(before) = came_from.get(at) {
                        cycle.push((*before).to_owned());
                        at = before;
                    }
                    cycle.reverse();
                    let first = cycle.iter().enumerate().min_by_key(|(_, name)| *name).map_or(0, |(index, _)| index);
                    cycle.rotate_left(first);
                    return Some(cycle);
                }
                if !came_from.contains_key(target.as_str()) {
                    came_from.insert(target, node);
                    waiting.push_back(target);
                }
            }
        }
        None
    }

    /// A cycle in words, with the place of one use for each edge.
    pub fn describe(&self, cycle: &[String]) -> String {
        let next = cycle.iter().cycle().skip(1);
        let edges: Vec<(&String, &String)> = cycle.iter().zip(next).collect();
        let path: Vec<&str> = cycle.iter().chain(cycle.first()).map(String::as_str).collect();
        let mut text = format!("Cycle in {}: {}", self.title, path.join(" -> "));
        for (from, to) in edges {
            text.push_str(&format!("\n  {from} -> {to}: {}", self.edges[from][to]));
        }
        text
    }
}

impl Display for Graph {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.title)?;
        for (node, targets) in &self.edges {
            let targets: Vec<&str> = targets.keys().map(String::as_str).collect();
            match targets.is_empty() {
                true => writeln!(formatter, "  {node}")?,
                false => writeln!(formatter, "  {node} -> {}", targets.join(", "))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_once_each() {
        for (edges, expected) in [
            ("", vec![]),
            ("ab bc ac", vec![]),
            ("ab ba", vec!["ab"]),
            ("ba ab bc", vec!["ab"]),
            ("cd da ac", vec!["acd"]),
            ("ab bc ca ba", vec!["ab", "abc"]),
            ("ab ba cd dc bc", vec!["ab", "cd"]),
            ("aa", vec![]),
        ] {
            let mut graph = Graph::new("k", "");
            for edge in edges.split_whitespace() {
                graph.add_edge(&edge[..1], &edge[1..], edge);
            }
            let found: Vec<String> = graph.cycles().iter().map(|cycle| cycle.concat()).collect();
            assert_eq!(found, expected, "{edges}");
        }
    }

    #[test]
    fn a_cycle_is_described_with_its_places() {
        let mut graph = Graph::new("k", "a");
        graph.add_edge("x", "y", "src/x.rs:1");
        graph.add_edge("x", "y", "src/x.rs:2");
        graph.add_edge("y", "x", "src/y.rs:3");
        let text = graph.describe(&graph.cycles()[0]);
        assert_eq!(text, "Cycle in k::a: x -> y -> x\n  x -> y: src/x.rs:1\n  y -> x: src/y.rs:3");
    }
}
