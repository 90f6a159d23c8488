//! Removes unused exports, and shortens the names of imports and exports.
//!
//! wasm-bindgen exports everything that a library marks, used or not, and puts a hash into the name of each import,
//! which compresses badly. Both sides can be changed: the module, and the glue that is bundled with it.

use super::{order, powers, shrink};
use crate::failure::Failure;
use crate::files;
use crate::npm_bin::npm_bin;
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Minimises the module at `module`, and rewrites the glue at `glue` to match.
pub fn slim(workspace: &Workspace, module: &Path, glue: &Path, scratch: &Path) -> Result<Vec<u8>, Failure> {
    let text = without_classes(&files::read_text(glue)?);
    let called = scratch.join("called.wasm");
    leave_out(workspace, module, &exports_in(&text), &called, scratch)?;
    let mut bytes = files::read(&called)?;
    let text = powers::move_into(&text, &mut bytes)?;
    files::write(&called, bytes)?;
    let shrunk = scratch.join("shrunk.wasm");
    files::write(&shrunk, shrink::shrink(workspace, &called, scratch)?)?;
    let named = scratch.join("named.wasm");
    let names = npm_bin(workspace, "wasm-opt", "Shortening the names between module and script")?
        .args(shrink::FEATURES)
        .args(["--minify-imports-and-exports-and-modules"])
        .args([&shrunk, Path::new("--output"), &named])
        .next("If the message names a feature, the compiler has started to use it: add it to the list in xtask.")
        .capture()?;
    files::write(glue, renamed(&text, &names)?)?;
    order::reorder(workspace, &named, scratch)
}

/// Removes everything that isn't reachable from these exports.
fn leave_out(
    workspace: &Workspace,
    module: &Path,
    exports: &BTreeSet<&str>,
    out: &Path,
    scratch: &Path,
) -> Result<(), Failure> {
    let reaches: Vec<&str> = exports.iter().copied().collect();
    let mut graph = vec![json!({ "name": "script", "root": true, "reaches": reaches })];
    graph.extend(exports.iter().map(|export| json!({ "name": export, "export": export })));
    let description = scratch.join("reached.json");
    files::write(&description, Value::from(graph).to_string())?;
    npm_bin(workspace, "wasm-metadce", "Removing what the script doesn't call")?
        .args(shrink::FEATURES)
        .args([Path::new("-g"), Path::new("--graph-file"), &description, module, Path::new("--output"), out])
        .next("If the message names a feature, the compiler has started to use it: add it to the list in xtask.")
        .capture()
        .map(|_| ())
}

/// Removes the classes that libraries export to JavaScript; no script here uses them.
fn without_classes(glue: &str) -> String {
    let mut kept = String::with_capacity(glue.len());
    let mut until = None;
    for line in glue.lines() {
        if until.is_none() {
            until = match line {
                _ if line.starts_with("export class ") => Some("}"),
                _ if line.starts_with("const ") && line.contains("Finalization = ") => Some(";"),
                _ if line.starts_with("if (Symbol.dispose)") => Some(""),
                _ => None,
            };
        }
        match until {
            None => {
                kept.push_str(line);
                kept.push('\n');
            }
            Some("}") if line != "}" => {}
            Some(";") if !line.ends_with(';') => {}
            Some(_) => until = None,
        }
    }
    kept
}

/// The exports that the glue uses, as `wasm.name`.
fn exports_in(glue: &str) -> BTreeSet<&str> {
    let after = glue.match_indices("wasm.").filter(|(at, _)| !glue[..*at].ends_with(is_of_a_name));
    after.map(|(at, found)| name_at(&glue[at + found.len()..])).filter(|name| !name.is_empty()).collect()
}

