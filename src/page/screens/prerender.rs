//! A page as text, for publishing and serving.

use super::page;
use crate::components::PageView;
use leptos::prelude::{Owner, RenderHtml};

/// The markup of the page that `view` describes. A view holds signals, so it is made under an owner, which ends with it.
pub fn prerender(view: impl FnOnce() -> PageView) -> String {
    Owner::new().with(|| page(&view()).to_html())
}
