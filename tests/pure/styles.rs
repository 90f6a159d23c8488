//! Newer words in the style sheets have fallbacks. `docs/browsers.md` lists the oldest supported browsers.

use palette::{Palette, Srgb};
use std::path::Path;

/// Functions and values that browsers of the oldest supported kind may lack; each needs an earlier declaration of the
/// same property without it.
const NEWER: [&str; 13] = [
    "light-dark(",
    "color-mix(",
    "oklch(",
    "oklab(",
    "lch(",
    "lab(",
    "color(",
    "/ \"",
    "dvh",
    "dvb",
    "round(",
    "anchor(",
    "contrast-color(",
];

/// Properties that need their older name before them.
const PREFIXED: [&str; 2] = ["text-size-adjust", "print-color-adjust"];

/// Rules and selectors that must stay optional: a browser that doesn't know them drops the whole rule.
const AVOIDED: [&str; 11] = [
    "&",
    "@scope",
    "@property",
    "@starting-style",
    "@container",
    "@view-transition",
    "@position-try",
    ":popover-open",
    ":open",
    ":state(",
    "::details-content",
];

/// Uses of these and of `:has()` in separate rules, without which the screen can still be read.
const OPTIONAL: [(&str, &str); 3] = [
    ("admin-shell.css", "html:has(.admin)"),
    ("wall.css", "@supports selector(::details-content)"),
    ("wall.css", "[data-wall] .group::details-content"),
];

/// A rule or an at-rule: the text before its brace, and its own declarations in order.
pub struct Rule {
    pub head: String,
    pub declarations: Vec<(String, String)>,
}

pub fn rules(css: &str) -> Vec<Rule> {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        text += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    text += rest;
    let mut open: Vec<Rule> = vec![Rule { head: String::new(), declarations: Vec::new() }];
    let mut done = Vec::new();
    let mut said = String::new();
    for c in text.chars() {
        let rule = open.last_mut().expect("braces are balanced");
        let declared =
            said.trim().split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        match c {
            '{' => {
                open.push(Rule { head: std::mem::take(&mut said).trim().to_owned(), declarations: Vec::new() });
            }
            ';' | '}' => {
                rule.declarations.extend(declared);
                said.clear();
                if c == '}' {
                    done.extend(open.pop());
                }
            }
            _ => said.push(c),
        }
    }
    done
}

