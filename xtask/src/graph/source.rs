//! Reads which modules a source file names.
//!
//! This isn't a parser of Rust: it splits the text into words and marks, without comments and literals, and follows
//! `use`, `mod`, `#[cfg(test)]`, and paths that begin with `crate`, `self` or `super`.

/// A source file's part in the graph. Paths are the segments after `crate`.
#[derive(Debug, Default)]
pub struct SourceFile {
    /// The file's own module.
    pub module: Vec<String>,
    /// The paths it names.
    pub names: Vec<Name>,
    /// The names that its `use` declarations bring into scope.
    pub imports: Vec<Import>,
    /// The modules it declares in other files, each with its line.
    pub children: Vec<(String, usize)>,
    /// Modules in other files that are compiled for tests only.
    pub test_modules: Vec<Vec<String>>,
}

/// A path that a file names.
#[derive(Debug)]
pub struct Name {
    /// The path.
    pub path: Vec<String>,
    /// The line, from 1.
    pub line: usize,
}

/// A name that `use` brings into the scope of a module.
#[derive(Debug)]
pub struct Import {
    /// The module that has the declaration.
    pub module: Vec<String>,
    /// The name in that scope; `*` for a glob.
    pub alias: String,
    /// The path that the name refers to.
    pub path: Vec<String>,
    /// Whether the path began with neither `crate`, `self` nor `super`: its first segment may be another crate.
    pub relative: bool,
}

/// Reads the text of a file.
pub fn read(text: &str, module: Vec<String>) -> SourceFile {
    let source = SourceFile { module: module.clone(), ..SourceFile::default() };
    let mut reader = Reader { tokens: tokens(text), at: 0, module, braces: Vec::new(), source };
    reader.read();
    reader.source
}

#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    /// The module at this place: the file's, and the inline modules around it.
    module: Vec<String>,
    /// For each open brace, whether it opened an inline module.
    braces: Vec<bool>,
    source: SourceFile,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        while self.at < self.tokens.len() {
            match (self.peek(0), self.peek(1), self.peek(2)) {
                ("#", "[", "cfg") if self.skip_attribute_of_tests() => self.skip_item(),
                ("mod", name, "{") => {
                    self.module.push(name.to_owned());
                    self.braces.push(true);
                    self.at += 3;
                }
                ("mod", name, ";") => {
                    self.source.children.push((name.to_owned(), self.tokens[self.at].line));
                    self.at += 3;
                }
                // The path of a visibility names a module around this one.
                ("pub", "(", "in") => self.skip_past(")"),
                // Not `impl Trait + use<'a>`.
                ("use", next, _) if next != "<" => {
                    self.at += 1;
                    self.use_tree(Vec::new());
                }
                ("crate" | "self" | "super", "::", _) => self.inline_path(),
                ("{", ..) => {
                    self.braces.push(false);
                    self.at += 1;
                }
                ("}", ..) => {
                    if self.braces.pop() == Some(true) {
                        self.module.pop();
                    }
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    /// The token that many places ahead, or nothing at the end.
    fn peek(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    fn next(&mut self) -> &'a str {
        let text = self.peek(0);
        self.at += 1;
        text
    }

    fn skip_past(&mut self, end: &str) {
        while self.at < self.tokens.len() && self.next() != end {}
    }

    /// Passes over an attribute if it limits an item to tests.
    fn skip_attribute_of_tests(&mut self) -> bool {
        let ahead = self.tokens[self.at..].iter().map(|token| token.text).take_while(|text| *text != "]");
        let words: Vec<&str> = ahead.collect();
        let is_for_tests = words.contains(&"test") && !words.contains(&"not") && !words.contains(&"any");
        if is_for_tests {
            self.skip_past("]");
        }
        is_for_tests
    }

    /// Passes over an item, with its remaining attributes.
    fn skip_item(&mut self) {
        while self.peek(0) == "#" {
            self.skip_past("]");
        }
        let (mut depth, mut is_use) = (0, false);
        while self.at < self.tokens.len() {
            match (self.peek(0), self.peek(1), self.peek(2)) {
                ("mod", name, ";") if depth == 0 => {
                    self.source.test_modules.push([self.module.as_slice(), &[name.to_owned()]].concat());
                }
                ("use", next, _) if depth == 0 && next != "<" => is_use = true,
                ("{" | "(" | "[", ..) => depth += 1,
                // The end of the enclosing block. The end of a field or variant isn't recognised, so what follows it is
                // skipped too.
                ("}" | ")" | "]", ..) if depth == 0 => return,
                ("}" | ")" | "]", ..) => depth -= 1,
                _ => {}
            }
            let text = self.next();
            if depth == 0 && (text == ";" || (text == "}" && !is_use)) {
                return;
            }
        }
    }

    fn use_tree(&mut self, mut path: Vec<&'a str>) {
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        loop {
            match self.next() {
                "{" => {
                    while !matches!(self.peek(0), "}" | "") {
                        match self.peek(0) {
                            "," => self.at += 1,
                            _ => self.use_tree(path.clone()),
                        }
                    }
                    self.at += 1;
                    return;
                }
                // A path that begins with `::` names another crate.
                "::" => path.push(""),
                segment => path.push(segment),
            }
            match self.peek(0) {
                "::" => self.at += 1,
                _ => break,
            }
        }
        if path.len() > 1 && path.last() == Some(&"self") {
            path.pop();
        }
        let mut alias = path.last().copied().unwrap_or_default();
        if self.peek(0) == "as" {
            self.at += 1;
            alias = self.next();
        }
        if alias == "*" {
            path.pop();
        }
        self.add(&path, line, Some(alias));
    }

    fn inline_path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut path = vec![self.next()];
        while self.peek(0) == "::" && is_word(self.peek(1)) {
            path.push(self.peek(1));
            self.at += 2;
        }
        // A macro that is exported belongs to the root, wherever it is defined.
        if self.peek(0) != "!" {
            self.add(&path, line, None);
        }
    }

    fn add(&mut self, written: &[&str], line: usize, alias: Option<&str>) {
        let supers = written.iter().take_while(|segment| matches!(**segment, "super" | "self")).count();
        let ups = written[..supers].iter().filter(|segment| **segment == "super").count();
        let (base, relative) = match written.first().copied() {
            Some("crate") => (&[][..], false),
            _ => (&self.module[..self.module.len().saturating_sub(ups)], supers == 0),
        };
        let rest = written.iter().skip(if written.first() == Some(&"crate") { 1 } else { supers });
        let path: Vec<String> = base.iter().cloned().chain(rest.map(|segment| (*segment).to_owned())).collect();
        if !relative {
            self.source.names.push(Name { path: path.clone(), line });
        }
        if let Some(alias) = alias {
            self.source.imports.push(Import { module: self.module.clone(), alias: alias.to_owned(), path, relative });
        }
    }
}

/// The words and marks of a text. `::` is one mark; comments, literals and spaces are left out.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let literal = comment(rest).or_else(|| string(rest)).or_else(|| character(rest));
        let (length, kept) = match literal {
            Some(length) => (length, false),
            None if first.is_whitespace() => (first.len_utf8(), false),
            None if rest.starts_with("::") => (2, true),
            None if rest.starts_with("r#") => (2, false),
            None if is_word(&rest[..first.len_utf8()]) => (word(rest), true),
            None => (first.len_utf8(), true),
        };
        let (token, after) = rest.split_at(length);
        if kept {
            tokens.push(Token { text: token, line });
        }
        line += token.matches('\n').count();
        rest = after;
    }
    tokens
}

