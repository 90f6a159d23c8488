//! The state of a form's control beyond its value.

use js_sys::Reflect;
use leptos::tachys::dom::document;

/// Whether somebody typed something into the control with this id that the browser could not read, such as half a
/// date. Its value is empty then, as if nothing had been typed.
pub fn is_half_typed(id: &str) -> bool {
    let half = || {
        let control = document().get_element_by_id(id)?;
        let validity = Reflect::get(&control, &"validity".into()).ok()?;
        Reflect::get(&validity, &"badInput".into()).ok()?.as_bool()
    };
    half().unwrap_or(false)
}

/// Where the focus is, seen from an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// In the element.
    Within,
    /// In another one.
    Elsewhere,
    /// Nowhere: whatever had it has gone.
    Nowhere,
}

/// Where the focus is, seen from the element with this id, be it there or not.
pub fn focus_from(id: &str) -> Focus {
    let Some(active) = document().active_element() else { return Focus::Nowhere };
    if active.tag_name().eq_ignore_ascii_case("body") {
        return Focus::Nowhere;
    }
    let within = document().get_element_by_id(id).is_some_and(|element| element.contains(Some(&active)));
    if within { Focus::Within } else { Focus::Elsewhere }
}

/// Whether somebody is in the middle of typing or choosing, where a moved focus would take the next letter along.
pub fn is_typing() -> bool {
    let active = document().active_element().map(|element| element.tag_name().to_ascii_lowercase());
    active.is_some_and(|name| matches!(name.as_str(), "input" | "textarea" | "select"))
}
