//! The dependencies between the workspace's crates, and between the modules of each crate.
//!
//! A crate has a graph of its top-level modules, and another one for each folder of modules that has subfolders. A folder
//! counts as one module. The folder's own file (`mod.rs`, `folder.rs`) isn't part of the folder's graph: the modules in it
//! may use what that file defines. The crate root is part of a graph only if a module names an item that the root defines;
//! an item that the root re-exports counts as a name of the module it comes from. Code under `#[cfg(test)]` and targets
//! in `src/bin` don't count.

mod edges;
mod source;

pub use edges::Graph;

use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::run::Run;
use crate::workspace::Workspace;
use serde_json::Value;
use source::SourceFile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The name of a crate's root in its graph.
const ROOT: &str = "crate";

/// Prints every graph, then its cycles. Returns whether all graphs are free of cycles.
pub fn print(workspace: &Workspace, out: &Output) -> Result<bool, Failure> {
    let mut acyclic = true;
    for graph in read(workspace)? {
        out.say(&graph);
        for cycle in graph.cycles() {
            acyclic = false;
            out.say(format!("{}\n", graph.describe(&cycle)));
        }
    }
    Ok(acyclic)
}

/// The graph between the crates of the workspace, then those of each crate.
pub fn read(workspace: &Workspace) -> Result<Vec<Graph>, Failure> {
    let metadata = Run::new("cargo", "Reading the crates of the workspace")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .within(workspace.root())
        .capture()?;
    let metadata: Value = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format!("Can't read the output of cargo metadata: {error}.")))?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let mut graphs = vec![between_crates(packages)];
    for package in packages {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let sources = read_sources(&manifest.with_file_name("src"), workspace.root())?;
        graphs.extend(of_crate(package["name"].as_str().unwrap_or_default(), &sources));
    }
    Ok(graphs)
}

fn between_crates(packages: &[Value]) -> Graph {
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let mut graph = Graph::new("workspace", "");
    for package in packages {
        graph.add_node(&name(package));
        let dependencies = package["dependencies"].as_array().map_or(&[][..], Vec::as_slice);
        for dependency in dependencies.iter().filter(|one| one["kind"] != "dev" && members.contains(&name(one))) {
            let place = package["manifest_path"].as_str().unwrap_or_default();
            graph.add_edge(&name(package), &name(dependency), place);
        }
    }
    graph
}

/// The sources of a crate in the order of their paths, which are given relative to `root`.
fn read_sources(folder: &Path, root: &Path) -> Result<Vec<(String, SourceFile)>, Failure> {
    let mut sources = Vec::new();
    for file in files::list_all(folder)? {
        let relative = file.strip_prefix(folder).unwrap_or(&file);
        if file.extension().is_none_or(|extension| extension != "rs") || relative.starts_with("bin") {
            continue;
        }
        let place = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        sources.push((place, source::read(&files::read_text(&file)?, module_of(relative))));
    }
    Ok(sources)
}

/// The module of a file, from its path below `src`: no segments for the crate root.
fn module_of(file: &Path) -> Vec<String> {
    let module: PathBuf = match files::name(file) {
        "lib.rs" | "main.rs" | "mod.rs" => file.parent().map(Path::to_path_buf).unwrap_or_default(),
        _ => file.with_extension(""),
    };
    module.iter().map(|segment| segment.to_string_lossy().into_owned()).collect()
}

/// The graphs of one crate, from the paths and contents of its files.
fn of_crate(name: &str, sources: &[(String, SourceFile)]) -> Vec<Graph> {
    let tests: BTreeSet<&[String]> =
        sources.iter().flat_map(|(_, source)| &source.test_modules).map(Vec::as_slice).collect();
    let is_test = |module: &[String]| (0..=module.len()).any(|length| tests.contains(&module[..length]));
    let sources: Vec<&(String, SourceFile)> = sources.iter().filter(|(_, source)| !is_test(&source.module)).collect();
    let modules: BTreeSet<&[String]> = sources.iter().map(|(_, source)| source.module.as_slice()).collect();

    let is_folder =
        |module: &[String]| modules.iter().any(|other| other.len() > module.len() && other.starts_with(module));
    let levels = modules.iter().filter(|level| {
        let children = modules.iter().filter(|module| module.len() == level.len() + 1 && module.starts_with(level));
        level.is_empty() || children.into_iter().any(|child| is_folder(child))
    });
    levels.map(|level| at_level(name, level, &modules, &sources)).collect()
}

