//! Checks the contrast of the colours that a theme sets.

use super::finding::Findings;
use palette::{Kind, NotComputed, Pair, Palette, Scheme, Srgb, TEXTS, pairs};
use std::collections::{BTreeMap, BTreeSet};

/// The longest value that is quoted.
const MAX_QUOTED: usize = 60;

/// The longest selector that is looked at.
const MAX_HEAD: usize = 1_000;

/// The colours that a theme sets.
struct Theme {
    /// The product's tokens, with those of the theme in place of its own.
    palette: Palette,
    /// The tokens that the theme sets.
    set: BTreeSet<String>,
    /// The schemes that the page can have.
    schemes: Vec<Scheme>,
}

/// A pair with too little contrast.
struct Weak {
    /// The colour next to the token.
    other: &'static str,
    ratio: f32,
    pair: Pair,
    /// Whether the text or the mark is the darker of the two.
    is_dark_on_light: bool,
}

/// Computes the contrast of every pair that has a colour of the theme.
pub(super) fn check(file: &str, css: &str, findings: &mut Findings) {
    let theme = Theme::read(file, css, findings);
    let set: Vec<&str> = theme.set.iter().map(String::as_str).collect();
    let mut unknown: BTreeMap<&str, String> = BTreeMap::new();
    for scheme in &theme.schemes {
        // By the token to change.
        let mut weak: BTreeMap<&str, Vec<Weak>> = BTreeMap::new();
        for pair in pairs() {
            let Some((token, other)) = theme.to_change(&pair, &set) else { continue };
            match (theme.color(pair.front, *scheme), theme.color(pair.ground, *scheme)) {
                (Ok(front), Ok(ground)) => {
                    let ratio = front.contrast(ground);
                    if ratio < pair.kind.enhanced() {
                        let is_dark_on_light = is_darker(front, ground);
                        weak.entry(token).or_default().push(Weak { other, ratio, pair, is_dark_on_light });
                    }
                }
                (front, ground) => {
                    for (token, color) in [(pair.front, front), (pair.ground, ground)] {
                        if let (Some(own), Err(NotComputed(value))) = (theme.owner(token, &set), color) {
                            unknown.entry(own).or_insert(value);
                        }
                    }
                }
            }
        }
        for (token, mut weak) in weak {
            weak.sort_by(|one, two| one.missing().total_cmp(&two.missing()).reverse());
            let is_error = weak.iter().any(|weak| weak.ratio < weak.pair.kind.minimum());
            let what = theme.message(token, *scheme, is_error, &weak);
            match is_error {
                true => findings.error(file, token, what),
                false => findings.note(file, token, what),
            }
        }
    }
    for (token, value) in unknown {
        findings.note(
            file,
            token,
            format!(
                "The contrast of {token} can't be computed from {}. Check it yourself, or use hex digits, rgb(), hsl(), \
                 oklch() or a named colour, without transparency; light-dark() takes one for each scheme.",
                quoted(&value)
            ),
        );
    }
}

impl Weak {
    /// How many times the contrast would have to be what it is, of what is required at least.
    fn missing(&self) -> f32 {
        self.pair.kind.minimum() / self.ratio
    }
}

