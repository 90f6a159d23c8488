//! A page as text, for publishing and serving.

use super::{Scene, page};
use leptos::prelude::{Owner, RenderHtml};

/// The markup of the page that `scene` describes. A scene holds signals, so it is set under an owner, which ends with
/// it.
pub fn prerender(scene: impl FnOnce() -> Scene) -> String {
    Owner::new().with(|| page(&scene()).to_html())
}
