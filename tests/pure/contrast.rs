//! The contrast of all colours that meet on screen, and whether the style sheets use them as listed.

use crate::styles::{Rule, rules};
use palette::{DECORATION, GROUNDS, INVERSE, MARKS, NotComputed, Pair, Palette, Scheme, TEXTS, pairs};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::Path;

/// Pairs with too little contrast, of those that a token is in.
fn weak(palette: &Palette, token: Option<&str>) -> Vec<String> {
    let mut weak = Vec::new();
    for scheme in Scheme::ALL {
        let is_in = |pair: &Pair| token.is_none_or(|token| [pair.front, pair.ground].contains(&token));
        for Pair { front, ground, kind } in pairs().into_iter().filter(is_in) {
            let ratio = |token| palette.color(token, scheme);
            let ratio = ratio(front).and_then(|front| Ok::<_, NotComputed>(front.contrast(ratio(ground)?)));
            match ratio {
                Ok(ratio) if ratio >= kind.enhanced() => {}
                Ok(ratio) => weak.push(format!("{front} on {ground}: {ratio:.2}, {}", scheme.as_str())),
                Err(value) => weak.push(format!("{front} on {ground}: {value}, {}", scheme.as_str())),
            }
        }
    }
    weak
}

#[test]
fn every_pair_has_enough_contrast_in_both_schemes() {
    assert_eq!(weak(&Palette::built_in(), None), Vec::<String>::new());
}

#[test]
fn a_token_without_contrast_is_noticed() {
    let built_in = Palette::built_in();
    for Pair { front, ground, .. } in pairs() {
        for scheme in Scheme::ALL {
            // In one scheme, the text has the colour of what it is on.
            let colors = Scheme::ALL.map(|one| {
                built_in.color(if one == scheme { ground } else { front }, one).expect("a colour").to_string()
            });
            let mut palette = built_in.clone();
            palette.set(front, &format!("light-dark({}, {})", colors[0], colors[1]));
            let weak = weak(&palette, Some(front));
            assert!(
                weak.iter().any(|pair| pair.starts_with(&format!("{front} on {ground}: 1.00"))),
                "{front} on {ground}"
            );
            assert!(weak.iter().all(|pair| pair.ends_with(scheme.as_str())), "{weak:?}");
        }
    }
}

#[test]
fn a_slightly_paler_token_is_noticed() {
    for (token, paler) in [("--muted", "#585d66"), ("--minor-ink", "#7a4b00"), ("--line-strong", "#8b8f95")] {
        let mut palette = Palette::built_in();
        palette.set(token, paler);
        assert!(
            weak(&palette, Some(token)).iter().any(|pair| pair.starts_with(token) && pair.ends_with("light")),
            "{token}"
        );
    }
}

/// Rules that may be translucent, as they have no text or are hidden.
const TRANSLUCENT: [&str; 1] = [".entry::before"];

/// Values that need no token: those of the surroundings, and those of the system.
const KEYWORDS: [&str; 8] =
    ["inherit", "currentColor", "transparent", "none", "HighlightText", "Highlight", "CanvasText", "Canvas"];

/// The tokens that each custom property of a component may have, such as `--tone`.
type Roles = BTreeMap<String, BTreeSet<String>>;