impl Theme {
    fn read(file: &str, css: &str, findings: &mut Findings) -> Self {
        let mut palette = Palette::built_in();
        let known: BTreeSet<String> = palette.tokens().map(|(token, _)| token.to_owned()).collect();
        let of_pairs: BTreeSet<&str> = pairs().iter().flat_map(|pair| [pair.front, pair.ground]).collect();
        let mut set = BTreeSet::new();
        let mut important = BTreeSet::new();
        let mut elsewhere = BTreeSet::new();
        let mut schemes = Scheme::ALL.to_vec();
        palette::read(css, |within, name, value| {
            let is_everywhere = is_of_the_root(within);
            if name.eq_ignore_ascii_case("color-scheme") && is_everywhere {
                schemes = schemes_of(value);
            }
            if !name.starts_with("--") {
                return;
            }
            if !is_everywhere {
                // The first place is enough.
                if of_pairs.contains(name) && elsewhere.insert(name.to_owned()) {
                    findings.note(
                        file,
                        name,
                        format!(
                            "The contrast of {name} in {} can't be computed, because it isn't set for the whole page. \
                             Set it in :root. For a colour in each scheme, use light-dark(), which also follows the \
                             switch in the footer.",
                            quoted(&within.join(" { "))
                        ),
                    );
                }
                return;
            }
            let (value, is_important) = match value.to_ascii_lowercase().ends_with("!important") {
                true => (value[..value.len() - "!important".len()].trim(), true),
                false => (value, false),
            };
            if important.contains(name) && !is_important {
                return;
            }
            if is_important {
                important.insert(name.to_owned());
            }
            // Others may be what these refer to.
            palette.set(name, value);
            if known.contains(name) {
                set.insert(name.to_owned());
            }
        });
        Self { palette, set, schemes }
    }

    /// The token of the theme to change if the pair is too weak, and the other one. `None` if the theme doesn't affect
    /// the pair, or another pair is the same.
    fn to_change<'a>(&'a self, pair: &Pair, set: &[&'a str]) -> Option<(&'a str, &'static str)> {
        let is_alias = |token: &str| {
            let others: Vec<&str> = TEXTS.into_iter().filter(|other| *other != token).collect();
            !set.contains(&token) && self.palette.depends_on(token, &others)
        };
        if is_alias(pair.front) {
            return None;
        }
        match (self.owner(pair.front, set), self.owner(pair.ground, set)) {
            (Some(front), _) => Some((front, pair.ground)),
            (None, Some(ground)) => Some((ground, pair.front)),
            (None, None) => None,
        }
    }

    /// The token of the theme that a token's colour comes from.
    fn owner<'a>(&self, token: &str, set: &[&'a str]) -> Option<&'a str> {
        set.iter().copied().find(|own| self.palette.depends_on(token, &[own]))
    }

    fn color(&self, token: &str, scheme: Scheme) -> Result<Srgb, NotComputed> {
        self.palette.color(token, scheme)
    }

    /// The message for all weak pairs of a token, the weakest first.
    fn message(&self, token: &str, scheme: Scheme, is_error: bool, weak: &[Weak]) -> String {
        let Some((Weak { ratio, pair, is_dark_on_light, .. }, rest)) = weak.split_first() else { return String::new() };
        let Pair { front, ground, kind } = pair;
        let scheme = scheme.as_str();
        let is_front = self.palette.depends_on(front, &[token]);
        let mut what = format!("{front} on {ground} has a contrast of {} in the {scheme} scheme", shown(*ratio));
        what += &match (kind, is_error) {
            (Kind::Text, true) => format!("; text needs at least {}.", kind.minimum()),
            (Kind::Text, false) => format!(". That's enough for WCAG level AA; level AAA takes {}.", kind.enhanced()),
            (Kind::Mark, _) => format!("; shapes and lines need at least {}.", kind.minimum()),
        };
        what += &match is_front == *is_dark_on_light {
            true => format!(" Make {token} darker in that scheme"),
            false => format!(" Make {token} lighter in that scheme"),
        };
        let is_the_same = [Scheme::Light, Scheme::Dark].map(|scheme| self.palette.color(token, scheme).ok());
        what += match is_the_same[0] == is_the_same[1] && self.schemes.len() > 1 {
            true => ": light-dark(a, b) gives each scheme a colour.",
            false => ".",
        };
        if !rest.is_empty() {
            let others: Vec<String> =
                rest.iter().map(|weak| format!("{} ({})", weak.other, shown(weak.ratio))).collect();
            what += &format!(" It's also low with {}.", others.join(", "));
        }
        what
    }
}

