//! Compares output with the files in a folder of `reference/`: markup, documents, answers and sentences as they are now.
//!
//! `STATUSPANE_REFERENCE=write` writes the files anew; `git diff` then shows what the change did to the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Set to `write`, this environment variable writes the files.
const VARIABLE: &str = "STATUSPANE_REFERENCE";

/// Every folder in a `reference/`, so that none outlives its test. Browser specs compare `accessibility` and `pictures`.
const FOLDERS: &[&str] =
    &["accessibility", "admin", "api", "cli", "pictures", "scenes", "sentences", "served", "site", "upstream"];

/// The output of one test, and the folder that keeps it.
pub struct Reference {
    folder: PathBuf,
    files: BTreeMap<String, String>,
}

impl Reference {
    /// The folder `name` in this package's `tests/reference`.
    pub fn new(name: &str) -> Self {
        let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        let stored = fs::read_dir(&reference).into_iter().flatten().flatten();
        for folder in stored.map(|entry| entry.file_name()) {
            let is_known = FOLDERS.iter().any(|known| folder == *known);
            assert!(is_known, "No test compares {}. Remove it.", reference.join(folder).display());
        }
        assert!(FOLDERS.contains(&name), "The list of folders lacks {name}.");
        Self { folder: reference.join(name), files: BTreeMap::new() }
    }

    /// Adds a file that holds this text.
    pub fn text(&mut self, name: &str, text: &str) {
        let before = self.files.insert(name.to_owned(), text.to_owned());
        assert!(before.is_none(), "Two outputs are named {name}.");
    }

    /// Fails unless the folder holds these files and no others, or writes them.
    pub fn check(self) {
        let renew = std::env::var_os(VARIABLE).is_some_and(|value| value == "write");
        let mut stored = BTreeMap::new();
        read(&self.folder, "", &mut stored);
        let mut problems = Vec::new();
        for (name, text) in &self.files {
            let path = self.folder.join(name);
            match stored.remove(name) {
                Some(before) if before == text.as_bytes() => {}
                _ if renew => {
                    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                    fs::write(&path, text).expect("a file");
                }
                None => problems.push(format!("{} is missing.", path.display())),
                Some(before) => problems.push(first_difference(&path, &String::from_utf8_lossy(&before), text)),
            }
        }
        for name in stored.keys() {
            let path = self.folder.join(name);
            if renew {
                fs::remove_file(path).expect("a file");
            } else {
                problems.push(format!("{} is left over: nothing produces it.", path.display()));
            }
        }
        let (shown, number) = (problems.iter().take(10).cloned().collect::<Vec<_>>().join("\n"), problems.len());
        assert!(
            problems.is_empty(),
            "{number} files differ from the reference:\n{shown}\nIf the new output is right, run this test with \
             {VARIABLE}=write and look at the diff."
        );
    }
}

/// Markup with line breaks between tags and between elements of JSON, so that a diff is short. Nothing is lost: a line
/// break of the markup's own has ⏎ before it, every other one was added here.
pub fn cut(html: &str) -> String {
    assert!(!html.contains('⏎'), "The output has the mark for its own line breaks.");
    let mut cut = html.replace('\n', "⏎\n").replace("><", ">\n<");
    for (found, broken) in [("},{", "},\n{"), ("},\"", "},\n\""), ("],\"", "],\n\"")] {
        cut = cut.replace(found, broken);
    }
    if !cut.ends_with('\n') {
        cut.push('\n');
    }
    assert_eq!(cut.replace("⏎\n", "⏎").replace('\n', "").replace('⏎', "\n"), html);
    cut
}

/// Every file below a folder, by its path with `/` between names.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
}

fn first_difference(path: &Path, before: &str, now: &str) -> String {
    let (mut before_lines, mut now_lines, mut number) = (before.lines(), now.lines(), 0);
    loop {
        number += 1;
        match (before_lines.next(), now_lines.next()) {
            (Some(before), Some(now)) if before == now => {}
            (None, None) => return format!("{} differs in its line breaks.", path.display()),
            (before, now) => {
                let shown = |line: Option<&str>| line.unwrap_or("(the end)").chars().take(400).collect::<String>();
                let (before, now) = (shown(before), shown(now));
                return format!("{}, line {number}:\n  stored: {before}\n  now:    {now}", path.display());
            }
        }
    }
}