/// The names in a value's `var()`s, those of custom properties of components replaced by the tokens they may have.
fn tokens(value: &str, roles: &Roles) -> BTreeSet<String> {
    let names = value.split("var(").skip(1).map(|rest| {
        let end = rest.find(|c: char| c != '-' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    names.flat_map(|name| roles.get(&name).cloned().unwrap_or_else(|| BTreeSet::from([name]))).collect()
}

/// The selector without its states: `.a[data-b]:hover` is `.a[data-b]`, then `.a`.
fn bases(selector: &str) -> Vec<String> {
    let mut bases = vec![selector.to_owned()];
    let mut rest = selector;
    // Only of the element itself, not of those around it.
    while let Some(at) = rest.rfind([':', '[']).filter(|at| *at > 0 && !rest[*at..].contains(' ')) {
        rest = rest[..at].trim_end_matches(':');
        bases.push(rest.to_owned());
    }
    bases
}

/// The errors in the colours of some style sheets.
fn faults(sheets: &[(String, String)]) -> Vec<String> {
    let sheets: Vec<(&str, Vec<Rule>)> = sheets.iter().map(|(file, css)| (file.as_str(), rules(css))).collect();
    let all = || sheets.iter().flat_map(|(_, rules)| rules);
    let mut roles = Roles::new();
    // A mixture of two colours is neither of them, and has a name of its own in the lists.
    let is_role = |(name, value): &&(String, String)| name.starts_with("--") && !value.contains("color-mix(");
    for (name, value) in all().flat_map(|rule| &rule.declarations).filter(is_role) {
        roles.entry(name.clone()).or_default().extend(tokens(value, &Roles::new()));
    }
    let selectors = |rule: &Rule| -> Vec<String> { rule.head.split(',').map(|one| one.trim().to_owned()).collect() };
    // The colour of each selector's own rule.
    let mut colors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in all() {
        for (_, value) in rule.declarations.iter().filter(|(name, _)| name == "color") {
            for selector in selectors(rule) {
                colors.entry(selector).or_default().extend(tokens(value, &roles));
            }
        }
    }
    let is_in = |list: &[&str], token: &str| list.contains(&token);
    let mut faults = Vec::new();
    for (file, rules) in &sheets {
        for rule in rules {
            let own: BTreeSet<String> = rule
                .declarations
                .iter()
                .filter(|(name, _)| name == "color")
                .flat_map(|(_, value)| tokens(value, &roles))
                .collect();
            let mut fault = |what: String| faults.push(format!("{file}: {}: {what}", rule.head));
            for (name, value) in rule.declarations.iter().filter(|(name, _)| !name.starts_with("--")) {
                let tokens = tokens(value, &roles);
                let has_color = |word: &str| value.contains(word);
                if ["#", "rgb", "hsl(", "oklch(", "oklab(", "light-dark(", "color-mix("].into_iter().any(has_color) {
                    fault(format!("{name}: {value} isn't a token"));
                }
                match name.as_str() {
                    "color" => {
                        let is_known =
                            |token: &String| is_in(&TEXTS, token) || INVERSE.iter().any(|(front, _)| front == token);
                        for token in tokens.iter().filter(|token| !is_known(token)) {
                            fault(format!("{token} isn't for text"));
                        }
                        if tokens.is_empty() && !KEYWORDS.contains(&value.as_str()) {
                            fault(format!("color: {value} isn't a token"));
                        }
                    }
                    "background" | "background-color" | "background-image" => {
                        for token in tokens.iter().filter(|token| !is_in(&GROUNDS, token)) {
                            let on_it: BTreeSet<String> = match own.is_empty() {
                                false => own.clone(),
                                true => selectors(rule)
                                    .iter()
                                    .flat_map(|selector| bases(selector))
                                    .find_map(|base| colors.get(&base).cloned())
                                    .unwrap_or_default(),
                            };
                            // A pseudo-element is empty here.
                            let is_empty = own.is_empty() && rule.head.contains("::");
                            let is_mark = on_it.is_empty() && (is_in(&MARKS, token) || is_in(&TEXTS, token));
                            let is_shape = is_mark || is_empty && is_in(&DECORATION, token);
                            // Without a colour of its own, text has the body's.
                            let on_it = if on_it.is_empty() { BTreeSet::from(["--ink".to_owned()]) } else { on_it };
                            let is_paired = |front: &String| INVERSE.contains(&(front.as_str(), token.as_str()));
                            for front in on_it.iter().filter(|front| !is_shape && !is_paired(front)) {
                                fault(format!("{front} on {token} isn't among the pairs"));
                            }
                        }
                        // Inverse text is only for its own ground.
                        for front in own.iter().filter(|front| !is_in(&TEXTS, front)) {
                            let is_paired = |ground: &String| INVERSE.contains(&(front.as_str(), ground.as_str()));
                            if !tokens.iter().all(is_paired) {
                                fault(format!("{front} on {tokens:?} isn't among the pairs"));
                            }
                        }
                    }
                    "opacity" if !["0", "1"].contains(&value.as_str()) => {
                        if !TRANSLUCENT.contains(&rule.head.as_str()) {
                            fault(format!("opacity: {value} takes contrast away"));
                        }
                    }
                    _ => {
                        let is_colored = ["border", "outline", "text-decoration", "accent", "caret", "fill", "stroke"];
                        let is_colored = is_colored.iter().any(|word| name.starts_with(word));
                        let is_line =
                            |token: &str| is_in(&MARKS, token) || is_in(&TEXTS, token) || is_in(&DECORATION, token);
                        let is_length = |token: &str| {
                            ["--radius", "--space", "--text", "--width"].iter().any(|own| token.starts_with(own))
                        };
                        for token in tokens.iter().filter(|token| is_colored && !is_line(token) && !is_length(token)) {
                            fault(format!("{name}: {token} is for neither marks nor decoration"));
                        }
                    }
                }
            }
        }
    }
    faults
}

fn sheets() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let files = folder.read_dir().expect("a folder of styles").map(|entry| entry.expect("a style sheet").path());
    let mut sheets: Vec<(String, String)> = files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        })
        .filter(|(name, _)| !["tokens.css", "fallback.css"].contains(&name.as_str()))
        .collect();
    sheets.sort();
    sheets
}