/// Whether a rule is for the root element, whatever the scheme and the medium.
fn is_of_the_root(within: &[String]) -> bool {
    let mut selectors = Vec::new();
    for head in within {
        if head.len() > MAX_HEAD {
            return false;
        }
        let lower = head.to_ascii_lowercase();
        let mut words = lower.split_whitespace();
        match words.next() {
            // Browsers that support the theme's colours take these.
            Some("@supports") if words.next() != Some("not") => {}
            Some("@layer") => {}
            Some(word) if word.starts_with('@') => return false,
            _ => selectors.push(lower),
        }
    }
    let [selector] = selectors.as_slice() else { return false };
    selector.split(',').any(|one| [":root", "html", "html:root", ":root:root"].contains(&one.trim()))
}

/// The schemes that a value of `color-scheme` allows.
fn schemes_of(value: &str) -> Vec<Scheme> {
    let lower = value.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let named: Vec<Scheme> = Scheme::ALL.into_iter().filter(|scheme| words.contains(&scheme.as_str())).collect();
    match (named.is_empty(), words.contains(&"normal")) {
        (false, _) => named,
        (true, true) => vec![Scheme::Light],
        (true, false) => Scheme::ALL.to_vec(),
    }
}

fn is_darker(one: Srgb, other: Srgb) -> bool {
    let black = Srgb::BLACK;
    one.contrast(black) < other.contrast(black)
}

/// A ratio with two digits, rounded down, so that it never looks like enough.
fn shown(ratio: f32) -> String {
    format!("{}", (ratio * 100.0).floor() / 100.0)
}

