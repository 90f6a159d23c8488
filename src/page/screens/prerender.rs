//! A page as text, for publishing and serving.

use super::page;
use crate::components::PageView;
use leptos::prelude::RenderHtml;

/// The markup of a page.
pub fn prerender(view: &PageView) -> String {
    page(view).to_html()
}