fn is_word(text: &str) -> bool {
    text.starts_with(|character: char| character.is_alphanumeric() || character == '_')
}

fn word(text: &str) -> usize {
    text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len())
}

/// The length of the comment that a text begins with.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let mut depth = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match () {
            () if rest.starts_with("/*") => (depth, at) = (depth + 1, at + 2),
            () if depth == 0 => return None,
            () if rest.starts_with("*/") && depth == 1 => return Some(at + 2),
            () if rest.starts_with("*/") => (depth, at) = (depth - 1, at + 2),
            () => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    Some(text.len())
}

/// The length of the string that a text begins with, raw or not, of characters or bytes.
fn string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| text.starts_with(prefix))?;
    let rest = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = format!("\"{}", &rest[..hashes]);
        let content = rest[hashes..].strip_prefix('"')?;
        let length = content.find(&end).map_or(content.len(), |at| at + end.len());
        return Some(prefix.len() + hashes + 1 + length);
    }
    let content = rest.strip_prefix('"')?;
    let mut escaped = false;
    for (at, character) in content.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix.len() + 1 + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The length of the literal of one character that a text begins with, or of the mark of a lifetime.
fn character(text: &str) -> Option<usize> {
    let content = text.strip_prefix('\'')?;
    let first = content.chars().next()?;
    if first == '\\' {
        let escaped = content[1..].chars().next().map_or(0, char::len_utf8);
        return Some(content[1 + escaped..].find('\'').map_or(text.len(), |at| 1 + 1 + escaped + at + 1));
    }
    match content[first.len_utf8()..].starts_with('\'') {
        true => Some(1 + first.len_utf8() + 1),
        false => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths that a file `src/a/b.rs` with this text names, each with its line.
    fn names(text: &str) -> String {
        let source = read(text, vec!["a".to_owned(), "b".to_owned()]);
        let names = source.names.iter().map(|name| format!("{}:{}", name.path.join("::"), name.line));
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn paths_are_read_from_use_and_from_code() {
        for (text, expected) in [
            ("use crate::x;", "x:1"),
            ("pub use crate::x::Y;", "x::Y:1"),
            ("pub(crate) use crate::x::Y as Z;", "x::Y:1"),
            ("use crate::x::*;", "x:1"),
            ("use crate::{x, y::Z};", "x:1 y::Z:1"),
            (
                "use crate::{\n    x::{self, X},\n    y::{\n        Y,\n        z::*,\n    },\n};",
                "x:2 x::X:2 y::Y:4 y::z:5",
            ),
            ("use {crate::x, std::fmt};", "x:1"),
            ("use std::{fmt, io::{self, Write}}; use ::serde::X;", ""),
            ("use super::x;", "a::x:1"),
            ("use super::super::x::Y;", "x::Y:1"),
            ("use self::x::Y;", "a::b::x::Y:1"),
            ("use super::{self, x};", "a:1 a::x:1"),
            ("fn f() -> crate::x::Y<crate::z::Z> { super::w::v(self.x) }", "x::Y:1 z::Z:1 a::w::v:1"),
            ("crate::x::Y::<u8>::new(); $crate::z::w();", "x::Y:1 z::w:1"),
            ("pub(in crate::x) fn f() {} pub(super) fn g() {} pub(crate) fn h() {}", ""),
            ("fn f<'a>(x: &'a X) -> impl T + use<'a> { crate::y::z(x) }", "y::z:1"),
            ("use crate::r#type::X;", "type::X:1"),
            ("crate::a_macro!(crate::x::y);", "x::y:1"),
            ("use crate::x", "x:1"),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn super_counts_from_an_inline_module() {
        for (text, expected) in [
            ("mod c { use super::x; } use super::x;", "a::b::x:1 a::x:1"),
            ("mod c { mod d { use super::super::super::x; } fn f() { super::y::z() } }", "a::x:1 a::b::y::z:1"),
            ("mod c { fn f() { if x { } } use super::x; } use super::y;", "a::b::x:1 a::y:1"),
            ("use super::super::super::super::x;", "x:1"),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn comments_and_literals_name_nothing() {
        for text in [
            "// use crate::x;",
            "/// See [`crate::x`].",
            "/* use crate::x; /* crate::y::z */ use crate::w; */",
            "let text = \"crate::x::y\";",
            "let text = \"\\\\\\\"crate::x::y\\\"\";",
            "let text = r\"\\\"; let other = r#\"\" crate::x::y \"#;",
            "let bytes = (b\"crate::x\", br##\"\"# crate::y\"##, c\"crate::z\");",
            "let quote = ('\"', '\\'', '\\u{22}', b'\"', \"crate::x\");",
        ] {
            assert_eq!(names(text), "", "{text}");
            assert_eq!(names(&format!("{text}\nuse crate::w;")), format!("w:{}", 2), "{text}");
        }
        assert_eq!(
            names("fn f<'a>(x: &'a str) {} // 'crate\nlet x = '/'; use crate::x; /*\n*/ use crate::y;"),
            "x:2 y:3"
        );
    }

    #[test]
    fn code_of_tests_names_nothing() {
        for text in [
            "#[cfg(test)] use crate::x;",
            "#[cfg(test)] use crate::{x, y};",
            "#[cfg(test)]\nmod tests { use crate::x; fn f() { crate::y::z(); } }",
            "#[cfg(test)] #[expect(lint, reason = \"it\")] fn f() -> [u8; 2] { crate::x::y() }",
            "#[cfg(all(test, unix))] const X: [u8; 1] = [crate::x::Y];",
            "mod c { #[cfg(test)] use crate::x; }",
        ] {
            assert_eq!(names(text), "", "{text}");
            assert_eq!(names(&format!("{text} use super::w;")), format!("a::w:{}", text.lines().count()), "{text}");
        }
        for text in
            ["#[cfg(not(test))] use crate::x;", "#[cfg(any(test, unix))] use crate::x;", "#[test] use crate::x;"]
        {
            assert_eq!(names(text), "x:1", "{text}");
        }
    }

    #[test]
    fn modules_in_other_files_are_noted() {
        let source = read("mod x;\npub mod y;\n#[cfg(test)]\nmod tests;\nmod z { }", vec!["a".to_owned()]);
        assert_eq!(source.children, [("x".to_owned(), 1), ("y".to_owned(), 2)]);
        assert_eq!(source.test_modules, [["a", "tests"]]);
    }
}