fn quoted(value: &str) -> String {
    match value.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("“{}…”", &value[..end]),
        None => format!("“{value}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::{Finding, Level};
    use super::*;

    fn found(css: &str) -> Vec<Finding> {
        let mut findings = Findings::default();
        check("theme.css", css, &mut findings);
        findings.sorted()
    }

    /// Checks the level, the place and a part of the text of each finding.
    fn expect(css: &str, expected: &[(Level, &str, &str)]) {
        let found = found(css);
        let lines: Vec<String> = found.iter().map(Finding::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{css}: {lines:#?}");
        for (finding, (level, place, part)) in found.iter().zip(expected) {
            assert_eq!((finding.level, finding.place.as_str()), (*level, *place), "{css}: {lines:#?}");
            assert!(finding.what.contains(part), "{css}: {lines:#?}");
        }
    }

    const ERROR: Level = Level::Error;
    const NOTE: Level = Level::Note;

    #[test]
    fn colours_with_enough_contrast_are_fine() {
        expect("", &[]);
        expect(":root { --font: Inter; --radius: 0 }", &[]);
        expect(":root { --accent: light-dark(#5b1a8b, #d3b4ff) }", &[]);
        expect(
            "html { --accent: light-dark(rgb(91 26 139), hsl(265 100% 85%)); --page: light-dark(white, black) }",
            &[],
        );
        expect(":root { --accent: var(--brand); --brand: light-dark(#5b1a8b, #d3b4ff) }", &[]);
        expect("@supports (color: light-dark(red, red)) { :root { --accent: light-dark(navy, #d3b4ff) } }", &[]);
        expect(":root { --accent: navy !important; --accent: light-dark(navy, #d3b4ff) !important }", &[]);
    }

    #[test]
    fn the_example_of_the_guide_is_fine() {
        let guide = include_str!("../../../docs/configuring.md");
        let css = guide.split("```css\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        assert!(palette::BRAND.iter().all(|token| css.contains(&format!("{token}:"))), "{css}");
        expect(css, &[]);
    }

    #[test]
    fn too_little_contrast_is_an_error_and_not_quite_enough_a_note() {
        expect(
            ":root { --accent: light-dark(#c9a227, #8fc4ff) }",
            &[(
                ERROR,
                "--accent",
                "--accent on --critical-tint has a contrast of 2.1 in the light scheme; text needs at least 4.5.",
            )],
        );
        expect(
            ":root { --accent: light-dark(#0b66c3, #8fc4ff) }",
            &[(NOTE, "--accent", "in the light scheme. That's enough for WCAG level AA; level AAA takes 7.")],
        );
        expect(
            ":root { --accent: #084c8f }",
            &[(
                ERROR,
                "--accent",
                "in the dark scheme; text needs at least 4.5. Make --accent lighter in that scheme: light-dark(a, b)",
            )],
        );
        expect(
            ":root { --page: light-dark(#faf9f7, #555) }",
            &[(ERROR, "--page", "Make --page darker in that scheme.")],
        );
        expect(
            ":root { --critical: light-dark(#ffd0d0, #f4606b) }",
            &[(ERROR, "--critical", "; shapes and lines need at least 3. Make --critical darker")],
        );
    }

    #[test]
    fn a_message_names_every_weak_pair() {
        let found = found(":root { --ink: light-dark(#777, #fff) }");
        let errors: Vec<_> = found.iter().filter(|finding| finding.level == ERROR).collect();
        assert_eq!(errors.len(), 1, "{found:?}");
        for ground in ["--page", "--surface", "--sunken", "--minor-tint"] {
            assert!(errors[0].what.contains(ground), "{found:?}");
        }
    }

    #[test]
    fn other_colours_are_left_to_the_deployer() {
        for value in
            ["transparent", "#0004", "rgb(0 0 0 / .9)", "color-mix(in srgb, red, blue)", "Canvas", "", "var(--x)"]
        {
            let css = format!(":root {{ --accent: {value} }}");
            let found = found(&css);
            assert!(!found.is_empty() && found.iter().all(|finding| finding.level == NOTE), "{css}: {found:?}");
            assert!(found.iter().all(|finding| finding.what.contains("can't be computed")), "{css}: {found:?}");
        }
    }

    #[test]
    fn colours_of_a_part_of_the_page_are_left_to_the_deployer() {
        for css in [
            "@media (prefers-color-scheme: dark) { :root { --accent: #000 } }",
            ":root[data-scheme=dark] { --accent: #000 }",
            ".banner { --page: red }",
            ":root { .banner { --ink: red } }",
            ":root { @media print { --ink: red } }",
            "@supports not (color: light-dark(red, red)) { :root { --ink: red } }",
        ] {
            expect(css, &[(NOTE, found(css)[0].place.clone().as_str(), "it isn't set for the whole page")]);
        }
        expect(".banner { --mine: red }", &[]);
    }

    #[test]
    fn a_page_with_one_scheme_is_checked_in_that_one() {
        expect(":root { color-scheme: light; --accent: #084c8f }", &[]);
        expect(":root { color-scheme: only dark; --accent: #8fc4ff }", &[]);
        expect(":root { color-scheme: dark; --accent: #084c8f }", &[(ERROR, "--accent", "lighter in that scheme.")]);
    }

    #[test]
    fn hostile_themes_are_read_to_their_end() {
        let long = "x".repeat(300_000);
        for css in [
            ":root { --accent: ".to_owned(),
            ":root { --accent: light-dark(#000".to_owned(),
            format!(":root {{ --accent: {long} }}"),
            format!("{long} {{ --accent: red }}"),
            format!(":root {{ --accent: {} }}", "light-dark(".repeat(100_000)),
            format!(":root {{ --accent: {} }}", "var(--accent)"),
            format!("{}:root {{ --accent: #fff }}", "@media x {".repeat(100_000)),
            ":root { --\\61 ccent: #fff; --accent: \u{1b}[31m\u{0} }".to_owned(),
            format!("{long} {{ {} }}", "--accent: red;".repeat(20_000)),
            "a { --accent: red } b { --accent: red }".repeat(10_000),
            "/* :root { --accent: #fff }".to_owned(),
            "\u{feff}:root { --accent: #f\u{e9}\u{1f600} }".to_owned(),
        ] {
            for finding in found(&css) {
                let line = finding.to_string();
                assert!(line.len() < 2_000 && !line.contains(['\u{1b}', '\n']), "{line}");
            }
        }
        expect(":root { --\\61 ccent: #fff }", &[(ERROR, "--accent", "in the light scheme")]);
    }
}
