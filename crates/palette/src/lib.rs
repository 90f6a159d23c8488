//! The colours of the style sheets and their contrast, for the tests and for `statuspane check`. Native only: neither app
//! uses it.
//!
//! A [`Palette`] has the tokens of `style/tokens.css`, and computes each colour in either [`Scheme`]. [`pairs`] lists
//! which colours meet on screen; a test compares the list with the style sheets.

mod css;
mod pair;
mod scheme;
mod srgb;
mod tokens;

pub use css::read;
pub use pair::{DECORATION, GROUNDS, INVERSE, Kind, MARKS, Pair, TEXTS, pairs};
pub use scheme::Scheme;
pub use srgb::Srgb;
pub use tokens::{BRAND, NotComputed, Palette};