#[test]
fn style_sheets_use_colours_as_the_pairs_say() {
    assert_eq!(faults(&sheets()), Vec::<String>::new());
}

#[test]
fn every_token_of_a_colour_has_a_use_in_the_pairs() {
    let lists = [&TEXTS[..], &GROUNDS, &MARKS, &DECORATION].concat();
    let listed = |token: &str| lists.contains(&token) || INVERSE.iter().any(|(a, b)| [a, b].contains(&&token));
    for (token, value) in Palette::built_in().tokens() {
        let is_color = value.contains("light-dark(") || value.starts_with("var(");
        assert_eq!(listed(token), is_color, "{token}: {value}");
    }
}

#[test]
fn new_uses_of_colours_are_found() {
    let check = |css: &str, expected: &[&str]| {
        let found = faults(&[("a.css".to_owned(), css.to_owned())]);
        assert_eq!(found.len(), expected.len(), "{css}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{css}: {found}");
        }
    };
    check("a { color: var(--muted); background: var(--sunken) }", &[]);
    check("a { color: var(--line-strong) }", &["--line-strong isn't for text"]);
    check("a { color: var(--new) }", &["--new isn't for text"]);
    check("a { color: gray }", &["gray isn't a token"]);
    check("a { color: #fff }", &["isn't a token", "isn't a token"]);
    check("a { color: inherit; background: none }", &[]);
    check("a { color: var(--page); background: var(--ink) }", &[]);
    check("a { color: var(--page); background: var(--critical) }", &["--page on --critical", "--page on"]);
    check(
        "a { color: var(--page); background: var(--ink) } a:hover { background: var(--minor-ink) }",
        &["--page on --minor-ink"],
    );
    check("a { color: var(--muted) } a:active { background: var(--line) }", &["--muted on --line"]);
    check("a { background: var(--line) }", &[]);
    check("a { background: var(--critical) }", &[]);
    check("a { background: var(--tone-edge) }", &["--ink on --tone-edge"]);
    check("a { border: 1px solid var(--page) }", &["border: --page"]);
    check("a { border-color: var(--tone, var(--line-strong)) } b { --tone: var(--minor) }", &[]);
    check("b { --tone-ink: var(--minor) } a { color: var(--tone-ink) }", &["--minor isn't for text"]);
    check("a::before { background: var(--tone-edge) }", &[]);
    check("a[data-b] > c { background: var(--critical) } a { color: var(--ink) }", &[]);
    check("a { opacity: .5 }", &["takes contrast away"]);
    check("a { border-radius: var(--radius); outline: 3px solid var(--focus) }", &[]);
}