fn at_level(krate: &str, level: &[String], modules: &BTreeSet<&[String]>, sources: &[&(String, SourceFile)]) -> Graph {
    let mut imports: BTreeMap<&str, Vec<&source::Import>> = BTreeMap::new();
    for import in sources.iter().flat_map(|(_, source)| &source.imports).filter(|import| import.module == level) {
        imports.entry(&import.alias).or_default().push(import);
    }
    let lookup = Lookup { level, modules, imports };
    let mut graph = Graph::new(krate, &level.join("::"));
    for module in modules.iter().filter(|module| module.len() > level.len() && module.starts_with(level)) {
        graph.add_node(&module[level.len()]);
    }
    for (place, source) in sources {
        let inside = source.module.strip_prefix(level);
        if let Some([node, ..]) = inside {
            for named in &source.names {
                for target in lookup.nodes_of(&named.path, 0) {
                    graph.add_edge(node, &target, &format!("{place}:{}", named.line));
                }
            }
        } else if level.is_empty() {
            for (child, line) in &source.children {
                graph.add_edge(ROOT, child, &format!("{place}:{line}"));
            }
        }
    }
    graph.remove_unless_named(ROOT);
    graph
}

/// Finds which modules of a folder a path names.
struct Lookup<'a> {
    level: &'a [String],
    modules: &'a BTreeSet<&'a [String]>,
    /// The `use` declarations of the folder's own file, by the name they bring into scope.
    imports: BTreeMap<&'a str, Vec<&'a source::Import>>,
}

impl Lookup<'_> {
    fn nodes_of(&self, path: &[String], depth: u8) -> Vec<String> {
        let Some([first, ..]) = path.strip_prefix(self.level) else { return Vec::new() };
        if self.modules.contains(&path[..=self.level.len()]) {
            return vec![first.clone()];
        }
        let imports = self.imports.get(first.as_str()).or_else(|| self.imports.get("*"));
        match imports {
            // Imports that name each other don't compile, but must not hang this program.
            Some(imports) if depth < 8 => {
                let known = imports.iter().filter(|import| !import.relative || self.is_module(&import.path));
                known.flat_map(|import| self.nodes_of(&import.path, depth + 1)).collect()
            }
            None if self.level.is_empty() => vec![ROOT.to_owned()],
            _ => Vec::new(),
        }
    }

    /// Whether a path that may begin with the name of another crate begins with a module of this one.
    fn is_module(&self, path: &[String]) -> bool {
        path.len() > self.level.len() && self.modules.contains(&path[..=self.level.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graphs(files: &[(&str, &str)]) -> Vec<String> {
        let read = |(path, text): &(&str, &str)| (path.to_string(), source::read(text, module_of(Path::new(path))));
        let sources: Vec<_> = files.iter().map(read).collect();
        let lines = |graph: Graph| graph.to_string().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
        of_crate("k", &sources).into_iter().flat_map(lines).collect()
    }

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(graphs(files), expected, "{files:?}");
    }

    #[test]
    fn a_folder_is_one_module() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a/mod.rs", "mod x; use x::X;"),
                ("a/x.rs", "use crate::b::B; use super::y;"),
                ("a/y.rs", ""),
                ("b.rs", ""),
            ],
            &["k", "a -> b", "b"],
        );
    }

    #[test]
    fn a_folder_with_subfolders_has_a_graph() {
        check(
            &[
                ("main.rs", "mod a;"),
                ("a.rs", "mod x; mod y; mod z; pub use z::Z; pub struct Own;"),
                ("a/x/mod.rs", "mod deep;"),
                ("a/x/deep.rs", "use super::super::y::Y; use crate::a::Own;"),
                ("a/y.rs", "use super::Z;"),
                ("a/z.rs", "use std::fmt;"),
            ],
            &["k", "a", "k::a", "x -> y", "y -> z", "z"],
        );
    }

    #[test]
    fn a_reexport_at_the_root_names_its_module() {
        check(
            &[
                ("lib.rs", "mod a; mod b; mod c; pub use a::Item; pub use crate::b::*; pub use std::fmt::Error;"),
                ("a.rs", ""),
                ("b.rs", "use crate::{Item, Error};"),
                ("c.rs", "use crate::Unknown;"),
            ],
            &["k", "a", "b -> a", "c -> b"],
        );
    }

    #[test]
    fn an_item_of_the_root_makes_a_cycle_with_it() {
        check(&[("lib.rs", "mod a; struct Own;"), ("a.rs", "use crate::Own;")], &["k", "a -> crate", "crate -> a"]);
    }

    #[test]
    fn files_of_tests_do_not_count() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "#[cfg(test)] mod tests;"),
                ("a/tests.rs", "use crate::b;"),
                ("b.rs", ""),
            ],
            &["k", "a", "b"],
        );
    }

    #[test]
    fn dependencies_of_tests_do_not_count_between_crates() {
        let package = |name: &str, dependency: &str, kind: Value| serde_json::json!({ "name": name, "dependencies": [{ "name": dependency, "kind": kind }] });
        let packages =
            [package("a", "b", Value::Null), package("b", "a", "dev".into()), package("c", "serde", "build".into())];
        assert_eq!(between_crates(&packages).to_string().trim_end(), "workspace\n  a -> b\n  b\n  c");
    }
}
