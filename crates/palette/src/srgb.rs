//! Colours as screens show them.

use color::{DynamicColor, Srgb as Space};
use std::fmt::{self, Display};

/// An opaque colour in sRGB, with eight bits per channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Srgb([u8; 3]);

impl Srgb {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// Reads any absolute colour of CSS Color 4. Returns `None` for anything else, and for colours that aren't opaque.
    pub fn parse(text: &str) -> Option<Self> {
        let color = color::parse_color(text.trim()).ok()?;
        let color = color.to_alpha_color::<Space>();
        let [.., alpha] = color.components;
        // Negated, so that NaN isn't opaque either.
        (alpha >= 1.0).then(|| {
            let [r, g, b, _] = color.to_rgba8().to_u8_array();
            Self([r, g, b])
        })
    }

    /// A colour of CSS Color 4, opaque or not, as hexadecimal digits.
    pub fn hex(text: &str) -> Option<String> {
        let color = color::parse_color(text.trim()).ok()?.to_alpha_color::<Space>().to_rgba8();
        Some(digits(&match color.a {
            0xff => vec![color.r, color.g, color.b],
            alpha => vec![color.r, color.g, color.b, alpha],
        }))
    }

    /// Whether sRGB has this colour, so that no screen has to choose another in its place.
    pub fn has(text: &str) -> bool {
        color::parse_color(text.trim()).is_ok_and(|color| {
            let [r, g, b, _] = color.to_alpha_color::<Space>().components;
            [r, g, b].iter().all(|channel| (-5e-4..=1.0005).contains(channel))
        })
    }

    /// The contrast ratio of WCAG 2.2 between two colours, from 1 to 21.
    pub fn contrast(self, other: Self) -> f32 {
        let [one, two] = [self, other].map(Self::luminance);
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f32 {
        let [r, g, b] = self.0;
        DynamicColor::from_alpha_color(color::AlphaColor::<Space>::from_rgb8(r, g, b)).relative_luminance()
    }
}

/// As hexadecimal digits.
impl Display for Srgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(&self.0))
    }
}

/// As short as possible: `#fff`.
fn digits(channels: &[u8]) -> String {
    let digit = |channel: &u8| match channels.iter().all(|channel| channel % 17 == 0) {
        true => format!("{:x}", channel / 17),
        false => format!("{channel:02x}"),
    };
    channels.iter().map(digit).fold("#".to_owned(), |hex, digit| hex + &digit)
}
