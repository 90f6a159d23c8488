//! Moving the focus.

use crate::browser::document as page;
use leptos::task::{spawn_local, tick};

/// Focuses the element with this id. Ids may hold characters that mean something in a selector, but never a quote: they
/// are percent-encoded.
pub fn focus(id: &str) {
    page::focus(&format!("[id=\"{id}\"]"));
}

/// Focuses an element as soon as the latest changes are on screen.
pub fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    spawn_local(async move {
        tick().await;
        focus(&id);
    });
}
