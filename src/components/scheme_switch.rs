//! The choice between light, dark and the system's scheme, in both apps.

use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use text::SharedText;

/// The switch. `web/scheme-switch.js` acts on its buttons and keeps their states.
#[component(transparent)]
pub fn SchemeSwitch(
    /// The messages.
    text: SharedText,
) -> Node {
    let choice = |value: &'static str, name: &'static str| -> Node {
        let pressed = if value == "system" { "true" } else { "false" };
        let button = el::button().attr(attr::TYPE, "button").class("button").attr(attr::DATA_CHOICE, value);
        button.attr(attr::ARIA_PRESSED, pressed).child(name).into()
    };
    el::div()
        .class("zone-switch scheme-switch needs-app")
        .attr(attr::ROLE, "group")
        .attr(attr::ARIA_LABEL, text.scheme())
        .child(choice("light", text.scheme_light()))
        .child(choice("dark", text.scheme_dark()))
        .child(choice("system", text.scheme_system()))
        .into()
}
