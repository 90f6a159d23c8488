//! Reading colours and style sheets, also broken ones.

use palette::{Palette, Scheme, Srgb, read};

#[test]
fn colours_are_those_of_browsers() {
    // The expected values are what Chromium computes.
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(Srgb::parse(text).map(|color| color.to_string()).as_deref(), expected, "{text}");
    };
    check("#1A1d21", Some("#1a1d21"));
    check(" #fff ", Some("#fff"));
    check("rgb(26 29 33)", Some("#1a1d21"));
    check("rgb(10%, 20%, 30%)", Some("#1a334d"));
    check("rgba(26, 29, 33, 1)", Some("#1a1d21"));
    check("hsl(210 50% 40%)", Some("#369"));
    check("hsl(210deg, 50%, 40%)", Some("#369"));
    check("RebeccaPurple", Some("#639"));
    check("oklch(0.418 0.127 254deg)", Some("#084c8f"));
    check("oklch(41.8% .127 254)", Some("#084c8f"));
    check("#12345", None);
    check("#1a1d2180", None);
    check("rgb(0 0 0 / 50%)", None);
    check("transparent", None);
    check("currentColor", None);
    check("Canvas", None);
    check("var(--x)", None);
    check("", None);
    check("#\u{fe0f}fff", None);
}

#[test]
fn contrast_is_that_of_wcag() {
    let ratio = |one: &str, two: &str| Srgb::parse(one).unwrap().contrast(Srgb::parse(two).unwrap());
    // The first three are examples of the guidelines.
    for (one, two, expected) in [
        ("#000", "#fff", 21.0),
        ("#fff", "#fff", 1.0),
        ("#777", "#fff", 4.478),
        ("#767676", "#fff", 4.542),
        ("#595959", "#fff", 7.004),
        ("#00f", "#fff", 8.592),
        ("#0f0", "#000", 15.304),
    ] {
        assert!((ratio(one, two) - expected).abs() < 0.002, "{one} on {two}: {}", ratio(one, two));
        assert!((ratio(two, one) - expected).abs() < 0.002, "{two} on {one}");
    }
}

#[test]
fn tokens_refer_to_others_and_to_schemes() {
    let check = |value: &str, light: Option<&str>, dark: Option<&str>| {
        let mut palette = Palette::built_in();
        palette.set("--x", value);
        palette.set("--red", "red");
        palette.set("--circle", "var(--circle)");
        for (scheme, expected) in [(Scheme::Light, light), (Scheme::Dark, dark)] {
            let color = palette.color("--x", scheme).ok().map(|color| color.to_string());
            assert_eq!(color.as_deref(), expected, "{value}");
        }
    };
    check("#123456", Some("#123456"), Some("#123456"));
    check("light-dark(#111, #222)", Some("#111"), Some("#222"));
    check("LIGHT-DARK( rgb(1 2 3) , hsl(0, 100%, 50%) )", Some("#010203"), Some("#f00"));
    check("var(--red)", Some("#f00"), Some("#f00"));
    check("light-dark(var(--red), transparent)", Some("#f00"), None);
    check("var(--circle)", None, None);
    check("var(--missing)", None, None);
    check("light-dark(#111)", None, None);
    check("light-dark(#111, #222", None, None);
    check("light-dark(#111, #222, #333)", Some("#111"), None);
    check("light-dark(#111, #222) light-dark(#111, #222)", None, None);
    check("color-mix(in srgb, red, blue)", None, None);
    check("", None, None);
}

fn declared(css: &str) -> Vec<String> {
    let mut all = Vec::new();
    read(css, |within, name, value| all.push(format!("{}|{name}={value}", within.join(">"))));
    all
}

#[test]
fn style_sheets_are_read_as_browsers_do() {
    let check = |css: &str, expected: &[&str]| assert_eq!(declared(css), expected, "{css}");
    check("a { b: c; d: e }", &["a|b=c", "a|d=e"]);
    check("@media print { a { b: c } } d { e: f; }", &["@media print>a|b=c", "d|e=f"]);
    check("a { /* b: c; } */ d: e /**/ f }", &["a|d=e   f"]);
    check("a { b: \"}/*;\"; c: '\\'}' }", &["a|b=\"}/*;\"", "a|c='\\'}'"]);
    check("a { b: url(data:x;y}z); c: d }", &["a|b=url(data:x;y}z)", "a|c=d"]);
    check("a { --\\61 ccent: red; \\--page: blue }", &["a|--accent=red", "a|--page=blue"]);
    check("@import url(x); a { b: c }", &["a|b=c"]);
    check("b: c;", &[]);
}

#[test]
fn broken_style_sheets_end_somewhere() {
    let check = |css: &str, expected: &[&str]| assert_eq!(declared(css), expected, "{css}");
    check("a { b: c", &["a|b=c"]);
    check("} } a { b: c }", &["a|b=c"]);
    check("a { b: \"c\nd: e; f: g }", &["a|b=\"c\nd: e", "a|f=g"]);
    check("a { b: c /* d: e }", &["a|b=c"]);
    check("a { b: )))c; d: (((e", &["a|b=)))c", "a|d=(((e"]);
    check("a { b: [(c]); d }] e; f: g }", &["a|b=[(c]); d }] e", "a|f=g"]);
    check("a { \\", &[]);
}

#[test]
fn a_deep_or_long_style_sheet_takes_little() {
    let deep = "a{".repeat(200_000) + "b:c" + &"}".repeat(200_000) + "d{e:f}";
    assert_eq!(declared(&deep), ["d|e=f"]);
    let long = format!("{}{{--x:{}}}", "a".repeat(1_000_000), "(".repeat(1_000_000));
    assert_eq!(declared(&long).len(), 1);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(css in "[\\\\{}();:'\"/*@a-c \n\u{e9}-]{0,80}") {
        for declaration in declared(&css) {
            proptest::prop_assert!(declaration.contains('|'));
        }
    }

    #[test]
    fn any_value_is_computed_or_not(value in "(light-dark|var|rgb|oklch|hsl|#)?[(),a-f0-9% ./#\u{e9}-]{0,30}") {
        let mut palette = Palette::built_in();
        palette.set("--x", &value);
        for scheme in Scheme::ALL {
            if let Ok(color) = palette.color("--x", scheme) {
                proptest::prop_assert!(color.contrast(color) >= 1.0);
            }
        }
    }
}