fn is_newer(value: &str) -> bool {
    let begins = |word: &str| {
        value.match_indices(word).any(|(at, _)| !value[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    };
    NEWER.iter().any(|word| if word.starts_with("dv") { value.contains(word) } else { begins(word) })
}

/// The parts of a style sheet that lack a fallback.
fn faults(file: &str, css: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for Rule { head, declarations } in rules(css) {
        let is_optional = OPTIONAL.contains(&(file, &head));
        if let Some(word) = AVOIDED.iter().find(|word| head.contains(**word) && !is_optional) {
            faults.push(format!("{head} has {word}"));
        }
        if head.contains(":has(") && !is_optional {
            faults.push(format!("{head} is lost where :has() is not known"));
        }
        for (index, (name, value)) in declarations.iter().enumerate() {
            let is_before =
                |wanted: &str| declarations[..index].iter().any(|(name, value)| name == wanted && !is_newer(value));
            // A token is taken at its word, and fails where it is used: those of tokens.css have theirs in fallback.css.
            // Without an edge, which carries no meaning, there is no border.
            let is_token = file == "tokens.css" && name.starts_with("--") || name == "--tone-edge";
            if is_newer(value) && !is_token && !is_before(name) {
                faults.push(format!("{head}: {name}: {value}"));
            }
            if PREFIXED.contains(&name.as_str()) && !is_before(&format!("-webkit-{name}")) {
                faults.push(format!("{head}: {name} without -webkit-"));
            }
        }
    }
    faults
}

fn style(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("style").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_newer_word_of_the_styles_has_a_fallback() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    for entry in folder.read_dir().expect("a folder of styles") {
        let file = entry.expect("a style sheet").file_name().into_string().expect("a plain name");
        assert_eq!(faults(&file, &style(&file)), Vec::<String>::new(), "{file}");
    }
}

/// The parts of fallback.css before and after its tokens.
const FALLBACK: [&str; 2] = [
    "\
/* For browsers without `light-dark()`: a token that uses it would be invalid, and every icon, border and pressed state
   would disappear. They show the light colours in both modes, as sRGB. Written by the test that compares it with
   tokens.css: STATUSPANE_REFERENCE=write cargo test --test pure fallbacks_as_before */
@layer tokens {
  @supports not (color: light-dark(red, red)) {
    :root {
      color-scheme: light;
",
    "    }\n  }\n}\n",
];

/// A value with the light one of each pair of colours, in sRGB.
fn light(value: &str) -> String {
    let Some((before, after)) = value.split_once("light-dark(") else { return value.to_owned() };
    let mut depth = 0_u32;
    let mut parts = vec![String::new()];
    let mut rest = after.chars();
    for c in rest.by_ref() {
        match c {
            ')' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth = depth + u32::from(c == '(') - u32::from(c == ')');
                parts.last_mut().expect("a part").push(c);
            }
        }
    }
    let hex = Srgb::hex(&parts[0]).unwrap_or_else(|| panic!("{value}: {} is no colour", parts[0]));
    assert_eq!(parts.len(), 2, "{value}");
    format!("{before}{hex}{}", light(rest.as_str()))
}

#[test]
fn fallbacks_as_before() {
    let newer: Vec<(String, String)> = rules(&style("tokens.css"))
        .into_iter()
        .flat_map(|rule| rule.declarations)
        .filter(|(name, value)| name.starts_with("--") && is_newer(value))
        .map(|(name, value)| (name, light(&value)))
        .collect();
    assert!(newer.len() > 30 && newer.iter().all(|(_, value)| !is_newer(value)), "{newer:?}");
    let lines: String = newer.iter().map(|(name, value)| format!("      {name}: {value};\n")).collect();
    let expected = FALLBACK[0].to_owned() + &lines + FALLBACK[1];
    if std::env::var("STATUSPANE_REFERENCE").is_ok_and(|what| what == "write") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("style/fallback.css");
        std::fs::write(&path, &expected).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    assert_eq!(style("fallback.css"), expected);
}

#[test]
fn every_colour_of_a_token_is_one_that_all_screens_have() {
    for (name, value) in Palette::built_in().tokens() {
        for part in value.split("oklch(").skip(1) {
            let color = format!("oklch({})", part.split_once(')').expect("a bracket that ends").0);
            assert!(Srgb::has(&color), "{name}: {color}");
        }
    }
}

#[test]
fn missing_fallbacks_are_found() {
    let check = |css: &str, expect: usize| assert_eq!(faults("any.css", css).len(), expect, "{css}");
    check("a { color: light-dark(red, blue); }", 1);
    check("a { color: red; color: light-dark(red, blue); }", 0);
    check("a { color: light-dark(red, blue); color: red }", 1);
    check("a { background: red; color: color-mix(in srgb, red, blue); }", 1);
    check("@layer x { @media print { a { --x: light-dark(red, blue); } } }", 1);
    check("a::before { content: \"x\" / \"\"; }", 1);
    check("a::before { content: \"x\"; content: \"x\" / \"\"; }", 0);
    check("a { block-size: 100dvh }", 1);
    check("a { print-color-adjust: exact }", 1);
    check("a { -webkit-print-color-adjust: exact; print-color-adjust: exact }", 0);
    check("a, b:has(c) { color: red }", 1);
    check("a { &:hover { color: red } }", 1);
    check("/* light-dark(a, b) */ a { color: var(--x) }", 0);
}