/// Applies the shortened names to the glue, and removes imports that the module no longer has.
fn renamed(glue: &str, names: &str) -> Result<String, Failure> {
    let unknown = || {
        Failure::new("wasm-opt reported the short names in an unknown format.")
            .next("Check that package-lock.json pins the version of binaryen that xtask expects.")
    };
    let names: Value = serde_json::from_str(names).map_err(|_| unknown())?;
    let pairs = |list: &str| -> Option<BTreeMap<String, String>> {
        let list = names.get(list)?.as_array()?.iter().map(|entry| {
            let entry = entry.as_array()?;
            let text = |from_end: usize| Some(entry.get(entry.len().checked_sub(from_end)?)?.as_str()?.to_owned());
            Some((text(2)?, text(1)?))
        });
        list.collect()
    };
    let (imports, exports) = pairs("imports").zip(pairs("exports")).ok_or_else(unknown)?;
    let module = names["imports"][0][0].as_str().ok_or_else(unknown)?;

    let text = without_imports(glue, &imports).replace(&format!("\"{module}\""), "\"a\"");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_of_a_name) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let name = name_at(from);
        let of_module = out.ends_with("wasm.");
        let short = if of_module { exports.get(name) } else { imports.get(name) };
        out.push_str(short.map_or(name, String::as_str));
        rest = &from[name.len()..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Removes the functions that the module doesn't import from the glue's import object.
fn without_imports(glue: &str, imports: &BTreeMap<String, String>) -> String {
    const INDENT: &str = "        ";
    let mut kept = String::with_capacity(glue.len());
    let mut dropping = false;
    for line in glue.lines() {
        let entry = line.strip_prefix(INDENT).filter(|line| line.starts_with("__wb") && line.contains(": function("));
        if let Some(entry) = entry {
            dropping = !imports.contains_key(name_at(entry));
        }
        if !dropping {
            kept.push_str(line);
            kept.push('\n');
        }
        // An entry ends on the same line, or at its closing brace.
        let ends = line
            .strip_prefix(INDENT)
            .is_some_and(|rest| rest == "}," || (rest.starts_with("__wb") && rest.ends_with("},")));
        dropping &= !ends;
    }
    kept
}

fn name_at(text: &str) -> &str {
    &text[..text.find(|c| !is_of_a_name(c)).unwrap_or(text.len())]
}

fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
export class Unused {
    free() { wasm.__wbg_unused_free(1); }
}
if (Symbol.dispose) Unused.prototype[Symbol.dispose] = Unused.prototype.free;
function call(a) { return wasm.start(a, wasm.memory); }
function imports() {
    const import0 = {
        __wbg_kept_0123: function(arg0) {
            return arg0;
        },
        __wbg_gone_4567: function(arg0) {
            return [arg0,
            ];
        },
        __wbg_short_89ab: function() { return 1; },
    };
    return { \"./app_bg.js\": import0 };
}
const UnusedFinalization = (typeof FinalizationRegistry === 'undefined')
    ? {}
    : new FinalizationRegistry(ptr => wasm.__wbg_unused_free(ptr, 1));
let wasm;
";

    #[test]
    fn only_what_the_script_calls_counts() {
        let text = without_classes(GLUE);
        assert_eq!(exports_in(&text), BTreeSet::from(["start", "memory"]));
        assert!(!text.contains("Unused"), "{text}");
    }

    #[test]
    fn names_change_on_both_sides_and_nothing_else_does() {
        let names = r#"{"imports": [["./app_bg.js", "__wbg_kept_0123", "a"], ["./app_bg.js", "__wbg_short_89ab", "b"]],
            "exports": [["start", "c"], ["memory", "d"]]}"#;
        let text = renamed(&without_classes(GLUE), names).expect("names of a known form");
        assert!(text.contains("return wasm.c(a, wasm.d);"), "{text}");
        assert!(text.contains("a: function(arg0) {") && text.contains("b: function() { return 1; },"), "{text}");
        assert!(!text.contains("gone") && text.contains("{ \"a\": import0 }"), "{text}");
    }
}
