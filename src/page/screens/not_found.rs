//! The screen of an address that the site does not have.

use super::{back, plain};
use crate::components::Scene;
use crate::dom::Node;
use text::page;

/// The screen.
pub fn not_found(scene: &Scene) -> Node {
    [plain(page::NOT_FOUND, page::NOT_FOUND_NEXT.to_owned()), back(scene)].into()
}
