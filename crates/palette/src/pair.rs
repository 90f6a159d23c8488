//! Which colours meet on screen.
//!
//! The lists are wider than what is on screen today: any text may be on any ground. A new component then needs no new
//! row, unless it uses a token in a new way; `tests/pure/contrast.rs` finds those.

/// Text. Each has the contrast of text on every ground.
pub const TEXTS: [&str; 11] = [
    "--ink",
    "--muted",
    "--link",
    "--accent",
    "--operational-ink",
    "--notice-ink",
    "--minor-ink",
    "--major-ink",
    "--critical-ink",
    "--maintenance-ink",
    "--unknown-ink",
];

/// The backgrounds of text. A tint is a badge, a message, and the top of the page.
pub const GROUNDS: [&str; 10] = [
    "--page",
    "--surface",
    "--sunken",
    "--operational-tint",
    "--notice-tint",
    "--minor-tint",
    "--major-tint",
    "--critical-tint",
    "--maintenance-tint",
    "--unknown-tint",
];

/// Shapes, the lines of controls, and the focus ring. Each has the contrast of marks on every ground; texts may be marks
/// too.
pub const MARKS: [&str; 9] = [
    "--focus",
    "--line-strong",
    "--operational",
    "--notice",
    "--minor",
    "--major",
    "--critical",
    "--maintenance",
    "--unknown",
];

/// Text on a ground of its own.
pub const INVERSE: [(&str, &str); 5] = [
    ("--accent-ink", "--accent"),
    // Pressed and primary buttons, and a primary one under the pointer.
    ("--page", "--ink"),
    ("--page", "--muted"),
    // A button that deletes.
    ("--surface", "--critical-ink"),
    // A button while it is held down.
    ("--ink", "--line"),
];

/// Lines and shadows that carry no meaning.
pub const DECORATION: [&str; 4] = ["--line", "--shadow", "--backdrop", "--tone-edge"];

/// The kind of a pair, which decides how much contrast it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Text.
    Text,
    /// A shape or a line that means something.
    Mark,
}

impl Kind {
    /// The contrast that the product's own colours have: of level AAA for text, and of level AA for marks.
    pub fn enhanced(self) -> f32 {
        match self {
            Self::Text => 7.0,
            Self::Mark => 3.0,
        }
    }

    /// The contrast of WCAG's level AA.
    pub fn minimum(self) -> f32 {
        match self {
            Self::Text => 4.5,
            Self::Mark => 3.0,
        }
    }
}

/// Two tokens that meet on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The text or the mark.
    pub front: &'static str,
    /// Its background.
    pub ground: &'static str,
    /// Its kind.
    pub kind: Kind,
}

/// All pairs.
pub fn pairs() -> Vec<Pair> {
    let on_all = |fronts: &'static [&'static str], kind| {
        fronts.iter().flat_map(move |front| GROUNDS.iter().map(move |ground| Pair { front, ground, kind }))
    };
    let inverse = INVERSE.iter().map(|(front, ground)| Pair { front, ground, kind: Kind::Text });
    on_all(&TEXTS, Kind::Text).chain(on_all(&MARKS, Kind::Mark)).chain(inverse).collect()
}
